-- case: missing : with all that belongs to it
-- setup
CREATE TABLE t (id int PRIMARY KEY, v text DEFAULT 'x' NOT NULL);
CREATE INDEX i ON t (v);
-- change
DROP TABLE t;

-- case: unexpected : with all that belongs to it
-- setup
-- change
CREATE TABLE t (id int PRIMARY KEY, v text DEFAULT 'x' NOT NULL);
CREATE INDEX i ON t (v);

-- case: wrong_kind : a view has its name
-- setup
CREATE TABLE t (id int);
-- change
DROP TABLE t;
CREATE VIEW t AS SELECT 1 AS id;

-- case: kind : now partitioned
-- expect: table.wrong_kind, critical
-- setup
CREATE TABLE t (id int);
-- change
DROP TABLE t;
CREATE TABLE t (id int) PARTITION BY RANGE (id);

-- case: persistence
-- setup
CREATE TABLE t (id int);
-- change
ALTER TABLE t SET UNLOGGED;

-- case: options
-- setup
CREATE TABLE t (id int);
-- change
ALTER TABLE t SET (fillfactor = 70);

-- case: options : of its TOAST table
-- setup
CREATE TABLE t (v text);
-- change
ALTER TABLE t SET (toast.autovacuum_enabled = false);

-- case: silent : options in another order
-- setup
CREATE TABLE t (id int) WITH (fillfactor = 70, autovacuum_enabled = false);
-- change
ALTER TABLE t RESET (fillfactor);
ALTER TABLE t SET (fillfactor = 70);

-- case: row_security
-- expect: table.row_security, critical, security
-- setup
CREATE TABLE t (id int);
-- change
ALTER TABLE t ENABLE ROW LEVEL SECURITY;

-- case: force_row_security
-- expect: table.force_row_security, critical, security
-- setup
CREATE TABLE t (id int);
-- change
ALTER TABLE t FORCE ROW LEVEL SECURITY;

-- case: replica_identity
-- setup
CREATE TABLE t (id int);
-- change
ALTER TABLE t REPLICA IDENTITY FULL;

-- case: replica_identity : an index
-- setup
CREATE TABLE t (id int NOT NULL);
CREATE UNIQUE INDEX i ON t (id);
-- change
ALTER TABLE t REPLICA IDENTITY USING INDEX i;

-- case: access_method
-- setup
CREATE ACCESS METHOD other TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE t (id int);
-- change
DROP TABLE t;
CREATE TABLE t (id int) USING other;

-- case: tablespace
-- setup
CREATE TABLE t (id int);
-- change
ALTER TABLE t SET TABLESPACE case_space;

-- case: inherits
-- setup
CREATE TABLE parent (id int);
CREATE TABLE t (id int);
-- change
ALTER TABLE t INHERIT parent;

-- case: partition_key
-- setup
CREATE TABLE t (id int, k int) PARTITION BY RANGE (id);
-- change
DROP TABLE t;
CREATE TABLE t (id int, k int) PARTITION BY RANGE (k);

-- case: cluster_index
-- setup
CREATE TABLE t (id int);
CREATE INDEX i ON t (id);
-- change
ALTER TABLE t CLUSTER ON i;

-- case: column_order
-- setup
CREATE TABLE t (a int, b int, c int);
-- change
DROP TABLE t;
CREATE TABLE t (a int, c int, b int);

-- case: silent : a column was dropped, the rest is in order
-- setup
CREATE TABLE t (a int, gone int, b int);
ALTER TABLE t DROP COLUMN gone;
-- change
DROP TABLE t;
CREATE TABLE t (a int, b int);

-- case: owner
-- setup
CREATE TABLE t (id int);
-- change
ALTER TABLE t OWNER TO case_owner;

-- case: comment
-- setup
CREATE TABLE t (id int);
-- change
COMMENT ON TABLE t IS 'a table';

-- case: silent : a partition is added
-- setup
CREATE TABLE t (id int) PARTITION BY RANGE (id);
-- change
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (1) TO (10);

-- case: partition_of
-- without: diff
-- setup
CREATE TABLE t (id int) PARTITION BY RANGE (id);
CREATE TABLE part (id int);
-- change
ALTER TABLE t ATTACH PARTITION part FOR VALUES FROM (1) TO (10);

-- case: missing : with the views over it, its sequence and its statistics
-- setup
CREATE TABLE t (id serial, a int);
CREATE STATISTICS x ON id, a FROM t;
CREATE VIEW a_view AS SELECT id FROM t;
CREATE VIEW "Another" AS SELECT id FROM a_view;
CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
-- change
DROP TABLE t CASCADE;

-- case: renamed
-- expect: table.renamed, critical
-- setup
CREATE TABLE t (id int PRIMARY KEY, code text NOT NULL);
CREATE INDEX i ON t (code);
CREATE TABLE u (id int REFERENCES t (id));
CREATE VIEW v AS SELECT t.code, u.id FROM t JOIN u USING (id);
-- change
ALTER TABLE t RENAME TO t2;

-- case: missing : with what is made of it
-- impact: constraint o_fkey of public.o
-- impact: function public.f(public.t)
-- impact: materialized view public.m
-- impact: rule r of public.o
-- impact: statistics public.s
-- impact: tables of publication pub
-- impact: view public.v
-- impact: view public.w
-- setup
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE TABLE o (id int CONSTRAINT o_fkey REFERENCES t);
CREATE STATISTICS s ON id, a FROM t;
CREATE FUNCTION f(t) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE VIEW v AS SELECT a FROM t;
CREATE VIEW w AS SELECT a FROM v;
CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
CREATE RULE r AS ON INSERT TO o DO ALSO INSERT INTO t VALUES (1, 2);
CREATE PUBLICATION pub FOR TABLE t, o;
-- change
DROP TABLE t CASCADE;

-- case: missing : with its children
-- impact: table public.child
-- without: creation
-- setup
CREATE TABLE t (id int);
CREATE TABLE child () INHERITS (t);
CREATE TABLE o (id int);
-- change
DROP TABLE t CASCADE;

-- case: cluster_index : gone with the index
-- expect: index.missing, warning
-- impact: cluster_index of table public.t
-- impact: replica_identity of table public.t
-- without: creation
-- setup
CREATE TABLE t (id int NOT NULL);
CREATE UNIQUE INDEX i ON t (id);
ALTER TABLE t CLUSTER ON i, REPLICA IDENTITY USING INDEX i;
-- change
DROP INDEX i;

-- case: renamed : moved to another schema, with its sequence
-- expect: table.renamed, critical
-- impact: constraint o_fkey of public.o
-- impact: sequence public.t_id_seq
-- impact: view public.v
-- setup
CREATE SCHEMA app;
CREATE TABLE t (id serial PRIMARY KEY, a int);
CREATE INDEX i ON t (a);
CREATE TABLE o (id int CONSTRAINT o_fkey REFERENCES t);
CREATE VIEW v AS SELECT a FROM t;
-- change
ALTER TABLE t SET SCHEMA app;
