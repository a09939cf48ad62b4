// link: report_fixture.c
// link: report_scenes.c
/* config/report.schema.json against what the program writes and the words that it knows. The part of
 * JSON Schema that the file uses is understood here; another keyword fails the test. */
#include "report/json.h"

#include "report_fixture.h"
#include "report_scenes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static json_t *root;

static int
load_schema(void **unused)
{
	(void)unused;
	root = json_load_file("config/report.schema.json", JSON_REJECT_DUPLICATES, NULL);
	return root == NULL;
}

static int
free_schema(void **unused)
{
	(void)unused;
	json_decref(root);
	return 0;
}

static json_t *
definition(const char *name)
{
	json_t *found = json_object_get(json_object_get(root, "$defs"), name);

	if (found == NULL)
		fail_msg("no definition of %s", name);
	return found;
}

static bool valid(const json_t *schema, const json_t *value);

static bool
is_of_type(const char *type, const json_t *value)
{
	if (strcmp(type, "integer") == 0)
		return json_is_integer(value);
	if (strcmp(type, "number") == 0)
		return json_is_number(value);
	if (strcmp(type, "string") == 0)
		return json_is_string(value);
	if (strcmp(type, "boolean") == 0)
		return json_is_boolean(value);
	if (strcmp(type, "null") == 0)
		return json_is_null(value);
	if (strcmp(type, "array") == 0)
		return json_is_array(value);
	assert_string_equal(type, "object");
	return json_is_object(value);
}

static bool
type_fits(const json_t *type, const json_t *value)
{
	size_t i;
	json_t *one;

	if (json_is_string(type))
		return is_of_type(json_string_value(type), value);
	json_array_foreach(type, i, one)
	{
		if (is_of_type(json_string_value(one), value))
			return true;
	}
	return false;
}

static bool
is_among(const json_t *values, const json_t *value)
{
	size_t i;
	json_t *one;

	json_array_foreach(values, i, one)
	{
		if (json_equal(one, value))
			return true;
	}
	return false;
}

static bool
fits_any(const json_t *schemas, const json_t *value)
{
	size_t i;
	json_t *one;

	json_array_foreach(schemas, i, one)
	{
		if (valid(one, value))
			return true;
	}
	return false;
}

static bool
items_fit(const json_t *schema, const json_t *value)
{
	size_t i;
	json_t *one;

	json_array_foreach(value, i, one)
	{
		if (!valid(schema, one))
			return false;
	}
	return true;
}

static bool
has_all(const json_t *required, const json_t *value)
{
	size_t i;
	json_t *key;

	if (!json_is_object(value))
		return true;
	json_array_foreach(required, i, key)
	{
		if (json_object_get(value, json_string_value(key)) == NULL)
			return false;
	}
	return true;
}

/* Every object of the schema is closed: a member that is not described does not fit. */
static bool
members_fit(const json_t *properties, const json_t *value)
{
	const char *key;
	json_t *one;

	json_object_foreach((json_t *)(uintptr_t)value, key, one)
	{
		const json_t *schema = json_object_get(properties, key);

		if (schema == NULL || !valid(schema, one))
			return false;
	}
	return true;
}

static bool
keyword_fits(const char *keyword, const json_t *argument, const json_t *value)
{
	static const char reference[] = "#/$defs/";

	if (strcmp(keyword, "$ref") == 0)
		return valid(definition(json_string_value(argument) + sizeof reference - 1), value);
	if (strcmp(keyword, "type") == 0)
		return type_fits(argument, value);
	if (strcmp(keyword, "enum") == 0)
		return is_among(argument, value);
	if (strcmp(keyword, "const") == 0)
		return json_equal(argument, value);
	if (strcmp(keyword, "anyOf") == 0)
		return fits_any(argument, value);
	if (strcmp(keyword, "items") == 0)
		return items_fit(argument, value);
	if (strcmp(keyword, "required") == 0)
		return has_all(argument, value);
	if (strcmp(keyword, "properties") == 0)
		return members_fit(argument, value);
	if (strcmp(keyword, "minimum") == 0)
		return !json_is_number(value) ||
		       json_number_value(value) >= json_number_value(argument);
	if (strcmp(keyword, "additionalProperties") == 0)
		return json_is_false(argument);
	if (strcmp(keyword, "$schema") != 0 && strcmp(keyword, "$defs") != 0 &&
	    strcmp(keyword, "title") != 0 && strcmp(keyword, "description") != 0 &&
	    strcmp(keyword, "format") != 0 && strcmp(keyword, "pattern") != 0)
		fail_msg("this test does not understand %s", keyword);
	return true;
}

static bool
valid(const json_t *schema, const json_t *value)
{
	const char *keyword;
	json_t *argument;

	json_object_foreach((json_t *)(uintptr_t)schema, keyword, argument)
	{
		if (!keyword_fits(keyword, argument, value))
			return false;
	}
	return true;
}

static json_t *
document_of(struct report *report)
{
	const struct report *reports[] = { report };
	struct text text = { 0 };
	json_t *document;

	report_document(reports, 1, NULL, &text);
	document = json_loadb(text.bytes, text.length, 0, NULL);
	assert_non_null(document);
	text_done(&text);
	report_unref(report);
	return document;
}

static void
what_is_written_fits(void **unused)
{
	json_t *documents[] = {
		document_of(scene_pending("main")), document_of(scene_in_sync("main")),
		document_of(scene_drift("main")),   document_of(scene_down("main")),
		document_of(scene_lost("main")),    document_of(scene_partial("main")),
		document_of(scene_half("main")),    document_of(scene_stale("main")),
		document_of(scene_hostile()),
	};
	(void)unused;

	for (size_t i = 0; i < sizeof documents / sizeof documents[0]; i++) {
		if (!valid(root, documents[i]))
			fail_msg("document %zu does not fit", i);
		json_decref(documents[i]);
	}
}

/* Everything of it is muted. */
static void
what_is_muted_fits(void **unused)
{
	struct report *report = scene_drift("main");
	struct mute mute = {
		.kind = MUTE_SILENCE, .target = "main", .by = "a", .reason = "r", .at = 1
	};
	struct mutes mutes = { 0 };
	struct report_filter filter = { .kind = -1, .severity = -1, .mutes = &mutes };
	struct text text = { 0 };
	json_t *document, *target;
	(void)unused;

	mutes_add(&mutes, &mute);
	mute.kind = MUTE_ACK;
	for (size_t i = 0; i < report->outcome->drift_count; i++) {
		mute.fingerprint = report->findings[i].fingerprint;
		mute.until = i % 2 == 0 ? 0 : 1000;
		mutes_add(&mutes, &mute);
	}
	report_document((const struct report *const *)&report, 1, &filter, &text);
	document = json_loads(text_str(&text), JSON_REJECT_DUPLICATES, NULL);
	target = json_array_get(json_object_get(document, "targets"), 0);
	assert_true(json_is_object(json_object_get(target, "silenced")));
	assert_true(valid(root, document));
	json_object_del(json_object_get(target, "silenced"), "by");
	assert_false(valid(root, document));
	json_decref(document);
	text_done(&text);
	mutes_done(&mutes);
	report_unref(report);
}

static void
what_is_not_written_does_not_fit(void **unused)
{
	json_t *document = document_of(scene_drift("main"));
	json_t *target = json_array_get(json_object_get(document, "targets"), 0);
	json_t *finding = json_array_get(json_object_get(target, "findings"), 0);
	(void)unused;

	json_object_set_new(finding, "kind", json_string("gadget"));
	assert_false(valid(root, document));
	json_object_set_new(finding, "kind", json_string("table"));
	assert_true(valid(root, document));
	json_object_set_new(target, "more", json_null());
	assert_false(valid(root, document));
	json_object_del(target, "more");
	json_object_del(target, "error");
	assert_false(valid(root, document));
	json_decref(document);
}

static void
assert_words(const json_t *schema, const char *const *words, size_t count)
{
	json_t *values = json_object_get(schema, "enum");

	assert_int_equal(json_array_size(values), count);
	for (size_t i = 0; i < count; i++) {
		json_t *word = json_string(words[i]);

		if (!is_among(values, word))
			fail_msg("%s is not in the schema", words[i]);
		json_decref(word);
	}
}

static json_t *
property_of(const char *name, const char *property)
{
	return json_object_get(json_object_get(definition(name), "properties"), property);
}

static void
words_are_those_of_the_program(void **unused)
{
	const char *words[KIND_COUNT + SEVERITY_COUNT + CHANGE_COUNT];
	json_t *module;
	(void)unused;

	for (size_t i = 0; i < KIND_COUNT; i++)
		words[i] = kind_table[i].word;
	assert_words(definition("kind"), words, KIND_COUNT);
	for (size_t i = 0; i < SEVERITY_COUNT; i++)
		words[i] = severity_word((enum severity)i);
	assert_words(definition("severity"), words, SEVERITY_COUNT);
	for (size_t i = 0; i < STATUS_COUNT; i++)
		words[i] = status_word((enum status)i);
	assert_words(definition("status"), words, STATUS_COUNT);
	for (size_t i = 0; i < CHANGE_COUNT; i++)
		words[i] = change_word((enum change)i);
	assert_words(property_of("finding", "change"), words, CHANGE_COUNT);
	for (size_t i = ERR_NONE + 1; i < ERR_CODES; i++)
		words[i - 1] = err_word((enum err_code)i);
	assert_words(property_of("error", "code"), words, ERR_CODES - 1);
	for (size_t i = 0; i < MODULE_STATUS_COUNT; i++)
		words[i] = module_status_word((enum module_status)i);
	module = json_object_get(json_object_get(definition("modules"), "items"), "properties");
	assert_words(json_object_get(module, "status"), words, MODULE_STATUS_COUNT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_fits),
		cmocka_unit_test(what_is_muted_fits),
		cmocka_unit_test(what_is_not_written_does_not_fit),
		cmocka_unit_test(words_are_those_of_the_program),
	};

	return cmocka_run_group_tests(tests, load_schema, free_schema);
}
