-- case: missing
-- setup
CREATE SCHEMA gone;
-- change
DROP SCHEMA gone;

-- case: unexpected
-- setup
-- change
CREATE SCHEMA extra;
