-- case: missing
-- expect: operator.missing, warning
-- setup
CREATE OPERATOR === (FUNCTION = int4eq, LEFTARG = integer, RIGHTARG = integer);
-- change
DROP OPERATOR === (integer, integer);

-- case: unexpected
-- expect: operator.unexpected, info
-- setup
-- change
CREATE OPERATOR === (FUNCTION = int4eq, LEFTARG = integer, RIGHTARG = integer);

-- case: missing : prefix
-- expect: operator.missing, warning
-- setup
CREATE OPERATOR !~~~ (FUNCTION = int4um, RIGHTARG = integer);
-- change
DROP OPERATOR !~~~ (NONE, integer);

-- case: definition
-- expect: operator.definition, warning
-- setup
CREATE OPERATOR === (FUNCTION = int4eq, LEFTARG = integer, RIGHTARG = integer);
-- change
ALTER OPERATOR === (integer, integer) SET (RESTRICT = eqsel);

-- case: owner
-- expect: operator.owner, warning
-- setup
CREATE OPERATOR === (FUNCTION = int4eq, LEFTARG = integer, RIGHTARG = integer);
-- change
ALTER OPERATOR === (integer, integer) OWNER TO case_owner;

-- case: comment
-- expect: operator.comment, info
-- setup
CREATE OPERATOR === (FUNCTION = int4eq, LEFTARG = integer, RIGHTARG = integer);
-- change
COMMENT ON OPERATOR === (integer, integer) IS 'something else';
