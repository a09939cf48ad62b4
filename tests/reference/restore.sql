-- For tests that take something away from the reference case and put it back: keep what is there,
-- as definitions, and make again what has gone since or was changed.
CREATE SCHEMA restore;

CREATE TABLE restore.columns AS
SELECT relname, attname, attnum, format_type(atttypid, atttypmod) AS type, attnotnull,
	pg_get_expr(adbin, adrelid) AS value
FROM pg_class c
JOIN pg_attribute a ON attrelid = c.oid AND attnum > 0
LEFT JOIN pg_attrdef ON adrelid = c.oid AND adnum = attnum
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r';

CREATE TABLE restore.constraints AS
SELECT relname, conname, contype, pg_get_constraintdef(o.oid) AS definition
FROM pg_constraint o JOIN pg_class c ON c.oid = conrelid
WHERE relnamespace = 'public'::regnamespace AND contype IN ('p', 'u', 'f');

CREATE TABLE restore.indexes AS
SELECT c.relname, pg_get_indexdef(c.oid) AS definition
FROM pg_index JOIN pg_class c ON c.oid = indexrelid
WHERE relnamespace = 'public'::regnamespace
	AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = c.oid);

CREATE FUNCTION restore.columns() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	k record;
BEGIN
	FOR k IN
		SELECT DISTINCT relname FROM restore.columns
		WHERE to_regclass(format('public.%I', relname)) IS NULL
	LOOP
		EXECUTE format('CREATE TABLE public.%I ()', k.relname);
	END LOOP;
	FOR k IN
		SELECT s.*, a.attrelid IS NULL AS is_gone,
			format_type(a.atttypid, a.atttypmod) <> s.type AS is_retyped
		FROM restore.columns s
		JOIN pg_class c ON c.relname = s.relname AND c.relnamespace = 'public'::regnamespace
		LEFT JOIN pg_attribute a
			ON a.attrelid = c.oid AND a.attname = s.attname AND NOT a.attisdropped
		WHERE (format_type(a.atttypid, a.atttypmod), a.attnotnull)
			IS DISTINCT FROM (s.type, s.attnotnull)
		ORDER BY s.relname, s.attnum
	LOOP
		IF k.is_gone THEN
			EXECUTE format('ALTER TABLE public.%I ADD COLUMN %I %s',
				k.relname, k.attname, k.type);
		ELSIF k.is_retyped THEN
			EXECUTE format('ALTER TABLE public.%1$I ALTER COLUMN %2$I DROP DEFAULT, '
				'ALTER COLUMN %2$I TYPE %3$s USING NULL::%3$s',
				k.relname, k.attname, k.type);
		END IF;
		IF k.value IS NOT NULL THEN
			EXECUTE format('ALTER TABLE public.%I ALTER COLUMN %I SET DEFAULT %s',
				k.relname, k.attname, k.value);
		END IF;
		IF k.attnotnull THEN
			EXECUTE format('ALTER TABLE public.%I ALTER COLUMN %I SET NOT NULL',
				k.relname, k.attname);
		END IF;
	END LOOP;
END $$;

-- Keys before what refers to them.
CREATE FUNCTION restore.definitions() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	k record;
BEGIN
	FOR k IN
		SELECT * FROM restore.constraints s
		WHERE NOT EXISTS (
			SELECT FROM pg_constraint o
			WHERE o.conname = s.conname AND conrelid = format('public.%I', s.relname)::regclass)
		ORDER BY contype = 'f', relname, conname
	LOOP
		EXECUTE format('ALTER TABLE public.%I ADD CONSTRAINT %I %s',
			k.relname, k.conname, k.definition);
	END LOOP;
	FOR k IN
		SELECT * FROM restore.indexes s
		WHERE to_regclass(format('public.%I', s.relname)) IS NULL
	LOOP
		EXECUTE k.definition;
	END LOOP;
END $$;
