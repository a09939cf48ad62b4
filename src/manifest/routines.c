/* What is told from its namesakes by its input types. */
#include "manifest/manifest_priv.h"

#include <string.h>

/* The server has no modifiers in the types of arguments: those that stand there, and the (1) that a
 * lone `character` means elsewhere, tell nothing apart. */
static void
add_without_modifiers(const char *type, struct text *out)
{
	bool quoted = false;
	bool within = false;

	for (; *type != '\0'; type++) {
		if (*type == '"')
			quoted = !quoted;
		if (!quoted && *type == '(')
			within = true;
		if (!within)
			text_addc(out, *type);
		if (!quoted && *type == ')')
			within = false;
	}
}

bool
routines_read_name(const struct reading *reading, const struct place *at, const struct tree *json,
                   const char **ret_name)
{
	const struct tree *arguments = tree_get(json, "arguments");
	struct place name_place = { at, "name", 0 };
	struct place list = { at, "arguments", 0 };
	struct place one = { &list, NULL, 0 };
	struct text text = { 0 };
	const char *name;
	const char *type;
	bool ok = reading_name(reading, &name_place, tree_get(json, "name"), &name) &&
	          reading_array(reading, &list, arguments);

	text_addf(&text, "%s(", ok ? name : "");
	for (; ok && one.index < tree_length(arguments); one.index++) {
		ok = properties_read_type(reading, &one, tree_at(arguments, one.index), &type);
		if (ok) {
			text_add(&text, one.index > 0 ? "," : "");
			add_without_modifiers(type, &text);
		}
	}
	text_addc(&text, ')');
	if (ok)
		*ret_name = arena_strdup(&reading->expected->arena, text_str(&text));
	text_done(&text);
	return ok;
}

/* Where the input types begin: at the last parenthesis that opens outside double quotes. Types in
 * arguments have no modifiers, so what stands before may hold what it likes. */
static const char *
types_of(const char *name)
{
	const char *at = name + strlen(name);
	bool quoted = false;

	while (at > name && (quoted || *at != '(')) {
		at--;
		if (*at == '"')
			quoted = !quoted;
	}
	return at;
}

void
routines_split(const char *name, struct arena *arena, const char **ret_name,
               struct array *ret_arguments)
{
	const char *types = types_of(name);
	const char *at = types + 1;
	bool quoted = false;

	*ret_name = arena_strndup(arena, name, (size_t)(types - name));
	ret_arguments->elements = arena_array(arena, strlen(types), sizeof(const char *));
	ret_arguments->count = 0;
	for (const char *end = at; *end != '\0' && strcmp(at, ")") != 0; end++) {
		if (*end == '"')
			quoted = !quoted;
		if (quoted || (*end != ',' && (*end != ')' || end[1] != '\0')))
			continue;
		ret_arguments->elements[ret_arguments->count++] = arena_strndup(arena, at,
		                                                                (size_t)(end - at));
		at = end + 1;
	}
}
