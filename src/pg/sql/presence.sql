-- Which of the relations $1[i].$2[i] are there, of which kind, and whether this role may see them.
-- information_schema shows only what the role has a privilege on; pg_class shows all. A materialized
-- view is never in information_schema.tables, and has its privileges looked at. Other kinds of
-- relation (sequences, indexes, composite types) are never forbidden.
-- The names are name, not text, so that the index of pg_class serves. Operators are those of
-- pg_catalog, as the session's search_path is pinned to be empty.
SELECT
	w.ordinal,
	c.relkind,
	CASE
		WHEN c.relkind IN ('r', 'p', 'f', 'v') AND v.table_name IS NULL
			OR c.relkind = 'm'
				AND NOT pg_catalog.has_table_privilege(
					c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
				AND NOT pg_catalog.has_any_column_privilege(
					c.oid, 'SELECT, INSERT, UPDATE, REFERENCES')
		THEN pg_catalog.format(
			'GRANT SELECT ON TABLE %I.%I TO %I', n.nspname, c.relname, CURRENT_USER)
	END AS "grant"
FROM ROWS FROM (
	pg_catalog.unnest($1::pg_catalog.name[]), pg_catalog.unnest($2::pg_catalog.name[])
) WITH ORDINALITY AS w (schema, name, ordinal)
JOIN pg_catalog.pg_namespace AS n ON n.nspname = w.schema
JOIN pg_catalog.pg_class AS c ON c.relname = w.name AND c.relnamespace = n.oid
LEFT JOIN information_schema.tables AS v ON v.table_schema = w.schema AND v.table_name = w.name
