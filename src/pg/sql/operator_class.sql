-- Operator classes with what belongs to them; what is loose in their families belongs to those.
SELECT
	c.schema,
	c.name,
	CASE WHEN c.opcdefault THEN 'DEFAULT ' ELSE '' END
		|| 'FOR TYPE ' || pg_catalog.format_type(c.opcintype, NULL)
		|| ' USING ' || pg_catalog.quote_ident(c.amname)
		|| CASE
			WHEN c.opfname <> c.opcname OR c.opfnamespace <> c.opcnamespace
			THEN pg_catalog.format(' FAMILY %I.%I', c.family_schema, c.opfname)
			ELSE ''
		END
		|| ' AS ' || pg_catalog.array_to_string(
			CASE
				WHEN c.opckeytype <> 0
				THEN ARRAY['STORAGE ' || pg_catalog.format_type(c.opckeytype, NULL)]
				ELSE '{}'
			END || ARRAY(
				SELECT pg_catalog.format('OPERATOR %s %I.%s(%s, %s)',
					a.amopstrategy, n.nspname, o.oprname,
					pg_catalog.format_type(a.amoplefttype, NULL),
					pg_catalog.format_type(a.amoprighttype, NULL))
					|| COALESCE((
						SELECT pg_catalog.format(' FOR ORDER BY %I.%I', sn.nspname, f.opfname)
						FROM pg_catalog.pg_opfamily AS f
						JOIN pg_catalog.pg_namespace AS sn ON sn.oid = f.opfnamespace
						WHERE f.oid = a.amopsortfamily
					), '')
				FROM pg_catalog.pg_depend AS d
				JOIN pg_catalog.pg_amop AS a ON a.oid = d.objid
				JOIN pg_catalog.pg_operator AS o ON o.oid = a.amopopr
				JOIN pg_catalog.pg_namespace AS n ON n.oid = o.oprnamespace
				WHERE d.refclassid = 'pg_catalog.pg_opclass'::pg_catalog.regclass
					AND d.refobjid = c.oid
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
				WHERE d.refclassid = 'pg_catalog.pg_opclass'::pg_catalog.regclass
					AND d.refobjid = c.oid
					AND d.classid = 'pg_catalog.pg_amproc'::pg_catalog.regclass
				ORDER BY a.amprocnum, a.amproclefttype::pg_catalog.regtype::pg_catalog.text COLLATE pg_catalog."C",
					a.amprocrighttype::pg_catalog.regtype::pg_catalog.text COLLATE pg_catalog."C"
			), ', ') AS definition,
	pg_catalog.pg_get_userbyid(c.opcowner) AS owner,
	pg_catalog.obj_description(c.oid, 'pg_opclass') AS comment
FROM (
	SELECT
		s.nspname AS schema,
		s.whole,
		c.opcname || ' USING ' || m.amname AS name,
		m.amname,
		f.opfname,
		f.opfnamespace,
		fn.nspname AS family_schema,
		c.*
	FROM schemas AS s
	JOIN pg_catalog.pg_opclass AS c ON c.opcnamespace = s.oid
	JOIN pg_catalog.pg_am AS m ON m.oid = c.opcmethod
	JOIN pg_catalog.pg_opfamily AS f ON f.oid = c.opcfamily
	JOIN pg_catalog.pg_namespace AS fn ON fn.oid = f.opfnamespace
) AS c
WHERE (c.schema, c.name) IN (SELECT n.schema, n.name FROM named AS n)
	OR c.whole AND NOT EXISTS (
		SELECT
		FROM pg_catalog.pg_depend AS d
		WHERE d.classid = 'pg_catalog.pg_opclass'::pg_catalog.regclass
			AND d.objid = c.oid AND d.objsubid = 0 AND d.deptype = 'e'
	)
