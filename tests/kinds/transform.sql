-- case: missing
-- expect: transform.missing, warning
-- setup
CREATE LANGUAGE mine_1 HANDLER plpgsql_call_handler VALIDATOR plpgsql_validator;
CREATE FUNCTION tr(internal) RETURNS internal LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE TRANSFORM FOR point LANGUAGE mine_1 (FROM SQL WITH FUNCTION tr(internal));
-- change
DROP TRANSFORM FOR point LANGUAGE mine_1;

-- case: unexpected
-- expect: transform.unexpected, info
-- setup
CREATE LANGUAGE mine_2 HANDLER plpgsql_call_handler VALIDATOR plpgsql_validator;
CREATE FUNCTION tr(internal) RETURNS internal LANGUAGE internal IMMUTABLE STRICT AS 'textin';
-- change
CREATE TRANSFORM FOR point LANGUAGE mine_2 (FROM SQL WITH FUNCTION tr(internal));

-- case: definition
-- expect: transform.definition, warning
-- setup
CREATE LANGUAGE mine_3 HANDLER plpgsql_call_handler VALIDATOR plpgsql_validator;
CREATE FUNCTION tr(internal) RETURNS internal LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION tr2(internal) RETURNS internal LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE TRANSFORM FOR point LANGUAGE mine_3 (FROM SQL WITH FUNCTION tr(internal));
-- change
CREATE OR REPLACE TRANSFORM FOR point LANGUAGE mine_3 (FROM SQL WITH FUNCTION tr2(internal));

-- case: comment
-- expect: transform.comment, info
-- setup
CREATE LANGUAGE mine_4 HANDLER plpgsql_call_handler VALIDATOR plpgsql_validator;
CREATE FUNCTION tr(internal) RETURNS internal LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE TRANSFORM FOR point LANGUAGE mine_4 (FROM SQL WITH FUNCTION tr(internal));
-- change
COMMENT ON TRANSFORM FOR point LANGUAGE mine_4 IS 'something else';
