-- Indexes that are not the making of a constraint, nor of an index of the partitioned table above. Only
-- expressions have a statistics target of the index.
/*{prints
-- The columns, which texts name.
, names AS MATERIALIZED (
	SELECT
		a.attrelid,
		pg_catalog.sum(pg_catalog.hashtextextended(
			a.attname::pg_catalog.text COLLATE "C",
			(a.attnum::pg_catalog.int8 << 32) + a.attcollation::pg_catalog.int8
		)) AS hash
	FROM wanted AS w
	JOIN pg_catalog.pg_attribute AS a ON a.attrelid = w.oid AND a.attnum > 0
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
		c.oid,
		c.relkind = 'i' AND x.indexprs IS NOT NULL AS has_statistics,
		c.reltablespace,
		(x.indisvalid AND x.indisready)::pg_catalog.text AS valid,
		w.nspname AS schema,
		w.relname AS "table",
		c.relname AS name,
		l.relation IS NOT NULL AS is_locked,
		CASE
			WHEN l.relation IS NULL /*{blind AND false }*/
			THEN pg_catalog.pg_get_indexdef(c.oid)
		END AS definition
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
LEFT JOIN pg_catalog.pg_tablespace AS s ON s.oid = i.reltablespace
LEFT JOIN pg_catalog.pg_description AS d
	ON d.objoid = i.oid AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objsubid = 0
