/* Which module an object goes to, by the patterns of whoever collects. */
#include "manifest/collect_priv.h"

#include "base/text.h"

#include <fnmatch.h>
#include <string.h>

static bool
matches(const char *pattern, const struct object *object)
{
	const char *name = object->table != NULL ? object->table : object->name;
	struct text qualified = { 0 };
	bool found;

	if (fnmatch(pattern, name, 0) == 0)
		return true;
	text_addf(&qualified, "%s.%s", object->schema, name);
	found = fnmatch(pattern, text_str(&qualified), 0) == 0;
	text_done(&qualified);
	return found;
}

/* Modules in the order of the rules, that of the rest last. */
static void
make_modules(struct collect *collect)
{
	const struct collect_options *options = collect->options;
	struct expected *expected = collect->expected;

	expected->modules = arena_array(&expected->arena, options->rule_count + 2,
	                                sizeof *expected->modules);
	expected->modules[MODULE_PREREQUISITES].name = "";
	expected->module_count = 1;
	for (size_t i = 0; i <= options->rule_count; i++) {
		const char *name = i < options->rule_count ? options->rules[i].module
		                                           : COLLECT_MODULE;
		size_t module = 1;

		while (module < expected->module_count &&
		       strcmp(expected->modules[module].name, name) != 0)
			module++;
		if (module < expected->module_count)
			continue;
		expected->modules[module].name = arena_strdup(&expected->arena, name);
		expected->module_count++;
	}
}

static size_t
module_named(const struct expected *expected, const char *name)
{
	size_t module = 1;

	while (strcmp(expected->modules[module].name, name) != 0)
		module++;
	return module;
}

void
collect_choose_modules(struct collect *collect)
{
	const struct collect_options *options = collect->options;

	make_modules(collect);
	for (size_t i = 0; i < collect->count; i++) {
		struct piece *piece = &collect->pieces[i];
		size_t rule = 0;

		if (piece->object->schema == NULL) {
			piece->module = EXPECTED_NONE;
			continue;
		}
		while (rule < options->rule_count &&
		       !matches(options->rules[rule].pattern, piece->object))
			rule++;
		piece->module = module_named(
			collect->expected,
			rule < options->rule_count ? options->rules[rule].module : COLLECT_MODULE);
	}
}

void
collect_drop_modules(struct expected *expected)
{
	size_t *moved = arena_array(&expected->arena, expected->module_count, sizeof *moved);
	size_t count = 1;

	for (size_t i = 0; i < expected->item_count; i++) {
		if (expected->items[i].module != EXPECTED_NONE)
			moved[expected->items[i].module] = 1;
	}
	for (size_t i = 1; i < expected->module_count; i++) {
		if (moved[i] == 0)
			continue;
		expected->modules[count] = expected->modules[i];
		moved[i] = count++;
	}
	expected->module_count = count;
	for (size_t i = 0; i < expected->item_count; i++) {
		struct expected_item *item = &expected->items[i];

		if (item->module == EXPECTED_NONE)
			continue;
		item->module = moved[item->module];
		if (item->object.kind == KIND_table)
			expected->modules[item->module].tables++;
	}
}
