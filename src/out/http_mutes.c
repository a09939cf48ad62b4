/* Acknowledgements and silences as answers: the list, one of them, and taking one back. */
#include "out/http_priv.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/stamp.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A time, or null for none. */
static json_t *
time_of(int64_t wall_ms)
{
	char stamp[CLOCK_STAMP_BYTES];

	if (wall_ms == 0)
		return json_null();
	clock_stamp(wall_ms, stamp);
	return json_string(stamp);
}

static json_t *
mute_json(const struct mute *mute)
{
	json_t *value = json_pack("{s:I, s:s, s:s, s:s?, s:s?, s:s?, s:s, s:s, s:o, s:o}", "number",
	                          (json_int_t)mute->number, "kind", mute_kind_word(mute->kind),
	                          "target", mute->target, "finding", mute->finding, "fingerprint",
	                          mute->fingerprint, "summary", mute->what, "by", mute->by,
	                          "reason", mute->reason, "at", time_of(mute->at), "until",
	                          time_of(mute->until));

	if (value == NULL)
		abort(); /* out of memory: what goes in is UTF-8 */
	return value;
}

/* Takes the reference. */
static void
send_json(const struct http_request *request, int status, json_t *value, const char *location)
{
	char *text = json_dumps(value, JSON_INDENT(2));

	json_decref(value);
	if (text == NULL)
		abort(); /* out of memory */
	http_send(request->client,
	          &(struct http_response){ .status = status,
	                                   .type = "application/json",
	                                   .name = location == NULL ? NULL : "Location: ",
	                                   .value = location,
	                                   .bytes = text,
	                                   .length = strlen(text) });
	free(text);
}

void
http_send_mute(const struct http_request *request, int status, const struct mute *mute)
{
	char location[64];

	snprintf(location, sizeof location, "/v1/mutes/%lld", (long long)mute->number);
	send_json(request, status, mute_json(mute), location);
}

void
http_answer_mutes(const struct http_request *request)
{
	struct store *store = request->client->http->store;
	json_t *list, *value;
	int64_t now = clock_wall_ms();
	struct mutes mutes;

	if (store == NULL) {
		http_problem(request->client, 404, "no acknowledgements are kept here");
		return;
	}
	list = json_array();
	store_mutes(store, &mutes);
	for (size_t i = 0; i < mutes.count; i++) {
		const struct mute *mute = &mutes.list[i];

		if (mute->until == 0 || mute->until > now)
			json_array_append_new(list, mute_json(mute));
	}
	mutes_done(&mutes);
	value = json_pack("{s:o}", "mutes", list);
	send_json(request, 200, value, NULL);
}

void
http_answer_unmute(const struct http_request *request)
{
	struct http_client *client = request->client;
	const struct http_services *services = &client->http->services;
	const char *name = text_str(&request->match->name);
	size_t length = strlen(name);
	struct store *store = client->http->store;
	bool number = length > 0 && length <= 18 && strspn(name, "0123456789") == length;

	if (!http_is_admin(request))
		return;
	if (request->head->body_length > 0) {
		http_problem(client, 400, "there must be no body");
	} else if (!number || store == NULL || !store_unmute(store, http_sequence(name, 0))) {
		http_problem(client, 404, "there is no acknowledgement or silence of that number");
	} else {
		log_line(LOG_LEVEL_NOTICE, NULL, "acknowledgement or silence %s was taken back",
		         name);
		if (services->mutes_changed != NULL)
			services->mutes_changed(services->arg);
		http_send(client, &(struct http_response){ .status = 204 });
	}
}
