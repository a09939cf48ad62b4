-- Indexes of which the text is put together by index.sql, and all kinds of others.
SET client_min_messages = error;
CREATE SCHEMA app;
SET search_path = app;
CREATE DOMAIN d AS int;
CREATE DOMAIN dt AS text;
CREATE TYPE e AS ENUM ('a','b');
CREATE TYPE r AS (x int, y text);
CREATE COLLATION k (locale = 'C');
CREATE OPERATOR CLASS o FOR TYPE int USING hash AS OPERATOR 1 =, FUNCTION 1 hashint4(int);
CREATE OPERATOR CLASS vo FOR TYPE int USING btree AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(int,int);
CREATE TABLE "T ""q""" (id bigint, a int, b varchar(20), c text COLLATE "C", "D d" name, f d, g dt, h e, i int[], j r, k numeric(3,1), l timestamptz, m bpchar(3), n "char", q oid, s regclass, t uuid, u jsonb, v inet, w cidr, x xid, y tsvector, z bytea, aa text COLLATE k, ab int4range, ac bool, ad varchar COLLATE "C", af varchar[], ag money, ah interval, ai date, aj time, ak float8, al smallint, am varbit(5));
-- Each way with each column that can be indexed so.
DO $do$ DECLARE
	c record;
	way text;
	n int := 0;
BEGIN
	FOR c IN SELECT attname FROM pg_attribute WHERE attrelid = '"T ""q"""'::regclass AND attnum > 0 LOOP
		FOREACH way IN ARRAY ARRAY[
			'CREATE INDEX "i %s" ON "T ""q""" (%2$I)',
			'CREATE UNIQUE INDEX i%s ON "T ""q""" (%2$I, a)',
			'CREATE INDEX i%s ON "T ""q""" USING hash (%2$I)',
			'CREATE INDEX i%s ON "T ""q""" USING gist (%2$I)',
			'CREATE INDEX i%s ON "T ""q""" USING gin (%2$I)',
			'CREATE INDEX i%s ON "T ""q""" USING brin (%2$I)',
			'CREATE INDEX i%s ON "T ""q""" (a, %2$I DESC)',
			'CREATE INDEX i%s ON "T ""q""" (%2$I NULLS FIRST) WHERE %2$I IS NOT NULL',
			'CREATE INDEX i%s ON "T ""q""" (%2$I, id) WHERE a > 3 OR b = $q$it''s$q$',
			'CREATE INDEX i%s ON "T ""q""" (a) INCLUDE (%2$I)',
			'CREATE INDEX i%s ON "T ""q""" (%2$I COLLATE "C")',
			'CREATE INDEX i%s ON "T ""q""" (%2$I COLLATE "default")',
			'CREATE INDEX i%s ON "T ""q""" ((%2$I::text))'
		] LOOP
			n := n + 1;
			BEGIN
				EXECUTE format(way, n, c.attname);
			EXCEPTION WHEN OTHERS THEN NULL;
			END;
		END LOOP;
	END LOOP;
	IF current_setting('server_version_num')::int >= 150000 THEN
		EXECUTE 'CREATE UNIQUE INDEX nulls_1 ON "T ""q""" (id) NULLS NOT DISTINCT';
		EXECUTE 'CREATE UNIQUE INDEX nulls_2 ON "T ""q""" (id, b) NULLS NOT DISTINCT WHERE b > $$x$$';
	END IF;
END $do$;
CREATE INDEX t1 ON "T ""q""" (b text_pattern_ops);
CREATE INDEX t2 ON "T ""q""" (b varchar_pattern_ops);
CREATE INDEX t3 ON "T ""q""" (b varchar_ops);
CREATE INDEX t4 ON "T ""q""" (a vo);
CREATE INDEX t5 ON "T ""q""" USING hash (a o);
CREATE INDEX t6 ON "T ""q""" (a) WITH (fillfactor=50);
CREATE INDEX t7 ON "T ""q""" USING gist (y tsvector_ops(siglen=32));
CREATE INDEX t8 ON "T ""q""" (id, a, b, c, "D d") WHERE (ac);
CREATE INDEX t9 ON "T ""q""" (c text_ops);
CREATE INDEX t10 ON "T ""q""" (lower(c), a);
CREATE TABLE pt (id int, b varchar) PARTITION BY LIST (id);
CREATE TABLE pt1 PARTITION OF pt FOR VALUES IN (1);
CREATE INDEX pti ON pt (b);
CREATE INDEX pto ON ONLY pt (id);
CREATE INDEX pt1x ON pt1 (b, id);
CREATE MATERIALIZED VIEW mv AS SELECT 1 AS a, 'x'::text b;
CREATE UNIQUE INDEX mvi ON mv (a);
CREATE INDEX mvj ON mv (b) WHERE a > 1;
ALTER TABLE "T ""q""" RENAME a TO "A A";
CREATE TABLE dropped (a int, b int, c int); ALTER TABLE dropped DROP a;
CREATE INDEX di ON dropped (c, b);
