-- One text that stays as long as no catalog says anything else: then what a check would read is what it was.
-- A transaction that has ended writes no more, so that what is new has an xmin that was not there before:
-- while each catalog has as many rows of each xmin as it had, they are the same rows. Freezing keeps it.
-- What is changed in place keeps it, too: of that, only flags of indexes count (before 14). Of pg_class what
-- is compared is looked at itself, as TRUNCATE, REINDEX and VACUUM FULL write there and change no definition.
-- Temporary and TOAST relations do not count. Of roles, subscriptions and user mappings not everybody may
-- see the rows, but what the kinds' own queries read.
-- The same xmin could be given to another transaction after a restart, or after a crash in which commits
-- were lost: the server has the postmaster's start, or a reset of its statistics to show for these.
-- A standby has neither, and is not asked. Nor is whoever expects so little ($1 bytes of pg_attribute) that
-- reading it costs less. Operators are those of pg_catalog, as the session's search_path is pinned to be empty.
WITH passing AS MATERIALIZED (
	SELECT n.oid
	FROM pg_catalog.pg_namespace AS n
	WHERE n.nspname ~ '^pg_(toast|temp_|toast_temp_)'
), passing_relation AS MATERIALIZED (
	SELECT c.oid
	FROM pg_catalog.pg_class AS c
	WHERE c.relnamespace IN (SELECT p.oid FROM passing AS p)
), temporary AS MATERIALIZED (
	SELECT c.oid
	FROM pg_catalog.pg_class AS c
	WHERE c.relpersistence = 't'
), groups AS (
	SELECT 1 AS catalog, a.xmin AS version, pg_catalog.count(*) AS rows
	FROM pg_catalog.pg_attribute AS a
	WHERE a.attnum > 0 AND a.attrelid NOT IN (SELECT p.oid FROM passing_relation AS p)
	GROUP BY a.xmin
	UNION ALL
	SELECT 2, i.xmin, pg_catalog.count(*)
	FROM pg_catalog.pg_index AS i
	WHERE i.indexrelid NOT IN (SELECT p.oid FROM passing_relation AS p)
	GROUP BY i.xmin
	UNION ALL
	SELECT 3, d.xmin, pg_catalog.count(*)
	FROM pg_catalog.pg_attrdef AS d
	WHERE d.adrelid NOT IN (SELECT t.oid FROM temporary AS t)
	GROUP BY d.xmin
	UNION ALL
	SELECT 4, c.xmin, pg_catalog.count(*)
	FROM pg_catalog.pg_constraint AS c
	WHERE c.connamespace NOT IN (SELECT p.oid FROM passing AS p)
	GROUP BY c.xmin
	UNION ALL
	SELECT 5, t.xmin, pg_catalog.count(*)
	FROM pg_catalog.pg_type AS t
	WHERE t.typnamespace NOT IN (SELECT p.oid FROM passing AS p)
	GROUP BY t.xmin
	UNION ALL
	SELECT 6, p.xmin, pg_catalog.count(*)
	FROM pg_catalog.pg_proc AS p
	WHERE p.pronamespace NOT IN (SELECT i.oid FROM passing AS i)
	GROUP BY p.xmin
	UNION ALL
	SELECT 7, n.xmin, pg_catalog.count(*)
	FROM pg_catalog.pg_namespace AS n
	WHERE n.oid NOT IN (SELECT p.oid FROM passing AS p)
	GROUP BY n.xmin
	UNION ALL
	-- What belongs to an extension, a sequence to its column, and a routine or a cast to something else.
	SELECT 8, d.xmin, pg_catalog.count(*)
	FROM pg_catalog.pg_depend AS d
	WHERE d.deptype = 'e'
		OR d.deptype = 'i' AND d.classid IN (
			'pg_catalog.pg_proc'::pg_catalog.regclass,
			'pg_catalog.pg_cast'::pg_catalog.regclass)
		OR d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
			AND d.objid IN (SELECT s.seqrelid FROM pg_catalog.pg_sequence AS s)
			AND d.objid NOT IN (SELECT t.oid FROM temporary AS t)
	GROUP BY d.xmin
	UNION ALL
	SELECT 9, r.xmin, pg_catalog.count(*)
	FROM pg_catalog.pg_rewrite AS r
	WHERE r.ev_class NOT IN (SELECT t.oid FROM temporary AS t)
	GROUP BY r.xmin
	UNION ALL
	SELECT 10, s.xmin, pg_catalog.count(*)
	FROM pg_catalog.pg_sequence AS s
	WHERE s.seqrelid NOT IN (SELECT t.oid FROM temporary AS t)
	GROUP BY s.xmin
	UNION ALL
	SELECT 11, t.xmin, pg_catalog.count(*)
	FROM pg_catalog.pg_trigger AS t
	WHERE t.tgrelid NOT IN (SELECT t.oid FROM temporary AS t)
	GROUP BY t.xmin
	UNION ALL
	SELECT 12, s.xmin, pg_catalog.count(*)
	FROM pg_catalog.pg_db_role_setting AS s
	GROUP BY s.xmin
	UNION ALL
	SELECT 13, c.xmin, pg_catalog.count(*) FROM pg_catalog.pg_aggregate AS c GROUP BY c.xmin
	UNION ALL
	SELECT 14, c.xmin, pg_catalog.count(*) FROM pg_catalog.pg_am AS c GROUP BY c.xmin
	UNION ALL
	SELECT 15, c.xmin, pg_catalog.count(*) FROM pg_catalog.pg_amop AS c GROUP BY c.xmin
	UNION ALL
	SELECT 16, c.xmin, pg_catalog.count(*) FROM pg_catalog.pg_amproc AS c GROUP BY c.xmin
	UNION ALL
	SELECT 17, c.xmin, pg_catalog.count(*) FROM pg_catalog.pg_auth_members AS c GROUP BY c.xmin
	UNION ALL
	SELECT 18, c.xmin, pg_catalog.count(*) FROM pg_catalog.pg_cast AS c GROUP BY c.xmin
	UNION ALL
	SELECT 19, c.xmin, pg_catalog.count(*) FROM pg_catalog.pg_collation AS c GROUP BY c.xmin
	UNION ALL
	SELECT 20, c.xmin, pg_catalog.count(*) FROM pg_catalog.pg_conversion AS c GROUP BY c.xmin
	UNION ALL
	SELECT 21, c.xmin, pg_catalog.count(*) FROM pg_catalog.pg_default_acl AS c GROUP BY c.xmin
	UNION ALL
	SELECT 22, c.xmin, pg_catalog.count(*) FROM pg_catalog.pg_description AS c GROUP BY c.xmin
	UNION ALL
	SELECT 23, c.xmin, pg_catalog.count(*) FROM pg_catalog.pg_enum AS c GROUP BY c.xmin
	UNION ALL
	SELECT 24, c.xmin, pg_catalog.count(*) FROM pg_catalog.pg_event_trigger AS c GROUP BY c.xmin
	UNION ALL
	SELECT 25, c.xmin, pg_catalog.count(*) FROM pg_catalog.pg_extension AS c GROUP BY c.xmin
	UNION ALL
	SELECT 26, c.xmin, pg_catalog.count(*) FROM pg_catalog.pg_foreign_data_wrapper AS c GROUP BY c.xmin
	UNION ALL
	SELECT 27, c.xmin, pg_catalog.count(*) FROM pg_catalog.pg_foreign_server AS c GROUP BY c.xmin
	UNION ALL
	SELECT 28, c.xmin, pg_catalog.count(*) FROM pg_catalog.pg_foreign_table AS c GROUP BY c.xmin
	UNION ALL
	SELECT 29, c.xmin, pg_catalog.count(*) FROM pg_catalog.pg_inherits AS c GROUP BY c.xmin
	UNION ALL
	SELECT 30, c.xmin, pg_catalog.count(*) FROM pg_catalog.pg_language AS c GROUP BY c.xmin
	UNION ALL
	SELECT 31, c.xmin, pg_catalog.count(*) FROM pg_catalog.pg_opclass AS c GROUP BY c.xmin
	UNION ALL
	SELECT 32, c.xmin, pg_catalog.count(*) FROM pg_catalog.pg_operator AS c GROUP BY c.xmin
	UNION ALL
	SELECT 33, c.xmin, pg_catalog.count(*) FROM pg_catalog.pg_opfamily AS c GROUP BY c.xmin
	UNION ALL
	SELECT 34, c.xmin, pg_catalog.count(*) FROM pg_catalog.pg_partitioned_table AS c GROUP BY c.xmin
	UNION ALL
	SELECT 35, c.xmin, pg_catalog.count(*) FROM pg_catalog.pg_policy AS c GROUP BY c.xmin
	UNION ALL
	SELECT 36, c.xmin, pg_catalog.count(*) FROM pg_catalog.pg_publication AS c GROUP BY c.xmin
	UNION ALL
	SELECT 37, c.xmin, pg_catalog.count(*) FROM pg_catalog.pg_publication_rel AS c GROUP BY c.xmin
	UNION ALL
	SELECT 38, c.xmin, pg_catalog.count(*) FROM pg_catalog.pg_range AS c GROUP BY c.xmin
	UNION ALL
	SELECT 39, c.xmin, pg_catalog.count(*) FROM pg_catalog.pg_shdescription AS c GROUP BY c.xmin
	UNION ALL
	SELECT 40, c.xmin, pg_catalog.count(*) FROM pg_catalog.pg_statistic_ext AS c GROUP BY c.xmin
	UNION ALL
	SELECT 41, c.xmin, pg_catalog.count(*) FROM pg_catalog.pg_tablespace AS c GROUP BY c.xmin
	UNION ALL
	SELECT 42, c.xmin, pg_catalog.count(*) FROM pg_catalog.pg_transform AS c GROUP BY c.xmin
	UNION ALL
	SELECT 43, c.xmin, pg_catalog.count(*) FROM pg_catalog.pg_ts_config AS c GROUP BY c.xmin
	UNION ALL
	SELECT 44, c.xmin, pg_catalog.count(*) FROM pg_catalog.pg_ts_config_map AS c GROUP BY c.xmin
	UNION ALL
	SELECT 45, c.xmin, pg_catalog.count(*) FROM pg_catalog.pg_ts_dict AS c GROUP BY c.xmin
	UNION ALL
	SELECT 46, c.xmin, pg_catalog.count(*) FROM pg_catalog.pg_ts_parser AS c GROUP BY c.xmin
	UNION ALL
	SELECT 47, c.xmin, pg_catalog.count(*) FROM pg_catalog.pg_ts_template AS c GROUP BY c.xmin
), told AS (
	SELECT pg_catalog.hashtextextended(pg_catalog.concat(g.version, ' ', g.rows), g.catalog) AS hash
	FROM groups AS g
	UNION ALL
	SELECT pg_catalog.hashtextextended(ROW(
		c.oid, c.relname, c.relnamespace, c.reltype, c.reloftype, c.relowner, c.relam,
		c.reltablespace, c.relpersistence, c.relkind, c.relrowsecurity, c.relforcerowsecurity,
		c.relispopulated, c.relreplident, c.relispartition, c.relacl, c.reloptions, c.relpartbound
	)::pg_catalog.text, 101)
	FROM pg_catalog.pg_class AS c
	WHERE c.relnamespace NOT IN (SELECT p.oid FROM passing AS p) OR c.reloptions IS NOT NULL
	UNION ALL
	SELECT pg_catalog.hashtextextended(ROW(
		i.indexrelid, i.indisvalid, i.indisready, i.indislive
	)::pg_catalog.text, 102)
	FROM pg_catalog.pg_index AS i
	WHERE NOT (i.indisvalid AND i.indisready AND i.indislive)
	UNION ALL
	SELECT pg_catalog.hashtextextended(d.xmin::pg_catalog.text, 103)
	FROM pg_catalog.pg_database AS d
	WHERE d.datname = pg_catalog.current_database()
	UNION ALL
	SELECT pg_catalog.hashtextextended(r::pg_catalog.text, 104)
	FROM pg_catalog.pg_roles AS r
	UNION ALL
	SELECT pg_catalog.hashtextextended(u::pg_catalog.text, 105)
	FROM pg_catalog.pg_user_mappings AS u
	UNION ALL
	SELECT pg_catalog.hashtextextended(ROW(
		s.subdbid, s.subname, s.subowner, s.subenabled, s.subslotname, s.subpublications
	)::pg_catalog.text, 106)
	FROM pg_catalog.pg_subscription AS s
	UNION ALL
	-- Since 15. ts_stat() runs a text, so that it is asked for only where it is.
	SELECT pg_catalog.hashtextextended(p.word, 107)
	FROM pg_catalog.pg_class AS c
	CROSS JOIN LATERAL pg_catalog.ts_stat(
		'SELECT pg_catalog.array_to_tsvector(ARRAY['
		'pg_catalog.concat(p.xmin, '' '', pg_catalog.count(*))])'
		' FROM pg_catalog.' || pg_catalog.quote_ident(c.relname) || ' AS p GROUP BY p.xmin'
	) AS p
	WHERE c.relname = 'pg_publication_namespace'
		AND c.relnamespace = 'pg_catalog'::pg_catalog.regnamespace
)
SELECT pg_catalog.concat_ws(' ',
	EXTRACT(EPOCH FROM pg_catalog.pg_postmaster_start_time()),
	EXTRACT(EPOCH FROM pg_catalog.pg_stat_get_bgwriter_stat_reset_time()),
	d.oid,
	pg_catalog.quote_ident(CURRENT_USER),
	pg_catalog.quote_ident(SESSION_USER),
	(SELECT pg_catalog.sum(t.hash) FROM told AS t)
) AS gate
FROM pg_catalog.pg_database AS d
WHERE d.datname = pg_catalog.current_database()
	AND NOT pg_catalog.pg_is_in_recovery()
	AND pg_catalog.pg_relation_size('pg_catalog.pg_attribute') <= $1::pg_catalog.int8
