-- See include/pg/rights.h. Modes conflict as the documentation's table says; what blocks nobody who
-- reads or writes (ACCESS SHARE, ROW SHARE) matters to ACCESS EXCLUSIVE and, of the latter, EXCLUSIVE
-- alone. A prepared transaction has no session.
WITH asked AS (
	SELECT
		c.oid AS relation,
		pg_catalog.format('%I.%I', n.nspname, c.relname) AS name,
		CASE w.mode
			WHEN 'SHARE' THEN ARRAY['RowExclusiveLock', 'ShareUpdateExclusiveLock',
				'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock']
			WHEN 'SHARE ROW EXCLUSIVE' THEN ARRAY['RowExclusiveLock', 'ShareUpdateExclusiveLock',
				'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock']
			ELSE ARRAY['AccessShareLock', 'RowShareLock', 'RowExclusiveLock',
				'ShareUpdateExclusiveLock', 'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock',
				'AccessExclusiveLock']
		END AS modes
	FROM ROWS FROM (
		pg_catalog.unnest($1::pg_catalog.name[]),
		pg_catalog.unnest($2::pg_catalog.name[]),
		pg_catalog.unnest($3::pg_catalog.text[])
	) AS w (schema, name, mode)
	JOIN pg_catalog.pg_namespace AS n ON n.nspname = w.schema
	JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = w.name
), held AS (
	SELECT l.pid, l.mode, a.name
	FROM pg_catalog.pg_locks AS l
	LEFT JOIN asked AS a
		ON a.relation = l.relation AND l.locktype = 'relation' AND l.mode = ANY (a.modes)
	WHERE l.granted
		AND l.database = (
			SELECT d.oid
			FROM pg_catalog.pg_database AS d
			WHERE d.datname = pg_catalog.current_database()
		)
		AND l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid()
		AND (
			a.relation IS NOT NULL
			OR l.locktype = 'advisory'
				AND pg_catalog.cardinality($1::pg_catalog.name[]) = 0
				AND l.objsubid = 1
				AND l.classid = (($4::pg_catalog.int8 >> 32) & 4294967295)::pg_catalog.oid
				AND l.objid = ($4::pg_catalog.int8 & 4294967295)::pg_catalog.oid
		)
)
SELECT
	CASE
		WHEN h.pid IS NULL THEN 'a prepared transaction'
		ELSE pg_catalog.format('session %s', h.pid)
	END
	|| coalesce(pg_catalog.format(' (%s%s%s)', s.usename,
		CASE WHEN s.application_name <> '' THEN ', ' || s.application_name ELSE '' END,
		CASE
			WHEN s.xact_start IS NOT NULL THEN pg_catalog.format(', %s for %s s', s.state,
				EXTRACT(EPOCH FROM pg_catalog.clock_timestamp() - s.xact_start)::pg_catalog.int8)
			ELSE ''
		END), '')
	|| CASE
		WHEN pg_catalog.count(h.name) > 0 THEN pg_catalog.format(' holds %s on %s',
			pg_catalog.string_agg(DISTINCT h.mode, ', '),
			pg_catalog.string_agg(DISTINCT h.name, ', '))
		ELSE ''
	END AS holder
FROM held AS h
LEFT JOIN pg_catalog.pg_stat_activity AS s ON s.pid = h.pid
GROUP BY h.pid, s.usename, s.application_name, s.xact_start, s.state
ORDER BY s.xact_start, h.pid
LIMIT 5
