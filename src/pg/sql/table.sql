-- A partition's bound is deparsed without its relation, which takes no lock. TOAST tables keep their own
-- options. Access methods and tablespaces are null where they are the usual ones.
SELECT
	w.nspname AS schema,
	w.relname AS name,
	CASE w.relkind
		WHEN 'r' THEN 'table'
		WHEN 'p' THEN 'partitioned table'
		WHEN 'f' THEN 'foreign table'
	END AS kind,
	CASE c.relpersistence WHEN 'u' THEN 'unlogged' ELSE 'permanent' END AS persistence,
	CASE
		WHEN c.reloptions IS NULL AND t.reloptions IS NULL THEN '{}'
		ELSE ARRAY(
			SELECT o.option
			FROM (
				SELECT pg_catalog.unnest(c.reloptions) AS option
				UNION ALL
				SELECT 'toast.' || pg_catalog.unnest(t.reloptions)
			) AS o
			ORDER BY o.option COLLATE "C"
		)
	END AS options,
	c.relrowsecurity::pg_catalog.text AS row_security,
	c.relforcerowsecurity::pg_catalog.text AS force_row_security,
	CASE c.relreplident
		WHEN 'd' THEN 'default'
		WHEN 'f' THEN 'full'
		WHEN 'n' THEN 'nothing'
		ELSE (
			SELECT 'index ' || i.relname
			FROM pg_catalog.pg_index AS x
			JOIN pg_catalog.pg_class AS i ON i.oid = x.indexrelid
			WHERE x.indrelid = c.oid AND x.indisreplident
		)
	END AS replica_identity,
	am.amname AS access_method,
	s.spcname AS tablespace,
	CASE
		WHEN h.inhrelid IS NULL OR c.relispartition THEN '{}'
		ELSE ARRAY(
			SELECT pg_catalog.format('%I.%I', n.nspname, p.relname)
			FROM pg_catalog.pg_inherits AS i
			JOIN pg_catalog.pg_class AS p ON p.oid = i.inhparent
			JOIN pg_catalog.pg_namespace AS n ON n.oid = p.relnamespace
			WHERE i.inhrelid = c.oid
			ORDER BY i.inhseqno
		)
	END AS inherits,
	CASE WHEN w.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END AS partition_key,
	CASE
		WHEN c.relispartition THEN (
			SELECT pg_catalog.format(
				'%I.%I %s', n.nspname, p.relname, pg_catalog.pg_get_expr(c.relpartbound, 0))
			FROM pg_catalog.pg_class AS p
			JOIN pg_catalog.pg_namespace AS n ON n.oid = p.relnamespace
			WHERE p.oid = h.inhparent
		)
	END AS partition_of,
	k.relname AS cluster_index,
	pg_catalog.pg_get_userbyid(c.relowner) AS owner,
	d.description AS comment
FROM wanted AS w
JOIN pg_catalog.pg_class AS c ON c.oid = w.oid
LEFT JOIN pg_catalog.pg_class AS t ON t.oid = c.reltoastrelid AND t.reloptions IS NOT NULL
LEFT JOIN pg_catalog.pg_am AS am ON am.oid = c.relam AND am.amname <> 'heap'
LEFT JOIN pg_catalog.pg_tablespace AS s ON s.oid = c.reltablespace
LEFT JOIN pg_catalog.pg_inherits AS h ON h.inhrelid = c.oid AND h.inhseqno = 1
LEFT JOIN pg_catalog.pg_index AS x ON x.indrelid = c.oid AND x.indisclustered
LEFT JOIN pg_catalog.pg_class AS k ON k.oid = x.indexrelid
LEFT JOIN pg_catalog.pg_description AS d
	ON d.objoid = c.oid AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objsubid = 0
WHERE w.relkind IN ('r', 'p', 'f')
