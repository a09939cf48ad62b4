-- What a table's row filter says is deparsed with a lock on that table. Schemas are published since 15:
-- ts_stat() runs a text, so that their catalog is asked only where there is one.
SELECT
	p.pubname AS name,
	CASE
		WHEN EXISTS (
			SELECT
			FROM locked AS l
			JOIN pg_catalog.pg_publication_rel AS r ON r.prrelid = l.relation
			WHERE r.prpubid = p.oid
		) THEN 'locked'
	END AS unreadable,
	p.puballtables::pg_catalog.text AS all_tables,
	ARRAY(
		SELECT pg_catalog.format('%I.%I', n.nspname, c.relname)
			|| COALESCE(' (' || (
				SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY a.attnum)
				FROM pg_catalog.pg_attribute AS a
				WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.columns)
			) || ')', '')
			|| COALESCE(' WHERE ' || CASE
				WHEN NOT EXISTS (SELECT FROM locked AS l WHERE l.relation = r.prrelid)
				THEN pg_catalog.pg_get_expr(r.filter, r.prrelid)
			END, '')
		FROM (
			SELECT NULL::pg_catalog.int2vector AS prattrs, NULL::pg_catalog.pg_node_tree AS prqual
		) AS absent
		CROSS JOIN LATERAL (
			SELECT r.prrelid, prattrs AS columns, prqual AS filter
			FROM pg_catalog.pg_publication_rel AS r
			WHERE r.prpubid = p.oid
		) AS r
		JOIN pg_catalog.pg_class AS c ON c.oid = r.prrelid
		JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
		ORDER BY n.nspname, c.relname
	) AS tables,
	CASE
		WHEN EXISTS (
			SELECT
			FROM pg_catalog.pg_class AS c
			WHERE c.relname = 'pg_publication_namespace'
				AND c.relnamespace = 'pg_catalog'::pg_catalog.regnamespace
		) THEN ARRAY(
			SELECT s.word
			FROM pg_catalog.ts_stat(
				'SELECT pg_catalog.array_to_tsvector(ARRAY(SELECT n.nspname::pg_catalog.text'
				' FROM pg_catalog.pg_publication_namespace AS x'
				' JOIN pg_catalog.pg_namespace AS n ON n.oid = x.pnnspid'
				' WHERE x.pnpubid = ' || p.oid::pg_catalog.text || '))'
			) AS s
			ORDER BY s.word COLLATE pg_catalog."C"
		)
		ELSE '{}'
	END AS schemas,
	ARRAY(
		SELECT o.word
		FROM (VALUES
			(1, p.pubinsert, 'insert'), (2, p.pubupdate, 'update'),
			(3, p.pubdelete, 'delete'), (4, p.pubtruncate, 'truncate')
		) AS o (ordinal, is_on, word)
		WHERE o.is_on
		ORDER BY o.ordinal
	) AS operations,
	p.pubviaroot::pg_catalog.text AS via_root,
	CASE p.generated WHEN 's' THEN 'stored' ELSE 'none' END AS generated_columns,
	pg_catalog.pg_get_userbyid(p.pubowner) AS owner,
	pg_catalog.obj_description(p.oid, 'pg_publication') AS comment
FROM (SELECT NULL::"char" AS pubgencols) AS absent
CROSS JOIN LATERAL (
	SELECT p.*, pubgencols AS generated
	FROM pg_catalog.pg_publication AS p
) AS p
WHERE p.pubname = ANY ($4::pg_catalog.text[])
	OR $1::pg_catalog.bool AND NOT EXISTS (
		SELECT
		FROM pg_catalog.pg_depend AS d
		WHERE d.classid = 'pg_catalog.pg_publication'::pg_catalog.regclass
			AND d.objid = p.oid AND d.objsubid = 0 AND d.deptype = 'e'
	)
