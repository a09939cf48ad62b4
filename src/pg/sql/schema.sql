-- $1 and $2 select schemas as everywhere; $4 names them ($3 says nothing here,
-- but the server must be able to tell its type). Operators are those
-- of pg_catalog, as the session's search_path is pinned to be empty.
WITH unused AS (SELECT $3::pg_catalog.name[])
SELECT n.nspname AS name
FROM pg_catalog.pg_namespace AS n
WHERE n.nspname = ANY ($4::pg_catalog.name[])
	OR ($1::pg_catalog.bool OR n.nspname = ANY ($2::pg_catalog.name[]))
		AND n.nspname !~ '^pg_'
		AND n.nspname <> 'information_schema'
		AND NOT EXISTS (
			SELECT
			FROM pg_catalog.pg_depend AS d
			WHERE d.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
				AND d.objid = n.oid AND d.objsubid = 0 AND d.deptype = 'e'
		)
