/* POST /v1/acks and /v1/silences: what people say is read strictly, and bound to what is there. */
#include "out/http_priv.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/stamp.h"

#include <jansson.h>
#include <string.h>
#include <strings.h>

#define BY_BYTES     128
#define REASON_BYTES 1000
#define NAME_BYTES   256
#define TIME_BYTES   64
#define PREFIX_MIN   4
#define FOR_MAX_MS   (INT64_C(3660) * 86400000) /* ten years */

struct ask {
	const char *subject; /* a finding's id or its beginning; a target */
	const char *by;
	const char *reason;
	int64_t until; /* 0: not said */
};

/* No control characters: it is printed in terminals and written to logs. */
static bool
is_plain(const char *text)
{
	for (const unsigned char *at = (const unsigned char *)text; *at != '\0'; at++) {
		if (*at < 0x20 || *at == 0x7f || (at[0] == 0xc2 && at[1] >= 0x80 && at[1] < 0xa0))
			return false;
	}
	return true;
}

static bool
take_text(const json_t *body, const char *key, size_t most, const char **ret_text, struct err *err)
{
	const json_t *value = json_object_get(body, key);
	const char *text = json_string_value(value);

	if (value == NULL)
		return err_set(err, ERR_USAGE, "%s is missing", key);
	if (text == NULL || text[0] == '\0' || strlen(text) > most || !is_plain(text))
		return err_set(err, ERR_USAGE,
		               "%s must be a text of 1 to %zu bytes without control characters",
		               key, most);
	*ret_text = text;
	return true;
}

/* "until" (a time) or "for" (a length of time). */
static bool
take_end(const json_t *body, int64_t now, int64_t *ret_until, struct err *err)
{
	const char *text;
	int64_t length = 0;

	if (json_object_get(body, "until") != NULL && json_object_get(body, "for") != NULL)
		return err_set(err, ERR_USAGE, "until and for exclude each other");
	if (json_object_get(body, "until") != NULL)
		return take_text(body, "until", TIME_BYTES, &text, err) &&
		       ((clock_stamp_read(text, ret_until) && *ret_until > now) ||
		        err_set(err, ERR_USAGE,
		                "until must be a time to come, as 2026-11-22T09:00:00Z"));
	if (json_object_get(body, "for") == NULL)
		return true;
	if (!take_text(body, "for", TIME_BYTES, &text, err))
		return false;
	if (!duration_read(text, &length) || length < 1000 || length > FOR_MAX_MS)
		return err_set(err, ERR_USAGE,
		               "for must be 1s to 3660d, with a unit: ms, s, min, h or d");
	*ret_until = now + length;
	return true;
}

/* Nothing but the keys that are known here; what is misspelt would be lost in silence. */
static bool
check_keys(json_t *body, const char *subject, struct err *err)
{
	const char *key;
	json_t *value;

	json_object_foreach(body, key, value)
	{
		if (strcmp(key, subject) != 0 && strcmp(key, "by") != 0 &&
		    strcmp(key, "reason") != 0 && strcmp(key, "until") != 0 &&
		    strcmp(key, "for") != 0)
			return err_set(err, ERR_USAGE,
			               "unknown key: %s, by, reason, until and for are known here",
			               subject);
	}
	return true;
}

/* The texts live in *ret_body (caller owns). */
static bool
read_ask(const struct http_request *request, const char *subject, struct ask *ret_ask,
         json_t **ret_body, struct err *err)
{
	json_error_t error;
	json_t *body = json_loadb(request->body, request->head->body_length, JSON_REJECT_DUPLICATES,
	                          &error);

	*ret_body = body;
	if (body == NULL)
		return err_set(err, ERR_USAGE, "the body is no JSON: line %d, column %d",
		               error.line, error.column);
	if (!json_is_object(body))
		return err_set(err, ERR_USAGE, "the body must be an object");
	return check_keys(body, subject, err) &&
	       take_text(body, subject, NAME_BYTES, &ret_ask->subject, err) &&
	       take_text(body, "by", BY_BYTES, &ret_ask->by, err) &&
	       take_text(body, "reason", REASON_BYTES, &ret_ask->reason, err) &&
	       take_end(body, clock_wall_ms(), &ret_ask->until, err);
}

/* Keeps it, and answers. */
static void
keep(const struct http_request *request, struct mute *mute)
{
	const struct http_services *services = &request->client->http->services;

	mute->at = clock_wall_ms();
	if (!store_mute(request->client->http->store, mute)) {
		http_problem(request->client, 409,
		             "there are too many acknowledgements and silences: take some back");
		return;
	}
	log_line(LOG_LEVEL_NOTICE, mute->target, "%s %lld by %s: %s%s%s",
	         mute_kind_word(mute->kind), (long long)mute->number, mute->by, mute->reason,
	         mute->what == NULL ? "" : ": ", mute->what == NULL ? "" : mute->what);
	/* In this order: the report that the texts are of may go with the change. */
	http_send_mute(request, 201, mute);
	if (services->mutes_changed != NULL)
		services->mutes_changed(services->arg);
}

struct search {
	const char *prefix;
	const struct report *report;
	const struct finding *found;
	size_t count; /* of different findings */
};

static void
search_report(struct search *search, const struct report *report, const struct report *of)
{
	size_t count = of == NULL || of->outcome == NULL ? 0 : of->outcome->drift_count;

	for (size_t i = 0; i < count; i++) {
		const struct finding *finding = &of->findings[i];

		if (strncasecmp(finding->id, search->prefix, strlen(search->prefix)) != 0 ||
		    (search->found != NULL && strcmp(search->found->id, finding->id) == 0))
			continue;
		search->report = report;
		search->found = finding;
		search->count++;
	}
}

/* As the latest check saw them; where that failed or could not read all, as the last good one did. */
static void
search_board(struct search *search, const struct board *board)
{
	for (size_t i = 0; i < board_count(board); i++) {
		const struct report *report = board_at(board, i);

		search_report(search, report, report);
		if (report->status == STATUS_UNKNOWN)
			search_report(search, report, report->last_good);
	}
}

static bool
is_id(const char *text)
{
	size_t length = strlen(text);

	return length >= PREFIX_MIN && length < FINDING_ID_BYTES &&
	       strspn(text, "0123456789abcdefABCDEF") == length;
}

static void
acknowledge(const struct http_request *request, const struct ask *ask)
{
	struct search search = { .prefix = ask->subject };

	search_board(&search, request->client->http->services.board);
	if (!is_id(ask->subject))
		http_problem(
			request->client, 400,
			"finding must be its id: 16 hexadecimal digits, or at least the first 4");
	else if (search.count == 0)
		http_problem(request->client, 404, "there is no such finding");
	else if (search.count > 1)
		http_problem(request->client, 409,
		             "the ids of several findings begin so: give more digits");
	else
		keep(request, &(struct mute){ .kind = MUTE_ACK,
		                              .target = search.report->target,
		                              .finding = search.found->id,
		                              .fingerprint = search.found->fingerprint,
		                              .what = search.found->drift->summary,
		                              .by = ask->by,
		                              .reason = ask->reason,
		                              .until = ask->until });
}

static void
silence(const struct http_request *request, const struct ask *ask)
{
	if (board_find(request->client->http->services.board, ask->subject) == NULL)
		http_problem(request->client, 404, "there is no such target");
	else if (ask->until == 0)
		http_problem(request->client, 400, "a silence needs an end: for or until");
	else
		keep(request, &(struct mute){ .kind = MUTE_SILENCE,
		                              .target = ask->subject,
		                              .by = ask->by,
		                              .reason = ask->reason,
		                              .until = ask->until });
}

static void
take(const struct http_request *request, const char *subject,
     void (*act)(const struct http_request *request, const struct ask *ask))
{
	struct ask ask = { 0 };
	json_t *body = NULL;
	struct err err = { 0 };

	if (!http_is_admin(request) || !http_is_json(request))
		return;
	if (request->client->http->store == NULL)
		http_problem(request->client, 404, "no acknowledgements are kept here");
	else if (!read_ask(request, subject, &ask, &body, &err))
		http_problem(request->client, 400, err.message);
	else
		act(request, &ask);
	json_decref(body);
}

void
http_answer_ack(const struct http_request *request)
{
	take(request, "finding", acknowledge);
}

void
http_answer_silence(const struct http_request *request)
{
	take(request, "target", silence);
}
