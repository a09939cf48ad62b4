-- The rows of a kind, each with its bucket and with a number that is made from all that it says.
SELECT
	found.*,
	{bucket} AS bucket,
	pg_catalog.hashtextextended(found::pg_catalog.text, 0) AS digest
FROM ({rows}
	OFFSET 0
) AS found
CROSS JOIN LATERAL (SELECT {schema} AS nspname, {relation} AS relname) AS place
/*{only WHERE {bucket} = ANY ({only}::pg_catalog.int4[]) }*/
