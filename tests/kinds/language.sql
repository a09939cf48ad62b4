-- case: missing
-- expect: language.missing, warning
-- setup
CREATE LANGUAGE mine_1 HANDLER plpgsql_call_handler VALIDATOR plpgsql_validator;
-- change
DROP LANGUAGE mine_1;

-- case: unexpected
-- expect: language.unexpected, info
-- setup
-- change
CREATE LANGUAGE mine_2 HANDLER plpgsql_call_handler VALIDATOR plpgsql_validator;

-- case: trusted
-- expect: language.trusted, warning, security
-- setup
CREATE LANGUAGE mine_3 HANDLER plpgsql_call_handler VALIDATOR plpgsql_validator;
-- change
DROP LANGUAGE mine_3;
CREATE TRUSTED LANGUAGE mine_3 HANDLER plpgsql_call_handler VALIDATOR plpgsql_validator;
-- What everybody has on a trusted language alone would be a finding of its own.
REVOKE USAGE ON LANGUAGE mine_3 FROM public;

-- case: definition
-- expect: language.definition, warning
-- setup
CREATE LANGUAGE mine_4 HANDLER plpgsql_call_handler VALIDATOR plpgsql_validator;
-- change
DROP LANGUAGE mine_4;
CREATE LANGUAGE mine_4 HANDLER plpgsql_call_handler INLINE plpgsql_inline_handler VALIDATOR plpgsql_validator;

-- case: owner
-- expect: language.owner, warning
-- setup
CREATE LANGUAGE mine_5 HANDLER plpgsql_call_handler VALIDATOR plpgsql_validator;
-- change
ALTER LANGUAGE mine_5 OWNER TO case_owner;

-- case: comment
-- expect: language.comment, info
-- setup
CREATE LANGUAGE mine_6 HANDLER plpgsql_call_handler VALIDATOR plpgsql_validator;
-- change
COMMENT ON LANGUAGE mine_6 IS 'something else';
