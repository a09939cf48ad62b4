-- Deparsing waits for the view's own lock only.
SELECT
	v.schema,
	v.name,
	CASE
		WHEN v.is_locked THEN 'locked'
		WHEN v.definition IS NULL
			OR pg_catalog.strpos(v.definition, '........pg.dropped.') > 0
			OR pg_catalog.strpos(v.definition, '?dropped?column?') > 0 THEN 'moving'
	END AS unreadable,
	v.definition
FROM (
	SELECT
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
