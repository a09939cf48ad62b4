-- case: missing
-- setup
CREATE TABLE t (id int);
GRANT SELECT ON t TO pg_monitor;
-- change
REVOKE SELECT ON t FROM pg_monitor;

-- case: unexpected
-- setup
CREATE TABLE t (id int);
-- change
GRANT SELECT ON t TO pg_monitor;

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
GRANT UPDATE (id) ON t TO pg_monitor;

-- case: unexpected : on a view
-- setup
CREATE VIEW v AS SELECT 1 AS one;
-- change
GRANT SELECT ON v TO pg_monitor;

-- case: unexpected : on a schema
-- setup
CREATE SCHEMA app;
-- change
GRANT USAGE ON SCHEMA app TO pg_monitor;

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
GRANT SELECT ON t TO pg_monitor;
-- change
GRANT SELECT ON t TO pg_monitor WITH GRANT OPTION;

-- case: silent : revoked and granted again
-- setup
CREATE TABLE t (id int);
GRANT SELECT ON t TO pg_monitor;
-- change
REVOKE SELECT ON t FROM pg_monitor;
GRANT SELECT ON t TO pg_monitor;

-- case: silent : granted to the owner
-- setup
CREATE TABLE t (id int);
-- change
GRANT ALL ON t TO CURRENT_USER;
