-- Functions, procedures and aggregates, but for those that a range type brings with it. What is named
-- is looked up by index, by the name without the types; the halves have nothing in common. A body that
-- is SQL of its own (14) is deparsed with locks on the relations in it. pg_get_functiondef() refuses
-- aggregates: theirs is composed here.
, wanted AS (
	SELECT s.nspname, p.oid, p.proname, n.name
	FROM named AS n
	JOIN schemas AS s ON s.nspname = n.schema
	JOIN pg_catalog.pg_proc AS p
		ON p.proname = pg_catalog.regexp_replace(n.name, '\(([^"(]|"[^"]*")*\)$', '')::pg_catalog.name
		AND p.pronamespace = s.oid
	WHERE n.name = p.proname || '(' || pg_catalog.array_to_string(ARRAY(
			SELECT pg_catalog.format_type(a.type, NULL)
			FROM pg_catalog.unnest(p.proargtypes) WITH ORDINALITY AS a (type, ordinal)
			ORDER BY a.ordinal
		), ',') || ')'
		AND (
			NOT s.whole
			OR EXISTS (
				SELECT
				FROM pg_catalog.pg_depend AS d
				WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
					AND d.objid = p.oid AND d.objsubid = 0 AND d.deptype IN ('e', 'i')
			)
		)
	UNION ALL
	SELECT s.nspname, p.oid, p.proname, p.proname || '(' || pg_catalog.array_to_string(ARRAY(
		SELECT pg_catalog.format_type(a.type, NULL)
		FROM pg_catalog.unnest(p.proargtypes) WITH ORDINALITY AS a (type, ordinal)
		ORDER BY a.ordinal
	), ',') || ')'
	FROM schemas AS s
	JOIN pg_catalog.pg_proc AS p ON p.pronamespace = s.oid
	WHERE ($1::pg_catalog.bool OR pg_catalog.cardinality($2::pg_catalog.name[]) > 0)
		AND s.whole
		AND NOT EXISTS (
			SELECT
			FROM pg_catalog.pg_depend AS d
			WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
				AND d.objid = p.oid AND d.objsubid = 0 AND d.deptype IN ('e', 'i')
		)
)
SELECT
	f.schema,
	f.name,
	CASE
		WHEN f.is_locked THEN 'locked'
		WHEN f.definition IS NULL THEN 'moving'
	END AS unreadable,
	f.definition,
	pg_catalog.pg_get_userbyid(f.proowner) AS owner,
	pg_catalog.obj_description(f.oid, 'pg_proc') AS comment
FROM (
	SELECT
		w.nspname AS schema,
		w.name,
		p.oid,
		p.proowner,
		l.is_locked,
		CASE
			WHEN l.is_locked THEN NULL
			WHEN p.prokind <> 'a' THEN pg_catalog.pg_get_functiondef(p.oid)
			ELSE (
				SELECT pg_catalog.format('CREATE AGGREGATE %I.%I(%s) (', w.nspname, w.proname,
					COALESCE(NULLIF(pg_catalog.pg_get_function_arguments(p.oid), ''), '*'))
					|| pg_catalog.concat_ws(', ',
						'SFUNC = ' || a.aggtransfn::pg_catalog.text,
						'STYPE = ' || pg_catalog.format_type(a.aggtranstype, NULL),
						'SSPACE = ' || NULLIF(a.aggtransspace, 0)::pg_catalog.text,
						'FINALFUNC = ' || NULLIF(a.aggfinalfn, 0)::pg_catalog.regproc::pg_catalog.text,
						CASE WHEN a.aggfinalextra THEN 'FINALFUNC_EXTRA' END,
						CASE
							WHEN a.aggfinalfn <> 0 AND a.aggfinalmodify <> m.usual
							THEN 'FINALFUNC_MODIFY = ' || CASE a.aggfinalmodify
								WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE'
							END
						END,
						'COMBINEFUNC = ' || NULLIF(a.aggcombinefn, 0)::pg_catalog.regproc::pg_catalog.text,
						'SERIALFUNC = ' || NULLIF(a.aggserialfn, 0)::pg_catalog.regproc::pg_catalog.text,
						'DESERIALFUNC = ' || NULLIF(a.aggdeserialfn, 0)::pg_catalog.regproc::pg_catalog.text,
						'INITCOND = ' || pg_catalog.quote_literal(a.agginitval),
						'MSFUNC = ' || NULLIF(a.aggmtransfn, 0)::pg_catalog.regproc::pg_catalog.text,
						'MINVFUNC = ' || NULLIF(a.aggminvtransfn, 0)::pg_catalog.regproc::pg_catalog.text,
						'MSTYPE = '
							|| pg_catalog.format_type(NULLIF(a.aggmtranstype, 0::pg_catalog.oid), NULL),
						'MSSPACE = ' || NULLIF(a.aggmtransspace, 0)::pg_catalog.text,
						'MFINALFUNC = ' || NULLIF(a.aggmfinalfn, 0)::pg_catalog.regproc::pg_catalog.text,
						CASE WHEN a.aggmfinalextra THEN 'MFINALFUNC_EXTRA' END,
						CASE
							WHEN a.aggmfinalfn <> 0 AND a.aggmfinalmodify <> m.usual
							THEN 'MFINALFUNC_MODIFY = ' || CASE a.aggmfinalmodify
								WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE'
							END
						END,
						'MINITCOND = ' || pg_catalog.quote_literal(a.aggminitval),
						(
							SELECT pg_catalog.format('SORTOP = OPERATOR(%I.%s)', n.nspname, o.oprname)
							FROM pg_catalog.pg_operator AS o
							JOIN pg_catalog.pg_namespace AS n ON n.oid = o.oprnamespace
							WHERE o.oid = a.aggsortop
						),
						CASE p.proparallel
							WHEN 's' THEN 'PARALLEL = SAFE' WHEN 'r' THEN 'PARALLEL = RESTRICTED'
						END,
						CASE WHEN a.aggkind = 'h' THEN 'HYPOTHETICAL' END
					) || ')'
				FROM pg_catalog.pg_aggregate AS a
				CROSS JOIN LATERAL (
					SELECT CASE a.aggkind WHEN 'n' THEN 'r' ELSE 'w' END::"char" AS usual
				) AS m
				WHERE a.aggfnoid = p.oid
			)
		END AS definition
	FROM (SELECT NULL AS prosqlbody) AS absent
	CROSS JOIN wanted AS w
	CROSS JOIN LATERAL (
		SELECT p.oid, p.prokind, p.proowner, p.proparallel, prosqlbody IS NOT NULL AS has_sql_body
		FROM pg_catalog.pg_proc AS p
		WHERE p.oid = w.oid
	) AS p
	CROSS JOIN LATERAL (
		SELECT p.has_sql_body AND EXISTS (
			SELECT
			FROM pg_catalog.pg_depend AS d
			JOIN locked AS l ON l.relation = d.refobjid
			WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
				AND d.objid = p.oid
				AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
		) AS is_locked
	) AS l
	OFFSET 0
) AS f
