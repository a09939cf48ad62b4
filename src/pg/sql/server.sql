SELECT
	s.srvname AS name,
	w.fdwname AS wrapper,
	s.srvtype AS type,
	s.srvversion AS version,
	ARRAY(SELECT o.option FROM pg_catalog.unnest(s.srvoptions) AS o (option) ORDER BY o.option COLLATE pg_catalog."C") AS options,
	pg_catalog.pg_get_userbyid(s.srvowner) AS owner,
	pg_catalog.obj_description(s.oid, 'pg_foreign_server') AS comment
FROM pg_catalog.pg_foreign_server AS s
JOIN pg_catalog.pg_foreign_data_wrapper AS w ON w.oid = s.srvfdw
WHERE s.srvname = ANY ($4::pg_catalog.text[])
	OR $1::pg_catalog.bool AND NOT EXISTS (
		SELECT
		FROM pg_catalog.pg_depend AS d
		WHERE d.classid = 'pg_catalog.pg_foreign_server'::pg_catalog.regclass
			AND d.objid = s.oid AND d.objsubid = 0 AND d.deptype = 'e'
	)
