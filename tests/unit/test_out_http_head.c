#include "out/http_priv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define LIMIT        ((size_t)8192)
#define HOST         "Host: localhost\r\n"
#define GET          "GET /health HTTP/1.1\r\n"
#define POST         "POST /v1/check HTTP/1.1\r\n" HOST
#define REQUEST(text)                  \
	{                              \
		text, sizeof(text) - 1 \
	}

struct request {
	const char *bytes;
	size_t length;
};

/* The status after all bytes came at once, or each alone; 0: more must come. */
static int
read_head(const struct request *request, bool drip, struct http_head *ret_head, char *copy)
{
	struct http_scan scan = { 0 };
	int status = 0;

	memcpy(copy, request->bytes, request->length);
	for (size_t length = drip ? 1 : request->length; status == 0 && length <= request->length;
	     length++)
		status = http_scan(&scan, copy, length, LIMIT);
	if (status == 200)
		return http_head_parse(copy, scan.at, ret_head);
	if (status != 0)
		assert_non_null(scan.problem);
	return status;
}

static int
status_of(const struct request *request)
{
	struct http_head head = { 0 };
	char *copy = malloc(request->length + 1);
	int at_once = read_head(request, false, &head, copy);
	int dripping = read_head(request, true, &head, copy);

	free(copy);
	assert_int_equal(at_once, dripping);
	return at_once;
}

static void
well_formed_requests_are_taken(void **unused)
{
	static const struct request cases[] = {
		REQUEST(GET HOST "\r\n"),
		REQUEST("\r\n" GET HOST "\r\n"),
		REQUEST("GET / HTTP/1.0\r\n\r\n"),
		REQUEST("HEAD /health HTTP/1.1\r\nhost:localhost\r\n\r\n"),
		REQUEST(GET "Host:\r\n\r\n"),
		REQUEST(GET "Host: [::1]:8432\r\n\r\n"),
		REQUEST(GET HOST "X-Empty:\r\nX-Odd: caf\xc3\xa9 \xff\tx\r\n\r\n"),
		REQUEST(GET HOST "Content-Length: 0\r\n\r\n"),
		REQUEST(POST "Content-Length: 00012\r\n\r\n"),
		REQUEST("DELETE /health HTTP/1.1\r\n" HOST "\r\n"),
		REQUEST("M-SEARCH * HTTP/1.1\r\n" HOST "\r\n"),
	};
	(void)unused;

	for (size_t i = 0; i < COUNT(cases); i++) {
		if (status_of(&cases[i]) != 200)
			fail_msg("%s: %d", cases[i].bytes, status_of(&cases[i]));
	}
}

static void
what_can_be_read_in_two_ways_is_refused(void **unused)
{
	static const struct {
		struct request request;
		int status;
	} cases[] = {
		/* framing */
		{ REQUEST(POST "Transfer-Encoding: chunked\r\n\r\n"), 400 },
		{ REQUEST(POST "transfer-encoding: identity\r\n\r\n"), 400 },
		{ REQUEST(POST "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"), 400 },
		{ REQUEST(POST "Content-Length: 4\r\nContent-Length: 5\r\n\r\n"), 400 },
		{ REQUEST(POST "Content-Length: 4\r\ncontent-length: 4\r\n\r\n"), 400 },
		{ REQUEST(POST "Content-Length: +4\r\n\r\n"), 400 },
		{ REQUEST(POST "Content-Length: -4\r\n\r\n"), 400 },
		{ REQUEST(POST "Content-Length: 4, 4\r\n\r\n"), 400 },
		{ REQUEST(POST "Content-Length: 0x4\r\n\r\n"), 400 },
		{ REQUEST(POST "Content-Length: 4 4\r\n\r\n"), 400 },
		{ REQUEST(POST "Content-Length:\r\n\r\n"), 400 },
		{ REQUEST(GET HOST "Content-Length: 4\r\n\r\n"), 400 },
		{ REQUEST("HEAD / HTTP/1.1\r\n" HOST "Content-Length: 4\r\n\r\n"), 400 },
		/* header lines */
		{ REQUEST(GET HOST "Accept : x\r\n\r\n"), 400 },
		{ REQUEST(GET HOST "Accept\t: x\r\n\r\n"), 400 },
		{ REQUEST(GET HOST " folded: x\r\n\r\n"), 400 },
		{ REQUEST(GET HOST "Accept: x\r\n y\r\n\r\n"), 400 },
		{ REQUEST(GET HOST "Accept: x\r\n\ty\r\n\r\n"), 400 },
		{ REQUEST(GET " " HOST "\r\n"), 400 },
		{ REQUEST(GET HOST ": x\r\n\r\n"), 400 },
		{ REQUEST(GET HOST "Accept\r\n\r\n"), 400 },
		{ REQUEST(GET HOST "Ac cept: x\r\n\r\n"), 400 },
		{ REQUEST(GET HOST "Acc\xc3\xa9pt: x\r\n\r\n"), 400 },
		{ REQUEST(GET HOST "Accept: a\0b\r\n\r\n"), 400 },
		{ REQUEST(GET HOST "Acc\0ept: a\r\n\r\n"), 400 },
		{ REQUEST(GET HOST "Accept: a\x01\r\n\r\n"), 400 },
		{ REQUEST(GET HOST "Accept: a\x7f\r\n\r\n"), 400 },
		{ REQUEST(GET HOST "Accept: a\rb\r\n\r\n"), 400 },
		{ REQUEST(GET HOST "Accept: a\nX: b\r\n\r\n"), 400 },
		{ REQUEST("GET / HTTP/1.1\nHost: localhost\n\n"), 400 },
		{ REQUEST(GET HOST "\n"), 400 },
		/* Host */
		{ REQUEST(GET "\r\n"), 400 },
		{ REQUEST(GET HOST HOST "\r\n"), 400 },
		{ REQUEST("GET / HTTP/1.0\r\n" HOST HOST "\r\n"), 400 },
		{ REQUEST(GET "Host: a b\r\n\r\n"), 400 },
		{ REQUEST(GET "Host: a/b\r\n\r\n"), 400 },
		{ REQUEST(GET "Host: user@a\r\n\r\n"), 400 },
		/* request line */
		{ REQUEST("\r\n\r\n" GET HOST "\r\n"), 400 },
		{ REQUEST("GET /\r\n\r\n"), 400 },
		{ REQUEST("GET  / HTTP/1.1\r\n" HOST "\r\n"), 400 },
		{ REQUEST("GET / x HTTP/1.1\r\n" HOST "\r\n"), 400 },
		{ REQUEST("GET / HTTP/1.1 \r\n" HOST "\r\n"), 400 },
		{ REQUEST(" GET / HTTP/1.1\r\n" HOST "\r\n"), 400 },
		{ REQUEST("GET\t/ HTTP/1.1\r\n" HOST "\r\n"), 400 },
		{ REQUEST("G(T / HTTP/1.1\r\n" HOST "\r\n"), 400 },
		{ REQUEST("GET /\xc3\xa9 HTTP/1.1\r\n" HOST "\r\n"), 400 },
		{ REQUEST("GET /\0 HTTP/1.1\r\n" HOST "\r\n"), 400 },
		{ REQUEST("GET / http/1.1\r\n" HOST "\r\n"), 400 },
		{ REQUEST("GET / HTTP/1\r\n" HOST "\r\n"), 400 },
		{ REQUEST("GET / HTTP/1.10\r\n" HOST "\r\n"), 400 },
		{ REQUEST("GET / HTTP/1.2\r\n" HOST "\r\n"), 505 },
		{ REQUEST("GET / HTTP/3.0\r\n" HOST "\r\n"), 505 },
		{ REQUEST("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 505 },
		/* what must come once, and what cannot be met */
		{ REQUEST(POST "Authorization: a\r\nAuthorization: b\r\n\r\n"), 400 },
		{ REQUEST(POST "Content-Type: a\r\nContent-Type: a\r\n\r\n"), 400 },
		{ REQUEST(POST "Expect: 200-ok\r\n\r\n"), 417 },
	};
	(void)unused;

	for (size_t i = 0; i < COUNT(cases); i++) {
		int status = status_of(&cases[i].request);

		if (status != cases[i].status)
			fail_msg("case %zu, %s: %d", i, cases[i].request.bytes, status);
	}
}

static void
hopeless_beginnings_are_refused_at_once(void **unused)
{
	static const struct request hopeless[] = {
		REQUEST("\x16"), /* TLS */
		REQUEST("\x80"),
		REQUEST("GET /\n"),
		REQUEST("GET / HTTP/1.1\r\nA: b\x01"),
		REQUEST("GET / HTTP/1.1\rX"),
		REQUEST("\0"),
		REQUEST("\n"),
	};
	static const struct request waiting[] = {
		REQUEST(""),
		REQUEST("G"),
		REQUEST("\r"),
		REQUEST("\r\n"),
		REQUEST("GET / HTTP/1.1\r"),
		REQUEST("GET / HTTP/1.1\r\n"),
		REQUEST("GET / HTTP/1.1\r\nHost: a\r\n"),
		REQUEST("GET / HTTP/1.1\r\nHost: a\r\n\r"),
	};
	(void)unused;

	for (size_t i = 0; i < COUNT(hopeless); i++)
		assert_int_equal(status_of(&hopeless[i]), 400);
	for (size_t i = 0; i < COUNT(waiting); i++)
		assert_int_equal(status_of(&waiting[i]), 0);
}

/* A request of `length` bytes; the filling goes into the target or into a header. */
static struct request
long_request(char *bytes, size_t length, bool in_target)
{
	const char *before = in_target ? "GET /" : GET HOST "X: ";
	const char *after = in_target ? " HTTP/1.1\r\n" HOST "\r\n" : "\r\n\r\n";

	memset(bytes, 'a', length);
	memcpy(bytes, before, strlen(before));
	memcpy(bytes + length - strlen(after), after, strlen(after));
	return (struct request){ bytes, length };
}

static void
long_heads_are_refused(void **unused)
{
	static char bytes[LIMIT * 2];
	struct request request;
	(void)unused;

	request = long_request(bytes, LIMIT, false);
	assert_int_equal(status_of(&request), 200);
	request = long_request(bytes, LIMIT + 1, false);
	assert_int_equal(status_of(&request), 431);
	request = long_request(bytes, LIMIT, true);
	assert_int_equal(status_of(&request), 200);
	request = long_request(bytes, LIMIT + 64, true);
	assert_int_equal(status_of(&request), 414);
	/* Without an end in sight. */
	request = long_request(bytes, LIMIT * 2, true);
	request.length = LIMIT;
	assert_int_equal(status_of(&request), 0);
	request.length = LIMIT + 1;
	assert_int_equal(status_of(&request), 414);
}

static void
what_a_head_says(void **unused)
{
	static const struct request request = REQUEST(
		"POST /v1/check?target=a HTTP/1.1\r\nHost: h\r\nCONTENT-LENGTH: 12\r\n"
		"Authorization: \t Bearer x y \t\r\ncontent-type:application/json\r\n"
		"If-None-Match: \"a\"\r\nExpect: 100-Continue\r\n\r\n{}");
	char copy[512];
	struct http_head head;
	(void)unused;

	assert_int_equal(read_head(&request, false, &head, copy), 200);
	assert_int_equal(head.method, METHOD_POST);
	assert_string_equal(copy + head.target, "/v1/check?target=a");
	assert_string_equal(copy + head.authorization, "Bearer x y");
	assert_string_equal(copy + head.content_type, "application/json");
	assert_string_equal(copy + head.if_none_match, "\"a\"");
	assert_int_equal(head.body_length, 12);
	assert_true(head.keep_alive);
	assert_true(head.expects_continue);
}

static void
lengths_and_persistence(void **unused)
{
	static const struct {
		struct request request;
		bool keep_alive;
		size_t body_length;
	} cases[] = {
		{ REQUEST(GET HOST "\r\n"), true, 0 },
		{ REQUEST(GET HOST "Connection: close\r\n\r\n"), false, 0 },
		{ REQUEST(GET HOST "Connection: Upgrade, CLOSE\r\n\r\n"), false, 0 },
		{ REQUEST(GET HOST "Connection: keep-alive\r\nConnection: close\r\n\r\n"), false,
		  0 },
		{ REQUEST(GET HOST "Connection: closed,,\r\n\r\n"), true, 0 },
		{ REQUEST("GET / HTTP/1.0\r\n\r\n"), false, 0 },
		{ REQUEST("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"), true, 0 },
		{ REQUEST(POST "\r\n"), true, 0 },
		{ REQUEST(POST "Content-Length: 999999999999999999\r\n\r\n"), true,
		  999999999999999999u },
		{ REQUEST(POST "Content-Length: 99999999999999999999999999\r\n\r\n"), true,
		  SIZE_MAX },
	};
	(void)unused;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct http_head head;
		char copy[512];

		assert_int_equal(read_head(&cases[i].request, false, &head, copy), 200);
		assert_int_equal(head.keep_alive, cases[i].keep_alive);
		assert_int_equal(head.body_length, cases[i].body_length);
		assert_false(head.expects_continue);
	}
}

static void
a_condition_that_stands_twice_counts_for_nothing(void **unused)
{
	static const struct request request = REQUEST(
		GET HOST "If-None-Match: \"a\"\r\nIf-None-Match: \"b\"\r\n\r\n");
	struct http_head head;
	char copy[512];
	(void)unused;

	assert_int_equal(read_head(&request, false, &head, copy), 200);
	assert_int_equal(head.if_none_match, 0);
}

static void
entity_tags_are_matched(void **unused)
{
	static const struct {
		const char *list;
		bool matches;
	} cases[] = {
		{ "\"abc\"", true },
		{ "W/\"abc\"", true },
		{ "*", true },
		{ "\"x\", \"abc\"", true },
		{ "\"x\",\"abc\",\"y\"", true },
		{ " ,, W/\"x\" , W/\"abc\"", true },
		{ "\"a,b\", \"abc\"", true },
		{ "", false },
		{ "\"\"", false },
		{ "abc", false },
		{ "\"ABC\"", false },
		{ "\"abcd\"", false },
		{ "\"ab\"", false },
		{ "w/\"abc\"", false },
		{ "\"abc", false },
		{ "x, \"abc\"", false },
		{ "**", false },
		{ "\"x\" *", false },
	};
	(void)unused;

	for (size_t i = 0; i < COUNT(cases); i++) {
		if (http_none_match(cases[i].list, "\"abc\"") != cases[i].matches)
			fail_msg("%s", cases[i].list);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(well_formed_requests_are_taken),
		cmocka_unit_test(what_can_be_read_in_two_ways_is_refused),
		cmocka_unit_test(hopeless_beginnings_are_refused_at_once),
		cmocka_unit_test(long_heads_are_refused),
		cmocka_unit_test(what_a_head_says),
		cmocka_unit_test(lengths_and_persistence),
		cmocka_unit_test(a_condition_that_stands_twice_counts_for_nothing),
		cmocka_unit_test(entity_tags_are_matched),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
