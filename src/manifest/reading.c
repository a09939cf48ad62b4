#include "manifest/manifest_priv.h"

#include "model/ident.h"

#include <stdlib.h>
#include <string.h>

static bool
is_known(const char *key, const struct keys *keys)
{
	for (size_t i = 0; i < keys->count; i++) {
		if (strcmp(keys->words[i], key) == 0)
			return true;
	}
	return false;
}

bool
reading_object(const struct reading *reading, const struct place *at, json_t *json,
               const struct keys *keys)
{
	const char *key;
	json_t *value;

	if (!json_is_object(json))
		return place_unlike(reading, at, "an object", json);
	json_object_foreach(json, key, value)
	{
		if (!is_known(key, keys))
			return place_unknown_key(reading, at, key, keys);
	}
	for (size_t i = 0; i < keys->required; i++) {
		if (json_object_get(json, keys->words[i]) == NULL)
			return place_fail(reading, at, "the key \"%s\" is missing", keys->words[i]);
	}
	return true;
}

bool
reading_array(const struct reading *reading, const struct place *at, const json_t *json)
{
	if (!json_is_array(json))
		return place_unlike(reading, at, "an array", json);
	if (json_array_size(json) > EXPECTED_OBJECTS_MAX)
		return place_fail(reading, at, "has %zu entries; the limit is %d",
		                  json_array_size(json), EXPECTED_OBJECTS_MAX);
	return true;
}

bool
reading_bool(const struct reading *reading, const struct place *at, const json_t *json,
             bool *ret_value)
{
	if (!json_is_boolean(json))
		return place_unlike(reading, at, "true or false", json);
	*ret_value = json_is_true(json);
	return true;
}

bool
reading_integer(const struct reading *reading, const struct place *at, const json_t *json,
                json_int_t *ret_value)
{
	if (!json_is_integer(json))
		return place_unlike(reading, at, "an integer", json);
	*ret_value = json_integer_value(json);
	return true;
}

bool
reading_string(const struct reading *reading, const struct place *at, const json_t *json,
               const char **ret_string)
{
	if (!json_is_string(json))
		return place_unlike(reading, at, "a string", json);
	*ret_string = arena_strdup(&reading->expected->arena, json_string_value(json));
	return true;
}

bool
reading_text(const struct reading *reading, const struct place *at, const json_t *json,
             const char **ret_text)
{
	if (json_is_string(json) && json_string_length(json) == 0)
		return place_fail(reading, at, "must not be empty");
	return reading_string(reading, at, json, ret_text);
}

bool
reading_label(const struct reading *reading, const struct place *at, const json_t *json,
              const char **ret_label)
{
	if (json_is_string(json) && json_string_length(json) > IDENT_BYTES)
		return place_fail(reading, at, "a name has at most %d bytes; this one has %zu",
		                  IDENT_BYTES, json_string_length(json));
	return reading_string(reading, at, json, ret_label);
}

bool
reading_name(const struct reading *reading, const struct place *at, const json_t *json,
             const char **ret_name)
{
	if (json_is_string(json) && json_string_length(json) == 0)
		return place_fail(reading, at, "a name must not be empty");
	return reading_label(reading, at, json, ret_name);
}

bool
reading_schema(const struct reading *reading, const struct place *at, const json_t *json,
               const char **ret_schema)
{
	if (!reading_name(reading, at, json, ret_schema))
		return false;
	if (strncmp(*ret_schema, "pg_", 3) == 0 || strcmp(*ret_schema, "information_schema") == 0)
		return place_fail(reading, at,
		                  "\"%s\" is a system schema; a manifest speaks of your own",
		                  *ret_schema);
	return true;
}

bool
reading_word(const struct reading *reading, const struct place *at, const json_t *json,
             const char *const *words, size_t *ret_index)
{
	if (!json_is_string(json))
		return place_unlike(reading, at, "a string", json);
	for (size_t i = 0; words[i] != NULL; i++) {
		if (strcmp(words[i], json_string_value(json)) == 0) {
			*ret_index = i;
			return true;
		}
	}
	return place_unknown_word(reading, at, json_string_value(json), words);
}

bool
reading_description(const struct reading *reading, const struct place *at, const json_t *json,
                    const char **ret_description)
{
	const json_t *description = json_object_get(json, "description");
	struct place place = { at, "description", 0 };

	if (description == NULL)
		return true;
	if (ret_description != NULL)
		return reading_string(reading, &place, description, ret_description);
	return json_is_string(description) ||
	       place_unlike(reading, &place, "a string", description);
}

static bool
is_repeating(const struct reading *reading, const struct place *at, const char *const *strings,
             size_t count)
{
	struct named *list = mem_resize(NULL, count + 1, sizeof *list);
	struct place place = { at, NULL, 0 };
	size_t first;
	bool repeats;

	for (size_t i = 0; i < count; i++)
		list[i] = (struct named){ { strings[i] }, i };
	repeats = repeat_find(list, count, &first, &place.index);
	free(list);
	if (repeats)
		place_fail(reading, &place, "the same as entry %zu; each stands once", first);
	return repeats;
}

bool
reading_list(const struct reading *reading, const struct place *at, const json_t *json,
             reading_fn *read, const char *const **ret_strings, size_t *ret_count)
{
	struct place place = { at, NULL, 0 };
	const char **strings;
	size_t count;

	if (!reading_array(reading, at, json))
		return false;
	count = json_array_size(json);
	strings = arena_array(&reading->expected->arena, count, sizeof *strings);
	for (; place.index < count; place.index++) {
		if (!read(reading, &place, json_array_get(json, place.index),
		          &strings[place.index]))
			return false;
	}
	if (is_repeating(reading, at, strings, count))
		return false;
	*ret_strings = strings;
	*ret_count = count;
	return true;
}

const char *
reading_default_schema(const struct expected *expected)
{
	return expected->all_schemas ? "public" : expected->scope[0];
}
