-- case: missing
-- expect: cast.missing, warning
-- setup
CREATE CAST (point AS integer) WITH INOUT;
-- change
DROP CAST (point AS integer);

-- case: unexpected
-- expect: cast.unexpected, info
-- setup
-- change
CREATE CAST (point AS bigint) WITH INOUT;

-- case: definition
-- expect: cast.definition, warning
-- setup
CREATE CAST (point AS smallint) WITH INOUT;
-- change
DROP CAST (point AS smallint);
CREATE CAST (point AS smallint) WITH INOUT AS ASSIGNMENT;

-- case: comment
-- expect: cast.comment, info
-- setup
CREATE CAST (box AS integer) WITH INOUT;
-- change
COMMENT ON CAST (box AS integer) IS 'something else';
