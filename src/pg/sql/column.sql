-- A default is deparsed without its relation, which takes no lock; a generated column cannot be, and
-- raises where it is tried: hence the order of the tests, which a WHERE would not keep.
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
	c.collation
FROM (
	SELECT
		w.nspname AS schema,
		w.relname AS "table",
		a.attname AS name,
		a.attnum AS ordinal,
		a.attgenerated,
		a.attidentity,
		l.relation IS NOT NULL AND a.attgenerated <> '' AS is_locked,
		d.oid IS NOT NULL AS has_expression,
		pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
		a.attnotnull::pg_catalog.text AS not_null,
		CASE
			WHEN a.attgenerated = '' THEN pg_catalog.pg_get_expr(d.adbin, 0)
			WHEN l.relation IS NULL THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid)
		END AS expression,
		CASE
			WHEN a.attcollation <> t.typcollation
			THEN pg_catalog.format('%I.%I', cn.nspname, co.collname)
		END AS collation
	FROM wanted AS w
	JOIN pg_catalog.pg_attribute AS a ON a.attrelid = w.oid AND a.attnum > 0 AND NOT a.attisdropped
	JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
	LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
	LEFT JOIN pg_catalog.pg_collation AS co ON co.oid = a.attcollation
	LEFT JOIN pg_catalog.pg_namespace AS cn ON cn.oid = co.collnamespace
	LEFT JOIN locked AS l ON l.relation = w.oid
	WHERE w.relkind <> 'S'
	OFFSET 0
) AS c
