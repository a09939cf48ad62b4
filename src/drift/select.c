#include "drift/select.h"

#include "base/nearest.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

static bool
is_literal(const char *pattern)
{
	return strpbrk(pattern, "*?[\\") == NULL;
}

static bool
names_a_module(const struct expected *expected, const char *name)
{
	for (size_t i = MODULE_PREREQUISITES + 1; i < expected->module_count; i++) {
		if (strcmp(expected->modules[i].name, name) == 0)
			return true;
	}
	return false;
}

static bool
no_such_module(const struct expected *expected, const char *name, struct err *err)
{
	const char **names = mem_alloc(expected->module_count * sizeof *names);
	const char *nearest;

	for (size_t i = 0; i < expected->module_count; i++)
		names[i] = expected->modules[i].name;
	nearest = nearest_word(name, names + 1, expected->module_count - 1);
	if (nearest != NULL)
		err_set(err, ERR_CONFIG, "the manifest has no module \"%s\": did you mean \"%s\"?",
		        name, nearest);
	else
		err_set(err, ERR_CONFIG, "the manifest has no module \"%s\"", name);
	free(names);
	return false;
}

static void
select_module(const struct module *module, const char *const *patterns, size_t count,
              bool *ret_selected, bool *ret_required)
{
	bool selected = count == 0 || patterns[0][0] == '!';
	bool named = false;

	for (size_t i = 0; i < count; i++) {
		bool takes_away = patterns[i][0] == '!';
		const char *pattern = patterns[i] + takes_away;

		if (fnmatch(pattern, module->name, 0) != 0)
			continue;
		selected = !takes_away;
		named |= !takes_away && is_literal(pattern);
	}
	*ret_selected = selected;
	*ret_required = module->requirement == REQUIREMENT_REQUIRED ||
	                (module->requirement == REQUIREMENT_OPTIONAL && named);
}

bool
select_modules(const struct expected *expected, const char *const *patterns, size_t count,
               struct arena *arena, struct selection *ret_selection, struct err *err)
{
	struct selection selection = {
		.selected = arena_array(arena, expected->module_count, sizeof(bool)),
		.required = arena_array(arena, expected->module_count, sizeof(bool)),
	};

	for (size_t i = 0; i < count; i++) {
		const char *name = patterns[i] + (patterns[i][0] == '!');

		if (is_literal(name) && !names_a_module(expected, name))
			return no_such_module(expected, name, err);
	}
	selection.selected[MODULE_PREREQUISITES] = true;
	selection.required[MODULE_PREREQUISITES] = true;
	for (size_t i = MODULE_PREREQUISITES + 1; i < expected->module_count; i++)
		select_module(&expected->modules[i], patterns, count, &selection.selected[i],
		              &selection.required[i]);
	*ret_selection = selection;
	return true;
}
