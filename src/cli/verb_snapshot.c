/* A live database written as a complete manifest. It is read by a check, whose observer collects. */
#include "base/clock.h"
#include "base/log.h"
#include "cli/verb_priv.h"
#include "manifest/collect.h"
#include "manifest/manifest.h"
#include "manifest/write.h"
#include "model/ident.h"
#include "watch/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UNREAD_SHOWN   20
#define PROGRESS_MS    100
#define PROGRESS_EVERY 64 /* objects between two looks at the clock */

struct snapshot {
	struct collect_options options;
	struct arena arena; /* of the options' strings */
	struct collect *collect;
	bool *schemas_seen; /* one per options.schemas */
	size_t unread;      /* how much could not be read */
	bool shows_progress;
	int64_t shown_ms;
};

/* --- what the check tells ----------------------------------------------------------------------- */

static void
show_progress(struct snapshot *snapshot, enum kind kind)
{
	int64_t now = clock_ms();

	if (!snapshot->shows_progress || now - snapshot->shown_ms < PROGRESS_MS)
		return;
	snapshot->shown_ms = now;
	fprintf(stderr, "\r\033[Kpgdriftd: reading %s: %zu objects", kind_table[kind].plural,
	        collect_count(snapshot->collect));
}

static void
clear_progress(struct snapshot *snapshot)
{
	if (snapshot->shown_ms != 0)
		fputs("\r\033[K", stderr);
	snapshot->shown_ms = 0;
}

static void
observed_cb(void *arg, const struct object *object)
{
	struct snapshot *snapshot = arg;

	for (size_t i = 0; object->kind == KIND_schema && i < snapshot->options.schema_count; i++) {
		if (strcmp(snapshot->options.schemas[i], object->name) == 0)
			snapshot->schemas_seen[i] = true;
	}
	collect_add(snapshot->collect, object);
	if (collect_count(snapshot->collect) % PROGRESS_EVERY == 0)
		show_progress(snapshot, object->kind);
}

static void
unread_cb(void *arg, const struct unknown *unknown)
{
	struct snapshot *snapshot = arg;
	struct text what = { 0 };

	clear_progress(snapshot);
	if (snapshot->unread++ >= UNREAD_SHOWN)
		return;
	if (unknown->name == NULL)
		text_addf(&what, "all %s", kind_table[unknown->kind].plural);
	else
		object_describe(unknown->kind, unknown->schema, unknown->table, unknown->name,
		                &what);
	complain("%s could not be read: %s%s%s", text_str(&what), unknown->reason,
	         unknown->sqlstate != NULL ? ", SQLSTATE " : "",
	         unknown->sqlstate != NULL ? unknown->sqlstate : "");
	text_done(&what);
}

/* --- what the arguments ask for ----------------------------------------------------------------- */

static bool
take_rule(struct snapshot *snapshot, const char *argument, struct collect_rule *ret_rule,
          struct err *err)
{
	const char *equals = strchr(argument, '=');

	if (equals == NULL || equals[1] == '\0')
		return err_set(err, ERR_USAGE, "--module: must be NAME=PATTERN");
	*ret_rule = (struct collect_rule){
		.module = arena_strndup(&snapshot->arena, argument, (size_t)(equals - argument)),
		.pattern = equals + 1,
	};
	return ident_valid(ret_rule->module, strlen(ret_rule->module), NULL) ||
	       err_set(err, ERR_USAGE, "--module: a name has 1 to %d bytes of UTF-8", IDENT_BYTES);
}

static bool
take_omit(struct snapshot *snapshot, const char *argument, struct err *err)
{
	for (size_t i = 0; expected_omit_words[i] != NULL; i++) {
		if (strcmp(argument, expected_omit_words[i]) == 0) {
			snapshot->options.omit |= 1u << i;
			return true;
		}
	}
	return err_set(err, ERR_USAGE, "--omit: must be owner, privilege or comment");
}

static bool
take_schema(const char *name, struct err *err)
{
	if (!ident_valid(name, strlen(name), NULL))
		return err_set(err, ERR_USAGE, "--schema: a name has 1 to %d bytes of UTF-8",
		               IDENT_BYTES);
	if (strncmp(name, "pg_", 3) == 0 || strcmp(name, "information_schema") == 0)
		return err_set(err, ERR_USAGE, "--schema: the system's schemas are not compared");
	return true;
}

static bool
take_arguments(struct snapshot *snapshot, const struct arguments *arguments, struct err *err)
{
	struct collect_rule *rules = arena_array(&snapshot->arena, arguments->module_count,
	                                         sizeof *rules);

	snapshot->options.schemas = arguments->schemas;
	snapshot->options.schema_count = arguments->schema_count;
	snapshot->options.rules = rules;
	snapshot->options.rule_count = arguments->module_count;
	snapshot->schemas_seen = arena_array(&snapshot->arena, arguments->schema_count,
	                                     sizeof(bool));
	for (size_t i = 0; i < arguments->schema_count; i++) {
		if (!take_schema(arguments->schemas[i], err))
			return false;
	}
	for (size_t i = 0; i < arguments->module_count; i++) {
		if (!take_rule(snapshot, arguments->modules[i], &rules[i], err))
			return false;
	}
	for (size_t i = 0; i < arguments->omit_count; i++) {
		if (!take_omit(snapshot, arguments->omits[i], err))
			return false;
	}
	return check_dsn(arguments, err);
}

/* --- reading and writing ------------------------------------------------------------------------ */

/* Exactly one target: one manifest. */
static bool
load_target(const struct arguments *arguments, const struct collect_options *options,
            struct config **ret_config, struct err *err)
{
	struct expected *nothing = collect_nothing(options);
	bool ok = load_config_with(arguments, nothing, ret_config, err);

	expected_unref(nothing);
	if (ok && (*ret_config)->target_count != 1)
		return err_set(err, ERR_USAGE,
		               "there are several targets: choose one with --target");
	return ok;
}

/* Modules that the command line names and nothing goes to. */
static void
warn_of_empty(const struct collect_options *options, const struct expected *expected)
{
	for (size_t i = 0; i < options->rule_count; i++) {
		size_t module = 1;

		while (module < expected->module_count &&
		       strcmp(expected->modules[module].name, options->rules[i].module) != 0)
			module++;
		if (module == expected->module_count)
			complain("warning: module %s is left out: nothing matches %s",
			         options->rules[i].module, options->rules[i].pattern);
	}
}

/* What is written must load: a manifest that does not is an error here, not later and elsewhere. */
static bool
write_manifest(struct snapshot *snapshot, const struct report *report, struct text *out,
               struct err *err)
{
	struct collect_source source = {
		.name = report->server.database,
		.server_version = report->server.version,
	};
	struct expected *expected = NULL;
	struct expected *again = NULL;
	bool ok = collect_finish(snapshot->collect, &source, &expected, err);

	if (ok) {
		manifest_write(expected, out);
		ok = manifest_parse(out->bytes, out->length, "snapshot", &again, err);
	}
	if (ok)
		warn_of_empty(&snapshot->options, expected);
	expected_unref(again);
	expected_unref(expected);
	return ok;
}

/* The exit code. */
static int
conclude(struct snapshot *snapshot, const struct report *report, struct text *out)
{
	struct err err = { 0 };

	clear_progress(snapshot);
	for (size_t i = 0; i < snapshot->options.schema_count; i++) {
		if (report->outcome != NULL && snapshot->unread == 0 && !snapshot->schemas_seen[i])
			err_set(&err, ERR_MANIFEST, "there is no schema %s",
			        snapshot->options.schemas[i]);
	}
	if (report->outcome == NULL)
		err = report->error;
	else if (snapshot->unread > 0)
		err_set(&err, ERR_PARTIAL,
		        "%zu could not be read; nothing is written, as it would not be complete",
		        snapshot->unread);
	if (err.code == ERR_NONE && write_manifest(snapshot, report, out, &err))
		return EXIT_CODE_OK;
	text_clear(out);
	complain("%s", err.message);
	return EXIT_CODE_UNKNOWN;
}

int
verb_snapshot(const struct arguments *arguments, struct text *out)
{
	struct snapshot snapshot = { .shows_progress = shows_progress() };
	struct check_observer observer = { observed_cb, unread_cb, &snapshot, false };
	struct board *board = board_new();
	struct config *config = NULL;
	struct err err = { 0 };
	bool ok;
	int code;

	log_open(LOG_LEVEL_WARNING);
	ok = take_arguments(&snapshot, arguments, &err) &&
	     load_target(arguments, &snapshot.options, &config, &err);
	if (ok) {
		snapshot.collect = collect_new(&snapshot.options);
		observer.partitions = (arguments->given & ARGUMENT_PARTITIONS) != 0;
		config->targets[0].observer = &observer;
		ok = check_once(config, arguments->timeout_ms, board, &err);
	}
	code = ok ? conclude(&snapshot, board_at(board, 0), out)
	          : fail(arguments->verb, false, &err, out);
	collect_free(snapshot.collect);
	config_free(config);
	board_free(board);
	arena_done(&snapshot.arena);
	return code;
}
