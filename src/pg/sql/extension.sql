-- Not plpgsql as initdb made it.
SELECT
	e.extname AS name,
	e.extversion AS version,
	n.nspname AS schema,
	pg_catalog.pg_get_userbyid(e.extowner) AS owner,
	pg_catalog.obj_description(e.oid, 'pg_extension') AS comment
FROM pg_catalog.pg_extension AS e
JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
WHERE e.extname = ANY ($4::pg_catalog.text[])
	OR $1::pg_catalog.bool AND e.oid >= 16384
