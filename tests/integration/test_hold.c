/* What is told of drift waits while a deployment is under way, without anybody saying so: the server
 * tells it by a lock, the migration tool by its record. */
#include "harness.h"
#include "telling.h"

#include <libpq-fe.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void
start(struct telling *telling, const char *hold_max)
{
	char *options = harness_format("check_interval = 1h\nstate_dir = %s/state\nhold_max = %s\n",
	                               telling->place, hold_max);
	char *sections = harness_format(TELLING_HOOK, telling->hook);

	telling_start(telling, options, sections);
	telling_check(telling, 1);
	free(options);
	free(sections);
}

/* Another session on the same database, in a transaction of its own. */
static struct pg_database
begin(const struct telling *telling, const char *sql)
{
	struct pg_database session = *telling->database;

	session.connection = NULL;
	pg_exec(&session, "BEGIN; %s", sql);
	return session;
}

static void
commit(struct pg_database *session)
{
	pg_exec(session, "COMMIT");
	PQfinish(session->connection);
}

#define LOCK "CREATE TABLE other (); COMMIT; BEGIN; LOCK TABLE other IN ACCESS EXCLUSIVE MODE"

/* The table that is locked is in no manifest. */
static void
while_a_table_is_locked_drift_is_not_told(void **state)
{
	struct telling *telling = *state;
	struct pg_database deployment;

	start(telling, "10min");
	deployment = begin(telling, LOCK);
	telling_drop(telling);
	telling_check(telling, 3);
	telling_assert_told(telling, "");
	daemon_wait_log(telling->daemon, "info target=main a deployment seems to be under way",
	                TELLING_WAIT_MS);
	/* The report says what is, all the while. */
	daemon_wait_json(telling->daemon, "/v1/report", "/targets/0/missing_tables/0",
	                 "public.tickets", TELLING_WAIT_MS);
	/* No check of the time of the deployment confirms anything. */
	commit(&deployment);
	telling_check(telling, 1);
	telling_assert_told(telling, "");
	telling_check(telling, 1);
	telling_wait_told(telling, "drift.detected\n");
}

static void
what_a_deployment_has_put_right_again_is_never_told(void **state)
{
	struct telling *telling = *state;
	struct pg_database deployment;

	start(telling, "10min");
	deployment = begin(telling, LOCK);
	telling_drop(telling);
	telling_check(telling, 3);
	telling_create(telling);
	telling_check(telling, 1);
	commit(&deployment);
	telling_check(telling, 3);
	telling_assert_told(telling, "");
	assert_int_equal(daemon_stop(telling->daemon), 0);
	telling_assert_told(telling, "");
}

static bool
is_told_cb(void *arg)
{
	struct telling *telling = arg;
	char *path = harness_format("%s/told", telling->place);
	char *text;
	bool any;

	telling_check(telling, 1);
	text = harness_read_file(path);
	any = text[0] != '\0';
	free(path);
	free(text);
	return any;
}

static void
a_lock_that_stays_holds_for_hold_max_only(void **state)
{
	struct telling *telling = *state;
	struct pg_database deployment;

	start(telling, "2s");
	deployment = begin(telling, LOCK);
	telling_drop(telling);
	telling_check(telling, 1);
	assert_true(wait_until(TELLING_WAIT_MS, is_told_cb, telling));
	telling_assert_told(telling, "drift.detected\n");
	commit(&deployment);
}

/* Where WAL is minimal such a lock alone takes no transaction id: nothing but the next look tells that it
 * is gone. */
static void
the_end_of_a_lock_without_a_trace_is_seen(void **state)
{
	struct telling *telling = *state;
	struct pg_database deployment;

	pg_exec(telling->database, "ALTER SYSTEM SET wal_level = minimal");
	pg_exec(telling->database, "ALTER SYSTEM SET max_wal_senders = 0");
	pg_stop(telling->server, PG_STOP_FAST);
	pg_start_again(telling->server);
	start(telling, "10min");
	telling_drop(telling);
	deployment = begin(telling, LOCK);
	telling_check(telling, 3);
	telling_assert_told(telling, "");
	commit(&deployment);
	telling_check(telling, 2);
	telling_wait_told(telling, "drift.detected\n");
}

/* What a transaction has only made itself, or what is temporary; weaker locks; another database. */
static void
other_locks_hold_nothing(void **state)
{
	struct telling *telling = *state;
	struct pg_database *elsewhere = pg_database(telling->server);
	struct pg_database session;

	start(telling, "10min");
	session = begin(telling, "CREATE TEMP TABLE mine (); CREATE TABLE fresh (); "
	                         "LOCK TABLE events IN SHARE ROW EXCLUSIVE MODE; "
	                         "LOCK TABLE pg_catalog.pg_ts_config_map IN ACCESS EXCLUSIVE MODE");
	pg_exec(elsewhere, "CREATE TABLE theirs (); BEGIN; LOCK TABLE theirs");
	telling_drop(telling);
	telling_check(telling, 2);
	telling_wait_told(telling, "drift.detected\n");
	commit(&session);
	pg_drop(elsewhere);
}

static const char with_revision[] =
	"{ \"manifest\": 1, \"name\": \"small\", \"modules\": [ { \"name\": \"core\", \"tables\": ["
	" \"events\", \"tickets\" ] } ], \"revisions\": [ { \"table\": \"alembic_version\","
	" \"column\": \"version_num\", \"expect\": [ \"a\" ] } ] }";

static void
a_revision_that_was_just_recorded_holds_for_one_check(void **state)
{
	struct telling *telling = *state;

	telling->manifest = with_revision;
	pg_exec(telling->database, "CREATE TABLE alembic_version (version_num text);"
	                           "INSERT INTO alembic_version VALUES ('a')");
	start(telling, "10min");
	telling_drop(telling);
	telling_check(telling, 1);
	pg_exec(telling->database, "UPDATE alembic_version SET version_num = 'b'");
	telling_check(telling, 1);
	telling_assert_told(telling, "");
	telling_check(telling, 2);
	telling_wait_told(telling, "drift.detected\ndrift.detected\n");
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, telling_setup, telling_teardown)
	const struct CMUnitTest tests[] = {
		TEST(while_a_table_is_locked_drift_is_not_told),
		TEST(what_a_deployment_has_put_right_again_is_never_told),
		TEST(a_lock_that_stays_holds_for_hold_max_only),
		TEST(the_end_of_a_lock_without_a_trace_is_seen),
		TEST(other_locks_hold_nothing),
		TEST(a_revision_that_was_just_recorded_holds_for_one_check),
	};

	return cmocka_run_group_tests_name("hold", tests, NULL, NULL);
}
