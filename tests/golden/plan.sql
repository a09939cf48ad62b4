-- test: 2 tables, 7 statements in 2 transactions
-- fingerprint a3975865caf28619080b338fe5b1eae5cc2aef2a6f44c8bad5ce62c8d1c92be6

-- module events: Events, sessions
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL standard_conforming_strings = 'on';
SET LOCAL search_path = '';
SET LOCAL DateStyle = 'ISO, YMD';
SET LOCAL IntervalStyle = 'postgres';
SET LOCAL TimeZone = 'UTC';
SET LOCAL check_function_bodies = 'off';
SET LOCAL lock_timeout = '2000ms';
SET LOCAL statement_timeout = '30000ms';
SET LOCAL idle_in_transaction_session_timeout = '10000ms';
SELECT pg_catalog.pg_advisory_xact_lock(8099552897406497892);

-- types
CREATE TYPE public.state AS ENUM ('draft', 'open');

-- tables
CREATE TABLE public.events (
    id integer NOT NULL,
    state public.state DEFAULT ('draft'::public.state)
);
CREATE TABLE public.tickets (
    event_id integer
);

-- primary keys and unique constraints
ALTER TABLE public.events ADD CONSTRAINT events_pkey PRIMARY KEY (id);

-- indexes
CREATE INDEX ix_state ON public.events USING btree (state);

-- foreign keys
ALTER TABLE public.tickets ADD CONSTRAINT tickets_fkey FOREIGN KEY (event_id) REFERENCES public.events(id);

COMMIT;

-- module blog
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL standard_conforming_strings = 'on';
SET LOCAL search_path = '';
SET LOCAL DateStyle = 'ISO, YMD';
SET LOCAL IntervalStyle = 'postgres';
SET LOCAL TimeZone = 'UTC';
SET LOCAL check_function_bodies = 'off';
SET LOCAL lock_timeout = '2000ms';
SET LOCAL statement_timeout = '30000ms';
SET LOCAL idle_in_transaction_session_timeout = '10000ms';
SELECT pg_catalog.pg_advisory_xact_lock(8099552897406497892);

-- indexes
-- locks public.posts SHARE
CREATE INDEX ix_posts ON public.posts USING btree (id);

COMMIT;

-- REFUSED: organizations.id is uuid, the manifest expects character varying(36): 1 foreign key in module members cannot be created
-- leaves out: members

-- left out: constraint posts_check of public.posts: it belongs to a table that is there, and constraints are not asked for
