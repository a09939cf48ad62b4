/* Faults of the server as a monitor sees them: unknown is never called missing, the last good
 * verdict stays on record, and the watch finds back by itself. The numbers are the fault table's. */
#include "base/clock.h"
#include "harness.h"
#include "harness_daemon.h"
#include "harness_http.h"
#include "harness_pg.h"

#include <libpq-fe.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define WAIT_MS 20000

static const char manifest[] =
	"{ \"manifest\": 1, \"name\": \"small\", \"modules\": [ { \"name\": \"core\", \"tables\": ["
	" { \"name\": \"events\", \"columns\": [ { \"name\": \"id\", \"type\": \"int\" } ] },"
	" \"tickets\" ] } ] }";

/* A server, a database in sync, and a daemon that checks it every second. */
struct fixture {
	struct pg_server *server;
	struct pg_database *database;
	struct daemon *daemon;
};

static struct daemon *
watch(const char *conninfo, const char *more)
{
	char *ini = harness_format("[pgdriftd]\n"
	                           "listen = 127.0.0.1:@port@\n"
	                           "manifest = @manifest@\n"
	                           "check_interval = 1s\n"
	                           "connect_timeout = 2s\n"
	                           "check_timeout = 2s\n"
	                           "log_level = debug\n"
	                           "%s\n"
	                           "[target main]\n"
	                           "conninfo = %s\n",
	                           more, conninfo);
	struct daemon *daemon = daemon_start(
		&(struct daemon_options){ .ini = ini, .manifest = manifest });

	free(ini);
	return daemon;
}

static int
setup(void **state)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);

	/* A crash must not take away what was committed: then it would be missing in truth. */
	fixture->server = pg_start(&(struct pg_options){ .conf = "synchronous_commit = on\n" });
	fixture->database = pg_database(fixture->server);
	pg_exec(fixture->database, "CREATE TABLE events (id int); CREATE TABLE tickets ()");
	*state = fixture;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *fixture = *state;

	daemon_free(fixture->daemon);
	pg_drop(fixture->database);
	pg_free(fixture->server);
	free(fixture);
	return 0;
}

static void
in_sync(struct fixture *fixture)
{
	daemon_wait_json(fixture->daemon, "/v1/report", "/targets/0/status", "in_sync", WAIT_MS);
}

/* No answer of the daemon ever spoke of something missing. */
static void
nothing_was_missing(const struct fixture *fixture)
{
	assert_false(daemon_log_contains(fixture->daemon, "missing"));
}

/* Unknown, with what was known before under last_known. */
static json_t *
unknown(struct fixture *fixture)
{
	json_t *report;

	daemon_wait_json(fixture->daemon, "/v1/report", "/targets/0/status", "unknown", WAIT_MS);
	report = http_json(fixture->daemon->address, "/v1/report", NULL);
	return report;
}

static void
a_killed_backend_is_unknown_for_a_moment_1(void **state)
{
	struct fixture *fixture = *state;
	json_t *report;
	long pid;

	fixture->daemon = watch(fixture->database->conninfo, "");
	in_sync(fixture);
	pid = pg_number(fixture->database, "SELECT pid FROM pg_stat_activity "
	                                   "WHERE application_name = 'pgdriftd/main'");
	assert_true(pid > 0);
	kill((pid_t)pid, SIGKILL);
	report = unknown(fixture);
	json_decref(report);
	daemon_wait_json(fixture->daemon, "/v1/report", "/targets/0/status", "in_sync", WAIT_MS);
	nothing_was_missing(fixture);
}

static void
a_restarted_server_is_named_as_the_reason_2(void **state)
{
	struct fixture *fixture = *state;

	fixture->daemon = watch(fixture->database->conninfo, "");
	in_sync(fixture);
	pg_stop(fixture->server, PG_STOP_FAST);
	daemon_wait_log(fixture->daemon, "terminating connection due to administrator command",
	                WAIT_MS);
	pg_start_again(fixture->server);
	in_sync(fixture);
	nothing_was_missing(fixture);
}

static void
a_database_that_is_down_keeps_what_is_known(void **state)
{
	struct fixture *fixture = *state;
	json_t *report;

	fixture->daemon = watch(fixture->database->conninfo, "unknown_after = 4s");
	in_sync(fixture);
	pg_exec(fixture->database, "DROP TABLE tickets");
	daemon_wait_json(fixture->daemon, "/v1/report", "/targets/0/status", "drift", WAIT_MS);
	daemon_wait_status(fixture->daemon, "/health", 503, WAIT_MS);
	pg_exec(fixture->database, "CREATE TABLE tickets ()");
	daemon_wait_status(fixture->daemon, "/health", 200, WAIT_MS);

	pg_stop(fixture->server, PG_STOP_FAST);
	report = unknown(fixture);
	assert_string_equal(json_text_at(report, "/targets/0/last_known/status"), "in_sync");
	assert_non_null(json_text_at(report, "/targets/0/last_known/checked_at"));
	assert_non_null(json_text_at(report, "/targets/0/stale_since"));
	assert_non_null(json_text_at(report, "/targets/0/error/message"));
	assert_non_null(json_text_at(report, "/targets/0/error/since"));
	json_decref(report);
	/* The last good verdict stands for unknown_after, and then no longer. */
	daemon_wait_status(fixture->daemon, "/health", 503, WAIT_MS);
	assert_int_equal(http_status(fixture->daemon->address, "/health?unknown=200"), 200);
	assert_int_equal(http_status(fixture->daemon->address, "/livez"), 200);
	pg_start_again(fixture->server);
	daemon_wait_status(fixture->daemon, "/health", 200, WAIT_MS);
	in_sync(fixture);
}

static void
a_daemon_starts_before_its_database(void **state)
{
	struct fixture *fixture = *state;
	json_t *report;

	pg_stop(fixture->server, PG_STOP_FAST);
	fixture->daemon = watch(fixture->database->conninfo, "");
	report = unknown(fixture);
	assert_true(json_is_null(json_at(report, "/targets/0/error/sqlstate")));
	assert_string_equal(json_text_at(report, "/targets/0/error/code"), "connect");
	json_decref(report);
	assert_int_equal(http_status(fixture->daemon->address, "/health"), 503);
	assert_int_equal(http_status(fixture->daemon->address, "/readyz"), 200);
	pg_start_again(fixture->server);
	in_sync(fixture);
	nothing_was_missing(fixture);
}

static void
a_stopped_postmaster_meets_our_deadline_4(void **state)
{
	struct fixture *fixture = *state;
	json_t *report;

	pg_pause(fixture->server);
	fixture->daemon = watch(fixture->database->conninfo, "unknown_after = 1min");
	report = unknown(fixture);
	assert_string_equal(json_text_at(report, "/targets/0/error/code"), "timeout");
	json_decref(report);
	pg_continue(fixture->server);
	in_sync(fixture);
	nothing_was_missing(fixture);
}

static void
a_stopped_backend_meets_our_deadline_5(void **state)
{
	struct fixture *fixture = *state;
	json_t *report;
	long pid;

	/* The deadline of the check is to be met, not the one before it goes stale. */
	fixture->daemon = watch(fixture->database->conninfo, "unknown_after = 1min");
	in_sync(fixture);
	pid = pg_number(fixture->database, "SELECT pid FROM pg_stat_activity "
	                                   "WHERE application_name = 'pgdriftd/main'");
	assert_true(pid > 0);
	kill((pid_t)pid, SIGSTOP);
	report = unknown(fixture);
	assert_string_equal(json_text_at(report, "/targets/0/error/code"), "timeout");
	json_decref(report);
	in_sync(fixture); /* on a new connection, while the old backend still stands */
	kill((pid_t)pid, SIGCONT);
	nothing_was_missing(fixture);
}

/* The report of a target with that conninfo, once it is unknown. */
static void
expect_refusal(struct fixture *fixture, const char *conninfo, const char *sqlstate)
{
	json_t *report;

	fixture->daemon = watch(conninfo, "");
	report = unknown(fixture);
	assert_string_equal(json_text_at(report, "/targets/0/error/sqlstate"), sqlstate);
	assert_int_equal(json_array_size(json_at(report, "/targets/0/findings")), 0);
	json_decref(report);
	nothing_was_missing(fixture);
	assert_false(daemon_log_contains(fixture->daemon, "swordfish"));
	daemon_free(fixture->daemon);
	fixture->daemon = NULL;
}

static void
a_refused_login_tells_its_sqlstate_9(void **state)
{
	struct fixture *fixture = *state;
	struct pg_server *strict = pg_start(&(struct pg_options){
		.hba = "local all postgres trust\nlocal all all scram-sha-256\n" });
	struct pg_database *database = pg_database(strict);
	char *user = pg_conninfo(strict, database->name, "watch");
	char *limited = pg_conninfo(strict, database->name, "limited");
	char *wrong = harness_format("%s password=swordfish", user);
	char *right = harness_format("%s password=other", user);
	char *crowded = harness_format("%s password=other", limited);
	char *elsewhere = harness_format("host=%s port=%d user=postgres dbname=nowhere",
	                                 pg_socket_dir(strict), pg_port(strict));

	pg_exec(database, "CREATE ROLE watch LOGIN PASSWORD 'other';"
	                  "CREATE ROLE limited LOGIN PASSWORD 'other' CONNECTION LIMIT 0");
	expect_refusal(fixture, wrong, "28P01");
	expect_refusal(fixture, crowded, "53300");
	expect_refusal(fixture, elsewhere, "3D000");
	pg_exec(database, "REVOKE CONNECT ON DATABASE %s FROM public", database->name);
	expect_refusal(fixture, right, "42501");
	free(elsewhere);
	free(crowded);
	free(right);
	free(wrong);
	free(limited);
	free(user);
	pg_drop(database);
	pg_free(strict);
}

static void
a_catalog_that_is_denied_is_unknown_10(void **state)
{
	struct fixture *fixture = *state;
	char *conninfo;

	pg_exec(fixture->database,
	        "CREATE ROLE plain LOGIN; REVOKE SELECT ON pg_class FROM public");
	conninfo = pg_conninfo(fixture->server, fixture->database->name, "plain");
	expect_refusal(fixture, conninfo, "42501");
	free(conninfo);
}

/* What a standby replays cancels what is in its way. */
struct churn {
	struct fixture *fixture;
	const char *log; /* until the daemon has said this */
};

static bool
churn_cb(void *arg)
{
	struct churn *churn = arg;

	pg_exec(churn->fixture->database, "CREATE TABLE passing (a int, b int, c int, d text)");
	pg_exec(churn->fixture->database, "DROP TABLE passing");
	pg_exec(churn->fixture->database,
	        "VACUUM pg_class, pg_attribute, pg_type, pg_depend, pg_index");
	return daemon_log_contains(churn->fixture->daemon, churn->log);
}

static void
a_recovery_conflict_is_tried_again_12(void **state)
{
	struct fixture *fixture = *state;
	struct pg_server *standby;
	struct churn churn = { fixture, "conflict: reading -> connecting" };
	char *conninfo;

	pg_exec(fixture->database, "ALTER SYSTEM SET max_standby_streaming_delay = 0");
	/* So that a check takes its time. */
	pg_exec(fixture->database, "DO $$ BEGIN FOR i IN 1..1000 LOOP EXECUTE format('CREATE TABLE "
	                           "more_%%s (id int PRIMARY KEY, a text DEFAULT %%L)', i, i); "
	                           "END LOOP; END $$");
	standby = pg_standby(fixture->server);
	conninfo = pg_conninfo(standby, fixture->database->name, NULL);
	fixture->daemon = watch(conninfo, "unknown_after = 1min");
	in_sync(fixture);
	assert_true(wait_until(3 * WAIT_MS, churn_cb, &churn));
	in_sync(fixture);
	nothing_was_missing(fixture);
	daemon_free(fixture->daemon);
	fixture->daemon = NULL;
	pg_free(standby);
	free(conninfo);
}

/* One table is locked for as long as it likes: it is unknown, the rest is known, and the check does
 * not wait for it. */
static void
a_locked_table_does_not_cost_the_check(void **state)
{
	struct fixture *fixture = *state;
	struct pg_database locker = { .server = fixture->server,
		                      .conninfo = fixture->database->conninfo };
	static const char with_index[] =
		"{ \"manifest\": 1, \"name\": \"small\", \"modules\": [ { \"name\": \"core\","
		" \"tables\": [ { \"name\": \"events\", \"indexes\": [ { \"name\": \"ix\","
		" \"definition\": \"CREATE INDEX ix ON public.events USING btree (id)\" } ] },"
		" \"gone\" ] } ] }";
	char *path = harness_path("manifest.json");
	int64_t began;
	json_t *report;
	char *out;
	int code;

	harness_write_file(path, with_index);
	pg_exec(fixture->database, "CREATE INDEX ix ON events (id)");
	pg_exec(&locker, "BEGIN; LOCK TABLE events IN ACCESS EXCLUSIVE MODE");
	began = clock_ms();
	code = run_pgdriftd(&out, NULL, "check", "--dsn", fixture->database->conninfo, "--manifest",
	                    path, "--format", "json", NULL);
	assert_in_range(clock_ms() - began, 0, 5000);
	assert_int_equal(code, 2); /* `gone` is missing; `ix` is not called so */
	report = json_loads(out, 0, NULL);
	assert_non_null(report);
	assert_int_equal(json_array_size(json_at(report, "/targets/0/findings")), 1);
	assert_string_equal(json_text_at(report, "/targets/0/findings/0/name"), "gone");
	assert_string_equal(json_text_at(report, "/targets/0/coverage/unknown/0/reason"), "locked");
	assert_string_equal(json_text_at(report, "/targets/0/coverage/unknown/0/kind"), "index");
	json_decref(report);
	free(out);
	pg_exec(&locker, "ROLLBACK; CREATE TABLE gone ()");

	pg_exec(&locker, "BEGIN; LOCK TABLE events IN ACCESS EXCLUSIVE MODE");
	code = run_pgdriftd(NULL, NULL, "check", "--dsn", fixture->database->conninfo, "--manifest",
	                    path, NULL);
	assert_int_equal(code, 3); /* never in sync while a part of it could not be read */
	pg_exec(&locker, "ROLLBACK");
	PQfinish(locker.connection);
	code = run_pgdriftd(NULL, NULL, "check", "--dsn", fixture->database->conninfo, "--manifest",
	                    path, NULL);
	assert_int_equal(code, 0);
	free(path);
}

static bool
has_no_session_cb(void *arg)
{
	struct fixture *fixture = arg;

	return pg_number(fixture->database,
	                 "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE "
	                 "'pgdriftd%%'") == 0;
}

/* A check leaves nothing in the session or the database, and holds no transaction open. */
static void
a_check_leaves_nothing_behind(void **state)
{
	struct fixture *fixture = *state;

	fixture->daemon = watch(fixture->database->conninfo, "");
	in_sync(fixture);
	assert_int_equal(pg_number(fixture->database,
	                           "SELECT count(*) FROM pg_stat_activity WHERE application_name = "
	                           "'pgdriftd/main' AND state = 'idle'"),
	                 1);
	assert_int_equal(
		pg_number(fixture->database, "SELECT count(*) FROM pg_prepared_statements"), 0);
	assert_int_equal(
		pg_number(fixture->database,
	                  "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) "
	                  "WHERE application_name = 'pgdriftd/main' AND state = 'idle'"),
		0);
	assert_int_equal(daemon_stop(fixture->daemon), 0);
	/* The server sees the end of a connection a moment later. */
	assert_true(wait_until(WAIT_MS, has_no_session_cb, fixture));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_killed_backend_is_unknown_for_a_moment_1, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(a_restarted_server_is_named_as_the_reason_2, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(a_database_that_is_down_keeps_what_is_known, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(a_daemon_starts_before_its_database, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(a_stopped_postmaster_meets_our_deadline_4, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(a_stopped_backend_meets_our_deadline_5, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(a_refused_login_tells_its_sqlstate_9, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(a_catalog_that_is_denied_is_unknown_10, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(a_recovery_conflict_is_tried_again_12, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(a_locked_table_does_not_cost_the_check, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(a_check_leaves_nothing_behind, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
