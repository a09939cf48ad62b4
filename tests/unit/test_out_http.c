// link: http_server.c
// link: report_fixture.c
// link: report_scenes.c
#include "out/http.h"

#include "http_server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define HOST         "Host: localhost\r\n"
#define TOKEN        "s3cret-t0ken"
#define ODD_PATH     "/v1/targets/q%22%2F%C3%A9%01"

static struct http_server server;

static void
assert_header(const struct reply *reply, const char *name, const char *value)
{
	const char *is = reply_header(reply, name);

	if (is == NULL || strcmp(is, value) != 0)
		fail_msg("%s is %s, not %s", name, is == NULL ? "missing" : is, value);
}

static json_t *
body_of(const struct reply *reply)
{
	json_t *value = json_loadb(reply->body, reply->length, JSON_REJECT_DUPLICATES, NULL);

	if (value == NULL)
		fail_msg("no JSON: %s", reply->body);
	return value;
}

static const char *
string_at(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text == NULL ? "(none)" : text;
}

/* An error has the shape of RFC 9457. */
static void
assert_problem(const struct reply *reply, int status)
{
	json_t *body;

	assert_int_equal(reply->status, status);
	assert_header(reply, "Content-Type", "application/problem+json");
	body = body_of(reply);
	assert_string_equal(string_at(body, "type"), "about:blank");
	assert_int_equal(json_integer_value(json_object_get(body, "status")), status);
	assert_true(strlen(string_at(body, "title")) > 0);
	assert_true(strcmp(string_at(body, "detail"), "(none)") != 0);
	json_decref(body);
}

static void
probes_answer(void **unused)
{
	static const char *const paths[] = { "/livez", "/healthz", "/readyz" };
	(void)unused;

	for (size_t i = 0; i < COUNT(paths); i++) {
		struct reply reply = ask_path(&server, "GET", paths[i]);

		assert_int_equal(reply.status, 200);
		assert_string_equal(reply.body, "ok\n");
		assert_header(&reply, "Content-Type", "text/plain; charset=utf-8");
		assert_header(&reply, "Cache-Control", "no-store");
		assert_header(&reply, "Server", "pgdriftd");
		assert_header(&reply, "X-Content-Type-Options", "nosniff");
		assert_header(&reply, "Connection", "keep-alive");
		reply_done(&reply);
	}
}

static void
every_answer_is_dated(void **unused)
{
	struct reply reply = ask_path(&server, "GET", "/livez");
	const char *date = reply_header(&reply, "Date");
	struct tm at = { 0 };
	const char *end;
	(void)unused;

	assert_non_null(date);
	end = strptime(date, "%a, %d %b %Y %H:%M:%S GMT", &at);
	assert_non_null(end);
	assert_string_equal(end, "");
	assert_true(labs((long)(timegm(&at) - time(NULL))) <= 60);
	reply_done(&reply);
}

static void
ready_only_when_every_target_was_checked(void **unused)
{
	struct http_server young;
	struct reply reply;
	(void)unused;

	server_start(&young, &(struct server_options){ .pending = true });
	reply = ask_path(&young, "GET", "/readyz");
	assert_int_equal(reply.status, 503);
	assert_string_equal(reply.body, "1 of 4 targets have not been checked yet\n");
	reply_done(&reply);
	server_stop(&young);
}

static void
health_says_the_verdict(void **unused)
{
	static const struct {
		const char *path;
		int status;
	} cases[] = {
		{ "/health", 503 },
		{ "/health?drift=200", 200 },
		{ "/health?drift=299", 299 },
		{ "/health?target=main", 503 },
		{ "/health?target=calm", 200 },
		{ "/health?target=calm&drift=500&unknown=500", 200 },
		{ "/health?target=main&module=event_management", 503 },
		{ "/health?target=main&module=blog_content", 200 },
		{ "/health?target=nobody", 404 },
		{ "/health?module=nothing", 404 },
		{ "/health?target=q%22/%C3%A9%01", 200 },
	};
	(void)unused;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct reply reply = ask_path(&server, "GET", cases[i].path);

		if (reply.status != cases[i].status)
			fail_msg("%s: %d", cases[i].path, reply.status);
		if (reply.status == 404)
			assert_problem(&reply, 404);
		else
			assert_header(&reply, "Content-Type", "application/health+json");
		assert_header(&reply, "Cache-Control", "no-store");
		json_decref(body_of(&reply));
		reply_done(&reply);
	}
}

static void
a_code_without_a_body_has_none(void **unused)
{
	struct reply reply = ask_path(&server, "GET", "/health?drift=204");
	(void)unused;

	assert_int_equal(reply.status, 204);
	assert_null(reply_header(&reply, "Content-Length"));
	assert_null(reply_header(&reply, "Content-Type"));
	reply_done(&reply);
}

static void
the_report_is_served_whole_and_in_part(void **unused)
{
	static const struct {
		const char *path;
		int status;
		size_t targets;
		size_t findings; /* of all targets */
	} cases[] = {
		{ "/v1/report", 200, 3, 2 },
		{ "/v1/report?target=main", 200, 1, 2 },
		{ "/v1/report?target=calm", 200, 1, 0 },
		{ "/v1/report?module=event_management", 200, 3, 2 },
		{ "/v1/report?module=blog_content", 200, 3, 0 },
		{ "/v1/report?module=prerequisites", 200, 3, 0 },
		{ "/v1/report?kind=table&severity=critical", 200, 3, 2 },
		{ "/v1/report?kind=index", 200, 3, 0 },
		{ "/v1/report?target=nobody", 404, 0, 0 },
		{ "/v1/report?module=nothing", 404, 0, 0 },
		{ "/v1/report?kind=nothing", 400, 0, 0 },
		{ "/v1/report?severity=nothing", 400, 0, 0 },
	};
	(void)unused;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct reply reply = ask_path(&server, "GET", cases[i].path);
		json_t *body = body_of(&reply);
		const json_t *targets = json_object_get(body, "targets");
		size_t findings = 0;

		assert_int_equal(reply.status, cases[i].status);
		if (reply.status != 200)
			assert_problem(&reply, reply.status);
		assert_int_equal(json_array_size(targets), cases[i].targets);
		for (size_t j = 0; j < json_array_size(targets); j++)
			findings += json_array_size(
				json_object_get(json_array_get(targets, j), "findings"));
		assert_int_equal(findings, cases[i].findings);
		json_decref(body);
		reply_done(&reply);
	}
}

static void
one_target_alone(void **unused)
{
	static const struct {
		const char *path;
		int status;
		const char *target;
	} cases[] = {
		{ "/v1/targets/main", 200, "main" },
		{ "/v1/targets/main?severity=critical&kind=table&module=event_management", 200,
		  "main" },
		{ ODD_PATH, 200, ODD_TARGET },
		{ "/v1/targets/main?module=nothing", 404, NULL },
		{ "/v1/targets/nobody", 404, NULL },
		{ "/v1/targets/main%20", 404, NULL },
		{ "/v1/targets/main/plans", 404, NULL },
		{ "/v1/targets/nobody/plan", 404, NULL },
	};
	(void)unused;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct reply reply = ask_path(&server, "GET", cases[i].path);
		json_t *body = body_of(&reply);

		assert_int_equal(reply.status, cases[i].status);
		if (cases[i].target != NULL)
			assert_string_equal(string_at(body, "target"), cases[i].target);
		else
			assert_problem(&reply, 404);
		json_decref(body);
		reply_done(&reply);
	}
}

static void
odd_names_are_escaped_in_body_and_log(void **unused)
{
	struct reply reply = ask_path(&server, "GET", "/v1/targets/a%22b%0Ac%1b%5b31m");
	json_t *body = body_of(&reply);
	char *log;
	(void)unused;

	assert_problem(&reply, 404);
	assert_null(strpbrk(reply.body, "\x1b\x01"));
	assert_string_equal(string_at(body, "detail"), "there is no target \"a\"b\nc\x1b[31m\"");
	log = server_log(&server);
	assert_non_null(strstr(log, "there is no target \"a\"b c [31m\""));
	free(log);
	json_decref(body);
	reply_done(&reply);
}

/* What a scrape says of the answers until then, on a server of its own. */
static void
answers_are_counted_by_path_and_status(void **unused)
{
	static const char *const paths[] = {
		"/livez",           "/healthz",          "/health",     "/health",
		"/nowhere",         "/v1/targets/main",  "/health?x=1", "/%zz",
		"/v1/targets/calm", "/health?drift=299", "/v1/check"
	};
	struct http_server own;
	struct reply reply;
	(void)unused;

	server_start(&own, &(struct server_options){ 0 });
	for (size_t i = 0; i < COUNT(paths); i++) {
		reply = ask_path(&own, "GET", paths[i]);
		assert_true(reply.status > 0);
		reply_done(&reply);
	}
	reply = ask_path(&own, "HEAD", "/livez");
	reply_done(&reply);
	reply = ask(&own, "no request\r\n\r\n");
	assert_int_equal(reply.status, 400);
	reply_done(&reply);

	reply = ask_path(&own, "GET", "/metrics");
	assert_int_equal(reply.status, 200);
	assert_header(&reply, "Content-Type", "text/plain; version=0.0.4; charset=utf-8");
	assert_header(&reply, "Cache-Control", "no-store");
	assert_string_equal(reply.body, "other 400 2\n"
	                                "other 404 1\n"
	                                "/livez 200 3\n"
	                                "/health 400 1\n"
	                                "/health 503 2\n"
	                                "/health other 1\n"
	                                "/v1/targets/{name} 200 2\n"
	                                "/v1/check 405 1\n");
	reply_done(&reply);
	server_stop(&own);
}

static void
head_is_get_without_the_body(void **unused)
{
	static const char *const paths[] = {
		"/livez",       "/health",          "/v1/report",
		"/nowhere",     "/v1/targets/main", "/v1/targets/x",
		"/metrics?x=1", "/v1/check",        "/health?target=no"
	};
	(void)unused;

	for (size_t i = 0; i < COUNT(paths); i++) {
		struct reply get = ask_path(&server, "GET", paths[i]);
		struct reply head = ask_path(&server, "HEAD", paths[i]);
		char *length = strdup(reply_header(&get, "Content-Length"));

		assert_int_equal(head.status, get.status);
		assert_header(&head, "Content-Length", length);
		free(length);
		reply_done(&get);
		reply_done(&head);
	}
}

static void
head_leaves_the_connection_in_step(void **unused)
{
	int socket = server_connect(&server);
	struct reply reply;
	(void)unused;

	send_text(socket,
	          "HEAD /v1/report HTTP/1.1\r\n" HOST "\r\nGET /livez HTTP/1.1\r\n" HOST "\r\n");
	reply = reply_read(socket, true);
	assert_int_equal(reply.status, 200);
	reply_done(&reply);
	reply = reply_read(socket, false);
	assert_string_equal(reply.body, "ok\n");
	reply_done(&reply);
	close(socket);
}

/* GET of the path with the condition. */
static int
conditional(const char *path, const char *condition, struct reply *ret_reply)
{
	char *text = NULL;

	assert_true(asprintf(&text, "GET %s HTTP/1.1\r\n" HOST "If-None-Match: %s\r\n\r\n", path,
	                     condition) > 0);
	*ret_reply = ask(&server, text);
	free(text);
	return ret_reply->status;
}

static void
etags_spare_what_is_known(void **unused)
{
	static const char *const paths[] = { "/v1/report", "/v1/report?target=main",
		                             "/v1/targets/main" };
	(void)unused;

	for (size_t i = 0; i < COUNT(paths); i++) {
		struct reply first = ask_path(&server, "GET", paths[i]);
		struct reply again;
		char etag[128], list[256];

		snprintf(etag, sizeof etag, "%s", reply_header(&first, "ETag"));
		assert_true(etag[0] == '"' && strlen(etag) > 10);
		assert_header(&first, "Cache-Control", "no-cache");
		assert_int_equal(conditional(paths[i], etag, &again), 304);
		assert_header(&again, "ETag", etag);
		assert_null(reply_header(&again, "Content-Length"));
		assert_int_equal(again.length, 0);
		reply_done(&again);
		snprintf(list, sizeof list, "\"other\", W/%s", etag);
		assert_int_equal(conditional(paths[i], list, &again), 304);
		reply_done(&again);
		assert_int_equal(conditional(paths[i], "*", &again), 304);
		reply_done(&again);
		assert_int_equal(conditional(paths[i], "\"other\"", &again), 200);
		assert_string_equal(again.body, first.body);
		reply_done(&again);
		reply_done(&first);
	}
}

static void
other_methods_are_told_which(void **unused)
{
	static const struct {
		const char *method;
		const char *path;
		const char *allow;
	} cases[] = {
		{ "POST", "/health", "GET, HEAD" },      { "DELETE", "/v1/report", "GET, HEAD" },
		{ "OPTIONS", "/livez", "GET, HEAD" },    { "get", "/livez", "GET, HEAD" },
		{ "PUT", "/v1/targets/x", "GET, HEAD" }, { "GET", "/v1/check", "POST" },
		{ "POST", "/metrics", "GET, HEAD" },
	};
	(void)unused;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct reply reply = ask_path(&server, cases[i].method, cases[i].path);

		assert_problem(&reply, 405);
		assert_header(&reply, "Allow", cases[i].allow);
		reply_done(&reply);
	}
}

/* POST /v1/check with these header lines and body, to a server with a token or without. */
static struct reply
post(const struct http_server *to, const char *path, const char *headers, const char *body)
{
	char *text = NULL;
	struct reply reply;

	assert_true(asprintf(&text, "POST %s HTTP/1.1\r\n" HOST "%sContent-Length: %zu\r\n\r\n%s",
	                     path, headers, strlen(body), body) > 0);
	reply = ask(to, text);
	free(text);
	return reply;
}

static void
asking_for_a_check_needs_the_token(void **unused)
{
	static const struct {
		const char *path;
		const char *headers;
		const char *body;
		int status;
	} cases[] = {
		{ "/v1/check", "", "", 401 },
		{ "/v1/check", "Authorization: Bearer wrong\r\n", "", 401 },
		{ "/v1/check", "Authorization: Bearer " TOKEN "x\r\n", "", 401 },
		{ "/v1/check", "Authorization: Bearer\r\n", "", 401 },
		{ "/v1/check", "Authorization: Basic " TOKEN "\r\n", "", 401 },
		{ "/v1/check", "Authorization: " TOKEN "\r\n", "", 401 },
		{ "/v1/check?target=nobody", "Authorization: Bearer wrong\r\n", "", 401 },
		{ "/v1/check?target=nobody", "Authorization: Bearer " TOKEN "\r\n", "", 404 },
		{ "/v1/check", "Authorization: Bearer " TOKEN "\r\n", "{}", 415 },
		{ "/v1/check", "Authorization: Bearer " TOKEN "\r\nContent-Type: text/plain\r\n",
		  "{}", 415 },
		{ "/v1/check",
		  "Authorization: Bearer " TOKEN "\r\nContent-Type: application/json\r\n",
		  "{\"target\": \"main\"}", 400 },
		{ "/v1/check",
		  "Authorization: Bearer " TOKEN "\r\nContent-Type: application/json\r\n", "{",
		  400 },
		{ "/v1/check?what=ever", "Authorization: Bearer " TOKEN "\r\n", "", 400 },
	};
	struct http_server guarded;
	char *log;
	(void)unused;

	server_start(&guarded, &(struct server_options){ .token = TOKEN });
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct reply reply = post(&guarded, cases[i].path, cases[i].headers, cases[i].body);

		assert_problem(&reply, cases[i].status);
		if (reply.status == 401)
			assert_non_null(
				strstr(reply_header(&reply, "WWW-Authenticate"), "Bearer "));
		assert_null(strstr(reply.body, TOKEN));
		reply_done(&reply);
	}
	log = server_log(&guarded);
	assert_non_null(strstr(log, "401"));
	assert_null(strstr(log, TOKEN));
	free(log);
	server_stop(&guarded);
}

static void
without_a_token_nobody_may(void **unused)
{
	struct reply reply = post(&server, "/v1/check", "Authorization: Bearer \r\n", "");
	(void)unused;

	assert_problem(&reply, 403);
	reply_done(&reply);
}

static void
an_empty_token_is_none(void **unused)
{
	struct http_server open;
	struct reply reply;
	(void)unused;

	server_start(&open, &(struct server_options){ .token = "" });
	reply = post(&open, "/v1/check", "Authorization: Bearer \r\n", "");
	assert_problem(&reply, 403);
	reply_done(&reply);
	server_stop(&open);
}

/* What is cached must not outlive the report that it was made of. */
static void
a_new_report_shows_at_once(void **unused)
{
	static const char *const paths[] = { "/health", "/v1/report", "/v1/targets/main" };
	struct http_server guarded;
	struct reply before[COUNT(paths)], reply;
	json_t *body;
	(void)unused;

	server_start(&guarded, &(struct server_options){ .token = TOKEN });
	for (size_t i = 0; i < COUNT(paths); i++)
		before[i] = ask_path(&guarded, "GET", paths[i]);
	reply = post(&guarded, "/v1/check?target=main",
	             "authorization: bearer " TOKEN "\r\nContent-Type: application/json;x=y\r\n",
	             " {} ");
	assert_int_equal(reply.status, 202);
	body = body_of(&reply);
	assert_string_equal(string_at(body, "target"), "main");
	json_decref(body);
	reply_done(&reply);
	for (size_t i = 0; i < COUNT(paths); i++) {
		reply = ask_path(&guarded, "GET", paths[i]);
		assert_int_equal(reply.status, 200);
		assert_string_not_equal(reply.body, before[i].body);
		if (i > 0) {
			char *etag = strdup(reply_header(&before[i], "ETag"));

			assert_string_not_equal(reply_header(&reply, "ETag"), etag);
			free(etag);
		}
		reply_done(&reply);
		reply_done(&before[i]);
	}
	server_stop(&guarded);
}

static void
a_body_is_asked_for(void **unused)
{
	struct http_server guarded;
	struct reply reply;
	int socket;
	(void)unused;

	server_start(&guarded, &(struct server_options){ .token = TOKEN });
	socket = server_connect(&guarded);
	send_text(socket, "POST /v1/check HTTP/1.1\r\n" HOST "Authorization: Bearer " TOKEN
	                  "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
	                  "Expect: 100-continue\r\n\r\n");
	reply = reply_read(socket, true);
	assert_int_equal(reply.status, 100);
	reply_done(&reply);
	send_text(socket, "{");
	send_text(socket, "}");
	reply = reply_read(socket, false);
	assert_int_equal(reply.status, 202);
	reply_done(&reply);
	close(socket);
	server_stop(&guarded);
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
		cmocka_unit_test(probes_answer),
		cmocka_unit_test(every_answer_is_dated),
		cmocka_unit_test(ready_only_when_every_target_was_checked),
		cmocka_unit_test(health_says_the_verdict),
		cmocka_unit_test(a_code_without_a_body_has_none),
		cmocka_unit_test(the_report_is_served_whole_and_in_part),
		cmocka_unit_test(one_target_alone),
		cmocka_unit_test(odd_names_are_escaped_in_body_and_log),
		cmocka_unit_test(answers_are_counted_by_path_and_status),
		cmocka_unit_test(head_is_get_without_the_body),
		cmocka_unit_test(head_leaves_the_connection_in_step),
		cmocka_unit_test(etags_spare_what_is_known),
		cmocka_unit_test(other_methods_are_told_which),
		cmocka_unit_test(asking_for_a_check_needs_the_token),
		cmocka_unit_test(without_a_token_nobody_may),
		cmocka_unit_test(an_empty_token_is_none),
		cmocka_unit_test(a_new_report_shows_at_once),
		cmocka_unit_test(a_body_is_asked_for),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
