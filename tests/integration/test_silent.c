/* What changes nothing that a manifest states is no drift: a database and its snapshot, one act after
 * another that leaves it as it was, and not one finding, neither of a check of its own nor of the daemon
 * that has read the database before. */
#include "harness.h"
#include "harness_daemon.h"
#include "harness_http.h"
#include "harness_pg.h"

#include <libpq-fe.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TOKEN   "a-token-of-the-test"
#define WAIT_MS 30000

static struct pg_server *server;
static struct pg_database *database;
static struct daemon *daemon_running;
static char *manifest_path;
static char *watcher; /* the conninfo of the role that reads */

static void
load_application(struct pg_database *into)
{
	char *path = harness_path("ddl");
	char *command = harness_format("tests/reference/ddl.sh >%s", path);
	const char *argv[] = { "sh", "-c", command, NULL };

	assert_int_equal(run_program(argv, NULL, NULL), 0);
	pg_load_file(into, "tests/reference/core.sql");
	pg_load_file(into, path);
	pg_load_file(into, "tests/reference/application.sql");
	free(command);
	free(path);
}

static char *
snapshot_of(const char *conninfo)
{
	char *out;
	char *err;
	int code = run_pgdriftd(&out, &err, "snapshot", "--dsn", conninfo, NULL);

	if (code != 0)
		fail_msg("snapshot ended with %d: %s", code, err);
	free(err);
	return out;
}

static void
start_daemon(const char *manifest)
{
	char *token = harness_path("token");
	char *ini = harness_format("[pgdriftd]\nlisten = 127.0.0.1:@port@\n"
	                           "manifest = @manifest@\ncheck_interval = 1h\n"
	                           "admin_token_file = %s\nlog_level = debug\n"
	                           "[target main]\nconninfo = %s\n",
	                           token, watcher);

	harness_write_file(token, TOKEN "\n");
	daemon_running = daemon_start(&(struct daemon_options){ .ini = ini, .manifest = manifest });
	daemon_wait_status(daemon_running, "/readyz", 200, WAIT_MS);
	free(ini);
	free(token);
}

static int
group_setup(void **state)
{
	char *manifest;

	(void)state;
	server = pg_start(NULL);
	database = pg_database(server);
	load_application(database);
	pg_exec(database, "CREATE ROLE watcher LOGIN");
	/* A role for that came with 14. */
	pg_exec(database,
	        pg_number(database, "SELECT 1 FROM pg_roles WHERE rolname = 'pg_read_all_data'")
	                ? "GRANT pg_read_all_data TO watcher"
	                : "ALTER ROLE watcher SUPERUSER");
	watcher = pg_conninfo(server, database->name, "watcher");
	manifest = snapshot_of(watcher);
	manifest_path = harness_path("manifest.json");
	harness_write_file(manifest_path, manifest);
	start_daemon(manifest);
	free(manifest);
	return 0;
}

static int
group_teardown(void **state)
{
	(void)state;
	daemon_free(daemon_running);
	pg_drop(database);
	pg_free(server);
	free(watcher);
	free(manifest_path);
	return 0;
}

static void
expect_silence(const char *conninfo, const char *after)
{
	char *out;
	char *err;
	int code = run_pgdriftd(&out, &err, "check", "--dsn", conninfo, "--manifest", manifest_path,
	                        NULL);

	if (code != 0)
		fail_msg("after %s, exit %d: %s%s", after, code, out, err);
	free(out);
	free(err);
}

static json_int_t
checks_done(void)
{
	json_t *report = http_json(daemon_running->address, "/v1/report", NULL);
	json_int_t check = json_integer_value(json_at(report, "/targets/0/check"));

	json_decref(report);
	return check;
}

static bool
has_checked_cb(void *arg)
{
	return checks_done() > *(const json_int_t *)arg;
}

static void
expect_silent_daemon(const char *after)
{
	json_int_t before = checks_done();
	struct http_response *response = http_request(daemon_running->address, "POST", "/v1/check",
	                                              "Authorization: Bearer " TOKEN "\r\n", NULL);
	json_t *report;

	assert_int_equal(response->status, 202);
	http_free(response);
	assert_true(wait_until(WAIT_MS, has_checked_cb, &before));
	report = http_json(daemon_running->address, "/v1/report", NULL);
	if (strcmp(json_text_at(report, "/targets/0/status"), "in_sync") != 0)
		fail_msg("after %s: %s", after, json_dumps(report, JSON_INDENT(1)));
	json_decref(report);
}

/* Statements that run one by one, as some of them allow no transaction; an empty one ends them. */
struct act {
	const char *name;
	const char *sql[8];
};

static const struct act acts[] = {
	{ "nothing at all", { "SELECT 1" } },
	{ "VACUUM FULL and ANALYZE", { "VACUUM FULL", "VACUUM (FREEZE, ANALYZE)", "ANALYZE" } },
	{ "REINDEX", { "REINDEX SCHEMA stock", "REINDEX INDEX CONCURRENTLY stock.items_name" } },
	{ "CLUSTER", { "CLUSTER stock.items", "CLUSTER" } },
	{ "inserts, updates and deletes",
	  { "INSERT INTO stock.items (code, name) SELECT 'N' || i, 'n' FROM generate_series(1, 500) i",
	    "UPDATE stock.items SET amount = amount + 1",
	    "DELETE FROM stock.items WHERE id % 3 = 0" } },
	{ "a refresh",
	  { "REFRESH MATERIALIZED VIEW stock.sums",
	    "REFRESH MATERIALIZED VIEW CONCURRENTLY stock.sums" } },
	{ "sequence use",
	  { "SELECT nextval('stock.numbers'), setval('stock.items_id_seq', 5000)",
	    "ALTER SEQUENCE stock.numbers RESTART" } },
	{ "TRUNCATE",
	  { "TRUNCATE stock.moves, stock.scratch RESTART IDENTITY",
	    "TRUNCATE stock.items RESTART IDENTITY CASCADE" } },
	{ "temporary tables",
	  { "CREATE TEMPORARY TABLE items (id int PRIMARY KEY)",
	    "CREATE TEMPORARY VIEW seen AS SELECT * FROM items",
	    "CREATE TEMPORARY SEQUENCE counted" } },
	{ "a column added and dropped",
	  { "ALTER TABLE stock.items ADD COLUMN passing text DEFAULT 'x' CHECK (passing <> '')",
	    "CREATE INDEX ON stock.items (passing)", "ALTER TABLE stock.items DROP COLUMN passing",
	    "ALTER TABLE stock.moves ADD COLUMN one int, ADD COLUMN two int",
	    "ALTER TABLE stock.moves DROP COLUMN two, DROP COLUMN one" } },
	{ "an index dropped and made again",
	  { "DROP INDEX stock.items_name",
	    "CREATE INDEX items_name ON stock.items (lower(name::text) DESC NULLS LAST) INCLUDE (kind) "
	    "WHERE amount > 0",
	    "DROP INDEX stock.log_who", "CREATE INDEX log_who ON stock.log (who)" } },
	{ "a foreign key dropped and made again",
	  { "ALTER TABLE stock.moves DROP CONSTRAINT moves_item_id_fkey",
	    "ALTER TABLE stock.moves ADD FOREIGN KEY (item_id) REFERENCES stock.items "
	    "ON DELETE CASCADE ON UPDATE RESTRICT" } },
	{ "functions replaced by themselves",
	  { "DO $$ DECLARE f record; BEGIN FOR f IN SELECT pg_get_functiondef(oid) AS sql FROM pg_proc "
	    "WHERE pronamespace = 'stock'::regnamespace AND prokind IN ('f', 'p') AND prolang <> 12 "
	    "LOOP EXECUTE f.sql; END LOOP; END $$" } },
	{ "a view and a trigger made again",
	  { "DO $$ BEGIN EXECUTE 'CREATE OR REPLACE VIEW stock.here WITH (security_barrier) AS ' || "
	    "pg_get_viewdef('stock.here'::regclass); END $$",
	    "DROP TRIGGER touch_items ON stock.items",
	    "CREATE TRIGGER touch_items BEFORE UPDATE OF name, amount ON stock.items FOR EACH ROW "
	    "WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION stock.touch()",
	    "ALTER TABLE stock.items DISABLE TRIGGER touch_items",
	    "ALTER TABLE stock.items ENABLE TRIGGER touch_items" } },
	{ "grants revoked and given again",
	  { "REVOKE SELECT ON stock.items, stock.here FROM app_reader",
	    "GRANT SELECT ON stock.here, stock.items TO app_reader",
	    "REVOKE USAGE ON SCHEMA stock FROM app_reader",
	    "GRANT USAGE ON SCHEMA stock TO app_reader",
	    "REVOKE ALL ON stock.items FROM app_writer CASCADE",
	    "GRANT SELECT, INSERT, UPDATE (amount, name) ON stock.items TO app_writer WITH GRANT OPTION" } },
	{ "a role's own settings",
	  { "ALTER ROLE watcher SET search_path = stock, public, pg_catalog",
	    "ALTER ROLE watcher SET DateStyle = 'German'; ALTER ROLE watcher SET TimeZone = 'Asia/Kolkata'",
	    "ALTER ROLE watcher SET IntervalStyle = 'iso_8601'; "
	    "ALTER ROLE watcher SET bytea_output = 'escape'",
	    "ALTER ROLE watcher SET quote_all_identifiers = on; "
	    "ALTER ROLE watcher SET extra_float_digits = -10",
	    "ALTER ROLE watcher SET client_encoding = 'LATIN1'",
	    "ALTER ROLE watcher SET default_transaction_read_only = on",
	    "ALTER ROLE watcher SET default_transaction_isolation = 'serializable'",
	    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'watcher'" } },
};

static void
acts_that_leave_all_as_it_was_are_silent(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
		const struct act *act = &acts[i];
		struct pg_database session = { .server = server, .conninfo = database->conninfo };

		for (size_t s = 0; s < sizeof act->sql / sizeof *act->sql && act->sql[s]; s++)
			pg_exec(&session, "%s", act->sql[s]);
		expect_silence(watcher, act->name);
		expect_silent_daemon(act->name);
		PQfinish(session.connection);
	}
}

/* From 15 on pg_dump writes nothing of a schema public in which only its owner creates, as that became
 * the default: restored into an older server, all may. A difference then, and the only one. */
static void
take_back_what_the_dump_gave(struct pg_database *copy, const char *conninfo)
{
	char *out;
	char *err;

	if (!pg_number(copy, "SELECT has_schema_privilege('public', 'public', 'CREATE')::int"))
		return;
	assert_int_equal(run_pgdriftd(&out, &err, "check", "--dsn", conninfo, "--manifest",
	                              manifest_path, NULL),
	                 2);
	assert_non_null(strstr(out, "DRIFT, 1 critical:"));
	assert_non_null(strstr(out, "privilege public CREATE on schema public is not expected"));
	pg_exec(copy, "REVOKE CREATE ON SCHEMA public FROM PUBLIC");
	free(out);
	free(err);
}

static void
a_dump_restored_elsewhere_is_silent(void **state)
{
	struct pg_database *copy = pg_database(server);
	char *elsewhere = pg_conninfo(server, copy->name, "watcher");
	char *command = harness_format("pg_dump -d '%s' | psql -X -q -v ON_ERROR_STOP=1 -d '%s'",
	                               database->conninfo, copy->conninfo);
	const char *const argv[] = { "sh", "-c", command, NULL };
	char *err;

	(void)state;
	if (run_program(argv, NULL, &err) != 0)
		fail_msg("%s: %s", command, err);
	/* It dumps no server newer than itself. */
	if (strstr(err, "server version mismatch") == NULL) {
		take_back_what_the_dump_gave(copy, elsewhere);
		expect_silence(elsewhere, "pg_dump and psql");
	}
	free(err);
	free(command);
	free(elsewhere);
	pg_drop(copy);
}

static void
the_same_script_elsewhere_is_silent(void **state)
{
	struct pg_database *other = pg_database(server);
	char *elsewhere = pg_conninfo(server, other->name, "watcher");

	(void)state;
	/* Other numbers for all that there is. */
	pg_exec(other, "CREATE TABLE passing (a int, b text); DROP TABLE passing");
	load_application(other);
	expect_silence(elsewhere, "the same script");
	free(elsewhere);
	pg_drop(other);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_script_elsewhere_is_silent),
		cmocka_unit_test(a_dump_restored_elsewhere_is_silent),
		cmocka_unit_test(acts_that_leave_all_as_it_was_are_silent),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
