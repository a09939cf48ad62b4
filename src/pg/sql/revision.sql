-- Places in braces get their names, quoted. One row more than is ever compared.
SELECT r.{column}::pg_catalog.text
FROM {schema}.{table} AS r
LIMIT 101
