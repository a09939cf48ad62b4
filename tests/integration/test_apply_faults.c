/* `apply` where others hold locks, connections are lost, and people lose patience: nobody is held up for
 * long, and nothing half made stays. */
#include "harness.h"
#include "harness_pg.h"
#include "reference.h"

#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>
#include <libpq-fe.h>

#define WAIT_MS 30000

static struct pg_server *server;

static int
group_setup(void **state)
{
	(void)state;
	server = pg_start(NULL);
	return 0;
}

static int
group_teardown(void **state)
{
	(void)state;
	pg_free(server);
	return 0;
}

/* An `apply --yes` under way. */
struct applying {
	pid_t pid;
	char *ini;
	char *path; /* what it writes */
};

static void
apply_start(struct applying *applying, const char *conninfo, const char *options,
            const char *module)
{
	char *manifest = realpath("config/manifest.json", NULL);
	char *text = harness_format("[pgdriftd]\nmanifest = %s\n%s\n[target main]\nconninfo = %s\n",
	                            manifest, options, conninfo);
	const char *argv[] = { harness_pgdriftd(), "apply", "--yes", "-c", NULL,
		               "--module",         module,  NULL };

	applying->ini = harness_path("ini");
	applying->path = harness_path("apply");
	harness_write_file(applying->ini, text);
	argv[4] = applying->ini;
	applying->pid = harness_spawn(&(struct harness_spawn){
		.argv = argv,
		.out_path = applying->path,
		.err_path = applying->path,
	});
	free(text);
	free(manifest);
}

/* What it wrote; caller owns. */
static char *
apply_end(struct applying *applying, int expected)
{
	int code = harness_wait(applying->pid, WAIT_MS);
	char *text = harness_read_file(applying->path);

	if (code != expected)
		fail_msg("apply gave %d instead of %d:\n%s", code, expected, text);
	free(applying->path);
	free(applying->ini);
	return text;
}

static void
assert_says(const char *text, const char *part)
{
	if (strstr(text, part) == NULL)
		fail_msg("nothing says \"%s\":\n%s", part, text);
}

/* A session of somebody else's. */
static struct pg_database
another_session(const struct pg_database *database)
{
	struct pg_database other = *database;

	other.connection = NULL;
	return other;
}

static void
session_end(struct pg_database *session)
{
	pg_exec(session, "SELECT 1");
	PQfinish(session->connection);
}

struct waiting {
	struct pg_database *database;
	const char *condition;
};

static bool
is_waiting_cb(void *arg)
{
	const struct waiting *waiting = arg;

	return pg_number(waiting->database,
	                 "SELECT count(*) FROM pg_stat_activity WHERE application_name = "
	                 "'pgdriftd/main' AND %s",
	                 waiting->condition) > 0;
}

/* Until the session of apply is in that state. */
static void
wait_for_apply(struct pg_database *database, const char *condition)
{
	struct waiting waiting = { database, condition };

	assert_true(wait_until(WAIT_MS, is_waiting_cb, &waiting));
}

/* --- locks -------------------------------------------------------------------------------------- */

/* Each statement of the probe has lock_timeout and half a second. */
static void
writers_wait_no_longer_than_the_lock_timeout(void **state)
{
	struct pg_database *made = core_database(server);
	struct pg_database holder = another_session(made);
	char *script = harness_path("script"), *path = harness_path("psql");
	const char *argv[] = { "psql", "-X",   "-q", "-d", made->conninfo, "-v", "ON_ERROR_STOP=1",
		               "-f",   script, NULL };
	char *expected, *text, *error;
	struct applying applying;
	pid_t probe;
	FILE *file = fopen(script, "w");

	(void)state;
	fprintf(file, "SET statement_timeout = '1500ms';\n");
	for (int i = 0; i < 150; i++)
		fprintf(file,
		        "INSERT INTO organizations VALUES ('probe%d', 'x');\n"
		        "SELECT pg_sleep(0.02) \\g /dev/null\n",
		        i);
	fclose(file);
	pg_exec(&holder, "INSERT INTO organizations VALUES ('hot', 'x'); BEGIN; "
	                 "UPDATE organizations SET name = 'y' WHERE id = 'hot'");
	apply_start(&applying, made->conninfo, "create_lock_timeout = 1s", "*");
	wait_for_apply(made, "wait_event_type = 'Lock'");
	probe = harness_spawn(&(struct harness_spawn){ .argv = argv, .err_path = path });
	text = apply_end(&applying, 3);
	expected = harness_format("session %ld (postgres",
	                          pg_number(&holder, "SELECT pg_backend_pid()"));
	assert_says(text, expected);
	assert_says(text, "holds RowExclusiveLock on public.organizations");
	assert_says(text, "not tried, as it needs the lock that others hold");
	assert_int_equal(table_count(made), 3 + 2);
	assert_int_equal(harness_wait(probe, WAIT_MS), 0);
	error = harness_read_file(path);
	assert_string_equal(error, "");
	assert_int_equal(pg_number(made, "SELECT count(*) FROM organizations WHERE id LIKE "
	                                 "'probe%%'"),
	                 150);
	pg_exec(&holder, "COMMIT");
	free(text);
	apply_start(&applying, made->conninfo, "", "*");
	free(apply_end(&applying, 0));
	assert_int_equal(table_count(made), 3 + 34);
	session_end(&holder);
	free(error);
	free(expected);
	free(script);
	free(path);
	pg_drop(made);
}

/* Somebody else who creates is waited for. */
static void
whoever_creates_is_waited_for(void **state)
{
	struct pg_database *made = core_database(server);
	struct pg_database holder = another_session(made);
	struct applying applying;

	(void)state;
	pg_exec(&holder, "BEGIN; SELECT pg_advisory_xact_lock(8099552897406497892)");
	apply_start(&applying, made->conninfo, "create_lock_timeout = 50ms", "blog_content");
	wait_for_apply(made, "wait_event_type = 'Lock'");
	assert_int_equal(table_count(made), 3);
	pg_exec(&holder, "COMMIT");
	free(apply_end(&applying, 0));
	assert_int_equal(table_count(made), 3 + 1);
	session_end(&holder);
	pg_drop(made);
}

static void
a_signal_rolls_back_what_is_under_way(void **state)
{
	struct pg_database *made = core_database(server);
	struct pg_database holder = another_session(made);
	struct applying applying;
	char *text;

	(void)state;
	pg_exec(&holder, "BEGIN; LOCK TABLE organizations");
	apply_start(&applying, made->conninfo, "create_lock_timeout = 1min", "community");
	wait_for_apply(made, "wait_event_type = 'Lock'");
	kill(applying.pid, SIGTERM);
	text = apply_end(&applying, 3);
	assert_says(text, "interrupted: what was under way is rolled back");
	pg_exec(&holder, "COMMIT");
	session_end(&holder);
	assert_int_equal(table_count(made), 3);
	free(text);
	pg_drop(made);
}

/* --- the connection at COMMIT ------------------------------------------------------------------- */

/* The server has committed, and waits for a standby that never comes: its session is ended there. */
static void
a_commit_without_an_answer_is_looked_up(void **state)
{
	struct pg_database *made = core_database(server);
	struct applying applying;
	char *text;

	(void)state;
	pg_exec(made,
	        "SET synchronous_commit = local; ALTER DATABASE %s SET synchronous_commit = "
	        "on",
	        made->name);
	pg_exec(made, "ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
	pg_exec(made, "SELECT pg_reload_conf()");
	apply_start(&applying, made->conninfo, "", "blog_content");
	wait_for_apply(made, "wait_event = 'SyncRep'");
	assert_int_equal(table_count(made), 3);
	pg_exec(made, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = "
	              "'SyncRep'");
	text = apply_end(&applying, 0);
	assert_says(text, "module blog_content: created");
	assert_int_equal(table_count(made), 3 + 1);
	pg_exec(made, "ALTER SYSTEM RESET synchronous_standby_names");
	pg_exec(made, "SELECT pg_reload_conf()");
	free(text);
	pg_drop(made);
}

static int
connect_unix(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	if (connect(descriptor, (struct sockaddr *)&address, sizeof address) != 0)
		_exit(90);
	return descriptor;
}

/* Whether the bytes go on: the first COMMIT after something was created does not. */
static bool
pass(int from, int to, bool watch, bool *created, bool *cut)
{
	char bytes[65536];
	ssize_t length = read(from, bytes, sizeof bytes);

	if (length <= 0)
		return false;
	if (watch && memmem(bytes, (size_t)length, "CREATE TABLE", 12) != NULL)
		*created = true;
	if (watch && *created && !*cut && memmem(bytes, (size_t)length, "COMMIT", 6) != NULL) {
		*cut = true;
		return false;
	}
	return write(to, bytes, (size_t)length) == length;
}

/* A middleman between apply and the server, in a process of its own: one connection after another. */
static void
middleman(int listening, const char *server_path)
{
	bool created = false, cut = false;

	for (;;) {
		int client = accept(listening, NULL, NULL);
		int behind = connect_unix(server_path);
		struct pollfd both[] = { { .fd = client, .events = POLLIN },
			                 { .fd = behind, .events = POLLIN } };
		bool goes_on = true;

		while (goes_on && (poll(both, 2, -1) > 0 || errno == EINTR)) {
			if (both[0].revents != 0)
				goes_on = pass(client, behind, true, &created, &cut);
			if (goes_on && both[1].revents != 0)
				goes_on = pass(behind, client, false, &created, &cut);
		}
		close(client);
		close(behind);
	}
}

static void
a_commit_that_never_arrived_is_told_from_one_that_did(void **state)
{
	struct pg_database *made = core_database(server);
	char *dir = harness_path("middle"), *mkdir = NULL, *path, *server_path, *conninfo, *text;
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct applying applying;
	pid_t middle;

	(void)state;
	mkdir = harness_format("mkdir %s", dir);
	assert_int_equal(system(mkdir), 0);
	path = harness_format("%s/.s.PGSQL.5432", dir);
	server_path = harness_format("%s/.s.PGSQL.%d", pg_socket_dir(server), pg_port(server));
	snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	assert_int_equal(bind(listening, (struct sockaddr *)&address, sizeof address), 0);
	assert_int_equal(listen(listening, 8), 0);
	middle = fork();
	if (middle == 0)
		middleman(listening, server_path);
	conninfo = harness_format("host=%s port=5432 user=postgres dbname=%s", dir, made->name);
	apply_start(&applying, conninfo, "", "blog_content");
	text = apply_end(&applying, 3);
	assert_says(text, "module blog_content: failed: the connection was lost at COMMIT, and it "
	                  "is not there as it is stated");
	assert_int_equal(table_count(made), 3);
	apply_start(&applying, conninfo, "", "blog_content");
	free(text);
	free(apply_end(&applying, 0));
	kill(middle, SIGKILL);
	(void)harness_wait(middle, WAIT_MS);
	close(listening);
	unlink(path);
	rmdir(dir);
	free(conninfo);
	free(server_path);
	free(path);
	free(mkdir);
	free(dir);
	pg_drop(made);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writers_wait_no_longer_than_the_lock_timeout),
		cmocka_unit_test(whoever_creates_is_waited_for),
		cmocka_unit_test(a_signal_rolls_back_what_is_under_way),
		cmocka_unit_test(a_commit_without_an_answer_is_looked_up),
		cmocka_unit_test(a_commit_that_never_arrived_is_told_from_one_that_did),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
