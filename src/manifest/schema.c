/* The JSON Schema: what is the same for every kind stands in schema.json, the kinds and their
 * properties come from the tables. */
#include "manifest/manifest.h"

#include "manifest/manifest_priv.h"

#include "model/ident.h"

#include <stdlib.h>
#include <string.h>

__asm__(".pushsection .rodata\n"
        "manifest_schema_frame:\n"
        "\t.incbin \"src/manifest/schema.json\"\n"
        "\t.byte 0\n"
        ".popsection\n");

extern const char manifest_schema_frame[];

static json_t *
reference(const char *name)
{
	return json_pack("{s:s+}", "$ref", "#/$defs/", name);
}

static json_t *
described(const char *description, json_t *node)
{
	json_t *first = json_pack("{s:s}", "description", description);

	json_object_update(first, node);
	json_decref(node);
	return first;
}

/* "The labels of an enum type, in order." from a kind's or a property's line in the tables. */
static json_t *
described_by(const char *doc, json_t *node)
{
	struct text text = { 0 };

	text_addf(&text, "%s.", doc);
	if (text.bytes[0] >= 'a' && text.bytes[0] <= 'z' && strncmp(doc, "pg_", 3) != 0)
		text.bytes[0] = (char)(text.bytes[0] - 'a' + 'A');
	node = described(text_str(&text), node);
	text_done(&text);
	return node;
}

/* --- properties --------------------------------------------------------------------------------- */

static json_t *
words_node(const char *const *words)
{
	json_t *list = json_array();

	for (size_t i = 0; words[i] != NULL; i++)
		json_array_append_new(list, json_string(words[i]));
	return json_pack("{s:o}", "enum", list);
}

static json_t *
form_node(const struct property_info *property)
{
	switch (property->form) {
	case FORM_TEXT:
		return json_pack("{s:s, s:i}", "type", "string", "minLength", 1);
	case FORM_BOOL:
		return json_pack("{s:s}", "type", "boolean");
	case FORM_INTEGER:
		return json_pack("{s:s}", "type", "integer");
	case FORM_WORD:
		return words_node(property->words);
	case FORM_LIST:
		return json_pack("{s:s, s:{s:s}, s:b}", "type", "array", "items", "type", "string",
		                 "uniqueItems", 1);
	case FORM_NAMES:
		return json_pack("{s:s, s:{s:s, s:i}, s:b}", "type", "array", "items", "type",
		                 "string", "maxLength", IDENT_BYTES, "uniqueItems", 1);
	case FORM_ORDER:
		break;
	}
	return json_object();
}

/* Null beside what may stand there. */
static void
allow_null(json_t *node)
{
	json_t *words = json_object_get(node, "enum");
	json_t *type = json_object_get(node, "type");

	if (words != NULL)
		json_array_append_new(words, json_null());
	else
		json_object_set_new(node, "type", json_pack("[O, s]", type, "null"));
}

static void
set_default(const struct property_info *property, json_t *node)
{
	const char *value = property->unstated;

	if (value == NULL || value == kind_never)
		return;
	if (property->form == FORM_BOOL)
		json_object_set_new(node, "default", json_boolean(strcmp(value, "true") == 0));
	else if (property->form == FORM_INTEGER)
		json_object_set_new(node, "default", json_integer(strtoll(value, NULL, 10)));
	else if (!kind_form_is_list(property->form))
		json_object_set_new(node, "default", json_string(value));
}

static json_t *
property_node(const struct property_info *property)
{
	json_t *node = form_node(property);

	if (keys_property_nullable(property))
		allow_null(node);
	set_default(property, node);
	return described_by(property->doc, node);
}

/* --- kinds -------------------------------------------------------------------------------------- */

/* The key under which a kind stands. */
static json_t *
plural_node(enum kind kind)
{
	if (kind_table[kind].shape == SHAPE_GRANT)
		return reference("grants");
	return described_by(kind_table[kind].doc, json_pack("{s:s, s:o}", "type", "array", "items",
	                                                    reference(kind_table[kind].word)));
}

/* What a name must be. */
static const char *
name_of(enum kind kind)
{
	if (kind == KIND_schema)
		return "user_schema";
	return kind_table[kind].shape == SHAPE_PHRASE ? "phrase" : "name";
}

static void
add_identity(enum kind kind, json_t *properties)
{
	const struct kind_info *info = &kind_table[kind];

	json_object_set_new(properties, "name", described("Its name.", reference(name_of(kind))));
	if (info->shape == SHAPE_ROUTINE)
		json_object_set_new(properties, "arguments", reference("arguments"));
	if (info->place == PLACE_MODULE)
		json_object_set_new(properties, "schema", reference("schema_name"));
	json_object_set_new(properties, "description", reference("description"));
}

static json_t *
kind_node(enum kind kind)
{
	const struct kind_info *info = &kind_table[kind];
	json_t *properties = json_object();
	json_t *node;

	add_identity(kind, properties);
	for (size_t i = 0; i < info->property_count; i++) {
		if (info->properties[i].form != FORM_ORDER)
			json_object_set_new(properties, info->properties[i].word,
			                    property_node(&info->properties[i]));
	}
	for (size_t i = 0; i < info->guest_count; i++)
		json_object_set_new(properties, kind_table[info->guests[i]].plural,
		                    plural_node(info->guests[i]));
	node = json_pack("{s:s, s:[s], s:b, s:o}", "type", "object", "required", "name",
	                 "additionalProperties", 0, "properties", properties);
	if (info->shape == SHAPE_ROUTINE)
		json_array_append_new(json_object_get(node, "required"), json_string("arguments"));
	if (!keys_bare(kind))
		return node;
	return json_pack("{s:[o, o]}", "anyOf", reference(name_of(kind)), node);
}

static void
add_kind(enum kind kind, json_t *schema)
{
	const struct kind_info *info = &kind_table[kind];
	json_t *defs = json_object_get(schema, "$defs");
	json_t *module = json_object_get(defs, "module");
	json_t *prerequisites = json_object_get(defs, "prerequisites");

	if (info->shape != SHAPE_GRANT)
		json_object_set_new(defs, info->word, kind_node(kind));
	if (info->place == PLACE_TOP)
		json_object_set_new(json_object_get(schema, "properties"), info->plural,
		                    plural_node(kind));
	if (info->place != PLACE_MODULE)
		return;
	json_object_set_new(json_object_get(prerequisites, "properties"), info->plural,
	                    plural_node(kind));
	json_object_set_new(json_object_get(module, "properties"), info->plural, plural_node(kind));
	json_array_append_new(json_object_get(module, "anyOf"),
	                      json_pack("{s:[s], s:{s:{s:i}}}", "required", info->plural,
	                                "properties", info->plural, "minItems", 1));
}

void
manifest_schema(struct text *out)
{
	json_t *schema = json_loads(manifest_schema_frame, 0, NULL);
	json_t *defs = json_object_get(schema, "$defs");
	json_t *ignore = json_object_get(json_object_get(defs, "ignore"), "properties");
	json_t *words = json_array();

	json_object_set_new(json_object_get(defs, "module"), "anyOf", json_array());
	for (size_t kind = 0; kind < KIND_COUNT; kind++) {
		json_array_append_new(words, json_string(kind_table[kind].word));
		if (kind_table[kind].place != PLACE_NONE)
			add_kind((enum kind)kind, schema);
	}
	json_object_set_new(json_object_get(ignore, "kind"), "enum", words);
	layout_add(schema, 0, out);
	text_addc(out, '\n');
	json_decref(schema);
}
