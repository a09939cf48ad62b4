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
	(EXTRACT(EPOCH FROM pg_catalog.pg_postmaster_start_time()) * 1000)::pg_catalog.int8 AS started_at,
	-- Another session has a user's table to itself: a deployment, as far as can be told. Each lock
	-- looks up its one relation: a join might read all of pg_class. What is temporary, and what its
	-- transaction has only just made, is locked so without concerning anybody.
	EXISTS (
		SELECT
		FROM pg_catalog.pg_locks AS l
		WHERE l.locktype OPERATOR(pg_catalog.=) 'relation'
			AND l.mode OPERATOR(pg_catalog.=) 'AccessExclusiveLock'
			AND l.granted
			AND l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid()
			AND l.database OPERATOR(pg_catalog.=) (
				SELECT d.oid
				FROM pg_catalog.pg_database AS d
				WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()
			)
			AND (
				SELECT
					c.relkind OPERATOR(pg_catalog.=) ANY (ARRAY['r', 'p']::pg_catalog."char"[])
						AND c.relpersistence OPERATOR(pg_catalog.<>) 't'
						AND n.nspname OPERATOR(pg_catalog.<>) ALL (
							ARRAY['pg_catalog', 'information_schema', 'pg_toast']::pg_catalog.name[]
						)
				FROM pg_catalog.pg_class AS c
				JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
				WHERE c.oid OPERATOR(pg_catalog.=) l.relation
			)
	)::pg_catalog.text AS deployment
