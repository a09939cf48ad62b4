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

-- case: missing : with the columns of its type
-- impact: column public.t.a
-- impact: index i of public.t
-- impact: view public.v
-- setup
CREATE EXTENSION citext;
CREATE TABLE t (id int, a citext);
CREATE INDEX i ON t (a);
CREATE VIEW v AS SELECT 'x'::citext AS x;
-- change
DROP EXTENSION citext CASCADE;

-- case: missing : with what is of its wrapper, its functions and its operators
-- impact: index i of public.t
-- impact: index j of public.t
-- setup
CREATE EXTENSION pg_trgm;
CREATE TABLE t (id int, a text);
CREATE INDEX i ON t USING gin (a gin_trgm_ops);
CREATE INDEX j ON t ((similarity(a, 'x')));
-- change
DROP EXTENSION pg_trgm CASCADE;

-- case: missing : with the servers of its wrapper
-- impact: server s
-- setup
CREATE EXTENSION postgres_fdw;
CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw;
-- change
DROP EXTENSION postgres_fdw CASCADE;
