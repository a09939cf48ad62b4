#include "model/object.h"

#include "base/hash.h"
#include "model/ident.h"

#include <string.h>

static bool
same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

uint64_t
object_hash(enum kind kind, const char *schema, const char *table, const char *name)
{
	uint64_t hash = HASH_SEED ^ (uint64_t)kind;

	hash = hash_string(hash, schema);
	hash = hash_string(hash, table);
	return hash_string(hash, name);
}

bool
object_is(const struct object *object, enum kind kind, const char *schema, const char *table,
          const char *name)
{
	return object->kind == kind && same(object->name, name) && same(object->table, table) &&
	       same(object->schema, schema);
}

const char *
object_subtype(const struct object *object)
{
	for (const struct subtype_info *row = kind_subtypes; row->word != NULL; row++) {
		const char *value;

		if (row->kind != object->kind)
			continue;
		value = object->value[row->property];
		if (value != NULL && strncmp(value, row->prefix, strlen(row->prefix)) == 0)
			return row->word;
	}
	return NULL;
}

void
object_describe(enum kind kind, const char *schema, const char *table, const char *name,
                struct text *out)
{
	text_addf(out, "%s ", kind_table[kind].word);
	switch (kind_table[kind].place) {
	case PLACE_TABLE:
		if (kind == KIND_column) {
			ident_quote_qualified(out, schema, table);
			text_addc(out, '.');
			ident_quote(out, name);
			return;
		}
		ident_quote(out, name);
		text_add(out, " of ");
		ident_quote_qualified(out, schema, table);
		return;
	case PLACE_MODULE:
		ident_quote_qualified(out, schema, name);
		return;
	case PLACE_NONE:
		if (schema != NULL && table != NULL) {
			ident_quote_qualified(out, schema, table);
			text_addc(out, '.');
			ident_quote(out, name);
			return;
		}
		text_add(out, name);
		return;
	case PLACE_TOP:
		ident_quote(out, name);
		return;
	}
}

const char **
object_values(struct arena *arena, enum kind kind)
{
	return arena_array(arena, kind_table[kind].property_count, sizeof(const char *));
}

struct object *
object_copy(struct arena *arena, const struct object *object)
{
	size_t count = kind_table[object->kind].property_count;
	struct object *copy = arena_alloc(arena, sizeof *copy);

	copy->kind = object->kind;
	copy->schema = arena_strdup(arena, object->schema);
	copy->table = arena_strdup(arena, object->table);
	copy->name = arena_strdup(arena, object->name);
	copy->ordinal = object->ordinal;
	copy->stated = object->stated;
	copy->value = object_values(arena, object->kind);
	for (size_t property = 0; property < count; property++)
		copy->value[property] = arena_strdup(arena, object->value[property]);
	return copy;
}
