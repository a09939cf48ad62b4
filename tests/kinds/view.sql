-- case: missing
-- setup
CREATE TABLE t (id int);
CREATE VIEW v AS SELECT id FROM t;
-- change
DROP VIEW v;

-- case: unexpected
-- setup
CREATE TABLE t (id int);
-- change
CREATE VIEW v AS SELECT id FROM t;

-- case: definition
-- setup
CREATE TABLE t (id int);
CREATE VIEW v AS SELECT id FROM t;
-- change
CREATE OR REPLACE VIEW v AS SELECT id FROM t WHERE id > 0;

-- case: wrong_kind : a table in its place
-- setup
CREATE TABLE t (id int);
CREATE VIEW v AS SELECT id FROM t;
-- change
DROP VIEW v;
CREATE TABLE v (id int);

-- case: silent : replaced by itself
-- setup
CREATE TABLE t (id int);
CREATE VIEW v AS SELECT id FROM t;
-- change
CREATE OR REPLACE VIEW v AS SELECT id FROM t;

-- case: definition : with a column more
-- setup
CREATE TABLE t (id int);
CREATE VIEW v AS SELECT id FROM t;
-- change
CREATE OR REPLACE VIEW v AS SELECT id, 1 AS one FROM t;

-- case: options
-- expect: view.options, warning, security
-- setup
CREATE TABLE t (id int);
CREATE VIEW v AS SELECT id FROM t;
-- change
ALTER VIEW v SET (security_barrier = true);

-- case: owner
-- setup
CREATE TABLE t (id int);
CREATE VIEW v AS SELECT id FROM t;
-- change
ALTER VIEW v OWNER TO case_owner;

-- case: comment
-- setup
CREATE TABLE t (id int);
CREATE VIEW v AS SELECT id FROM t;
-- change
COMMENT ON VIEW v IS 'a view';

-- case: renamed
-- expect: view.renamed, critical
-- setup
CREATE TABLE t (id int);
CREATE VIEW v AS SELECT id FROM t;
CREATE VIEW w AS SELECT v.id FROM v;
-- change
ALTER VIEW v RENAME TO v2;

-- case: renamed : moved to another schema
-- expect: view.renamed, critical
-- impact: view public.w
-- setup
CREATE SCHEMA app;
CREATE TABLE t (id int);
CREATE VIEW v AS SELECT id FROM t;
CREATE VIEW w AS SELECT id + 1 AS x FROM v;
-- change
ALTER VIEW v SET SCHEMA app;
