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

-- case: valid
-- setup
CREATE TABLE t (id int);
CREATE INDEX i ON t ((id + 1));
-- change
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'i'::regclass;

-- case: definition : an option
-- setup
CREATE TABLE t (id int);
CREATE INDEX i ON t ((id + 1));
-- change
ALTER INDEX i SET (fillfactor = 70);

-- case: statistics
-- setup
CREATE TABLE t (id int);
CREATE INDEX i ON t ((id + 1));
-- change
ALTER INDEX i ALTER COLUMN 1 SET STATISTICS 500;

-- case: tablespace
-- setup
CREATE TABLE t (id int);
CREATE INDEX i ON t ((id + 1));
-- change
ALTER INDEX i SET TABLESPACE case_space;

-- case: comment
-- setup
CREATE TABLE t (id int);
CREATE INDEX i ON t ((id + 1));
-- change
COMMENT ON INDEX i IS 'an index';

-- case: missing : of a materialized view
-- setup
CREATE MATERIALIZED VIEW m AS SELECT 1 AS one;
CREATE INDEX i ON m (one);
-- change
DROP INDEX i;

-- case: renamed
-- expect: index.renamed, warning
-- setup
CREATE TABLE t (id int, code text);
CREATE UNIQUE INDEX i ON t (lower(code)) WHERE id > 0;
-- change
ALTER INDEX i RENAME TO "Another";
