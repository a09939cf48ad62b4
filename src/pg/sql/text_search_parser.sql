SELECT
	s.nspname AS schema,
	p.prsname AS name,
	'(' || pg_catalog.concat_ws(', ',
		'START = ' || p.prsstart::pg_catalog.text,
		'GETTOKEN = ' || p.prstoken::pg_catalog.text,
		'END = ' || p.prsend::pg_catalog.text,
		'HEADLINE = ' || NULLIF(p.prsheadline::pg_catalog.oid, 0)::pg_catalog.regproc::pg_catalog.text,
		'LEXTYPES = ' || p.prslextype::pg_catalog.text
	) || ')' AS definition,
	pg_catalog.obj_description(p.oid, 'pg_ts_parser') AS comment
FROM schemas AS s
JOIN pg_catalog.pg_ts_parser AS p ON p.prsnamespace = s.oid
WHERE (s.nspname, p.prsname::pg_catalog.text) IN (SELECT n.schema, n.name FROM named AS n)
	OR s.whole AND NOT EXISTS (
		SELECT
		FROM pg_catalog.pg_depend AS d
		WHERE d.classid = 'pg_catalog.pg_ts_parser'::pg_catalog.regclass
			AND d.objid = p.oid AND d.objsubid = 0 AND d.deptype = 'e'
	)
