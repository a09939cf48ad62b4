-- Their names are a schema's, whichever table they are about. Operators are those of pg_catalog, as the
-- session's search_path is pinned to be empty. Members of extensions are left out unless they are named.
WITH wanted AS (
	SELECT e.oid
	FROM ROWS FROM (
		pg_catalog.unnest($3::pg_catalog.name[]), pg_catalog.unnest($4::pg_catalog.name[])
	) AS w (schema, name)
	JOIN pg_catalog.pg_namespace AS n ON n.nspname = w.schema
	JOIN pg_catalog.pg_statistic_ext AS e ON e.stxname = w.name AND e.stxnamespace = n.oid
	UNION
	SELECT e.oid
	FROM pg_catalog.pg_statistic_ext AS e
	JOIN pg_catalog.pg_namespace AS n ON n.oid = e.stxnamespace
	WHERE ($1::pg_catalog.bool OR pg_catalog.cardinality($2::pg_catalog.name[]) > 0)
		AND ($1::pg_catalog.bool OR n.nspname = ANY ($2::pg_catalog.name[]))
		AND n.nspname !~ '^pg_'
		AND n.nspname <> 'information_schema'
		AND NOT EXISTS (
			SELECT
			FROM pg_catalog.pg_depend AS d
			WHERE d.classid = 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass
				AND d.objid = e.oid AND d.objsubid = 0 AND d.deptype = 'e'
		)
), locked AS MATERIALIZED (
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
SELECT
	x.schema,
	x.name,
	CASE
		WHEN x.is_locked THEN 'locked'
		WHEN x.definition IS NULL
			OR pg_catalog.strpos(x.definition, '........pg.dropped.') > 0
			OR pg_catalog.strpos(x.definition, '?dropped?column?') > 0 THEN 'moving'
	END AS unreadable,
	x.definition,
	x.target,
	pg_catalog.pg_get_userbyid(x.stxowner) AS owner,
	d.description AS comment
FROM (
	SELECT
		e.oid,
		e.stxowner,
		n.nspname AS schema,
		e.stxname AS name,
		CASE WHEN e.stxstattarget >= 0 THEN e.stxstattarget END AS target,
		l.relation IS NOT NULL AS is_locked,
		CASE WHEN l.relation IS NULL THEN pg_catalog.pg_get_statisticsobjdef(e.oid) END AS definition
	FROM wanted AS w
	JOIN pg_catalog.pg_statistic_ext AS e ON e.oid = w.oid
	JOIN pg_catalog.pg_namespace AS n ON n.oid = e.stxnamespace
	LEFT JOIN locked AS l ON l.relation = e.stxrelid
	OFFSET 0
) AS x
LEFT JOIN pg_catalog.pg_description AS d
	ON d.objoid = x.oid AND d.classoid = 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass
	AND d.objsubid = 0
