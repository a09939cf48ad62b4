/* Faults while the daemon creates: whatever happens to it, to its connection or to the server, no module is
 * ever half there, nobody waits for long, and what came of it is known. The numbers are the fault
 * table's. SOAK_SECONDS in the environment: more rounds. */
#include "base/clock.h"
#include "creating.h"
#include "harness.h"
#include "harness_http.h"

#include <libpq-fe.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define ROOM_MS 4000 /* for a machine that does something else */
#define STOP_MS 15000

static unsigned
rounds(unsigned usual, unsigned soak)
{
	return getenv("SOAK_SECONDS") != NULL ? soak : usual;
}

/* --- 20: COMMIT ------------------------------------------------------------------------------------ */

/* Who creates waits at COMMIT for a standby that there is not. */
static void
hold_commits(const struct creating_stage *stage, bool hold)
{
	pg_exec(stage->database, "SET synchronous_commit = local;"
	                         "ALTER ROLE creator SET synchronous_commit = on");
	pg_exec(stage->database, "ALTER SYSTEM SET synchronous_standby_names = '%s'",
	        hold ? "nobody" : "");
	pg_exec(stage->database, "SELECT pg_reload_conf()");
}

static bool
waits_at_commit_cb(void *arg)
{
	const struct creating_stage *stage = arg;

	return pg_number(stage->database, "SELECT count(*) FROM pg_stat_activity WHERE usename = "
	                                  "'creator' AND wait_event = 'SyncRep'") == 1;
}

static void
wait_for_commit(struct creating_stage *stage)
{
	if (!wait_until(CREATING_WAIT_MS, waits_at_commit_cb, stage))
		creating_fail(stage, "no COMMIT waits");
}

/* It was committed, though nobody said so: that is looked up, and no failure. */
static void
a_connection_lost_at_commit_is_looked_up(void **state)
{
	struct creating_stage *stage = *state;
	json_t *doubts, *commits;

	hold_commits(stage, true);
	creating_start(stage);
	wait_for_commit(stage);
	pg_exec(stage->database,
	        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'creator'");
	/* The next transaction waits there too. */
	wait_for_commit(stage);
	hold_commits(stage, false);
	creating_wait_tables(stage, CREATING_TABLES);
	creating_wait_events(stage, "create.succeeded", 1);
	creating_assert_events(stage, "create.failed", 0);
	doubts = creating_trail(stage, "in_doubt");
	commits = creating_trail(stage, "committed");
	assert_int_equal(json_array_size(doubts), 1);
	assert_int_equal(json_array_size(commits), 8);
	json_decref(doubts);
	json_decref(commits);
}

/* 30: nobody waits for that COMMIT for ever. What came of it is found out after the next start. */
static void
terminated_at_commit_it_is_out_in_time(void **state)
{
	struct creating_stage *stage = *state;
	json_t *ends;
	long since_ms;

	hold_commits(stage, true);
	creating_start(stage);
	wait_for_commit(stage);
	since_ms = clock_ms();
	kill(stage->daemon->pid, SIGTERM);
	assert_int_equal(harness_wait(stage->daemon->pid, STOP_MS + ROOM_MS), 0);
	stage->daemon->pid = 0;
	assert_true(clock_ms() - since_ms < STOP_MS);
	ends = creating_trail(stage, "end");
	assert_non_null(strstr(json_text_at(json_array_get(ends, 0), "/reason"), "unknown"));
	json_decref(ends);
	hold_commits(stage, false);
	creating_assert_no_half(stage);
	creating_start(stage);
	creating_wait_tables(stage, CREATING_TABLES);
	creating_assert_no_half(stage);
}

/* --- 17: a busy table ------------------------------------------------------------------------------ */

/* Another application: writes a row of organizations over and over, until it is told to end. */
struct writer {
	char *conninfo;
	volatile bool end;
	long worst_ms;
	unsigned writes;
};

static void *
write_cb(void *arg)
{
	struct writer *writer = arg;
	PGconn *connection = PQconnectdb(writer->conninfo);

	while (!writer->end) {
		long begun = clock_ms(), took;
		PGresult *result = PQexec(connection,
		                          "UPDATE organizations SET name = 'x' WHERE id = 'other'");

		if (PQresultStatus(result) == PGRES_COMMAND_OK)
			writer->writes++;
		PQclear(result);
		took = clock_ms() - begun;
		writer->worst_ms = took > writer->worst_ms ? took : writer->worst_ms;
		usleep(2000);
	}
	PQfinish(connection);
	return NULL;
}

static void
a_busy_table_is_left_alone_and_tried_again(void **state)
{
	struct creating_stage *stage = *state;
	PGconn *holder = PQconnectdb(stage->database->conninfo);
	struct writer writer = { .conninfo = stage->database->conninfo };
	pthread_t thread;
	char *summary;

	pg_exec(stage->database, "INSERT INTO organizations VALUES ('held', 'a'), ('other', 'b')");
	PQclear(PQexec(holder, "SET application_name = 'the report'"));
	PQclear(PQexec(holder, "BEGIN; UPDATE organizations SET name = 'c' WHERE id = 'held'"));
	stage->options = "create_lock_timeout = 500ms\n";
	pthread_create(&thread, NULL, write_cb, &writer);
	creating_start(stage);
	creating_wait_events(stage, "create.failed", 1);
	summary = creating_summary(stage, "create.failed");
	/* Who holds it up is named. */
	if (strstr(summary, "55P03") == NULL && strstr(summary, "lock timeout") == NULL)
		creating_fail(stage, summary);
	creating_assert_no_half(stage);
	creating_wait_checks(stage, 5);
	creating_assert_events(stage, "create.failed", 1);
	PQclear(PQexec(holder, "COMMIT"));
	creating_wait_tables(stage, CREATING_TABLES);
	writer.end = true;
	pthread_join(thread, NULL);
	print_message("the writer wrote %u times, and waited %ld ms at worst\n", writer.writes,
	              writer.worst_ms);
	assert_true(writer.writes > 0);
	assert_true(writer.worst_ms < 500 + 500 + ROOM_MS);
	PQfinish(holder);
	free(summary);
}

/* --- 18: somebody else does the same ------------------------------------------------------------- */

static void
two_daemons_and_a_migration_create_at_once(void **state)
{
	(void)state;
	for (unsigned i = 0; i < rounds(3, 50); i++) {
		struct creating_stage one, two;
		struct pg_database *own;
		long created;

		creating_begin_stage(&one);
		creating_begin_stage(&two);
		own = two.database;
		two.database = one.database;
		creating_start(&one);
		creating_start(&two);
		for (unsigned j = 0; j < 20; j++)
			pg_exec(one.database,
			        "DO $$ BEGIN SET LOCAL ROLE creator; CREATE TABLE IF NOT EXISTS "
			        "documents_%u_%u (id int); EXCEPTION WHEN unique_violation OR "
			        "duplicate_table OR duplicate_object THEN NULL; END $$",
			        i, j);
		pg_exec(one.database,
		        "DO $$ BEGIN FOR i IN 0..19 LOOP EXECUTE 'DROP TABLE "
		        "documents_%u_' || i; END LOOP; END $$",
		        i);
		creating_wait_tables(&one, CREATING_TABLES);
		creating_wait_checks(&one, 2);
		creating_wait_checks(&two, 2);
		creating_assert_events(&one, "create.failed", 0);
		creating_assert_events(&two, "create.failed", 0);
		created = creating_metric(&one, "pgdriftd_create_tables_total{target=\"main\"}") +
		          creating_metric(&two, "pgdriftd_create_tables_total{target=\"main\"}");
		assert_int_equal(created, CREATING_TABLES);
		daemon_wait_json(one.daemon, "/v1/report", "/targets/0/status", "in_sync",
		                 CREATING_WAIT_MS);
		daemon_free(two.daemon);
		two.daemon = NULL;
		two.database = own;
		creating_end_stage(&two);
		creating_end_stage(&one);
	}
}

/* --- 11: a standby --------------------------------------------------------------------------------- */

static void
a_standby_is_read_and_nothing_created_until_it_is_promoted(void **state)
{
	struct creating_stage *stage = *state;
	struct pg_server *standby = pg_standby(creating_server());
	struct pg_database *primary = stage->database;
	struct pg_database replica = { .server = standby };
	char *summary;

	if (standby == NULL)
		skip();
	snprintf(replica.name, sizeof replica.name, "%s", primary->name);
	replica.conninfo = pg_conninfo(standby, replica.name, NULL);
	stage->server = standby;
	stage->database = &replica;
	creating_start(stage);
	creating_wait_events(stage, "create.failed", 1);
	summary = creating_summary(stage, "create.failed");
	assert_non_null(strstr(summary, "25006"));
	creating_wait_checks(stage, 5);
	creating_assert_events(stage, "create.failed", 1);
	assert_int_equal(creating_tables(stage), 0);
	daemon_wait_json(stage->daemon, "/v1/report", "/targets/0/status", "drift",
	                 CREATING_WAIT_MS);
	/* Failover. */
	assert_int_equal(pg_number(&replica, "SELECT pg_promote()::int"), 1);
	creating_wait_tables(stage, CREATING_TABLES);
	daemon_wait_json(stage->daemon, "/v1/report", "/targets/0/status", "in_sync",
	                 CREATING_WAIT_MS);
	daemon_free(stage->daemon);
	stage->daemon = NULL;
	stage->database = primary;
	stage->server = creating_server();
	PQfinish(replica.connection);
	free(replica.conninfo);
	free(summary);
	pg_free(standby);
}

static void
a_read_only_primary_is_told_once(void **state)
{
	struct creating_stage *stage = *state;
	char *summary;

	pg_exec(stage->database, "ALTER DATABASE %s SET default_transaction_read_only = on",
	        stage->database->name);
	creating_start(stage);
	creating_wait_events(stage, "create.failed", 1);
	summary = creating_summary(stage, "create.failed");
	assert_non_null(strstr(summary, "25006"));
	creating_wait_checks(stage, 5);
	creating_assert_events(stage, "create.failed", 1);
	assert_int_equal(creating_tables(stage), 0);
	pg_exec(stage->database, "ALTER DATABASE %s RESET default_transaction_read_only",
	        stage->database->name);
	creating_wait_tables(stage, CREATING_TABLES);
	free(summary);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, creating_setup, creating_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_connection_lost_at_commit_is_looked_up),
		TEST(terminated_at_commit_it_is_out_in_time),
		TEST(a_busy_table_is_left_alone_and_tried_again),
		cmocka_unit_test(two_daemons_and_a_migration_create_at_once),
		TEST(a_read_only_primary_is_told_once),
		TEST(a_standby_is_read_and_nothing_created_until_it_is_promoted),
	};

	return cmocka_run_group_tests(tests, creating_group_setup, creating_group_teardown);
}
