/* Creation by the daemon itself: what it creates, where it does not, and what it says of it. */
#include "creating.h"
#include "harness.h"
#include "harness_http.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static struct pg_server *server;

static int
group_setup(void **state)
{
	(void)state;
	server = creating_server(NULL);
	return 0;
}

static int
group_teardown(void **state)
{
	(void)state;
	pg_free(server);
	return 0;
}

static int
setup(void **state)
{
	struct creating_stage *stage = calloc(1, sizeof *stage);

	creating_begin_stage(stage, server);
	*state = stage;
	return 0;
}

static int
teardown(void **state)
{
	creating_end_stage(*state);
	free(*state);
	return 0;
}

/* --- the reference case ---------------------------------------------------------------------------- */

static void
assert_trail_of_the_reference_case(const struct creating_stage *stage)
{
	json_t *begins = creating_trail(stage, "begin");
	json_t *statements = creating_trail(stage, "statement");
	json_t *commits = creating_trail(stage, "committed");
	json_t *ends = creating_trail(stage, "end");
	char *path = creating_state_path(stage, "audit.jsonl");
	struct stat status;
	json_t *line;
	size_t i, stated = 0, created = 0;

	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0600);
	assert_int_equal(json_array_size(begins), 8);
	assert_int_equal(json_array_size(commits), 8);
	assert_int_equal(json_array_size(ends), 1);
	json_array_foreach(begins, i, line)
		stated += (size_t)json_integer_value(json_object_get(line, "statements"));
	assert_int_equal(json_array_size(statements), stated);
	json_array_foreach(statements, i, line)
	{
		const char *sql = json_text_at(line, "/statement");

		created += strncmp(sql, "CREATE TABLE ", 13) == 0;
		assert_string_equal(json_text_at(line, "/role"), "creator");
		assert_string_equal(json_text_at(line, "/by"), "run");
		assert_string_equal(json_text_at(line, "/target"), "main");
		assert_string_equal(json_text_at(line, "/database"), stage->database->name);
		assert_int_equal(strlen(json_text_at(line, "/plan")), 64);
		assert_true(json_array_size(json_object_get(line, "modules")) > 0);
		assert_true(json_is_real(json_object_get(line, "duration_ms")));
		assert_true(json_is_null(json_object_get(line, "error")));
		assert_string_equal(json_text_at(line, "/attempt"),
		                    json_text_at(json_array_get(ends, 0), "/attempt"));
	}
	assert_int_equal(created, CREATING_TABLES);
	assert_int_equal(json_array_size(json_at(json_array_get(ends, 0), "/transactions")), 8);
	assert_true(json_is_null(json_at(json_array_get(ends, 0), "/reason")));
	json_decref(begins);
	json_decref(statements);
	json_decref(commits);
	json_decref(ends);
	free(path);
}

static void
everything_is_created_at_first_contact(void **state)
{
	struct creating_stage *stage = *state;
	char *summary, *audit, *again;

	creating_start(stage);
	creating_wait_tables(stage, CREATING_TABLES);
	daemon_wait_json(stage->daemon, "/v1/report", "/targets/0/status", "in_sync",
	                 CREATING_WAIT_MS);
	creating_wait_events(stage, "create.succeeded", 1);
	summary = creating_summary(stage, "create.succeeded");
	assert_non_null(strstr(summary, "created 34 tables in 8 modules ("));
	assert_trail_of_the_reference_case(stage);
	assert_int_equal(pg_number(stage->database,
	                           "SELECT count(*) FROM pg_tables WHERE tableowner = 'creator'"),
	                 CREATING_TABLES);
	assert_int_equal(creating_metric(stage, "pgdriftd_create_tables_total{target=\"main\"}"),
	                 34);
	assert_int_equal(
		creating_metric(stage,
	                        "pgdriftd_create_attempts_total{target=\"main\",result=\"done\"}"),
		1);
	assert_true(daemon_log_contains(stage->daemon,
	                                "notice target=main created 34 tables in 8 modules ("));
	/* Once, and then nothing: nobody else is connected as the one who creates. */
	audit = creating_state(stage, "audit.jsonl");
	creating_wait_checks(stage, 3);
	again = creating_state(stage, "audit.jsonl");
	assert_string_equal(audit, again);
	assert_int_equal(creating_events(stage, "create."), 1);
	assert_int_equal(creating_events(stage, "drift."), 0);
	assert_int_equal(
		pg_number(stage->database,
	                  "SELECT count(*) FROM pg_stat_activity WHERE usename = 'creator'"),
		0);
	free(summary);
	free(audit);
	free(again);
}

static void
a_table_that_vanished_is_left_to_a_person(void **state)
{
	struct creating_stage *stage = *state;

	creating_start(stage);
	creating_wait_tables(stage, CREATING_TABLES);
	daemon_wait_json(stage->daemon, "/v1/report", "/targets/0/status", "in_sync",
	                 CREATING_WAIT_MS);
	pg_exec(stage->database, "DROP TABLE event_tickets");
	creating_wait_events(stage, "drift.detected", 1);
	creating_wait_checks(stage, 2);
	assert_int_equal(creating_tables(stage), CREATING_TABLES - 1);
	assert_true(daemon_log_contains(stage->daemon, "1 missing table was there before"));
	/* Nor after a restart. */
	assert_int_equal(daemon_stop(stage->daemon), 0);
	creating_start(stage);
	creating_wait_checks(stage, 3);
	assert_int_equal(creating_tables(stage), CREATING_TABLES - 1);
	assert_int_equal(creating_events(stage, "create."), 1);
	/* Created by somebody, all is well. */
	pg_exec(stage->database, "CREATE TABLE event_tickets ()");
	creating_wait_checks(stage, 2);
	assert_int_equal(creating_events(stage, "create."), 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(everything_is_created_at_first_contact),
		TEST(a_table_that_vanished_is_left_to_a_person),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
