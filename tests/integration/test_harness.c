/* The harness itself: it starts, answers, stops, and leaves nothing, also when its program dies. */
#include "harness.h"
#include "harness_http.h"
#include "harness_pg.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct pg_server *server;

static int
start_server(void **state)
{
	(void)state;
	server = pg_start(NULL);
	return 0;
}

static int
stop_server(void **state)
{
	(void)state;
	pg_free(server);
	return 0;
}

static void
each_database_is_new_and_empty(void **state)
{
	struct pg_database *first = pg_database(server);
	struct pg_database *second = pg_database(server);

	(void)state;
	pg_exec(first, "CREATE TABLE t (id int); INSERT INTO t VALUES (%d)", 7);
	assert_int_equal(pg_number(first, "SELECT id FROM t"), 7);
	assert_int_equal(pg_number(second, "SELECT count(*) FROM pg_class WHERE relname = 't'"), 0);
	assert_null(pg_value(first, "SELECT id FROM t WHERE id = 8"));
	pg_drop(second);
	pg_drop(first);
}

static void
files_of_sql_are_loaded(void **state)
{
	struct pg_database *database = pg_database(server);
	char *path = harness_path("sql");

	(void)state;
	harness_write_file(path, "CREATE TABLE a (id int);\nCREATE TABLE b (id int);\n");
	pg_load_file(database, path);
	assert_int_equal(
		pg_number(database, "SELECT count(*) FROM pg_class WHERE relname IN ('a', 'b')"),
		2);
	unlink(path);
	free(path);
	pg_drop(database);
}

static void
a_server_stops_and_starts_again(void **state)
{
	struct pg_database *database = pg_database(server);

	(void)state;
	pg_exec(database, "CREATE TABLE kept ()");
	pg_stop(server, PG_STOP_FAST);
	assert_int_equal(pg_pid(server), 0);
	assert_false(pg_is_ready(server));
	pg_start_again(server);
	assert_true(pg_is_ready(server));
	assert_int_equal(pg_number(database, "SELECT count(*) FROM kept"), 0);
	pg_drop(database);
}

static void
a_paused_server_stops_as_well(void **state)
{
	struct pg_options options = { .tcp = true, .conf = "max_connections = 7" };
	struct pg_server *other = pg_start(&options);
	struct pg_database *database = pg_database(other);
	char *limit = pg_value(database, "SHOW max_connections");
	char *address = harness_format("127.0.0.1:%d", pg_port(other));

	(void)state;
	assert_string_equal(limit, "7");
	int fd = http_connect(address);
	assert_true(fd >= 0);
	close(fd);
	pg_pause(other);
	pg_stop(other, PG_STOP_IMMEDIATE);
	assert_int_equal(http_connect(address), -1);
	pg_drop(database);
	pg_free(other);
	free(address);
	free(limit);
}

static void
programs_run_with_their_output_and_code(void **state)
{
	const char *const talk[] = { "sh", "-c", "echo out; echo err >&2; exit 3", NULL };
	const char *const die[] = { "sh", "-c", "kill -TERM $$", NULL };
	char *out = NULL, *err = NULL;

	(void)state;
	assert_int_equal(run_program(talk, &out, &err), 3);
	assert_string_equal(out, "out\n");
	assert_string_equal(err, "err\n");
	assert_int_equal(run_program(die, NULL, NULL), 128 + SIGTERM);
	free(out);
	free(err);
}

static void
json_pointers_find_their_value(void **state)
{
	json_t *root = json_loads("{\"a\": [{\"b/c\": \"x\"}, 5]}", 0, NULL);

	(void)state;
	assert_string_equal(json_text_at(root, "/a/0/b~1c"), "x");
	assert_int_equal(json_integer_value(json_at(root, "/a/1")), 5);
	assert_null(json_at(root, "/a/2"));
	assert_ptr_equal(json_at(root, ""), root);
	json_decref(root);
}

static bool
is_gone_cb(void *arg)
{
	return access(arg, F_OK) != 0;
}

static bool
says_its_directory_cb(void *arg)
{
	char *text = harness_read_file(arg);
	bool whole = strchr(text, '\n') != NULL;

	free(text);
	return whole;
}

/* The same program in a second process: it starts a server, says where, and waits to be killed. */
static void
a_killed_program_leaves_nothing(void **state)
{
	char *out = harness_path("out");
	char *tmpdir = harness_format("TMPDIR=%s", harness_dir());
	const char *const environment[] = { tmpdir, NULL };
	char self[512] = { 0 };

	(void)state;
	assert_true(readlink("/proc/self/exe", self, sizeof(self) - 1) > 0);
	const char *const child[] = { self, "--wait", NULL };
	struct harness_spawn spawn = { .argv = child, .out_path = out, .environment = environment };
	pid_t pid = harness_spawn(&spawn);
	assert_true(wait_until(60000, says_its_directory_cb, out));
	char *dir = harness_read_file(out);
	dir[strcspn(dir, "\n")] = '\0';
	assert_int_equal(access(dir, F_OK), 0);
	kill(pid, SIGKILL);
	assert_int_equal(harness_wait(pid, 10000), 128 + SIGKILL);
	assert_true(wait_until(20000, is_gone_cb, dir));
	free(dir);
	free(tmpdir);
	unlink(out);
	free(out);
}

static _Noreturn void
wait_to_be_killed(void)
{
	struct pg_server *mine = pg_start(NULL);

	pg_pause(mine);
	printf("%s\n", harness_dir());
	fflush(stdout);
	for (;;)
		pause();
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_database_is_new_and_empty),
		cmocka_unit_test(files_of_sql_are_loaded),
		cmocka_unit_test(a_server_stops_and_starts_again),
		cmocka_unit_test(a_paused_server_stops_as_well),
		cmocka_unit_test(programs_run_with_their_output_and_code),
		cmocka_unit_test(json_pointers_find_their_value),
		cmocka_unit_test(a_killed_program_leaves_nothing),
	};

	if (argc > 1 && strcmp(argv[1], "--wait") == 0)
		wait_to_be_killed();
	return cmocka_run_group_tests(tests, start_server, stop_server);
}
