SELECT
	s.nspname AS schema,
	t.tmplname AS name,
	'(' || pg_catalog.concat_ws(', ',
		'INIT = ' || NULLIF(t.tmplinit::pg_catalog.oid, 0)::pg_catalog.regproc::pg_catalog.text,
		'LEXIZE = ' || t.tmpllexize::pg_catalog.text
	) || ')' AS definition,
	pg_catalog.obj_description(t.oid, 'pg_ts_template') AS comment
FROM schemas AS s
JOIN pg_catalog.pg_ts_template AS t ON t.tmplnamespace = s.oid
WHERE (s.nspname, t.tmplname::pg_catalog.text) IN (SELECT n.schema, n.name FROM named AS n)
	OR s.whole AND NOT EXISTS (
		SELECT
		FROM pg_catalog.pg_depend AS d
		WHERE d.classid = 'pg_catalog.pg_ts_template'::pg_catalog.regclass
			AND d.objid = t.oid AND d.objsubid = 0 AND d.deptype = 'e'
	)
