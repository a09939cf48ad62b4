-- The moment that a snapshot shows. While its text stays the same, on a primary and in one session, no
-- transaction that has an id has ended: nothing has changed. The process counts because behind a pooler
-- a session may go on in another one, after a crash that the time of the postmaster does not tell.
-- Run outside of any transaction too: nothing here depends on the search_path.
SELECT pg_catalog.concat_ws(' ',
	pg_catalog.pg_current_snapshot(),
	pg_catalog.pg_backend_pid(),
	EXTRACT(EPOCH FROM pg_catalog.pg_postmaster_start_time()),
	pg_catalog.current_database()
) AS moment
WHERE NOT pg_catalog.pg_is_in_recovery()
