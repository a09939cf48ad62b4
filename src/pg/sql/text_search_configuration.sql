-- A mapping is told with the name of its kind of token, which only the parser's own function knows.
SELECT
	s.nspname AS schema,
	c.cfgname AS name,
	pg_catalog.format('%I.%I', pn.nspname, p.prsname) AS parser,
	ARRAY(
		SELECT pg_catalog.quote_ident(t.alias) || ' WITH ' || m.dictionaries
		FROM (
			SELECT
				m.maptokentype,
				pg_catalog.string_agg(pg_catalog.format('%I.%I', dn.nspname, d.dictname), ', '
					ORDER BY m.mapseqno) AS dictionaries
			FROM pg_catalog.pg_ts_config_map AS m
			JOIN pg_catalog.pg_ts_dict AS d ON d.oid = m.mapdict
			JOIN pg_catalog.pg_namespace AS dn ON dn.oid = d.dictnamespace
			WHERE m.mapcfg = c.oid
			GROUP BY m.maptokentype
		) AS m
		JOIN pg_catalog.ts_token_type(c.cfgparser) AS t ON t.tokid = m.maptokentype
		ORDER BY t.alias COLLATE pg_catalog."C"
	) AS mappings,
	pg_catalog.pg_get_userbyid(c.cfgowner) AS owner,
	pg_catalog.obj_description(c.oid, 'pg_ts_config') AS comment
FROM schemas AS s
JOIN pg_catalog.pg_ts_config AS c ON c.cfgnamespace = s.oid
JOIN pg_catalog.pg_ts_parser AS p ON p.oid = c.cfgparser
JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.prsnamespace
WHERE (s.nspname, c.cfgname::pg_catalog.text) IN (SELECT n.schema, n.name FROM named AS n)
	OR s.whole AND NOT EXISTS (
		SELECT
		FROM pg_catalog.pg_depend AS d
		WHERE d.classid = 'pg_catalog.pg_ts_config'::pg_catalog.regclass
			AND d.objid = c.oid AND d.objsubid = 0 AND d.deptype = 'e'
	)
