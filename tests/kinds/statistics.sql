-- case: missing
-- setup
CREATE TABLE t (a int, b int);
CREATE STATISTICS x ON a, b FROM t;
-- change
DROP STATISTICS x;

-- case: unexpected
-- setup
CREATE TABLE t (a int, b int);
-- change
CREATE STATISTICS x ON a, b FROM t;

-- case: definition
-- setup
CREATE TABLE t (a int, b int);
CREATE STATISTICS x ON a, b FROM t;
-- change
DROP STATISTICS x;
CREATE STATISTICS x (ndistinct) ON a, b FROM t;

-- case: target
-- setup
CREATE TABLE t (a int, b int);
CREATE STATISTICS x ON a, b FROM t;
-- change
ALTER STATISTICS x SET STATISTICS 500;

-- case: owner
-- setup
CREATE TABLE t (a int, b int);
CREATE STATISTICS x ON a, b FROM t;
-- change
ALTER STATISTICS x OWNER TO case_owner;

-- case: comment
-- setup
CREATE TABLE t (a int, b int);
CREATE STATISTICS x ON a, b FROM t;
-- change
COMMENT ON STATISTICS x IS 'statistics';

-- case: silent : analyzed
-- setup
CREATE TABLE t (a int, b int);
CREATE STATISTICS x ON a, b FROM t;
-- change
INSERT INTO t SELECT i, i FROM generate_series(1, 10) AS i;
ANALYZE t;

-- case: renamed
-- expect: statistics.renamed, info
-- setup
CREATE TABLE t (a int, b int, c int);
CREATE STATISTICS s ON a, b FROM t;
CREATE STATISTICS u ON a, c FROM t;
-- change
ALTER STATISTICS s RENAME TO s2;
