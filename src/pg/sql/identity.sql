-- Who answers. ts_stat() runs a text, so that the right to call pg_control_system() is asked for
-- only where this role has it: in the query itself, the call alone would be refused.
SELECT
	pg_catalog.current_setting('server_version_num') AS version,
	CASE
		WHEN pg_catalog.has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE') THEN (
			SELECT s.word
			FROM pg_catalog.ts_stat(
				'SELECT pg_catalog.array_to_tsvector(ARRAY[c.system_identifier::pg_catalog.text])'
				' FROM pg_catalog.pg_control_system() AS c'
			) AS s
		)
	END AS system_identifier,
	pg_catalog.current_database() AS database,
	(
		SELECT d.oid::pg_catalog.text
		FROM pg_catalog.pg_database AS d
		WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()
	) AS database_oid,
	CURRENT_USER AS "user",
	(
		SELECT pg_catalog.bool_or(r.rolsuper)::pg_catalog.text
		FROM pg_catalog.pg_roles AS r
		WHERE r.rolname OPERATOR(pg_catalog.=) ANY (ARRAY[CURRENT_USER, SESSION_USER])
	) AS superuser,
	pg_catalog.pg_is_in_recovery()::pg_catalog.text AS in_recovery,
	(EXTRACT(EPOCH FROM pg_catalog.pg_postmaster_start_time()) * 1000)::pg_catalog.int8 AS started_at
