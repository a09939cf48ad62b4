#include "manifest/manifest_priv.h"

#include "model/typename.h"

/* Canonical text is made in a buffer of its own, and kept in the arena. */
static const char *
keep(const struct reading *reading, struct text *text)
{
	const char *kept = arena_strdup(&reading->expected->arena, text_str(text));

	text_done(text);
	return kept;
}

static bool
read_list(const struct reading *reading, const struct place *at, const json_t *json,
          reading_fn *read, const char **ret_value)
{
	struct text text = { 0 };
	const char *const *strings;
	size_t count;

	if (!reading_list(reading, at, json, read, &strings, &count))
		return false;
	array_write(&text, strings, count);
	*ret_value = keep(reading, &text);
	return true;
}

bool
properties_read_type(const struct reading *reading, const struct place *at, const json_t *json,
                     const char **ret_value)
{
	struct text text = { 0 };
	struct err err = { 0 };
	const char *spelling;

	if (!reading_text(reading, at, json, &spelling))
		return false;
	if (!typename_canonical(spelling, &text, &err)) {
		text_done(&text);
		return place_fail(reading, at, "%s", err.message);
	}
	*ret_value = keep(reading, &text);
	return true;
}

static bool
read_integer(const struct reading *reading, const struct place *at, const json_t *json,
             const char **ret_value)
{
	json_int_t number;

	if (!reading_integer(reading, at, json, &number))
		return false;
	*ret_value = arena_printf(&reading->expected->arena, "%" JSON_INTEGER_FORMAT, number);
	return true;
}

/* The canonical text of a value that is not null. */
static bool
read_value(const struct reading *reading, const struct place *at, const json_t *json,
           enum kind kind, size_t property, const char **ret_value)
{
	const struct property_info *info = &kind_table[kind].properties[property];
	size_t index;
	bool truth;

	switch (info->form) {
	case FORM_TEXT:
		if (kind == KIND_column && property == PROPERTY_column_type)
			return properties_read_type(reading, at, json, ret_value);
		return reading_text(reading, at, json, ret_value);
	case FORM_INTEGER:
		return read_integer(reading, at, json, ret_value);
	case FORM_LIST:
		return read_list(reading, at, json, reading_string, ret_value);
	case FORM_NAMES:
		return read_list(reading, at, json, reading_label, ret_value);
	case FORM_BOOL:
		if (!reading_bool(reading, at, json, &truth))
			return false;
		*ret_value = truth ? "true" : "false";
		return true;
	case FORM_WORD:
		if (!reading_word(reading, at, json, info->words, &index))
			return false;
		*ret_value = info->words[index];
		return true;
	case FORM_ORDER:
		break;
	}
	return false;
}

/* A wrong type is said with null beside the right one. */
static bool
is_unlike(const struct reading *reading, const struct place *at, const json_t *json,
          enum property_form form)
{
	static const struct {
		json_type type;
		const char *said;
	} types[] = {
		[FORM_TEXT] = { JSON_STRING, "a string or null" },
		[FORM_BOOL] = { JSON_TRUE, "true, false or null" },
		[FORM_INTEGER] = { JSON_INTEGER, "an integer or null" },
		[FORM_WORD] = { JSON_STRING, "a string or null" },
		[FORM_LIST] = { JSON_ARRAY, "an array or null" },
		[FORM_NAMES] = { JSON_ARRAY, "an array or null" },
		[FORM_ORDER] = { JSON_ARRAY, "an array or null" },
	};

	if (json_typeof(json) == types[form].type || (form == FORM_BOOL && json_is_boolean(json)))
		return false;
	place_unlike(reading, at, types[form].said, json);
	return true;
}

bool
properties_read(const struct reading *reading, const struct place *at, const json_t *json,
                struct object *object)
{
	const struct kind_info *info = &kind_table[object->kind];

	for (size_t property = 0; property < info->property_count; property++) {
		const json_t *value = json_object_get(json, info->properties[property].word);
		bool nullable = keys_property_nullable(&info->properties[property]);
		struct place place = { at, info->properties[property].word, 0 };

		if (value == NULL || info->properties[property].form == FORM_ORDER)
			continue;
		object->stated |= UINT32_C(1) << property;
		if (nullable && json_is_null(value))
			continue;
		if (nullable && is_unlike(reading, &place, value, info->properties[property].form))
			return false;
		if (!read_value(reading, &place, value, object->kind, property,
		                &object->value[property]))
			return false;
	}
	return true;
}
