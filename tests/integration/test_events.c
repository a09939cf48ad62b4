/* What people are told of, by the real daemon, through real hooks and a webhook: once, with what they
 * need, over restarts, and again when it is well. */
#include "harness.h"
#include "harness_http.h"
#include "telling.h"

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

/* The documented environment, arguments and document of a missing table. */
static void
assert_detected(const struct telling *telling)
{
	char *environment = telling_note(telling, "drift.detected", "env");
	char *arguments = telling_note(telling, "drift.detected", "arguments");
	char *document = telling_note(telling, "drift.detected", "json");
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
	telling_assert_text(event, "/specversion", "1.0");
	telling_assert_text(event, "/type", "io.pgdriftd.drift.detected");
	telling_assert_text(event, "/subject", "main");
	telling_assert_text(event, "/data/findings/0/change", "missing");
	telling_assert_text(event, "/data/findings/0/name", "tickets");
	telling_assert_text(event, "/data/report", "https://db1.example.com/v1/targets/main");
	json_decref(event);
	free(environment);
	free(arguments);
	free(document);
	free(id);
}

static void
a_dropped_table_is_told_once_and_its_return_too(void **state)
{
	struct telling *telling = *state;

	telling_start_usual(telling);
	telling_check(telling, 1);
	telling_drop(telling);
	telling_check(telling, 1);
	telling_assert_told(telling, "");
	telling_check(telling, 1);
	telling_wait_told(telling, "drift.detected\n");
	assert_detected(telling);
	daemon_wait_log(telling->daemon,
	                "notice target=main drift.detected: table public.tickets is missing",
	                TELLING_WAIT_MS);
	daemon_wait_log(telling->daemon, "hook note: stdout: said by the hook", TELLING_WAIT_MS);
	telling_check(telling, 3);
	telling_create(telling);
	telling_check(telling, 2);
	telling_wait_told(telling, "drift.detected\ndrift.resolved\n");
	telling_check(telling, 3);
	telling_assert_told(telling, "drift.detected\ndrift.resolved\n");
	assert_int_equal(daemon_stop(telling->daemon), 0);
}

/* Caller owns. */
static char *
first_seen(const struct telling *telling)
{
	json_t *report = http_json(telling->daemon->address, "/v1/report", NULL);
	char *stamp = strdup(json_text_at(report, "/targets/0/findings/0/first_seen"));

	json_decref(report);
	return stamp;
}

static void
a_restart_neither_tells_again_nor_forgets(void **state)
{
	struct telling *telling = *state;
	char *before, *after;

	telling_start_usual(telling);
	telling_drop(telling);
	telling_check(telling, 2);
	telling_wait_told(telling, "drift.detected\n");
	before = first_seen(telling);
	assert_int_equal(daemon_stop(telling->daemon), 0);
	telling_start_usual(telling);
	after = first_seen(telling);
	assert_string_equal(after, before);
	free(before);
	free(after);
	telling_check(telling, 3);
	telling_assert_told(telling, "drift.detected\n");
	assert_int_equal(daemon_stop(telling->daemon), 0);
	telling_create(telling);
	telling_start_usual(telling);
	telling_check(telling, 2);
	telling_wait_told(telling, "drift.detected\ndrift.resolved\n");
}

/* What was seen once before the restart counts: the second check confirms it. */
static void
what_waits_for_confirmation_waits_over_a_restart(void **state)
{
	struct telling *telling = *state;

	telling_start_usual(telling);
	telling_check(telling, 1);
	telling_drop(telling);
	telling_check(telling, 1);
	assert_int_equal(daemon_stop(telling->daemon), 0);
	telling_assert_told(telling, "");
	telling_start_usual(telling);
	telling_wait_told(telling, "drift.detected\n");
}

static void
a_migration_within_an_interval_tells_nothing_16(void **state)
{
	struct telling *telling = *state;

	telling_start_usual(telling);
	telling_check(telling, 1);
	for (int i = 0; i < 3; i++) {
		telling_drop(telling);
		telling_check(telling, 1);
		telling_create(telling);
		telling_check(telling, 2);
	}
	telling_assert_told(telling, "");
	assert_int_equal(daemon_stop(telling->daemon), 0);
	telling_assert_told(telling, "");
}

static void
a_database_that_is_down_is_told_once_and_its_return_too(void **state)
{
	struct telling *telling = *state;
	char *sections = harness_format(TELLING_HOOK, telling->hook);
	json_int_t before;

	telling_start(telling, "check_interval = 1s\nunknown_after = 2s\n", sections);
	daemon_wait_json(telling->daemon, "/v1/report", "/targets/0/status", "in_sync",
	                 TELLING_WAIT_MS);
	pg_stop(telling->server, PG_STOP_IMMEDIATE);
	telling_wait_told(telling, "target.unreachable\n");
	before = telling_checks(telling);
	telling_wait_checks(telling, before + 3);
	telling_assert_told(telling, "target.unreachable\n");
	pg_start_again(telling->server);
	telling_wait_told(telling, "target.unreachable\ntarget.recovered\n");
	free(sections);
}

static void
a_file_that_is_refused_is_told(void **state)
{
	struct telling *telling = *state;
	char *document;
	json_t *event;

	telling_start_usual(telling);
	daemon_reload(telling->daemon, "[pgdriftd]\nfrobnicate = 1\n");
	telling_wait_told(telling, "config.rejected\n");
	document = telling_note(telling, "config.rejected", "json");
	event = json_loads(document, 0, NULL);
	telling_assert_text(event, "/type", "io.pgdriftd.config.rejected");
	assert_non_null(
		strstr(json_text_at(event, "/data/summary"), "pgdriftd.ini:2: unknown key"));
	json_decref(event);
	free(document);
	/* What was running goes on, the hook too. */
	telling_drop(telling);
	telling_check(telling, 2);
	telling_wait_told(telling, "config.rejected\ndrift.detected\n");
}

static void
a_reload_changes_who_is_told(void **state)
{
	struct telling *telling = *state;
	char *ini, *changed;

	telling_start_usual(telling);
	ini = harness_read_file(telling->daemon->ini_path);
	changed = harness_format("%sevents = drift.resolved\n", ini);
	daemon_reload(telling->daemon, changed);
	daemon_wait_log(telling->daemon, "reloaded ", TELLING_WAIT_MS);
	telling_drop(telling);
	telling_check(telling, 2);
	daemon_wait_log(telling->daemon, "drift.detected: ", TELLING_WAIT_MS);
	telling_create(telling);
	telling_check(telling, 2);
	telling_wait_told(telling, "drift.resolved\n");
	free(ini);
	free(changed);
}

/* State costs history, never the watch: where there can be no database, and where there is another
 * program's file. */
static void
without_a_place_for_its_state_it_goes_on_25(void **state)
{
	struct telling *telling = *state;
	char *sections = harness_format(TELLING_HOOK, telling->hook);
	char *options = harness_format("check_interval = 1h\nstate_dir = %s/token/no\n",
	                               telling->place);

	telling_start(telling, options, sections);
	daemon_wait_log(telling->daemon, "state is kept in memory", TELLING_WAIT_MS);
	telling_drop(telling);
	telling_check(telling, 2);
	telling_wait_told(telling, "drift.detected\n");
	free(options);
	free(sections);
}

static void
a_foreign_state_file_is_set_aside_25(void **state)
{
	struct telling *telling = *state;
	char *directory = harness_format("%s/state", telling->place);
	char *file = harness_format("%s/pgdriftd.db", directory);

	assert_int_equal(mkdir(directory, 0700), 0);
	harness_write_file(file, "this is no database, but somebody's only copy of something\n");
	telling_start_usual(telling);
	daemon_wait_log(telling->daemon, "pgdriftd.db.broken-", TELLING_WAIT_MS);
	telling_drop(telling);
	telling_check(telling, 2);
	telling_wait_told(telling, "drift.detected\n");
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
	struct telling *telling = *state;
	char *stubborn = harness_format("%s/stubborn", telling->place);
	char *begun = harness_format("%s/begun", telling->place);
	char *text = harness_format("#!/bin/sh\ntrap '' TERM\necho $PGDRIFTD_ID >>%s\n"
	                            "while :; do sleep 1; done\n",
	                            begun);
	char *options = harness_format("check_interval = 1h\nconfirm = 1\nstate_dir = %s/state\n",
	                               telling->place);
	char *sections = harness_format("[hook note]\ncommand = %s\n", stubborn);
	struct timespec from, to;

	harness_write_file(stubborn, text);
	assert_int_equal(chmod(stubborn, 0755), 0);
	telling_start(telling, options, sections);
	telling_check(telling, 1);
	telling_drop(telling);
	telling_check(telling, 1);
	assert_true(wait_until(TELLING_WAIT_MS, is_there_cb, begun));
	clock_gettime(CLOCK_MONOTONIC, &from);
	assert_int_equal(daemon_stop(telling->daemon), 0);
	clock_gettime(CLOCK_MONOTONIC, &to);
	assert_true(to.tv_sec - from.tv_sec < 8);
	telling_start_usual(telling);
	telling_wait_told(telling, "drift.detected\n");
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

	assert_int_equal(poll(&waiting, 1, TELLING_WAIT_MS), 1);
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
	struct telling *telling = *state;
	const char *secret = "a secret of many bytes";
	char *path = harness_format("%s/secret", telling->place);
	char *options = harness_format("check_interval = 1h\nstate_dir = %s/state\n",
	                               telling->place);
	char *sections, *first, *second, *document, *first_id, *second_id;
	int port, listener = listen_here(&port);

	harness_write_file(path, secret);
	sections = harness_format(TELLING_HOOK "[webhook chat]\nurl = http://127.0.0.1:%d/x?y=1\n"
	                                       "secret_file = %s\nheader = X-Room: schema\n",
	                          telling->hook, port, path);
	telling_start(telling, options, sections);
	telling_check(telling, 1);
	telling_drop(telling);
	telling_check(telling, 2);
	first = receive(listener, "HTTP/1.1 503 Later\r\nContent-Length: 0\r\n\r\n");
	second = receive(listener, "HTTP/1.1 204 Thanks\r\n\r\n");
	telling_wait_told(telling, "drift.detected\n");
	document = telling_note(telling, "drift.detected", "json");
	assert_memory_equal(first, "POST /x?y=1 HTTP/1.1\r\n", 22);
	assert_signed(first, secret);
	assert_signed(second, secret);
	assert_string_equal(strstr(second, "\r\n\r\n") + 4, document);
	assert_non_null(strstr(second, "\r\nX-Room: schema\r\n"));
	first_id = header_of(first, "webhook-id");
	second_id = header_of(second, "webhook-id");
	assert_string_equal(first_id, second_id);
	daemon_wait_log(telling->daemon, "hook chat: drift.detected", TELLING_WAIT_MS);
	assert_false(daemon_log_contains(telling->daemon, secret));
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
#define TEST(name) cmocka_unit_test_setup_teardown(name, telling_setup, telling_teardown)
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
