-- case: missing
-- expect: operator_class.missing, warning
-- setup
CREATE OPERATOR CLASS numbers FOR TYPE integer USING btree AS OPERATOR 1 <, OPERATOR 3 =, FUNCTION 1 btint4cmp(integer, integer);
-- change
DROP OPERATOR FAMILY numbers USING btree;

-- case: unexpected
-- expect: operator_class.unexpected, info
-- setup
-- change
CREATE OPERATOR CLASS numbers FOR TYPE integer USING btree AS OPERATOR 1 <, OPERATOR 3 =, FUNCTION 1 btint4cmp(integer, integer);

-- case: definition
-- expect: operator_class.definition, warning
-- setup
CREATE OPERATOR CLASS numbers FOR TYPE integer USING btree AS OPERATOR 1 <, OPERATOR 3 =, FUNCTION 1 btint4cmp(integer, integer);
-- change
DROP OPERATOR FAMILY numbers USING btree;
CREATE OPERATOR CLASS numbers FOR TYPE integer USING btree AS OPERATOR 1 <, OPERATOR 3 =, OPERATOR 5 >, FUNCTION 1 btint4cmp(integer, integer);

-- case: owner
-- expect: operator_class.owner, warning
-- setup
CREATE OPERATOR CLASS numbers FOR TYPE integer USING btree AS OPERATOR 1 <, OPERATOR 3 =, FUNCTION 1 btint4cmp(integer, integer);
-- change
ALTER OPERATOR CLASS numbers USING btree OWNER TO case_owner;

-- case: comment
-- expect: operator_class.comment, info
-- setup
CREATE OPERATOR CLASS numbers FOR TYPE integer USING btree AS OPERATOR 1 <, OPERATOR 3 =, FUNCTION 1 btint4cmp(integer, integer);
-- change
COMMENT ON OPERATOR CLASS numbers USING btree IS 'something else';
