#include "manifest/manifest_priv.h"

#include <assert.h>
#include <string.h>

/* The keys that do not come from kinds.def, the required ones first. */
static const struct {
	const char *const words[14];
	size_t required;
} own_keys[] = {
	[SECTION_DOCUMENT] = { { "manifest", "name", "modules", "$schema", "description",
	                         "server_version", "scope", "complete", "omit", "prerequisites",
	                         "revisions", "ignore", "severity" },
	                       3 },
	[SECTION_PREREQUISITES] = { { "description" }, 0 },
	[SECTION_MODULE] = { { "name", "description", "requirement" }, 1 },
	[SECTION_OBJECT] = { { "name", "description" }, 1 },
	[SECTION_ROUTINE] = { { "name", "arguments", "description" }, 2 },
	[SECTION_REVISION] = { { "table", "column", "expect", "schema" }, 3 },
	[SECTION_IGNORE] = { { "reason", "kind", "schema", "table", "name", "property", "change",
	                       "module", "target", "until" },
	                     1 },
};

const char *const keys_requirements[] = {
	[REQUIREMENT_REQUIRED] = "required",
	[REQUIREMENT_OPTIONAL] = "optional",
	[REQUIREMENT_UNWANTED] = "unwanted",
	NULL,
};

/* Where the word is, or might be put. */
static size_t
slot_of(const struct keys *keys, const char *word)
{
	size_t length = strlen(word);
	/* The words of one list differ in these. */
	size_t slot = (size_t)((unsigned char)word[0] * 7 + (unsigned char)word[length / 2] * 5 +
	                       (length > 0 ? (unsigned char)word[length - 1] : 0)) +
	              length;

	for (slot %= KEYS_SLOTS; keys->slots[slot] != 0; slot = (slot + 1) % KEYS_SLOTS) {
		if (strcmp(keys->words[keys->slots[slot] - 1], word) == 0)
			break;
	}
	return slot;
}

size_t
keys_find(const struct keys *keys, const char *word)
{
	return (size_t)keys->slots[slot_of(keys, word)] - 1;
}

static void
add(struct keys *keys, const char *word)
{
	assert(keys->count < KEYS_MAX);
	keys->words[keys->count++] = word;
	keys->slots[slot_of(keys, word)] = (uint8_t)keys->count;
}

static void
add_plurals(struct keys *keys, enum kind_place place)
{
	for (size_t kind = 0; kind < KIND_COUNT; kind++) {
		if (kind_table[kind].place == place)
			add(keys, kind_table[kind].plural);
	}
}

static void
add_object(struct keys *keys, enum kind kind)
{
	const struct kind_info *info = &kind_table[kind];

	if (info->place == PLACE_MODULE)
		add(keys, "schema");
	keys->first_property = keys->count;
	for (size_t property = 0; property < info->property_count; property++) {
		if (info->properties[property].form == FORM_ORDER)
			continue;
		keys->property[keys->property_count++] = (uint8_t)property;
		add(keys, info->properties[property].word);
	}
	for (size_t i = 0; i < info->guest_count; i++)
		add(keys, kind_table[info->guests[i]].plural);
}

enum section
keys_section(enum kind kind)
{
	return kind_table[kind].shape == SHAPE_ROUTINE ? SECTION_ROUTINE : SECTION_OBJECT;
}

void
keys_of(enum section section, enum kind kind, struct keys *ret_keys)
{
	*ret_keys = (struct keys){ 0 };
	ret_keys->required = own_keys[section].required;
	for (const char *const *word = own_keys[section].words; *word != NULL; word++)
		add(ret_keys, *word);
	switch (section) {
	case SECTION_DOCUMENT:
		add_plurals(ret_keys, PLACE_TOP);
		break;
	case SECTION_PREREQUISITES:
	case SECTION_MODULE:
		add_plurals(ret_keys, PLACE_MODULE);
		break;
	case SECTION_OBJECT:
	case SECTION_ROUTINE:
		add_object(ret_keys, kind);
		break;
	case SECTION_REVISION:
	case SECTION_IGNORE:
		break;
	}
}

bool
keys_property_nullable(const struct property_info *property)
{
	return property->unstated == NULL;
}

bool
keys_bare(enum kind kind)
{
	return kind_table[kind].place != PLACE_GUEST && kind_table[kind].shape != SHAPE_ROUTINE;
}
