-- case: missing
-- expect: type.missing, critical
-- setup
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
-- change
DROP TYPE mood;

-- case: unexpected
-- expect: type.unexpected, info
-- setup
-- change
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');

-- case: missing : domain
-- expect: type.missing, critical
-- setup
CREATE DOMAIN small AS integer CONSTRAINT positive CHECK (VALUE > 0);
-- change
DROP DOMAIN small;

-- case: wrong_kind : a domain
-- expect: type.wrong_kind, critical
-- setup
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
-- change
DROP TYPE mood;
CREATE DOMAIN mood AS text;

-- case: labels : removed
-- expect: type.labels, critical
-- setup
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
-- change
DROP TYPE mood;
CREATE TYPE mood AS ENUM ('sad', 'happy');

-- case: labels : renamed
-- expect: type.labels, critical
-- setup
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
-- change
ALTER TYPE mood RENAME VALUE 'sad' TO 'bad';

-- case: labels_added : in between
-- expect: type.labels, warning
-- setup
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
-- change
ALTER TYPE mood ADD VALUE 'better' BEFORE 'happy';

-- case: attributes : added
-- expect: type.attributes, critical
-- setup
CREATE TYPE pair AS (a integer, b text);
-- change
ALTER TYPE pair ADD ATTRIBUTE c text;

-- case: attributes : type
-- expect: type.attributes, critical
-- setup
CREATE TYPE pair AS (a integer, b text);
-- change
ALTER TYPE pair ALTER ATTRIBUTE a TYPE bigint;

-- case: attributes : collation
-- expect: type.attributes, critical
-- setup
CREATE TYPE pair AS (a integer, b text);
-- change
ALTER TYPE pair ALTER ATTRIBUTE b TYPE text COLLATE "C";

-- case: base
-- expect: type.base, critical
-- setup
CREATE DOMAIN small AS integer;
-- change
DROP DOMAIN small;
CREATE DOMAIN small AS smallint;

-- case: not_null
-- expect: type.not_null, warning
-- setup
CREATE DOMAIN small AS integer CONSTRAINT positive CHECK (VALUE > 0);
-- change
ALTER DOMAIN small SET NOT NULL;

-- case: default
-- expect: type.default, warning
-- setup
CREATE DOMAIN small AS integer CONSTRAINT positive CHECK (VALUE > 0);
-- change
ALTER DOMAIN small SET DEFAULT 1;

-- case: collation
-- expect: type.collation, warning
-- setup
CREATE DOMAIN word AS text;
-- change
DROP DOMAIN word;
CREATE DOMAIN word AS text COLLATE "C";

-- case: checks : added
-- expect: type.checks, warning
-- setup
CREATE DOMAIN small AS integer CONSTRAINT positive CHECK (VALUE > 0);
-- change
ALTER DOMAIN small ADD CONSTRAINT under CHECK (VALUE < 10);

-- case: checks : not valid
-- expect: type.checks, warning
-- setup
CREATE DOMAIN small AS integer CONSTRAINT positive CHECK (VALUE > 0);
-- change
ALTER DOMAIN small DROP CONSTRAINT positive;
ALTER DOMAIN small ADD CONSTRAINT positive CHECK (VALUE > 0) NOT VALID;

-- case: definition : range
-- expect: type.definition, critical
-- setup
CREATE TYPE span AS RANGE (SUBTYPE = float8);
-- change
DROP TYPE span;
CREATE TYPE span AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = float8mi);

-- case: definition : base type
-- expect: type.definition, critical
-- setup
CREATE TYPE b;
CREATE FUNCTION b_in(cstring) RETURNS b LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION b_out(b) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE b (INPUT = b_in, OUTPUT = b_out, LIKE = integer);
CREATE FUNCTION b_send(b) RETURNS bytea LANGUAGE internal IMMUTABLE STRICT AS 'int4send';
-- change
ALTER TYPE b SET (SEND = b_send);

-- case: owner
-- expect: type.owner, warning
-- setup
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
-- change
ALTER TYPE mood OWNER TO case_owner;

-- case: comment
-- expect: type.comment, info
-- setup
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
-- change
COMMENT ON TYPE mood IS 'something else';

-- case: renamed
-- expect: type.renamed, critical
-- setup
CREATE TYPE y AS ENUM ('a', 'b, c');
CREATE TABLE t (id int, y y DEFAULT 'a', CHECK (y <> 'a'));
-- change
ALTER TYPE y RENAME TO z;

-- case: missing : with all that it takes along
-- impact: column public.t.state
-- impact: function public.f(public.state)
-- impact: function public.g()
-- impact: index i of public.t
-- impact: type public.strict
-- impact: view public.v
-- setup
CREATE TYPE state AS ENUM ('draft', 'open');
CREATE DOMAIN strict AS state;
CREATE FUNCTION f(state) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE FUNCTION g() RETURNS SETOF state LANGUAGE sql AS $$ SELECT NULL::state $$;
CREATE TABLE t (id int, state state);
CREATE INDEX i ON t (id) WHERE state = 'open';
CREATE VIEW v AS SELECT 'open'::state AS state;
-- change
DROP TYPE state CASCADE;

-- case: missing : with casts and operators
-- impact: cast public.money2 AS integer
-- impact: function public.as_int(public.money2)
-- impact: function public.same(public.money2,public.money2)
-- impact: operator class public.money2_ops USING hash
-- impact: operator public.=(public.money2,public.money2)
-- setup
CREATE TYPE money2 AS (amount int);
CREATE FUNCTION as_int(money2) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT ($1).amount';
CREATE CAST (money2 AS int) WITH FUNCTION as_int(money2);
CREATE FUNCTION same(money2, money2) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE OPERATOR = (FUNCTION = same, LEFTARG = money2, RIGHTARG = money2, COMMUTATOR = =);
CREATE OPERATOR CLASS money2_ops FOR TYPE money2 USING hash AS OPERATOR 1 =;
-- change
DROP TYPE money2 CASCADE;
DROP OPERATOR FAMILY money2_ops USING hash;

-- case: attributes : gone with its type
-- expect: type.missing, critical
-- impact: attributes of type public.pair
-- setup
CREATE TYPE state AS ENUM ('draft', 'open');
CREATE TYPE pair AS (id int, state state);
-- change
DROP TYPE state CASCADE;

-- case: renamed : moved to another schema
-- expect: type.renamed, critical
-- impact: constraint t_y_check of public.t
-- impact: default of column public.t.y
-- impact: type of column public.t.y
-- impact: type of column public.v.y
-- impact: view public.v
-- setup
CREATE SCHEMA app;
CREATE TYPE y AS ENUM ('a', 'b');
CREATE TABLE t (id int, y y DEFAULT 'a', CHECK (y <> 'a'));
CREATE VIEW v AS SELECT 'a'::y AS y;
-- change
ALTER TYPE y SET SCHEMA app;

-- case: renamed : a domain
-- expect: type.renamed, critical
-- impact: type of column public.t.d
-- setup
CREATE DOMAIN d AS int NOT NULL CHECK (value > 0);
CREATE TABLE t (id int, d d);
-- change
ALTER DOMAIN d RENAME TO d2;

-- case: renamed : a composite type
-- expect: type.renamed, critical
-- impact: type of column public.t.c
-- setup
CREATE TYPE c AS (a int, b text);
CREATE TABLE t (id int, c c[]);
-- change
ALTER TYPE c RENAME TO c2;
