/* A hand-written manifest in PostgreSQL's spelling. */
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "cli/verb_priv.h"
#include "daemon/loop.h"
#include "manifest/manifest.h"
#include "manifest/rewrite.h"
#include "watch/normalize.h"

#include <stdlib.h>
#include <string.h>

struct normalizing {
	struct event_base *base;
	struct expected *expected;
	const char **pointers;       /* of its items */
	bool exists;                 /* something is there already */
	size_t left[KIND_COUNT][32]; /* how often a text was left as it stands */
	struct err err;
};

static void
refused_cb(void *arg, size_t item, const struct err *err)
{
	struct normalizing *normalizing = arg;
	const char *const taken[] = { "42P07", "42710", "42723" };

	for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
		normalizing->exists = normalizing->exists || strcmp(err->sqlstate, taken[i]) == 0;
	complain("%s: %s: %s%s%s%s", normalizing->expected->file, normalizing->pointers[item],
	         err->message, err->sqlstate[0] == '\0' ? "" : " (SQLSTATE ", err->sqlstate,
	         err->sqlstate[0] == '\0' ? "" : ")");
}

static void
left_cb(void *arg, size_t item, size_t property)
{
	struct normalizing *normalizing = arg;

	normalizing->left[normalizing->expected->items[item].object.kind][property]++;
}

/* One line: there may be thousands of them. */
static void
tell_left(const struct normalizing *normalizing)
{
	struct text list = { 0 };

	for (size_t i = 0; i < KIND_COUNT; i++) {
		for (size_t j = 0; j < kind_table[i].property_count; j++) {
			if (normalizing->left[i][j] > 0)
				text_addf(&list, "%s%s.%s (%zu)", list.length == 0 ? "" : ", ",
				          kind_table[i].word, kind_table[i].properties[j].word,
				          normalizing->left[i][j]);
		}
	}
	if (list.length > 0)
		complain("left as they stand, as nothing creates them: %s", text_str(&list));
	text_done(&list);
}

static void
done_cb(void *arg, const struct err *err)
{
	struct normalizing *normalizing = arg;

	if (err != NULL)
		normalizing->err = *err;
	event_base_loopbreak(normalizing->base);
}

/* Runs it on a loop of its own; false and normalizing->err. `timeout_ms` 0: the target's. */
static bool
run(struct normalizing *normalizing, const struct watch_target *target, int64_t timeout_ms)
{
	struct arena arena = { 0 };
	struct selection selection;
	struct normalize_config config = {
		.target = target->name,
		.expected = normalizing->expected,
		.selection = &selection,
		.left = left_cb,
		.limits = target->limits,
		.connect_timeout_ms = target->connect_timeout_ms,
		.timeout_ms = target->check_timeout_ms,
		.deadline_ms = timeout_ms == 0 ? 0 : clock_ms() + timeout_ms,
	};
	struct link *link;

	select_modules(normalizing->expected, NULL, 0, &arena, &selection, NULL);
	normalizing->base = loop_new();
	link = link_new(normalizing->base, target->conninfo, "pgdriftd/normalize", NULL);
	normalizing->pointers = arena_array(&arena, normalizing->expected->item_count,
	                                    sizeof *normalizing->pointers);
	manifest_pointers(normalizing->expected, &arena, normalizing->pointers);
	normalize_start(link, &config, refused_cb, done_cb, normalizing);
	event_base_dispatch(normalizing->base);
	link_free(link);
	event_base_free(normalizing->base);
	arena_done(&arena);
	return normalizing->err.code == ERR_NONE;
}

static void
tell_failed(const struct normalizing *normalizing, int64_t timeout_ms)
{
	complain("%s", normalizing->err.message);
	if (normalizing->exists)
		complain("take a database in which nothing of this name is, an empty one say");
	if (normalizing->err.code != ERR_TIMEOUT)
		return;
	if (timeout_ms > 0)
		complain("not done within %lld s (--timeout)", (long long)timeout_ms / 1000);
	else
		complain("--timeout gives it more time");
}

static bool
load(const struct arguments *arguments, char **ret_bytes, size_t *ret_length,
     struct expected **ret_expected, struct config **ret_config, struct err *err)
{
	const char *file = arguments->operands[0];

	if (!check_dsn(arguments, err) ||
	    !file_read(file, MANIFEST_BYTES_MAX, ret_bytes, ret_length, err))
		return false;
	if (!manifest_parse(*ret_bytes, *ret_length, file, ret_expected, err) ||
	    !load_config_with(arguments, *ret_expected, ret_config, err))
		return false;
	return (*ret_config)->target_count == 1 ||
	       err_set(err, ERR_USAGE, "there are several targets: choose one with --target");
}

int
verb_normalize(const struct arguments *arguments, struct text *out)
{
	struct normalizing normalizing = { 0 };
	struct config *config = NULL;
	struct err err = { 0 };
	char *bytes = NULL;
	size_t length = 0;
	int code = EXIT_CODE_OK;

	log_open(LOG_LEVEL_WARNING);
	if (!load(arguments, &bytes, &length, &normalizing.expected, &config, &err)) {
		if (err.code == ERR_IO)
			err.code = ERR_MANIFEST;
		code = fail(arguments->verb, false, &err, out);
	} else if (!run(&normalizing, &config->targets[0], arguments->timeout_ms) ||
	           !manifest_rewrite(bytes, length, normalizing.expected, out, &normalizing.err)) {
		tell_failed(&normalizing, arguments->timeout_ms);
		code = EXIT_CODE_UNKNOWN;
	} else {
		tell_left(&normalizing);
	}
	config_free(config);
	expected_unref(normalizing.expected);
	free(bytes);
	return code;
}
