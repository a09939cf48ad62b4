/* Each query of the catalog against a real server: what it finds, what it leaves out, what it says of
 * what cannot be read. */
#include "base/clock.h"
#include "drive.h"
#include "harness.h"
#include "harness_pg.h"
#include "pg/catalog.h"
#include "pg/session.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct pg_server *server;

/* A database for each test, and a link within the transaction of a check. */
struct fixture {
	struct pg_database *database;
	struct drive drive;
};

static int
start_server(void **state)
{
	(void)state;
	server = pg_start(&(struct pg_options){ .conf = "max_prepared_transactions = 2\n" });
	return 0;
}

static int
stop_server(void **state)
{
	(void)state;
	pg_free(server);
	return 0;
}

static int
set_up(void **state)
{
	static struct fixture fixture;

	fixture.database = pg_database(server);
	drive_open(&fixture.drive, fixture.database->conninfo, NULL);
	*state = &fixture;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *fixture = *state;

	drive_close(&fixture->drive);
	pg_drop(fixture->database);
	return 0;
}

static void
begin(struct drive *drive)
{
	static const struct session_limits limits = {
		.lock_timeout_ms = 2000,
		.statement_timeout_ms = 20000,
		.idle_in_transaction_session_timeout_ms = 20000,
	};

	if (!link_is_open(drive->link) && !drive_connect(drive, DRIVE_MS))
		fail_msg("%s", drive->err.message);
	drive_reset(drive);
	session_begin(drive->link, &limits, drive_deadline(DRIVE_MS), drive_done_cb, drive);
	drive_run(drive);
	if (drive->err.code != ERR_NONE)
		fail_msg("%s", drive->err.message);
}

static void
end(struct drive *drive)
{
	drive_reset(drive);
	session_end(drive->link, drive_deadline(DRIVE_MS), drive_done_cb, drive);
	drive_run(drive);
	if (drive->err.code != ERR_NONE)
		fail_msg("%s", drive->err.message);
}

static int
compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* A query has no order: its lines are sorted. */
static void
sort_lines(struct drive *drive)
{
	char *lines[1000], *sorted = calloc(1, drive->length + 1);
	size_t count = 0;

	for (char *line = strtok(drive->text, "\n"); line != NULL; line = strtok(NULL, "\n"))
		lines[count++] = line;
	qsort(lines, count, sizeof *lines, compare_lines);
	for (size_t i = 0; i < count; i++) {
		strcat(sorted, lines[i]);
		strcat(sorted, "\n");
	}
	free(drive->text);
	drive->text = sorted;
}

static void
query(struct drive *drive, const char *sql, const char *const *params, int count)
{
	if (!drive_query_params(drive, sql, params, count, DRIVE_MS))
		fail_msg("%s %s", drive->err.sqlstate, drive->err.message);
	sort_lines(drive);
}

static void
query_kind(struct drive *drive, enum kind kind, const char *const params[CATALOG_PARAMS])
{
	char *relations = catalog_relations_sql(params, false);
	char *rows = catalog_rows_sql(kind, params, (struct catalog_depth){ .texts = true });
	const char *columns = drive->columns;

	drive->columns = NULL;
	query(drive, relations, NULL, 0);
	drive->columns = columns;
	query(drive, rows, NULL, 0);
	free(relations);
	free(rows);
}

/* Everything of the scope ("{public}", or "*"). */
static const char *
read_scope(struct drive *drive, enum kind kind, const char *scope)
{
	bool all = strcmp(scope, "*") == 0;
	const char *params[CATALOG_PARAMS] = { all ? "true" : "false", all ? "{}" : scope, "{}",
		                               "{}" };

	drive->columns =
		"schema table name ordinal unreadable kind labels definition type not_null default"
		" identity generated collation";
	query_kind(drive, kind, params);
	drive->columns = NULL;
	return drive->text;
}

static const char *
read_named(struct drive *drive, enum kind kind, const char *schemas, const char *names)
{
	const char *params[CATALOG_PARAMS] = { "false", "{}", schemas, names };

	drive->columns =
		"schema table name ordinal unreadable kind labels definition type not_null default"
		" identity generated collation";
	query_kind(drive, kind, params);
	drive->columns = NULL;
	return drive->text;
}

static const char *
presence(struct drive *drive, const char *schemas, const char *names)
{
	const char *params[] = { schemas, names };

	query(drive, catalog_presence_sql(), params, 2);
	return drive->text;
}

/* --- what is found ----------------------------------------------------------------------------- */

static void
schemas_are_found(void **state)
{
	struct fixture *fixture = *state;
	struct drive *drive = &fixture->drive;

	pg_exec(fixture->database,
	        "CREATE SCHEMA app; CREATE SCHEMA \"Odd, \"\"name\"\"\";"
	        "CREATE SCHEMA member; ALTER EXTENSION plpgsql ADD SCHEMA member;"
	        "CREATE TEMP TABLE makes_a_temporary_schema ()");
	begin(drive);
	assert_string_equal(read_scope(drive, KIND_schema, "*"), "Odd, \"name\"\napp\npublic\n");
	assert_string_equal(read_scope(drive, KIND_schema, "{app,public,none,pg_catalog}"),
	                    "app\npublic\n");
	assert_string_equal(read_named(drive, KIND_schema, "{NULL,NULL,NULL}", "{app,member,none}"),
	                    "app\nmember\n");
	end(drive);
}

static void
types_are_found_with_what_they_are_made_of(void **state)
{
	struct fixture *fixture = *state;
	struct drive *drive = &fixture->drive;

	pg_exec(fixture->database,
	        "CREATE SCHEMA app;"
	        "CREATE TYPE state AS ENUM ('draft', 'closed');"
	        "ALTER TYPE state ADD VALUE 'open' BEFORE 'closed';"
	        "CREATE TYPE app.\"Odd\" AS ENUM ('a,b', 'c\"d', '', 'NULL', 'e f');"
	        "CREATE TYPE empty AS ENUM ();"
	        "CREATE DOMAIN positive AS int NOT NULL DEFAULT 1 CHECK (VALUE > 0);"
	        "CREATE TYPE pair AS (a int, \"B c\" text COLLATE \"C\");"
	        "CREATE TYPE span AS RANGE (SUBTYPE = int); CREATE TABLE row_of_a_table (id int);"
	        "CREATE TYPE shell; CREATE TYPE member AS ENUM ('x');"
	        "ALTER EXTENSION plpgsql ADD TYPE member");
	begin(drive);
	assert_string_equal(read_scope(drive, KIND_type, "*"),
	                    "app|Odd|~|{\"a,b\",\"c\\\"d\",\"\",\"NULL\",\"e f\"}|false|~|~|~\n"
	                    "public|empty|~|{}|false|~|~|~\n"
	                    "public|pair|~|~|false|~|~|~\n"
	                    "public|positive|~|~|true|1|~|~\n"
	                    "public|span|~|~|false|~|~|AS RANGE (SUBTYPE = integer)\n"
	                    "public|state|~|{draft,open,closed}|false|~|~|~\n");
	assert_string_equal(read_named(drive, KIND_type, "{public,public,public,app,none}",
	                               "{state,row_of_a_table,member,odd,Odd}"),
	                    "public|member|~|{x}|false|~|~|~\n"
	                    "public|state|~|{draft,open,closed}|false|~|~|~\n");
	end(drive);
}

static void
tables_are_found(void **state)
{
	struct fixture *fixture = *state;
	struct drive *drive = &fixture->drive;

	pg_exec(fixture->database,
	        "CREATE SCHEMA app; CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE app.t ();"
	        "CREATE UNLOGGED TABLE app.\"T. \"\"x\"\"\" (); CREATE TEMP TABLE temporary ();"
	        "CREATE TABLE parts (id int) PARTITION BY LIST (id);"
	        "CREATE TABLE part_1 PARTITION OF parts FOR VALUES IN (1);"
	        "CREATE TABLE part_2 PARTITION OF parts FOR VALUES IN (2);"
	        "CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w;"
	        "CREATE FOREIGN TABLE f (id int) SERVER s;"
	        "CREATE VIEW v AS SELECT 1; CREATE MATERIALIZED VIEW m AS SELECT 1;"
	        "CREATE SEQUENCE q; CREATE TYPE c AS (a int);"
	        "CREATE TABLE member (); ALTER EXTENSION plpgsql ADD TABLE member");
	begin(drive);
	assert_string_equal(read_scope(drive, KIND_table, "*"),
	                    "app|T. \"x\"|table\napp|t|table\npublic|f|foreign table\n"
	                    "public|parts|partitioned table\npublic|t|table\n");
	assert_string_equal(read_scope(drive, KIND_table, "{app}"),
	                    "app|T. \"x\"|table\napp|t|table\n");
	assert_string_equal(read_named(drive, KIND_table,
	                               "{public,public,public,public,none,pg_temp}",
	                               "{part_1,v,member,none,t,temporary}"),
	                    "public|member|table\npublic|part_1|table\n");
	/* A partition that is named makes the others of its table count. */
	drive->columns = "schema name kind";
	query_kind(drive, KIND_table, (const char *[]){ "false", "{app}", "{public}", "{part_1}" });
	assert_string_equal(drive->text, "app|T. \"x\"|table\napp|t|table\npublic|part_1|table\n");
	query_kind(drive, KIND_table,
	           (const char *[]){ "false", "{public}", "{public,app}", "{part_1,t}" });
	assert_string_equal(
		drive->text,
		"app|t|table\npublic|f|foreign table\npublic|part_1|table\n"
		"public|part_2|table\npublic|parts|partitioned table\npublic|t|table\n");
	end(drive);
	drive->columns = NULL;
}

static void
columns_are_found_with_their_properties(void **state)
{
	struct fixture *fixture = *state;
	struct drive *drive = &fixture->drive;

	pg_exec(fixture->database,
	        "CREATE TYPE state AS ENUM ('a'); CREATE DOMAIN word AS text COLLATE \"C\";"
	        "CREATE COLLATION \"Odd c\" (locale = 'C');"
	        "CREATE TABLE t (\"Id\" int GENERATED ALWAYS AS IDENTITY,"
	        " other bigint GENERATED BY DEFAULT AS IDENTITY, gone int,"
	        " name varchar(36) NOT NULL DEFAULT 'x''y',"
	        " at timestamptz DEFAULT CURRENT_TIMESTAMP, s state DEFAULT 'a',"
	        " serial int DEFAULT nextval('pg_catalog.pg_class_oid_index'::regclass) ,"
	        " doubled int GENERATED ALWAYS AS (other * 2) STORED,"
	        " c1 text COLLATE \"C\", c2 text COLLATE \"Odd c\", c3 word, c4 word COLLATE \"POSIX\","
	        " \"a b\" numeric(10,2)[], i interval DEFAULT '1 day', d date DEFAULT '2026-02-01');"
	        "ALTER TABLE t DROP COLUMN gone");
	pg_exec(fixture->database, "ALTER DATABASE %s SET DateStyle = 'German'",
	        fixture->database->name);
	pg_exec(fixture->database, "ALTER DATABASE %s SET IntervalStyle = 'iso_8601'",
	        fixture->database->name);
	begin(drive);
	assert_string_equal(
		read_named(drive, KIND_column, "{public}", "{t}"),
		"public|t|Id|1|~|integer|true|~|always|~|~\n"
		"public|t|a b|13|~|numeric(10,2)[]|false|~|~|~|~\n"
		"public|t|at|5|~|timestamp with time zone|false|CURRENT_TIMESTAMP|~|~|~\n"
		"public|t|c1|9|~|text|false|~|~|~|pg_catalog.\"C\"\n"
		"public|t|c2|10|~|text|false|~|~|~|public.\"Odd c\"\n"
		"public|t|c3|11|~|public.word|false|~|~|~|~\n"
		"public|t|c4|12|~|public.word|false|~|~|~|pg_catalog.\"POSIX\"\n"
		"public|t|doubled|8|~|integer|false|~|~|(other * 2)|~\n"
		"public|t|d|15|~|date|false|'2026-02-01'::date|~|~|~\n"
		"public|t|i|14|~|interval|false|'1 day'::interval|~|~|~\n"
		"public|t|name|4|~|character varying(36)|true|'x''y'::character varying|~|~|~\n"
		"public|t|other|2|~|bigint|true|~|by default|~|~\n"
		"public|t|serial|7|~|integer|false|nextval('pg_class_oid_index'::regclass)|~|~|~\n"
		"public|t|s|6|~|public.state|false|'a'::public.state|~|~|~\n");
	end(drive);
}

static void
constraints_are_found(void **state)
{
	struct fixture *fixture = *state;
	struct drive *drive = &fixture->drive;

	pg_exec(fixture->database,
	        "CREATE TABLE o (id int PRIMARY KEY);"
	        "CREATE TABLE t (id int PRIMARY KEY, o_id int NOT NULL REFERENCES o ON DELETE CASCADE,"
	        " name text CONSTRAINT \"Odd\" CHECK (name <> ''), r int4range,"
	        " UNIQUE (o_id, name), EXCLUDE USING gist (r WITH &&));"
	        "ALTER TABLE t ADD CONSTRAINT late FOREIGN KEY (id) REFERENCES o NOT VALID;"
	        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';"
	        "CREATE CONSTRAINT TRIGGER ct AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();"
	        "CREATE DOMAIN positive AS int CHECK (VALUE > 0);"
	        "CREATE TABLE parts (id int PRIMARY KEY, o_id int REFERENCES o) PARTITION BY LIST (id);"
	        "CREATE TABLE part_1 PARTITION OF parts FOR VALUES IN (1);");
	begin(drive);
	assert_string_equal(
		read_named(drive, KIND_constraint, "{public}", "{t}"),
		"public|t|Odd|~|CHECK ((name <> ''::text))\n"
		"public|t|late|~|FOREIGN KEY (id) REFERENCES public.o(id) NOT VALID\n"
		"public|t|t_o_id_fkey|~|FOREIGN KEY (o_id) REFERENCES public.o(id) ON DELETE CASCADE\n"
		"public|t|t_o_id_name_key|~|UNIQUE (o_id, name)\n"
		"public|t|t_pkey|~|PRIMARY KEY (id)\n"
		"public|t|t_r_excl|~|EXCLUDE USING gist (r WITH &&)\n");
	assert_string_equal(
		read_named(drive, KIND_constraint, "{public,public}", "{parts,part_1}"),
		"public|parts|parts_o_id_fkey|~|FOREIGN KEY (o_id) REFERENCES public.o(id)\n"
		"public|parts|parts_pkey|~|PRIMARY KEY (id)\n");
	end(drive);
}

static void
indexes_are_found(void **state)
{
	struct fixture *fixture = *state;
	struct drive *drive = &fixture->drive;

	pg_exec(fixture->database,
	        "CREATE TABLE t (id int PRIMARY KEY, a int UNIQUE, b text);"
	        "CREATE INDEX \"Ix\" ON t (b DESC, lower(b)) WHERE a > 0;"
	        "CREATE UNIQUE INDEX ux ON t (b) INCLUDE (a);"
	        "CREATE TABLE parts (id int, a int) PARTITION BY LIST (id);"
	        "CREATE TABLE part_1 PARTITION OF parts FOR VALUES IN (1);"
	        "CREATE INDEX parts_ix ON parts (a); CREATE INDEX part_1_own ON part_1 (a, id);");
	begin(drive);
	assert_string_equal(
		read_named(drive, KIND_index, "{public,public,public}", "{t,parts,part_1}"),
		"public|part_1|part_1_own|~|CREATE INDEX part_1_own ON public.part_1 USING btree (a, id)\n"
		"public|parts|parts_ix|~|CREATE INDEX parts_ix ON ONLY public.parts USING btree (a)\n"
		"public|t|Ix|~|CREATE INDEX \"Ix\" ON public.t USING btree (b DESC, lower(b)) WHERE (a > 0)\n"
		"public|t|ux|~|CREATE UNIQUE INDEX ux ON public.t USING btree (b) INCLUDE (a)\n");
	end(drive);
}

/* --- what cannot be read ----------------------------------------------------------------------- */

static const char locked_tables[] =
	"CREATE TABLE free (id int PRIMARY KEY, b text CHECK (b <> '')); CREATE INDEX fi ON free (b);"
	"CREATE TABLE held (id int PRIMARY KEY, b text CHECK (b <> '') DEFAULT 'x',"
	" g text GENERATED ALWAYS AS (b || '!') STORED); CREATE INDEX hi ON held (b)";

static void
assert_held_is_locked(struct drive *drive)
{
	int64_t began_ms = clock_ms();

	begin(drive);
	assert_string_equal(read_scope(drive, KIND_index, "*"),
	                    "public|free|fi|~|CREATE INDEX fi ON public.free USING btree (b)\n"
	                    "public|held|hi|locked|~\n");
	assert_string_equal(read_scope(drive, KIND_constraint, "*"),
	                    "public|free|free_b_check|~|CHECK ((b <> ''::text))\n"
	                    "public|free|free_pkey|~|PRIMARY KEY (id)\n"
	                    "public|held|held_b_check|locked|~\n"
	                    "public|held|held_pkey|locked|~\n");
	assert_string_equal(read_scope(drive, KIND_column, "*"),
	                    "public|free|b|2|~|text|false|~|~|~|~\n"
	                    "public|free|id|1|~|integer|true|~|~|~|~\n"
	                    "public|held|b|2|~|text|false|'x'::text|~|~|~\n"
	                    "public|held|g|3|locked|text|false|~|~|~|~\n"
	                    "public|held|id|1|~|integer|true|~|~|~|~\n");
	assert_string_equal(read_scope(drive, KIND_table, "*"),
	                    "public|free|table\npublic|held|table\n");
	assert_string_equal(presence(drive, "{public}", "{held}"), "1|r|~\n");
	end(drive);
	assert_true(clock_ms() - began_ms < 1500); /* lock_timeout is 2 s */
}

static void
locked_tables_are_left_out(void **state)
{
	struct fixture *fixture = *state;

	pg_exec(fixture->database, locked_tables);
	pg_exec(fixture->database, "BEGIN");
	pg_exec(fixture->database, "LOCK TABLE held IN ACCESS EXCLUSIVE MODE");
	assert_held_is_locked(&fixture->drive);
	pg_exec(fixture->database, "PREPARE TRANSACTION 'keeps its locks'");
	assert_held_is_locked(&fixture->drive);
	pg_exec(fixture->database, "ROLLBACK PREPARED 'keeps its locks'");
	begin(&fixture->drive);
	assert_null(strstr(read_scope(&fixture->drive, KIND_index, "*"), "locked"));
	end(&fixture->drive);
}

static void
awaited_locks_count(void **state)
{
	struct fixture *fixture = *state;
	struct drive waiter;

	pg_exec(fixture->database, locked_tables);
	pg_exec(fixture->database, "BEGIN");
	pg_exec(fixture->database, "SELECT FROM held");
	drive_open(&waiter, fixture->database->conninfo, NULL);
	assert_true(drive_connect(&waiter, DRIVE_MS));
	assert_true(drive_query(&waiter, "BEGIN"));
	drive_reset(&waiter);
	link_query(waiter.link, "LOCK TABLE held IN ACCESS EXCLUSIVE MODE", NULL, 0,
	           drive_deadline(DRIVE_MS), NULL, drive_done_cb, &waiter);
	while (waiter.done == 0 &&
	       pg_number(fixture->database, "SELECT count(*) FROM pg_locks WHERE NOT granted") == 0)
		event_base_loop(waiter.base, EVLOOP_NONBLOCK);
	assert_int_equal(waiter.done, 0);
	assert_held_is_locked(&fixture->drive);
	drive_close(&waiter);
	pg_exec(fixture->database, "ROLLBACK");
}

static void
locks_elsewhere_do_not_count(void **state)
{
	struct fixture *fixture = *state;
	struct pg_database *other = pg_database(server);

	pg_exec(fixture->database, locked_tables);
	pg_exec(other, locked_tables);
	pg_exec(other, "BEGIN");
	pg_exec(other, "LOCK TABLE held, free IN ACCESS EXCLUSIVE MODE");
	pg_exec(fixture->database, "BEGIN");
	pg_exec(fixture->database, "LOCK TABLE held IN SHARE ROW EXCLUSIVE MODE");
	begin(&fixture->drive);
	assert_null(strstr(read_scope(&fixture->drive, KIND_index, "*"), "locked"));
	end(&fixture->drive);
	pg_exec(fixture->database, "ROLLBACK");
	pg_exec(other, "ROLLBACK");
	pg_drop(other);
}

/* The deparse functions look at the present, the catalog query at its snapshot. */
static void
what_moves_is_said_to_move(void **state)
{
	struct fixture *fixture = *state;
	struct drive *drive = &fixture->drive;

	pg_exec(fixture->database,
	        "CREATE TYPE gone AS ENUM ('a'); CREATE TABLE t (id int PRIMARY KEY,"
	        " b text CONSTRAINT c CHECK (b <> ''), e gone); CREATE INDEX ix ON t (b);"
	        "CREATE INDEX part ON t (id) WHERE b > ''; CREATE INDEX ex ON t (lower(b))");
	begin(drive);
	assert_true(drive_query(drive, "SELECT 1")); /* the snapshot */
	pg_exec(fixture->database, "ALTER TABLE t DROP COLUMN b, DROP COLUMN e; DROP TYPE gone");
	assert_non_null(strstr(read_scope(drive, KIND_constraint, "*"), "public|t|c|moving|"));
	assert_non_null(strstr(drive->text, "public|t|t_pkey|~|PRIMARY KEY (id)\n"));
	assert_non_null(strstr(read_scope(drive, KIND_index, "*"), "public|t|ex|moving|"));
	assert_non_null(strstr(drive->text, "public|t|part|moving|"));
	/* What is put together from the catalog is as the snapshot shows it. */
	assert_non_null(
		strstr(drive->text, "public|t|ix|~|CREATE INDEX ix ON public.t USING btree (b)\n"));
	assert_string_equal(read_scope(drive, KIND_column, "*"),
	                    "public|t|b|2|~|text|false|~|~|~|~\n"
	                    "public|t|e|3|moving|???|false|~|~|~|~\n"
	                    "public|t|id|1|~|integer|true|~|~|~|~\n");
	end(drive);
}

/* --- presence ---------------------------------------------------------------------------------- */

static void
presence_says_what_is_there(void **state)
{
	struct fixture *fixture = *state;
	struct drive *drive = &fixture->drive;

	pg_exec(fixture->database,
	        "CREATE TABLE t (id int); CREATE TABLE \"Odd. \"\"x\"\"\" (); CREATE VIEW v AS SELECT 1;"
	        "CREATE MATERIALIZED VIEW m AS SELECT 1; CREATE SEQUENCE q; CREATE INDEX i ON t (id);"
	        "CREATE TYPE c AS (a int); CREATE TABLE p (id int) PARTITION BY LIST (id)");
	begin(drive);
	assert_string_equal(
		presence(drive,
	                 "{public,public,public,public,public,public,public,public,none,public}",
	                 "{t,none,\"Odd. \\\"x\\\"\",v,m,q,i,c,t,p}"),
		"10|p|~\n1|r|~\n3|r|~\n4|v|~\n5|m|~\n6|S|~\n7|i|~\n8|c|~\n");
	assert_string_equal(presence(drive, "{}", "{}"), "");
	end(drive);
}

static void
presence_says_which_grant_would_help(void **state)
{
	struct fixture *fixture = *state;
	struct pg_database *database = fixture->database;
	char *conninfo = harness_format("host=%s port=%d dbname=%s user='Odd watch'",
	                                pg_socket_dir(server), pg_port(server), database->name);
	struct drive drive;

	pg_exec(database, "CREATE ROLE \"Odd watch\" LOGIN; CREATE SCHEMA \"App\";"
	                  "CREATE TABLE \"App\".t (a int, b int);"
	                  "CREATE VIEW v AS SELECT 1; CREATE MATERIALIZED VIEW m AS SELECT 1 AS a;"
	                  "CREATE SEQUENCE q; CREATE TABLE p (id int) PARTITION BY LIST (id)");
	drive_open(&drive, conninfo, NULL);
	begin(&drive);
	assert_string_equal(
		presence(&drive, "{App,public,public,public,public,none}", "{t,v,m,q,p,t}"),
		"1|r|GRANT SELECT ON TABLE \"App\".t TO \"Odd watch\"\n"
		"2|v|GRANT SELECT ON TABLE public.v TO \"Odd watch\"\n"
		"3|m|GRANT SELECT ON TABLE public.m TO \"Odd watch\"\n"
		"4|S|~\n"
		"5|p|GRANT SELECT ON TABLE public.p TO \"Odd watch\"\n");
	end(&drive);
	/* They do help, also without USAGE on the schema; and so does a right on one column. */
	pg_exec(database, "GRANT SELECT ON TABLE public.v TO \"Odd watch\";"
	                  "GRANT SELECT ON TABLE public.m TO \"Odd watch\";"
	                  "GRANT INSERT ON TABLE public.p TO \"Odd watch\";"
	                  "GRANT SELECT (b) ON TABLE \"App\".t TO \"Odd watch\"");
	begin(&drive);
	assert_string_equal(presence(&drive, "{App,public,public,public}", "{t,v,m,p}"),
	                    "1|r|~\n2|v|~\n3|m|~\n4|p|~\n");
	end(&drive);
	drive_close(&drive);
	pg_exec(database, "DROP OWNED BY \"Odd watch\"; DROP ROLE \"Odd watch\"");
	free(conninfo);
}

/* What a role without any privilege reads of the structure is the same. */
static void
the_structure_is_read_without_privileges(void **state)
{
	struct fixture *fixture = *state;
	struct pg_database *database = fixture->database;
	char *conninfo = pg_conninfo(server, database->name, "plain_reader");
	struct drive drive;

	pg_exec(database, "CREATE ROLE plain_reader LOGIN; CREATE ROLE case_owner; CREATE SCHEMA s;"
	                  "CREATE TYPE s.state AS ENUM ('a');"
	                  "CREATE TABLE s.t (id int PRIMARY KEY, s s.state DEFAULT 'a',"
	                  " g int GENERATED ALWAYS AS (id + 1) STORED, CHECK (id > 0));"
	                  "CREATE INDEX ix ON s.t (id) WHERE g > 1;"
	                  "CREATE VIEW s.v AS SELECT id FROM s.t;"
	                  "CREATE MATERIALIZED VIEW s.m AS SELECT id FROM s.t;"
	                  "CREATE SEQUENCE s.q;"
	                  "CREATE FUNCTION s.fire() RETURNS trigger LANGUAGE plpgsql"
	                  " AS 'BEGIN RETURN NULL; END';"
	                  "CREATE TRIGGER g AFTER INSERT ON s.t EXECUTE FUNCTION s.fire();"
	                  "CREATE RULE r AS ON DELETE TO s.t DO ALSO NOTHING;"
	                  "CREATE POLICY p ON s.t USING (id > 0);"
	                  "CREATE STATISTICS s.x ON id, s FROM s.t;"
	                  "ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT ON TABLES TO public;"
	                  "GRANT SELECT ON s.v TO plain_reader");
	pg_psql_file(database, "tests/integration/everything.sql");
	pg_exec(database, "ALTER DATABASE %s SET work_mem = '8MB'", database->name);
	pg_exec(database, "CREATE SUBSCRIPTION sub CONNECTION 'dbname=nowhere' PUBLICATION p"
	                  " WITH (connect = false, slot_name = NONE)");
	drive_open(&drive, conninfo, NULL);
	begin(&drive);
	begin(&fixture->drive);
	for (enum kind kind = 0; kind < KIND_COUNT; kind++) {
		/* Whether a mapping has options, the server does not tell everybody; nor, before 14,
		 * anything of subscriptions. */
		if (catalog_sql(kind) == NULL || kind == KIND_user_mapping ||
		    (kind == KIND_subscription && link_server_version(drive.link) < 140000))
			continue;
		assert_string_equal(read_scope(&drive, kind, "*"),
		                    read_scope(&fixture->drive, kind, "*"));
		if (drive.rows == 0)
			fail_msg("no %s", kind_table[kind].plural);
	}
	assert_string_equal(
		read_scope(&drive, KIND_user_mapping, "*"),
		"~|~|case_owner on server srv|denied\n~|~|public on server srv|denied\n");
	end(&drive);
	end(&fixture->drive);
	drive_close(&drive);
	pg_exec(database, "DROP OWNED BY plain_reader, case_owner CASCADE; DROP ROLE plain_reader,"
	                  " case_owner");
	free(conninfo);
}

/* What is put together here is what the server would write. */
static void
plain_indexes_have_the_servers_text(void **state)
{
	static const char *const params[CATALOG_PARAMS] = { "false", "{app}", "{}", "{}" };
	struct fixture *fixture = *state;
	struct drive *drive = &fixture->drive;
	char *relations = catalog_relations_sql(params, false);
	char *rows = catalog_rows_sql(KIND_index, params, (struct catalog_depth){ .texts = true });
	char *wrong = harness_format(
		"SELECT i.definition, r.definition FROM (%s) AS i CROSS JOIN LATERAL"
		" (SELECT pg_get_indexdef(format('%%I.%%I', i.schema, i.name)::regclass)) AS r (definition)"
		" WHERE i.definition IS DISTINCT FROM r.definition",
		rows);

	pg_psql_file(fixture->database, "tests/integration/indexes.sql");
	begin(drive);
	query(drive, relations, NULL, 0);
	query(drive, rows, NULL, 0);
	assert_true(drive->rows > 200);
	query(drive, wrong, NULL, 0);
	assert_string_equal(drive->text, "");
	end(drive);
	free(relations);
	free(rows);
	free(wrong);
}

/* --- the rest ---------------------------------------------------------------------------------- */

static struct catalog_identity identity;
static struct arena identity_arena;

static void
identity_cb(void *arg, const struct link_row *row)
{
	struct drive *drive = arg;
	struct err err = { 0 };

	drive->rows++;
	if (!catalog_identity(row, &identity_arena, &identity, &err))
		fail_msg("%s", err.message);
}

static void
ask_identity(struct drive *drive)
{
	begin(drive);
	drive_reset(drive);
	link_query(drive->link, catalog_identity_sql(), NULL, 0, drive_deadline(DRIVE_MS),
	           identity_cb, drive_done_cb, drive);
	drive_run(drive);
	if (drive->err.code != ERR_NONE)
		fail_msg("%s", drive->err.message);
	assert_int_equal(drive->rows, 1);
	end(drive);
}

static void
identity_says_who_answers(void **state)
{
	struct fixture *fixture = *state;
	struct pg_database *database = fixture->database;
	char *system = pg_value(database, "SELECT system_identifier FROM pg_control_system()");
	char *oid = pg_value(database, "SELECT oid FROM pg_database WHERE datname = '%s'",
	                     database->name);
	char *conninfo = pg_conninfo(server, database->name, "plain_identity");
	struct drive plain;

	ask_identity(&fixture->drive);
	assert_int_equal(identity.version, pg_number(database, "SHOW server_version_num"));
	assert_string_equal(identity.system_identifier, system);
	assert_string_equal(identity.database, database->name);
	assert_string_equal(identity.database_oid, oid);
	assert_string_equal(identity.user, "postgres");
	assert_true(identity.superuser);
	assert_false(identity.in_recovery);
	assert_true(llabs(identity.started_at / 1000 -
	                  pg_number(database,
	                            "SELECT extract(epoch FROM pg_postmaster_start_time())")) <= 1);

	pg_exec(database, "CREATE ROLE plain_identity LOGIN;"
	                  "REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC");
	drive_open(&plain, conninfo, NULL);
	ask_identity(&plain);
	assert_null(identity.system_identifier);
	assert_string_equal(identity.user, "plain_identity");
	assert_string_equal(identity.database_oid, oid);
	assert_false(identity.superuser);
	drive_close(&plain);
	pg_exec(database, "DROP ROLE plain_identity");
	arena_done(&identity_arena);
	free(conninfo);
	free(oid);
	free(system);
}

static void
revisions_are_read(void **state)
{
	struct fixture *fixture = *state;
	struct drive *drive = &fixture->drive;
	static const struct revision revision = { "app", "Odd", "Version", NULL, 0 };
	static const struct revision missing = { "app", "Odd", "none", NULL, 0 };
	char *sql = catalog_revision_sql(&revision);

	pg_exec(fixture->database, "CREATE SCHEMA app; CREATE TABLE app.\"Odd\" (\"Version\" int);"
	                           "INSERT INTO app.\"Odd\" VALUES (7), (NULL), (8)");
	begin(drive);
	assert_true(drive_query(drive, sql));
	assert_string_equal(drive->text, "7\n~\n8\n");
	end(drive);
	pg_exec(fixture->database, "INSERT INTO app.\"Odd\" SELECT generate_series(1, 1000)");
	begin(drive);
	assert_true(drive_query(drive, sql));
	assert_int_equal(drive->rows, CATALOG_REVISION_ROWS + 1);
	free(sql);
	sql = catalog_revision_sql(&missing);
	assert_false(drive_query(drive, sql));
	assert_string_equal(drive->err.sqlstate, "42703");
	free(sql);
}

/* Objects of the same names in front of pg_catalog change nothing. */
static void
shadows_are_not_seen(void **state)
{
	struct fixture *fixture = *state;
	struct drive *drive = &fixture->drive;
	char *before;

	pg_exec(fixture->database, "CREATE TABLE t (id int PRIMARY KEY DEFAULT 1 CHECK (id > 0))");
	begin(drive);
	before = strdup(read_scope(drive, KIND_column, "{public}"));
	end(drive);
	pg_exec(fixture->database,
	        "CREATE SCHEMA trap; CREATE TABLE trap.pg_class (); CREATE TABLE trap.pg_namespace ();"
	        "CREATE FUNCTION trap.same(name, name) RETURNS bool LANGUAGE sql AS 'SELECT false';"
	        "CREATE OPERATOR trap.= (LEFTARG = name, RIGHTARG = name, FUNCTION = trap.same);"
	        "CREATE FUNCTION trap.format_type(oid, int) RETURNS text LANGUAGE sql"
	        " AS 'SELECT ''trapped''';"
	        "CREATE FUNCTION trap.pg_get_expr(pg_node_tree, oid) RETURNS text LANGUAGE sql"
	        " AS 'SELECT ''trapped'''");
	pg_exec(fixture->database, "ALTER DATABASE %s SET search_path = trap, pg_catalog, public",
	        fixture->database->name);
	link_close(drive->link);
	begin(drive);
	assert_string_equal(read_scope(drive, KIND_column, "{public}"), before);
	end(drive);
	free(before);
}

/* Beside many other tables, a few names are looked up by index. */
static void
names_are_looked_up_by_index(void **state)
{
	struct fixture *fixture = *state;
	struct drive *drive = &fixture->drive;
	static const char *const kinds_params[CATALOG_PARAMS] = { "false", "{}", "{public,public}",
		                                                  "{t_1,t_2}" };
	static const char *const presence_params[] = { "{public,public}", "{t_1,t_2}" };

	pg_exec(fixture->database,
	        "DO $$ BEGIN FOR i IN 1..3000 LOOP EXECUTE format('CREATE TABLE t_%%s (id int)', i);"
	        " END LOOP; END $$");
	pg_exec(fixture->database, "ANALYZE pg_catalog.pg_class; ANALYZE pg_catalog.pg_attribute");
	begin(drive);
	for (int kind = -1; kind < KIND_COUNT; kind++) {
		char *sql, *explain;

		if (kind >= 0 && catalog_sql((enum kind)kind) == NULL)
			continue;
		sql = kind < 0 ? strdup(catalog_presence_sql())
		               : catalog_rows_sql((enum kind)kind, kinds_params,
		                                  (struct catalog_depth){ .texts = true });
		explain = harness_format("EXPLAIN %s", sql);
		query(drive, explain, kind < 0 ? presence_params : NULL, kind < 0 ? 2 : 0);
		if (strstr(drive->text, "Seq Scan on pg_class") != NULL ||
		    strstr(drive->text, "Seq Scan on pg_attribute") != NULL ||
		    strstr(drive->text, "Seq Scan on pg_type") != NULL)
			fail_msg("%s", drive->text);
		free(explain);
		free(sql);
	}
	end(drive);
}

int
main(void)
{
#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(schemas_are_found),
		TEST(types_are_found_with_what_they_are_made_of),
		TEST(tables_are_found),
		TEST(columns_are_found_with_their_properties),
		TEST(constraints_are_found),
		TEST(indexes_are_found),
		TEST(locked_tables_are_left_out),
		TEST(awaited_locks_count),
		TEST(locks_elsewhere_do_not_count),
		TEST(what_moves_is_said_to_move),
		TEST(plain_indexes_have_the_servers_text),
		TEST(presence_says_what_is_there),
		TEST(presence_says_which_grant_would_help),
		TEST(the_structure_is_read_without_privileges),
		TEST(identity_says_who_answers),
		TEST(revisions_are_read),
		TEST(shadows_are_not_seen),
		TEST(names_are_looked_up_by_index),
	};

	return cmocka_run_group_tests(tests, start_server, stop_server);
}
