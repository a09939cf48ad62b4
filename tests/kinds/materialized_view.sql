-- case: missing
-- setup
CREATE TABLE t (id int);
CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
CREATE INDEX i ON m (id);
-- change
DROP MATERIALIZED VIEW m;

-- case: unexpected
-- setup
CREATE TABLE t (id int);
-- change
CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
CREATE INDEX i ON m (id);

-- case: wrong_kind : a view in its place
-- setup
CREATE TABLE t (id int);
CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
CREATE INDEX i ON m (id);
-- change
DROP MATERIALIZED VIEW m;
CREATE VIEW m AS SELECT id FROM t;

-- case: definition
-- setup
CREATE TABLE t (id int);
CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
CREATE INDEX i ON m (id);
-- change
DROP MATERIALIZED VIEW m;
CREATE MATERIALIZED VIEW m AS SELECT id FROM t WHERE id > 0;
CREATE INDEX i ON m (id);

-- case: populated
-- setup
CREATE TABLE t (id int);
CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
CREATE INDEX i ON m (id);
-- change
REFRESH MATERIALIZED VIEW m WITH NO DATA;

-- case: options
-- setup
CREATE TABLE t (id int);
CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
CREATE INDEX i ON m (id);
-- change
ALTER MATERIALIZED VIEW m SET (fillfactor = 70);

-- case: access_method
-- setup
CREATE ACCESS METHOD other TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE t (id int);
CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
CREATE INDEX i ON m (id);
-- change
DROP MATERIALIZED VIEW m;
CREATE MATERIALIZED VIEW m USING other AS SELECT id FROM t;
CREATE INDEX i ON m (id);

-- case: tablespace
-- setup
CREATE TABLE t (id int);
CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
CREATE INDEX i ON m (id);
-- change
ALTER MATERIALIZED VIEW m SET TABLESPACE case_space;

-- case: cluster_index
-- setup
CREATE TABLE t (id int);
CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
CREATE INDEX i ON m (id);
-- change
ALTER MATERIALIZED VIEW m CLUSTER ON i;

-- case: owner
-- setup
CREATE TABLE t (id int);
CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
CREATE INDEX i ON m (id);
-- change
ALTER MATERIALIZED VIEW m OWNER TO case_owner;

-- case: comment
-- setup
CREATE TABLE t (id int);
CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
CREATE INDEX i ON m (id);
-- change
COMMENT ON MATERIALIZED VIEW m IS 'a view';

-- case: silent : refreshed
-- setup
CREATE TABLE t (id int);
CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
CREATE INDEX i ON m (id);
-- change
INSERT INTO t VALUES (1);
REFRESH MATERIALIZED VIEW m;

-- case: renamed
-- expect: materialized_view.renamed, critical
-- setup
CREATE TABLE t (id int);
CREATE MATERIALIZED VIEW v AS SELECT id FROM t;
CREATE INDEX i ON v (id);
-- change
ALTER MATERIALIZED VIEW v RENAME TO v2;
