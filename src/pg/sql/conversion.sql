SELECT
	s.nspname AS schema,
	c.conname AS name,
	pg_catalog.format('FOR %L TO %L FROM ',
		pg_catalog.pg_encoding_to_char(c.conforencoding),
		pg_catalog.pg_encoding_to_char(c.contoencoding)) || c.conproc::pg_catalog.text AS definition,
	c.condefault::pg_catalog.text AS "default",
	pg_catalog.pg_get_userbyid(c.conowner) AS owner,
	pg_catalog.obj_description(c.oid, 'pg_conversion') AS comment
FROM schemas AS s
JOIN pg_catalog.pg_conversion AS c ON c.connamespace = s.oid
WHERE (s.nspname, c.conname::pg_catalog.text) IN (SELECT n.schema, n.name FROM named AS n)
	OR s.whole AND NOT EXISTS (
		SELECT
		FROM pg_catalog.pg_depend AS d
		WHERE d.classid = 'pg_catalog.pg_conversion'::pg_catalog.regclass
			AND d.objid = c.oid AND d.objsubid = 0 AND d.deptype = 'e'
	)
