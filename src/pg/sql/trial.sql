-- What a transaction that tries things out, and is rolled back, may count on. An event trigger that fires
-- would run somebody's code for what nobody did. Operators are those of pg_catalog, as the session's
-- search_path is pinned to be empty.
SELECT
	pg_catalog.has_database_privilege(pg_catalog.current_database(), 'TEMPORARY')::pg_catalog.text
		AS temporary,
	(
		SELECT r.rolsuper::pg_catalog.text
		FROM pg_catalog.pg_roles AS r
		WHERE r.rolname = CURRENT_USER
	) AS superuser,
	(
		SELECT e.evtname
		FROM pg_catalog.pg_event_trigger AS e
		WHERE e.evtevent <> 'login'
			AND (
				e.evtenabled = 'A'
				OR e.evtenabled = CASE pg_catalog.current_setting('session_replication_role')
					WHEN 'replica' THEN 'R'::pg_catalog."char"
					ELSE 'O'::pg_catalog."char"
				END
			)
		ORDER BY e.evtname
		LIMIT 1
	) AS event_trigger
