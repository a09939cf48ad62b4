/* Reports as answers: the whole as the board's cached bytes, a part rendered for the request. */
#include "out/http_priv.h"

#include "base/arena.h"
#include "report/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ETAG_DIGITS 32

static void
send_data(const struct http_request *request, const struct http_response *data)
{
	const char *condition = http_text(request, request->head->if_none_match);
	struct http_response response = *data;

	response.status = condition != NULL && http_none_match(condition, data->etag) ? 304 : 200;
	response.cache = "no-cache";
	http_send(request->client, &response);
}

void
http_send_data(const struct http_request *request, const char *type, const char *varies,
               const struct text *body)
{
	char hash[HASH_HEX_BYTES], etag[HTTP_ETAG_BYTES];

	hash_sha256(body->bytes, body->length, hash);
	snprintf(etag, sizeof etag, "\"%.*s\"", ETAG_DIGITS, hash);
	send_data(request, &(struct http_response){ .type = type,
	                                            .name = "Vary: ",
	                                            .value = varies,
	                                            .etag = etag,
	                                            .bytes = body->bytes,
	                                            .length = body->length });
}

/* What was rendered into http->body. */
static void
send_rendered(const struct http_request *request)
{
	http_send_data(request, "application/json", NULL, &request->client->http->body);
}

void
http_send_not_found(const struct http_request *request, const char *what, const char *name)
{
	struct text detail = { 0 };

	text_addf(&detail, "there is no %s \"%s\"", what, name);
	http_problem(request->client, 404, text_str(&detail));
	text_done(&detail);
}

static struct report_filter
filter_of(const struct http_request *request)
{
	const struct route_match *match = request->match;
	const char *kind_text = route_query(match, "kind");
	const char *severity_text = route_query(match, "severity");
	struct report_filter filter = {
		.target = route_query(match, "target"),
		.module = route_query(match, "module"),
		.kind = -1,
		.severity = -1,
		.mutes = board_mutes(request->client->http->services.board),
	};
	enum severity severity;
	enum kind kind;

	/* route_match() has refused words that are none. */
	if (kind_text != NULL && kind_from_word(kind_text, &kind))
		filter.kind = (int)kind;
	if (severity_text != NULL && severity_from_word(severity_text, &severity))
		filter.severity = (int)severity;
	return filter;
}

static bool
has_module(const struct report *report, const char *name)
{
	const struct expected *expected = report->expected;

	if (expected != NULL && strcmp(name, "prerequisites") == 0)
		return true;
	for (size_t i = 0; expected != NULL && i < expected->module_count; i++) {
		if (strcmp(expected->modules[i].name, name) == 0)
			return true;
	}
	return false;
}

/* Whether a target that is asked for has the module that is asked for. */
static bool
has_asked_module(const struct board *board, const struct report_filter *filter)
{
	for (size_t i = 0; i < board_count(board); i++) {
		const struct report *report = board_at(board, i);

		if ((filter->target == NULL || strcmp(report->target, filter->target) == 0) &&
		    has_module(report, filter->module))
			return true;
	}
	return false;
}

static void
render_part(const struct board *board, const struct report_filter *filter, struct text *out)
{
	size_t count = board_count(board);
	const struct report **reports = mem_resize(NULL, count + 1, sizeof *reports);

	for (size_t i = 0; i < count; i++)
		reports[i] = board_at(board, i);
	text_clear(out);
	report_document(reports, count, filter, out);
	free(reports);
}

void
http_answer_report(const struct http_request *request)
{
	struct http *http = request->client->http;
	struct board *board = http->services.board;
	struct report_filter filter = filter_of(request);

	if (request->match->query_count == 0) {
		struct board_document document = board_document(board);

		send_data(request, &(struct http_response){ .type = "application/json",
		                                            .etag = document.etag,
		                                            .bytes = document.bytes,
		                                            .length = document.length });
	} else if (filter.target != NULL && board_find(board, filter.target) == NULL) {
		http_send_not_found(request, "target", filter.target);
	} else if (filter.module != NULL && !has_asked_module(board, &filter)) {
		http_send_not_found(request, "module", filter.module);
	} else {
		render_part(board, &filter, &http->body);
		send_rendered(request);
	}
}

void
http_answer_target(const struct http_request *request)
{
	struct http *http = request->client->http;
	const char *name = text_str(&request->match->name);
	const struct report *report = board_find(http->services.board, name);
	struct report_filter filter = filter_of(request);

	if (report == NULL) {
		http_send_not_found(request, "target", name);
	} else if (filter.module != NULL && !has_module(report, filter.module)) {
		http_send_not_found(request, "module", filter.module);
	} else {
		text_clear(&http->body);
		report_target(report, &filter, &http->body);
		send_rendered(request);
	}
}
