-- What is granted, by whomever, to whom: but not what its owner has by default. What the owner has
-- lost is told too, with a minus. A null ACL is the default of its kind.
-- holder: everything that privileges are granted on, with what it grants to begin with. What has no
-- schema is looked at where it is named, or all of it by $1.
, pair AS (
	SELECT w.schema, w.name
	FROM ROWS FROM (
		pg_catalog.unnest($3::pg_catalog.text[]), pg_catalog.unnest($4::pg_catalog.text[])
	) AS w (schema, name)
), holder AS (
	SELECT
		w.nspname::pg_catalog.text AS schema,
		w.relname::pg_catalog.text AS "table",
		NULL AS host_kind,
		NULL::pg_catalog.text AS host,
		c.relowner AS owner,
		c.relacl AS acl,
		pg_catalog.acldefault(CASE w.relkind WHEN 'S' THEN 's'::"char" ELSE 'r' END, c.relowner) AS usual
	FROM wanted AS w
	JOIN pg_catalog.pg_class AS c ON c.oid = w.oid
	WHERE c.relacl IS NOT NULL
	UNION ALL
	SELECT w.nspname, w.relname, 'column', a.attname, c.relowner, a.attacl, pg_catalog.acldefault('c', c.relowner)
	FROM wanted AS w
	JOIN pg_catalog.pg_class AS c ON c.oid = w.oid
	JOIN pg_catalog.pg_attribute AS a ON a.attrelid = w.oid AND a.attnum > 0 AND NOT a.attisdropped
	WHERE a.attacl IS NOT NULL
	UNION ALL
	SELECT NULL, NULL, 'schema', n.nspname, n.nspowner, n.nspacl, pg_catalog.acldefault('n', n.nspowner)
	FROM pg_catalog.pg_namespace AS n
	WHERE n.nspname IN (SELECT p.name FROM pair AS p WHERE p.schema IS NULL)
		OR $1::pg_catalog.bool AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
	UNION ALL
	SELECT NULL, NULL, 'default_privilege', x.name, x.defaclrole, x.defaclacl, x.usual
	FROM (
		SELECT
			pg_catalog.concat_ws(
				' ',
				pg_catalog.pg_get_userbyid(d.defaclrole),
				CASE d.defaclobjtype
					WHEN 'r' THEN 'TABLES'
					WHEN 'S' THEN 'SEQUENCES'
					WHEN 'f' THEN 'FUNCTIONS'
					WHEN 'T' THEN 'TYPES'
					WHEN 'n' THEN 'SCHEMAS'
					WHEN 'L' THEN 'LARGE OBJECTS'
				END,
				'in ' || n.nspname
			) AS name,
			d.defaclrole,
			d.defaclacl,
			pg_catalog.acldefault(
				CASE
					WHEN d.defaclnamespace <> 0 THEN 'c'
					WHEN d.defaclobjtype = 'S' THEN 's'
					ELSE d.defaclobjtype
				END,
				d.defaclrole
			) AS usual
		FROM pg_catalog.pg_default_acl AS d
		LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = d.defaclnamespace
	) AS x
	WHERE $1::pg_catalog.bool OR x.name IN (SELECT p.name FROM pair AS p WHERE p.schema IS NULL)
	UNION ALL
	SELECT n.nspname, NULL, 'type', t.typname, t.typowner, t.typacl, pg_catalog.acldefault('T', t.typowner)
	FROM (
		SELECT t.oid
		FROM pair AS p
		JOIN pg_catalog.pg_namespace AS n ON n.nspname = p.schema::pg_catalog.name
		JOIN pg_catalog.pg_type AS t
			ON t.typname = p.name::pg_catalog.name AND t.typnamespace = n.oid
		UNION
		-- Types that come with a table or as an array, of which there may be many, depend on no schema.
		SELECT d.objid
		FROM pg_catalog.pg_depend AS d
		WHERE d.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
			AND d.refobjid = ANY (ARRAY(
				SELECT n.oid
				FROM pg_catalog.pg_namespace AS n
				WHERE ($1::pg_catalog.bool OR n.nspname = ANY ($2::pg_catalog.name[]))
					AND n.nspname !~ '^pg_'
					AND n.nspname <> 'information_schema'
			))
			AND d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass
			AND d.objid NOT IN (
				SELECT m.objid
				FROM pg_catalog.pg_depend AS m
				WHERE m.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
					AND m.classid = 'pg_catalog.pg_type'::pg_catalog.regclass
					AND m.deptype = 'e'
			)
	) AS w
	JOIN pg_catalog.pg_type AS t ON t.oid = w.oid
	JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
	WHERE t.typtype IN ('b', 'c', 'd', 'e', 'r')
		AND (
			t.typrelid = 0
			OR (SELECT c.relkind FROM pg_catalog.pg_class AS c WHERE c.oid = t.typrelid) = 'c'
		)
		AND NOT EXISTS (
			SELECT
			FROM pg_catalog.pg_type AS e
			WHERE e.oid = t.typelem AND e.typarray = t.oid
		)
	UNION ALL
	SELECT f.nspname, NULL, 'function', f.name, f.proowner, f.proacl, pg_catalog.acldefault('f', f.proowner)
	FROM (
		SELECT n.nspname, p.proowner, p.proacl, w.name
		FROM pair AS w
		JOIN pg_catalog.pg_namespace AS n ON n.nspname = w.schema::pg_catalog.name
		JOIN pg_catalog.pg_proc AS p
			ON p.proname = pg_catalog.regexp_replace(w.name, '\(([^"(]|"[^"]*")*\)$', '')::pg_catalog.name
			AND p.pronamespace = n.oid
		WHERE w.name = p.proname || '(' || pg_catalog.array_to_string(ARRAY(
			SELECT pg_catalog.format_type(a.type, NULL)
			FROM pg_catalog.unnest(p.proargtypes) WITH ORDINALITY AS a (type, ordinal)
			ORDER BY a.ordinal
		), ',') || ')'
		UNION ALL
		SELECT n.nspname, p.proowner, p.proacl, p.proname || '(' || pg_catalog.array_to_string(ARRAY(
			SELECT pg_catalog.format_type(a.type, NULL)
			FROM pg_catalog.unnest(p.proargtypes) WITH ORDINALITY AS a (type, ordinal)
			ORDER BY a.ordinal
		), ',') || ')'
		FROM pg_catalog.pg_proc AS p
		JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
		WHERE ($1::pg_catalog.bool OR pg_catalog.cardinality($2::pg_catalog.name[]) > 0)
			AND ($1::pg_catalog.bool OR n.nspname = ANY ($2::pg_catalog.name[]))
			AND n.nspname !~ '^pg_'
			AND n.nspname <> 'information_schema'
			AND NOT EXISTS (
				SELECT
				FROM pg_catalog.pg_depend AS d
				WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
					AND d.objid = p.oid AND d.objsubid = 0 AND d.deptype IN ('e', 'i')
			)
	) AS f
	UNION ALL
	SELECT NULL, NULL, h.kind, h.name, h.owner, h.acl, h.usual
	FROM (
		SELECT
			'language' AS kind, l.lanname AS name, l.lanowner AS owner, l.lanacl AS acl,
			pg_catalog.acldefault('l', l.lanowner) AS usual,
			'pg_catalog.pg_language'::pg_catalog.regclass AS class, l.oid
		FROM pg_catalog.pg_language AS l
		WHERE l.lanpltrusted
		UNION ALL
		SELECT
			'foreign_data_wrapper', w.fdwname, w.fdwowner, w.fdwacl,
			pg_catalog.acldefault('F', w.fdwowner),
			'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass, w.oid
		FROM pg_catalog.pg_foreign_data_wrapper AS w
		UNION ALL
		SELECT
			'server', s.srvname, s.srvowner, s.srvacl,
			pg_catalog.acldefault('S', s.srvowner),
			'pg_catalog.pg_foreign_server'::pg_catalog.regclass, s.oid
		FROM pg_catalog.pg_foreign_server AS s
	) AS h
	WHERE h.name IN (SELECT p.name FROM pair AS p WHERE p.schema IS NULL)
		OR $1::pg_catalog.bool AND h.oid >= 16384 AND NOT EXISTS (
			SELECT
			FROM pg_catalog.pg_depend AS d
			WHERE d.classid = h.class AND d.objid = h.oid AND d.objsubid = 0 AND d.deptype = 'e'
		)
)
SELECT
	h.schema,
	h."table",
	pg_catalog.concat(g.grantee, ' ', g.privilege, ' on ' || h.host_kind || ' ' || h.host) AS name,
	h.host_kind,
	h.host,
	g.grantable::pg_catalog.text AS grantable
FROM holder AS h
CROSS JOIN LATERAL (
	SELECT
		CASE x.grantee WHEN 0 THEN 'public' ELSE pg_catalog.pg_get_userbyid(x.grantee) END AS grantee,
		x.privilege_type AS privilege,
		pg_catalog.bool_or(x.is_grantable) AS grantable
	FROM pg_catalog.aclexplode(COALESCE(h.acl, h.usual)) AS x
	WHERE x.grantee <> h.owner
	GROUP BY 1, 2
	UNION ALL
	SELECT pg_catalog.pg_get_userbyid(h.owner), '-' || u.privilege_type, false
	FROM pg_catalog.aclexplode(h.usual) AS u
	WHERE h.acl IS NOT NULL
		AND u.grantee = h.owner
		AND NOT EXISTS (
			SELECT
			FROM pg_catalog.aclexplode(h.acl) AS x
			WHERE x.grantee = h.owner AND x.privilege_type = u.privilege_type
		)
) AS g
