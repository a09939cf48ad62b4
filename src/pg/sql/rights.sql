-- See include/pg/rights.h. Operators are those of pg_catalog, as the session's search_path is pinned
-- to be empty. CASE keeps the privilege functions from what they would refuse: a role, a schema or a
-- relation that is not there has no oid, and they give null.
SELECT
	q.ordinal,
	q.detail,
	q.role
FROM (
	SELECT
		w.ordinal,
		coalesce(w.role, CURRENT_USER) AS role,
		CASE w.what
			WHEN 'writable' THEN
				CASE
					WHEN pg_catalog.pg_is_in_recovery() THEN 'standby'
					WHEN pg_catalog.current_setting('default_transaction_read_only') = 'on'
						THEN 'read_only'
				END
			WHEN 'schema' THEN CASE WHEN n.oid IS NULL THEN 'missing' END
			WHEN 'relation' THEN
				CASE c.relkind
					WHEN 'r' THEN 'table'
					WHEN 'p' THEN 'partitioned table'
					WHEN 'v' THEN 'view'
					WHEN 'm' THEN 'materialized view'
					WHEN 'f' THEN 'foreign table'
					WHEN 'S' THEN 'sequence'
					WHEN 'c' THEN 'composite type'
					ELSE (
						SELECT pg_catalog.format('index of %I.%I', xn.nspname, xc.relname)
						FROM pg_catalog.pg_index AS x
						JOIN pg_catalog.pg_class AS xc ON xc.oid = x.indrelid
						JOIN pg_catalog.pg_namespace AS xn ON xn.oid = xc.relnamespace
						WHERE x.indexrelid = c.oid
					)
				END
			WHEN 'type' THEN
				CASE t.typtype
					WHEN 'e' THEN 'enum type'
					WHEN 'd' THEN 'domain'
					WHEN 'r' THEN 'range type'
					WHEN 'm' THEN 'multirange type'
					WHEN 'c' THEN 'row type'
					WHEN 'p' THEN 'pseudo-type'
					WHEN 'b' THEN CASE WHEN t.typcategory <> 'A' THEN 'base type' END
				END
			WHEN 'create' THEN
				CASE WHEN NOT pg_catalog.has_schema_privilege(r.oid, n.oid, 'CREATE')
					THEN 'denied' END
			WHEN 'database' THEN
				CASE WHEN NOT pg_catalog.has_database_privilege(
						r.oid, pg_catalog.current_database(), 'CREATE')
					THEN pg_catalog.current_database()::pg_catalog.text END
			WHEN 'owner' THEN
				CASE WHEN NOT pg_catalog.pg_has_role(r.oid, c.relowner, 'USAGE')
					THEN pg_catalog.pg_get_userbyid(c.relowner)::pg_catalog.text END
			WHEN 'references' THEN
				CASE WHEN NOT pg_catalog.has_table_privilege(r.oid, c.oid, 'REFERENCES')
						AND NOT pg_catalog.has_any_column_privilege(r.oid, c.oid, 'REFERENCES')
					THEN 'denied' END
			WHEN 'grantee' THEN CASE WHEN r.oid IS NULL THEN 'no_role' END
			WHEN 'become' THEN
				CASE
					WHEN r.oid IS NULL THEN 'no_role'
					WHEN NOT pg_catalog.pg_has_role(
							SESSION_USER, r.oid, CASE WHEN m.has_set_option THEN 'SET' ELSE 'MEMBER' END)
						THEN pg_catalog.format('TO %I', SESSION_USER)
							|| CASE WHEN m.has_set_option THEN ' WITH SET TRUE' ELSE '' END
				END
		END AS detail
	FROM ROWS FROM (
		pg_catalog.unnest($1::pg_catalog.text[]),
		pg_catalog.unnest($2::pg_catalog.name[]),
		pg_catalog.unnest($3::pg_catalog.name[]),
		pg_catalog.unnest($4::pg_catalog.name[])
	) WITH ORDINALITY AS w (what, schema, name, role, ordinal)
	CROSS JOIN (
		SELECT pg_catalog.current_setting('server_version_num')::pg_catalog.int4 >= 160000 AS has_set_option
	) AS m
	LEFT JOIN pg_catalog.pg_roles AS r ON r.rolname = coalesce(w.role, CURRENT_USER)
	LEFT JOIN pg_catalog.pg_namespace AS n ON n.nspname = w.schema
	LEFT JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = w.name
	LEFT JOIN pg_catalog.pg_type AS t ON t.typnamespace = n.oid AND t.typname = w.name
) AS q
WHERE q.detail IS NOT NULL
ORDER BY q.ordinal
