// link: http_server.c
// link: report_fixture.c
// link: report_scenes.c
/* History as pages and as a stream. */
#include "out/http.h"

#include "http_server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define HOST  "Host: localhost\r\n"
#define EVENT "event: drift.detected\n"

static struct http_server server;

/* Sequences begin somewhere: the first event of the server that was started last is base + 1. */
static long long base;
static long long server_base;

static json_t *
page_of(const struct http_server *of, const char *path)
{
	struct reply reply = ask_path(of, "GET", path);
	json_t *page;

	assert_int_equal(reply.status, 200);
	assert_string_equal(reply_header(&reply, "Content-Type"), "application/json");
	page = json_loadb(reply.body, reply.length, JSON_REJECT_DUPLICATES, NULL);
	if (page == NULL)
		fail_msg("no JSON: %s", reply.body);
	reply_done(&reply);
	return page;
}

static void
start(struct http_server *own, const struct server_options *options)
{
	json_t *answer;

	server_start(own, options);
	answer = page_of(own, "/v1/events?limit=1");
	base = json_integer_value(json_object_get(answer, "last")) - (long long)options->events;
	json_decref(answer);
}

/* The text with a sequence in the place of #, that of the n-th event of the server that was started
 * last; in a buffer that a fourth call uses again. */
static const char *
number(const char *text, int place)
{
	static char texts[4][128];
	static unsigned next;
	char *out = texts[next++ % 4];
	const char *mark = strchr(text, '#');

	snprintf(out, sizeof texts[0], "%.*s%lld%s", (int)(mark - text), text, base + place,
	         mark + 1);
	return out;
}

/* "1:e1 2:e2 last 5 more": what a page says, in a buffer that the next call uses again. */
static const char *
page(const char *path)
{
	static char text[1024];
	json_t *answer = page_of(&server, path), *at;
	size_t index, length = 0;

	base = server_base;
	json_array_foreach(json_object_get(answer, "events"), index, at)
	{
		const json_t *event = json_object_get(at, "event");

		length += (size_t)snprintf(text + length, sizeof text - length, "%lld:%s ",
		                           json_integer_value(json_object_get(at, "sequence")) -
		                                   base,
		                           json_string_value(json_object_get(event, "summary")));
		assert_true(length < sizeof text);
	}
	snprintf(text + length, sizeof text - length, "last %lld%s",
	         json_integer_value(json_object_get(answer, "last")) - base,
	         json_is_true(json_object_get(answer, "more")) ? " more" : "");
	json_decref(answer);
	return text;
}

static void
events_come_in_pages(void **unused)
{
	(void)unused;
	base = server_base;
	assert_string_equal(page("/v1/events"), "1:e1 2:e2 3:e3 4:e4 5:e5 last 5");
	assert_string_equal(page("/v1/events?limit=2"), "1:e1 2:e2 last 5 more");
	assert_string_equal(page(number("/v1/events?limit=2&after=#", 3)), "4:e4 5:e5 last 5");
	assert_string_equal(page(number("/v1/events?after=#", 5)), "last 5");
	assert_string_equal(page(number("/v1/events?after=#", 999)), "last 5");
	assert_string_equal(page("/v1/events?target=calm"), "last 5");
	assert_string_equal(page(number("/v1/events?target=main&after=#", 4)), "5:e5 last 5");
	assert_string_equal(page(number("/v1/events?since=2026-11-22T09:00:00Z&after=#", 4)),
	                    "5:e5 last 5");
	assert_string_equal(page("/v1/events?since=2026-11-22T09:00:00.001Z"), "last 5");
}

static void
a_page_is_bounded_in_bytes(void **unused)
{
	struct http_server big;
	struct reply reply;
	(void)unused;

	start(&big,
	      &(struct server_options){ .history = true, .events = 100, .event_bytes = 60000 });
	reply = ask_path(&big, "GET", "/v1/events");
	assert_int_equal(reply.status, 200);
	assert_in_range(reply.length, 1 << 20, (1 << 20) + 65536);
	assert_non_null(strstr(reply.body, number("\"last\": #, \"more\": true", 100)));
	reply_done(&reply);
	server_stop(&big);
}

static void
without_a_store_there_is_no_history(void **unused)
{
	static const char *const paths[] = { "/v1/events", "/v1/stream", "/v1/mutes" };
	struct http_server bare;
	(void)unused;

	server_start(&bare, &(struct server_options){ 0 });
	for (size_t i = 0; i < 3; i++) {
		struct reply reply = ask_path(&bare, "GET", paths[i]);

		assert_int_equal(reply.status, 404);
		assert_string_equal(reply_header(&reply, "Content-Type"),
		                    "application/problem+json");
		reply_done(&reply);
	}
	server_stop(&bare);
}

/* --- streams ----------------------------------------------------------------------------------- */

static int
stream(const struct http_server *of, const char *path, const char *headers)
{
	char request[512];
	int socket = server_connect(of);

	snprintf(request, sizeof request, "GET %s HTTP/1.1\r\n" HOST "%s\r\n", path, headers);
	send_text(socket, request);
	return socket;
}

/* Reads until `text` has come, at most 64 kB; all that came. In a buffer that the next call uses
 * again. */
static const char *
read_to(int socket, const char *text)
{
	static char bytes[65536];
	size_t length = 0;

	do {
		ssize_t got = recv(socket, bytes + length, sizeof bytes - 1 - length, 0);

		if (got <= 0)
			fail_msg("the stream ended, or nothing came, before \"%s\": %.*s", text,
			         (int)length, bytes);
		length += (size_t)got;
		bytes[length] = '\0';
	} while (strstr(bytes, text) == NULL && length < sizeof bytes - 1);
	return bytes;
}

/* One more event of main; its sequence is the answer. */
static void
cause_event(const struct http_server *of)
{
	struct reply reply;
	int socket = server_connect_control(of);

	send_text(socket, "POST /v1/check?target=main HTTP/1.1\r\n" HOST "\r\n");
	reply = reply_read(socket, false);
	assert_int_equal(reply.status, 202);
	reply_done(&reply);
	close(socket);
}

static void
a_stream_tells_what_comes(void **unused)
{
	struct http_server own;
	const char *got;
	int socket;
	(void)unused;

	start(&own, &(struct server_options){ .history = true, .events = 3 });
	socket = stream(&own, "/v1/stream", "Accept: text/event-stream\r\n");
	got = read_to(socket, "retry: 2000\n\n");
	assert_non_null(strstr(got, "HTTP/1.1 200 OK\r\n"));
	assert_non_null(strstr(got, "Content-Type: text/event-stream\r\n"));
	assert_non_null(strstr(got, "Cache-Control: no-store\r\n"));
	assert_non_null(strstr(got, "Connection: close\r\n"));
	assert_null(strstr(got, "Content-Length"));
	assert_null(strstr(got, "id: "));
	cause_event(&own);
	assert_string_equal(read_to(socket, "\n\n"),
	                    number("id: #\n" EVENT "data: {\"summary\":\"checked\"}\n\n", 4));
	cause_event(&own);
	assert_non_null(strstr(read_to(socket, "\n\n"), number("id: #\n", 5)));
	close(socket);
	server_stop(&own);
}

static void
a_stream_goes_on_where_it_was(void **unused)
{
	int socket;
	(void)unused;

	base = server_base;
	socket = stream(&server, number("/v1/stream?after=#", 3), "");
	assert_null(strstr(read_to(socket, number("id: #\n", 5)), number("id: #\n", 3)));
	close(socket);
	/* The header is newer than the path that an EventSource was made with. */
	socket = stream(&server, number("/v1/stream?after=#", 1),
	                number("Last-Event-ID: #\r\n", 4));
	assert_null(strstr(read_to(socket, number("id: #\n", 5)), number("id: #\n", 4)));
	close(socket);
	socket = stream(&server, "/v1/stream?after=0", "");
	assert_non_null(strstr(read_to(socket, number("id: #\n", 5)), number("id: #\n", 1)));
	close(socket);
}

static void
an_id_of_another_history_begins_anew(void **unused)
{
	struct http_server own;
	int socket;
	(void)unused;

	start(&own, &(struct server_options){ .history = true, .events = 3 });
	socket = stream(&own, "/v1/stream", number("Last-Event-ID: #\r\n", 100000));
	read_to(socket, "retry: 2000\n\n");
	cause_event(&own);
	assert_non_null(strstr(read_to(socket, "\n\n"), number("id: #\n", 4)));
	close(socket);
	server_stop(&own);
}

static void
a_stream_of_one_target_has_no_other(void **unused)
{
	struct http_server own;
	const char *got;
	int calm, all;
	(void)unused;

	start(&own, &(struct server_options){ .history = true });
	calm = stream(&own, "/v1/stream?target=calm", "");
	all = stream(&own, "/v1/stream", "");
	read_to(calm, "retry: 2000\n\n");
	read_to(all, "retry: 2000\n\n");
	cause_event(&own);
	got = read_to(all, "\n\n");
	assert_non_null(strstr(got, number("id: #\n", 1)));
	server_end(&own);
	/* It ends with the server, and had nothing until then. */
	assert_true(is_closed(calm));
	close(calm);
	close(all);
	server_stop(&own);
}

static void
bad_ids_are_refused(void **unused)
{
	static const char *const headers[] = {
		"Last-Event-ID: abc\r\n",
		"Last-Event-ID: -1\r\n",
		"Last-Event-ID: 1234567890123456789\r\n",
		"Last-Event-ID: 1\r\nLast-Event-ID: 1\r\n",
	};
	(void)unused;

	for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
		int socket = stream(&server, "/v1/stream", headers[i]);
		struct reply reply = reply_read(socket, false);

		assert_int_equal(reply.status, 400);
		reply_done(&reply);
		close(socket);
	}
}

static void
a_quiet_stream_shows_that_it_lives(void **unused)
{
	struct http_server own;
	int socket;
	(void)unused;

	start(&own, &(struct server_options){ .history = true, .limits.ping_ms = 100 });
	socket = stream(&own, "/v1/stream", "");
	read_to(socket, "retry: 2000\n\n");
	assert_string_equal(read_to(socket, ":\n\n"), ":\n\n");
	assert_non_null(strstr(read_to(socket, ":\n\n"), ":\n\n"));
	close(socket);
	server_stop(&own);
}

static void
streams_are_counted(void **unused)
{
	struct http_server own;
	struct reply reply;
	int first, second, third;
	(void)unused;

	start(&own, &(struct server_options){ .history = true, .limits.streams = 2 });
	first = stream(&own, "/v1/stream", "");
	second = stream(&own, "/v1/stream", "");
	read_to(first, "retry: 2000\n\n");
	read_to(second, "retry: 2000\n\n");
	third = stream(&own, "/v1/stream", "");
	reply = reply_read(third, false);
	assert_int_equal(reply.status, 503);
	assert_string_equal(reply_header(&reply, "Retry-After"), "10");
	reply_done(&reply);
	close(third);
	/* One that goes makes room; that it is gone is seen a moment later. */
	close(first);
	for (int tries = 0, status = 503; status != 200; tries++) {
		assert_true(tries < 1000);
		third = stream(&own, "/v1/stream", "");
		status = strstr(read_to(third, "\r\n\r\n"), "HTTP/1.1 200") != NULL ? 200 : 503;
		close(third);
	}
	close(second);
	server_stop(&own);
}

/* Reads nothing: the server keeps one batch for it, others go on, and after request_ms it is dropped. */
static void
a_slow_reader_is_dropped_and_comes_back(void **unused)
{
	struct http_server own;
	static char bytes[65536];
	char *all = calloc(1, (size_t)64 << 20), *id, header[64];
	int small = 4096, slow;
	size_t length = 0;
	ssize_t got;
	char *log = NULL;
	(void)unused;

	start(&own, &(struct server_options){ .history = true,
	                                      .events = 500,
	                                      .event_bytes = 60000,
	                                      .limits.request_ms = 500 });
	slow = server_connect_unix(&own);
	setsockopt(slow, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
	send_text(slow, "GET /v1/stream?after=0 HTTP/1.1\r\n" HOST "\r\n");
	while (log == NULL || strstr(log, "dropped a slow reader of events") == NULL) {
		struct reply reply = ask_path(&own, "GET", "/livez");

		assert_int_equal(reply.status, 200);
		reply_done(&reply);
		free(log);
		log = server_log(&own);
	}
	free(log);
	while ((got = recv(slow, bytes, sizeof bytes, 0)) > 0) {
		memcpy(all + length, bytes, (size_t)got);
		length += (size_t)got;
		assert_true(length < ((size_t)30 << 20)); /* all of it would be that much */
	}
	close(slow);
	/* The last event that came whole; the rest comes after it. */
	for (;;) {
		id = memrchr(all, '\n', length);
		assert_non_null(id);
		length = (size_t)(id - all);
		if (strncmp(id, "\nid: ", 5) == 0 && strstr(id, "\n\n") != NULL)
			break;
	}
	snprintf(header, sizeof header, "Last-Event-ID: %lld\r\n", atoll(id + 5));
	snprintf(bytes, sizeof bytes, "id: %lld\n", atoll(id + 5) + 1);
	slow = stream(&own, "/v1/stream?after=0", header);
	assert_null(strstr(read_to(slow, bytes), number("id: #\n", 1)));
	close(slow);
	free(all);
	server_stop(&own);
}

/* All of a long history, while events come. */
static void
nothing_is_lost_or_repeated(void **unused)
{
	struct http_server own;
	static char bytes[65536];
	struct text line = { 0 };
	int socket, expected = 1;
	(void)unused;

	start(&own,
	      &(struct server_options){ .history = true, .events = 450, .event_bytes = 3000 });
	socket = stream(&own, "/v1/stream?after=0", "");
	while (expected <= 460) {
		ssize_t got = recv(socket, bytes, sizeof bytes, 0);

		assert_true(got > 0);
		for (ssize_t i = 0; i < got; i++) {
			if (bytes[i] != '\n') {
				text_addc(&line, bytes[i]);
				continue;
			}
			if (strncmp(text_str(&line), "id: ", 4) == 0) {
				assert_int_equal(atoll(text_str(&line) + 4) - base, expected);
				expected++;
				if (expected % 40 == 0)
					cause_event(&own);
			}
			text_clear(&line);
		}
	}
	text_done(&line);
	close(socket);
	server_stop(&own);
}

static int
group_setup(void **unused)
{
	(void)unused;
	start(&server, &(struct server_options){ .history = true, .events = 5 });
	server_base = base;
	return 0;
}

static int
group_teardown(void **unused)
{
	(void)unused;
	server_stop(&server);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(events_come_in_pages),
		cmocka_unit_test(a_page_is_bounded_in_bytes),
		cmocka_unit_test(without_a_store_there_is_no_history),
		cmocka_unit_test(a_stream_tells_what_comes),
		cmocka_unit_test(a_stream_goes_on_where_it_was),
		cmocka_unit_test(an_id_of_another_history_begins_anew),
		cmocka_unit_test(a_stream_of_one_target_has_no_other),
		cmocka_unit_test(bad_ids_are_refused),
		cmocka_unit_test(a_quiet_stream_shows_that_it_lives),
		cmocka_unit_test(streams_are_counted),
		cmocka_unit_test(a_slow_reader_is_dropped_and_comes_back),
		cmocka_unit_test(nothing_is_lost_or_repeated),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
