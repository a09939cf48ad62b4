/* PgBouncer in transaction mode between the daemon and its database (fault 14), with one connection to the
 * server for everybody: all works as without it, and where it is full or gone the database is unknown for
 * as long. */
#include "harness.h"
#include "harness_daemon.h"
#include "harness_http.h"
#include "harness_pg.h"

#include <libpq-fe.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PORT    6432 /* of the socket's name */
#define WAIT_MS 30000
#define SKIPPED 77

static struct pg_server *server;
static struct pg_database *database;

struct bouncer {
	char *dir;
	char *ini;
	char *log;
	char *conninfo; /* through it, as the role that reads */
	char *of_owner; /* through it, as the superuser */
	pid_t pid;
};

static struct bouncer bouncer;

static bool
accepts_cb(void *arg)
{
	(void)arg;
	return PQping(bouncer.conninfo) == PQPING_OK;
}

/* It refuses root. */
static void
start_bouncer(void)
{
	const char *const argv[] = { "pgbouncer", bouncer.ini, NULL };
	struct harness_spawn spawn = {
		.argv = argv,
		.user = geteuid() == 0 ? "postgres" : NULL,
		.out_path = bouncer.log,
		.err_path = bouncer.log,
	};

	bouncer.pid = harness_spawn(&spawn);
	if (!wait_until(WAIT_MS, accepts_cb, NULL))
		fail_msg("pgbouncer does not answer: %s", harness_read_file(bouncer.log));
}

static void
kill_bouncer(void)
{
	kill(bouncer.pid, SIGKILL);
	assert_int_equal(harness_wait(bouncer.pid, WAIT_MS), 128 + SIGKILL);
	bouncer.pid = 0;
}

static void
configure_bouncer(void)
{
	char *users;
	char *text;

	bouncer.dir = harness_path("bouncer");
	assert_int_equal(mkdir(bouncer.dir, 0755), 0);
	if (geteuid() == 0) {
		const struct passwd *owner = getpwnam("postgres");

		assert_non_null(owner);
		assert_int_equal(chown(bouncer.dir, owner->pw_uid, owner->pw_gid), 0);
	}
	bouncer.ini = harness_format("%s/pgbouncer.ini", bouncer.dir);
	bouncer.log = harness_path("pgbouncer.log");
	users = harness_format("%s/users.txt", bouncer.dir);
	harness_write_file(users, "\"postgres\" \"\"\n\"watcher\" \"\"\n");
	text = harness_format("[databases]\n"
	                      "app = host=%s port=%d dbname=%s user=postgres\n"
	                      "[pgbouncer]\n"
	                      "listen_port = %d\nunix_socket_dir = %s\n"
	                      "auth_type = trust\nauth_file = %s\n"
	                      "pool_mode = transaction\ndefault_pool_size = 1\n"
	                      "server_login_retry = 1\n",
	                      pg_socket_dir(server), pg_port(server), database->name, PORT,
	                      bouncer.dir, users);
	harness_write_file(bouncer.ini, text);
	bouncer.conninfo = harness_format("host=%s port=%d dbname=app user=watcher", bouncer.dir,
	                                  PORT);
	bouncer.of_owner = harness_format("host=%s port=%d dbname=app user=postgres", bouncer.dir,
	                                  PORT);
	free(text);
	free(users);
}

static int
group_setup(void **state)
{
	(void)state;
	server = pg_start(NULL);
	database = pg_database(server);
	pg_load_file(database, "tests/reference/application.sql");
	pg_exec(database, "CREATE ROLE watcher LOGIN; GRANT pg_read_all_data TO watcher");
	configure_bouncer();
	start_bouncer();
	return 0;
}

static int
group_teardown(void **state)
{
	const char *const clear[] = { "rm", "-rf", bouncer.dir, NULL };

	(void)state;
	if (bouncer.pid != 0)
		kill_bouncer();
	run_program(clear, NULL, NULL);
	pg_drop(database);
	pg_free(server);
	free(bouncer.dir);
	free(bouncer.ini);
	free(bouncer.log);
	free(bouncer.conninfo);
	free(bouncer.of_owner);
	return 0;
}

static char *
run_verb(const char *verb, const char *conninfo, const char *manifest, int expected)
{
	char *out;
	char *err;
	int code = run_pgdriftd(&out, &err, verb, "--dsn", conninfo,
	                        manifest == NULL ? NULL : "--manifest", manifest, NULL);

	if (code != expected)
		fail_msg("%s ended with %d: %s%s", verb, code, out, err);
	free(err);
	return out;
}

/* Three targets with one connection to the server between them, checked at the same time. */
static struct daemon *
watch(const char *manifest)
{
	char *ini = harness_format("[pgdriftd]\nlisten = 127.0.0.1:@port@\n"
	                           "manifest = @manifest@\ncheck_interval = 1s\n"
	                           "connect_timeout = 2s\ncheck_timeout = 2s\n"
	                           "unknown_after = 1min\nlog_level = debug\n"
	                           "[target one]\nconninfo = %s\n"
	                           "[target two]\nconninfo = %s\n"
	                           "[target three]\nconninfo = %s\nkeep_connection = off\n",
	                           bouncer.conninfo, bouncer.conninfo, bouncer.conninfo);
	struct daemon *daemon = daemon_start(
		&(struct daemon_options){ .ini = ini, .manifest = manifest });

	free(ini);
	return daemon;
}

static void
all_are(struct daemon *daemon, const char *status)
{
	daemon_wait_json(daemon, "/v1/targets/one", "/status", status, WAIT_MS);
	daemon_wait_json(daemon, "/v1/targets/two", "/status", status, WAIT_MS);
	daemon_wait_json(daemon, "/v1/targets/three", "/status", status, WAIT_MS);
}

struct progress {
	const struct daemon *daemon;
	const char *path;
	json_int_t until;
};

static json_int_t
checks_of(const struct progress *progress)
{
	json_t *report = http_json(progress->daemon->address, progress->path, NULL);
	json_int_t number = json_integer_value(json_at(report, "/check"));

	json_decref(report);
	return number;
}

static bool
has_gone_on_cb(void *arg)
{
	const struct progress *progress = arg;

	return checks_of(progress) >= progress->until;
}

static void
go_on(const struct daemon *daemon, const char *path)
{
	struct progress progress = { .daemon = daemon, .path = path };

	progress.until = checks_of(&progress) + 3;
	assert_true(wait_until(WAIT_MS, has_gone_on_cb, &progress));
}

static void
everything_works_behind_it_14(void **state)
{
	char *direct = run_verb("snapshot", database->conninfo, NULL, 0);
	char *behind = run_verb("snapshot", bouncer.conninfo, NULL, 0);
	char *path = harness_path("manifest.json");
	struct daemon *daemon;

	(void)state;
	assert_string_equal(behind, direct);
	harness_write_file(path, direct);
	free(run_verb("check", bouncer.conninfo, path, 0));
	daemon = watch(direct);
	all_are(daemon, "in_sync");
	go_on(daemon, "/v1/targets/one");
	go_on(daemon, "/v1/targets/three");
	all_are(daemon, "in_sync");
	/* The pinned settings of a check end with its transaction: what others see is what they had. */
	struct pg_database other = { .server = server, .conninfo = bouncer.of_owner };
	char *setting = pg_value(&other, "SHOW search_path");
	assert_string_equal(setting, "\"$user\", public");
	PQfinish(other.connection);
	pg_exec(database, "ALTER TABLE stock.items ALTER COLUMN amount SET DEFAULT 1");
	all_are(daemon, "drift");
	pg_exec(database, "ALTER TABLE stock.items ALTER COLUMN amount SET DEFAULT 0");
	all_are(daemon, "in_sync");
	assert_int_equal(daemon_stop(daemon), 0);
	daemon_free(daemon);
	free(setting);
	free(path);
	free(behind);
	free(direct);
}

static void
a_full_pool_is_unknown_for_as_long_14(void **state)
{
	char *manifest = run_verb("snapshot", bouncer.conninfo, NULL, 0);
	struct pg_database holder = { .server = server, .conninfo = bouncer.of_owner };
	struct daemon *daemon = watch(manifest);

	(void)state;
	all_are(daemon, "in_sync");
	pg_exec(&holder, "BEGIN");
	all_are(daemon, "unknown");
	daemon_wait_json(daemon, "/v1/targets/one", "/error/code", "timeout", WAIT_MS);
	assert_false(daemon_log_contains(daemon, "missing"));
	pg_exec(&holder, "COMMIT");
	all_are(daemon, "in_sync");
	PQfinish(holder.connection);
	assert_int_equal(daemon_stop(daemon), 0);
	daemon_free(daemon);
	free(manifest);
}

static void
its_end_is_unknown_until_it_is_back_14(void **state)
{
	char *manifest = run_verb("snapshot", bouncer.conninfo, NULL, 0);
	struct daemon *daemon = watch(manifest);

	(void)state;
	all_are(daemon, "in_sync");
	kill_bouncer();
	all_are(daemon, "unknown");
	assert_false(daemon_log_contains(daemon, "missing"));
	start_bouncer();
	all_are(daemon, "in_sync");
	assert_int_equal(daemon_stop(daemon), 0);
	daemon_free(daemon);
	free(manifest);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_works_behind_it_14),
		cmocka_unit_test(a_full_pool_is_unknown_for_as_long_14),
		cmocka_unit_test(its_end_is_unknown_until_it_is_back_14),
	};

	/* Where Debian's package puts it. */
	setenv("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", 1);
	if (access("/usr/sbin/pgbouncer", X_OK) != 0)
		return SKIPPED;
	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
