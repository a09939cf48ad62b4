-- Casts, but for those that a range type brings with it.
SELECT
	c.name,
	CASE c.castmethod
		WHEN 'f' THEN 'WITH FUNCTION ' || c.castfunc::pg_catalog.regprocedure::pg_catalog.text
		WHEN 'i' THEN 'WITH INOUT'
		ELSE 'WITHOUT FUNCTION'
	END || CASE c.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' ELSE '' END
		AS definition,
	pg_catalog.obj_description(c.oid, 'pg_cast') AS comment
FROM (
	SELECT
		pg_catalog.format_type(c.castsource, NULL) || ' AS '
			|| pg_catalog.format_type(c.casttarget, NULL) AS name,
		c.*
	FROM pg_catalog.pg_cast AS c
	WHERE c.oid >= 16384
) AS c
WHERE c.name = ANY ($4::pg_catalog.text[])
	OR $1::pg_catalog.bool AND NOT EXISTS (
		SELECT
		FROM pg_catalog.pg_depend AS d
		WHERE d.classid = 'pg_catalog.pg_cast'::pg_catalog.regclass
			AND d.objid = c.oid AND d.objsubid = 0 AND d.deptype IN ('e', 'i')
	)
