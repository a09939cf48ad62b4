-- case: missing
-- expect: setting.missing, warning
-- setup
DO $$BEGIN EXECUTE pg_catalog.format('ALTER DATABASE %I SET work_mem = ''8MB''', pg_catalog.current_database()); END$$;
-- change
DO $$BEGIN EXECUTE pg_catalog.format('ALTER DATABASE %I RESET work_mem', pg_catalog.current_database()); END$$;

-- case: unexpected
-- expect: setting.unexpected, info
-- setup
-- change
DO $$BEGIN EXECUTE pg_catalog.format('ALTER DATABASE %I SET work_mem = ''8MB''', pg_catalog.current_database()); END$$;

-- case: value
-- expect: setting.value, warning
-- setup
DO $$BEGIN EXECUTE pg_catalog.format('ALTER DATABASE %I SET work_mem = ''8MB''', pg_catalog.current_database()); END$$;
-- change
DO $$BEGIN EXECUTE pg_catalog.format('ALTER DATABASE %I SET work_mem = ''16MB''', pg_catalog.current_database()); END$$;

-- case: value : of a role
-- expect: setting.value, warning
-- setup
DO $$BEGIN EXECUTE pg_catalog.format('ALTER ROLE case_owner IN DATABASE %I SET work_mem = ''1MB''', pg_catalog.current_database()); END$$;
-- change
DO $$BEGIN EXECUTE pg_catalog.format('ALTER ROLE case_owner IN DATABASE %I SET work_mem = ''2MB''', pg_catalog.current_database()); END$$;

-- case: unexpected : foreign key checks off
-- expect: setting.unexpected, warning, security
-- setup
-- change
DO $$BEGIN EXECUTE pg_catalog.format('ALTER DATABASE %I SET session_replication_role = replica', pg_catalog.current_database()); END$$;
