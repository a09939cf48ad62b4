SELECT
	s.nspname AS schema,
	d.dictname AS name,
	pg_catalog.format('%I.%I', tn.nspname, t.tmplname) AS template,
	d.dictinitoption AS options,
	pg_catalog.pg_get_userbyid(d.dictowner) AS owner,
	pg_catalog.obj_description(d.oid, 'pg_ts_dict') AS comment
FROM schemas AS s
JOIN pg_catalog.pg_ts_dict AS d ON d.dictnamespace = s.oid
JOIN pg_catalog.pg_ts_template AS t ON t.oid = d.dicttemplate
JOIN pg_catalog.pg_namespace AS tn ON tn.oid = t.tmplnamespace
WHERE (s.nspname, d.dictname::pg_catalog.text) IN (SELECT n.schema, n.name FROM named AS n)
	OR s.whole AND NOT EXISTS (
		SELECT
		FROM pg_catalog.pg_depend AS e
		WHERE e.classid = 'pg_catalog.pg_ts_dict'::pg_catalog.regclass
			AND e.objid = d.oid AND e.objsubid = 0 AND e.deptype = 'e'
	)
