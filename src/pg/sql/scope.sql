-- The beginning of every query about what lives in a schema and is no relation. Operators are those
-- of pg_catalog, as the session's search_path is pinned to be empty.
-- schemas: those of which everything is asked for (whole), by $1 (all but the system's) or $2, and
-- those in which something is named. named: the pairs of $3 and $4, the names as they are identified,
-- with the types of their arguments where they have some. Members of extensions count only if named.
-- A column that some majors do not have is written bare, beside an outer column of the same name that
-- is null: where the catalog has none, the outer one is meant.
WITH schemas AS MATERIALIZED (
	SELECT
		n.oid,
		n.nspname,
		($1::pg_catalog.bool OR n.nspname = ANY ($2::pg_catalog.name[]))
			AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AS whole
	FROM pg_catalog.pg_namespace AS n
	WHERE $1::pg_catalog.bool
		OR n.nspname = ANY ($2::pg_catalog.name[])
		OR n.nspname = ANY ($3::pg_catalog.name[])
), named AS MATERIALIZED (
	SELECT w.schema, w.name
	FROM ROWS FROM (
		pg_catalog.unnest($3::pg_catalog.name[]), pg_catalog.unnest($4::pg_catalog.text[])
	) AS w (schema, name)
)
