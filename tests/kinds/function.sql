-- case: missing
-- expect: function.missing, critical
-- setup
CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- change
DROP FUNCTION f(integer);

-- case: unexpected
-- expect: function.unexpected, info
-- setup
-- change
CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';

-- case: missing : one of two of the same name
-- expect: function.missing, critical
-- setup
CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f(text) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- change
DROP FUNCTION f(text);

-- case: missing : procedure
-- expect: function.missing, critical
-- setup
CREATE PROCEDURE p(integer) LANGUAGE sql AS 'SELECT 1';
-- change
DROP PROCEDURE p(integer);

-- case: missing : aggregate
-- expect: function.missing, critical
-- setup
CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer);
-- change
DROP AGGREGATE total(integer);

-- case: wrong_kind : a procedure
-- expect: function.wrong_kind, critical
-- setup
CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- change
DROP FUNCTION f(integer);
CREATE PROCEDURE f(integer) LANGUAGE sql AS 'SELECT 1';

-- case: definition : body
-- expect: function.definition, warning
-- setup
CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- change
CREATE OR REPLACE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 2';

-- case: definition : volatility
-- expect: function.definition, warning
-- setup
CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- change
ALTER FUNCTION f(integer) IMMUTABLE;

-- case: definition : strictness
-- expect: function.definition, warning
-- setup
CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- change
ALTER FUNCTION f(integer) STRICT;

-- case: definition : cost
-- expect: function.definition, warning
-- setup
CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- change
ALTER FUNCTION f(integer) COST 1;

-- case: definition : parallel
-- expect: function.definition, warning
-- setup
CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- change
ALTER FUNCTION f(integer) PARALLEL SAFE;

-- case: definition : leakproof
-- expect: function.definition, warning
-- setup
CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- change
ALTER FUNCTION f(integer) LEAKPROOF;

-- case: definition : default of an argument
-- expect: function.definition, warning
-- setup
CREATE FUNCTION f(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- change
CREATE OR REPLACE FUNCTION f(a integer DEFAULT 1) RETURNS integer LANGUAGE sql AS 'SELECT 1';

-- case: definition : security_definer
-- expect: function.definition, warning, security
-- setup
CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- change
ALTER FUNCTION f(integer) SECURITY DEFINER;

-- case: definition : search_path
-- expect: function.definition, warning, security
-- setup
CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS 'SELECT 1';
-- change
ALTER FUNCTION f(integer) RESET search_path;

-- case: definition : another setting
-- expect: function.definition, warning
-- setup
CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- change
ALTER FUNCTION f(integer) SET work_mem = '1MB';

-- case: definition : procedure
-- expect: function.definition, warning
-- setup
CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1';
-- change
CREATE OR REPLACE PROCEDURE p() LANGUAGE sql AS 'SELECT 2';

-- case: definition : aggregate
-- expect: function.definition, warning
-- setup
CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer);
-- change
CREATE OR REPLACE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0');

-- case: owner
-- expect: function.owner, warning
-- setup
CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- change
ALTER FUNCTION f(integer) OWNER TO case_owner;

-- case: comment
-- expect: function.comment, info
-- setup
CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- change
COMMENT ON FUNCTION f(integer) IS 'something else';

-- case: missing : with defaults, policies, rules and all that calls it
-- impact: constraint c of public.t
-- impact: default of column public.t.x
-- impact: index i of public.t
-- impact: materialized view public.m
-- impact: policy p of public.t
-- impact: rule r of public.t
-- impact: trigger g of public.t
-- impact: type public.d
-- impact: view public.v
-- expect: function.missing, critical, security
-- setup
CREATE FUNCTION app() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE FUNCTION tg() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE DOMAIN d AS int DEFAULT app();
CREATE TABLE t (id int, x int DEFAULT app(), CONSTRAINT c CHECK (id > app()));
CREATE INDEX i ON t ((id + app()));
CREATE POLICY p ON t USING (id = app());
CREATE RULE r AS ON DELETE TO t WHERE old.id = app() DO INSTEAD NOTHING;
CREATE VIEW v AS SELECT app() AS x;
CREATE MATERIALIZED VIEW m AS SELECT x FROM v;
CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW WHEN (new.id = app()) EXECUTE FUNCTION tg();
-- change
DROP FUNCTION app() CASCADE;

-- case: missing : with its triggers
-- impact: trigger g of public.t
-- setup
CREATE FUNCTION tg() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TABLE t (id int);
CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION tg();
-- change
DROP FUNCTION tg() CASCADE;

-- case: missing : with its event triggers
-- impact: event trigger guard
-- setup
CREATE FUNCTION et() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER guard ON ddl_command_end WHEN TAG IN ('CREATE VIEW') EXECUTE FUNCTION et();
-- change
DROP FUNCTION et() CASCADE;

-- case: renamed
-- expect: function.renamed, critical
-- impact: constraint t_id_check of public.t
-- impact: index i of public.t
-- setup
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE FUNCTION f(text) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 2';
CREATE TABLE t (id int, a text, CHECK (f(id) = 1));
CREATE INDEX i ON t (f(id));
CREATE INDEX j ON t (f(a));
-- change
ALTER FUNCTION f(int) RENAME TO "Other";

-- case: renamed : a trigger's
-- expect: function.renamed, critical
-- impact: function of event trigger guard_9
-- setup
CREATE FUNCTION et() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER guard_9 ON ddl_command_end WHEN TAG IN ('CREATE VIEW') EXECUTE FUNCTION et();
-- change
ALTER FUNCTION et() RENAME TO et2;

-- case: renamed : moved to another schema, with what names it
-- expect: function.renamed, critical
-- impact: trigger g of public.t
-- setup
CREATE SCHEMA app;
CREATE TABLE t (id int);
CREATE FUNCTION tg() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION tg();
-- change
ALTER FUNCTION tg() SET SCHEMA app;
