-- Only columns that everybody may read: never the conninfo. The OID, for the comment, is one of them
-- since 14: ts_stat() runs a text, so that it is asked for only where this role may.
SELECT
	s.name,
	CASE WHEN NOT s.visible THEN 'denied' END AS unreadable,
	s.enabled,
	s.slot,
	s.publications,
	s.owner,
	CASE
		WHEN s.visible THEN (
			SELECT pg_catalog.obj_description(t.word::pg_catalog.oid, 'pg_subscription')
			FROM pg_catalog.ts_stat(
				'SELECT pg_catalog.array_to_tsvector(ARRAY[s.oid::pg_catalog.text])'
				' FROM pg_catalog.pg_subscription AS s'
				' JOIN pg_catalog.pg_database AS d ON d.oid = s.subdbid'
				' WHERE d.datname = pg_catalog.current_database() AND s.subname = '
				|| pg_catalog.quote_literal(s.name)
			) AS t
		)
	END AS comment
FROM (
	SELECT
		s.subname AS name,
		pg_catalog.has_column_privilege('pg_catalog.pg_subscription', 'oid', 'SELECT') AS visible,
		s.subenabled::pg_catalog.text AS enabled,
		s.subslotname AS slot,
		ARRAY(
			SELECT p.name
			FROM pg_catalog.unnest(s.subpublications) AS p (name)
			ORDER BY p.name COLLATE pg_catalog."C"
		) AS publications,
		pg_catalog.pg_get_userbyid(s.subowner) AS owner
	FROM pg_catalog.pg_subscription AS s
	JOIN pg_catalog.pg_database AS d ON d.oid = s.subdbid
	WHERE d.datname = pg_catalog.current_database()
		AND (s.subname = ANY ($4::pg_catalog.text[]) OR $1::pg_catalog.bool)
) AS s
