, locked AS MATERIALIZED (
	-- What deparsing would wait for: pid is null for a prepared transaction.
	SELECT l.relation
	FROM pg_catalog.pg_locks AS l
	WHERE l.locktype = 'relation'
		AND l.mode = 'AccessExclusiveLock'
		AND l.database = (
			SELECT d.oid
			FROM pg_catalog.pg_database AS d
			WHERE d.datname = pg_catalog.current_database()
		)
		AND l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid()
)
