-- case: missing
-- expect: conversion.missing, warning
-- setup
CREATE CONVERSION conv FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
-- change
DROP CONVERSION conv;

-- case: unexpected
-- expect: conversion.unexpected, info
-- setup
-- change
CREATE CONVERSION conv FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;

-- case: definition
-- expect: conversion.definition, warning
-- setup
CREATE CONVERSION conv FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
-- change
DROP CONVERSION conv;
CREATE CONVERSION conv FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;

-- case: default
-- expect: conversion.default, warning
-- setup
CREATE CONVERSION conv FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
-- change
DROP CONVERSION conv;
CREATE DEFAULT CONVERSION conv FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;

-- case: owner
-- expect: conversion.owner, warning
-- setup
CREATE CONVERSION conv FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
-- change
ALTER CONVERSION conv OWNER TO case_owner;

-- case: comment
-- expect: conversion.comment, info
-- setup
CREATE CONVERSION conv FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
-- change
COMMENT ON CONVERSION conv IS 'something else';
