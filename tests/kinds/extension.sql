-- case: missing
-- expect: extension.missing, critical
-- setup
CREATE EXTENSION hstore;
-- change
DROP EXTENSION hstore;

-- case: unexpected
-- expect: extension.unexpected, info
-- setup
-- change
CREATE EXTENSION citext;

-- case: version
-- expect: extension.version, warning
-- setup
CREATE EXTENSION citext VERSION '1.4';
-- change
ALTER EXTENSION citext UPDATE TO '1.5';

-- case: schema
-- expect: extension.schema, warning
-- setup
CREATE SCHEMA app;
CREATE EXTENSION pg_trgm;
-- change
ALTER EXTENSION pg_trgm SET SCHEMA app;

-- case: owner
-- expect: extension.owner, warning
-- setup
CREATE EXTENSION seg;
DO $$BEGIN CREATE ROLE case_superuser SUPERUSER; EXCEPTION WHEN duplicate_object THEN NULL; END$$;
-- change
DROP EXTENSION seg;
SET ROLE case_superuser;
CREATE EXTENSION seg;

-- case: comment
-- expect: extension.comment, info
-- setup
CREATE EXTENSION isn;
-- change
COMMENT ON EXTENSION isn IS 'something else';
