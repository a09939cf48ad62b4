-- A database with an object of every kind that is no relation and can be created, as psql reads it. The
-- role case_owner is there.
SELECT pg_catalog.current_setting('server_version_num')::integer >= 140000 AS has_14,
	pg_catalog.current_setting('server_version_num')::integer >= 150000 AS has_15,
	pg_catalog.current_setting('server_version_num')::integer >= 180000 AS has_18 \gset

CREATE SCHEMA app;
CREATE SCHEMA "Odd, Schema";
CREATE EXTENSION hstore SCHEMA app;
CREATE EXTENSION postgres_fdw;
CREATE TYPE app.mood AS ENUM ('sad', 'ok', 'ha,ppy');
CREATE TYPE app.pair AS (a integer, "B c" varchar(10)[], c text COLLATE "C");
CREATE TYPE app.empty AS ();
CREATE DOMAIN app.pos AS numeric(10,2) DEFAULT 1 NOT NULL CONSTRAINT positive CHECK (VALUE > 0) CONSTRAINT "Small" CHECK (VALUE < 1000);
CREATE DOMAIN app.dt AS text COLLATE "C";
CREATE DOMAIN app.dd AS app.pos;
CREATE DOMAIN app.darr AS app.mood[];
CREATE FUNCTION app.diff(a float8, b float8) RETURNS float8 LANGUAGE sql IMMUTABLE STRICT AS 'SELECT a - b';
CREATE TYPE app.frange AS RANGE (subtype = float8, subtype_diff = app.diff);
CREATE TYPE app.trange AS RANGE (subtype = text, collation = "C");
CREATE TYPE app.plain AS RANGE (subtype = integer);
CREATE TYPE app.base;
CREATE FUNCTION app.base_in(cstring) RETURNS app.base LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION app.base_out(app.base) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE app.base (INPUT = app.base_in, OUTPUT = app.base_out, LIKE = integer, CATEGORY = 'X', DEFAULT = '0', DELIMITER = ';');
CREATE FUNCTION app.f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION app.f(integer, text) RETURNS integer LANGUAGE sql STABLE STRICT SECURITY DEFINER LEAKPROOF PARALLEL SAFE COST 5 SET search_path = pg_catalog, app SET work_mem = '1MB' AS 'SELECT 1';
CREATE FUNCTION app.f(IN a integer, OUT b text, OUT c text) LANGUAGE plpgsql AS $$BEGIN b := 'x; DROP'; END$$;
CREATE FUNCTION app.tab(n integer DEFAULT 3) RETURNS TABLE (x integer, y text) ROWS 10 LANGUAGE sql AS $$SELECT 1, 'a'$$;
CREATE FUNCTION app.va(VARIADIC xs app.mood[]) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION "Odd, Schema"."Odd(name)"("x y" app.pair) RETURNS app.pair LANGUAGE sql AS 'SELECT $1';
CREATE PROCEDURE app.p(a integer, INOUT b integer) LANGUAGE plpgsql AS $$BEGIN b := a; END$$;
CREATE TABLE app.t (id integer PRIMARY KEY, name text);
CREATE FUNCTION app.rowf(app.t) RETURNS text LANGUAGE sql AS 'SELECT ($1).name';
CREATE FUNCTION app.setof_t() RETURNS SETOF app.t LANGUAGE sql AS 'SELECT * FROM app.t';
CREATE AGGREGATE app.total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0', COMBINEFUNC = int4pl, PARALLEL = SAFE, MSFUNC = int4pl, MINVFUNC = int4mi, MSTYPE = integer, MINITCOND = '0');
CREATE AGGREGATE app.cnt(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0');
CREATE AGGREGATE app.pct(float8 ORDER BY integer) (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA);
CREATE FUNCTION app.eq(app.pair, app.pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.a = $2.a';
CREATE FUNCTION app.ne(app.pair, app.pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.a <> $2.a';
CREATE FUNCTION app.lt(app.pair, app.pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.a < $2.a';
CREATE FUNCTION app.cmp(app.pair, app.pair) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1.a - $2.a';
CREATE FUNCTION app.neg(app.pair) RETURNS app.pair LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE OPERATOR app.=== (FUNCTION = app.eq, LEFTARG = app.pair, RIGHTARG = app.pair, COMMUTATOR = OPERATOR(app.===), NEGATOR = OPERATOR(app.!==), RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
CREATE OPERATOR app.!== (FUNCTION = app.ne, LEFTARG = app.pair, RIGHTARG = app.pair, NEGATOR = OPERATOR(app.===));
CREATE OPERATOR app.<< (FUNCTION = app.lt, LEFTARG = app.pair, RIGHTARG = app.pair);
CREATE OPERATOR app.!~ (FUNCTION = app.neg, RIGHTARG = app.pair);
CREATE OPERATOR FAMILY app.pairs USING btree;
CREATE OPERATOR CLASS app.pair_ops FOR TYPE app.pair USING btree FAMILY app.pairs AS OPERATOR 1 app.<<(app.pair, app.pair), OPERATOR 3 app.=== (app.pair, app.pair), FUNCTION 1 app.cmp(app.pair, app.pair);
CREATE FUNCTION app.hp(app.pair) RETURNS integer LANGUAGE sql IMMUTABLE AS $$SELECT $1.a$$;
CREATE OPERATOR CLASS app.solo FOR TYPE app.pair USING hash AS OPERATOR 1 app.===(app.pair, app.pair), FUNCTION 1 app.hp(app.pair);
CREATE COLLATION app.german FROM "C";
CREATE COLLATION app.ci (provider = icu, locale = 'de', deterministic = false);
CREATE DEFAULT CONVERSION app.conv FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE FUNCTION app.toint(app.pair) RETURNS integer LANGUAGE sql AS 'SELECT $1.a';
CREATE CAST (app.pair AS integer) WITH FUNCTION app.toint(app.pair) AS ASSIGNMENT;
CREATE CAST (app.mood AS app.pair) WITH INOUT;
CREATE CAST (integer AS app.base) WITHOUT FUNCTION AS IMPLICIT;
CREATE TEXT SEARCH DICTIONARY app.dict (TEMPLATE = pg_catalog.simple, STOPWORDS = english, "accept" = false);
CREATE TEXT SEARCH CONFIGURATION app.conf (PARSER = pg_catalog."default");
ALTER TEXT SEARCH CONFIGURATION app.conf ADD MAPPING FOR asciiword, word WITH app.dict, simple;
ALTER TEXT SEARCH CONFIGURATION app.conf ADD MAPPING FOR url WITH simple;
CREATE TEXT SEARCH PARSER app.parser (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype, HEADLINE = prsd_headline);
CREATE TEXT SEARCH TEMPLATE app.template (INIT = dsimple_init, LEXIZE = dsimple_lexize);
CREATE FUNCTION app.et() RETURNS event_trigger LANGUAGE plpgsql AS $$BEGIN NULL; END$$;
CREATE EVENT TRIGGER et ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'ALTER TABLE') EXECUTE FUNCTION app.et();
CREATE EVENT TRIGGER et2 ON sql_drop EXECUTE FUNCTION app.et();
ALTER EVENT TRIGGER et2 DISABLE;
CREATE LANGUAGE mylang HANDLER plpgsql_call_handler INLINE plpgsql_inline_handler VALIDATOR plpgsql_validator;
CREATE FOREIGN DATA WRAPPER mywrapper OPTIONS (debug 'true');
CREATE SERVER srv TYPE 'x' VERSION '1' FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'example.org', dbname 'it''s');
CREATE USER MAPPING FOR case_owner SERVER srv OPTIONS (user 'x');
CREATE USER MAPPING FOR public SERVER srv OPTIONS (user 'y');
CREATE PUBLICATION pub FOR TABLE app.t;
CREATE PUBLICATION pub_all FOR ALL TABLES WITH (publish = 'insert,delete');
CREATE FUNCTION app.tr(internal) RETURNS internal LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE TRANSFORM FOR app.pair LANGUAGE mylang (FROM SQL WITH FUNCTION app.tr(internal));
CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;
COMMENT ON TYPE app.mood IS 'how it is';
COMMENT ON DOMAIN app.pos IS 'positive';
COMMENT ON FUNCTION app.f(integer, text) IS 'it''s';
COMMENT ON AGGREGATE app.total(integer) IS 'sum';
COMMENT ON CAST (app.mood AS app.pair) IS 'by its text';
COMMENT ON OPERATOR app.=== (app.pair, app.pair) IS 'the same';
COMMENT ON OPERATOR app.!~ (NONE, app.pair) IS E'a \\ b';
COMMENT ON OPERATOR CLASS app.pair_ops USING btree IS 'order';
COMMENT ON OPERATOR FAMILY app.pairs USING btree IS 'orders';
COMMENT ON TEXT SEARCH CONFIGURATION app.conf IS 'words';
COMMENT ON EVENT TRIGGER et IS 'watches';
COMMENT ON SERVER srv IS 'far away';
COMMENT ON PUBLICATION pub IS 'news';
COMMENT ON LANGUAGE mylang IS 'mine';
COMMENT ON TRANSFORM FOR app.pair LANGUAGE mylang IS 'as text';
COMMENT ON ACCESS METHOD heap2 IS 'another';
COMMENT ON COLLATION app.german IS 'German';
COMMENT ON CONVERSION app.conv IS 'from Latin';
ALTER OPERATOR FAMILY app.pairs USING btree ADD OPERATOR 1 < (integer, bigint), FUNCTION 1 (integer, bigint) btint48cmp(integer, bigint);
\if :has_14
CREATE FUNCTION app.std(a integer) RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN a > 1 THEN 1 ELSE 2 END; SELECT count(*)::integer FROM app.t; END;
CREATE FUNCTION app.ret(a integer) RETURNS integer LANGUAGE sql RETURN a + 1;
CREATE FUNCTION app.twice(a integer, b integer) RETURNS integer LANGUAGE sql RETURN a * b;
CREATE FUNCTION app.twice(a integer) RETURNS integer LANGUAGE sql RETURN app.twice(a, 2);
CREATE TYPE app.mrange AS RANGE (subtype = integer, multirange_type_name = app.manyranges);
CREATE PROCEDURE app.outp(a integer, OUT b text) LANGUAGE plpgsql AS $$BEGIN b := 'x'; END$$;
\endif
\if :has_15
CREATE PUBLICATION pub2 FOR TABLE app.t (id) WHERE (id > 5) WITH (publish_via_partition_root);
CREATE PUBLICATION pub3 FOR TABLES IN SCHEMA "Odd, Schema", app;
\endif
\if :has_18
CREATE PUBLICATION pub4 FOR TABLE app.t WITH (publish_generated_columns = stored);
\endif
