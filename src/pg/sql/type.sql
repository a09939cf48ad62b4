-- Types but for the arrays of others, multiranges, the rows of tables, and shells. What is named is
-- looked up by index; the halves have nothing in common.
, wanted AS (
	SELECT
		s.nspname, t.oid, t.typname, t.typtype, t.typowner, t.typrelid, t.typnotnull, t.typbasetype,
		t.typtypmod, t.typdefaultbin, t.typcollation
	FROM named AS n
	JOIN schemas AS s ON s.nspname = n.schema
	JOIN pg_catalog.pg_type AS t ON t.typname = n.name::pg_catalog.name AND t.typnamespace = s.oid
	WHERE t.typisdefined
		AND t.typtype IN ('b', 'c', 'd', 'e', 'r')
		AND (
			t.typrelid = 0
			OR (SELECT c.relkind FROM pg_catalog.pg_class AS c WHERE c.oid = t.typrelid) = 'c'
		)
		AND (
			NOT s.whole
			OR EXISTS (
				SELECT
				FROM pg_catalog.pg_depend AS d
				WHERE d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass
					AND d.objid = t.oid AND d.objsubid = 0 AND d.deptype = 'e'
			)
		)
	UNION ALL
	SELECT
		s.nspname, t.oid, t.typname, t.typtype, t.typowner, t.typrelid, t.typnotnull, t.typbasetype,
		t.typtypmod, t.typdefaultbin, t.typcollation
	FROM schemas AS s
	JOIN pg_catalog.pg_type AS t ON t.typnamespace = s.oid
	WHERE s.whole
		-- Types that come with a table or as an array, of which there may be many, depend on no schema.
		AND t.oid = ANY (ARRAY(
			SELECT d.objid
			FROM pg_catalog.pg_depend AS d
			WHERE d.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
				AND d.refobjid = ANY (ARRAY(SELECT s.oid FROM schemas AS s WHERE s.whole))
				AND d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass
		))
		AND t.typisdefined
		AND t.typtype IN ('b', 'c', 'd', 'e', 'r')
		AND (
			t.typrelid = 0
			OR (SELECT c.relkind FROM pg_catalog.pg_class AS c WHERE c.oid = t.typrelid) = 'c'
		)
		AND NOT EXISTS (
			SELECT
			FROM pg_catalog.pg_type AS e
			WHERE e.oid = t.typelem AND e.typarray = t.oid
		)
		AND NOT EXISTS (
			SELECT
			FROM pg_catalog.pg_depend AS d
			WHERE d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass
				AND d.objid = t.oid AND d.objsubid = 0 AND d.deptype = 'e'
		)
)
SELECT
	t.schema,
	t.name,
	CASE
		WHEN t.base = '???' OR EXISTS (
			SELECT
			FROM pg_catalog.unnest(t.attributes) AS a (attribute)
			WHERE a.attribute LIKE '% ???'
		) THEN 'moving'
	END AS unreadable,
	t.labels,
	t.attributes,
	t.base,
	t.typnotnull::pg_catalog.text AS not_null,
	t."default",
	t.collation,
	t.checks,
	t.definition,
	pg_catalog.pg_get_userbyid(t.typowner) AS owner,
	pg_catalog.obj_description(t.oid, 'pg_type') AS comment
FROM (
	SELECT
		t.nspname AS schema,
		t.typname AS name,
		t.oid,
		t.typowner,
		t.typnotnull,
		CASE
			WHEN t.typtype = 'e' THEN ARRAY(
				SELECT e.enumlabel::pg_catalog.text
				FROM pg_catalog.pg_enum AS e
				WHERE e.enumtypid = t.oid
				ORDER BY e.enumsortorder
			)
		END AS labels,
		CASE
			WHEN t.typtype = 'c' THEN ARRAY(
				SELECT pg_catalog.quote_ident(a.attname)
					|| ' ' || pg_catalog.format_type(a.atttypid, a.atttypmod)
					|| CASE
						WHEN a.attcollation <> at.typcollation
						THEN pg_catalog.format(' COLLATE %I.%I', cn.nspname, c.collname)
						ELSE ''
					END
				FROM pg_catalog.pg_attribute AS a
				JOIN pg_catalog.pg_type AS at ON at.oid = a.atttypid
				LEFT JOIN pg_catalog.pg_collation AS c ON c.oid = a.attcollation
				LEFT JOIN pg_catalog.pg_namespace AS cn ON cn.oid = c.collnamespace
				WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
				ORDER BY a.attnum
			)
		END AS attributes,
		CASE WHEN t.typtype = 'd' THEN pg_catalog.format_type(t.typbasetype, t.typtypmod) END AS base,
		CASE WHEN t.typtype = 'd' THEN pg_catalog.pg_get_expr(t.typdefaultbin, 0) END AS "default",
		CASE
			WHEN t.typtype = 'd' THEN (
				SELECT pg_catalog.format('%I.%I', cn.nspname, c.collname)
				FROM pg_catalog.pg_type AS b
				JOIN pg_catalog.pg_collation AS c ON c.oid = t.typcollation
				JOIN pg_catalog.pg_namespace AS cn ON cn.oid = c.collnamespace
				WHERE b.oid = t.typbasetype AND b.typcollation <> t.typcollation
			)
		END AS collation,
		CASE
			WHEN t.typtype = 'd' THEN ARRAY(
				SELECT pg_catalog.quote_ident(o.conname)
					|| ' ' || pg_catalog.pg_get_constraintdef(o.oid)
				FROM pg_catalog.pg_constraint AS o
				WHERE o.contypid = t.oid AND o.contype = 'c'
				ORDER BY o.conname
			)
			ELSE '{}'
		END AS checks,
		CASE t.typtype
			WHEN 'r' THEN (
				SELECT 'AS RANGE (' || pg_catalog.concat_ws(', ',
					'SUBTYPE = ' || pg_catalog.format_type(r.rngsubtype, NULL),
					(
						SELECT pg_catalog.format('SUBTYPE_OPCLASS = %I.%I', pn.nspname, p.opcname)
						FROM pg_catalog.pg_opclass AS p
						JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.opcnamespace
						WHERE p.oid = r.rngsubopc AND NOT p.opcdefault
					),
					(
						SELECT pg_catalog.format('COLLATION = %I.%I', cn.nspname, c.collname)
						FROM pg_catalog.pg_type AS b
						JOIN pg_catalog.pg_collation AS c ON c.oid = r.rngcollation
						JOIN pg_catalog.pg_namespace AS cn ON cn.oid = c.collnamespace
						WHERE b.oid = r.rngsubtype AND b.typcollation <> r.rngcollation
					),
					CASE
						WHEN r.rngcanonical <> 0
						THEN 'CANONICAL = ' || r.rngcanonical::pg_catalog.text
					END,
					CASE
						WHEN r.rngsubdiff <> 0
						THEN 'SUBTYPE_DIFF = ' || r.rngsubdiff::pg_catalog.text
					END,
					-- Unless it is the name that the server gives by itself.
					(
						SELECT pg_catalog.format('MULTIRANGE_TYPE_NAME = %I.%I', mn.nspname, m.typname)
						FROM pg_catalog.pg_type AS m
						JOIN pg_catalog.pg_namespace AS mn ON mn.oid = m.typnamespace
						WHERE m.oid = r.multirange
							AND (mn.nspname <> t.nspname OR m.typname <> CASE
								WHEN pg_catalog.strpos(t.typname, 'range') > 0
								THEN pg_catalog.overlay(t.typname::pg_catalog.text, 'multirange',
									pg_catalog.strpos(t.typname, 'range'), 5)
								ELSE t.typname || '_multirange'
							END::pg_catalog.name)
					)
				) || ')'
				FROM (SELECT 0::pg_catalog.oid AS rngmultitypid) AS absent
				CROSS JOIN LATERAL (
					SELECT r.*, rngmultitypid AS multirange
					FROM pg_catalog.pg_range AS r
					WHERE r.rngtypid = t.oid
				) AS r
			)
			WHEN 'b' THEN (
				SELECT '(' || pg_catalog.concat_ws(', ',
					'INPUT = ' || b.typinput::pg_catalog.text,
					'OUTPUT = ' || b.typoutput::pg_catalog.text,
					CASE WHEN b.typreceive <> 0 THEN 'RECEIVE = ' || b.typreceive::pg_catalog.text END,
					CASE WHEN b.typsend <> 0 THEN 'SEND = ' || b.typsend::pg_catalog.text END,
					CASE WHEN b.typmodin <> 0 THEN 'TYPMOD_IN = ' || b.typmodin::pg_catalog.text END,
					CASE WHEN b.typmodout <> 0 THEN 'TYPMOD_OUT = ' || b.typmodout::pg_catalog.text END,
					CASE WHEN b.typanalyze <> 0 THEN 'ANALYZE = ' || b.typanalyze::pg_catalog.text END,
					'SUBSCRIPT = ' || b.subscript,
					'INTERNALLENGTH = '
						|| CASE b.typlen WHEN -1 THEN 'VARIABLE' ELSE b.typlen::pg_catalog.text END,
					CASE WHEN b.typbyval THEN 'PASSEDBYVALUE' END,
					'ALIGNMENT = ' || CASE b.typalign
						WHEN 'c' THEN 'char' WHEN 's' THEN 'int2' WHEN 'i' THEN 'int4' ELSE 'double'
					END,
					CASE b.typstorage
						WHEN 'e' THEN 'STORAGE = external'
						WHEN 'x' THEN 'STORAGE = extended'
						WHEN 'm' THEN 'STORAGE = main'
					END,
					'CATEGORY = ' || pg_catalog.quote_literal(b.typcategory::pg_catalog.text),
					CASE WHEN b.typispreferred THEN 'PREFERRED = true' END,
					'DEFAULT = ' || pg_catalog.quote_literal(b.typdefault),
					CASE
						WHEN b.typelem <> 0
						THEN 'ELEMENT = ' || pg_catalog.format_type(b.typelem, NULL)
					END,
					'DELIMITER = ' || pg_catalog.quote_literal(b.typdelim::pg_catalog.text),
					CASE WHEN b.typcollation <> 0 THEN 'COLLATABLE = true' END
				) || ')'
				FROM (SELECT 0::pg_catalog.regproc AS typsubscript) AS absent
				CROSS JOIN LATERAL (
					SELECT b.*, NULLIF(typsubscript, 0)::pg_catalog.regproc::pg_catalog.text AS subscript
					FROM pg_catalog.pg_type AS b
					WHERE b.oid = t.oid
				) AS b
			)
		END AS definition
	FROM wanted AS t
	OFFSET 0
) AS t
