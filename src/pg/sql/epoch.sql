-- One number over all that texts name besides their own relations: while it stays, what has the same
-- fingerprint has the same text. Row types, which come and go with tables, do not count, as no text
-- that names one is kept; nor do temporary objects. Operators are those of pg_catalog, as the
-- session's search_path is pinned to be empty.
WITH steady AS (
	SELECT n.oid, n.nspname
	FROM pg_catalog.pg_namespace AS n
	WHERE n.nspname !~ '^pg_(toast_)?temp_'
)
SELECT pg_catalog.sum(pg_catalog.hashtextextended(e.row, e.catalog)) AS epoch
FROM (
	SELECT ROW(n.oid, n.nspname)::pg_catalog.text AS row, 1 AS catalog
	FROM steady AS n
	UNION ALL
	SELECT ROW(t.oid, t.typname, n.oid, t.typtype, t.typcategory, t.typispreferred, t.typelem,
		t.typbasetype, t.typtypmod, t.typcollation, t.typoutput, t.typmodout)::pg_catalog.text, 2
	FROM pg_catalog.pg_type AS t
	JOIN steady AS n ON n.oid = t.typnamespace
	LEFT JOIN pg_catalog.pg_type AS e ON e.oid = t.typelem
	WHERE t.typtype <> 'c' AND e.typtype IS DISTINCT FROM 'c'
	UNION ALL
	SELECT e::pg_catalog.text, 3
	FROM pg_catalog.pg_enum AS e
	UNION ALL
	SELECT ROW(p.oid, p.proname, n.oid, p.prokind, p.proretset, p.provariadic, p.pronargs,
		p.pronargdefaults, p.prorettype, p.proargtypes, p.proallargtypes, p.proargmodes,
		p.proargnames)::pg_catalog.text, 4
	FROM pg_catalog.pg_proc AS p
	JOIN steady AS n ON n.oid = p.pronamespace
	UNION ALL
	SELECT o::pg_catalog.text, 5
	FROM pg_catalog.pg_operator AS o
	UNION ALL
	SELECT c::pg_catalog.text, 6
	FROM pg_catalog.pg_opclass AS c
	UNION ALL
	SELECT ROW(c.oid, c.collname, c.collnamespace)::pg_catalog.text, 7
	FROM pg_catalog.pg_collation AS c
	UNION ALL
	SELECT c::pg_catalog.text, 8
	FROM pg_catalog.pg_cast AS c
	UNION ALL
	SELECT a::pg_catalog.text, 9
	FROM pg_catalog.pg_am AS a
	UNION ALL
	SELECT ROW(t.oid, t.spcname)::pg_catalog.text, 10
	FROM pg_catalog.pg_tablespace AS t
) AS e
