SELECT
	w.nspname AS schema,
	w.relname AS name,
	CASE w.relkind
		WHEN 'r' THEN 'table'
		WHEN 'p' THEN 'partitioned table'
		WHEN 'f' THEN 'foreign table'
	END AS kind
FROM wanted AS w
WHERE w.relkind IN ('r', 'p', 'f')
