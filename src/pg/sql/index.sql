-- Indexes that are not the making of a constraint, nor of an index of the partitioned table above. Only
-- expressions have a statistics target of the index.
-- pg_get_indexdef() opens the table, and walks over all operator classes for each column: of a plain index
-- (keys without null) the text is put together here, as it would be there.
-- usual: the operator classes that such a text does not name, for a column of that type: the defaults of
-- what is no domain, and has no parameters; varchar has text's.
, usual AS MATERIALIZED (
	SELECT o.oid, t.type
	FROM pg_catalog.pg_opclass AS o
	JOIN pg_catalog.pg_am AS m ON m.oid = o.opcmethod
	CROSS JOIN LATERAL (
		SELECT o.opcintype
		UNION ALL
		SELECT 'pg_catalog.varchar'::pg_catalog.regtype
		WHERE o.opcintype = 'pg_catalog.text'::pg_catalog.regtype
			AND NOT EXISTS (
				SELECT
				FROM pg_catalog.pg_opclass AS own
				WHERE own.opcmethod = o.opcmethod
					AND own.opcintype = 'pg_catalog.varchar'::pg_catalog.regtype
			)
			AND NOT EXISTS (
				SELECT
				FROM pg_catalog.pg_cast AS k
				WHERE k.castsource = 'pg_catalog.varchar'::pg_catalog.regtype AND k.casttarget >= 16384
			)
	) AS t (type)
	WHERE o.opcdefault
		AND m.amname IN ('btree', 'hash')
		AND NOT EXISTS (
			SELECT
			FROM pg_catalog.pg_amproc AS p
			WHERE p.amprocfamily = o.opcfamily
				AND p.amprocnum = CASE m.amname WHEN 'btree' THEN 5 ELSE 3 END
		)
)
/*{prints
-- The columns, which texts name.
, names AS MATERIALIZED (
	SELECT
		a.attrelid,
		pg_catalog.sum(pg_catalog.hashnameextended(
			a.attname, (a.attnum::pg_catalog.int8 << 32) + a.attcollation::pg_catalog.int8
		)) AS hash
	FROM pg_catalog.pg_attribute AS a
	WHERE a.attrelid = ANY (ARRAY(SELECT w.oid FROM wanted AS w)) AND a.attnum > 0
	GROUP BY a.attrelid
)
}*/
SELECT
	i.schema,
	i."table",
	i.name,
	CASE
		/*{blind WHEN true THEN NULL }*/
		WHEN i.is_locked THEN 'locked'
		WHEN i.definition IS NULL
			OR pg_catalog.strpos(i.definition, '........pg.dropped.') > 0
			OR pg_catalog.strpos(i.definition, '?dropped?column?') > 0 THEN 'moving'
	END AS unreadable,
	i.definition,
	i.valid,
	CASE
		WHEN i.has_statistics THEN ARRAY(
			SELECT pg_catalog.concat(a.attnum, '=', a.attstattarget)
			FROM pg_catalog.pg_attribute AS a
			WHERE a.attrelid = i.oid AND a.attnum > 0 AND a.attstattarget >= 0
			ORDER BY a.attnum
		)
		ELSE '{}'
	END AS statistics,
	s.spcname AS tablespace,
	d.description AS comment
	/*{prints , i.fingerprint, {lasting} AS lasting }*/
FROM (
	SELECT
		i.*,
		CASE
			WHEN i.is_locked /*{blind OR true }*/ THEN NULL
			WHEN pg_catalog.array_position(i.keys, NULL) IS NULL
			THEN pg_catalog.format(
				'CREATE %sINDEX %I ON %I.%I USING %I (%s)',
				CASE WHEN i.indisunique THEN 'UNIQUE ' END,
				i.name, i.schema, i."table", i.amname, pg_catalog.array_to_string(i.keys, ', ')
			) || CASE
				WHEN i.indpred IS NULL THEN ''
				ELSE ' WHERE ' || pg_catalog.pg_get_expr(i.indpred, i.indrelid)
			END
			ELSE pg_catalog.pg_get_indexdef(i.oid)
		END AS definition
	FROM (
		SELECT
			c.oid,
			c.relkind = 'i' AND x.indexprs IS NOT NULL AS has_statistics,
			c.reltablespace,
			(x.indisvalid AND x.indisready)::pg_catalog.text AS valid,
			w.nspname AS schema,
			w.relname AS "table",
			c.relname AS name,
			l.relation IS NOT NULL AS is_locked,
			x.indrelid,
			x.indisunique,
			x.indpred,
			m.amname,
			CASE
				WHEN c.relkind = 'i'
					AND c.reloptions IS NULL
					AND x.indexprs IS NULL
					AND x.indnatts = x.indnkeyatts
					AND NOT pg_catalog.starts_with(w.nspname::pg_catalog.text, 'pg_')
					AND (
						NOT x.indisunique
						OR pg_catalog.to_jsonb(x) @> '{"indnullsnotdistinct": true}' IS NOT TRUE
					)
					/*{blind AND false }*/
				THEN ARRAY(
					SELECT (
						SELECT CASE
							WHEN x.indoption[k.place] = 0
								AND x.indcollation[k.place] IN (0, a.attcollation)
								AND (x.indclass[k.place], a.atttypid)
									IN (SELECT u.oid, u.type FROM usual AS u)
							THEN pg_catalog.quote_ident(a.attname)
						END
						FROM pg_catalog.pg_attribute AS a
						WHERE a.attrelid = x.indrelid AND a.attnum = x.indkey[k.place]
					)
					FROM pg_catalog.generate_series(0, x.indnatts - 1) AS k (place)
				)
				ELSE '{NULL}'
			END AS keys
			/*{prints
			, pg_catalog.hashtextextended(
				ROW(w.nspname, w.relname, c.relname, c.relam, c.reloptions, n.hash)::pg_catalog.text
					|| x::pg_catalog.text, 0
			) AS fingerprint,
			pg_catalog.concat(x.indexprs, x.indpred) AS tree
			}*/
		FROM wanted AS w
		JOIN pg_catalog.pg_index AS x ON x.indrelid = w.oid AND x.indislive
		JOIN pg_catalog.pg_class AS c ON c.oid = x.indexrelid AND NOT c.relispartition
		JOIN pg_catalog.pg_am AS m ON m.oid = c.relam
		LEFT JOIN locked AS l ON l.relation = w.oid
		/*{prints LEFT JOIN names AS n ON n.attrelid = w.oid }*/
		WHERE NOT EXISTS (
			SELECT
			FROM pg_catalog.pg_constraint AS o
			WHERE o.conrelid = x.indrelid AND o.conindid = x.indexrelid
				AND o.contype IN ('p', 'u', 'x')
		)
		OFFSET 0
	) AS i
	OFFSET 0
) AS i
LEFT JOIN pg_catalog.pg_tablespace AS s ON s.oid = i.reltablespace
LEFT JOIN pg_catalog.pg_description AS d
	ON d.objoid = i.oid AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objsubid = 0
