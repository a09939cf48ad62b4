#include "manifest/manifest_priv.h"

#include "model/array.h"
#include "model/typename.h"

#include <assert.h>

/* --- one property ------------------------------------------------------------------------------- */

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
          const char **ret_value)
{
	struct text text = { 0 };
	const char *const *strings;
	size_t count;

	if (!reading_list(reading, at, json, reading_label, &strings, &count))
		return false;
	array_write(&text, strings, count);
	*ret_value = keep(reading, &text);
	return true;
}

static bool
read_type(const struct reading *reading, const struct place *at, const json_t *json,
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

/* The canonical text of a value that is not null. */
static bool
read_value(const struct reading *reading, const struct place *at, const json_t *json,
           enum kind kind, size_t property, const char **ret_value)
{
	const char *const *words = keys_property_words(kind, property);
	size_t index;
	bool truth;

	switch (kind_table[kind].properties[property].form) {
	case FORM_TEXT:
		if (kind == KIND_column && property == PROPERTY_column_type)
			return read_type(reading, at, json, ret_value);
		return reading_text(reading, at, json, ret_value);
	case FORM_LIST:
		return read_list(reading, at, json, ret_value);
	case FORM_BOOL:
		if (!reading_bool(reading, at, json, &truth))
			return false;
		*ret_value = truth ? "true" : "false";
		return true;
	case FORM_WORD:
		if (!reading_word(reading, at, json, words, &index))
			return false;
		*ret_value = words[index];
		return true;
	}
	return false;
}

static bool
read_properties(const struct reading *reading, const struct place *at, const json_t *json,
                struct object *object)
{
	const struct kind_info *info = &kind_table[object->kind];

	for (size_t property = 0; property < info->property_count; property++) {
		const json_t *value = json_object_get(json, info->properties[property].word);
		bool nullable = keys_property_nullable(&info->properties[property]);
		struct place place = { at, info->properties[property].word, 0 };

		if (value == NULL)
			continue;
		object->stated |= UINT32_C(1) << property;
		if (nullable && json_is_null(value))
			continue;
		if (nullable && !json_is_string(value))
			return place_unlike(reading, &place, "a string or null", value);
		if (!read_value(reading, &place, value, object->kind, property,
		                &object->value[property]))
			return false;
	}
	return true;
}

/* --- one object --------------------------------------------------------------------------------- */

/* The item's place was counted before. */
static struct expected_item *
add_item(struct reading *reading, const struct place *at, enum kind kind, size_t module,
         size_t parent)
{
	struct expected *expected = reading->expected;
	struct expected_item *item = &expected->items[expected->item_count];

	reading->ordinals[expected->item_count++] = (uint32_t)at->index;
	item->object.kind = kind;
	item->object.value = object_values(&expected->arena, kind);
	item->module = module;
	item->parent = parent;
	if (kind == KIND_table && module != EXPECTED_NONE)
		expected->modules[module].tables++;
	return item;
}

/* Name and schema. An object on a table takes the table's. */
static bool
read_identity(const struct reading *reading, const struct place *at, const json_t *json,
              struct expected_item *item)
{
	enum kind_place where = kind_table[item->object.kind].place;
	const json_t *schema = json_object_get(json, "schema");
	struct place name_place = { at, "name", 0 };
	struct place schema_place = { at, "schema", 0 };
	reading_fn *read = item->object.kind == KIND_schema ? reading_schema : reading_name;

	if (!read(reading, item->bare ? at : &name_place,
	          item->bare ? json : json_object_get(json, "name"), &item->object.name))
		return false;
	if (where == PLACE_TABLE) {
		item->object.schema = reading->expected->items[item->parent].object.schema;
		item->object.table = reading->expected->items[item->parent].object.name;
		return true;
	}
	if (item->object.kind == KIND_table)
		item->object.table = item->object.name;
	if (where != PLACE_MODULE)
		return true;
	item->object.schema = reading_default_schema(reading->expected);
	return schema == NULL ||
	       reading_schema(reading, &schema_place, schema, &item->object.schema);
}

static bool
read_object(struct reading *reading, const struct place *at, json_t *json, enum kind kind,
            size_t module, size_t parent)
{
	struct expected_item *item;
	struct keys keys;

	if (keys_bare(kind) && !json_is_string(json) && !json_is_object(json))
		return place_unlike(reading, at, "a string or an object", json);
	item = add_item(reading, at, kind, module, parent);
	item->bare = keys_bare(kind) && json_is_string(json);
	keys_of(SECTION_OBJECT, kind, &keys);
	if (!item->bare && !reading_object(reading, at, json, &keys))
		return false;
	if (!read_identity(reading, at, json, item))
		return false;
	if (item->bare)
		return true;
	return reading_description(reading, at, json, NULL) &&
	       read_properties(reading, at, json, &item->object) &&
	       (kind != KIND_table || objects_read(reading, at, json, PLACE_TABLE, module,
	                                           (size_t)(item - reading->expected->items)));
}

/* --- all of them -------------------------------------------------------------------------------- */

bool
objects_read(struct reading *reading, const struct place *at, json_t *host, enum kind_place where,
             size_t module, size_t parent)
{
	for (size_t kind = 0; kind < KIND_COUNT; kind++) {
		struct place list = { at, kind_table[kind].plural, 0 };
		struct place one = { &list, NULL, 0 };
		json_t *array = json_object_get(host, kind_table[kind].plural);

		if (kind_table[kind].place != where || array == NULL)
			continue;
		if (!reading_array(reading, &list, array))
			return false;
		for (; one.index < json_array_size(array); one.index++) {
			if (!read_object(reading, &one, json_array_get(array, one.index),
			                 (enum kind)kind, module, parent))
				return false;
		}
	}
	return true;
}
