#include "watch/seen.h"

#include "base/log.h"
#include "base/text.h"
#include "seen_priv.h"

#include <stdlib.h>
#include <string.h>

struct seen *
seen_open(const struct seen_options *options)
{
	const struct expected *expected = options->expected;
	struct seen *seen = mem_alloc(sizeof *seen);
	struct text path = { 0 };
	bool lost = false;

	seen->target = mem_strdup(options->target);
	seen->durable = options->durable;
	seen->expected = expected;
	seen->before = arena_array(&seen->arena, expected->item_count, sizeof *seen->before);
	seen->there = arena_array(&seen->arena, expected->item_count, sizeof *seen->there);
	seen->modules = arena_array(&seen->arena, expected->module_count, sizeof *seen->modules);
	if (options->state_dir == NULL) {
		err_set(&seen->failure, ERR_CONFIG, "there is no state_dir");
		return seen;
	}
	text_addf(&path, "%s/seen-%s.json", options->state_dir, options->target);
	seen->path = text_take(&path);
	if (seen_read(seen, &lost)) {
		memcpy(seen->there, seen->before, expected->item_count * sizeof *seen->there);
		return seen;
	}
	seen->presume = lost || options->met;
	if (options->met && !lost && options->durable)
		log_line(LOG_LEVEL_WARNING, options->target,
		         "%s is not there, though the target was met before: nothing that is "
		         "missing now is created",
		         seen->path);
	/* So that its absence later on means something. */
	seen->dirty = true;
	seen_write(seen);
	return seen;
}

void
seen_free(struct seen *seen)
{
	if (seen == NULL)
		return;
	free(seen->target);
	free(seen->path);
	free(seen->other_tables);
	free(seen->other_modules);
	arena_done(&seen->arena);
	free(seen);
}

/* --- reading: seen_read() calls these ------------------------------------------------------------- */

void
seen_add_table(struct seen *seen, const char *schema, const char *name)
{
	size_t item = expected_find(seen->expected, KIND_table, schema, name, name);

	if (item != EXPECTED_NONE) {
		seen->before[item] = true;
		return;
	}
	seen->other_tables = mem_resize(seen->other_tables, seen->other_table_count + 1,
	                                sizeof *seen->other_tables);
	seen->other_tables[seen->other_table_count++] = (struct seen_table){
		arena_strdup(&seen->arena, schema), arena_strdup(&seen->arena, name)
	};
}

void
seen_add_module(struct seen *seen, const char *name)
{
	for (size_t i = 0; i < seen->expected->module_count; i++) {
		if (i != MODULE_PREREQUISITES &&
		    strcmp(seen->expected->modules[i].name, name) == 0) {
			seen->modules[i] = true;
			return;
		}
	}
	seen->other_modules = mem_resize(seen->other_modules, seen->other_module_count + 1,
	                                 sizeof *seen->other_modules);
	seen->other_modules[seen->other_module_count++] = arena_strdup(&seen->arena, name);
}

/* --- identity -------------------------------------------------------------------------------------- */

enum seen_identity
seen_identify(const struct seen *seen, const struct server *server)
{
	if (server->database == NULL || server->database_oid == NULL)
		return SEEN_UNTOLD;
	if (seen->database_oid != NULL && (strcmp(seen->database_oid, server->database_oid) != 0 ||
	                                   strcmp(seen->database, server->database) != 0))
		return SEEN_ANOTHER;
	if (server->system_identifier == NULL)
		return SEEN_UNTOLD;
	if (seen->system_identifier != NULL &&
	    strcmp(seen->system_identifier, server->system_identifier) != 0)
		return SEEN_ANOTHER;
	return seen->system_identifier == NULL ? SEEN_FIRST : SEEN_SAME;
}

/* Where this role may not ask for the system identifier, oid and name have to do; creating needs all
 * three. */
static void
adopt(struct seen *seen, const struct server *server)
{
	if (server->database == NULL || server->database_oid == NULL)
		return;
	if (seen->database_oid == NULL) {
		seen->database = arena_strdup(&seen->arena, server->database);
		seen->database_oid = arena_strdup(&seen->arena, server->database_oid);
		seen->dirty = true;
	}
	if (seen->system_identifier == NULL && server->system_identifier != NULL) {
		seen->system_identifier = arena_strdup(&seen->arena, server->system_identifier);
		seen->dirty = true;
	}
}

/* --- what was there -------------------------------------------------------------------------------- */

static bool
is_table(const struct seen *seen, size_t item)
{
	return seen->expected->items[item].object.kind == KIND_table;
}

void
seen_tell(const struct seen *seen, const struct server *server, struct compare *compare)
{
	if (seen_identify(seen, server) == SEEN_ANOTHER)
		return;
	for (size_t i = 0; i < seen->expected->module_count; i++) {
		if (seen->modules[i])
			compare_seen(compare, i);
	}
}

/* Some are marked, and none of the marked ones is there. */
static bool
all_gone(const struct seen *seen, const bool *marks, const struct outcome *outcome)
{
	bool any = false;

	for (size_t i = 0; i < seen->expected->item_count; i++) {
		if (!marks[i])
			continue;
		if (outcome->there[i])
			return false;
		any = true;
	}
	return any;
}

bool
seen_vanished(const struct seen *seen, const struct outcome *outcome)
{
	return all_gone(seen, seen->there, outcome);
}

bool
seen_none_left(const struct seen *seen, const struct outcome *outcome)
{
	return all_gone(seen, seen->before, outcome);
}

static void
note_tables(struct seen *seen, const struct outcome *outcome)
{
	for (size_t i = 0; i < seen->expected->item_count; i++) {
		if (!is_table(seen, i) || seen->before[i] || (!outcome->there[i] && !seen->presume))
			continue;
		seen->before[i] = true;
		seen->dirty = true;
	}
}

static void
note_modules(struct seen *seen, const struct outcome *outcome)
{
	for (size_t i = 0; i < seen->expected->module_count; i++) {
		enum module_status status = outcome->modules[i].status;

		if (seen->modules[i] ||
		    seen->expected->modules[i].requirement != REQUIREMENT_OPTIONAL ||
		    (status != MODULE_WHOLE && status != MODULE_PARTIAL &&
		     status != MODULE_DRIFTED))
			continue;
		seen->modules[i] = true;
		seen->dirty = true;
	}
}

void
seen_learn(struct seen *seen, const struct server *server, const struct outcome *outcome)
{
	for (size_t i = 0; i < seen->expected->item_count; i++)
		seen->there[i] = is_table(seen, i) && outcome->there[i];
	if (seen_identify(seen, server) == SEEN_ANOTHER)
		return;
	adopt(seen, server);
	note_tables(seen, outcome);
	note_modules(seen, outcome);
	seen->dirty = seen->dirty || seen->presume;
	seen->presume = false;
	if (seen->dirty)
		seen_write(seen);
}

const bool *
seen_before(const struct seen *seen)
{
	return seen->before;
}

bool
seen_kept(const struct seen *seen, struct err *err)
{
	if (seen->path == NULL)
		return err_set(err, ERR_CONFIG, "%s", seen->failure.message);
	if (seen->dirty)
		return err_set(err, ERR_IO, "%s",
		               seen->failure.code != ERR_NONE ? seen->failure.message
		                                              : "nothing was written yet");
	return true;
}

bool
seen_forget_module(struct seen *seen, size_t module)
{
	if (!seen->modules[module])
		return false;
	seen->modules[module] = false;
	seen->dirty = true;
	seen_write(seen);
	return true;
}

unsigned
seen_broken(const struct seen *seen)
{
	return seen->broken;
}
