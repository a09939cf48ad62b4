-- Operators, but for those that others only announce as their commutator or negator.
SELECT
	o.schema,
	o.name,
	'(' || pg_catalog.concat_ws(', ',
		'FUNCTION = ' || o.oprcode::pg_catalog.text,
		'LEFTARG = ' || pg_catalog.format_type(NULLIF(o.oprleft, 0::pg_catalog.oid), NULL),
		'RIGHTARG = ' || pg_catalog.format_type(NULLIF(o.oprright, 0::pg_catalog.oid), NULL),
		(
			SELECT pg_catalog.format('COMMUTATOR = OPERATOR(%I.%s)', n.nspname, c.oprname)
			FROM pg_catalog.pg_operator AS c
			JOIN pg_catalog.pg_namespace AS n ON n.oid = c.oprnamespace
			WHERE c.oid = o.oprcom
		),
		(
			SELECT pg_catalog.format('NEGATOR = OPERATOR(%I.%s)', n.nspname, c.oprname)
			FROM pg_catalog.pg_operator AS c
			JOIN pg_catalog.pg_namespace AS n ON n.oid = c.oprnamespace
			WHERE c.oid = o.oprnegate
		),
		'RESTRICT = ' || NULLIF(o.oprrest::pg_catalog.oid, 0)::pg_catalog.regproc::pg_catalog.text,
		'JOIN = ' || NULLIF(o.oprjoin::pg_catalog.oid, 0)::pg_catalog.regproc::pg_catalog.text,
		CASE WHEN o.oprcanhash THEN 'HASHES' END,
		CASE WHEN o.oprcanmerge THEN 'MERGES' END
	) || ')' AS definition,
	pg_catalog.pg_get_userbyid(o.oprowner) AS owner,
	pg_catalog.obj_description(o.oid, 'pg_operator') AS comment
FROM (
	SELECT
		s.nspname AS schema,
		s.whole,
		o.oprname || '('
			|| COALESCE(pg_catalog.format_type(NULLIF(o.oprleft, 0::pg_catalog.oid), NULL), 'none') || ','
			|| COALESCE(pg_catalog.format_type(NULLIF(o.oprright, 0::pg_catalog.oid), NULL), 'none')
			|| ')' AS name,
		o.*
	FROM schemas AS s
	JOIN pg_catalog.pg_operator AS o ON o.oprnamespace = s.oid
	WHERE o.oprcode <> 0
) AS o
WHERE (o.schema, o.name) IN (SELECT n.schema, n.name FROM named AS n)
	OR o.whole AND NOT EXISTS (
		SELECT
		FROM pg_catalog.pg_depend AS d
		WHERE d.classid = 'pg_catalog.pg_operator'::pg_catalog.regclass
			AND d.objid = o.oid AND d.objsubid = 0 AND d.deptype = 'e'
	)
