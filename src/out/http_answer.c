/* From a request to its answer: each route is a function. */
#include "out/http_priv.h"

#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
send_plain(const struct http_request *request, int status, const char *text)
{
	http_send(request->client, &(struct http_response){ .status = status,
	                                                    .type = "text/plain; charset=utf-8",
	                                                    .bytes = text,
	                                                    .length = strlen(text) });
}

static void
answer_live(const struct http_request *request)
{
	send_plain(request, 200, "ok\n");
}

static void
answer_ready(const struct http_request *request)
{
	const struct board *board = request->client->http->services.board;
	size_t count = board_count(board), pending = 0;
	char text[96];

	for (size_t i = 0; i < count; i++)
		pending += board_at(board, i)->status == STATUS_PENDING;
	if (count > 0 && pending == 0) {
		send_plain(request, 200, "ok\n");
		return;
	}
	snprintf(text, sizeof text, "%zu of %zu targets have not been checked yet\n", pending,
	         count);
	send_plain(request, 503, text);
}

static void
send_health(const struct http_request *request, int status, const struct text *body)
{
	http_send(request->client, &(struct http_response){ .status = status,
	                                                    .type = "application/health+json",
	                                                    .bytes = body->bytes,
	                                                    .length = body->length });
}

/* The verdict depends on the board and, through services->stands, on the time: it is made at most
 * once a second for each state of the board. */
static void
answer_whole_health(const struct http_request *request)
{
	static const struct health_query all = { .drift_code = 503, .unknown_code = 503 };
	struct http *http = request->client->http;
	const struct http_services *services = &http->services;
	uint64_t generation = board_generation(services->board);
	int64_t second = clock_ms() / 1000;

	if (http->health_status == 0 || http->health_generation != generation ||
	    http->health_s != second) {
		text_clear(&http->health);
		http->health_status = health_render(services->board, &all, services->stands,
		                                    services->arg, &http->health);
		http->health_generation = generation;
		http->health_s = second;
	}
	send_health(request, http->health_status, &http->health);
}

static int
code_of(const struct route_match *match, const char *key)
{
	const char *value = route_query(match, key);

	/* route_match() has seen three digits. */
	return value == NULL ? 503 : (int)strtol(value, NULL, 10);
}

static void
answer_health(const struct http_request *request)
{
	struct http *http = request->client->http;
	const struct http_services *services = &http->services;
	const struct health_query query = {
		.target = route_query(request->match, "target"),
		.module = route_query(request->match, "module"),
		.drift_code = code_of(request->match, "drift"),
		.unknown_code = code_of(request->match, "unknown"),
	};
	int status;

	if (request->match->query_count == 0) {
		answer_whole_health(request);
		return;
	}
	text_clear(&http->body);
	status = health_render(services->board, &query, services->stands, services->arg,
	                       &http->body);
	if (status == 0)
		http_problem(request->client, 404, "there is no such target or module");
	else
		send_health(request, status, &http->body);
}

/* 0.0.4 is the version of the text format. */
static void
answer_metrics(const struct http_request *request)
{
	struct http *http = request->client->http;

	text_clear(&http->body);
	http->services.metrics(http->services.arg, &http->body);
	http_send(request->client,
	          &(struct http_response){ .status = 200,
	                                   .type = "text/plain; version=0.0.4; charset=utf-8",
	                                   .bytes = http->body.bytes,
	                                   .length = http->body.length });
}

static void (*const answers[])(const struct http_request *request) = {
	[ROUTE_LIVEZ] = answer_live,         [ROUTE_READYZ] = answer_ready,
	[ROUTE_HEALTH] = answer_health,      [ROUTE_REPORT] = http_answer_report,
	[ROUTE_TARGET] = http_answer_target, [ROUTE_PLAN] = http_answer_plan,
	[ROUTE_CHECK] = http_answer_check,   [ROUTE_METRICS] = answer_metrics,
	[ROUTE_EVENTS] = http_answer_events, [ROUTE_STREAM] = http_answer_stream,
	[ROUTE_MUTES] = http_answer_mutes,   [ROUTE_MUTE] = http_answer_unmute,
	[ROUTE_ACKS] = http_answer_ack,      [ROUTE_SILENCES] = http_answer_silence,
};

void
http_answer(const struct http_request *request)
{
	struct http_client *client = request->client;
	const char *target = http_text(request, request->head->target);
	struct http_request matched = *request;
	struct route_match match;

	route_match(request->head->method, target, &match);
	matched.match = &match;
	client->route = match.route;
	if (match.status == 200)
		answers[match.route](&matched);
	else if (match.status == 400)
		http_refuse(client, match.status, match.problem);
	else
		http_problem_more(client, match.status, match.problem, "Allow: ", match.allow);
	route_match_done(&match);
}

const char *
http_text(const struct http_request *request, size_t offset)
{
	return offset == 0 ? NULL : request->bytes + offset;
}
