#include "model/expected.h"

#include <stdlib.h>
#include <string.h>

static size_t
slot_of(const struct expected *expected, uint64_t hash, enum kind kind, const char *schema,
        const char *table, const char *name)
{
	const struct expected_slot *slots = expected->slots;
	size_t mask = expected->slot_count - 1;
	size_t slot = (size_t)hash & mask;

	for (; slots[slot].item != 0; slot = (slot + 1) & mask) {
		if (slots[slot].hash == (uint32_t)(hash >> 32) &&
		    object_is(&expected->items[slots[slot].item - 1].object, kind, schema, table,
		              name))
			break;
	}
	return slot;
}

struct expected *
expected_new(void)
{
	struct expected *expected = mem_alloc(sizeof *expected);

	expected->references = 1;
	expected->modules = arena_alloc(&expected->arena, sizeof *expected->modules);
	expected->modules[MODULE_PREREQUISITES].name = "";
	expected->module_count = 1;
	return expected;
}

bool
expected_index(struct expected *expected, size_t *ret_item)
{
	/* A power of two, at most half full: probing ends soon. */
	expected->slot_count = 16;
	while (expected->slot_count < 2 * expected->item_count)
		expected->slot_count *= 2;
	expected->slots = arena_array(&expected->arena, expected->slot_count,
	                              sizeof *expected->slots);
	memset(expected->counts, 0, sizeof expected->counts);
	for (size_t i = 0; i < expected->item_count; i++) {
		const struct object *object = &expected->items[i].object;
		uint64_t hash = object_hash(object->kind, object->schema, object->table,
		                            object->name);
		size_t slot = slot_of(expected, hash, object->kind, object->schema, object->table,
		                      object->name);

		if (expected->slots[slot].item != 0) {
			*ret_item = i;
			return false;
		}
		expected->slots[slot].item = (uint32_t)i + 1;
		expected->slots[slot].hash = (uint32_t)(hash >> 32);
		expected->counts[object->kind]++;
	}
	return true;
}

size_t
expected_find(const struct expected *expected, enum kind kind, const char *schema,
              const char *table, const char *name)
{
	uint64_t hash;
	size_t slot;

	if (expected->counts[kind] == 0)
		return EXPECTED_NONE;
	hash = object_hash(kind, schema, table, name);
	slot = slot_of(expected, hash, kind, schema, table, name);
	return (size_t)expected->slots[slot].item - 1; /* 0 - 1 is EXPECTED_NONE */
}

size_t
expected_relation(const struct expected *expected, const char *schema, const char *name)
{
	size_t found = EXPECTED_NONE;

	for (size_t kind = 0; kind < KIND_COUNT && found == EXPECTED_NONE; kind++) {
		if (kind_table[kind].shape == SHAPE_RELATION)
			found = expected_find(expected, (enum kind)kind, schema, name, name);
	}
	return found;
}

size_t
expected_host(const struct expected *expected, const struct object *guest)
{
	if (guest->host != NULL)
		return expected_find(expected, guest->host_kind, guest->schema, guest->table,
		                     guest->host);
	return guest->table == NULL ? EXPECTED_NONE
	                            : expected_relation(expected, guest->schema, guest->table);
}

bool
expected_in_scope(const struct expected *expected, const char *schema)
{
	if (strncmp(schema, "pg_", 3) == 0 || strcmp(schema, "information_schema") == 0)
		return false;
	if (expected->all_schemas)
		return true;
	for (size_t i = 0; i < expected->scope_count; i++) {
		if (strcmp(expected->scope[i], schema) == 0)
			return true;
	}
	return false;
}

const char *const expected_omit_words[] = { "owner", "privilege", "comment", NULL };

bool
expected_omits(const struct expected *expected, const char *word)
{
	for (size_t i = 0; expected_omit_words[i] != NULL; i++) {
		if ((expected->omit >> i & 1) != 0 && strcmp(expected_omit_words[i], word) == 0)
			return true;
	}
	return false;
}

enum severity
expected_severity(const struct expected *expected, enum kind kind, const char *subtype,
                  const char *what)
{
	const struct severity_row *found = NULL;

	/* The last row wins, but one for the subtype is finer than one for the kind. */
	for (size_t i = 0; i < expected->severity_count; i++) {
		const struct severity_row *row = &expected->severities[i];

		if (row->kind != kind || strcmp(row->what, what) != 0)
			continue;
		if (row->subtype == NULL) {
			if (found == NULL || found->subtype == NULL)
				found = row;
		} else if (subtype != NULL && strcmp(row->subtype, subtype) == 0) {
			found = row;
		}
	}
	return found != NULL ? found->severity : kind_severity(kind, subtype, what);
}

struct expected *
expected_ref(struct expected *expected)
{
	expected->references++;
	return expected;
}

void
expected_unref(struct expected *expected)
{
	if (expected == NULL || --expected->references > 0)
		return;
	arena_done(&expected->arena);
	free(expected);
}
