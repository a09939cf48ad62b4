SELECT
	a.amname AS name,
	pg_catalog.format('TYPE %s HANDLER ', CASE a.amtype WHEN 't' THEN 'TABLE' ELSE 'INDEX' END)
		|| a.amhandler::pg_catalog.text AS definition,
	pg_catalog.obj_description(a.oid, 'pg_am') AS comment
FROM pg_catalog.pg_am AS a
WHERE a.amname = ANY ($4::pg_catalog.text[])
	OR $1::pg_catalog.bool AND a.oid >= 16384 AND NOT EXISTS (
		SELECT
		FROM pg_catalog.pg_depend AS d
		WHERE d.classid = 'pg_catalog.pg_am'::pg_catalog.regclass
			AND d.objid = a.oid AND d.objsubid = 0 AND d.deptype = 'e'
	)
