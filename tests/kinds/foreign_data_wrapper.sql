-- case: missing
-- expect: foreign_data_wrapper.missing, warning
-- setup
CREATE FOREIGN DATA WRAPPER wrap_1;
-- change
DROP FOREIGN DATA WRAPPER wrap_1;

-- case: unexpected
-- expect: foreign_data_wrapper.unexpected, info
-- setup
-- change
CREATE FOREIGN DATA WRAPPER wrap_2;

-- case: handler
-- expect: foreign_data_wrapper.handler, warning
-- setup
CREATE EXTENSION file_fdw;
CREATE FOREIGN DATA WRAPPER wrap_3;
-- change
ALTER FOREIGN DATA WRAPPER wrap_3 HANDLER file_fdw_handler;

-- case: validator
-- expect: foreign_data_wrapper.validator, warning
-- setup
CREATE EXTENSION file_fdw;
CREATE FOREIGN DATA WRAPPER wrap_4;
-- change
ALTER FOREIGN DATA WRAPPER wrap_4 VALIDATOR file_fdw_validator;

-- case: options
-- expect: foreign_data_wrapper.options, warning
-- setup
CREATE FOREIGN DATA WRAPPER wrap_5;
-- change
ALTER FOREIGN DATA WRAPPER wrap_5 OPTIONS (debug 'true');

-- case: owner
-- expect: foreign_data_wrapper.owner, warning
-- setup
DO $$BEGIN CREATE ROLE case_superuser SUPERUSER; EXCEPTION WHEN duplicate_object THEN NULL; END$$;
CREATE FOREIGN DATA WRAPPER wrap_6;
-- change
ALTER FOREIGN DATA WRAPPER wrap_6 OWNER TO case_superuser;

-- case: comment
-- expect: foreign_data_wrapper.comment, info
-- setup
CREATE FOREIGN DATA WRAPPER wrap_7;
-- change
COMMENT ON FOREIGN DATA WRAPPER wrap_7 IS 'something else';

-- case: missing : with its servers
-- impact: server s
-- setup
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s FOREIGN DATA WRAPPER w;
CREATE USER MAPPING FOR case_owner SERVER s;
-- change
DROP FOREIGN DATA WRAPPER w CASCADE;
