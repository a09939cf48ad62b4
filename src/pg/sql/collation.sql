SELECT
	c.schema,
	c.name,
	c.definition,
	pg_catalog.pg_get_userbyid(c.collowner) AS owner,
	pg_catalog.obj_description(c.oid, 'pg_collation') AS comment
FROM (
	SELECT
		s.nspname AS schema,
		c.collname AS name,
		s.whole,
		c.oid,
		c.collowner,
		'(' || pg_catalog.concat_ws(', ',
			'PROVIDER = ' || CASE c.collprovider
				WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' WHEN 'c' THEN 'libc' ELSE 'default'
			END,
			CASE
				WHEN c.collprovider <> 'c' OR c.collcollate = c.collctype
				THEN 'LOCALE = ' || pg_catalog.quote_literal(c.locale)
				ELSE 'LC_COLLATE = ' || pg_catalog.quote_literal(c.collcollate)
					|| ', LC_CTYPE = ' || pg_catalog.quote_literal(c.collctype)
			END,
			'RULES = ' || pg_catalog.quote_literal(c.rules),
			CASE WHEN NOT c.collisdeterministic THEN 'DETERMINISTIC = false' END
		) || ')' AS definition
	FROM (
		SELECT
			NULL::pg_catalog.text AS colllocale,
			NULL::pg_catalog.text AS colliculocale,
			NULL::pg_catalog.text AS collicurules
	) AS absent
	CROSS JOIN schemas AS s
	CROSS JOIN LATERAL (
		SELECT
			c.oid, c.collname, c.collowner, c.collprovider, c.collisdeterministic,
			c.collcollate::pg_catalog.text, c.collctype::pg_catalog.text,
			COALESCE(colllocale, colliculocale, c.collcollate::pg_catalog.text) AS locale,
			collicurules AS rules
		FROM pg_catalog.pg_collation AS c
		WHERE c.collnamespace = s.oid
			AND c.collencoding IN (-1, (
				SELECT d.encoding
				FROM pg_catalog.pg_database AS d
				WHERE d.datname = pg_catalog.current_database()
			))
	) AS c
) AS c
WHERE (c.schema, c.name::pg_catalog.text) IN (SELECT n.schema, n.name FROM named AS n)
	OR c.whole AND NOT EXISTS (
		SELECT
		FROM pg_catalog.pg_depend AS d
		WHERE d.classid = 'pg_catalog.pg_collation'::pg_catalog.regclass
			AND d.objid = c.oid AND d.objsubid = 0 AND d.deptype = 'e'
	)
