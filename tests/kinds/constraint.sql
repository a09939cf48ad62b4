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
