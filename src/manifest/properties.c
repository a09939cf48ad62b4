#include "manifest/manifest_priv.h"

#include "model/typename.h"

#include <inttypes.h>
#include <string.h>

/* Canonical text is made in a buffer of its own, and kept in the arena. */
static const char *
keep(const struct reading *reading, struct text *text)
{
	const char *kept = arena_strdup(&reading->expected->arena, text_str(text));

	text_done(text);
	return kept;
}

static bool
read_list(const struct reading *reading, const struct place *at, const struct tree *json,
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
properties_read_type(const struct reading *reading, const struct place *at, const struct tree *json,
                     const char **ret_value)
{
	struct text text = { 0 };
	struct err err = { 0 };
	struct spelling *known;
	const char *stated;

	if (!reading_text(reading, at, json, &stated))
		return false;
	known = &reading->types[hash_string(HASH_SEED, stated) % READING_TYPES];
	if (known->stated == NULL || strcmp(known->stated, stated) != 0) {
		if (!typename_canonical(stated, &text, &err)) {
			text_done(&text);
			return place_fail(reading, at, "%s", err.message);
		}
		*known = (struct spelling){ stated, keep(reading, &text) };
	}
	*ret_value = known->canonical;
	return true;
}

static bool
read_integer(const struct reading *reading, const struct place *at, const struct tree *json,
             const char **ret_value)
{
	int64_t number;

	if (!reading_integer(reading, at, json, &number))
		return false;
	*ret_value = arena_printf(&reading->expected->arena, "%" PRId64, number);
	return true;
}

/* The canonical text of a value that is not null. */
static bool
read_value(const struct reading *reading, const struct place *at, const struct tree *json,
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
is_unlike(const struct reading *reading, const struct place *at, const struct tree *json,
          enum property_form form)
{
	static const struct {
		enum tree_type type;
		const char *said;
	} types[] = {
		[FORM_TEXT] = { TREE_STRING, "a string or null" },
		[FORM_BOOL] = { TREE_TRUE, "true, false or null" },
		[FORM_INTEGER] = { TREE_INTEGER, "an integer or null" },
		[FORM_WORD] = { TREE_STRING, "a string or null" },
		[FORM_LIST] = { TREE_ARRAY, "an array or null" },
		[FORM_NAMES] = { TREE_ARRAY, "an array or null" },
		[FORM_ORDER] = { TREE_ARRAY, "an array or null" },
	};

	if (json->type == types[form].type || (form == FORM_BOOL && json->type == TREE_FALSE))
		return false;
	place_unlike(reading, at, types[form].said, json);
	return true;
}

bool
properties_read(const struct reading *reading, const struct place *at, const struct tree *json,
                const struct keys *keys, struct object *object)
{
	const struct kind_info *info = &kind_table[object->kind];

	for (size_t i = 0; i < json->count; i++) {
		const struct tree *value = &json->members[i].value;
		size_t key = keys_find(keys, json->members[i].key) - keys->first_property;
		struct place place = { at, json->members[i].key, 0 };
		size_t property;
		bool nullable;

		if (key >= keys->property_count)
			continue;
		property = keys->property[key];
		nullable = keys_property_nullable(&info->properties[property]);
		object->stated |= UINT32_C(1) << property;
		if (nullable && value->type == TREE_NULL)
			continue;
		if (nullable && is_unlike(reading, &place, value, info->properties[property].form))
			return false;
		if (!read_value(reading, &place, value, object->kind, property,
		                &object->value[property]))
			return false;
	}
	return true;
}
