#include "manifest/manifest_priv.h"

#include "model/ident.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

bool
reading_object(const struct reading *reading, const struct place *at, const struct tree *json,
               const struct keys *keys)
{
	if (json->type != TREE_OBJECT)
		return place_unlike(reading, at, "an object", json);
	for (size_t i = 0; i < json->count; i++) {
		if (keys_find(keys, json->members[i].key) == KEYS_NONE)
			return place_unknown_key(reading, at, json->members[i].key, keys);
	}
	for (size_t i = 0; i < keys->required; i++) {
		if (tree_get(json, keys->words[i]) == NULL)
			return place_fail(reading, at, "the key \"%s\" is missing", keys->words[i]);
	}
	return true;
}

bool
reading_array(const struct reading *reading, const struct place *at, const struct tree *json)
{
	if (json->type != TREE_ARRAY)
		return place_unlike(reading, at, "an array", json);
	if (tree_length(json) > EXPECTED_OBJECTS_MAX)
		return place_fail(reading, at, "has %zu entries; the limit is %d",
		                  tree_length(json), EXPECTED_OBJECTS_MAX);
	return true;
}

bool
reading_bool(const struct reading *reading, const struct place *at, const struct tree *json,
             bool *ret_value)
{
	if (json->type != TREE_TRUE && json->type != TREE_FALSE)
		return place_unlike(reading, at, "true or false", json);
	*ret_value = json->type == TREE_TRUE;
	return true;
}

bool
reading_integer(const struct reading *reading, const struct place *at, const struct tree *json,
                int64_t *ret_value)
{
	if (json->type != TREE_INTEGER)
		return place_unlike(reading, at, "an integer", json);
	*ret_value = strtoll(json->text, NULL, 10);
	return true;
}

const char *
reading_keep(const struct reading *reading, const char *string, size_t length)
{
	const char **kept;

	if (length > IDENT_BYTES)
		return arena_strndup(&reading->expected->arena, string, length);
	kept = &reading->kept[hash_string(HASH_SEED, string) % READING_KEPT];
	if (*kept == NULL || strcmp(*kept, string) != 0)
		*kept = arena_strndup(&reading->expected->arena, string, length);
	return *kept;
}

bool
reading_string(const struct reading *reading, const struct place *at, const struct tree *json,
               const char **ret_string)
{
	if (json->type != TREE_STRING)
		return place_unlike(reading, at, "a string", json);
	*ret_string = reading_keep(reading, json->text, json->count);
	return true;
}

bool
reading_text(const struct reading *reading, const struct place *at, const struct tree *json,
             const char **ret_text)
{
	if (json->type == TREE_STRING && json->count == 0)
		return place_fail(reading, at, "must not be empty");
	return reading_string(reading, at, json, ret_text);
}

bool
reading_label(const struct reading *reading, const struct place *at, const struct tree *json,
              const char **ret_label)
{
	if (json->type == TREE_STRING && json->count > IDENT_BYTES)
		return place_fail(reading, at, "a name has at most %d bytes; this one has %" PRIu32,
		                  IDENT_BYTES, json->count);
	return reading_string(reading, at, json, ret_label);
}

bool
reading_name(const struct reading *reading, const struct place *at, const struct tree *json,
             const char **ret_name)
{
	if (json->type == TREE_STRING && json->count == 0)
		return place_fail(reading, at, "a name must not be empty");
	return reading_label(reading, at, json, ret_name);
}

bool
reading_schema(const struct reading *reading, const struct place *at, const struct tree *json,
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
reading_word(const struct reading *reading, const struct place *at, const struct tree *json,
             const char *const *words, size_t *ret_index)
{
	if (json->type != TREE_STRING)
		return place_unlike(reading, at, "a string", json);
	for (size_t i = 0; words[i] != NULL; i++) {
		if (strcmp(words[i], tree_string(json)) == 0) {
			*ret_index = i;
			return true;
		}
	}
	return place_unknown_word(reading, at, tree_string(json), words);
}

bool
reading_description(const struct reading *reading, const struct place *at, const struct tree *json,
                    const char **ret_description)
{
	const struct tree *description = tree_get(json, "description");
	struct place place = { at, "description", 0 };

	if (description == NULL)
		return true;
	if (ret_description != NULL)
		return reading_string(reading, &place, description, ret_description);
	return description->type == TREE_STRING ||
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
reading_list(const struct reading *reading, const struct place *at, const struct tree *json,
             reading_fn *read, const char *const **ret_strings, size_t *ret_count)
{
	struct place place = { at, NULL, 0 };
	const char **strings;
	size_t count;

	if (!reading_array(reading, at, json))
		return false;
	count = tree_length(json);
	strings = arena_array(&reading->expected->arena, count, sizeof *strings);
	for (; place.index < count; place.index++) {
		if (!read(reading, &place, tree_at(json, place.index), &strings[place.index]))
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
