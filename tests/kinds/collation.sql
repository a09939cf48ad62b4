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
