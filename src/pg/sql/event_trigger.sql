SELECT
	t.evtname AS name,
	t.evtevent AS event,
	t.evtfoid::pg_catalog.text AS function,
	COALESCE(ARRAY(
		SELECT g.tag
		FROM pg_catalog.unnest(t.evttags) AS g (tag)
		ORDER BY g.tag COLLATE pg_catalog."C"
	), '{}') AS tags,
	CASE t.evtenabled
		WHEN 'O' THEN 'origin' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always' ELSE 'disabled'
	END AS enabled,
	pg_catalog.pg_get_userbyid(t.evtowner) AS owner,
	pg_catalog.obj_description(t.oid, 'pg_event_trigger') AS comment
FROM (
	SELECT t.oid, t.evtname, t.evtevent, t.evtfoid::pg_catalog.regproc, t.evttags, t.evtenabled, t.evtowner
	FROM pg_catalog.pg_event_trigger AS t
) AS t
WHERE t.evtname = ANY ($4::pg_catalog.text[])
	OR $1::pg_catalog.bool AND NOT EXISTS (
		SELECT
		FROM pg_catalog.pg_depend AS d
		WHERE d.classid = 'pg_catalog.pg_event_trigger'::pg_catalog.regclass
			AND d.objid = t.oid AND d.objsubid = 0 AND d.deptype = 'e'
	)
