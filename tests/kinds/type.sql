-- case: missing
-- setup
CREATE TYPE state AS ENUM ('draft', 'open');
-- change
DROP TYPE state;

-- case: unexpected
-- setup
-- change
CREATE TYPE state AS ENUM ('draft', 'open');

-- case: labels : one is renamed
-- setup
CREATE TYPE state AS ENUM ('draft', 'open');
-- change
ALTER TYPE state RENAME VALUE 'open' TO 'opened';

-- case: labels_added : at the end
-- expect: type.labels, warning
-- setup
CREATE TYPE state AS ENUM ('draft', 'open');
-- change
ALTER TYPE state ADD VALUE 'closed';

-- case: labels_added : in between
-- expect: type.labels, warning
-- setup
CREATE TYPE state AS ENUM ('draft', 'open');
-- change
ALTER TYPE state ADD VALUE 'new' BEFORE 'open';
