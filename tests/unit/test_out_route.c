#include "out/route.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void
paths_and_methods(void **unused)
{
	static const struct {
		enum method method;
		const char *target;
		int status;
		enum route route;
		const char *allow;
	} cases[] = {
		{ METHOD_GET, "/livez", 200, ROUTE_LIVEZ, NULL },
		{ METHOD_HEAD, "/livez", 200, ROUTE_LIVEZ, NULL },
		{ METHOD_GET, "/healthz", 200, ROUTE_LIVEZ, NULL },
		{ METHOD_GET, "/readyz", 200, ROUTE_READYZ, NULL },
		{ METHOD_GET, "/v1/events", 200, ROUTE_EVENTS, NULL },
		{ METHOD_HEAD, "/v1/events", 200, ROUTE_EVENTS, NULL },
		{ METHOD_POST, "/v1/events", 405, ROUTE_EVENTS, "GET, HEAD" },
		{ METHOD_GET, "/v1/stream", 200, ROUTE_STREAM, NULL },
		{ METHOD_HEAD, "/v1/stream", 405, ROUTE_STREAM, "GET" },
		{ METHOD_GET, "/v1/mutes", 200, ROUTE_MUTES, NULL },
		{ METHOD_DELETE, "/v1/mutes", 405, ROUTE_MUTES, "GET, HEAD" },
		{ METHOD_DELETE, "/v1/mutes/7", 200, ROUTE_MUTE, NULL },
		{ METHOD_GET, "/v1/mutes/7", 405, ROUTE_MUTE, "DELETE" },
		{ METHOD_POST, "/v1/mutes/7", 405, ROUTE_MUTE, "DELETE" },
		{ METHOD_DELETE, "/v1/mutes/", 404, ROUTE_NONE, NULL },
		{ METHOD_DELETE, "/v1/mutes/7/8", 404, ROUTE_NONE, NULL },
		{ METHOD_POST, "/v1/acks", 200, ROUTE_ACKS, NULL },
		{ METHOD_GET, "/v1/acks", 405, ROUTE_ACKS, "POST" },
		{ METHOD_POST, "/v1/silences", 200, ROUTE_SILENCES, NULL },
		{ METHOD_DELETE, "/v1/silences", 405, ROUTE_SILENCES, "POST" },
		{ METHOD_DELETE, "/livez", 405, ROUTE_LIVEZ, "GET, HEAD" },
		{ METHOD_GET, "/health", 200, ROUTE_HEALTH, NULL },
		{ METHOD_GET, "/health?", 200, ROUTE_HEALTH, NULL },
		{ METHOD_HEAD, "/v1/report", 200, ROUTE_REPORT, NULL },
		{ METHOD_GET, "/v1/targets/main", 200, ROUTE_TARGET, NULL },
		{ METHOD_POST, "/v1/check", 200, ROUTE_CHECK, NULL },
		{ METHOD_POST, "/health", 405, ROUTE_HEALTH, "GET, HEAD" },
		{ METHOD_GET, "/v1/targets/plan", 200, ROUTE_TARGET, NULL },
		{ METHOD_GET, "/v1/targets/main/plan", 200, ROUTE_PLAN, NULL },
		{ METHOD_HEAD, "/v1/targets/plan/plan", 200, ROUTE_PLAN, NULL },
		{ METHOD_POST, "/v1/targets/main/plan", 405, ROUTE_PLAN, "GET, HEAD" },
		{ METHOD_GET, "/v1/targets/main/plan/", 404, ROUTE_NONE, NULL },
		{ METHOD_GET, "/v1/targets/main/x/plan", 404, ROUTE_NONE, NULL },
		{ METHOD_GET, "/v1/targets//plan", 400, ROUTE_NONE, NULL },
		{ METHOD_OTHER, "/v1/targets/main", 405, ROUTE_TARGET, "GET, HEAD" },
		{ METHOD_GET, "/v1/check", 405, ROUTE_CHECK, "POST" },
		{ METHOD_HEAD, "/v1/check", 405, ROUTE_CHECK, "POST" },
		{ METHOD_GET, "/", 404, ROUTE_NONE, NULL },
		{ METHOD_GET, "/nowhere", 404, ROUTE_NONE, NULL },
		{ METHOD_OTHER, "/nowhere", 404, ROUTE_NONE, NULL },
		{ METHOD_GET, "/health/", 404, ROUTE_NONE, NULL },
		{ METHOD_GET, "/Health", 404, ROUTE_NONE, NULL },
		{ METHOD_GET, "/%68ealth", 404, ROUTE_NONE, NULL },
		{ METHOD_GET, "/healt", 404, ROUTE_NONE, NULL },
		{ METHOD_GET, "/metrics", 200, ROUTE_METRICS, NULL },
		{ METHOD_GET, "/v1", 404, ROUTE_NONE, NULL },
		{ METHOD_GET, "/v1/targets", 404, ROUTE_NONE, NULL },
		{ METHOD_GET, "/v1/targets/", 404, ROUTE_NONE, NULL },
		{ METHOD_GET, "/...", 404, ROUTE_NONE, NULL },
	};
	(void)unused;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct route_match match;

		route_match(cases[i].method, cases[i].target, &match);
		if (match.status != cases[i].status || match.route != cases[i].route)
			fail_msg("%s: %d, route %d", cases[i].target, match.status,
			         (int)match.route);
		if (cases[i].allow != NULL)
			assert_string_equal(match.allow, cases[i].allow);
		else
			assert_null(match.allow);
		if (match.status != 200)
			assert_non_null(match.problem);
		route_match_done(&match);
	}
}

static void
malformed_targets_are_400(void **unused)
{
	static const char *const cases[] = {
		"",
		"*",
		"health",
		"http://localhost/health",
		"localhost:8432",
		"/health#top",
		"/v1/targets/a#b",
		"/%",
		"/%4",
		"/%zz",
		"/%g0",
		"/health?target=%",
		"/health?target=%1",
		"/%00",
		"/v1/targets/a%00b",
		"/v1/report?target=a%00",
		"/nowhere?x=%00",
		"//",
		"//x",
		"/v1//report",
		"/v1/targets//",
		"/v1/targets//main",
		"/.",
		"/..",
		"/../health",
		"/v1/../health",
		"/v1/./report",
		"/v1/..",
		"/%2e%2e/health",
		"/v1/%2E%2e",
		"/v1/targets/..",
		"/v1/targets/%2e",
		"/health?&",
		"/he alth",
		"/health\t",
		"/\x01",
		"/\x7f",
		"/caf\xc3\xa9",
		"/\xff",
		"/v1/targets/%ff",
		"/v1/targets/%c3",
		"/v1/targets/%ed%a0%80",
	};
	(void)unused;

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *target = cases[i];
		struct route_match match;

		route_match(METHOD_GET, target, &match);
		if (match.status != 400)
			fail_msg("%s: %d", target, match.status);
		assert_non_null(match.problem);
		route_match_done(&match);
	}
}

static void
bad_queries_are_400(void **unused)
{
	static const char *const cases[] = {
		"/livez?x=1",
		"/readyz?target=main",
		"/health?kind=table",
		"/health?severity=info",
		"/v1/report?drift=200",
		"/v1/targets/main?target=main",
		"/v1/report?Target=a",
		"/v1/report?%74arget=a",
		"/v1/report?targets=a",
		"/v1/report?=a",
		"/health?target",
		"/health?target=",
		"/health?target=a&",
		"/health?&target=a",
		"/health?target=a&&module=b",
		"/health?target=a&target=b",
		"/health?target=a&target=",
		"/health?target=%ff",
		"/health?drift=199",
		"/health?drift=600",
		"/health?drift=20",
		"/health?drift=2000",
		"/health?drift=+200",
		"/health?drift=-20",
		"/health?drift=abc",
		"/health?unknown=0",
		"/v1/report?kind=tables",
		"/v1/report?kind=Table",
		"/v1/report?severity=fatal",
		"/v1/report?severity=3",
		"/v1/events?after=",
		"/v1/events?after=-1",
		"/v1/events?after=1x",
		"/v1/events?after=1234567890123456789",
		"/v1/events?limit=0",
		"/v1/events?limit=1001",
		"/v1/events?limit=%2B5",
		"/v1/events?since=yesterday",
		"/v1/events?since=2026-11-22",
		"/v1/events?since=2026-11-22T09:00:00+01:00", /* a blank, decoded */
		"/v1/events?module=x",
		"/v1/stream?since=2026-11-22T09:00:00Z",
		"/v1/stream?limit=5",
		"/v1/mutes?target=main",
	};
	(void)unused;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct route_match match;

		route_match(METHOD_GET, cases[i], &match);
		if (match.status != 400)
			fail_msg("%s: %d", cases[i], match.status);
		assert_non_null(match.problem);
		route_match_done(&match);
	}
}

static void
names_are_decoded_byte_for_byte(void **unused)
{
	static const struct {
		const char *target;
		const char *name;
	} cases[] = {
		{ "/v1/targets/main", "main" },
		{ "/v1/targets/a+b", "a+b" },
		{ "/v1/targets/a%2Fb", "a/b" },
		{ "/v1/targets/a%2fb?severity=info", "a/b" },
		{ "/v1/targets/%22quoted%22", "\"quoted\"" },
		{ "/v1/targets/\"raw\"", "\"raw\"" },
		{ "/v1/targets/a%01%0a%7f", "a\x01\n\x7f" },
		{ "/v1/targets/caf%C3%A9", "caf\xc3\xa9" },
		{ "/v1/targets/..a", "..a" },
		{ "/v1/targets/%2541", "%41" },
	};
	(void)unused;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct route_match match;

		route_match(METHOD_GET, cases[i].target, &match);
		assert_int_equal(match.status, 200);
		assert_int_equal(match.route, ROUTE_TARGET);
		assert_string_equal(text_str(&match.name), cases[i].name);
		route_match_done(&match);
	}
}

static void
queries_are_decoded(void **unused)
{
	struct route_match match;
	(void)unused;

	route_match(METHOD_GET, "/health?target=a%26b+c&module=%2B&drift=200&unknown=599", &match);
	assert_int_equal(match.status, 200);
	assert_int_equal(match.query_count, 4);
	assert_string_equal(route_query(&match, "target"), "a&b c");
	assert_string_equal(route_query(&match, "module"), "+");
	assert_string_equal(route_query(&match, "drift"), "200");
	assert_string_equal(route_query(&match, "unknown"), "599");
	assert_null(route_query(&match, "kind"));
	route_match_done(&match);

	route_match(METHOD_HEAD, "/v1/report?severity=critical&kind=table&target=x=y", &match);
	assert_int_equal(match.status, 200);
	assert_string_equal(route_query(&match, "target"), "x=y");
	assert_string_equal(route_query(&match, "kind"), "table");
	route_match_done(&match);
}

static void
a_page_of_events_is_asked_for(void **unused)
{
	struct route_match match;
	(void)unused;

	route_match(
		METHOD_GET,
		"/v1/events?since=2026-11-22T09:00:00%2B01:00&after=123456789012345678&limit=1000"
		"&target=main",
		&match);
	assert_int_equal(match.status, 200);
	assert_string_equal(route_query(&match, "since"), "2026-11-22T09:00:00+01:00");
	assert_string_equal(route_query(&match, "after"), "123456789012345678");
	assert_string_equal(route_query(&match, "limit"), "1000");
	route_match_done(&match);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_and_methods),
		cmocka_unit_test(malformed_targets_are_400),
		cmocka_unit_test(bad_queries_are_400),
		cmocka_unit_test(names_are_decoded_byte_for_byte),
		cmocka_unit_test(queries_are_decoded),
		cmocka_unit_test(a_page_of_events_is_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
