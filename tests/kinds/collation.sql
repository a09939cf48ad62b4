-- case: missing
-- expect: collation.missing, warning
-- setup
CREATE COLLATION german FROM "C";
-- change
DROP COLLATION german;

-- case: unexpected
-- expect: collation.unexpected, info
-- setup
-- change
CREATE COLLATION german FROM "C";

-- case: definition
-- expect: collation.definition, warning
-- setup
CREATE COLLATION german FROM "C";
-- change
DROP COLLATION german;
CREATE COLLATION german FROM "POSIX";

-- case: owner
-- expect: collation.owner, warning
-- setup
CREATE COLLATION german FROM "C";
-- change
ALTER COLLATION german OWNER TO case_owner;

-- case: comment
-- expect: collation.comment, info
-- setup
CREATE COLLATION german FROM "C";
-- change
COMMENT ON COLLATION german IS 'something else';

-- case: missing : with the column that is of it, which weighs more
-- impact: column public.t.a
-- impact: index i of public.t
-- expect: collation.missing, critical
-- setup
CREATE COLLATION k (locale = 'C');
CREATE TABLE t (id int, a text COLLATE k);
CREATE INDEX i ON t (a);
-- change
DROP COLLATION k CASCADE;

-- case: renamed : with the columns that are of it
-- expect: collation.renamed, warning
-- impact: collation of column public.t.a
-- setup
CREATE COLLATION k (locale = 'C');
CREATE TABLE t (id int, a text COLLATE k);
-- change
ALTER COLLATION k RENAME TO k2;
