-- case: missing
-- setup
CREATE TABLE t (id int);
CREATE INDEX i ON t (id);
-- change
DROP INDEX i;

-- case: unexpected
-- setup
CREATE TABLE t (id int);
-- change
CREATE INDEX CONCURRENTLY i ON t (id);

-- case: definition : unique
-- setup
CREATE TABLE t (id int);
CREATE INDEX i ON t (id);
-- change
DROP INDEX i;
CREATE UNIQUE INDEX i ON t (id);

-- case: definition : another predicate
-- setup
CREATE TABLE t (id int);
CREATE INDEX i ON t (id) WHERE id > 0;
-- change
DROP INDEX i;
CREATE INDEX i ON t (id) WHERE id > 1;

-- case: silent : rebuilt
-- setup
CREATE TABLE t (id int);
CREATE INDEX i ON t (id);
-- change
REINDEX TABLE t;
REINDEX INDEX CONCURRENTLY i;
