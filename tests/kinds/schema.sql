-- case: missing
-- setup
CREATE SCHEMA gone;
-- change
DROP SCHEMA gone;

-- case: unexpected
-- setup
-- change
CREATE SCHEMA extra;

-- case: missing : with all that is in it or made of it
-- impact: default of column public.t.a
-- impact: default privilege "postgres TABLES in app"
-- impact: extension pg_trgm
-- impact: function app.f(integer)
-- impact: index i of public.t
-- impact: sequence app.q
-- impact: type app.state
-- setup
CREATE SCHEMA app;
CREATE TYPE app.state AS ENUM ('a');
CREATE FUNCTION app.f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE SEQUENCE app.q;
CREATE EXTENSION pg_trgm SCHEMA app;
CREATE TABLE t (id int, a int DEFAULT app.f(1));
CREATE INDEX i ON t (app.f(id));
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO case_reader;
-- change
DROP SCHEMA app CASCADE;
