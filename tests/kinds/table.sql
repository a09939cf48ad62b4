-- case: missing : with all that belongs to it
-- setup
CREATE TABLE t (id int PRIMARY KEY, v text DEFAULT 'x' NOT NULL);
CREATE INDEX i ON t (v);
-- change
DROP TABLE t;

-- case: unexpected : with all that belongs to it
-- setup
-- change
CREATE TABLE t (id int PRIMARY KEY, v text DEFAULT 'x' NOT NULL);
CREATE INDEX i ON t (v);

-- case: wrong_kind : a view has its name
-- setup
CREATE TABLE t (id int);
-- change
DROP TABLE t;
CREATE VIEW t AS SELECT 1 AS id;

-- case: kind : now partitioned
-- expect: table.wrong_kind, critical
-- setup
CREATE TABLE t (id int);
-- change
DROP TABLE t;
CREATE TABLE t (id int) PARTITION BY RANGE (id);
