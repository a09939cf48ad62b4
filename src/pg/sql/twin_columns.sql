-- The columns of the relation $1.$2 as a twin has them; of a domain what it is made of. Operators are those of pg_catalog, as the
-- session's search_path is pinned to be empty.
SELECT
	a.attnum,
	a.attname AS name,
	pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
	CASE
		WHEN a.attcollation <> t.typcollation
		THEN pg_catalog.format('%I.%I', cn.nspname, co.collname)
	END AS collation,
	CASE WHEN c.relispartition THEN (
		SELECT pg_catalog.pg_get_partkeydef(h.inhparent)
		FROM pg_catalog.pg_inherits AS h
		WHERE h.inhrelid = c.oid
		LIMIT 1
	) END AS bound_by
FROM pg_catalog.pg_namespace AS n
JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_collation AS co ON co.oid = a.attcollation
LEFT JOIN pg_catalog.pg_namespace AS cn ON cn.oid = co.collnamespace
WHERE n.nspname = $1::pg_catalog.name AND c.relname = $2::pg_catalog.name
UNION ALL
SELECT 0, 'value', pg_catalog.format_type(d.typbasetype, d.typtypmod), NULL, NULL
FROM pg_catalog.pg_namespace AS n
JOIN pg_catalog.pg_type AS d ON d.typnamespace = n.oid AND d.typtype = 'd'
WHERE n.nspname = $1::pg_catalog.name AND d.typname = $2::pg_catalog.name
ORDER BY attnum
