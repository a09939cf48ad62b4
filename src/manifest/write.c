#include "manifest/write.h"

#include "manifest/manifest_priv.h"

#include "model/array.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* --- pieces ------------------------------------------------------------------------------------- */

/* Appends where there is a list, and makes it where there is none. */
static void
append(json_t *host, const char *key, json_t *value)
{
	json_t *list = json_object_get(host, key);

	if (list == NULL) {
		list = json_array();
		json_object_set_new(host, key, list);
	}
	json_array_append_new(list, value);
}

static void
set_string(json_t *host, const char *key, const char *value)
{
	if (value != NULL)
		json_object_set_new(host, key, json_string(value));
}

static void
set_list(json_t *host, const char *key, const char *const *strings, size_t count)
{
	json_object_set_new(host, key, json_array());
	for (size_t i = 0; i < count; i++)
		append(host, key, json_string(strings[i]));
}

static void
set_schema(const struct expected *expected, json_t *host, const char *schema)
{
	if (strcmp(schema, reading_default_schema(expected)) != 0)
		set_string(host, "schema", schema);
}

/* --- objects ------------------------------------------------------------------------------------ */

void
write_property(json_t *host, const struct property_info *property, const char *value)
{
	struct arena arena = { 0 };
	struct array array = { 0 };
	bool ok;

	if (value == NULL) {
		json_object_set_new(host, property->word, json_null());
		return;
	}
	switch (property->form) {
	case FORM_TEXT:
	case FORM_WORD:
		set_string(host, property->word, value);
		break;
	case FORM_INTEGER:
		json_object_set_new(host, property->word, json_integer(strtoll(value, NULL, 10)));
		break;
	case FORM_BOOL:
		json_object_set_new(host, property->word, json_boolean(strcmp(value, "true") == 0));
		break;
	case FORM_ORDER:
		break;
	case FORM_LIST:
	case FORM_NAMES:
		/* Canonical text: what array_write() or the server made. */
		ok = array_read(value, &arena, &array, NULL);
		assert(ok);
		set_list(host, property->word, array.elements, array.count);
		break;
	}
	arena_done(&arena);
}

static void
set_identity(const struct expected *expected, const struct expected_item *item, json_t *json,
             struct arena *arena)
{
	const struct object *object = &item->object;
	const char *name = object->name;
	struct array arguments;

	if (item->parent != EXPECTED_NONE)
		name = objects_guest_name(expected, item, arena);
	if (kind_table[object->kind].shape == SHAPE_ROUTINE) {
		routines_split(name, arena, &name, &arguments);
		set_string(json, "name", name);
		set_list(json, "arguments", arguments.elements, arguments.count);
	} else {
		set_string(json, "name", name);
	}
	if (kind_table[object->kind].place == PLACE_MODULE)
		set_schema(expected, json, object->schema);
}

static json_t *
object_json(const struct expected *expected, const struct expected_item *item, struct arena *arena)
{
	const struct object *object = &item->object;
	const struct kind_info *info = &kind_table[object->kind];
	json_t *json;

	if (item->bare)
		return json_string(object->name);
	json = json_object();
	set_identity(expected, item, json, arena);
	for (size_t property = 0; property < info->property_count; property++) {
		if ((object->stated & UINT32_C(1) << property) != 0)
			write_property(json, &info->properties[property], object->value[property]);
	}
	return json;
}

/* {"app_ro": ["SELECT", ...]} */
static void
add_grant(const struct expected *expected, const struct expected_item *item, json_t *host,
          struct arena *arena)
{
	const char *plural = kind_table[item->object.kind].plural;
	json_t *grants = json_object_get(host, plural);
	const char *grantee;
	const char *word;

	if (grants == NULL) {
		grants = json_object();
		json_object_set_new(host, plural, grants);
	}
	grants_split(expected, item, arena, &grantee, &word);
	append(grants, grantee, json_string(word));
}

/* In the order of kinds.def, and within a kind in that of the items. */
static void
add_objects(const struct expected *expected, json_t *document, json_t *const *modules)
{
	struct arena arena = { 0 };
	json_t **made = arena_array(&arena, expected->item_count, sizeof *made); /* borrowed */

	for (size_t kind = 0; kind < KIND_COUNT; kind++) {
		for (size_t i = 0; i < expected->item_count; i++) {
			const struct expected_item *item = &expected->items[i];
			json_t *host = document;

			if (item->object.kind != (enum kind)kind)
				continue;
			if (item->parent != EXPECTED_NONE)
				host = made[item->parent];
			else if (item->module != EXPECTED_NONE)
				host = modules[item->module];
			if (kind_table[kind].shape == SHAPE_GRANT) {
				add_grant(expected, item, host, &arena);
				continue;
			}
			made[i] = object_json(expected, item, &arena);
			append(host, kind_table[kind].plural, made[i]);
		}
	}
	arena_done(&arena);
}

/* --- rules -------------------------------------------------------------------------------------- */

static void
add_revision(const struct expected *expected, const struct revision *revision, json_t *document)
{
	json_t *json = json_object();

	set_string(json, "table", revision->table);
	set_schema(expected, json, revision->schema);
	set_string(json, "column", revision->column);
	set_list(json, "expect", revision->expect, revision->expect_count);
	append(document, "revisions", json);
}

static void
add_ignore(const struct ignore_rule *rule, json_t *document)
{
	json_t *json = json_object();

	set_string(json, "kind", rule->kind < 0 ? NULL : kind_table[rule->kind].word);
	set_string(json, "schema", rule->schema);
	set_string(json, "table", rule->table);
	set_string(json, "name", rule->name);
	set_string(json, "property", rule->property);
	set_string(json, "change",
	           rule->change < 0 ? NULL : change_word((enum change)rule->change));
	set_string(json, "module", rule->module);
	set_string(json, "target", rule->target);
	set_string(json, "reason", rule->reason);
	set_string(json, "until", rule->until);
	append(document, "ignore", json);
}

static json_t *
severities_json(const struct expected *expected)
{
	json_t *json = json_object();
	struct text key = { 0 };

	for (size_t i = 0; i < expected->severity_count; i++) {
		const struct severity_row *row = &expected->severities[i];

		text_clear(&key);
		text_add(&key, kind_table[row->kind].word);
		if (row->subtype != NULL)
			text_addf(&key, "/%s", row->subtype);
		text_addf(&key, ".%s", row->what);
		set_string(json, text_str(&key), severity_word(row->severity));
	}
	text_done(&key);
	return json;
}

/* --- the document ------------------------------------------------------------------------------- */

static void
add_modules(const struct expected *expected, json_t *document)
{
	struct arena arena = { 0 };
	json_t **modules = arena_array(&arena, expected->module_count,
	                               sizeof *modules); /* borrowed */

	for (size_t i = 0; i < expected->module_count; i++) {
		const struct module *module = &expected->modules[i];

		modules[i] = json_object();
		if (i == MODULE_PREREQUISITES) {
			json_object_set_new(document, "prerequisites", modules[i]);
			set_string(modules[i], "description", module->description);
			set_list(document, "modules", NULL, 0);
			continue;
		}
		set_string(modules[i], "name", module->name);
		set_string(modules[i], "description", module->description);
		set_string(modules[i], "requirement", keys_requirements[module->requirement]);
		append(document, "modules", modules[i]);
	}
	add_objects(expected, document, modules);
	if (json_object_size(modules[MODULE_PREREQUISITES]) == 0)
		json_object_del(document, "prerequisites");
	arena_done(&arena);
}

static json_t *
document_json(const struct expected *expected)
{
	static const char *const every[] = { "*" };
	json_t *document = json_object();

	json_object_set_new(document, "manifest", json_integer(MANIFEST_FORMAT));
	set_string(document, "name", expected->name);
	if (expected->server_version != 0)
		json_object_set_new(document, "server_version",
		                    json_integer(expected->server_version));
	if (expected->all_schemas)
		set_list(document, "scope", every, 1);
	else
		set_list(document, "scope", expected->scope, expected->scope_count);
	json_object_set_new(document, "complete", json_boolean(expected->complete));
	for (size_t i = 0; expected_omit_words[i] != NULL; i++) {
		if ((expected->omit >> i & 1) != 0)
			append(document, "omit", json_string(expected_omit_words[i]));
	}
	for (size_t kind = 0; kind < KIND_COUNT; kind++) {
		if (expected->stated[kind])
			json_object_set_new(document, kind_table[kind].plural, json_array());
	}
	add_modules(expected, document);
	for (size_t i = 0; i < expected->revision_count; i++)
		add_revision(expected, &expected->revisions[i], document);
	for (size_t i = 0; i < expected->ignore_count; i++)
		add_ignore(&expected->ignores[i], document);
	if (expected->severity_count > 0)
		json_object_set_new(document, "severity", severities_json(expected));
	return document;
}

void
manifest_write(const struct expected *expected, struct text *out)
{
	json_t *document = document_json(expected);

	layout_add(document, 0, out);
	text_addc(out, '\n');
	json_decref(document);
}
