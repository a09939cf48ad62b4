-- case: missing
-- setup
CREATE TABLE t (id int);
CREATE RULE r AS ON DELETE TO t DO ALSO NOTHING;
-- change
DROP RULE r ON t;

-- case: unexpected
-- setup
CREATE TABLE t (id int);
-- change
CREATE RULE r AS ON DELETE TO t DO ALSO NOTHING;

-- case: unexpected : on a view
-- setup
CREATE TABLE t (id int);
CREATE VIEW v AS SELECT id FROM t;
-- change
CREATE RULE r AS ON DELETE TO v DO INSTEAD DELETE FROM t WHERE t.id = old.id;

-- case: definition
-- setup
CREATE TABLE t (id int);
CREATE RULE r AS ON DELETE TO t DO ALSO NOTHING;
-- change
CREATE OR REPLACE RULE r AS ON DELETE TO t DO INSTEAD NOTHING;

-- case: enabled
-- setup
CREATE TABLE t (id int);
CREATE RULE r AS ON DELETE TO t DO ALSO NOTHING;
-- change
ALTER TABLE t DISABLE RULE r;

-- case: comment
-- setup
CREATE TABLE t (id int);
CREATE RULE r AS ON DELETE TO t DO ALSO NOTHING;
-- change
COMMENT ON RULE r ON t IS 'a rule';

-- case: renamed
-- expect: rule.renamed, warning
-- setup
CREATE TABLE t (id int);
CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING;
-- change
ALTER RULE r ON t RENAME TO "R 2";
