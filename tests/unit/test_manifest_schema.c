/* The JSON Schema and the program must agree: on keys, on which are required, and on words. */
#include "manifest/manifest.h"

#include "base/file.h"
#include "manifest/manifest_priv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

static json_t *schema;

static int
load(void **unused)
{
	struct text text = { 0 };
	json_error_t error;

	(void)unused;
	manifest_schema(&text);
	schema = json_loadb(text.bytes, text.length, JSON_REJECT_DUPLICATES, &error);
	text_done(&text);
	if (schema == NULL)
		print_error("%d:%d: %s\n", error.line, error.column, error.text);
	return schema == NULL;
}

static int
unload(void **unused)
{
	(void)unused;
	json_decref(schema);
	return 0;
}

/* What "$ref" points at, or the node itself. */
static json_t *
resolve(json_t *node)
{
	const char *reference = json_string_value(json_object_get(node, "$ref"));
	const char *prefix = "#/$defs/";

	if (reference == NULL)
		return node;
	assert_int_equal(strncmp(reference, prefix, strlen(prefix)), 0);
	node = json_object_get(json_object_get(schema, "$defs"), reference + strlen(prefix));
	assert_non_null(node);
	return node;
}

/* The JSON object's schema; a bare name may stand beside it. */
static json_t *
section_node(enum section section, enum kind kind)
{
	static const char *const words[] = { [SECTION_PREREQUISITES] = "prerequisites",
		                             [SECTION_MODULE] = "module",
		                             [SECTION_REVISION] = "revision",
		                             [SECTION_IGNORE] = "ignore" };
	bool object = section == SECTION_OBJECT || section == SECTION_ROUTINE;
	const char *word = object ? kind_table[kind].word : words[section];
	json_t *node;

	if (section == SECTION_DOCUMENT)
		return schema;
	node = json_object_get(json_object_get(schema, "$defs"), word);
	assert_non_null(node);
	if (object && keys_bare(kind)) {
		json_t *either = json_object_get(node, "anyOf");

		assert_int_equal(json_array_size(either), 2);
		assert_string_equal(json_string_value(json_object_get(
					    resolve(json_array_get(either, 0)), "type")),
		                    "string");
		node = json_array_get(either, 1);
	}
	return node;
}

static void
agree(enum section section, enum kind kind)
{
	json_t *node = section_node(section, kind);
	json_t *properties = json_object_get(node, "properties");
	json_t *required = json_object_get(node, "required");
	struct keys keys;
	const char *key;
	json_t *value;

	keys_of(section, kind, &keys);
	assert_string_equal(json_string_value(json_object_get(node, "type")), "object");
	assert_true(json_is_false(json_object_get(node, "additionalProperties")));
	for (size_t i = 0; i < keys.count; i++) {
		if (json_object_get(properties, keys.words[i]) == NULL)
			fail_msg("the schema does not know \"%s\"", keys.words[i]);
		if (i < keys.required)
			assert_string_equal(json_string_value(json_array_get(required, i)),
			                    keys.words[i]);
	}
	assert_int_equal(json_object_size(properties), keys.count);
	assert_int_equal(json_array_size(required), keys.required);
	json_object_foreach(properties, key, value)
	{
		if (json_object_get(value, "description") == NULL &&
		    json_object_get(resolve(value), "description") == NULL)
			fail_msg("\"%s\" has no description", key);
	}
}

static void
keys_are_the_same_everywhere(void **unused)
{
	(void)unused;
	agree(SECTION_DOCUMENT, KIND_COUNT);
	agree(SECTION_PREREQUISITES, KIND_COUNT);
	agree(SECTION_MODULE, KIND_COUNT);
	agree(SECTION_REVISION, KIND_COUNT);
	agree(SECTION_IGNORE, KIND_COUNT);
	for (size_t kind = 0; kind < KIND_COUNT; kind++) {
		if (kind_table[kind].place != PLACE_NONE && kind_table[kind].shape != SHAPE_GRANT)
			agree(keys_section((enum kind)kind), (enum kind)kind);
	}
}

/* `null` where a null may stand beside the words. */
static void
words_agree(json_t *list, const char *const *words, bool null)
{
	size_t count = 0;

	for (; words[count] != NULL; count++)
		assert_string_equal(json_string_value(json_array_get(list, count)), words[count]);
	assert_int_equal(json_array_size(list), count + null);
	if (null)
		assert_true(json_is_null(json_array_get(list, count)));
}

static json_t *
enum_of(enum section section, enum kind kind, const char *key)
{
	json_t *properties = json_object_get(section_node(section, kind), "properties");

	return json_object_get(resolve(json_object_get(properties, key)), "enum");
}

static void
words_are_the_same_everywhere(void **unused)
{
	const char *kinds[KIND_COUNT + 1] = { NULL };
	const char *changes[CHANGE_COUNT + 1] = { NULL };
	const char *severities[SEVERITY_COUNT + 1] = { NULL };
	json_t *properties = json_object_get(schema, "properties");
	json_t *omit = json_object_get(json_object_get(properties, "omit"), "items");
	json_t *severity = json_object_get(json_object_get(properties, "severity"),
	                                   "additionalProperties");

	(void)unused;
	for (size_t i = 0; i < KIND_COUNT; i++)
		kinds[i] = kind_table[i].word;
	for (size_t i = 0; i < CHANGE_COUNT; i++)
		changes[i] = change_word((enum change)i);
	for (size_t i = 0; i < SEVERITY_COUNT; i++)
		severities[i] = severity_word((enum severity)i);
	words_agree(enum_of(SECTION_MODULE, KIND_COUNT, "requirement"), keys_requirements, false);
	words_agree(enum_of(SECTION_IGNORE, KIND_COUNT, "kind"), kinds, false);
	words_agree(enum_of(SECTION_IGNORE, KIND_COUNT, "change"), changes, false);
	words_agree(json_object_get(omit, "enum"), expected_omit_words, false);
	words_agree(json_object_get(severity, "enum"), severities, false);
}

static bool
has_type(json_t *node, const char *type, bool null)
{
	json_t *types = json_object_get(resolve(node), "type");

	if (!null)
		return json_is_string(types) && strcmp(json_string_value(types), type) == 0;
	return json_array_size(types) == 2 &&
	       strcmp(json_string_value(json_array_get(types, 0)), type) == 0 &&
	       strcmp(json_string_value(json_array_get(types, 1)), "null") == 0;
}

static void
property_agrees(enum kind kind, size_t property)
{
	const struct property_info *info = &kind_table[kind].properties[property];
	json_t *properties = json_object_get(section_node(SECTION_OBJECT, kind), "properties");
	json_t *node = json_object_get(properties, info->word);
	bool null = keys_property_nullable(info);

	switch (info->form) {
	case FORM_TEXT:
		assert_true(has_type(node, "string", null));
		break;
	case FORM_BOOL:
		assert_true(has_type(node, "boolean", null));
		break;
	case FORM_INTEGER:
		assert_true(has_type(node, "integer", null));
		break;
	case FORM_ORDER:
		assert_null(node);
		break;
	case FORM_LIST:
	case FORM_NAMES:
		assert_true(has_type(node, "array", null));
		break;
	case FORM_WORD:
		words_agree(json_object_get(node, "enum"), info->words, null);
		break;
	}
}

static void
properties_have_the_same_form(void **unused)
{
	(void)unused;
	for (size_t kind = 0; kind < KIND_COUNT; kind++) {
		if (kind_table[kind].place == PLACE_NONE || kind_table[kind].shape == SHAPE_GRANT)
			continue;
		for (size_t i = 0; i < kind_table[kind].property_count; i++)
			property_agrees((enum kind)kind, i);
	}
}

/* A property of words without words would crash the loader. */
static void
every_word_property_has_its_words(void **unused)
{
	(void)unused;
	for (size_t kind = 0; kind < KIND_COUNT; kind++) {
		for (size_t i = 0; i < kind_table[kind].property_count; i++) {
			if (kind_table[kind].properties[i].form == FORM_WORD)
				assert_non_null(kind_table[kind].properties[i].words);
		}
	}
}

static void
the_file_is_what_the_program_writes(void **unused)
{
	struct text text = { 0 };
	size_t length;
	struct err err = { 0 };
	char *bytes;

	(void)unused;
	assert_true(file_read("config/manifest.schema.json", 1 << 20, &bytes, &length, &err));
	manifest_schema(&text);
	if (text.length != length || memcmp(text.bytes, bytes, length) != 0)
		fail_msg("pgdriftd schema manifest >config/manifest.schema.json");
	text_done(&text);
	free(bytes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_the_same_everywhere),
		cmocka_unit_test(words_are_the_same_everywhere),
		cmocka_unit_test(properties_have_the_same_form),
		cmocka_unit_test(every_word_property_has_its_words),
		cmocka_unit_test(the_file_is_what_the_program_writes),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
