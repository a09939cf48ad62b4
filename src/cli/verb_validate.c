#include "cli/verb_priv.h"
#include "manifest/manifest.h"

#include <stdlib.h>
#include <string.h>

static void
add_count(size_t count, const char *one, const char *many, const char **separator, struct text *out)
{
	if (count == 0)
		return;
	text_addf(out, "%s%zu %s", *separator, count, count == 1 ? one : many);
	*separator = ", ";
}

/* Tables first, then the kinds in their order. */
static void
add_kinds(const struct expected *expected, bool prerequisites, const char *separator,
          struct text *out)
{
	size_t by_kind[KIND_COUNT] = { 0 };

	for (size_t i = 0; i < expected->item_count; i++) {
		if ((expected->items[i].module == MODULE_PREREQUISITES) == prerequisites)
			by_kind[expected->items[i].object.kind]++;
	}
	add_count(by_kind[KIND_table], "table", "tables", &separator, out);
	for (size_t i = 0; i < KIND_COUNT; i++) {
		if (i != KIND_table)
			add_count(by_kind[i], kind_table[i].word, kind_table[i].plural, &separator,
			          out);
	}
}

/* "manifest acme-platform (config/manifest.json): 8 modules, 34 tables, 4 types, ...;
 * prerequisites: 1 table, 1 column" */
static void
add_manifest(const struct expected *expected, struct text *out)
{
	const char *separator = ": ";

	text_addf(out, "manifest %s (%s)", expected->name, expected->file);
	add_count(expected->module_count - 1, "module", "modules", &separator, out);
	add_kinds(expected, false, separator, out);
	add_count(expected->revision_count, "revision", "revisions", &separator, out);
	add_count(expected->ignore_count, "ignore rule", "ignore rules", &separator, out);
	add_kinds(expected, true, "; prerequisites: ", out);
	text_add(out, expected->complete ? "; complete\n" : "\n");
}

static bool
stands_before(const struct config *config, size_t target)
{
	for (size_t i = 0; i < target; i++) {
		if (config->targets[i].expected == config->targets[target].expected)
			return true;
	}
	return false;
}

static void
add_config(const struct config *config, struct text *out)
{
	text_addf(out, "configuration %s: %zu target%s", config->file, config->target_count,
	          config->target_count == 1 ? "" : "s");
	for (size_t i = 0; i < config->target_count; i++)
		text_addf(out, "%s%s", i == 0 ? " (" : ", ", config->targets[i].name);
	text_add(out, ")\n");
	for (size_t i = 0; i < config->target_count; i++) {
		if (!stands_before(config, i))
			add_manifest(config->targets[i].expected, out);
	}
}

/* A manifest alone needs no configuration; with -c both are looked at. */
static bool
validate(const struct arguments *arguments, struct text *out, struct err *err)
{
	struct config *config = NULL;
	struct expected *expected = NULL;

	if (arguments->manifest != NULL && (arguments->given & ARGUMENT_CONFIG) == 0) {
		if (!manifest_load(arguments->manifest, &expected, err))
			return false;
		add_manifest(expected, out);
		expected_unref(expected);
		return true;
	}
	if (!load_config(arguments, &config, err))
		return false;
	add_config(config, out);
	config_free(config);
	return true;
}

int
verb_validate(const struct arguments *arguments, struct text *out)
{
	struct err err = { 0 };

	if (validate(arguments, out, &err))
		return EXIT_CODE_OK;
	return fail(arguments->verb, false, &err, out);
}
