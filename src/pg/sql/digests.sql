-- Of the rows of a kind, one row for each bucket: how many there are, and what their numbers come to.
-- Where both are what they were, so is every row.
SELECT
	{bucket} AS bucket,
	pg_catalog.count(*) AS count,
	pg_catalog.sum(pg_catalog.hashtextextended(found::pg_catalog.text, 0)) AS digest
FROM ({rows}
	OFFSET 0
) AS found
CROSS JOIN LATERAL (SELECT {schema} AS nspname, {relation} AS relname) AS place
GROUP BY 1
