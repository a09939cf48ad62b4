/* Privileges: within what they are granted on, a list for each grantee. */
#include "manifest/manifest_priv.h"

#include <string.h>

const char *const keys_privileges[] = { "SELECT",     "INSERT",  "UPDATE",    "DELETE", "TRUNCATE",
	                                "REFERENCES", "TRIGGER", "MAINTAIN",  "USAGE",  "CREATE",
	                                "EXECUTE",    "CONNECT", "TEMPORARY", NULL };

size_t
grants_count(const struct tree *json)
{
	size_t count = 0;

	for (size_t i = 0; json != NULL && json->type == TREE_OBJECT && i < json->count; i++)
		count += tree_length(&json->members[i].value);
	return count;
}

/* `*` behind the word: it may be granted on; `-` before it: the owner has lost it. */
static bool
read_word(const struct reading *reading, const struct place *at, const struct tree *json,
          const char **ret_name, bool *ret_grantable)
{
	char bare[32];
	const char *word = tree_string(json);
	const char *start = word;
	size_t length;

	if (word == NULL)
		return place_unlike(reading, at, "a string", json);
	start += *word == '-';
	length = strcspn(start, "*");
	*ret_grantable = strcmp(start + length, "*") == 0;
	if (length >= sizeof bare || (start[length] != '\0' && !*ret_grantable))
		return place_unknown_word(reading, at, word, keys_privileges);
	memcpy(bare, start, length);
	bare[length] = '\0';
	for (size_t i = 0; keys_privileges[i] != NULL; i++) {
		if (strcmp(keys_privileges[i], bare) != 0)
			continue;
		*ret_name = arena_strndup(&reading->expected->arena, word,
		                          (size_t)(start - word) + length);
		return true;
	}
	return place_unknown_word(reading, at, bare, keys_privileges);
}

static bool
read_grant(struct reading *reading, const struct place *at, const struct tree *json, enum kind kind,
           size_t parent, const char *grantee)
{
	struct expected *expected = reading->expected;
	struct expected_item *item;
	const char *word = NULL;
	bool grantable = false;

	if (!read_word(reading, at, json, &word, &grantable))
		return false;
	reading->grantees[expected->item_count] = grantee;
	item = objects_add(reading, at, kind, expected->items[parent].module, parent);
	item->object.stated = UINT32_C(1) << PROPERTY_privilege_grantable;
	item->object.value[PROPERTY_privilege_grantable] = grantable ? "true" : "false";
	objects_place_guest(reading, item, arena_printf(&expected->arena, "%s %s", grantee, word));
	return true;
}

bool
grants_read(struct reading *reading, const struct place *at, const struct tree *json,
            enum kind kind, size_t parent)
{
	if (json->type != TREE_OBJECT)
		return place_unlike(reading, at, "an object", json);
	for (size_t i = 0; i < json->count; i++) {
		const struct tree *list = &json->members[i].value;
		struct tree name = { .text = json->members[i].key,
			             .count = (uint32_t)strlen(json->members[i].key),
			             .type = TREE_STRING };
		struct place grantee_place = { at, name.text, 0 };
		struct place one = { &grantee_place, NULL, 0 };
		const char *grantee;

		if (!reading_name(reading, &grantee_place, &name, &grantee) ||
		    !reading_array(reading, &grantee_place, list))
			return false;
		for (; one.index < tree_length(list); one.index++) {
			if (!read_grant(reading, &one, tree_at(list, one.index), kind, parent,
			                grantee))
				return false;
		}
	}
	return true;
}

void
grants_split(const struct expected *expected, const struct expected_item *item, struct arena *arena,
             const char **ret_grantee, const char **ret_word)
{
	const char *name = objects_guest_name(expected, item, arena);
	const char *word = strrchr(name, ' ') + 1;
	const char *grantable = item->object.value[PROPERTY_privilege_grantable];

	*ret_grantee = arena_strndup(arena, name, (size_t)(word - 1 - name));
	*ret_word = arena_printf(arena, "%s%s", word,
	                         grantable != NULL && strcmp(grantable, "true") == 0 ? "*" : "");
}
