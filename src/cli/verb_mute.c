/* `ack`, `silence`, `mutes`, `unmute`: what people say about findings and targets, said to the running
 * daemon. What it takes it says itself; here is only put into words. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/stamp.h"
#include "cli/verb_priv.h"
#include "talk_priv.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *
text_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

/* "3  ack      main  by ann, until 2026-11-23T09:00:00Z: known (table public.events is missing)" */
static void
add_mute(const json_t *mute, struct text *out)
{
	const char *until = text_of(mute, "until"), *summary = text_of(mute, "summary");

	text_addf(out, "%lld  %-7s  ",
	          (long long)json_integer_value(json_object_get(mute, "number")),
	          text_of(mute, "kind") == NULL ? "" : text_of(mute, "kind"));
	talk_plain(out, text_of(mute, "target"));
	text_add(out, "  by ");
	talk_plain(out, text_of(mute, "by"));
	text_addf(out, ", until %s: ", until == NULL ? "it is gone or another one" : until);
	talk_plain(out, text_of(mute, "reason"));
	if (summary != NULL) {
		text_add(out, " (");
		talk_plain(out, summary);
		text_add(out, ")");
	}
	text_add(out, "\n");
}

static void
add_json(const json_t *value, struct text *out)
{
	char *text = json_dumps(value, JSON_INDENT(2));

	if (text == NULL)
		abort();
	text_addf(out, "%s\n", text);
	free(text);
}

/* Behind sudo it is a person all the same. */
static const char *
user_name(void)
{
	const char *sudo = getenv("SUDO_USER");
	const struct passwd *user = getpwuid(getuid());

	if (getuid() == 0 && sudo != NULL && *sudo != '\0')
		return sudo;
	return user == NULL ? NULL : user->pw_name;
}

static void
put(json_t *body, const char *key, const char *value)
{
	if (value != NULL && json_object_set_new(body, key, json_string(value)) != 0)
		json_object_set_new(body, key, json_null()); /* no UTF-8: it will be refused */
}

static bool
check_saying(const struct arguments *arguments, struct err *err)
{
	if (arguments->reason == NULL)
		return err_set(err, ERR_USAGE, "%s needs --reason", arguments->verb->word);
	if (arguments->by == NULL && user_name() == NULL)
		return err_set(err, ERR_USAGE, "%s needs --by", arguments->verb->word);
	if (arguments->length != NULL && arguments->until != NULL)
		return err_set(err, ERR_USAGE, "--for and --until exclude each other");
	return true;
}

/* POST of one acknowledgement or silence, and what came of it. */
static bool
say(struct talk *talk, const struct arguments *arguments, const char *path, const char *key,
    const char *subject, struct text *out, struct err *err)
{
	json_t *body = json_object(), *answer = NULL;

	if (body == NULL)
		abort();
	put(body, key, subject);
	put(body, "by", arguments->by == NULL ? user_name() : arguments->by);
	put(body, "reason", arguments->reason);
	put(body, "for", arguments->length);
	put(body, "until", arguments->until);
	if (!talk_ask(talk, "POST", path, body, &answer, err))
		return false;
	if (arguments->format == FORMAT_JSON)
		add_json(answer, out);
	else
		add_mute(answer, out);
	json_decref(answer);
	return true;
}

int
verb_ack(const struct arguments *arguments, struct text *out)
{
	struct talk *talk = NULL;
	struct err err = { 0 };
	int code = EXIT_CODE_OK;

	if (!check_saying(arguments, &err) || !talk_open(arguments, &talk, &err))
		return fail(arguments->verb, false, &err, out);
	if (!say(talk, arguments, "/v1/acks", "finding", arguments->operands[0], out, &err))
		code = talk_fail(&err);
	talk_close(talk);
	return code;
}

int
verb_silence(const struct arguments *arguments, struct text *out)
{
	struct talk *talk = NULL;
	struct err err = { 0 };
	int code = EXIT_CODE_OK;

	if (arguments->target_count == 0)
		err_set(&err, ERR_USAGE, "silence needs --target");
	if (arguments->length == NULL && arguments->until == NULL)
		err_set(&err, ERR_USAGE, "silence needs --for or --until");
	if (err.code != ERR_NONE || !check_saying(arguments, &err) ||
	    !talk_open(arguments, &talk, &err))
		return fail(arguments->verb, false, &err, out);
	for (size_t i = 0; i < arguments->target_count && code == EXIT_CODE_OK; i++) {
		if (!say(talk, arguments, "/v1/silences", "target", arguments->targets[i], out,
		         &err))
			code = talk_fail(&err);
	}
	talk_close(talk);
	return code;
}

int
verb_mutes(const struct arguments *arguments, struct text *out)
{
	json_t *answer = NULL, *list, *mute;
	struct talk *talk = NULL;
	struct err err = { 0 };
	int code = EXIT_CODE_OK;
	size_t i;

	if (!talk_open(arguments, &talk, &err))
		return fail(arguments->verb, false, &err, out);
	if (!talk_ask(talk, "GET", "/v1/mutes", NULL, &answer, &err))
		code = talk_fail(&err);
	list = json_object_get(answer, "mutes");
	if (code == EXIT_CODE_OK && arguments->format == FORMAT_JSON)
		add_json(list, out);
	else
		json_array_foreach(list, i, mute) add_mute(mute, out);
	json_decref(answer);
	talk_close(talk);
	return code;
}

int
verb_unmute(const struct arguments *arguments, struct text *out)
{
	const char *number = arguments->operands[0];
	struct text path = { 0 };
	struct talk *talk = NULL;
	json_t *answer = NULL;
	struct err err = { 0 };
	int code = EXIT_CODE_OK;

	if (strspn(number, "0123456789") != strlen(number) || strlen(number) > 18)
		err_set(&err, ERR_USAGE, "NUMBER must be one that mutes shows");
	if (err.code != ERR_NONE || !talk_open(arguments, &talk, &err))
		return fail(arguments->verb, false, &err, out);
	text_addf(&path, "/v1/mutes/%s", number);
	if (!talk_ask(talk, "DELETE", text_str(&path), NULL, &answer, &err))
		code = talk_fail(&err);
	json_decref(answer);
	text_done(&path);
	talk_close(talk);
	return code;
}
