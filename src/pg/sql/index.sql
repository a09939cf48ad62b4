-- Indexes that are not the making of a constraint, nor of an index of the partitioned table above.
SELECT
	i.schema,
	i."table",
	i.name,
	CASE
		WHEN i.is_locked THEN 'locked'
		WHEN i.definition IS NULL
			OR pg_catalog.strpos(i.definition, '........pg.dropped.') > 0
			OR pg_catalog.strpos(i.definition, '?dropped?column?') > 0 THEN 'moving'
	END AS unreadable,
	i.definition
FROM (
	SELECT
		w.nspname AS schema,
		w.relname AS "table",
		c.relname AS name,
		l.relation IS NOT NULL AS is_locked,
		CASE WHEN l.relation IS NULL THEN pg_catalog.pg_get_indexdef(c.oid) END AS definition
	FROM wanted AS w
	JOIN pg_catalog.pg_index AS x ON x.indrelid = w.oid AND x.indislive
	JOIN pg_catalog.pg_class AS c ON c.oid = x.indexrelid AND NOT c.relispartition
	LEFT JOIN locked AS l ON l.relation = w.oid
	WHERE NOT EXISTS (
		SELECT
		FROM pg_catalog.pg_constraint AS o
		WHERE o.conrelid = x.indrelid AND o.conindid = x.indexrelid
			AND o.contype IN ('p', 'u', 'x')
	)
	OFFSET 0
) AS i
