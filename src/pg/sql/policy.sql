-- Roles have no order; none at all is everybody.
SELECT
	x.schema,
	x."table",
	x.name,
	CASE
		WHEN x.is_locked THEN 'locked'
		WHEN x.has_using AND x."using" IS NULL OR x.has_check AND x."check" IS NULL
			OR pg_catalog.strpos(pg_catalog.concat(x."using", x."check"), '........pg.dropped.') > 0
			OR pg_catalog.strpos(pg_catalog.concat(x."using", x."check"), '?dropped?column?') > 0
		THEN 'moving'
	END AS unreadable,
	CASE x.polcmd
		WHEN '*' THEN 'all'
		WHEN 'r' THEN 'select'
		WHEN 'a' THEN 'insert'
		WHEN 'w' THEN 'update'
		WHEN 'd' THEN 'delete'
	END AS command,
	x.polpermissive::pg_catalog.text AS permissive,
	ARRAY(
		SELECT CASE r.role WHEN 0 THEN 'public' ELSE pg_catalog.pg_get_userbyid(r.role) END
		FROM pg_catalog.unnest(x.polroles) AS r (role)
		ORDER BY 1
	) AS roles,
	x."using",
	x."check",
	d.description AS comment
FROM (
	SELECT
		p.oid,
		p.polcmd,
		p.polpermissive,
		p.polroles,
		w.nspname AS schema,
		w.relname AS "table",
		p.polname AS name,
		l.relation IS NOT NULL AS is_locked,
		p.polqual IS NOT NULL AS has_using,
		p.polwithcheck IS NOT NULL AS has_check,
		CASE
			WHEN l.relation IS NULL THEN pg_catalog.pg_get_expr(p.polqual, p.polrelid)
		END AS "using",
		CASE
			WHEN l.relation IS NULL THEN pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)
		END AS "check"
	FROM wanted AS w
	JOIN pg_catalog.pg_policy AS p ON p.polrelid = w.oid
	LEFT JOIN locked AS l ON l.relation = w.oid
	OFFSET 0
) AS x
LEFT JOIN pg_catalog.pg_description AS d
	ON d.objoid = x.oid AND d.classoid = 'pg_catalog.pg_policy'::pg_catalog.regclass AND d.objsubid = 0
