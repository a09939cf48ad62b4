/* `events`: the history of the running daemon, page by page, and then as it goes on. */
#include "base/clock.h"
#include "base/stamp.h"
#include "cli/verb_priv.h"
#include "talk_priv.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define TYPE_PREFIX "io.pgdriftd."

struct showing {
	const struct arguments *arguments;
	struct text *out;
	bool broken; /* stdout */
};

static const char *
text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text == NULL ? "" : text;
}

/* One line for people. */
static void
add_event(const json_t *event, struct text *out)
{
	const json_t *data = json_object_get(event, "data");
	const char *type = text_of(event, "type"), *severity = text_of(data, "severity");

	if (strncmp(type, TYPE_PREFIX, strlen(TYPE_PREFIX)) == 0)
		type += strlen(TYPE_PREFIX);
	talk_plain(out, text_of(event, "time"));
	text_addf(out, "  %-23s  %-8s  ", type, severity[0] == '\0' ? "-" : severity);
	talk_plain(out, text_of(data, "summary"));
	text_add(out, "\n");
}

/* The same members as in GET /v1/events, each event on a line of its own. */
static void
add_line(json_int_t sequence, json_t *event, struct text *out)
{
	json_t *line = json_pack("{s:I, s:O}", "sequence", sequence, "event", event);
	char *text = json_dumps(line, JSON_COMPACT);

	if (text == NULL)
		abort();
	text_addf(out, "%s\n", text);
	free(text);
	json_decref(line);
}

static bool
show(struct showing *showing, json_int_t sequence, json_t *event)
{
	if (!json_is_object(event))
		return true;
	if (showing->arguments->format == FORMAT_JSON)
		add_line(sequence, event, showing->out);
	else
		add_event(event, showing->out);
	showing->broken = !put_out(showing->out);
	return !showing->broken;
}

static bool
each_cb(void *arg, const char *sequence, const char *document)
{
	json_t *event = json_loads(document, 0, NULL);
	bool go_on = show(arg, strtoll(sequence, NULL, 10), event);

	json_decref(event);
	return go_on;
}

/* "2h" is two hours ago. */
static void
add_since(const char *since, struct text *path)
{
	char stamp[CLOCK_STAMP_BYTES];
	int64_t length;

	if (since == NULL)
		return;
	if (duration_read(since, &length)) {
		clock_stamp(clock_wall_ms() - length, stamp);
		since = stamp;
	}
	talk_query(path, "since", since);
}

static void
begin_path(const struct arguments *arguments, const char *route, json_int_t after,
           struct text *ret_path)
{
	text_clear(ret_path);
	text_addf(ret_path, "%s?after=%" JSON_INTEGER_FORMAT, route, after);
	if (arguments->target_count > 0)
		talk_query(ret_path, "target", arguments->targets[0]);
}

/* All that there is. *after: the last one that was seen, or that was looked at. */
static bool
show_history(struct showing *showing, struct talk *talk, json_int_t *after, struct err *err)
{
	struct text path = { 0 };
	bool more = true, ok = true;

	while (more && ok && !showing->broken) {
		json_t *answer = NULL, *item;
		size_t i;

		begin_path(showing->arguments, "/v1/events", *after, &path);
		add_since(showing->arguments->since, &path);
		talk_query(&path, "limit", "1000");
		ok = talk_ask(talk, "GET", text_str(&path), NULL, &answer, err);
		more = json_is_true(json_object_get(answer, "more"));
		json_array_foreach(json_object_get(answer, "events"), i, item)
		{
			*after = json_integer_value(json_object_get(item, "sequence"));
			if (!show(showing, *after, json_object_get(item, "event")))
				break;
		}
		if (!more && json_integer_value(json_object_get(answer, "last")) > *after)
			*after = json_integer_value(json_object_get(answer, "last"));
		json_decref(answer);
	}
	text_done(&path);
	return ok;
}

static bool
follow(struct showing *showing, struct talk *talk, json_int_t after, struct err *err)
{
	struct text path = { 0 };
	bool ok;

	begin_path(showing->arguments, "/v1/stream", after, &path);
	ok = talk_follow(talk, text_str(&path), each_cb, showing, err);
	text_done(&path);
	return ok;
}

int
verb_events(const struct arguments *arguments, struct text *out)
{
	struct showing showing = { .arguments = arguments, .out = out };
	struct talk *talk = NULL;
	struct err err = { 0 };
	json_int_t after = 0;
	bool ok;

	if (arguments->target_count > 1)
		err_set(&err, ERR_USAGE, "events takes one --target");
	if (err.code != ERR_NONE || !talk_open(arguments, &talk, &err))
		return fail(arguments->verb, false, &err, out);
	ok = show_history(&showing, talk, &after, &err);
	if (ok && !showing.broken && (arguments->given & ARGUMENT_FOLLOW) != 0)
		ok = follow(&showing, talk, after, &err);
	talk_close(talk);
	if (showing.broken)
		return EXIT_CODE_IO;
	return ok ? EXIT_CODE_OK : talk_fail(&err);
}
