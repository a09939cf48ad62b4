-- Operator families with what is loose in them: what belongs to one of their classes is said there. A
-- family that its class brought with it, and that has nothing of its own, is no object of its own.
SELECT
	f.schema,
	f.name,
	f.members,
	pg_catalog.pg_get_userbyid(f.opfowner) AS owner,
	f.comment
FROM (
	SELECT
		s.nspname AS schema,
		s.whole,
		f.opfname || ' USING ' || m.amname AS name,
		ARRAY(
			SELECT pg_catalog.format('OPERATOR %s %I.%s(%s, %s)',
				a.amopstrategy, n.nspname, o.oprname,
				pg_catalog.format_type(a.amoplefttype, NULL),
				pg_catalog.format_type(a.amoprighttype, NULL))
				|| COALESCE((
					SELECT pg_catalog.format(' FOR ORDER BY %I.%I', sn.nspname, sf.opfname)
					FROM pg_catalog.pg_opfamily AS sf
					JOIN pg_catalog.pg_namespace AS sn ON sn.oid = sf.opfnamespace
					WHERE sf.oid = a.amopsortfamily
				), '')
			FROM pg_catalog.pg_depend AS d
			JOIN pg_catalog.pg_amop AS a ON a.oid = d.objid
			JOIN pg_catalog.pg_operator AS o ON o.oid = a.amopopr
			JOIN pg_catalog.pg_namespace AS n ON n.oid = o.oprnamespace
			WHERE d.refclassid = 'pg_catalog.pg_opfamily'::pg_catalog.regclass
				AND d.refobjid = f.oid
				AND d.classid = 'pg_catalog.pg_amop'::pg_catalog.regclass
			ORDER BY a.amopstrategy, a.amoplefttype::pg_catalog.regtype::pg_catalog.text COLLATE pg_catalog."C",
				a.amoprighttype::pg_catalog.regtype::pg_catalog.text COLLATE pg_catalog."C"
		) || ARRAY(
			SELECT pg_catalog.format('FUNCTION %s (%s, %s) %s', a.amprocnum,
				pg_catalog.format_type(a.amproclefttype, NULL),
				pg_catalog.format_type(a.amprocrighttype, NULL),
				a.amproc::pg_catalog.oid::pg_catalog.regprocedure)
			FROM pg_catalog.pg_depend AS d
			JOIN pg_catalog.pg_amproc AS a ON a.oid = d.objid
			WHERE d.refclassid = 'pg_catalog.pg_opfamily'::pg_catalog.regclass
				AND d.refobjid = f.oid
				AND d.classid = 'pg_catalog.pg_amproc'::pg_catalog.regclass
			ORDER BY a.amprocnum, a.amproclefttype::pg_catalog.regtype::pg_catalog.text COLLATE pg_catalog."C",
				a.amprocrighttype::pg_catalog.regtype::pg_catalog.text COLLATE pg_catalog."C"
		) AS members,
		pg_catalog.obj_description(f.oid, 'pg_opfamily') AS comment,
		f.*
	FROM schemas AS s
	JOIN pg_catalog.pg_opfamily AS f ON f.opfnamespace = s.oid
	JOIN pg_catalog.pg_am AS m ON m.oid = f.opfmethod
) AS f
WHERE (f.schema, f.name) IN (SELECT n.schema, n.name FROM named AS n)
	OR f.whole AND NOT EXISTS (
		SELECT
		FROM pg_catalog.pg_depend AS d
		WHERE d.classid = 'pg_catalog.pg_opfamily'::pg_catalog.regclass
			AND d.objid = f.oid AND d.objsubid = 0 AND d.deptype = 'e'
	) AND NOT (f.members = '{}' AND f.comment IS NULL AND EXISTS (
		SELECT
		FROM pg_catalog.pg_opclass AS c
		WHERE c.opcfamily = f.oid AND c.opcname = f.opfname AND c.opcnamespace = f.opfnamespace
	))
