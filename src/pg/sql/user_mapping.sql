-- From the view that everybody may read. It hides the options from those who may not see them: what is
-- hidden is not called gone. Only the names of options are read, as values may be secrets, but for that
-- of the user.
SELECT
	NULL AS schema,
	NULL AS "table",
	'server' AS host_kind,
	u.srvname AS host,
	CASE WHEN u.umuser = 0 THEN 'public' ELSE u.usename END || ' on server ' || u.srvname AS name,
	CASE WHEN NOT u.visible THEN 'denied' END AS unreadable,
	ARRAY(
		SELECT w.word
		FROM (
			SELECT CASE
				WHEN pg_catalog.split_part(o.option, '=', 1) IN ('user', 'username', 'password_required')
				THEN o.option
				ELSE pg_catalog.split_part(o.option, '=', 1)
			END
			FROM pg_catalog.unnest(u.umoptions) AS o (option)
		) AS w (word)
		ORDER BY w.word COLLATE pg_catalog."C"
	) AS options
FROM (
	SELECT
		u.*,
		(SELECT r.rolsuper FROM pg_catalog.pg_roles AS r WHERE r.rolname = CURRENT_USER)
			OR CASE u.umuser
				WHEN 0 THEN pg_catalog.pg_has_role(s.srvowner, 'USAGE')
				ELSE u.usename = CURRENT_USER AND (
					pg_catalog.pg_has_role(s.srvowner, 'USAGE')
					OR pg_catalog.has_server_privilege(s.oid, 'USAGE'))
			END AS visible
	FROM pg_catalog.pg_user_mappings AS u
	JOIN pg_catalog.pg_foreign_server AS s ON s.oid = u.srvid
) AS u
WHERE u.srvname = ANY ($4::pg_catalog.text[])
	OR $1::pg_catalog.bool
