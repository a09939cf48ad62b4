SELECT
	w.fdwname AS name,
	NULLIF(w.fdwhandler, 0::pg_catalog.oid)::pg_catalog.regproc::pg_catalog.text AS handler,
	NULLIF(w.fdwvalidator, 0::pg_catalog.oid)::pg_catalog.regproc::pg_catalog.text AS validator,
	ARRAY(SELECT o.option FROM pg_catalog.unnest(w.fdwoptions) AS o (option) ORDER BY o.option COLLATE pg_catalog."C") AS options,
	pg_catalog.pg_get_userbyid(w.fdwowner) AS owner,
	pg_catalog.obj_description(w.oid, 'pg_foreign_data_wrapper') AS comment
FROM pg_catalog.pg_foreign_data_wrapper AS w
WHERE w.fdwname = ANY ($4::pg_catalog.text[])
	OR $1::pg_catalog.bool AND NOT EXISTS (
		SELECT
		FROM pg_catalog.pg_depend AS d
		WHERE d.classid = 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass
			AND d.objid = w.oid AND d.objsubid = 0 AND d.deptype = 'e'
	)
