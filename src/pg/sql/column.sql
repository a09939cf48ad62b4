-- A default is deparsed without its relation, which takes no lock; a generated column cannot be, and
-- raises where it is tried: hence the order of the tests, which a WHERE would not keep.
-- older: what the columns of a later server are where there are none: a name is looked for in pg_attribute
-- first, and then there.
SELECT
	c.schema,
	c."table",
	c.name,
	c.ordinal,
	CASE
		WHEN c.is_locked THEN 'locked'
		WHEN c.type = '???' OR c.has_expression AND c.expression IS NULL
			OR pg_catalog.strpos(c.expression, '........pg.dropped.') > 0
			OR pg_catalog.strpos(c.expression, '?dropped?column?') > 0 THEN 'moving'
	END AS unreadable,
	c.type,
	c.not_null,
	CASE WHEN c.attgenerated = '' THEN c.expression END AS "default",
	CASE c.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END AS identity,
	CASE WHEN c.attgenerated <> '' THEN c.expression END AS generated,
	c.collation,
	c.storage,
	CASE c.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END AS compression,
	CASE WHEN c.attstattarget >= 0 THEN c.attstattarget END AS statistics,
	CASE
		WHEN c.attoptions IS NULL THEN '{}'
		ELSE ARRAY(
			SELECT o.option
			FROM pg_catalog.unnest(c.attoptions) AS o (option)
			WHERE o.option LIKE 'n\_distinct%'
			ORDER BY o.option COLLATE "C"
		)
	END AS options,
	CASE
		WHEN c.attidentity <> '' THEN (
			SELECT NULLIF(pg_catalog.concat_ws(
				' ',
				CASE WHEN q.seqincrement <> 1 THEN 'INCREMENT BY ' || q.seqincrement END,
				CASE
					WHEN q.seqmin <> CASE
						WHEN q.seqincrement > 0 THEN 1
						WHEN t.typname = 'int2' THEN -32768
						WHEN t.typname = 'int4' THEN -2147483648
						ELSE -9223372036854775808
					END
					THEN 'MINVALUE ' || q.seqmin
				END,
				CASE
					WHEN q.seqmax <> CASE
						WHEN q.seqincrement < 0 THEN -1
						WHEN t.typname = 'int2' THEN 32767
						WHEN t.typname = 'int4' THEN 2147483647
						ELSE 9223372036854775807
					END
					THEN 'MAXVALUE ' || q.seqmax
				END,
				CASE
					WHEN q.seqstart <> CASE WHEN q.seqincrement > 0 THEN q.seqmin ELSE q.seqmax END
					THEN 'START WITH ' || q.seqstart
				END,
				CASE WHEN q.seqcache <> 1 THEN 'CACHE ' || q.seqcache END,
				CASE WHEN q.seqcycle THEN 'CYCLE' END
			), '')
			FROM pg_catalog.pg_depend AS i
			JOIN pg_catalog.pg_sequence AS q ON q.seqrelid = i.objid
			JOIN pg_catalog.pg_type AS t ON t.oid = q.seqtypid
			WHERE i.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
				AND i.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
				AND i.refobjid = c.attrelid
				AND i.refobjsubid = c.ordinal
				AND i.deptype = 'i'
		)
	END AS identity_options,
	c.comment
FROM (
	SELECT
		w.nspname AS schema,
		w.relname AS "table",
		a.attrelid,
		a.attname AS name,
		a.attnum AS ordinal,
		a.attgenerated,
		a.attidentity,
		a.attcompression,
		a.attstattarget,
		a.attoptions,
		a.attgenerated <> ''
			AND EXISTS (SELECT FROM locked AS l WHERE l.relation = a.attrelid) AS is_locked,
		d.oid IS NOT NULL AS has_expression,
		pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
		a.attnotnull::pg_catalog.text AS not_null,
		CASE
			WHEN a.attgenerated = '' THEN pg_catalog.pg_get_expr(d.adbin, 0)
			WHEN NOT EXISTS (SELECT FROM locked AS l WHERE l.relation = a.attrelid)
			THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid)
		END AS expression,
		CASE
			WHEN a.attcollation <> t.typcollation THEN (
				SELECT pg_catalog.format('%I.%I', cn.nspname, co.collname)
				FROM pg_catalog.pg_collation AS co
				JOIN pg_catalog.pg_namespace AS cn ON cn.oid = co.collnamespace
				WHERE co.oid = a.attcollation
			)
		END AS collation,
		CASE
			WHEN a.attstorage <> t.typstorage AND w.relkind IN ('r', 'p', 'f', 'm') THEN CASE a.attstorage
				WHEN 'p' THEN 'plain'
				WHEN 'e' THEN 'external'
				WHEN 'x' THEN 'extended'
				WHEN 'm' THEN 'main'
			END
		END AS storage,
		e.description AS comment
	FROM (SELECT ''::"char" AS attcompression) AS older
	CROSS JOIN LATERAL (
		SELECT
			attrelid, attname, attnum, attgenerated, attidentity, attcompression, attstattarget,
			attoptions, atttypid, atttypmod, attnotnull, attcollation, attstorage
		FROM pg_catalog.pg_attribute
		WHERE attnum > 0 AND NOT attisdropped
	) AS a
	JOIN wanted AS w ON w.oid = a.attrelid
	JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
	LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
	LEFT JOIN pg_catalog.pg_description AS e
		ON e.objoid = a.attrelid AND e.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
		AND e.objsubid = a.attnum
	WHERE w.relkind <> 'S'
	OFFSET 0
) AS c
