-- case: missing
-- expect: policy.missing, critical, security
-- setup
CREATE TABLE t (id int);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON t FOR UPDATE USING (id > 0) WITH CHECK (id > 0);
-- change
DROP POLICY p ON t;

-- case: unexpected
-- expect: policy.unexpected, critical, security
-- setup
CREATE TABLE t (id int);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
-- change
CREATE POLICY p ON t USING (true);

-- case: command
-- expect: policy.command, critical, security
-- setup
CREATE TABLE t (id int);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON t FOR UPDATE USING (id > 0);
-- change
DROP POLICY p ON t;
CREATE POLICY p ON t FOR DELETE USING (id > 0);

-- case: permissive
-- expect: policy.permissive, critical, security
-- setup
CREATE TABLE t (id int);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON t AS RESTRICTIVE USING (id > 0);
-- change
DROP POLICY p ON t;
CREATE POLICY p ON t USING (id > 0);

-- case: roles
-- expect: policy.roles, critical, security
-- setup
CREATE TABLE t (id int);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON t FOR UPDATE USING (id > 0) WITH CHECK (id > 0);
-- change
ALTER POLICY p ON t TO case_reader;

-- case: using
-- expect: policy.using, critical, security
-- setup
CREATE TABLE t (id int);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON t FOR UPDATE USING (id > 0) WITH CHECK (id > 0);
-- change
ALTER POLICY p ON t USING (true);

-- case: check
-- expect: policy.check, critical, security
-- setup
CREATE TABLE t (id int);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON t FOR UPDATE USING (id > 0) WITH CHECK (id > 0);
-- change
ALTER POLICY p ON t WITH CHECK (true);

-- case: comment
-- expect: policy.comment, info, security
-- setup
CREATE TABLE t (id int);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON t FOR UPDATE USING (id > 0) WITH CHECK (id > 0);
-- change
COMMENT ON POLICY p ON t IS 'a policy';

-- case: silent : roles in another order
-- setup
CREATE TABLE t (id int);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON t TO case_reader, case_writer;
-- change
ALTER POLICY p ON t TO case_writer, case_reader;

-- case: renamed
-- expect: policy.renamed, critical, security
-- setup
CREATE TABLE t (id int);
CREATE POLICY p ON t USING (id = 1);
CREATE POLICY q ON t USING (id = 2);
-- change
ALTER POLICY p ON t RENAME TO r;
