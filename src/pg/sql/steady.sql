-- How many of the relations $1[i].$2[i] are tables whose rows can only change by a transaction of this
-- server: no view, nothing foreign behind them, and no policy, which might look at a clock.
SELECT pg_catalog.count(*)
FROM ROWS FROM (
	pg_catalog.unnest($1::pg_catalog.name[]), pg_catalog.unnest($2::pg_catalog.name[])
) AS w (schema, name)
JOIN pg_catalog.pg_namespace AS n ON n.nspname = w.schema
JOIN pg_catalog.pg_class AS c ON c.relname = w.name AND c.relnamespace = n.oid
WHERE c.relkind = 'r' AND NOT c.relrowsecurity AND NOT c.relhassubclass
