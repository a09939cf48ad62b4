-- case: missing
-- expect: operator_family.missing, warning
-- setup
CREATE OPERATOR FAMILY numbers USING btree;
-- change
DROP OPERATOR FAMILY numbers USING btree;

-- case: unexpected
-- expect: operator_family.unexpected, info
-- setup
-- change
CREATE OPERATOR FAMILY numbers USING btree;

-- case: members : operator
-- expect: operator_family.members, warning
-- setup
CREATE OPERATOR FAMILY numbers USING btree;
-- change
ALTER OPERATOR FAMILY numbers USING btree ADD OPERATOR 1 < (integer, bigint);

-- case: members : function
-- expect: operator_family.members, warning
-- setup
CREATE OPERATOR FAMILY numbers USING btree;
-- change
ALTER OPERATOR FAMILY numbers USING btree ADD FUNCTION 1 btint48cmp(integer, bigint);

-- case: owner
-- expect: operator_family.owner, warning
-- setup
CREATE OPERATOR FAMILY numbers USING btree;
-- change
ALTER OPERATOR FAMILY numbers USING btree OWNER TO case_owner;

-- case: comment
-- expect: operator_family.comment, info
-- setup
CREATE OPERATOR FAMILY numbers USING btree;
-- change
COMMENT ON OPERATOR FAMILY numbers USING btree IS 'something else';
