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

-- case: renamed : with all that is in it and all that names it
-- expect: schema.renamed, critical
-- impact: constraint o_fkey of public.o
-- impact: default of column public.o.n
-- impact: function app.f(app.state)
-- impact: function app.f(integer)
-- impact: schema of extension pg_trgm
-- impact: sequence app.q
-- impact: table app.t
-- impact: type app.state
-- impact: type of column public.o.s
-- setup
CREATE SCHEMA app;
CREATE TYPE app.state AS ENUM ('a');
CREATE FUNCTION app.f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE FUNCTION app.f(app.state) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE SEQUENCE app.q;
CREATE EXTENSION pg_trgm SCHEMA app;
CREATE TABLE app.t (id int PRIMARY KEY);
CREATE TABLE o (id int CONSTRAINT o_fkey REFERENCES app.t, n int DEFAULT nextval('app.q'), s app.state);
-- change
ALTER SCHEMA app RENAME TO "App";
