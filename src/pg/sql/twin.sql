-- How the server writes what was made on the temporary relation $2: of what $1 says, that of the name
-- $3, as if it were in the schema $4. The condition of a policy is one that says whether the expression is
-- null. Operators are those of pg_catalog, as the session's search_path is pinned to be empty.
SELECT
	CASE
		WHEN w.word IS NULL THEN x.text
		ELSE pg_catalog.replace(
			pg_catalog.replace(
				x.text,
				w.word || pg_catalog.quote_ident(x.nspname) || '.',
				w.word || 'pg_temp.'
			),
			w.word || 'pg_temp.',
			w.word || pg_catalog.quote_ident($4::pg_catalog.text) || '.'
		)
	END AS text
FROM (
	SELECT
		n.nspname,
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
			WHEN 'expression' THEN (
				SELECT pg_catalog.regexp_replace(
					pg_catalog.pg_get_expr(p.polqual, p.polrelid),
					'^\((.*) IS NOT NULL\)$', '\1'
				)
				FROM pg_catalog.pg_policy AS p
				WHERE p.polrelid = c.oid AND p.polname = $3::pg_catalog.name
			)
			WHEN 'index' THEN (
				SELECT pg_catalog.pg_get_indexdef(i.indexrelid)
				FROM pg_catalog.pg_index AS i
				JOIN pg_catalog.pg_class AS r ON r.oid = i.indexrelid
				WHERE i.indrelid = c.oid AND r.relname = $3::pg_catalog.name
			)
			WHEN 'trigger' THEN (
				SELECT pg_catalog.pg_get_triggerdef(g.oid)
				FROM pg_catalog.pg_trigger AS g
				WHERE g.tgrelid = c.oid AND g.tgname = $3::pg_catalog.name
			)
			WHEN 'rule' THEN (
				SELECT pg_catalog.rtrim(pg_catalog.pg_get_ruledef(r.oid), ';')
				FROM pg_catalog.pg_rewrite AS r
				WHERE r.ev_class = c.oid AND r.rulename = $3::pg_catalog.name
			)
			WHEN 'function' THEN (
				SELECT pg_catalog.pg_get_functiondef(p.oid)
				FROM pg_catalog.pg_proc AS p
				WHERE p.pronamespace = n.oid AND p.proname = $3::pg_catalog.name
			)
			WHEN 'bound' THEN pg_catalog.pg_get_expr(c.relpartbound, 0)
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
	FROM pg_catalog.pg_namespace AS n
	LEFT JOIN pg_catalog.pg_class AS c
		ON c.relnamespace = n.oid AND c.relname = $2::pg_catalog.name
	LEFT JOIN pg_catalog.pg_type AS t
		ON t.typnamespace = n.oid AND t.typname = $2::pg_catalog.name
	WHERE n.oid = pg_catalog.pg_my_temp_schema()
) AS x
CROSS JOIN LATERAL (
	SELECT CASE $1::pg_catalog.text
		WHEN 'index' THEN ' ON '
		WHEN 'trigger' THEN ' ON '
		WHEN 'rule' THEN ' TO '
		WHEN 'function' THEN pg_catalog."substring"(
			x.text, '^CREATE OR REPLACE (?:FUNCTION|PROCEDURE) '
		)
	END AS word
) AS w
