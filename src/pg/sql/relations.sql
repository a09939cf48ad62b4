-- The relations that a whole check reads: those of the schemas that $1 (all but the system's) or $2
-- select, for the setting from which wanted.sql takes them, in this transaction. Operators are those of
-- pg_catalog, as the session's search_path is pinned to be empty.
-- A relation depends on its schema: pg_class has no index by schemas, and a walk over it would cost the
-- same whatever is selected. Members of extensions are left out unless they are named by $3 and $4; so
-- are partitions, unless all of them are asked for, or another partition of the same table is named.
-- The answer are the kinds of which there is nothing, so that nobody need look: whatever lives in a
-- schema depends on it, and relations know whether they have, or had, triggers and rules.
WITH selected AS MATERIALIZED (
	SELECT d.classid, d.objid
	FROM pg_catalog.pg_depend AS d
	WHERE d.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
		AND d.refobjid = ANY (ARRAY(
			SELECT n.oid
			FROM pg_catalog.pg_namespace AS n
			WHERE ($1::pg_catalog.bool OR n.nspname = ANY ($2::pg_catalog.name[]))
				AND n.nspname !~ '^pg_'
				AND n.nspname <> 'information_schema'
		))
), named AS (
	SELECT w.schema, w.name
	FROM ROWS FROM (
		pg_catalog.unnest($3::pg_catalog.name[]), pg_catalog.unnest($4::pg_catalog.name[])
	) AS w (schema, name)
), found AS (
	SELECT
		c.oid, n.nspname, c.relname, c.relkind, c.relhastriggers, c.relhasrules, c.relispartition,
		c.oid IN (
			SELECT d.objid
			FROM pg_catalog.pg_depend AS d
			WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
				AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
				AND d.deptype = 'e'
		) AS is_member
	FROM pg_catalog.pg_class AS c
	JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
	WHERE c.oid = ANY (ARRAY(
			SELECT s.objid
			FROM selected AS s
			WHERE s.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
		))
		AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
), wanted AS (
	SELECT f.oid, f.relkind, f.relhastriggers, f.relhasrules
	FROM found AS f
	WHERE CASE
		WHEN NOT f.is_member AND NOT f.relispartition THEN true
		/*{parted WHEN NOT f.is_member THEN true }*/
		WHEN (f.nspname, f.relname) IN (SELECT n.schema, n.name FROM named AS n) THEN true
		ELSE NOT f.is_member AND f.oid IN (
			SELECT own.inhrelid
			FROM found AS other
			JOIN pg_catalog.pg_inherits AS theirs ON theirs.inhrelid = other.oid
			JOIN pg_catalog.pg_inherits AS own ON own.inhparent = theirs.inhparent
			WHERE (other.nspname, other.relname) IN (SELECT n.schema, n.name FROM named AS n)
		)
	END
)
SELECT k.kind
FROM (
	SELECT
		pg_catalog.set_config(
			'pgdriftd.relations',
			COALESCE(pg_catalog.array_agg(w.oid ORDER BY w.oid), '{}')::pg_catalog.text,
			true
		) AS setting,
		pg_catalog.array_agg(DISTINCT w.relkind) AS kinds,
		pg_catalog.bool_or(w.relhastriggers) AS triggers,
		pg_catalog.bool_or(w.relhasrules) AS rules
	FROM wanted AS w
) AS w
CROSS JOIN LATERAL (
	VALUES
		('view', 'v' = ANY (w.kinds)),
		('materialized_view', 'm' = ANY (w.kinds)),
		('sequence', 'S' = ANY (w.kinds)),
		('trigger', w.triggers),
		('rule', w.rules),
		('policy', EXISTS (SELECT FROM pg_catalog.pg_policy))
	UNION ALL
	SELECT c.kind, c.class IN (SELECT s.classid FROM selected AS s)
	FROM (VALUES
		('type', 'pg_catalog.pg_type'::pg_catalog.regclass),
		('function', 'pg_catalog.pg_proc'),
		('collation', 'pg_catalog.pg_collation'),
		('conversion', 'pg_catalog.pg_conversion'),
		('operator', 'pg_catalog.pg_operator'),
		('operator_family', 'pg_catalog.pg_opfamily'),
		('operator_class', 'pg_catalog.pg_opclass'),
		('text_search_parser', 'pg_catalog.pg_ts_parser'),
		('text_search_template', 'pg_catalog.pg_ts_template'),
		('text_search_dictionary', 'pg_catalog.pg_ts_dict'),
		('text_search_configuration', 'pg_catalog.pg_ts_config'),
		('statistics', 'pg_catalog.pg_statistic_ext')
	) AS c (kind, class)
) AS k (kind, is_there)
WHERE w.setting IS NOT NULL AND k.is_there IS NOT TRUE
