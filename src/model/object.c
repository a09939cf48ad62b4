#include "model/object.h"

#include "base/hash.h"
#include "model/ident.h"

#include <string.h>
#include <strings.h>

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

void
object_guest_name(const char *name, enum kind host_kind, const char *host, struct text *out)
{
	text_addf(out, "%s on %s %s", name, kind_table[host_kind].word, host);
}

/* In any letters: people write keywords as they like. */
static bool
begins_like(const char *value, const char *prefix)
{
	return value != NULL && strncasecmp(value, prefix, strlen(prefix)) == 0;
}

const char *
object_subtype(const struct object *object)
{
	for (const struct subtype_info *row = kind_subtypes; row->word != NULL; row++) {
		if (row->kind != object->kind)
			continue;
		if (row->property == SUBTYPE_NAME
		            ? strncmp(object->name, row->prefix, strlen(row->prefix)) == 0
		            : begins_like(object->value[row->property], row->prefix))
			return row->word;
	}
	return NULL;
}

/* Where the input types begin: at the last parenthesis that opens outside double quotes. Types in
 * arguments have no modifiers, so what stands before may hold what it likes. */
static const char *
types_of(const char *name)
{
	const char *at = name + strlen(name);
	bool quoted = false;

	while (at > name && (quoted || *at != '(')) {
		at--;
		if (*at == '"')
			quoted = !quoted;
	}
	return at;
}

const char *
object_own_name(enum kind kind, const char *name, struct arena *arena)
{
	static const char method[] = " USING ";
	const char *end = name + strlen(name);

	if (kind_table[kind].shape == SHAPE_ROUTINE)
		end = types_of(name);
	else if (kind_table[kind].shape == SHAPE_PHRASE)
		for (const char *at = name; (at = strstr(at, method)) != NULL; at++)
			end = at;
	return arena_strndup(arena, name, (size_t)(end - name));
}

/* Types are written as they are, and so is what is no name; an operator is quoted by nobody. */
static void
add_name(enum kind kind, const char *name, struct text *out)
{
	struct arena arena = { 0 };
	const char *own = name;

	switch (kind_table[kind].shape) {
	case SHAPE_PLAIN:
	case SHAPE_RELATION:
		ident_quote(out, name);
		break;
	case SHAPE_ROUTINE:
		own = object_own_name(kind, name, &arena);
		if (kind == KIND_operator)
			text_add(out, own);
		else
			ident_quote(out, own);
		text_add(out, name + strlen(own));
		break;
	case SHAPE_GRANT:
	case SHAPE_PHRASE:
		text_add(out, name);
		break;
	}
	arena_done(&arena);
}

static void
add_guest(enum kind kind, const char *schema, const char *table, const char *name, struct text *out)
{
	if (table == NULL) {
		/* On what it lives is part of the name. */
		text_add(out, name);
		if (schema != NULL) {
			text_add(out, " of schema ");
			ident_quote(out, schema);
		}
		return;
	}
	if (kind == KIND_column) {
		ident_quote_qualified(out, schema, table);
		text_addc(out, '.');
		ident_quote(out, name);
		return;
	}
	add_name(kind, name, out);
	text_add(out, " of ");
	ident_quote_qualified(out, schema, table);
}

void
object_describe(enum kind kind, const char *schema, const char *table, const char *name,
                struct text *out)
{
	for (const char *c = kind_table[kind].word; *c != '\0'; c++)
		text_addc(out, *c == '_' ? ' ' : *c);
	text_addc(out, ' ');
	switch (kind_table[kind].place) {
	case PLACE_GUEST:
		add_guest(kind, schema, table, name, out);
		return;
	case PLACE_MODULE:
		ident_quote(out, schema);
		text_addc(out, '.');
		add_name(kind, name, out);
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
		add_name(kind, name, out);
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
	copy->host = arena_strdup(arena, object->host);
	copy->host_kind = object->host_kind;
	copy->ordinal = object->ordinal;
	copy->stated = object->stated;
	copy->value = object_values(arena, object->kind);
	for (size_t property = 0; property < count; property++)
		copy->value[property] = arena_strdup(arena, object->value[property]);
	return copy;
}
