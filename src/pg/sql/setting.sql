-- Of this database, and of roles in it: what is set for a role in every database is the cluster's.
SELECT
	c.name,
	c.value
FROM (
	SELECT
		pg_catalog.split_part(c.setting, '=', 1) || COALESCE(' of ' || r.rolname, '') AS name,
		pg_catalog.substr(c.setting, pg_catalog.strpos(c.setting, '=') + 1) AS value
	FROM pg_catalog.pg_db_role_setting AS s
	JOIN pg_catalog.pg_database AS d ON d.oid = s.setdatabase
	LEFT JOIN pg_catalog.pg_roles AS r ON r.oid = s.setrole
	CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) AS c (setting)
	WHERE d.datname = pg_catalog.current_database()
		AND (s.setrole = 0 OR r.oid IS NOT NULL)
) AS c
WHERE c.name = ANY ($4::pg_catalog.text[])
	OR $1::pg_catalog.bool
