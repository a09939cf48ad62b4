-- Enum types with their labels in order. Operators are those of pg_catalog, as the session's
-- search_path is pinned to be empty. Members of extensions are left out unless they are named.
WITH wanted AS (
	SELECT t.oid, n.nspname, t.typname
	FROM ROWS FROM (
		pg_catalog.unnest($3::pg_catalog.name[]), pg_catalog.unnest($4::pg_catalog.name[])
	) AS w (schema, name)
	JOIN pg_catalog.pg_namespace AS n ON n.nspname = w.schema
	JOIN pg_catalog.pg_type AS t ON t.typname = w.name AND t.typnamespace = n.oid
	WHERE t.typtype = 'e'
	UNION
	SELECT t.oid, n.nspname, t.typname
	FROM pg_catalog.pg_type AS t
	JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
	WHERE ($1::pg_catalog.bool OR pg_catalog.cardinality($2::pg_catalog.name[]) > 0)
		AND ($1::pg_catalog.bool OR n.nspname = ANY ($2::pg_catalog.name[]))
		AND n.nspname !~ '^pg_'
		AND n.nspname <> 'information_schema'
		AND t.typtype = 'e'
		AND NOT EXISTS (
			SELECT
			FROM pg_catalog.pg_depend AS d
			WHERE d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass
				AND d.objid = t.oid AND d.objsubid = 0 AND d.deptype = 'e'
		)
)
SELECT
	w.nspname AS schema,
	w.typname AS name,
	ARRAY(
		SELECT e.enumlabel::pg_catalog.text
		FROM pg_catalog.pg_enum AS e
		WHERE e.enumtypid = w.oid
		ORDER BY e.enumsortorder
	) AS labels
FROM wanted AS w
