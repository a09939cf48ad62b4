-- case: missing
-- expect: user_mapping.missing, warning
-- setup
CREATE FOREIGN DATA WRAPPER wrap_1;
CREATE SERVER far_1 TYPE 'a' VERSION '1' FOREIGN DATA WRAPPER wrap_1 OPTIONS (host 'x');
CREATE USER MAPPING FOR public SERVER far_1 OPTIONS (user 'x');
-- change
DROP USER MAPPING FOR public SERVER far_1;

-- case: unexpected
-- expect: user_mapping.unexpected, info
-- setup
CREATE FOREIGN DATA WRAPPER wrap_2;
CREATE SERVER far_2 TYPE 'a' VERSION '1' FOREIGN DATA WRAPPER wrap_2 OPTIONS (host 'x');
-- change
CREATE USER MAPPING FOR public SERVER far_2 OPTIONS (user 'x');

-- case: options : a secret
-- expect: user_mapping.options, warning
-- setup
CREATE FOREIGN DATA WRAPPER wrap_3;
CREATE SERVER far_3 TYPE 'a' VERSION '1' FOREIGN DATA WRAPPER wrap_3 OPTIONS (host 'x');
CREATE USER MAPPING FOR public SERVER far_3 OPTIONS (user 'x');
-- change
ALTER USER MAPPING FOR public SERVER far_3 OPTIONS (ADD password 'secret');

-- case: options : another user
-- expect: user_mapping.options, warning
-- setup
CREATE FOREIGN DATA WRAPPER wrap_4;
CREATE SERVER far_4 TYPE 'a' VERSION '1' FOREIGN DATA WRAPPER wrap_4 OPTIONS (host 'x');
CREATE USER MAPPING FOR public SERVER far_4 OPTIONS (user 'x');
-- change
ALTER USER MAPPING FOR public SERVER far_4 OPTIONS (SET user 'y');
