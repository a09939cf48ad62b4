/* The file of the record: read whole or set aside, written whole or not at all. */
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/stamp.h"
#include "base/text.h"
#include "report/value.h"
#include "seen_priv.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FORMAT    1
#define BYTES_MAX ((size_t)64 * 1024 * 1024)

/* --- reading --------------------------------------------------------------------------------------- */

/* A text, or null and *ret_text NULL. */
static bool
read_text(const json_t *root, const char *key, struct arena *arena, const char **ret_text)
{
	const json_t *value = json_object_get(root, key);

	*ret_text = arena_strdup(arena, json_string_value(value));
	return json_is_null(value) || (json_is_string(value) && **ret_text != '\0');
}

static bool
read_flag(const json_t *root, const char *key, bool *ret_flag)
{
	const json_t *value = json_object_get(root, key);

	*ret_flag = json_is_true(value);
	return json_is_boolean(value);
}

/* {"public": ["a", "b"]} */
static bool
read_tables(struct seen *seen, json_t *tables)
{
	const char *schema;
	json_t *names, *name;
	size_t i;

	if (!json_is_object(tables))
		return false;
	json_object_foreach(tables, schema, names)
	{
		if (!json_is_array(names))
			return false;
		json_array_foreach(names, i, name)
		{
			if (!json_is_string(name))
				return false;
			seen_add_table(seen, schema, json_string_value(name));
		}
	}
	return true;
}

static bool
read_modules(struct seen *seen, const json_t *modules)
{
	json_t *name;
	size_t i;

	if (!json_is_array(modules))
		return false;
	json_array_foreach(modules, i, name)
	{
		if (!json_is_string(name))
			return false;
		seen_add_module(seen, json_string_value(name));
	}
	return true;
}

static bool
read_record(struct seen *seen, const json_t *root)
{
	const char *target = json_string_value(json_object_get(root, "target"));

	return json_integer_value(json_object_get(root, "seen")) == FORMAT && target != NULL &&
	       strcmp(target, seen->target) == 0 &&
	       read_text(root, "system_identifier", &seen->arena, &seen->system_identifier) &&
	       read_text(root, "database", &seen->arena, &seen->database) &&
	       read_text(root, "database_oid", &seen->arena, &seen->database_oid) &&
	       (seen->database == NULL) == (seen->database_oid == NULL) &&
	       (seen->system_identifier == NULL || seen->database != NULL) &&
	       read_flag(root, "presume", &seen->presume) &&
	       read_tables(seen, json_object_get(root, "tables")) &&
	       read_modules(seen, json_object_get(root, "modules"));
}

/* What half a record said is not known. */
static void
forget(struct seen *seen)
{
	seen->system_identifier = seen->database = seen->database_oid = NULL;
	memset(seen->before, 0, seen->expected->item_count * sizeof *seen->before);
	memset(seen->modules, 0, seen->expected->module_count * sizeof *seen->modules);
	seen->other_table_count = seen->other_module_count = 0;
	seen->presume = false;
}

static void
set_aside(struct seen *seen, const char *why)
{
	char stamp[CLOCK_STAMP_BYTES];
	struct text aside = { 0 };

	seen->broken++;
	clock_stamp(clock_wall_ms(), stamp);
	text_addf(&aside, "%s.broken-%s", seen->path, stamp);
	if (rename(seen->path, text_str(&aside)) == 0)
		log_line(
			LOG_LEVEL_ERROR, seen->target,
			"%s cannot be used (%s): it is kept as %s, and nothing that is missing now "
			"is created",
			seen->path, why, text_str(&aside));
	else
		log_line(LOG_LEVEL_ERROR, seen->target,
		         "%s cannot be used (%s), nor set aside (%s): nothing is created",
		         seen->path, why, strerror(errno));
	text_done(&aside);
}

bool
seen_read(struct seen *seen, bool *ret_lost)
{
	struct stat status;
	struct err err = { 0 };
	json_error_t error;
	json_t *root = NULL;
	char *bytes = NULL;
	size_t length = 0;
	bool ok = false;

	if (lstat(seen->path, &status) != 0 && errno == ENOENT)
		return false;
	if (file_read(seen->path, BYTES_MAX, &bytes, &length, &err)) {
		root = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &error);
		ok = root != NULL && read_record(seen, root);
		if (root == NULL)
			err_set(&err, ERR_IO, "line %d: %s", error.line, error.text);
		else
			err_set(&err, ERR_IO, "it is no record of this target");
		json_decref(root);
		free(bytes);
	}
	if (ok)
		return true;
	*ret_lost = true;
	forget(seen);
	set_aside(seen, err.message);
	return false;
}

/* --- writing --------------------------------------------------------------------------------------- */

static void
put_table(json_t *tables, const char *schema, const char *name)
{
	json_t *names = json_object_get(tables, schema);

	if (names == NULL) {
		names = value_array();
		value_put(tables, schema, names);
	}
	value_append(names, value_text(name));
}

static json_t *
write_tables(const struct seen *seen)
{
	json_t *tables = value_object();

	for (size_t i = 0; i < seen->expected->item_count; i++) {
		const struct object *object = &seen->expected->items[i].object;

		if (seen->before[i])
			put_table(tables, object->schema, object->name);
	}
	for (size_t i = 0; i < seen->other_table_count; i++)
		put_table(tables, seen->other_tables[i].schema, seen->other_tables[i].name);
	return tables;
}

static json_t *
write_modules(const struct seen *seen)
{
	json_t *modules = value_array();

	for (size_t i = 0; i < seen->expected->module_count; i++) {
		if (seen->modules[i])
			value_append(modules, value_text(seen->expected->modules[i].name));
	}
	for (size_t i = 0; i < seen->other_module_count; i++)
		value_append(modules, value_text(seen->other_modules[i]));
	return modules;
}

void
seen_write(struct seen *seen)
{
	struct text text = { 0 };
	struct err err = { 0 };
	json_t *root;

	if (seen->path == NULL)
		return;
	root = value_object();
	value_put(root, "seen", value_count(FORMAT));
	value_put(root, "target", value_text(seen->target));
	value_put(root, "system_identifier", value_text(seen->system_identifier));
	value_put(root, "database", value_text(seen->database));
	value_put(root, "database_oid", value_text(seen->database_oid));
	value_put(root, "presume", json_boolean(seen->presume));
	value_put(root, "tables", write_tables(seen));
	value_put(root, "modules", write_modules(seen));
	value_write(root, &text);
	seen->dirty = !file_replace(seen->path, text.bytes, text.length, seen->durable, &err);
	if (seen->dirty && strcmp(err.message, seen->failure.message) != 0)
		log_line(LOG_LEVEL_WARNING, seen->target,
		         "what was seen cannot be kept, so nothing is created: %s", err.message);
	seen->failure = err;
	text_done(&text);
}
