-- case: missing
-- expect: event_trigger.missing, warning
-- setup
CREATE FUNCTION et() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER guard_1 ON ddl_command_end WHEN TAG IN ('CREATE VIEW') EXECUTE FUNCTION et();
-- change
DROP EVENT TRIGGER guard_1;

-- case: unexpected
-- expect: event_trigger.unexpected, info
-- setup
CREATE FUNCTION et() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
-- change
CREATE EVENT TRIGGER guard_2 ON ddl_command_end WHEN TAG IN ('CREATE VIEW') EXECUTE FUNCTION et();

-- case: event
-- expect: event_trigger.event, warning
-- setup
CREATE FUNCTION et() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER guard_3 ON ddl_command_end WHEN TAG IN ('CREATE VIEW') EXECUTE FUNCTION et();
-- change
DROP EVENT TRIGGER guard_3;
CREATE EVENT TRIGGER guard_3 ON ddl_command_start WHEN TAG IN ('CREATE VIEW') EXECUTE FUNCTION et();

-- case: function
-- expect: event_trigger.function, warning
-- setup
CREATE FUNCTION et() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE FUNCTION et2() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER guard_4 ON ddl_command_end WHEN TAG IN ('CREATE VIEW') EXECUTE FUNCTION et();
-- change
DROP EVENT TRIGGER guard_4;
CREATE EVENT TRIGGER guard_4 ON ddl_command_end WHEN TAG IN ('CREATE VIEW') EXECUTE FUNCTION et2();

-- case: tags
-- expect: event_trigger.tags, warning
-- setup
CREATE FUNCTION et() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER guard_5 ON ddl_command_end WHEN TAG IN ('CREATE VIEW') EXECUTE FUNCTION et();
-- change
DROP EVENT TRIGGER guard_5;
CREATE EVENT TRIGGER guard_5 ON ddl_command_end WHEN TAG IN ('CREATE VIEW', 'CREATE INDEX') EXECUTE FUNCTION et();

-- case: enabled
-- expect: event_trigger.enabled, warning
-- setup
CREATE FUNCTION et() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER guard_6 ON ddl_command_end WHEN TAG IN ('CREATE VIEW') EXECUTE FUNCTION et();
-- change
ALTER EVENT TRIGGER guard_6 DISABLE;

-- case: owner
-- expect: event_trigger.owner, warning
-- setup
DO $$BEGIN CREATE ROLE case_superuser SUPERUSER; EXCEPTION WHEN duplicate_object THEN NULL; END$$;
CREATE FUNCTION et() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER guard_7 ON ddl_command_end WHEN TAG IN ('CREATE VIEW') EXECUTE FUNCTION et();
-- change
ALTER EVENT TRIGGER guard_7 OWNER TO case_superuser;

-- case: comment
-- expect: event_trigger.comment, info
-- setup
CREATE FUNCTION et() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER guard_8 ON ddl_command_end WHEN TAG IN ('CREATE VIEW') EXECUTE FUNCTION et();
-- change
COMMENT ON EVENT TRIGGER guard_8 IS 'something else';
