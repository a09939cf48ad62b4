-- The beginning of every query about what is, or lives on, a relation. Operators are those of
-- pg_catalog, as the session's search_path is pinned to be empty.
-- wanted: the relations that relations.sql has found in this transaction, where $1 or $2 select any, and
-- those that are named by $3 and $4. The planner knows how many they are, and that they are different.
-- What stands between /*{word and }*/ is a comment, unless the check reads at that depth: prints (with
-- fingerprints), blind (without the texts), only (of some buckets). See struct catalog_depth. Or, here,
-- unless relations are asked for in that way: scope, named, both.
-- The queries that follow deparse in a subquery, which OFFSET 0 keeps apart: once for each row. The
-- deparse functions look at the present, not at the snapshot. What has just been dropped is null there,
-- or has one of the server's names for dropped columns.
WITH wanted AS (
	SELECT w.oid, w.nspname, w.relname, w.relkind
	FROM (
		/*{named
		SELECT c.oid, n.nspname, c.relname, c.relkind
		FROM ROWS FROM (
			pg_catalog.unnest($3::pg_catalog.name[]), pg_catalog.unnest($4::pg_catalog.name[])
		) AS w (schema, name)
		JOIN pg_catalog.pg_namespace AS n ON n.nspname = w.schema
		JOIN pg_catalog.pg_class AS c ON c.relname = w.name AND c.relnamespace = n.oid
		WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
		}*/
		/*{both UNION }*/
		/*{scope
		SELECT c.oid, n.nspname, c.relname, c.relkind
		FROM pg_catalog.unnest(
			pg_catalog.current_setting('pgdriftd.relations')::pg_catalog.oid[]
		) AS s (oid)
		JOIN pg_catalog.pg_class AS c ON c.oid = s.oid
		JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
		WHERE $1::pg_catalog.bool OR pg_catalog.cardinality($2::pg_catalog.name[]) > 0
		}*/
	) AS w
	/*{only WHERE {bucket} = ANY ({only}::pg_catalog.int4[]) }*/
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
