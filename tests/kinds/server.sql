-- case: missing
-- expect: server.missing, warning
-- setup
CREATE FOREIGN DATA WRAPPER wrap_1;
CREATE SERVER far_1 TYPE 'a' VERSION '1' FOREIGN DATA WRAPPER wrap_1 OPTIONS (host 'x');
-- change
DROP SERVER far_1;

-- case: unexpected
-- expect: server.unexpected, info
-- setup
CREATE FOREIGN DATA WRAPPER wrap_2;
-- change
CREATE SERVER far_2 TYPE 'a' VERSION '1' FOREIGN DATA WRAPPER wrap_2 OPTIONS (host 'x');

-- case: wrapper
-- expect: server.wrapper, warning
-- setup
CREATE FOREIGN DATA WRAPPER wrap_3;
CREATE FOREIGN DATA WRAPPER wrap2_3;
CREATE SERVER far_3 TYPE 'a' VERSION '1' FOREIGN DATA WRAPPER wrap_3 OPTIONS (host 'x');
-- change
DROP SERVER far_3;
CREATE SERVER far_3 TYPE 'a' VERSION '1' FOREIGN DATA WRAPPER wrap2_3 OPTIONS (host 'x');

-- case: type
-- expect: server.type, warning
-- setup
CREATE FOREIGN DATA WRAPPER wrap_4;
CREATE SERVER far_4 TYPE 'a' VERSION '1' FOREIGN DATA WRAPPER wrap_4 OPTIONS (host 'x');
-- change
DROP SERVER far_4;
CREATE SERVER far_4 TYPE 'b' VERSION '1' FOREIGN DATA WRAPPER wrap_4 OPTIONS (host 'x');

-- case: version
-- expect: server.version, warning
-- setup
CREATE FOREIGN DATA WRAPPER wrap_5;
CREATE SERVER far_5 TYPE 'a' VERSION '1' FOREIGN DATA WRAPPER wrap_5 OPTIONS (host 'x');
-- change
ALTER SERVER far_5 VERSION '2';

-- case: options
-- expect: server.options, warning
-- setup
CREATE FOREIGN DATA WRAPPER wrap_6;
CREATE SERVER far_6 TYPE 'a' VERSION '1' FOREIGN DATA WRAPPER wrap_6 OPTIONS (host 'x');
-- change
ALTER SERVER far_6 OPTIONS (SET host 'y');

-- case: owner
-- expect: server.owner, warning
-- setup
CREATE FOREIGN DATA WRAPPER wrap_7;
CREATE SERVER far_7 TYPE 'a' VERSION '1' FOREIGN DATA WRAPPER wrap_7 OPTIONS (host 'x');
-- change
ALTER SERVER far_7 OWNER TO case_owner;

-- case: comment
-- expect: server.comment, info
-- setup
CREATE FOREIGN DATA WRAPPER wrap_8;
CREATE SERVER far_8 TYPE 'a' VERSION '1' FOREIGN DATA WRAPPER wrap_8 OPTIONS (host 'x');
-- change
COMMENT ON SERVER far_8 IS 'something else';
