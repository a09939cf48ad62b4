-- case: missing
-- expect: publication.missing, warning
-- setup
CREATE TABLE t (id integer PRIMARY KEY, v text);
CREATE PUBLICATION pub_1 FOR TABLE t;
-- change
DROP PUBLICATION pub_1;

-- case: unexpected
-- expect: publication.unexpected, info
-- setup
CREATE TABLE t (id integer PRIMARY KEY, v text);
-- change
CREATE PUBLICATION pub_2 FOR TABLE t;

-- case: all_tables
-- expect: publication.all_tables, warning
-- setup
CREATE PUBLICATION pub_3;
-- change
DROP PUBLICATION pub_3;
CREATE PUBLICATION pub_3 FOR ALL TABLES;

-- case: tables : removed
-- expect: publication.tables, warning
-- setup
CREATE TABLE t (id integer PRIMARY KEY, v text);
CREATE PUBLICATION pub_4 FOR TABLE t;
-- change
ALTER PUBLICATION pub_4 DROP TABLE t;

-- case: operations
-- expect: publication.operations, warning
-- setup
CREATE TABLE t (id integer PRIMARY KEY, v text);
CREATE PUBLICATION pub_5 FOR TABLE t;
-- change
ALTER PUBLICATION pub_5 SET (publish = 'insert');

-- case: via_root
-- expect: publication.via_root, warning
-- setup
CREATE TABLE t (id integer PRIMARY KEY, v text);
CREATE PUBLICATION pub_6 FOR TABLE t;
-- change
ALTER PUBLICATION pub_6 SET (publish_via_partition_root);

-- case: schemas
-- expect: publication.schemas, warning
-- since: 150000
-- setup
CREATE PUBLICATION pub_7;
-- change
ALTER PUBLICATION pub_7 ADD TABLES IN SCHEMA public;

-- case: tables : row filter
-- expect: publication.tables, warning
-- since: 150000
-- setup
CREATE TABLE t (id integer PRIMARY KEY, v text);
CREATE PUBLICATION pub_8 FOR TABLE t;
-- change
ALTER PUBLICATION pub_8 SET TABLE t WHERE (id > 5);

-- case: tables : columns
-- expect: publication.tables, warning
-- since: 150000
-- setup
CREATE TABLE t (id integer PRIMARY KEY, v text);
CREATE PUBLICATION pub_9 FOR TABLE t;
-- change
ALTER PUBLICATION pub_9 SET TABLE t (id);

-- case: generated_columns
-- expect: publication.generated_columns, warning
-- since: 180000
-- setup
CREATE TABLE t (id integer PRIMARY KEY, v text);
CREATE PUBLICATION pub_10 FOR TABLE t;
-- change
ALTER PUBLICATION pub_10 SET (publish_generated_columns = stored);

-- case: owner
-- expect: publication.owner, warning
-- setup
CREATE TABLE t (id integer PRIMARY KEY, v text);
CREATE PUBLICATION pub_11 FOR TABLE t;
-- change
ALTER PUBLICATION pub_11 OWNER TO case_owner;

-- case: comment
-- expect: publication.comment, info
-- setup
CREATE TABLE t (id integer PRIMARY KEY, v text);
CREATE PUBLICATION pub_12 FOR TABLE t;
-- change
COMMENT ON PUBLICATION pub_12 IS 'something else';
