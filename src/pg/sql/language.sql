SELECT
	l.lanname AS name,
	l.lanpltrusted::pg_catalog.text AS trusted,
	pg_catalog.concat_ws(' ',
		'HANDLER ' || NULLIF(l.lanplcallfoid, 0::pg_catalog.oid)::pg_catalog.regproc::pg_catalog.text,
		'INLINE ' || NULLIF(l.laninline, 0::pg_catalog.oid)::pg_catalog.regproc::pg_catalog.text,
		'VALIDATOR ' || NULLIF(l.lanvalidator, 0::pg_catalog.oid)::pg_catalog.regproc::pg_catalog.text
	) AS definition,
	pg_catalog.pg_get_userbyid(l.lanowner) AS owner,
	pg_catalog.obj_description(l.oid, 'pg_language') AS comment
FROM pg_catalog.pg_language AS l
WHERE l.lanname = ANY ($4::pg_catalog.text[])
	OR $1::pg_catalog.bool AND l.oid >= 16384 AND NOT EXISTS (
		SELECT
		FROM pg_catalog.pg_depend AS d
		WHERE d.classid = 'pg_catalog.pg_language'::pg_catalog.regclass
			AND d.objid = l.oid AND d.objsubid = 0 AND d.deptype = 'e'
	)
