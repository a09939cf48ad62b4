-- Not NOT NULL (18), which is a property of the column, and not what a partition has from its parent.
SELECT
	c.schema,
	c."table",
	c.name,
	CASE
		WHEN c.is_locked THEN 'locked'
		WHEN c.definition IS NULL
			OR pg_catalog.strpos(c.definition, '........pg.dropped.') > 0
			OR pg_catalog.strpos(c.definition, '?dropped?column?') > 0 THEN 'moving'
	END AS unreadable,
	c.definition
FROM (
	SELECT
		w.nspname AS schema,
		w.relname AS "table",
		o.conname AS name,
		l.relation IS NOT NULL AS is_locked,
		CASE WHEN l.relation IS NULL THEN pg_catalog.pg_get_constraintdef(o.oid) END AS definition
	FROM wanted AS w
	JOIN pg_catalog.pg_constraint AS o ON o.conrelid = w.oid
	LEFT JOIN locked AS l ON l.relation = w.oid
	WHERE o.contype IN ('p', 'u', 'f', 'c', 'x', 't')
		AND o.conparentid = 0
	OFFSET 0
) AS c
