/* `events`: the history of the running daemon, page by page, and then as it goes on. */
#include "base/clock.h"
#include "base/stamp.h"
#include "cli/verb_priv.h"
#include "talk_priv.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TYPE_PREFIX "io.pgdriftd."

/* How long it waits for a daemon that is gone: twice as long each time. */
#define WAIT_MIN_MS 100
#define WAIT_MAX_MS 5000

struct showing {
	const struct arguments *arguments;
	struct text *out;
	json_int_t after; /* the last one that was seen, or that was looked at */
	bool broken;      /* stdout */
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
	struct showing *showing = arg;
	json_t *event = json_loads(document, 0, NULL);
	bool go_on;

	showing->after = strtoll(sequence, NULL, 10);
	go_on = show(showing, showing->after, event);

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
begin_path(const struct showing *showing, const char *route, struct text *ret_path)
{
	text_clear(ret_path);
	text_addf(ret_path, "%s?after=%" JSON_INTEGER_FORMAT, route, showing->after);
	if (showing->arguments->target_count > 0)
		talk_query(ret_path, "target", showing->arguments->targets[0]);
}

/* All that there is. */
static bool
show_history(struct showing *showing, struct talk *talk, struct err *err)
{
	struct text path = { 0 };
	json_int_t *after = &showing->after;
	bool more = true, ok = true;

	while (more && ok && !showing->broken) {
		json_t *answer = NULL, *item;
		size_t i;

		begin_path(showing, "/v1/events", &path);
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

/* What was shown was written, and nothing else is held. */
static void
interrupted_cb(int number)
{
	(void)number;
	_exit(EXIT_CODE_OK);
}

static void
end_when_interrupted(void)
{
	struct sigaction old;

	/* Whoever starts it in the background may want it left alone. */
	if (sigaction(SIGINT, NULL, &old) == 0 && old.sa_handler != SIG_IGN)
		sigaction(SIGINT, &(struct sigaction){ .sa_handler = interrupted_cb }, NULL);
}

static void
wait_ms(int64_t length)
{
	struct timespec left = { length / 1000, length % 1000 * 1000000 };

	while (nanosleep(&left, &left) != 0 && errno == EINTR)
		;
}

/* As long as there are people to read it: a daemon that is started anew goes on with its history, and so
 * does this, behind the last event that was seen. */
static bool
follow(struct showing *showing, struct talk *talk, struct err *err)
{
	struct text path = { 0 };
	int64_t pause = 0;
	bool ok = false, told = false;

	end_when_interrupted();
	for (;;) {
		struct err lost = { 0 };
		bool begun = false;

		begin_path(showing, "/v1/stream", &path);
		ok = talk_follow(talk, text_str(&path), each_cb, showing, &begun, &lost);
		if (ok || lost.code != ERR_IO) {
			*err = lost;
			break;
		}
		told = told && !begun;
		pause = begun || pause == 0       ? WAIT_MIN_MS
		        : pause < WAIT_MAX_MS / 2 ? 2 * pause
		                                  : WAIT_MAX_MS;
		if (!told)
			complain("%s; it is waited for", lost.message);
		told = true;
		wait_ms(pause);
	}
	text_done(&path);
	return ok;
}

int
verb_events(const struct arguments *arguments, struct text *out)
{
	struct showing showing = { .arguments = arguments, .out = out };
	struct talk *talk = NULL;
	struct err err = { 0 };
	bool ok;

	if (arguments->target_count > 1)
		err_set(&err, ERR_USAGE, "events takes one --target");
	if (err.code != ERR_NONE || !talk_open(arguments, &talk, &err))
		return fail(arguments->verb, false, &err, out);
	ok = show_history(&showing, talk, &err);
	if (ok && !showing.broken && (arguments->given & ARGUMENT_FOLLOW) != 0)
		ok = follow(&showing, talk, &err);
	talk_close(talk);
	if (showing.broken)
		return EXIT_CODE_IO;
	return ok ? EXIT_CODE_OK : talk_fail(&err);
}
