-- How the server writes what was made on the temporary relation $2: of what $1 says, that of the name
-- $3, as if the relation were in the schema $4. Operators are those of pg_catalog, as the session's search_path is pinned to be empty.
SELECT
	CASE $1::pg_catalog.text
		WHEN 'constraint' THEN (
			SELECT pg_catalog.pg_get_constraintdef(o.oid)
			FROM pg_catalog.pg_constraint AS o
			WHERE o.conrelid = c.oid AND o.conname = $3::pg_catalog.name
		)
		WHEN 'default' THEN (
			SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid)
			FROM pg_catalog.pg_attribute AS a
			JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
			WHERE a.attrelid = c.oid AND a.attname = $3::pg_catalog.name
		)
		WHEN 'index' THEN (
			SELECT pg_catalog.replace(
				pg_catalog.pg_get_indexdef(i.indexrelid), ' ON pg_temp.',
				pg_catalog.format(' ON %I.', $4::pg_catalog.name))
			FROM pg_catalog.pg_index AS i
			JOIN pg_catalog.pg_class AS n ON n.oid = i.indexrelid
			WHERE i.indrelid = c.oid AND n.relname = $3::pg_catalog.name
		)
		WHEN 'view' THEN pg_catalog.rtrim(pg_catalog.pg_get_viewdef(c.oid), ';')
		WHEN 'checks' THEN ARRAY(
			SELECT pg_catalog.quote_ident(o.conname)
				|| ' ' || pg_catalog.pg_get_constraintdef(o.oid)
			FROM pg_catalog.pg_constraint AS o
			WHERE o.contypid = t.oid AND o.contype = 'c'
			ORDER BY o.conname
		)::pg_catalog.text
		WHEN 'domain default' THEN pg_catalog.pg_get_expr(t.typdefaultbin, 0)
	END AS text
FROM (SELECT pg_catalog.pg_my_temp_schema() AS oid) AS n
LEFT JOIN pg_catalog.pg_class AS c
	ON c.relnamespace = n.oid AND c.relname = $2::pg_catalog.name
LEFT JOIN pg_catalog.pg_type AS t
	ON t.typnamespace = n.oid AND t.typname = $2::pg_catalog.name
