/* Definitions that only look different: what the server writes after a dump and restore is no drift, what
 * means something else is, and where nobody can tell the finding says so. Nothing is left behind. */
#include "harness.h"
#include "harness_daemon.h"
#include "harness_http.h"
#include "harness_pg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#define WAIT_MS 20000

static struct pg_server *server;

static int
group_setup(void **state)
{
	(void)state;
	server = pg_start(&(struct pg_options){ .conf = "log_statement = all\n" });
	return 0;
}

static int
group_teardown(void **state)
{
	(void)state;
	pg_free(server);
	return 0;
}

/* Everything that the server writes otherwise when it has read it once more. */
static const char schema[] =
	"CREATE TABLE t (id int PRIMARY KEY, x varchar(10) CHECK (x IN ('a','b')),"
	" d text[] DEFAULT ARRAY['a'::varchar, 'b'::varchar]::text[],"
	" g text GENERATED ALWAYS AS (CASE WHEN x IN ('a','b') THEN 'q' END) STORED);"
	"CREATE INDEX i ON t (lower(x)) WHERE x IN ('a','b');"
	"CREATE VIEW v AS SELECT id, x IN ('a','b') AS q FROM t WHERE x IN ('c','d');"
	"CREATE DOMAIN dom AS varchar(9) DEFAULT 'q' CHECK (VALUE IN ('a','b'));"
	"CREATE TABLE \"O\"\"dd\" (\"C d\" varchar, w int,"
	" CHECK (\"C d\" IN ('x','y') AND \"O\"\"dd\" IS NOT NULL));";

/* The file of a database's snapshot. Caller owns. */
static char *
snapshot(const struct pg_database *database)
{
	char *path = harness_path("manifest.json");
	char *out;
	char *err;
	int code = run_pgdriftd(&out, &err, "snapshot", "--dsn", database->conninfo, "--schema",
	                        "public", "--omit", "privilege", NULL);

	if (code != 0)
		fail_msg("exit %d: %s", code, err);
	harness_write_file(path, out);
	free(out);
	free(err);
	return path;
}

static void
restore(const struct pg_database *from, const struct pg_database *to)
{
	char *command = harness_format("pg_dump -d '%s' | psql -X -q -v ON_ERROR_STOP=1 -d '%s'",
	                               from->conninfo, to->conninfo);
	const char *const argv[] = { "sh", "-c", command, NULL };
	char *err;

	if (run_program(argv, NULL, &err) != 0)
		fail_msg("%s", err);
	free(err);
	free(command);
}

/* One check's report; *ret_code is the exit code. Free with json_decref(). */
static json_t *
check(const char *conninfo, const char *manifest, int *ret_code)
{
	char *out;
	char *err;
	json_t *report;

	*ret_code = run_pgdriftd(&out, &err, "check", "--dsn", conninfo, "--manifest", manifest,
	                         "--format", "json", NULL);
	report = json_loads(out, 0, NULL);
	if (report == NULL)
		fail_msg("exit %d: %s", *ret_code, err);
	free(out);
	free(err);
	return report;
}

static void
assert_in_sync(const char *conninfo, const char *manifest)
{
	int code;
	json_t *report = check(conninfo, manifest, &code);
	char *text = json_dumps(json_at(report, "/targets/0/findings"), JSON_INDENT(2));

	if (code != 0 || strcmp(text, "[]") != 0)
		fail_msg("exit %d: %s", code, text);
	free(text);
	json_decref(report);
}

/* All findings are unconfirmed for that reason, and none is more than a warning. */
static void
assert_unconfirmed(const char *conninfo, const char *manifest, size_t count, const char *why)
{
	int code;
	json_t *report = check(conninfo, manifest, &code);
	const json_t *findings = json_at(report, "/targets/0/findings");
	const json_t *one;
	size_t i;

	if (code != 1 || json_array_size(findings) != count) {
		char *text = json_dumps(findings, JSON_INDENT(2));

		fail_msg("exit %d: %s", code, text);
	}
	json_array_foreach(findings, i, one)
	{
		const char *reason = json_text_at(one, "/unconfirmed");

		assert_string_equal(json_text_at(one, "/severity"), "warning");
		if (reason == NULL || strstr(reason, why) == NULL)
			fail_msg("unconfirmed: %s, not %s", reason == NULL ? "null" : reason, why);
	}
	json_decref(report);
}

static void
assert_nothing_left(struct pg_database *database)
{
	assert_int_equal(
		pg_number(database, "SELECT count(*) FROM pg_class WHERE relpersistence = 't'"), 0);
	assert_int_equal(
		pg_number(database,
	                  "SELECT count(*) FROM pg_stat_activity"
	                  " WHERE datname = current_database() AND state ~ 'in transaction'"),
		0);
}

static void
a_dump_and_restore_is_no_drift(void **state)
{
	struct pg_database *first = pg_database(server);
	struct pg_database *second = pg_database(server);
	struct pg_database *third = pg_database(server);
	char *manifest;

	(void)state;
	pg_exec(first, "%s", schema);
	manifest = snapshot(first);
	restore(first, second);
	/* Else this test would say nothing. */
	assert_int_equal(pg_number(second,
	                           "SELECT count(*) FROM pg_constraint WHERE conname = 't_x_check'"
	                           " AND pg_get_constraintdef(oid) ~ 'ANY \\(\\(ARRAY'"),
	                 0);
	assert_in_sync(second->conninfo, manifest);
	restore(second, third);
	assert_in_sync(third->conninfo, manifest);
	assert_nothing_left(second);
	unlink(manifest);
	free(manifest);
	pg_drop(first);
	pg_drop(second);
	pg_drop(third);
}

/* The identities of all findings, in the report's order, with no one unconfirmed. */
static void
assert_found(const struct pg_database *database, const char *manifest, const char *expected)
{
	int code;
	json_t *report = check(database->conninfo, manifest, &code);
	char *lines = harness_format("%d", code);
	const json_t *one;
	size_t i;

	json_array_foreach(json_at(report, "/targets/0/findings"), i, one)
	{
		char *more = harness_format("%s; %s %s", lines, json_text_at(one, "/name"),
		                            json_text_at(one, "/property"));

		assert_true(json_is_null(json_at(one, "/unconfirmed")));
		free(lines);
		lines = more;
	}
	assert_string_equal(lines, expected);
	free(lines);
	json_decref(report);
}

static void
what_means_something_else_is_drift(void **state)
{
	struct pg_database *first = pg_database(server);
	struct pg_database *second = pg_database(server);
	char *manifest;

	(void)state;
	pg_exec(first, "%s", schema);
	manifest = snapshot(first);
	restore(first, second);
	pg_exec(second,
	        "ALTER TABLE t DROP CONSTRAINT t_x_check;"
	        "ALTER TABLE t ADD CONSTRAINT t_x_check CHECK (x IN ('a','c'));"
	        "ALTER TABLE t ALTER d SET DEFAULT ARRAY['a'::varchar, 'c'::varchar]::text[];"
	        "DROP INDEX i; CREATE INDEX i ON t (lower(x)) WHERE x IN ('b','a');"
	        "CREATE OR REPLACE VIEW v AS SELECT id, x IN ('a','b') AS q FROM t WHERE x IN ('c','e');"
	        "ALTER DOMAIN dom DROP CONSTRAINT dom_check;"
	        "ALTER DOMAIN dom ADD CONSTRAINT dom_check CHECK (VALUE IN ('a','c'));");
	assert_found(second, manifest,
	             "1; dom checks; v definition; d default; t_x_check definition; i definition");
	unlink(manifest);
	free(manifest);
	pg_drop(first);
	pg_drop(second);
}

/* What people write is confirmed as well, without being normalized first. */
static void
what_people_write_is_read_by_the_server(void **state)
{
	struct pg_database *database = pg_database(server);
	char *path = harness_path("manifest.json");

	(void)state;
	pg_exec(database, "CREATE TABLE t (id int PRIMARY KEY, x varchar(10) DEFAULT 'a',"
	                  " CONSTRAINT c CHECK (x IN ('a','b'))); CREATE INDEX i ON t (x, id);");
	harness_write_file(
		path,
		"{ \"manifest\": 1, \"name\": \"m\", \"modules\": [ { \"name\": \"a\", \"tables\": ["
		" { \"name\": \"t\", \"columns\": [ { \"name\": \"x\", \"default\": \"'a'\" } ],"
		" \"constraints\": [ { \"name\": \"t_pkey\", \"definition\": \"primary key(id)\" },"
		" { \"name\": \"c\", \"definition\": \"check (x in ('a','b'))\" } ],"
		" \"indexes\": [ { \"name\": \"i\", \"definition\":"
		" \"create index i on public.t (x,id)\" } ] } ] } ] }");
	assert_in_sync(database->conninfo, path);
	pg_exec(database,
	        "DROP INDEX i; CREATE INDEX i ON t (id, x);"
	        "ALTER TABLE t DROP CONSTRAINT t_pkey; ALTER TABLE t ADD PRIMARY KEY (id, x);");
	assert_found(database, path, "2; t_pkey definition; i definition");
	unlink(path);
	free(path);
	pg_drop(database);
}

static void
what_cannot_be_tried_is_unconfirmed(void **state)
{
	struct pg_database *first = pg_database(server);
	struct pg_database *second = pg_database(server);
	char *manifest;
	char *plain;

	(void)state;
	pg_exec(first, "%s", schema);
	manifest = snapshot(first);
	restore(first, second);
	pg_exec(second,
	        "CREATE ROLE confirmer LOGIN; REVOKE TEMPORARY ON DATABASE %s FROM PUBLIC;"
	        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO confirmer",
	        second->name);
	plain = pg_conninfo(server, second->name, "confirmer");
	assert_unconfirmed(plain, manifest, 6, "may not create temporary tables");
	pg_exec(second,
	        "GRANT TEMPORARY ON DATABASE %s TO confirmer;"
	        "ALTER ROLE confirmer SET default_transaction_read_only = on",
	        second->name);
	assert_in_sync(plain, manifest);
	pg_exec(second, "CREATE SCHEMA aside;"
	                "CREATE FUNCTION aside.no_ddl() RETURNS event_trigger LANGUAGE plpgsql AS"
	                " 'BEGIN RAISE ''no ddl''; END';");
	pg_exec(second, "CREATE EVENT TRIGGER no_ddl ON ddl_command_start"
	                " EXECUTE FUNCTION aside.no_ddl()");
	assert_unconfirmed(plain, manifest, 6, "an event trigger would fire");
	/* A superuser keeps it from firing. */
	assert_in_sync(second->conninfo, manifest);
	pg_exec(second, "ALTER EVENT TRIGGER no_ddl ENABLE ALWAYS");
	assert_unconfirmed(second->conninfo, manifest, 6, "an event trigger would fire");
	pg_exec(second, "DROP EVENT TRIGGER no_ddl; DROP SCHEMA aside CASCADE");
	assert_in_sync(second->conninfo, manifest);
	assert_nothing_left(second);
	pg_exec(second, "DROP OWNED BY confirmer; DROP ROLE confirmer");
	free(plain);
	unlink(manifest);
	free(manifest);
	pg_drop(first);
	pg_drop(second);
}

/* Making these things may run functions as the role that makes them, and so may reading a literal of a
 * type that looks at it: f is somebody's. */
static const char watched[] =
	"CREATE ROLE somebody; CREATE SCHEMA s;"
	"CREATE FUNCTION s.f(text) RETURNS text IMMUTABLE LANGUAGE plpgsql AS"
	" 'BEGIN RAISE WARNING ''f ran''; RETURN $1; END';"
	"ALTER FUNCTION s.f(text) OWNER TO somebody; GRANT USAGE ON SCHEMA s TO PUBLIC;"
	"CREATE DOMAIN s.looks AS text CHECK (s.f(VALUE) <> 'no');"
	"CREATE TABLE t (id int, x varchar(9),"
	" g text GENERATED ALWAYS AS (s.f('g') || (x IN ('a','b'))::text) STORED,"
	" CHECK (x IN ('a','b') AND s.f('p') > ''),"
	" EXCLUDE USING btree (id WITH =) WHERE (x IN ('a','b') AND s.f('e') > ''));"
	"CREATE TABLE parted (x varchar(9))"
	" PARTITION BY LIST ((s.f('k') || (x IN ('a','b'))::text));"
	"CREATE STATISTICS st ON id, (s.f('s') || (x IN ('a','b'))::text) FROM t;"
	"CREATE INDEX i ON t (s.f('q'), (x IN ('a','b')));";
static const char literal[] = "ALTER TABLE t ADD l s.looks[] DEFAULT CASE WHEN"
			      " 'q'::varchar IN ('a','b') THEN '{yes}'::s.looks[] END";

/* Whether f ran since that was asked last. */
static bool
has_run(void)
{
	char *log = harness_read_file(pg_log_path(server));
	bool ran = strstr(log, "f ran") != NULL;

	free(log);
	harness_write_file(pg_log_path(server), "");
	return ran;
}

static void
no_functions_run(void **state)
{
	struct pg_database *database = pg_database(server);
	struct pg_database *other = pg_database(server);
	char *manifest;

	(void)state;
	pg_exec(database, "%s", watched);
	manifest = snapshot(database);
	restore(database, other);
	assert_true(has_run());
	assert_in_sync(other->conninfo, manifest);
	assert_false(has_run());
	unlink(manifest);
	free(manifest);
	pg_drop(other);

	other = pg_database(server);
	pg_exec(database, "%s", literal);
	manifest = snapshot(database);
	restore(database, other);
	assert_true(has_run());
	assert_unconfirmed(other->conninfo, manifest, 1, "a function of another role would run");
	assert_false(has_run());
	/* What a superuser wrote is no matter. */
	pg_exec(other, "ALTER FUNCTION s.f(text) OWNER TO postgres");
	assert_in_sync(other->conninfo, manifest);
	unlink(manifest);
	free(manifest);
	pg_exec(database, "DROP SCHEMA s CASCADE");
	pg_drop(other);
	pg_exec(database, "DROP ROLE somebody");
	pg_drop(database);
}

static size_t
count_of(const char *text, const char *word)
{
	size_t count = 0;

	for (; (text = strstr(text, word)) != NULL; text++)
		count++;
	return count;
}

/* How many twins were made so far. */
static size_t
twins(void)
{
	char *log = harness_read_file(pg_log_path(server));
	size_t count = count_of(log, "CREATE TEMPORARY ") + count_of(log, "CREATE DOMAIN pg_temp.");

	free(log);
	return count;
}

static bool
checked_thrice_cb(void *arg)
{
	json_t *report = http_json(((struct daemon *)arg)->address, "/v1/report", NULL);
	json_int_t checks = json_integer_value(json_at(report, "/targets/0/check"));

	json_decref(report);
	return checks >= 3;
}

static void
a_daemon_tries_each_text_once(void **state)
{
	struct pg_database *first = pg_database(server);
	struct pg_database *second = pg_database(server);
	struct daemon_options options = { 0 };
	struct daemon *daemon;
	char *manifest;
	char *ini;
	size_t before;

	(void)state;
	pg_exec(first, "%s", schema);
	manifest = snapshot(first);
	restore(first, second);
	before = twins();
	ini = harness_format("[pgdriftd]\nlisten = unix:@dir@/http.sock\ncheck_interval = 1s\n"
	                     "[target one]\nconninfo = %s\nmanifest = %s\n",
	                     second->conninfo, manifest);
	options.ini = ini;
	daemon = daemon_start(&options);
	if (!wait_until(WAIT_MS, checked_thrice_cb, daemon))
		fail_msg("the daemon does not check");
	daemon_wait_json(daemon, "/v1/report", "/targets/0/status", "in_sync", WAIT_MS);
	/* Six definitions: what is observed is what the server makes of what is expected. */
	assert_int_equal(twins() - before, 6);
	assert_int_equal(daemon_stop(daemon), 0);
	daemon_free(daemon);
	free(ini);
	unlink(manifest);
	free(manifest);
	pg_drop(first);
	pg_drop(second);
}

static void
a_standby_cannot_try(void **state)
{
	struct pg_database *first = pg_database(server);
	struct pg_database *second = pg_database(server);
	struct pg_server *standby;
	char *manifest;
	char *conninfo;

	(void)state;
	pg_exec(first, "%s", schema);
	manifest = snapshot(first);
	restore(first, second);
	standby = pg_standby(server);
	if (standby == NULL)
		fail_msg("there is no pg_basebackup");
	conninfo = pg_conninfo(standby, second->name, NULL);
	assert_unconfirmed(conninfo, manifest, 6, "a standby cannot try it");
	assert_in_sync(second->conninfo, manifest);
	free(conninfo);
	pg_free(standby);
	unlink(manifest);
	free(manifest);
	pg_drop(first);
	pg_drop(second);
}

static void
it_can_be_switched_off(void **state)
{
	struct pg_database *first = pg_database(server);
	struct pg_database *second = pg_database(server);
	char *path = harness_path("pgdriftd.ini");
	char *manifest;
	char *ini;
	char *out;
	char *err;
	size_t before;

	(void)state;
	pg_exec(first, "%s", schema);
	manifest = snapshot(first);
	restore(first, second);
	ini = harness_format("[target one]\nconninfo = %s\nmanifest = %s\n"
	                     "confirm_definitions = off\n",
	                     second->conninfo, manifest);
	harness_write_file(path, ini);
	before = twins();
	assert_int_equal(run_pgdriftd(&out, &err, "-c", path, "check", NULL), 1);
	assert_non_null(strstr(out, "confirm_definitions is off"));
	assert_int_equal(twins(), before);
	free(out);
	free(err);
	free(ini);
	unlink(manifest);
	free(manifest);
	free(path);
	pg_drop(first);
	pg_drop(second);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_dump_and_restore_is_no_drift),
		cmocka_unit_test(what_means_something_else_is_drift),
		cmocka_unit_test(what_people_write_is_read_by_the_server),
		cmocka_unit_test(what_cannot_be_tried_is_unconfirmed),
		cmocka_unit_test(no_functions_run),
		cmocka_unit_test(a_daemon_tries_each_text_once),
		cmocka_unit_test(a_standby_cannot_try),
		cmocka_unit_test(it_can_be_switched_off),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
