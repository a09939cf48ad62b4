-- What a transaction that tries things out, and is rolled back, may count on. An event trigger that fires
-- would run somebody's code for what nobody did. Operators are those of pg_catalog, as the session's
-- search_path is pinned to be empty.
SELECT
	pg_catalog.has_database_privilege(pg_catalog.current_database(), 'TEMPORARY')::pg_catalog.text
		AS temporary,
	(
		SELECT e.evtname
		FROM pg_catalog.pg_event_trigger AS e
		WHERE e.evtevent <> 'login'
			AND (
				e.evtenabled = 'A'
				OR e.evtenabled = CASE pg_catalog.current_setting('session_replication_role')
					WHEN 'replica' THEN 'R'::pg_catalog."char"
					ELSE 'O'::pg_catalog."char"
				END
			)
		ORDER BY e.evtname
		LIMIT 1
	) AS event_trigger,
	(
		-- A literal of an array or a row with such a domain in it, of such a range or type, runs the
		-- functions as it is read.
		SELECT p.proname
		FROM (
			SELECT COALESCE(o.oprcode::pg_catalog.oid, d.refobjid) AS oid
			FROM pg_catalog.pg_constraint AS c
			JOIN pg_catalog.pg_depend AS d
				ON d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND d.objid = c.oid
			LEFT JOIN pg_catalog.pg_operator AS o
				ON d.refclassid = 'pg_catalog.pg_operator'::pg_catalog.regclass
				AND o.oid = d.refobjid
			WHERE c.contypid <> 0
				AND d.refclassid IN (
					'pg_catalog.pg_operator'::pg_catalog.regclass,
					'pg_catalog.pg_proc'::pg_catalog.regclass
				)
			UNION ALL
			SELECT r.rngcanonical
			FROM pg_catalog.pg_range AS r
			UNION ALL
			SELECT a.amproc
			FROM pg_catalog.pg_range AS r
			JOIN pg_catalog.pg_opclass AS o ON o.oid = r.rngsubopc
			JOIN pg_catalog.pg_amproc AS a ON a.amprocfamily = o.opcfamily
			UNION ALL
			SELECT t.typinput
			FROM pg_catalog.pg_type AS t
			WHERE t.typtype = 'b'
			UNION ALL
			SELECT t.typmodin
			FROM pg_catalog.pg_type AS t
			WHERE t.typtype = 'b'
		) AS f
		JOIN pg_catalog.pg_proc AS p ON p.oid = f.oid
		JOIN pg_catalog.pg_roles AS r ON r.oid = p.proowner
		WHERE NOT r.rolsuper AND r.rolname <> CURRENT_USER
		ORDER BY p.proname
		LIMIT 1
	) AS reading_function
