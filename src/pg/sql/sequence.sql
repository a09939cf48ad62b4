-- Bounds and start are null where they are the usual ones of its type and direction. The sequence of an
-- identity column belongs to that; what it has reached is nobody's business.
SELECT
	w.nspname AS schema,
	w.relname AS name,
	pg_catalog.format_type(q.seqtypid, NULL) AS type,
	CASE
		WHEN q.seqstart <> CASE WHEN q.seqincrement > 0 THEN q.seqmin ELSE q.seqmax END
		THEN q.seqstart
	END AS start,
	q.seqincrement AS increment,
	CASE
		WHEN q.seqmin <> CASE
			WHEN q.seqincrement > 0 THEN 1
			WHEN t.typname = 'int2' THEN -32768
			WHEN t.typname = 'int4' THEN -2147483648
			ELSE -9223372036854775808
		END
		THEN q.seqmin
	END AS minimum,
	CASE
		WHEN q.seqmax <> CASE
			WHEN q.seqincrement < 0 THEN -1
			WHEN t.typname = 'int2' THEN 32767
			WHEN t.typname = 'int4' THEN 2147483647
			ELSE 9223372036854775807
		END
		THEN q.seqmax
	END AS maximum,
	q.seqcache AS cache,
	q.seqcycle::pg_catalog.text AS cycle,
	(
		SELECT pg_catalog.format('%I.%I.%I', n.nspname, o.relname, a.attname)
		FROM pg_catalog.pg_depend AS d
		JOIN pg_catalog.pg_class AS o ON o.oid = d.refobjid
		JOIN pg_catalog.pg_namespace AS n ON n.oid = o.relnamespace
		JOIN pg_catalog.pg_attribute AS a ON a.attrelid = o.oid AND a.attnum = d.refobjsubid
		WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
			AND d.objid = c.oid
			AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
			AND d.refobjsubid > 0
			AND d.deptype = 'a'
	) AS owned_by,
	pg_catalog.pg_get_userbyid(c.relowner) AS owner,
	d.description AS comment
FROM wanted AS w
JOIN pg_catalog.pg_class AS c ON c.oid = w.oid
JOIN pg_catalog.pg_sequence AS q ON q.seqrelid = w.oid
JOIN pg_catalog.pg_type AS t ON t.oid = q.seqtypid
LEFT JOIN pg_catalog.pg_description AS d
	ON d.objoid = c.oid AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objsubid = 0
WHERE w.relkind = 'S'
	AND NOT EXISTS (
		SELECT
		FROM pg_catalog.pg_depend AS i
		WHERE i.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
			AND i.objid = w.oid
			AND i.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
			AND i.deptype = 'i'
	)
