-- case: missing : a primary key
-- expect: critical
-- setup
CREATE TABLE t (id int NOT NULL CONSTRAINT k PRIMARY KEY);
-- change
ALTER TABLE t DROP CONSTRAINT k;
ALTER TABLE t ALTER COLUMN id SET NOT NULL;

-- case: missing : a unique constraint
-- expect: critical
-- setup
CREATE TABLE t (id int CONSTRAINT k UNIQUE);
-- change
ALTER TABLE t DROP CONSTRAINT k;

-- case: missing : a foreign key
-- expect: warning
-- setup
CREATE TABLE other (id int PRIMARY KEY);
CREATE TABLE t (id int CONSTRAINT k REFERENCES other);
-- change
ALTER TABLE t DROP CONSTRAINT k;

-- case: missing : a check
-- expect: warning
-- setup
CREATE TABLE t (id int CONSTRAINT k CHECK (id > 0));
-- change
ALTER TABLE t DROP CONSTRAINT k;

-- case: missing : an exclusion constraint
-- expect: warning
-- setup
CREATE TABLE t (r int4range, CONSTRAINT k EXCLUDE USING gist (r WITH &&));
-- change
ALTER TABLE t DROP CONSTRAINT k;

-- case: unexpected
-- setup
CREATE TABLE t (id int);
-- change
ALTER TABLE t ADD CONSTRAINT k CHECK (id > 0);

-- case: definition : of a primary key
-- expect: critical
-- setup
CREATE TABLE t (a int NOT NULL, b int NOT NULL, CONSTRAINT k PRIMARY KEY (a, b));
-- change
ALTER TABLE t DROP CONSTRAINT k;
ALTER TABLE t ADD CONSTRAINT k PRIMARY KEY (b, a);

-- case: definition : of a check
-- setup
CREATE TABLE t (id int CONSTRAINT k CHECK (id > 0));
-- change
ALTER TABLE t DROP CONSTRAINT k;
ALTER TABLE t ADD CONSTRAINT k CHECK (id > 1);

-- case: definition : the action of a foreign key
-- setup
CREATE TABLE other (id int PRIMARY KEY);
CREATE TABLE t (id int CONSTRAINT k REFERENCES other);
-- change
ALTER TABLE t DROP CONSTRAINT k;
ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (id) REFERENCES other ON DELETE CASCADE;

-- case: silent : a foreign key dropped and made again
-- setup
CREATE TABLE other (id int PRIMARY KEY);
CREATE TABLE t (id int CONSTRAINT k REFERENCES other);
-- change
ALTER TABLE t DROP CONSTRAINT k;
ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (id) REFERENCES other;

-- case: valid
-- setup
CREATE TABLE t (id int CONSTRAINT k UNIQUE);
-- change
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'k'::regclass;

-- case: enabled
-- expect: constraint.enabled, warning, security
-- setup
CREATE TABLE r (id int PRIMARY KEY);
CREATE TABLE t (id int CONSTRAINT f REFERENCES r);
-- change
ALTER TABLE t DISABLE TRIGGER ALL;

-- case: enabled : on the other table
-- expect: constraint.enabled, warning, security
-- setup
CREATE TABLE r (id int PRIMARY KEY);
CREATE TABLE t (id int CONSTRAINT f REFERENCES r);
-- change
ALTER TABLE r DISABLE TRIGGER ALL;

-- case: options
-- setup
CREATE TABLE t (id int CONSTRAINT k UNIQUE);
-- change
ALTER INDEX k SET (fillfactor = 70);

-- case: tablespace
-- setup
CREATE TABLE t (id int CONSTRAINT k UNIQUE);
-- change
ALTER INDEX k SET TABLESPACE case_space;

-- case: comment
-- setup
CREATE TABLE t (id int CONSTRAINT k UNIQUE);
-- change
COMMENT ON CONSTRAINT k ON t IS 'a constraint';

-- case: definition : deferrable
-- setup
CREATE TABLE r (id int PRIMARY KEY);
CREATE TABLE t (id int CONSTRAINT f REFERENCES r);
-- change
ALTER TABLE t ALTER CONSTRAINT f DEFERRABLE INITIALLY DEFERRED;

-- case: definition : not validated
-- setup
CREATE TABLE t (id int CONSTRAINT c CHECK (id > 0));
-- change
ALTER TABLE t DROP CONSTRAINT c;
ALTER TABLE t ADD CONSTRAINT c CHECK (id > 0) NOT VALID;

-- case: definition : not inherited
-- setup
CREATE TABLE t (id int CONSTRAINT c CHECK (id > 0));
-- change
ALTER TABLE t DROP CONSTRAINT c;
ALTER TABLE t ADD CONSTRAINT c CHECK (id > 0) NO INHERIT;

-- case: definition : nulls are not distinct
-- expect: constraint.definition, critical
-- since: 150000
-- setup
CREATE TABLE t (id int CONSTRAINT k UNIQUE);
-- change
ALTER TABLE t DROP CONSTRAINT k;
ALTER TABLE t ADD CONSTRAINT k UNIQUE NULLS NOT DISTINCT (id);

-- case: definition : not enforced
-- since: 180000
-- setup
CREATE TABLE r (id int PRIMARY KEY);
CREATE TABLE t (id int CONSTRAINT f REFERENCES r);
-- change
ALTER TABLE t ALTER CONSTRAINT f NOT ENFORCED;

-- case: renamed
-- expect: constraint.renamed, critical
-- setup
CREATE TABLE t (id int, CONSTRAINT c PRIMARY KEY (id));
-- change
ALTER TABLE t RENAME CONSTRAINT c TO c2;
