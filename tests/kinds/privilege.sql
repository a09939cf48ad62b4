-- case: missing
-- setup
CREATE TABLE t (id int);
GRANT SELECT ON t TO case_reader;
-- change
REVOKE SELECT ON t FROM case_reader;

-- case: unexpected
-- setup
CREATE TABLE t (id int);
-- change
GRANT SELECT ON t TO case_reader;

-- case: unexpected : to everybody
-- expect: privilege.unexpected, critical, security
-- setup
CREATE TABLE t (id int);
-- change
GRANT SELECT ON t TO public;

-- case: unexpected : on a column
-- setup
CREATE TABLE t (id int);
-- change
GRANT UPDATE (id) ON t TO case_reader;

-- case: unexpected : on a view
-- setup
CREATE VIEW v AS SELECT 1 AS one;
-- change
GRANT SELECT ON v TO case_reader;

-- case: unexpected : on a schema
-- setup
CREATE SCHEMA app;
-- change
GRANT USAGE ON SCHEMA app TO case_reader;

-- case: missing : everybody's default, on a type
-- expect: privilege.missing, warning, security
-- setup
CREATE TYPE state AS ENUM ('a');
-- change
REVOKE USAGE ON TYPE state FROM public;

-- case: unexpected : everybody's default, on a type
-- expect: privilege.unexpected, critical, security
-- setup
CREATE TYPE state AS ENUM ('a');
REVOKE USAGE ON TYPE state FROM public;
-- change
GRANT USAGE ON TYPE state TO public;

-- case: unexpected : taken from the owner
-- setup
CREATE TABLE t (id int);
-- change
REVOKE DELETE ON t FROM CURRENT_USER;

-- case: grantable
-- setup
CREATE TABLE t (id int);
GRANT SELECT ON t TO case_reader;
-- change
GRANT SELECT ON t TO case_reader WITH GRANT OPTION;

-- case: silent : revoked and granted again
-- setup
CREATE TABLE t (id int);
GRANT SELECT ON t TO case_reader;
-- change
REVOKE SELECT ON t FROM case_reader;
GRANT SELECT ON t TO case_reader;

-- case: silent : granted to the owner
-- setup
CREATE TABLE t (id int);
-- change
GRANT ALL ON t TO CURRENT_USER;

-- case: unexpected : on a function
-- setup
CREATE FUNCTION f(integer, text) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- change
GRANT EXECUTE ON FUNCTION f(integer, text) TO case_reader;

-- case: missing : everybody's default, on a function
-- expect: privilege.missing, warning, security
-- setup
CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f(text) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- change
REVOKE EXECUTE ON FUNCTION f(text) FROM public;

-- case: unexpected : on a domain
-- setup
CREATE DOMAIN d AS integer;
-- change
GRANT USAGE ON DOMAIN d TO case_reader;

-- case: unexpected : on a server
-- setup
CREATE FOREIGN DATA WRAPPER wrap_p1;
CREATE SERVER far_p1 FOREIGN DATA WRAPPER wrap_p1;
-- change
GRANT USAGE ON FOREIGN SERVER far_p1 TO case_reader;

-- case: unexpected : on a foreign data wrapper
-- setup
CREATE FOREIGN DATA WRAPPER wrap_p2;
-- change
GRANT USAGE ON FOREIGN DATA WRAPPER wrap_p2 TO case_reader;

-- case: unexpected : on a language
-- setup
CREATE TRUSTED LANGUAGE mine_p HANDLER plpgsql_call_handler;
-- change
GRANT USAGE ON LANGUAGE mine_p TO case_reader;

-- case: silent : on a function whose name with its types is long
-- setup
CREATE FUNCTION a_name_that_is_rather_long_by_itself(integer, character varying, timestamp with time zone)
RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- change
REVOKE ALL ON FUNCTION a_name_that_is_rather_long_by_itself FROM case_reader;

-- case: unexpected : by default
-- setup
CREATE SCHEMA app;
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO case_reader;
-- change
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT INSERT ON TABLES TO case_reader;

-- case: unexpected : on a sequence
-- setup
CREATE SEQUENCE s;
-- change
GRANT USAGE ON SEQUENCE s TO case_reader;

-- case: unexpected : on a materialized view
-- setup
CREATE MATERIALIZED VIEW m AS SELECT 1 AS one;
-- change
GRANT SELECT ON m TO case_reader;

-- case: unexpected : on a view's column
-- setup
CREATE VIEW v AS SELECT 1 AS one;
-- change
GRANT SELECT (one) ON v TO case_reader;

-- case: silent : by another grantor, too
-- setup
CREATE TABLE t (id int);
GRANT SELECT ON t TO case_writer WITH GRANT OPTION;
GRANT SELECT ON t TO case_reader;
-- change
SET ROLE case_writer;
GRANT SELECT ON t TO case_reader;
