/* The daemon as systemd and its administrator see it: start, reload, stop, sockets, messages. */
#include "base/clock.h"
#include "harness.h"
#include "harness_daemon.h"
#include "harness_http.h"
#include "harness_pg.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include <netinet/in.h>

#define WAIT_MS 20000

static const char manifest[] =
	"{ \"manifest\": 1, \"name\": \"small\", \"modules\": [ { \"name\": \"core\", \"tables\": ["
	" \"events\", \"tickets\" ] } ] }";

/* Nobody ever listens there. */
#define DOWN "[target main]\nconninfo = host=@dir@/nowhere dbname=app password=geheim\n"
#define HEAD "[pgdriftd]\nmanifest = @manifest@\ncheck_interval = 1s\nlisten = 127.0.0.1:@port@\n"

static struct daemon *
start(const char *ini)
{
	return daemon_start(&(struct daemon_options){ .ini = ini, .manifest = manifest });
}

static void
it_starts_and_answers_while_every_database_is_down(void **state)
{
	struct daemon *daemon = start(HEAD DOWN);

	(void)state;
	assert_int_equal(http_status(daemon->address, "/livez"), 200);
	daemon_wait_status(daemon, "/readyz", 200, WAIT_MS);
	assert_int_equal(http_status(daemon->address, "/health"), 503);
	daemon_wait_json(daemon, "/v1/report", "/targets/0/status", "unknown", WAIT_MS);
	daemon_wait_log(daemon, "warning target=main not read: ", WAIT_MS);
	assert_true(daemon_log_contains(daemon, "started: 1 target, listening on 127.0.0.1:"));
	assert_int_equal(daemon_stop(daemon), 0);
	daemon_free(daemon);
}

static void
it_stops_in_time_whatever_is_under_way(void **state)
{
	struct pg_server *server = pg_start(NULL);
	char *conninfo = pg_conninfo(server, "postgres", NULL);
	char *ini = harness_format(HEAD "[target main]\nconninfo = %s\n", conninfo);
	struct daemon *daemon;
	long begun;
	int idle, half;

	(void)state;
	/* A connection is accepted by the kernel, and nobody answers on it. */
	pg_pause(server);
	daemon = start(ini);
	idle = http_connect(daemon->address);
	half = http_connect(daemon->address);
	assert_int_equal(send(half, "GET /livez HT", 13, MSG_NOSIGNAL), 13);
	begun = clock_ms();
	assert_int_equal(daemon_stop(daemon), 0);
	assert_true(clock_ms() - begun < 15000);
	close(idle);
	close(half);
	daemon_free(daemon);
	pg_continue(server);
	pg_free(server);
	free(ini);
	free(conninfo);
}

static void
each_stopping_signal_ends_it_with_zero(void **state)
{
	static const int signals[] = { SIGTERM, SIGINT };

	(void)state;
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
		struct daemon *daemon = start(HEAD DOWN);
		kill(daemon->pid, signals[i]);
		assert_int_equal(harness_wait(daemon->pid, WAIT_MS), 0);
		daemon->pid = 0;
		assert_true(daemon_log_contains(daemon, " stopped\n"));
		daemon_free(daemon);
	}
}

/* A request that drips in keeps it from stopping for a while; the second signal ends the wait. */
static void
a_second_signal_ends_it_at_once(void **state)
{
	struct daemon *daemon = start(HEAD
	                              "http_request_timeout = 60s\nhttp_idle_timeout = 60s\n" DOWN);
	int half = http_connect(daemon->address);
	long begun = clock_ms();

	(void)state;
	assert_int_equal(send(half, "GET /livez HT", 13, MSG_NOSIGNAL), 13);
	/* The request has arrived before the answer to a later one. */
	assert_int_equal(http_status(daemon->address, "/livez"), 200);
	kill(daemon->pid, SIGTERM);
	daemon_wait_log(daemon, "SIGTERM received", WAIT_MS);
	if (harness_wait(daemon->pid, 0) < 0) {
		kill(daemon->pid, SIGTERM);
		assert_int_equal(harness_wait(daemon->pid, WAIT_MS), 0);
	}
	daemon->pid = 0;
	assert_true(clock_ms() - begun < 5000);
	close(half);
	daemon_free(daemon);
}

static void
a_second_instance_cannot_listen(void **state)
{
	struct daemon *daemon = start(HEAD "listen = unix:@dir@/http.sock\n" DOWN);
	char *path = harness_path("ini");
	char *ini;
	char *out, *err;

	(void)state;
	assert_int_equal(run_pgdriftd(&out, &err, "-c", daemon->ini_path, "run", NULL), 69);
	assert_string_equal(out, "");
	assert_non_null(strstr(err, "cannot listen on 127.0.0.1:"));
	free(out);
	free(err);
	/* Nor on the unix socket that somebody answers on; and it takes nothing away. */
	ini = harness_format("[pgdriftd]\nlisten = unix:%s/http.sock\nmanifest = %s/manifest.json\n"
	                     "[target a]\nconninfo = dbname=a\n",
	                     daemon->dir, daemon->dir);
	harness_write_file(path, ini);
	assert_int_equal(run_pgdriftd(&out, &err, "-c", path, "run", NULL), 69);
	assert_non_null(strstr(err, "http.sock"));
	free(out);
	free(err);
	assert_int_equal(http_status(daemon->address, "/livez"), 200);
	assert_int_equal(daemon_stop(daemon), 0);
	unlink(path);
	free(path);
	free(ini);
	daemon_free(daemon);
}

static void
a_unix_socket_is_made_and_taken_away(void **state)
{
	struct daemon *daemon = start(
		"[pgdriftd]\nmanifest = @manifest@\nlisten = unix:@dir@/http.sock\n" DOWN);
	char *path = harness_format("%s/http.sock", daemon->dir);
	struct stat status;

	(void)state;
	assert_int_equal(stat(path, &status), 0);
	assert_true(S_ISSOCK(status.st_mode));
	assert_int_equal(status.st_mode & 0777, 0660);
	/* One that a crash left behind is replaced. */
	kill(daemon->pid, SIGKILL);
	assert_int_equal(harness_wait(daemon->pid, WAIT_MS), 128 + SIGKILL);
	daemon->pid = 0;
	assert_int_equal(stat(path, &status), 0);
	const char *const argv[] = { harness_pgdriftd(), "-c", daemon->ini_path, "run", NULL };
	daemon->pid = harness_spawn(&(struct harness_spawn){ .argv = argv });
	daemon_wait_status(daemon, "/livez", 200, WAIT_MS);
	assert_int_equal(daemon_stop(daemon), 0);
	assert_int_not_equal(stat(path, &status), 0);
	free(path);
	daemon_free(daemon);
}

static void
a_reload_changes_targets_and_what_may_change(void **state)
{
	struct daemon *daemon = start(HEAD DOWN);
	json_t *report;

	(void)state;
	daemon_wait_json(daemon, "/v1/report", "/targets/0/target", "main", WAIT_MS);
	daemon_reload(daemon, "[pgdriftd]\nmanifest = @manifest@\ncheck_interval = 1s\n"
	                      "listen = 127.0.0.1:1\nhttp_body_limit = 1MB\nlog_level = debug\n"
	                      "[target other]\nconninfo = host=@dir@/nowhere\n"
	                      "[target third]\nconninfo = host=@dir@/nowhere\n");
	daemon_wait_log(daemon, "reloaded ", WAIT_MS);
	assert_true(daemon_log_contains(
		daemon, "in force after a restart only: listen, http_body_limit\n"));
	daemon_wait_json(daemon, "/v1/report", "/targets/1/status", "unknown", WAIT_MS);
	report = http_json(daemon->address, "/v1/report", NULL);
	assert_int_equal(json_array_size(json_at(report, "/targets")), 2);
	assert_string_equal(json_text_at(report, "/targets/0/target"), "other");
	json_decref(report);
	daemon_wait_log(daemon, " debug ", WAIT_MS);
	assert_int_equal(daemon_stop(daemon), 0);
	daemon_free(daemon);
}

/* Fault 31. */
static void
a_reload_with_a_bad_file_changes_nothing(void **state)
{
	static const struct {
		const char *ini;
		const char *message;
	} files[] = {
		{ HEAD "frobnicate = 1\n" DOWN, "pgdriftd.ini:5: unknown key frobnicate" },
		{ HEAD "lock_timeout = 11s\n" DOWN, "pgdriftd.ini:5: lock_timeout: must be" },
		{ HEAD, "there is no [target NAME] section" },
		{ HEAD DOWN "modules = cores\n", "pgdriftd.ini:7: target main: modules: " },
		{ HEAD "[target x]\nconninfo = host=db password='geheim\n",
		  ":6: target x: conninfo: " },
		{ "[pgdriftd]\nmanifest = @dir@/none.json\n" DOWN, ":2: manifest: " },
	};
	struct daemon *daemon = start(HEAD DOWN);

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		daemon_reload(daemon, files[i].ini);
		daemon_wait_log(daemon, files[i].message, WAIT_MS);
		assert_int_equal(http_status(daemon->address, "/v1/targets/main"), 200);
	}
	assert_true(daemon_log_contains(daemon,
	                                "error not reloaded, the running configuration stays: "));
	assert_false(daemon_log_contains(daemon, "geheim"));
	assert_false(daemon_log_contains(daemon, "reloaded /"));
	/* And when it is right again, it is taken. */
	daemon_reload(daemon, HEAD "[target next]\nconninfo = host=@dir@/nowhere\n");
	daemon_wait_log(daemon, "reloaded /", WAIT_MS);
	assert_int_equal(http_status(daemon->address, "/v1/targets/main"), 404);
	assert_int_equal(http_status(daemon->address, "/v1/targets/next"), 200);
	assert_int_equal(daemon_stop(daemon), 0);
	daemon_free(daemon);
}

static void
a_reload_takes_another_token(void **state)
{
	struct daemon *daemon = start(HEAD DOWN);
	char *path = harness_format("%s/token", daemon->dir);
	struct http_response *response;

	(void)state;
	response = http_request(daemon->address, "POST", "/v1/check", NULL, NULL);
	assert_int_equal(response->status, 403);
	http_free(response);
	harness_write_file(path, "0123456789abcdef\n");
	daemon_reload(daemon, HEAD "admin_token_file = @dir@/token\n" DOWN);
	daemon_wait_log(daemon, "reloaded ", WAIT_MS);
	response = http_request(daemon->address, "POST", "/v1/check", NULL, NULL);
	assert_int_equal(response->status, 401);
	http_free(response);
	response = http_request(daemon->address, "POST", "/v1/check",
	                        "Authorization: Bearer 0123456789abcdef\r\n", NULL);
	assert_int_equal(response->status, 202);
	http_free(response);
	assert_false(daemon_log_contains(daemon, "0123456789abcdef"));
	assert_int_equal(daemon_stop(daemon), 0);
	free(path);
	daemon_free(daemon);
}

/* What systemd would hear, one message after another. */
struct listener {
	int socket;
	char *path;
	char *variable;
	char heard[4096];
	const char *awaited;
};

static void
listener_open(struct listener *listener)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	listener->path = harness_path("notify");
	listener->variable = harness_format("NOTIFY_SOCKET=%s", listener->path);
	snprintf(address.sun_path, sizeof address.sun_path, "%s", listener->path);
	listener->socket = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(listener->socket, (struct sockaddr *)&address, sizeof address), 0);
}

static void
listener_close(struct listener *listener)
{
	close(listener->socket);
	unlink(listener->path);
	free(listener->path);
	free(listener->variable);
}

/* Takes messages until one has the text. */
static bool
hears_cb(void *arg)
{
	struct listener *listener = arg;
	ssize_t length;

	while ((length = recv(listener->socket, listener->heard, sizeof listener->heard - 1,
	                      MSG_DONTWAIT)) > 0) {
		listener->heard[length] = '\0';
		if (strstr(listener->heard, listener->awaited) != NULL)
			return true;
	}
	return false;
}

static void
wait_heard(struct listener *listener, const char *text)
{
	listener->awaited = text;
	if (!wait_until(WAIT_MS, hears_cb, listener))
		fail_msg("systemd did not hear: %s", text);
}

static void
systemd_hears_how_it_goes(void **state)
{
	struct listener listener = { 0 };
	struct daemon *daemon;

	(void)state;
	listener_open(&listener);
	const char *const environment[] = { listener.variable, NULL };
	daemon = daemon_start(&(struct daemon_options){
		.ini = HEAD DOWN, .manifest = manifest, .environment = environment });
	wait_heard(&listener, "READY=1\nSTATUS=1 target: 1 pending\n");
	wait_heard(&listener, "STATUS=1 target: 1 unknown\n");
	daemon_reload(daemon, HEAD "x = y\n" DOWN);
	wait_heard(&listener, "RELOADING=1\nMONOTONIC_USEC=");
	wait_heard(&listener, "READY=1\nSTATUS=not reloaded: ");
	assert_non_null(strstr(listener.heard, "pgdriftd.ini:5: unknown key x"));
	assert_non_null(strstr(listener.heard, "; 1 target: 1 unknown\n"));
	daemon_reload(daemon, HEAD DOWN);
	wait_heard(&listener, "RELOADING=1\n");
	wait_heard(&listener, "READY=1\nSTATUS=1 target: 1 unknown\n");
	kill(daemon->pid, SIGTERM);
	wait_heard(&listener, "STOPPING=1\n");
	assert_int_equal(harness_wait(daemon->pid, WAIT_MS), 0);
	daemon->pid = 0;
	daemon_free(daemon);
	listener_close(&listener);
}

static void
the_watchdog_is_fed_by_the_loop(void **state)
{
	struct listener listener = { 0 };
	struct daemon *daemon;

	(void)state;
	listener_open(&listener);
	const char *const environment[] = { listener.variable, "WATCHDOG_USEC=100000",
		                            "WATCHDOG_PID", NULL };
	daemon = daemon_start(&(struct daemon_options){
		.ini = HEAD DOWN, .manifest = manifest, .environment = environment });
	for (int i = 0; i < 5; i++)
		wait_heard(&listener, "WATCHDOG=1\n");
	/* A loop that stands still does not feed it. */
	kill(daemon->pid, SIGSTOP);
	listener.awaited = "WATCHDOG=1\n";
	while (hears_cb(&listener))
		;
	assert_false(wait_until(300, hears_cb, &listener));
	kill(daemon->pid, SIGCONT);
	wait_heard(&listener, "WATCHDOG=1\n");
	assert_int_equal(daemon_stop(daemon), 0);
	daemon_free(daemon);
	listener_close(&listener);
}

static int
listening_socket(int *ret_port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		                       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof address;
	int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(bind(descriptor, (struct sockaddr *)&address, length), 0);
	assert_int_equal(listen(descriptor, 16), 0);
	assert_int_equal(getsockname(descriptor, (struct sockaddr *)&address, &length), 0);
	*ret_port = ntohs(address.sin_port);
	return descriptor;
}

static bool
is_live_cb(void *arg)
{
	return http_status(arg, "/livez") == 200;
}

static void
sockets_of_systemd_replace_listen(void **state)
{
	int port;
	int descriptor = listening_socket(&port);
	char *address = harness_format("127.0.0.1:%d", port);
	char *line = harness_format("listening on 127.0.0.1:%d\n", port);
	struct daemon *daemon = daemon_start(&(struct daemon_options){ .ini = HEAD DOWN,
	                                                               .manifest = manifest,
	                                                               .listen_fds = &descriptor,
	                                                               .listen_fd_count = 1,
	                                                               .do_not_wait = true });

	(void)state;
	assert_true(wait_until(WAIT_MS, is_live_cb, address));
	daemon_wait_log(daemon, line, WAIT_MS);
	assert_int_equal(http_connect(daemon->address), -1);
	assert_int_equal(daemon_stop(daemon), 0);
	close(descriptor);
	daemon_free(daemon);
	free(address);
	free(line);
}

static void
a_socket_that_does_not_listen_is_refused(void **state)
{
	int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct daemon *daemon = daemon_start(&(struct daemon_options){ .ini = HEAD DOWN,
	                                                               .manifest = manifest,
	                                                               .listen_fds = &descriptor,
	                                                               .listen_fd_count = 1,
	                                                               .do_not_wait = true });

	(void)state;
	assert_int_equal(harness_wait(daemon->pid, WAIT_MS), 69);
	daemon->pid = 0;
	assert_true(daemon_log_contains(daemon, "LISTEN_FDS"));
	close(descriptor);
	daemon_free(daemon);
}

static void
drift_that_comes_and_goes_is_logged_once(void **state)
{
	struct pg_server *server = pg_start(NULL);
	struct pg_database *database = pg_database(server);
	/* What people are told, and when, is another matter: after that many checks. */
	char *ini = harness_format(HEAD "[target main]\nconninfo = %s\nconfirm = 100\n",
	                           database->conninfo);
	struct daemon *daemon;
	char *log, *at;
	size_t lines = 0;

	(void)state;
	pg_exec(database, "CREATE TABLE events (id int)");
	daemon = start(ini);
	daemon_wait_log(daemon,
	                "notice target=main drift: 1 critical (1 table missing: public.tickets)\n",
	                WAIT_MS);
	pg_exec(database, "DROP TABLE events");
	daemon_wait_log(daemon,
	                "notice target=main drift: 2 critical (2 tables missing: public.events, "
	                "public.tickets)\n",
	                WAIT_MS);
	daemon_wait_status(daemon, "/health", 503, WAIT_MS);
	pg_exec(database, "CREATE TABLE events (id int); CREATE TABLE tickets ()");
	daemon_wait_log(daemon, "notice target=main in sync again\n", WAIT_MS);
	daemon_wait_status(daemon, "/health", 200, WAIT_MS);
	assert_int_equal(daemon_stop(daemon), 0);
	log = daemon_log(daemon);
	for (at = log; (at = strstr(at, " notice ")) != NULL; at++)
		lines++;
	/* The fourth says that it looks again, as all that was there was gone at once. */
	assert_int_equal(lines, 4);
	assert_non_null(
		strstr(log, "notice target=main every table that was there is gone at once"));
	free(log);
	daemon_free(daemon);
	pg_drop(database);
	pg_free(server);
	free(ini);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_starts_and_answers_while_every_database_is_down),
		cmocka_unit_test(it_stops_in_time_whatever_is_under_way),
		cmocka_unit_test(each_stopping_signal_ends_it_with_zero),
		cmocka_unit_test(a_second_signal_ends_it_at_once),
		cmocka_unit_test(a_second_instance_cannot_listen),
		cmocka_unit_test(a_unix_socket_is_made_and_taken_away),
		cmocka_unit_test(a_reload_changes_targets_and_what_may_change),
		cmocka_unit_test(a_reload_with_a_bad_file_changes_nothing),
		cmocka_unit_test(a_reload_takes_another_token),
		cmocka_unit_test(systemd_hears_how_it_goes),
		cmocka_unit_test(the_watchdog_is_fed_by_the_loop),
		cmocka_unit_test(sockets_of_systemd_replace_listen),
		cmocka_unit_test(a_socket_that_does_not_listen_is_refused),
		cmocka_unit_test(drift_that_comes_and_goes_is_logged_once),
	};

	return cmocka_run_group_tests_name("daemon", tests, NULL, NULL);
}
