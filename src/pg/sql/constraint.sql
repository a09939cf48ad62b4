-- Keys have a fingerprint only for the second look: their texts take no lock, and cost no more than it.
-- Not NOT NULL (18), which is a property of the column, not constraint triggers, which are triggers, and
-- not what a partition has from its parent. The triggers that enforce a foreign key are on both tables.
SELECT
	c.schema,
	c."table",
	c.name,
	CASE
		/*{blind WHEN true THEN NULL }*/
		WHEN c.is_locked THEN 'locked'
		WHEN c.definition IS NULL
			OR pg_catalog.strpos(c.definition, '........pg.dropped.') > 0
			OR pg_catalog.strpos(c.definition, '?dropped?column?') > 0 THEN 'moving'
	END AS unreadable,
	c.definition,
	(x.indexrelid IS NULL)::pg_catalog.text AS valid,
	CASE
		WHEN c.contype <> 'f' THEN 'true'
		ELSE (NOT EXISTS (
			SELECT
			FROM pg_catalog.pg_trigger AS t
			WHERE t.tgconstraint = c.oid AND t.tgisinternal AND t.tgenabled = 'D'
		))::pg_catalog.text
	END AS enabled,
	CASE
		WHEN i.reloptions IS NULL THEN '{}'
		ELSE ARRAY(
			SELECT o.option
			FROM pg_catalog.unnest(i.reloptions) AS o (option)
			ORDER BY o.option COLLATE "C"
		)
	END AS options,
	s.spcname AS tablespace,
	d.description AS comment
	/*{prints , c.fingerprint, {lasting} AS lasting }*/
FROM (
	SELECT
		o.oid,
		o.contype,
		CASE WHEN o.contype IN ('p', 'u', 'x') THEN o.conindid END AS conindid,
		w.nspname AS schema,
		w.relname AS "table",
		o.conname AS name,
		l.relation IS NOT NULL AS is_locked,
		CASE
			WHEN l.relation IS NULL /*{blind AND o.contype NOT IN ('c', 'x') }*/
			THEN pg_catalog.pg_get_constraintdef(o.oid)
		END AS definition
		/*{prints
		, CASE WHEN o.contype IN ('c', 'x') }*/ /*{again OR true }*/ /*{prints THEN pg_catalog.hashtextextended(
			pg_catalog.concat(ROW(w.nspname, w.relname), o, (
				SELECT pg_catalog.string_agg(ROW(a.attnum, a.attname, a.attcollation)::pg_catalog.text, '')
				FROM (
					SELECT a.attnum, a.attname, a.attcollation
					FROM pg_catalog.pg_attribute AS a
					WHERE a.attrelid = w.oid AND a.attnum > 0
					ORDER BY a.attnum
				) AS a
			), (
				SELECT pg_catalog.concat(ROW(c.relam, c.reloptions), x)
				FROM pg_catalog.pg_index AS x
				JOIN pg_catalog.pg_class AS c ON c.oid = x.indexrelid
				WHERE x.indexrelid = o.conindid
			) }*/
			/*{again , (
				SELECT pg_catalog.concat(ROW(n.nspname, f.relname), pg_catalog.string_agg(
					ROW(a.attnum, a.attname)::pg_catalog.text, '' ORDER BY a.attnum
				))
				FROM pg_catalog.pg_class AS f
				JOIN pg_catalog.pg_namespace AS n ON n.oid = f.relnamespace
				JOIN pg_catalog.pg_attribute AS a ON a.attrelid = f.oid AND a.attnum > 0
				WHERE f.oid = o.confrelid
				GROUP BY n.nspname, f.relname
			) }*/
			/*{prints ), 0
		) END AS fingerprint,
		CASE WHEN o.contype IN ('c', 'x') THEN pg_catalog.concat(o.conbin, (
			SELECT pg_catalog.concat(x.indexprs, x.indpred)
			FROM pg_catalog.pg_index AS x
			WHERE x.indexrelid = o.conindid
		)) END AS tree
		}*/
	FROM wanted AS w
	JOIN pg_catalog.pg_constraint AS o ON o.conrelid = w.oid
	LEFT JOIN locked AS l ON l.relation = w.oid
	WHERE o.contype IN ('p', 'u', 'f', 'c', 'x')
		AND o.conparentid = 0
	OFFSET 0
) AS c
LEFT JOIN pg_catalog.pg_index AS x ON x.indexrelid = c.conindid AND NOT x.indisvalid
LEFT JOIN pg_catalog.pg_class AS i
	ON i.oid = c.conindid AND (i.reloptions IS NOT NULL OR i.reltablespace <> 0)
LEFT JOIN pg_catalog.pg_tablespace AS s ON s.oid = i.reltablespace
LEFT JOIN pg_catalog.pg_description AS d
	ON d.objoid = c.oid AND d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND d.objsubid = 0
