-- What is granted, privilege.sql says. $2 and $3 say nothing here, but the server must be able to tell
-- their types.
WITH unused AS (SELECT $2::pg_catalog.name[], $3::pg_catalog.text[])
SELECT p.name
FROM (
	SELECT
		pg_catalog.concat_ws(
			' ',
			pg_catalog.pg_get_userbyid(d.defaclrole),
			CASE d.defaclobjtype
				WHEN 'r' THEN 'TABLES'
				WHEN 'S' THEN 'SEQUENCES'
				WHEN 'f' THEN 'FUNCTIONS'
				WHEN 'T' THEN 'TYPES'
				WHEN 'n' THEN 'SCHEMAS'
				WHEN 'L' THEN 'LARGE OBJECTS'
			END,
			'in ' || n.nspname
		) AS name
	FROM pg_catalog.pg_default_acl AS d
	LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = d.defaclnamespace
) AS p
WHERE $1::pg_catalog.bool OR p.name = ANY ($4::pg_catalog.text[])
