SELECT
	t.name,
	'(' || pg_catalog.concat_ws(', ',
		'FROM SQL WITH FUNCTION '
			|| NULLIF(t.trffromsql::pg_catalog.oid, 0)::pg_catalog.regprocedure::pg_catalog.text,
		'TO SQL WITH FUNCTION '
			|| NULLIF(t.trftosql::pg_catalog.oid, 0)::pg_catalog.regprocedure::pg_catalog.text
	) || ')' AS definition,
	pg_catalog.obj_description(t.oid, 'pg_transform') AS comment
FROM (
	SELECT
		pg_catalog.format_type(t.trftype, NULL) || ' LANGUAGE ' || pg_catalog.quote_ident(l.lanname) AS name,
		t.*
	FROM pg_catalog.pg_transform AS t
	JOIN pg_catalog.pg_language AS l ON l.oid = t.trflang
) AS t
WHERE t.name = ANY ($4::pg_catalog.text[])
	OR $1::pg_catalog.bool AND NOT EXISTS (
		SELECT
		FROM pg_catalog.pg_depend AS d
		WHERE d.classid = 'pg_catalog.pg_transform'::pg_catalog.regclass
			AND d.objid = t.oid AND d.objsubid = 0 AND d.deptype = 'e'
	)
