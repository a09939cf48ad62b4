-- Deparsing waits for the locks of the view itself.
SELECT
	v.schema,
	v.name,
	CASE
		WHEN v.is_locked THEN 'locked'
		WHEN v.definition IS NULL
			OR pg_catalog.strpos(v.definition, '........pg.dropped.') > 0
			OR pg_catalog.strpos(v.definition, '?dropped?column?') > 0 THEN 'moving'
	END AS unreadable,
	v.definition,
	c.relispopulated::pg_catalog.text AS populated,
	CASE
		WHEN c.reloptions IS NULL THEN '{}'
		ELSE ARRAY(
			SELECT o.option
			FROM pg_catalog.unnest(c.reloptions) AS o (option)
			ORDER BY o.option COLLATE "C"
		)
	END AS options,
	am.amname AS access_method,
	s.spcname AS tablespace,
	k.relname AS cluster_index,
	pg_catalog.pg_get_userbyid(c.relowner) AS owner,
	d.description AS comment
FROM (
	SELECT
		w.oid,
		w.nspname AS schema,
		w.relname AS name,
		l.relation IS NOT NULL AS is_locked,
		CASE
			WHEN l.relation IS NULL
			THEN pg_catalog.rtrim(pg_catalog.pg_get_viewdef(w.oid), ';')
		END AS definition
	FROM wanted AS w
	LEFT JOIN locked AS l ON l.relation = w.oid
	WHERE w.relkind = 'm'
	OFFSET 0
) AS v
JOIN pg_catalog.pg_class AS c ON c.oid = v.oid
LEFT JOIN pg_catalog.pg_am AS am ON am.oid = c.relam AND am.amname <> 'heap'
LEFT JOIN pg_catalog.pg_tablespace AS s ON s.oid = c.reltablespace
LEFT JOIN pg_catalog.pg_index AS x ON x.indrelid = c.oid AND x.indisclustered
LEFT JOIN pg_catalog.pg_class AS k ON k.oid = x.indexrelid
LEFT JOIN pg_catalog.pg_description AS d
	ON d.objoid = c.oid AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objsubid = 0
