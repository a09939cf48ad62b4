-- Not those that constraints and replication make for themselves, nor what a partition has from its parent.
-- Deparsing a trigger takes no lock.
SELECT
	x.schema,
	x."table",
	x.name,
	CASE
		WHEN x.definition IS NULL
			OR pg_catalog.strpos(x.definition, '........pg.dropped.') > 0
			OR pg_catalog.strpos(x.definition, '?dropped?column?') > 0 THEN 'moving'
	END AS unreadable,
	x.definition,
	CASE x.tgenabled
		WHEN 'O' THEN 'origin'
		WHEN 'D' THEN 'disabled'
		WHEN 'R' THEN 'replica'
		WHEN 'A' THEN 'always'
	END AS enabled,
	d.description AS comment
FROM (
	SELECT
		t.oid,
		t.tgenabled,
		w.nspname AS schema,
		w.relname AS "table",
		t.tgname AS name,
		pg_catalog.pg_get_triggerdef(t.oid) AS definition
	FROM wanted AS w
	JOIN pg_catalog.pg_trigger AS t ON t.tgrelid = w.oid
	WHERE NOT t.tgisinternal AND t.tgparentid = 0
	OFFSET 0
) AS x
LEFT JOIN pg_catalog.pg_description AS d
	ON d.objoid = x.oid AND d.classoid = 'pg_catalog.pg_trigger'::pg_catalog.regclass AND d.objsubid = 0
