-- case: missing
-- expect: subscription.missing, warning
-- setup
CREATE SUBSCRIPTION sub CONNECTION 'dbname=nowhere' PUBLICATION a WITH (connect = false, slot_name = NONE);
-- change
DROP SUBSCRIPTION sub;

-- case: unexpected
-- expect: subscription.unexpected, info
-- setup
-- change
CREATE SUBSCRIPTION sub CONNECTION 'dbname=nowhere' PUBLICATION a WITH (connect = false, slot_name = NONE);

-- case: enabled
-- expect: subscription.enabled, warning
-- setup
CREATE SUBSCRIPTION sub CONNECTION 'dbname=nowhere' PUBLICATION a WITH (connect = false, slot_name = far);
-- change
ALTER SUBSCRIPTION sub ENABLE;

-- case: slot
-- expect: subscription.slot, warning
-- setup
CREATE SUBSCRIPTION sub CONNECTION 'dbname=nowhere' PUBLICATION a WITH (connect = false, slot_name = NONE);
-- change
ALTER SUBSCRIPTION sub SET (slot_name = other);

-- case: publications
-- expect: subscription.publications, warning
-- setup
CREATE SUBSCRIPTION sub CONNECTION 'dbname=nowhere' PUBLICATION a WITH (connect = false, slot_name = NONE);
-- change
ALTER SUBSCRIPTION sub SET PUBLICATION b WITH (refresh = false);

-- case: owner
-- expect: subscription.owner, warning
-- setup
DO $$BEGIN CREATE ROLE case_superuser SUPERUSER; EXCEPTION WHEN duplicate_object THEN NULL; END$$;
CREATE SUBSCRIPTION sub CONNECTION 'dbname=nowhere' PUBLICATION a WITH (connect = false, slot_name = NONE);
-- change
ALTER SUBSCRIPTION sub OWNER TO case_superuser;

-- case: comment
-- expect: subscription.comment, info
-- setup
CREATE SUBSCRIPTION sub CONNECTION 'dbname=nowhere' PUBLICATION a WITH (connect = false, slot_name = NONE);
-- change
COMMENT ON SUBSCRIPTION sub IS 'something else';
