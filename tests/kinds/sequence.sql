-- case: missing
-- setup
CREATE SEQUENCE s;
-- change
DROP SEQUENCE s;

-- case: unexpected
-- setup
-- change
CREATE SEQUENCE s;

-- case: wrong_kind : a table in its place
-- setup
CREATE SEQUENCE s;
-- change
DROP SEQUENCE s;
CREATE TABLE s (id int);

-- case: type
-- setup
CREATE SEQUENCE s;
-- change
ALTER SEQUENCE s AS integer;

-- case: start
-- setup
CREATE SEQUENCE s;
-- change
ALTER SEQUENCE s START 5;

-- case: increment
-- setup
CREATE SEQUENCE s;
-- change
ALTER SEQUENCE s INCREMENT 2;

-- case: minimum
-- setup
CREATE SEQUENCE s START 5;
-- change
ALTER SEQUENCE s MINVALUE 2;

-- case: maximum
-- setup
CREATE SEQUENCE s;
-- change
ALTER SEQUENCE s MAXVALUE 100;

-- case: cache
-- setup
CREATE SEQUENCE s;
-- change
ALTER SEQUENCE s CACHE 10;

-- case: cycle
-- setup
CREATE SEQUENCE s;
-- change
ALTER SEQUENCE s CYCLE;

-- case: owned_by
-- setup
CREATE TABLE t (id int);
CREATE SEQUENCE s;
-- change
ALTER SEQUENCE s OWNED BY t.id;

-- case: owner
-- setup
CREATE SEQUENCE s;
-- change
ALTER SEQUENCE s OWNER TO case_owner;

-- case: comment
-- setup
CREATE SEQUENCE s;
-- change
COMMENT ON SEQUENCE s IS 'numbers';

-- case: silent : used
-- setup
CREATE SEQUENCE s;
-- change
SELECT nextval('s'), nextval('s');
SELECT setval('s', 100);

-- case: silent : an identity column's own
-- setup
CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY);
-- change
INSERT INTO t DEFAULT VALUES;

-- case: missing : with the default that it gives
-- impact: default of column public.t.id
-- expect: warning
-- setup
CREATE SEQUENCE q;
CREATE TABLE t (id bigint DEFAULT nextval('q'));
-- change
DROP SEQUENCE q CASCADE;

-- case: renamed : with the default that calls it
-- expect: sequence.renamed, warning
-- impact: default of column public.t.id
-- setup
CREATE TABLE t (id bigserial, n int);
CREATE SEQUENCE other;
-- change
ALTER SEQUENCE t_id_seq RENAME TO "T";

-- case: renamed : moved to another schema
-- expect: sequence.renamed, warning
-- impact: default of column public.t.id
-- setup
CREATE SCHEMA app;
CREATE SEQUENCE q;
CREATE SEQUENCE r;
CREATE TABLE t (id bigint DEFAULT nextval('q'));
-- change
ALTER SEQUENCE q SET SCHEMA app;
