-- The relations that a whole check reads: those of the schemas that $1 (all but the system's) or $2
-- select, for the setting from which wanted.sql takes them, in this transaction. Operators are those of
-- pg_catalog, as the session's search_path is pinned to be empty.
-- A relation depends on its schema: pg_class has no index by schemas, and a walk over it would cost the
-- same whatever is selected. Members of extensions are left out unless they are named by $3 and $4; so
-- are partitions, unless all of them are asked for, or another partition of the same table is named.
WITH named AS (
	SELECT c.oid
	FROM ROWS FROM (
		pg_catalog.unnest($3::pg_catalog.name[]), pg_catalog.unnest($4::pg_catalog.name[])
	) AS w (schema, name)
	JOIN pg_catalog.pg_namespace AS n ON n.nspname = w.schema
	JOIN pg_catalog.pg_class AS c ON c.relname = w.name AND c.relnamespace = n.oid
	WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
), wanted AS (
	SELECT n.oid
	FROM named AS n
	UNION
	SELECT c.oid
	FROM pg_catalog.pg_class AS c
	WHERE c.oid = ANY (ARRAY(
			SELECT d.objid
			FROM pg_catalog.pg_depend AS d
			WHERE d.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
				AND d.refobjid = ANY (ARRAY(
					SELECT n.oid
					FROM pg_catalog.pg_namespace AS n
					WHERE ($1::pg_catalog.bool OR n.nspname = ANY ($2::pg_catalog.name[]))
						AND n.nspname !~ '^pg_'
						AND n.nspname <> 'information_schema'
				))
				AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
		))
		AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
		AND c.oid NOT IN (
			SELECT d.objid
			FROM pg_catalog.pg_depend AS d
			WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
				AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
				AND d.deptype = 'e'
		)
		AND (
			NOT c.relispartition
			/*{parted OR true }*/
			OR c.oid IN (
				SELECT own.inhrelid
				FROM named AS n
				JOIN pg_catalog.pg_inherits AS other ON other.inhrelid = n.oid
				JOIN pg_catalog.pg_inherits AS own ON own.inhparent = other.inhparent
			)
		)
)
SELECT pg_catalog.length(pg_catalog.set_config(
	'pgdriftd.relations',
	COALESCE(pg_catalog.array_agg(w.oid ORDER BY w.oid), '{}')::pg_catalog.text,
	true
))
FROM wanted AS w
