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
	CASE
		WHEN c.reloptions IS NULL THEN '{}'
		ELSE ARRAY(
			SELECT o.option
			FROM pg_catalog.unnest(c.reloptions) AS o (option)
			ORDER BY o.option COLLATE "C"
		)
	END AS options,
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
	WHERE w.relkind = 'v'
	OFFSET 0
) AS v
JOIN pg_catalog.pg_class AS c ON c.oid = v.oid
LEFT JOIN pg_catalog.pg_description AS d
	ON d.objoid = c.oid AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objsubid = 0
