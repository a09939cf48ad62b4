-- The beginning of every query about what is, or lives on, a relation. Operators are those of
-- pg_catalog, as the session's search_path is pinned to be empty.
-- wanted: the relations of the schemas that $1 (all but the system's) or $2 select, and those that are
-- named by $3 and $4. Both halves stand alone, so that a few names never cost a walk over pg_class.
-- Members of extensions are left out unless they are named; so are partitions, unless another
-- partition of the same table is named.
-- What stands between /*{word and }*/ is a comment, unless the check reads at that depth: prints (with
-- fingerprints), blind (without the texts). See struct catalog_depth.
-- The queries that follow deparse in a subquery, which OFFSET 0 keeps apart: once for each row. The
-- deparse functions look at the present, not at the snapshot. What has just been dropped is null there,
-- or has one of the server's names for dropped columns.
WITH named AS (
	SELECT c.oid, n.nspname, c.relname, c.relkind
	FROM ROWS FROM (
		pg_catalog.unnest($3::pg_catalog.name[]), pg_catalog.unnest($4::pg_catalog.name[])
	) AS w (schema, name)
	JOIN pg_catalog.pg_namespace AS n ON n.nspname = w.schema
	JOIN pg_catalog.pg_class AS c ON c.relname = w.name AND c.relnamespace = n.oid
	WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
), wanted AS (
	SELECT oid, nspname, relname, relkind
	FROM named
	UNION
	SELECT c.oid, n.nspname, c.relname, c.relkind
	FROM pg_catalog.pg_class AS c
	JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
	WHERE ($1::pg_catalog.bool OR pg_catalog.cardinality($2::pg_catalog.name[]) > 0)
		AND ($1::pg_catalog.bool OR n.nspname = ANY ($2::pg_catalog.name[]))
		AND n.nspname !~ '^pg_'
		AND n.nspname <> 'information_schema'
		AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
		AND NOT EXISTS (
			SELECT
			FROM pg_catalog.pg_depend AS d
			WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
				AND d.objid = c.oid AND d.objsubid = 0 AND d.deptype = 'e'
		)
		AND (
			NOT c.relispartition
			OR EXISTS (
				SELECT
				FROM pg_catalog.pg_inherits AS own
				JOIN pg_catalog.pg_inherits AS other ON other.inhparent = own.inhparent
				JOIN named ON named.oid = other.inhrelid
				WHERE own.inhrelid = c.oid
			)
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
