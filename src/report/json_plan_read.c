/* The document of a plan, read again: what it was made with. Its statements are not taken from there:
 * they are made anew, and have to be the same. */
#include "report/plan.h"

#include <jansson.h>
#include <string.h>

static bool
wrong(struct err *err, const char *what)
{
	return err_set(err, ERR_MANIFEST, "is no plan of this version's: %s", what);
}

static bool
read_modules(const json_t *modules, struct arena *arena, struct plan_saved *saved, struct err *err)
{
	const char **names;

	if (json_is_null(modules))
		return true;
	if (!json_is_array(modules))
		return wrong(err, "/options/modules");
	names = arena_array(arena, json_array_size(modules) + 1, sizeof *names);
	for (size_t i = 0; i < json_array_size(modules); i++) {
		const char *name = json_string_value(json_array_get(modules, i));

		if (name == NULL)
			return wrong(err, "/options/modules");
		names[saved->module_count++] = arena_strdup(arena, name);
	}
	saved->modules = names;
	return true;
}

static bool
read_include(const json_t *include, struct plan_saved *saved, struct err *err)
{
	if (!json_is_array(include))
		return wrong(err, "/options/include");
	for (size_t i = 0; i < json_array_size(include); i++) {
		const char *word = json_string_value(json_array_get(include, i));
		size_t bit = 0;

		while (word != NULL && plan_include_words[bit] != NULL &&
		       strcmp(plan_include_words[bit], word) != 0)
			bit++;
		if (word == NULL || plan_include_words[bit] == NULL)
			return wrong(err, "/options/include");
		saved->include |= 1u << bit;
	}
	return true;
}

static bool
read_bool(const json_t *options, const char *key, bool *ret, struct err *err)
{
	const json_t *value = json_object_get(options, key);

	if (!json_is_boolean(value))
		return wrong(err, key);
	*ret = json_is_true(value);
	return true;
}

static bool
read_document(const json_t *document, struct arena *arena, struct plan_saved *saved,
              struct err *err)
{
	const json_t *options = json_object_get(document, "options");
	const char *print = json_string_value(json_object_get(document, "fingerprint"));

	if (json_integer_value(json_object_get(document, "plan")) != PLAN_FORMAT)
		return wrong(err, "/plan");
	if (print == NULL)
		return wrong(err, "/fingerprint");
	saved->fingerprint = arena_strdup(arena, print);
	return read_modules(json_object_get(options, "modules"), arena, saved, err) &&
	       read_include(json_object_get(options, "include"), saved, err) &&
	       read_bool(options, "tables_only", &saved->tables_only, err) &&
	       read_bool(options, "single_transaction", &saved->single, err);
}

bool
report_plan_read(const char *bytes, size_t length, struct arena *arena,
                 struct plan_saved *ret_saved, struct err *err)
{
	struct plan_saved saved = { 0 };
	json_error_t where;
	json_t *document = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &where);
	bool ok;

	if (document == NULL)
		return err_set(err, ERR_MANIFEST, "line %d: %s", where.line, where.text);
	ok = read_document(document, arena, &saved, err);
	json_decref(document);
	if (ok)
		*ret_saved = saved;
	return ok;
}
