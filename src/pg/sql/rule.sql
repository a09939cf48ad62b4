-- The query of a view is a rule too, and is the view's definition.
SELECT
	x.schema,
	x."table",
	x.name,
	CASE
		WHEN x.is_locked THEN 'locked'
		WHEN x.definition IS NULL
			OR pg_catalog.strpos(x.definition, '........pg.dropped.') > 0
			OR pg_catalog.strpos(x.definition, '?dropped?column?') > 0 THEN 'moving'
	END AS unreadable,
	x.definition,
	CASE x.ev_enabled
		WHEN 'O' THEN 'origin'
		WHEN 'D' THEN 'disabled'
		WHEN 'R' THEN 'replica'
		WHEN 'A' THEN 'always'
	END AS enabled,
	d.description AS comment
FROM (
	SELECT
		r.oid,
		r.ev_enabled,
		w.nspname AS schema,
		w.relname AS "table",
		r.rulename AS name,
		l.relation IS NOT NULL AS is_locked,
		CASE
			WHEN l.relation IS NULL
			THEN pg_catalog.rtrim(pg_catalog.pg_get_ruledef(r.oid), ';')
		END AS definition
	FROM wanted AS w
	JOIN pg_catalog.pg_rewrite AS r ON r.ev_class = w.oid AND r.rulename <> '_RETURN'
	LEFT JOIN locked AS l ON l.relation = w.oid
	OFFSET 0
) AS x
LEFT JOIN pg_catalog.pg_description AS d
	ON d.objoid = x.oid AND d.classoid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objsubid = 0
