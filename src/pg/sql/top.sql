-- The beginning of every query about what lives in no schema: all with $1, else what $4 names, as it is
-- identified; $2 and $3 say nothing here, but the server must be able to tell their types. Operators
-- are those of pg_catalog, as the session's search_path is pinned to be empty. What initdb made has an
-- OID below 16384. Members of extensions count only if they are named.
-- A column that some majors do not have is written bare, beside an outer column of the same name that
-- is null: where the catalog has none, the outer one is meant.
WITH unused AS (
	SELECT $2::pg_catalog.name[], $3::pg_catalog.name[]
)
