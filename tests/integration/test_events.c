/* What people are told of, by the real daemon, through real hooks and a webhook: once, with what they
 * need, over restarts, and again when it is well. Checks are asked for one by one, so that "after two
 * checks" is no matter of time. */
#include "harness.h"
#include "harness_daemon.h"
#include "harness_http.h"
#include "harness_pg.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>

#define WAIT_MS 20000
#define TOKEN   "0123456789abcdef"

static const char manifest[] =
	"{ \"manifest\": 1, \"name\": \"small\", \"modules\": [ { \"name\": \"core\", \"tables\": ["
	" \"events\", \"tickets\" ] } ] }";

/* Notes what it was told: one line in `told` for each event, its environment and its input beside it. */
static const char script[] = "cat >$PGDRIFTD_EVENT.json\n"
			     "env >$PGDRIFTD_EVENT.env\n"
			     "echo \"$@\" >$PGDRIFTD_EVENT.arguments\n"
			     "echo said by the hook\n"
			     "echo \"$PGDRIFTD_EVENT\" >>told\n";

/* A server, a database in sync, and a place that outlives the daemons of a test. */
struct fixture {
	struct pg_server *server;
	struct pg_database *database;
	struct daemon *daemon;
	char *place;
	char *hook;
	const char *awaited;
};

static char *
told(const struct fixture *fixture)
{
	char *path = harness_format("%s/told", fixture->place);
	char *text = harness_read_file(path);

	free(path);
	return text;
}

static bool
is_told_cb(void *arg)
{
	const struct fixture *fixture = arg;
	char *text = told(fixture);
	bool same = strcmp(text, fixture->awaited) == 0;

	free(text);
	return same;
}

/* Waits until the hook was told exactly these, one a line. */
static void
wait_told(struct fixture *fixture, const char *events)
{
	fixture->awaited = events;
	if (!wait_until(WAIT_MS, is_told_cb, fixture)) {
		char *text = told(fixture), *log = daemon_log(fixture->daemon);

		fail_msg("told:\n%sinstead of:\n%s%s", text, events, log);
	}
}

static void
assert_told(const struct fixture *fixture, const char *events)
{
	char *text = told(fixture);

	assert_string_equal(text, events);
	free(text);
}

static char *
note(const struct fixture *fixture, const char *event, const char *what)
{
	char *path = harness_format("%s/%s.%s", fixture->place, event, what);
	char *text = harness_read_file(path);

	free(path);
	return text;
}

static json_int_t
checks(const struct fixture *fixture)
{
	json_t *report = http_json(fixture->daemon->address, "/v1/report", NULL);
	json_int_t count = json_integer_value(json_at(report, "/targets/0/check"));

	json_decref(report);
	return count;
}

struct counting {
	const struct fixture *fixture;
	json_int_t from;
};

static bool
has_checked_cb(void *arg)
{
	const struct counting *counting = arg;

	return checks(counting->fixture) > counting->from;
}

/* `count` checks, one after the other. */
static void
check(struct fixture *fixture, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		struct counting counting = { fixture, checks(fixture) };
		struct http_response *response = http_request(
			fixture->daemon->address, "POST", "/v1/check",
			"Authorization: Bearer " TOKEN "\r\n", NULL);

		assert_int_equal(response->status, 202);
		http_free(response);
		assert_true(wait_until(WAIT_MS, has_checked_cb, &counting));
	}
}

#define HOOK "[hook note]\ncommand = %s 'two words' plain\n"

/* The daemon with these options of [pgdriftd], and these sections behind the target. */
static void
start(struct fixture *fixture, const char *options, const char *sections)
{
	char *ini = harness_format("[pgdriftd]\nlisten = 127.0.0.1:@port@\nmanifest = @manifest@\n"
	                           "admin_token_file = %s/token\nlog_level = debug\n"
	                           "report_url = https://db1.example.com/\n%s\n"
	                           "[target main]\nconninfo = %s\n%s",
	                           fixture->place, options, fixture->database->conninfo, sections);
	const char *environment[] = { "PGPASSWORD=geheim", "STATE_DIRECTORY", NULL };

	daemon_free(fixture->daemon);
	fixture->daemon = daemon_start(&(struct daemon_options){
		.ini = ini, .manifest = manifest, .environment = environment });
	daemon_wait_status(fixture->daemon, "/readyz", 200, WAIT_MS);
	free(ini);
}

/* Checks when asked, keeps its state, and has the hook that notes. */
static void
start_usual(struct fixture *fixture)
{
	char *options = harness_format("check_interval = 1h\nstate_dir = %s/state\n",
	                               fixture->place);
	char *sections = harness_format(HOOK, fixture->hook);

	start(fixture, options, sections);
	free(options);
	free(sections);
}

static void
drop(struct fixture *fixture)
{
	pg_exec(fixture->database, "DROP TABLE tickets");
}

static void
create(struct fixture *fixture)
{
	pg_exec(fixture->database, "CREATE TABLE tickets ()");
}

static int
setup(void **state)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);
	char *token, *text;

	fixture->server = pg_start(NULL);
	fixture->database = pg_database(fixture->server);
	pg_exec(fixture->database, "CREATE TABLE events (id int); CREATE TABLE tickets ()");
	fixture->place = harness_path("place");
	assert_int_equal(mkdir(fixture->place, 0755), 0);
	token = harness_format("%s/token", fixture->place);
	harness_write_file(token, TOKEN "\n");
	fixture->hook = harness_format("%s/hook", fixture->place);
	text = harness_format("#!/bin/sh\nset -eu\ncd %s\n%s", fixture->place, script);
	harness_write_file(fixture->hook, text);
	assert_int_equal(chmod(fixture->hook, 0755), 0);
	free(token);
	free(text);
	*state = fixture;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *fixture = *state;
	const char *argv[] = { "rm", "-rf", fixture->place, NULL };

	daemon_free(fixture->daemon);
	pg_drop(fixture->database);
	pg_free(fixture->server);
	run_program(argv, NULL, NULL);
	free(fixture->place);
	free(fixture->hook);
	free(fixture);
	return 0;
}

static void
assert_line(const char *text, const char *line)
{
	char *with_ends = harness_format("\n%s\n", line);
	char *whole = harness_format("\n%s", text);

	if (strstr(whole, with_ends) == NULL)
		fail_msg("no line %s in:\n%s", line, text);
	free(with_ends);
	free(whole);
}

static void
assert_text_at(const json_t *root, const char *pointer, const char *text)
{
	const char *found = json_text_at(root, pointer);

	if (found == NULL || strcmp(found, text) != 0)
		fail_msg("%s is %s, not %s", pointer, found == NULL ? "nothing" : found, text);
}

/* The documented environment, arguments and document of a missing table. */
static void
assert_detected(const struct fixture *fixture)
{
	char *environment = note(fixture, "drift.detected", "env");
	char *arguments = note(fixture, "drift.detected", "arguments");
	char *document = note(fixture, "drift.detected", "json");
	json_t *event = json_loads(document, 0, NULL);
	char *id = harness_format("PGDRIFTD_ID=%s", json_text_at(event, "/id"));

	assert_string_equal(arguments, "two words plain note drift.detected main\n");
	assert_line(environment, id);
	assert_line(environment, "PGDRIFTD_EVENT=drift.detected");
	assert_line(environment, "PGDRIFTD_TARGET=main");
	assert_line(environment, "PGDRIFTD_STATUS=drift");
	assert_line(environment, "PGDRIFTD_PREVIOUS_STATUS=in_sync");
	assert_line(environment, "PGDRIFTD_SEVERITY=critical");
	assert_line(environment, "PGDRIFTD_CRITICAL=1");
	assert_line(environment, "PGDRIFTD_WARNING=0");
	assert_line(environment, "PGDRIFTD_ATTEMPT=1");
	assert_line(environment, "PGDRIFTD_REPORT_URL=https://db1.example.com/v1/targets/main");
	assert_null(strstr(environment, "geheim"));
	assert_null(strstr(environment, "NOTIFY_SOCKET"));
	assert_text_at(event, "/specversion", "1.0");
	assert_text_at(event, "/type", "io.pgdriftd.drift.detected");
	assert_text_at(event, "/subject", "main");
	assert_text_at(event, "/data/findings/0/change", "missing");
	assert_text_at(event, "/data/findings/0/name", "tickets");
	assert_text_at(event, "/data/report", "https://db1.example.com/v1/targets/main");
	json_decref(event);
	free(environment);
	free(arguments);
	free(document);
	free(id);
}

static void
a_dropped_table_is_told_once_and_its_return_too(void **state)
{
	struct fixture *fixture = *state;

	start_usual(fixture);
	check(fixture, 1);
	drop(fixture);
	check(fixture, 1);
	assert_told(fixture, "");
	check(fixture, 1);
	wait_told(fixture, "drift.detected\n");
	assert_detected(fixture);
	daemon_wait_log(fixture->daemon,
	                "notice target=main drift.detected: table public.tickets is missing",
	                WAIT_MS);
	daemon_wait_log(fixture->daemon, "hook note: stdout: said by the hook", WAIT_MS);
	check(fixture, 3);
	create(fixture);
	check(fixture, 2);
	wait_told(fixture, "drift.detected\ndrift.resolved\n");
	check(fixture, 3);
	assert_told(fixture, "drift.detected\ndrift.resolved\n");
	assert_int_equal(daemon_stop(fixture->daemon), 0);
}

static void
a_restart_neither_tells_again_nor_forgets(void **state)
{
	struct fixture *fixture = *state;

	start_usual(fixture);
	drop(fixture);
	check(fixture, 2);
	wait_told(fixture, "drift.detected\n");
	assert_int_equal(daemon_stop(fixture->daemon), 0);
	start_usual(fixture);
	check(fixture, 3);
	assert_told(fixture, "drift.detected\n");
	assert_int_equal(daemon_stop(fixture->daemon), 0);
	create(fixture);
	start_usual(fixture);
	check(fixture, 2);
	wait_told(fixture, "drift.detected\ndrift.resolved\n");
}

/* What was seen once before the restart counts: the second check confirms it. */
static void
what_waits_for_confirmation_waits_over_a_restart(void **state)
{
	struct fixture *fixture = *state;

	start_usual(fixture);
	check(fixture, 1);
	drop(fixture);
	check(fixture, 1);
	assert_int_equal(daemon_stop(fixture->daemon), 0);
	assert_told(fixture, "");
	start_usual(fixture);
	wait_told(fixture, "drift.detected\n");
}

static void
a_migration_within_an_interval_tells_nothing_16(void **state)
{
	struct fixture *fixture = *state;

	start_usual(fixture);
	check(fixture, 1);
	for (int i = 0; i < 3; i++) {
		drop(fixture);
		check(fixture, 1);
		create(fixture);
		check(fixture, 2);
	}
	assert_told(fixture, "");
	assert_int_equal(daemon_stop(fixture->daemon), 0);
	assert_told(fixture, "");
}

static void
a_database_that_is_down_is_told_once_and_its_return_too(void **state)
{
	struct fixture *fixture = *state;
	char *sections = harness_format(HOOK, fixture->hook);
	json_int_t before;

	start(fixture, "check_interval = 1s\nunknown_after = 2s\n", sections);
	daemon_wait_json(fixture->daemon, "/v1/report", "/targets/0/status", "in_sync", WAIT_MS);
	pg_stop(fixture->server, PG_STOP_IMMEDIATE);
	wait_told(fixture, "target.unreachable\n");
	before = checks(fixture);
	assert_true(wait_until(WAIT_MS, has_checked_cb, &(struct counting){ fixture, before + 2 }));
	assert_told(fixture, "target.unreachable\n");
	pg_start_again(fixture->server);
	wait_told(fixture, "target.unreachable\ntarget.recovered\n");
	free(sections);
}

static void
a_file_that_is_refused_is_told(void **state)
{
	struct fixture *fixture = *state;
	char *document;
	json_t *event;

	start_usual(fixture);
	daemon_reload(fixture->daemon, "[pgdriftd]\nfrobnicate = 1\n");
	wait_told(fixture, "config.rejected\n");
	document = note(fixture, "config.rejected", "json");
	event = json_loads(document, 0, NULL);
	assert_text_at(event, "/type", "io.pgdriftd.config.rejected");
	assert_non_null(
		strstr(json_text_at(event, "/data/summary"), "pgdriftd.ini:2: unknown key"));
	json_decref(event);
	free(document);
	/* What was running goes on, the hook too. */
	drop(fixture);
	check(fixture, 2);
	wait_told(fixture, "config.rejected\ndrift.detected\n");
}

static void
a_reload_changes_who_is_told(void **state)
{
	struct fixture *fixture = *state;
	char *ini, *changed;

	start_usual(fixture);
	ini = harness_read_file(fixture->daemon->ini_path);
	changed = harness_format("%sevents = drift.resolved\n", ini);
	daemon_reload(fixture->daemon, changed);
	daemon_wait_log(fixture->daemon, "reloaded ", WAIT_MS);
	drop(fixture);
	check(fixture, 2);
	daemon_wait_log(fixture->daemon, "drift.detected: ", WAIT_MS);
	create(fixture);
	check(fixture, 2);
	wait_told(fixture, "drift.resolved\n");
	free(ini);
	free(changed);
}

/* State costs history, never the watch: where there can be no database, and where there is another
 * program's file. */
static void
without_a_place_for_its_state_it_goes_on_25(void **state)
{
	struct fixture *fixture = *state;
	char *sections = harness_format(HOOK, fixture->hook);
	char *options = harness_format("check_interval = 1h\nstate_dir = %s/token/no\n",
	                               fixture->place);

	start(fixture, options, sections);
	daemon_wait_log(fixture->daemon, "state is kept in memory", WAIT_MS);
	drop(fixture);
	check(fixture, 2);
	wait_told(fixture, "drift.detected\n");
	free(options);
	free(sections);
}

static void
a_foreign_state_file_is_set_aside_25(void **state)
{
	struct fixture *fixture = *state;
	char *directory = harness_format("%s/state", fixture->place);
	char *file = harness_format("%s/pgdriftd.db", directory);

	assert_int_equal(mkdir(directory, 0700), 0);
	harness_write_file(file, "this is no database, but somebody's only copy of something\n");
	start_usual(fixture);
	daemon_wait_log(fixture->daemon, "pgdriftd.db.broken-", WAIT_MS);
	drop(fixture);
	check(fixture, 2);
	wait_told(fixture, "drift.detected\n");
	free(directory);
	free(file);
}

static bool
is_there_cb(void *path)
{
	return access(path, F_OK) == 0;
}

/* It ignores TERM; the event is owed until it has been taken. */
static void
a_hook_that_will_not_end_does_not_keep_it_23(void **state)
{
	struct fixture *fixture = *state;
	char *stubborn = harness_format("%s/stubborn", fixture->place);
	char *begun = harness_format("%s/begun", fixture->place);
	char *text = harness_format("#!/bin/sh\ntrap '' TERM\necho $PGDRIFTD_ID >>%s\n"
	                            "while :; do sleep 1; done\n",
	                            begun);
	char *options = harness_format("check_interval = 1h\nconfirm = 1\nstate_dir = %s/state\n",
	                               fixture->place);
	char *sections = harness_format("[hook note]\ncommand = %s\n", stubborn);
	struct timespec from, to;

	harness_write_file(stubborn, text);
	assert_int_equal(chmod(stubborn, 0755), 0);
	start(fixture, options, sections);
	check(fixture, 1);
	drop(fixture);
	check(fixture, 1);
	assert_true(wait_until(WAIT_MS, is_there_cb, begun));
	clock_gettime(CLOCK_MONOTONIC, &from);
	assert_int_equal(daemon_stop(fixture->daemon), 0);
	clock_gettime(CLOCK_MONOTONIC, &to);
	assert_true(to.tv_sec - from.tv_sec < 8);
	start_usual(fixture);
	wait_told(fixture, "drift.detected\n");
	free(stubborn);
	free(begun);
	free(text);
	free(options);
	free(sections);
}

/* --- a webhook ----------------------------------------------------------------------------------- */

static int
listen_here(int *ret_port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		                       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof address;
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
	assert_int_equal(listen(listener, 8), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &length), 0);
	*ret_port = ntohs(address.sin_port);
	return listener;
}

/* Reads one request whole, and answers it. Caller owns. */
static char *
receive(int listener, const char *answer)
{
	struct pollfd waiting = { .fd = listener, .events = POLLIN };
	static char request[200000];
	size_t length = 0, wanted = SIZE_MAX;
	int client;

	assert_int_equal(poll(&waiting, 1, WAIT_MS), 1);
	client = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	while (length < wanted) {
		ssize_t got = recv(client, request + length, sizeof request - 1 - length, 0);
		const char *end, *header;

		assert_true(got > 0);
		length += (size_t)got;
		request[length] = '\0';
		end = strstr(request, "\r\n\r\n");
		header = strcasestr(request, "\r\nContent-Length:");
		if (end != NULL && header != NULL)
			wanted = (size_t)(end + 4 - request) + strtoul(header + 17, NULL, 10);
	}
	assert_int_equal(send(client, answer, strlen(answer), MSG_NOSIGNAL), strlen(answer));
	close(client);
	return strdup(request);
}

static char *
header_of(const char *request, const char *name)
{
	char *wanted = harness_format("\r\n%s: ", name);
	const char *at = strcasestr(request, wanted);
	char *value;

	if (at == NULL)
		fail_msg("no header %s in %s", name, request);
	at += strlen(wanted);
	value = strndup(at, strcspn(at, "\r"));
	free(wanted);
	return value;
}

/* As a receiver verifies it: HMAC-SHA256 of "id.timestamp.body", in base64. */
static void
assert_signed(const char *request, const char *secret)
{
	char *id = header_of(request, "webhook-id");
	char *timestamp = header_of(request, "webhook-timestamp");
	char *signature = header_of(request, "webhook-signature");
	char *text = harness_format("%s.%s.%s", id, timestamp, strstr(request, "\r\n\r\n") + 4);
	unsigned char digest[EVP_MAX_MD_SIZE], base64[2 * EVP_MAX_MD_SIZE];
	unsigned length = 0;
	char *expected;

	HMAC(EVP_sha256(), secret, (int)strlen(secret), (const unsigned char *)text, strlen(text),
	     digest, &length);
	EVP_EncodeBlock(base64, digest, (int)length);
	expected = harness_format("v1,%s", (const char *)base64);
	assert_string_equal(signature, expected);
	free(id);
	free(timestamp);
	free(signature);
	free(text);
	free(expected);
}

static void
a_webhook_gets_the_same_signed_and_again_after_503_24(void **state)
{
	struct fixture *fixture = *state;
	const char *secret = "a secret of many bytes";
	char *path = harness_format("%s/secret", fixture->place);
	char *options = harness_format("check_interval = 1h\nstate_dir = %s/state\n",
	                               fixture->place);
	char *sections, *first, *second, *document, *first_id, *second_id;
	int port, listener = listen_here(&port);

	harness_write_file(path, secret);
	sections = harness_format(HOOK "[webhook chat]\nurl = http://127.0.0.1:%d/x?y=1\n"
	                               "secret_file = %s\nheader = X-Room: schema\n",
	                          fixture->hook, port, path);
	start(fixture, options, sections);
	check(fixture, 1);
	drop(fixture);
	check(fixture, 2);
	first = receive(listener, "HTTP/1.1 503 Later\r\nContent-Length: 0\r\n\r\n");
	second = receive(listener, "HTTP/1.1 204 Thanks\r\n\r\n");
	wait_told(fixture, "drift.detected\n");
	document = note(fixture, "drift.detected", "json");
	assert_memory_equal(first, "POST /x?y=1 HTTP/1.1\r\n", 22);
	assert_signed(first, secret);
	assert_signed(second, secret);
	assert_string_equal(strstr(second, "\r\n\r\n") + 4, document);
	assert_non_null(strstr(second, "\r\nX-Room: schema\r\n"));
	first_id = header_of(first, "webhook-id");
	second_id = header_of(second, "webhook-id");
	assert_string_equal(first_id, second_id);
	daemon_wait_log(fixture->daemon, "hook chat: drift.detected", WAIT_MS);
	assert_false(daemon_log_contains(fixture->daemon, secret));
	close(listener);
	free(path);
	free(options);
	free(sections);
	free(first);
	free(second);
	free(document);
	free(first_id);
	free(second_id);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_dropped_table_is_told_once_and_its_return_too),
		TEST(a_restart_neither_tells_again_nor_forgets),
		TEST(what_waits_for_confirmation_waits_over_a_restart),
		TEST(a_migration_within_an_interval_tells_nothing_16),
		TEST(a_database_that_is_down_is_told_once_and_its_return_too),
		TEST(a_file_that_is_refused_is_told),
		TEST(a_reload_changes_who_is_told),
		TEST(without_a_place_for_its_state_it_goes_on_25),
		TEST(a_foreign_state_file_is_set_aside_25),
		TEST(a_hook_that_will_not_end_does_not_keep_it_23),
		TEST(a_webhook_gets_the_same_signed_and_again_after_503_24),
	};

	return cmocka_run_group_tests_name("events", tests, NULL, NULL);
}
