// link: http_server.c
// link: report_fixture.c
// link: report_scenes.c
#include "out/http.h"

#include "base/clock.h"
#include "http_server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define HOST         "Host: localhost\r\n"
#define GET_LIVEZ    "GET /livez HTTP/1.1\r\n" HOST "\r\n"
#define GET_HEALTH   "GET /health HTTP/1.1\r\n" HOST "\r\n"
#define GET_REPORT   "GET /v1/report HTTP/1.1\r\n" HOST "\r\n"
#define FINDINGS     ((size_t)10000)
#define SLOW_CLIENTS 2000
#define REQUEST(text)                  \
	{                              \
		text, sizeof(text) - 1 \
	}

static struct http_server server;

static void
bad_requests_are_refused_and_the_connection_closed(void **unused)
{
	static const struct {
		struct {
			const char *bytes;
			size_t length;
		} request;
		int status;
	} cases[] = {
		{ REQUEST("POST /v1/check HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"),
		  400 },
		{ REQUEST("POST /v1/check HTTP/1.1\r\n" HOST
		          "Content-Length: 1\r\nContent-Length: 1\r\n\r\nx"),
		  400 },
		{ REQUEST("POST /v1/check HTTP/1.1\r\n" HOST "Content-Length: +4\r\n\r\nxxxx"),
		  400 },
		{ REQUEST("GET /health HTTP/1.1\r\n" HOST "Content-Length: 1\r\n\r\nx"), 400 },
		{ REQUEST("GET /health HTTP/1.1\r\n" HOST "Accept : x\r\n\r\n"), 400 },
		{ REQUEST("GET /health HTTP/1.1\r\n" HOST "Accept: \0\r\n\r\n"), 400 },
		{ REQUEST("GET /health HTTP/1.1\r\n" HOST HOST "\r\n"), 400 },
		{ REQUEST("GET /health HTTP/1.1\r\n\r\n"), 400 },
		{ REQUEST("GET /health HTTP/1.1\r\n" HOST "A: b\r\n c\r\n\r\n"), 400 },
		{ REQUEST("GET /health HTTP/1.1\nHost: a\n\n"), 400 },
		{ REQUEST("GET /%00 HTTP/1.1\r\n" HOST "\r\n"), 400 },
		{ REQUEST("GET /%zz HTTP/1.1\r\n" HOST "\r\n"), 400 },
		{ REQUEST("GET /v1/../health HTTP/1.1\r\n" HOST "\r\n"), 400 },
		{ REQUEST("GET //x HTTP/1.1\r\n" HOST "\r\n"), 400 },
		{ REQUEST("GET /livez?x=1 HTTP/1.1\r\n" HOST "\r\n"), 400 },
		{ REQUEST("GET http://localhost/livez HTTP/1.1\r\n" HOST "\r\n"), 400 },
		{ REQUEST("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"), 400 },
		{ REQUEST("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 505 },
		{ REQUEST("GET / HTTP/9.9\r\n" HOST "\r\n"), 505 },
		{ REQUEST("POST /v1/check HTTP/1.1\r\n" HOST "Expect: x\r\n\r\n"), 417 },
		{ REQUEST("POST /v1/check HTTP/1.1\r\n" HOST "Content-Length: 65537\r\n\r\n"),
		  413 },
		{ REQUEST("POST /v1/check HTTP/1.1\r\n" HOST
		          "Content-Length: 99999999999999999999\r\n\r\n"),
		  413 },
	};
	(void)unused;

	for (size_t i = 0; i < COUNT(cases); i++) {
		bool closed = false;
		struct reply reply = ask_bytes(&server, cases[i].request.bytes,
		                               cases[i].request.length, &closed);

		if (reply.status != cases[i].status || !closed)
			fail_msg("case %zu, %s: %d, closed: %d", i, cases[i].request.bytes,
			         reply.status, closed);
		assert_non_null(strstr(reply.body, "\"detail\""));
		reply_done(&reply);
	}
}

/* The client is still sending when the answer is made: no reset may overtake it. */
static void
too_much_is_refused_before_it_is_all_there(void **unused)
{
	static const struct {
		const char *before;
		size_t filling;
		int status;
	} cases[] = {
		{ "GET /", 100000, 414 },
		{ "GET /livez HTTP/1.1\r\n" HOST "X: ", 100000, 431 },
		{ "POST /v1/check HTTP/1.1\r\n" HOST "Content-Length: 9000000\r\n\r\n", 9000000,
		  413 },
	};
	(void)unused;

	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t before = strlen(cases[i].before);
		char *bytes = malloc(before + cases[i].filling);
		struct reply reply;

		memcpy(bytes, cases[i].before, before);
		memset(bytes + before, 'a', cases[i].filling);
		reply = ask_bytes(&server, bytes, before + cases[i].filling, NULL);
		assert_int_equal(reply.status, cases[i].status);
		reply_done(&reply);
		free(bytes);
	}
}

/* After the answer our end is shut, but what the client still sends is taken, not reset. */
static void
who_is_refused_may_finish_sending(void **unused)
{
	int socket = server_connect(&server);
	struct pollfd reset = { .fd = socket, .events = 0 };
	struct reply reply;
	(void)unused;

	send_text(socket, "GET //x HTTP/1.1\r\n" HOST "\r\n");
	reply = reply_read(socket, false);
	assert_int_equal(reply.status, 400);
	reply_done(&reply);
	assert_true(is_closed(socket));
	send_text(socket, GET_LIVEZ);
	assert_int_equal(poll(&reset, 1, 200), 0);
	close(socket);
}

static void
a_body_up_to_the_limit_is_read(void **unused)
{
	size_t length = 65536;
	char *text = calloc(1, length + 256);
	struct reply reply;
	(void)unused;

	snprintf(text, 256, "POST /v1/check HTTP/1.1\r\n" HOST "Content-Length: %zu\r\n\r\n",
	         length);
	memset(text + strlen(text), ' ', length);
	reply = ask(&server, text);
	assert_int_equal(reply.status, 403); /* no token: but the body was no reason */
	reply_done(&reply);
	free(text);
}

static void
requests_may_come_byte_by_byte(void **unused)
{
	int socket = server_connect(&server);
	struct reply reply;
	(void)unused;

	for (const char *at = GET_LIVEZ; *at != '\0'; at++)
		send_bytes(socket, at, 1);
	reply = reply_read(socket, false);
	assert_int_equal(reply.status, 200);
	reply_done(&reply);
	close(socket);
}

static void
pipelined_requests_are_answered_in_order(void **unused)
{
	enum { ROUNDS = 100 };
	static const char *const pair = GET_LIVEZ "GET /nowhere HTTP/1.1\r\n" HOST "\r\n";
	char *text = calloc(ROUNDS, strlen(pair) + 1);
	int socket = server_connect(&server);
	(void)unused;

	for (int i = 0; i < ROUNDS; i++)
		strcat(text, pair);
	send_text(socket, text);
	for (int i = 0; i < ROUNDS * 2; i++) {
		struct reply reply = reply_read(socket, false);

		assert_int_equal(reply.status, i % 2 == 0 ? 200 : 404);
		reply_done(&reply);
	}
	free(text);
	close(socket);
}

static void
a_second_request_is_held_to_the_same_rules(void **unused)
{
	static const struct {
		const char *second;
		int status;
	} cases[] = {
		{ "GET /livez HTTP/1.1\r\n\r\n", 400 },
		{ "GET /livez HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n", 400 },
		{ "0\r\n\r\n" GET_LIVEZ, 400 },
		{ "GET /livez HTTP/2.0\r\n" HOST "\r\n", 505 },
	};
	(void)unused;

	for (size_t i = 0; i < COUNT(cases); i++) {
		int socket = server_connect(&server);
		struct reply reply;
		char text[512];

		snprintf(text, sizeof text, "%s%s%s", GET_LIVEZ, cases[i].second, GET_LIVEZ);
		send_text(socket, text);
		reply = reply_read(socket, false);
		assert_int_equal(reply.status, 200);
		reply_done(&reply);
		reply = reply_read(socket, false);
		assert_int_equal(reply.status, cases[i].status);
		reply_done(&reply);
		assert_true(is_closed(socket));
		close(socket);
	}
}

/* A body must not be taken for the next request. */
static void
a_body_is_not_a_request(void **unused)
{
	int socket = server_connect(&server);
	struct reply reply;
	char text[512];
	(void)unused;

	snprintf(text, sizeof text,
	         "POST /v1/check HTTP/1.1\r\n" HOST "Content-Length: %zu\r\n\r\n%s"
	         "GET /nowhere HTTP/1.1\r\n" HOST "\r\n",
	         strlen(GET_LIVEZ), GET_LIVEZ);
	send_text(socket, text);
	reply = reply_read(socket, false);
	assert_int_equal(reply.status, 403);
	reply_done(&reply);
	reply = reply_read(socket, false);
	assert_int_equal(reply.status, 404);
	reply_done(&reply);
	close(socket);
}

static void
who_asks_to_close_is_closed(void **unused)
{
	static const struct {
		const char *request;
		const char *connection;
	} cases[] = {
		{ "GET /livez HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n", "close" },
		{ "GET /livez HTTP/1.0\r\n\r\n", "close" },
		{ "GET /livez HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "keep-alive" },
		{ GET_LIVEZ, "keep-alive" },
	};
	(void)unused;

	for (size_t i = 0; i < COUNT(cases); i++) {
		int socket = server_connect(&server);
		struct reply reply;

		send_text(socket, cases[i].request);
		reply = reply_read(socket, false);
		assert_int_equal(reply.status, 200);
		assert_string_equal(reply_header(&reply, "Connection"), cases[i].connection);
		reply_done(&reply);
		if (strcmp(cases[i].connection, "close") == 0) {
			assert_true(is_closed(socket));
		} else {
			send_text(socket, GET_LIVEZ);
			reply = reply_read(socket, false);
			assert_int_equal(reply.status, 200);
			reply_done(&reply);
		}
		close(socket);
	}
}

static void
a_client_that_has_said_all_is_answered(void **unused)
{
	int socket = server_connect_unix(&server);
	struct reply reply;
	(void)unused;

	send_text(socket, GET_LIVEZ);
	shutdown(socket, SHUT_WR);
	reply = reply_read(socket, false);
	assert_int_equal(reply.status, 200);
	reply_done(&reply);
	assert_true(is_closed(socket));
	close(socket);
}

/* Sends a byte every 20 ms until an answer or the end comes. Returns how long that took. */
static int64_t
drip(int socket, char byte)
{
	struct pollfd answer = { .fd = socket, .events = POLLIN };
	int64_t begin = clock_ms();

	while (poll(&answer, 1, 20) == 0 && clock_ms() - begin < 10000)
		send_bytes(socket, &byte, 1);
	return clock_ms() - begin;
}

static void
a_request_that_drips_is_timed_out(void **unused)
{
	static const char *const beginnings[] = {
		"GET /livez HTTP/1.1\r\nX: ",
		"POST /v1/check HTTP/1.1\r\n" HOST "Content-Length: 60000\r\n\r\n",
	};
	struct http_server strict;
	(void)unused;

	server_start(&strict,
	             &(struct server_options){ .limits = { .idle_ms = 5000, .request_ms = 500 } });
	for (size_t i = 0; i < COUNT(beginnings); i++) {
		int socket = server_connect(&strict);
		struct reply reply;
		int64_t took_ms;

		send_text(socket, beginnings[i]);
		took_ms = drip(socket, 'a');
		assert_in_range(took_ms, 400, 4500);
		reply = reply_read(socket, false);
		assert_int_equal(reply.status, 408);
		reply_done(&reply);
		close(socket);
	}
	server_stop(&strict);
}

static void
an_idle_connection_is_closed_without_a_word(void **unused)
{
	struct http_server strict;
	int64_t begin;
	(void)unused;

	server_start(&strict,
	             &(struct server_options){ .limits = { .idle_ms = 500, .request_ms = 5000 } });
	for (int used = 0; used < 2; used++) {
		int socket = server_connect(&strict);

		if (used) {
			struct reply reply;

			send_text(socket, GET_LIVEZ);
			reply = reply_read(socket, false);
			reply_done(&reply);
		}
		begin = clock_ms();
		assert_true(is_closed(socket));
		assert_in_range(clock_ms() - begin, 400, 4500);
		close(socket);
	}
	server_stop(&strict);
}

static long
resident_kb(const struct http_server *of)
{
	char path[64], line[256];
	long kb = 0;
	FILE *file;

	snprintf(path, sizeof path, "/proc/%d/status", (int)of->pid);
	file = fopen(path, "re");
	assert_non_null(file);
	while (fgets(line, sizeof line, file) != NULL)
		(void)sscanf(line, "RssAnon: %ld kB", &kb);
	fclose(file);
	return kb;
}

static void
slow_readers_share_one_copy_and_are_dropped(void **unused)
{
	enum { READERS = 50 };
	struct http_server big;
	int sockets[READERS];
	struct reply reply;
	size_t length;
	long before_kb;
	(void)unused;

	server_start(&big, &(struct server_options){ .findings = FINDINGS });
	reply = ask_path(&big, "GET", "/v1/report");
	length = reply.length;
	assert_true(length > 4000000);
	reply_done(&reply);
	before_kb = resident_kb(&big);
	for (int i = 0; i < READERS; i++) {
		sockets[i] = server_connect_unix(&big);
		send_text(sockets[i], GET_REPORT);
	}
	/* Others are served meanwhile, and afterwards everything is dropped. */
	reply = ask_path(&big, "GET", "/livez");
	assert_int_equal(reply.status, 200);
	reply_done(&reply);
	assert_true(resident_kb(&big) - before_kb < (long)(length / 1024) * 4);
	for (int i = 0; i < READERS; i++) {
		struct pollfd hung_up = { .fd = sockets[i], .events = POLLRDHUP };

		assert_int_equal(poll(&hung_up, 1, 20000), 1);
		close(sockets[i]);
	}
	server_stop(&big);
}

static void
a_long_report_is_sent_in_pieces(void **unused)
{
	struct http_server big;
	struct reply reply, again;
	int socket;
	(void)unused;

	server_start(&big, &(struct server_options){ .findings = FINDINGS });
	socket = server_connect_unix(&big);
	send_text(socket, GET_REPORT GET_LIVEZ GET_REPORT GET_LIVEZ);
	reply = reply_read(socket, false);
	assert_true(reply.length > 4000000);
	again = reply_read(socket, false);
	assert_string_equal(again.body, "ok\n");
	reply_done(&again);
	again = reply_read(socket, false);
	assert_int_equal(again.length, reply.length);
	assert_memory_equal(again.body, reply.body, reply.length);
	reply_done(&again);
	again = reply_read(socket, false);
	assert_string_equal(again.body, "ok\n");
	reply_done(&again);
	reply_done(&reply);
	close(socket);
	server_stop(&big);
}

/* Whether the unix socket answers; false where it turns away. */
static bool
is_served(const struct http_server *by, bool local)
{
	int socket = local ? server_connect_unix(by) : server_connect(by);
	struct reply reply;
	bool served;

	assert_true(socket >= 0);
	send_text(socket, GET_LIVEZ);
	reply = reply_read(socket, false);
	served = reply.status == 200;
	reply_done(&reply);
	close(socket);
	return served;
}

static void
each_listening_socket_has_its_own_limit(void **unused)
{
	enum { LIMIT = 8 };
	struct http_server small;
	int sockets[LIMIT], extra;
	struct reply reply;
	int64_t begin;
	(void)unused;

	server_start(&small, &(struct server_options){
				     .limits = { .connections = LIMIT, .idle_ms = 20000 } });
	for (int i = 0; i < LIMIT; i++) {
		sockets[i] = server_connect(&small);
		send_text(sockets[i], GET_LIVEZ);
		reply = reply_read(sockets[i], false);
		assert_int_equal(reply.status, 200);
		reply_done(&reply);
	}
	extra = server_connect(&small);
	reply = reply_read(extra, false);
	assert_int_equal(reply.status, 503);
	assert_non_null(strstr(reply.body, "too many connections"));
	reply_done(&reply);
	assert_true(is_closed(extra));
	close(extra);
	assert_true(is_served(&small, true));
	close(sockets[0]);
	begin = clock_ms();
	while (!is_served(&small, false))
		assert_true(clock_ms() - begin < 10000);
	for (int i = 1; i < LIMIT; i++)
		close(sockets[i]);
	server_stop(&small);
}

static int
compare_times(const void *a, const void *b)
{
	const int64_t *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

static void
two_thousand_slow_clients_do_not_slow_the_unix_socket(void **unused)
{
	enum { ROUNDS = 21 };
	static int sockets[SLOW_CLIENTS];
	struct rlimit limit;
	struct http_server slow;
	int64_t times[ROUNDS];
	(void)unused;

	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max < 4096 ? limit.rlim_max : 4096;
	setrlimit(RLIMIT_NOFILE, &limit);
	if (limit.rlim_cur < SLOW_CLIENTS + 64)
		skip();
	server_start(&slow, &(struct server_options){
				    .limits = { .idle_ms = 20000, .request_ms = 20000 } });
	for (int i = 0; i < SLOW_CLIENTS; i++) {
		sockets[i] = server_connect(&slow);
		assert_true(sockets[i] >= 0);
		send_text(sockets[i], "GET /health HTTP/1.1\r\nX: ");
	}
	for (int i = 0; i < ROUNDS; i++) {
		int64_t begin = clock_us();
		int socket = server_connect_unix(&slow);
		struct reply reply;

		for (int j = i; j < SLOW_CLIENTS; j += ROUNDS)
			send_bytes(sockets[j], "a", 1);
		begin = clock_us();
		send_text(socket, GET_HEALTH);
		reply = reply_read(socket, false);
		times[i] = clock_us() - begin;
		assert_int_equal(reply.status, 503);
		reply_done(&reply);
		close(socket);
	}
	qsort(times, ROUNDS, sizeof times[0], compare_times);
	assert_true(times[ROUNDS / 2] < 50000);
	for (int i = 0; i < SLOW_CLIENTS; i++)
		close(sockets[i]);
	server_stop(&slow);
}

static size_t
count_lines_with(const char *log, const char *what)
{
	size_t count = 0;

	for (const char *at = log; (at = strstr(at, what)) != NULL; at++)
		count++;
	return count;
}

static void
without_descriptors_it_waits_and_does_not_spin(void **unused)
{
	enum { CLIENTS = 40 };
	struct http_server poor;
	int sockets[CLIENTS];
	int64_t begin = clock_ms();
	long cpu_ms;
	char *log;
	(void)unused;

	server_start(&poor,
	             &(struct server_options){ .descriptors = 24, .limits = { .idle_ms = 60000 } });
	for (int i = 0; i < CLIENTS; i++)
		sockets[i] = server_connect(&poor);
	for (log = server_log(&poor); count_lines_with(log, "cannot accept") == 0;
	     log = server_log(&poor)) {
		free(log);
		assert_true(clock_ms() - begin < 10000);
		(void)poll(NULL, 0, 10);
	}
	free(log);
	cpu_ms = server_cpu_ms(&poor);
	(void)poll(NULL, 0, 1500); /* three more attempts: the stretch of time that is measured */
	assert_true(server_cpu_ms(&poor) - cpu_ms < 200);
	log = server_log(&poor);
	assert_int_equal(count_lines_with(log, "cannot accept"), 1);
	free(log);
	for (int i = 0; i < CLIENTS; i++)
		close(sockets[i]);
	assert_true(is_served(&poor, false));
	assert_true(is_served(&poor, true));
	server_stop(&poor);
}

static void
draining_finishes_what_is_under_way(void **unused)
{
	struct http_server ending;
	int idle, half, long_answer;
	struct pollfd begun = { .events = POLLIN };
	struct reply reply;
	(void)unused;

	server_start(&ending, &(struct server_options){
				      .findings = FINDINGS,
				      .limits = { .idle_ms = 60000, .request_ms = 20000 } });
	idle = server_connect(&ending);
	half = server_connect(&ending);
	long_answer = server_connect_unix(&ending);
	send_text(idle, GET_LIVEZ);
	reply = reply_read(idle, false);
	reply_done(&reply);
	send_text(half, "GET /livez HTTP/1.1\r\n");
	send_text(long_answer, GET_REPORT);
	begun.fd = long_answer;
	assert_int_equal(poll(&begun, 1, 20000), 1);
	/* The half one has arrived when this one, sent later, has been answered. */
	assert_true(is_served(&ending, false));
	server_end(&ending);
	assert_true(is_closed(idle));
	send_text(half, HOST "\r\n");
	reply = reply_read(half, false);
	assert_int_equal(reply.status, 200);
	assert_string_equal(reply_header(&reply, "Connection"), "close");
	reply_done(&reply);
	assert_true(is_closed(half));
	reply = reply_read(long_answer, false);
	assert_true(reply.length > 4000000);
	reply_done(&reply);
	assert_true(is_closed(long_answer));
	close(idle);
	close(half);
	close(long_answer);
	assert_int_equal(server_connect(&ending), -1);
	server_stop(&ending);
}

static bool
has_ended(pid_t pid)
{
	siginfo_t info = { 0 };

	assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT), 0);
	return info.si_pid == pid;
}

static void
draining_does_not_wait_for_ever(void **unused)
{
	struct http_server ending;
	int64_t begin;
	int half;
	(void)unused;

	server_start(&ending, &(struct server_options){ .limits = { .request_ms = 500 } });
	half = server_connect(&ending);
	send_text(half, "GET /livez HTTP/1.1\r\n");
	assert_true(is_served(&ending, false));
	begin = clock_ms();
	server_end(&ending);
	while (!has_ended(ending.pid)) {
		assert_true(clock_ms() - begin < 20000);
		(void)poll(NULL, 0, 10);
	}
	assert_true(clock_ms() - begin >= 200); /* it did wait for the half request */
	close(half);
	server_stop(&ending);
}

static int
start(void **unused)
{
	(void)unused;
	server_start(&server, &(struct server_options){ 0 });
	return 0;
}

static int
stop(void **unused)
{
	(void)unused;
	server_stop(&server);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_requests_are_refused_and_the_connection_closed),
		cmocka_unit_test(too_much_is_refused_before_it_is_all_there),
		cmocka_unit_test(who_is_refused_may_finish_sending),
		cmocka_unit_test(a_body_up_to_the_limit_is_read),
		cmocka_unit_test(requests_may_come_byte_by_byte),
		cmocka_unit_test(pipelined_requests_are_answered_in_order),
		cmocka_unit_test(a_second_request_is_held_to_the_same_rules),
		cmocka_unit_test(a_body_is_not_a_request),
		cmocka_unit_test(who_asks_to_close_is_closed),
		cmocka_unit_test(a_client_that_has_said_all_is_answered),
		cmocka_unit_test(a_request_that_drips_is_timed_out),
		cmocka_unit_test(an_idle_connection_is_closed_without_a_word),
		cmocka_unit_test(slow_readers_share_one_copy_and_are_dropped),
		cmocka_unit_test(a_long_report_is_sent_in_pieces),
		cmocka_unit_test(each_listening_socket_has_its_own_limit),
		cmocka_unit_test(two_thousand_slow_clients_do_not_slow_the_unix_socket),
		cmocka_unit_test(without_descriptors_it_waits_and_does_not_spin),
		cmocka_unit_test(draining_finishes_what_is_under_way),
		cmocka_unit_test(draining_does_not_wait_for_ever),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
