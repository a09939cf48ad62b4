#include "pg/catalog.h"

#include "base/text.h"
#include "model/array.h"

#include <stdlib.h>
#include <string.h>

/* Schemas and names, side by side. */
struct pairs {
	struct text schemas;
	struct text names;
	bool any;
};

static void
pairs_begin(struct pairs *pairs)
{
	*pairs = (struct pairs){ 0 };
	text_addc(&pairs->schemas, '{');
	text_addc(&pairs->names, '{');
}

static void
pairs_add(struct pairs *pairs, const char *schema, const char *name)
{
	array_add(&pairs->schemas, !pairs->any, schema);
	array_add(&pairs->names, !pairs->any, name);
	pairs->any = true;
}

static void
pairs_end(struct pairs *pairs, struct arena *arena, const char **ret_schemas,
          const char **ret_names)
{
	text_addc(&pairs->schemas, '}');
	text_addc(&pairs->names, '}');
	*ret_schemas = arena_strdup(arena, text_str(&pairs->schemas));
	*ret_names = arena_strdup(arena, text_str(&pairs->names));
	text_done(&pairs->schemas);
	text_done(&pairs->names);
}

/* What a guest of that kind is asked for by: the relation, else the host itself. Whatever else a
 * complete manifest speaks of is in its scope, but for what has no schema. */
static bool
wants_guests(const struct expected *expected, const struct expected_item *item, enum kind kind,
             enum catalog_reach reach)
{
	return expected->complete && !item->bare &&
	       (item->object.schema == NULL || reach == CATALOG_NAMED) &&
	       kind_is_guest(kind, item->object.kind);
}

static void
add_object(struct pairs *pairs, const struct object *object, bool guest)
{
	const char *name = object->name;

	if (object->table != NULL)
		name = object->table;
	else if (guest)
		name = object->host;
	pairs_add(pairs, object->schema, name);
}

/* What is, or lives on, a relation that catalog_relations_sql() finds. */
static bool
is_found(const struct expected *expected, const struct object *object)
{
	return object->table != NULL && expected_in_scope(expected, object->schema);
}

/* Whether any item is one of the kind, or one of which wants_guests() may be true. */
static bool
may_name(const struct expected *expected, enum kind kind, enum catalog_reach reach)
{
	bool any = expected->counts[kind] > 0;

	if (kind_table[kind].place != PLACE_GUEST || !expected->complete)
		return any;
	for (size_t host = 0; host < KIND_COUNT; host++)
		any |= expected->counts[host] > 0 && kind_is_guest(kind, (enum kind)host) &&
		       (reach == CATALOG_NAMED || kind_table[host].place == PLACE_TOP);
	return any;
}

/* What lives on a relation, or another object, is asked for by that, once. `found`: but not by a relation
 * that is asked for anyway. */
static void
add_named(struct pairs *pairs, const struct expected *expected, const bool *wanted, enum kind kind,
          enum catalog_reach reach, bool found)
{
	bool guest = kind_table[kind].place == PLACE_GUEST;
	bool *added;

	if (!may_name(expected, kind, reach))
		return;
	added = mem_alloc(expected->item_count + 1);
	for (size_t i = 0; i < expected->item_count; i++) {
		const struct expected_item *item = &expected->items[i];
		bool hosts = guest && wants_guests(expected, item, kind, reach);
		size_t key = i;

		if ((!hosts && item->object.kind != kind) || !wanted[i] ||
		    (found && is_found(expected, &item->object)))
			continue;
		if (hosts) {
			if (!added[i])
				add_object(pairs, &item->object, false);
			added[i] = true;
		}
		if (item->object.kind != kind)
			continue;
		/* A column's privileges are asked for by its table. */
		while (expected->items[key].parent != EXPECTED_NONE)
			key = expected->items[key].parent;
		if (!added[key])
			add_object(pairs, &item->object, guest);
		added[key] = true;
	}
	free(added);
}

/* Kinds without a schema are complete where their key stands; schemas in a scope of all, too. */
static bool
reads_all(const struct expected *expected, enum kind kind)
{
	if (expected->stated[kind])
		return true;
	return expected->all_schemas && (expected->complete || kind == KIND_schema);
}

bool
catalog_params(const struct expected *expected, const bool *wanted, enum kind kind,
               enum catalog_reach reach, struct arena *arena,
               const char *ret_params[CATALOG_PARAMS])
{
	bool all = reach == CATALOG_SCOPE && reads_all(expected, kind);
	struct pairs pairs;
	struct text scope = { 0 };

	if (reach == CATALOG_SCOPE && expected->complete &&
	    !expected_omits(expected, kind_table[kind].word))
		array_write(&scope, expected->scope, expected->scope_count);
	ret_params[0] = all ? "true" : "false";
	ret_params[1] = scope.length > 0 ? arena_strdup(arena, text_str(&scope)) : "{}";
	pairs_begin(&pairs);
	add_named(&pairs, expected, wanted, kind, reach, all || scope.length > 0);
	pairs_end(&pairs, arena, &ret_params[2], &ret_params[3]);
	text_done(&scope);
	return all || pairs.any || strcmp(ret_params[1], "{}") != 0;
}

bool
catalog_relations_params(const struct expected *expected, const bool *wanted, struct arena *arena,
                         const char *ret_params[CATALOG_PARAMS])
{
	bool *added;
	struct pairs pairs;
	struct text scope = { 0 };

	if (!expected->complete)
		return false;
	added = mem_alloc(expected->item_count + 1);
	array_write(&scope, expected->scope, expected->scope_count);
	pairs_begin(&pairs);
	for (size_t i = 0; i < expected->item_count; i++) {
		const struct object *object = &expected->items[i].object;
		size_t parent = expected->items[i].parent;

		if (!wanted[i] || !is_found(expected, object))
			continue;
		if (parent == EXPECTED_NONE || !added[parent])
			pairs_add(&pairs, object->schema, object->table);
		added[i] = true;
	}
	ret_params[0] = expected->all_schemas ? "true" : "false";
	ret_params[1] = arena_strdup(arena, text_str(&scope));
	pairs_end(&pairs, arena, &ret_params[2], &ret_params[3]);
	text_done(&scope);
	free(added);
	return true;
}

void
catalog_presence_params(const struct expected *expected, const bool *wanted, struct arena *arena,
                        const char *ret_params[2], size_t **ret_items, size_t *ret_count)
{
	size_t *items = arena_array(arena, expected->item_count + 1, sizeof *items);
	struct pairs pairs;
	size_t count = 0;

	pairs_begin(&pairs);
	for (size_t i = 0; i < expected->item_count; i++) {
		const struct object *object = &expected->items[i].object;

		if (!wanted[i] || kind_table[object->kind].shape != SHAPE_RELATION)
			continue;
		items[count++] = i;
		pairs_add(&pairs, object->schema, object->name);
	}
	pairs_end(&pairs, arena, &ret_params[0], &ret_params[1]);
	*ret_items = items;
	*ret_count = count;
}

void
catalog_names_add(struct catalog_names *list, const char *schema, const char *name)
{
	if (list->count == 0) {
		text_addc(&list->schemas, '{');
		text_addc(&list->names, '{');
	}
	array_add(&list->schemas, list->count == 0, schema);
	array_add(&list->names, list->count == 0, name);
	list->count++;
}

void
catalog_names_params(const struct catalog_names *list, struct arena *arena,
                     const char *ret_params[CATALOG_PARAMS])
{
	ret_params[0] = "false";
	ret_params[1] = "{}";
	ret_params[2] = list->count == 0 ? "{}"
	                                 : arena_printf(arena, "%s}", text_str(&list->schemas));
	ret_params[3] = list->count == 0 ? "{}"
	                                 : arena_printf(arena, "%s}", text_str(&list->names));
}

void
catalog_names_done(struct catalog_names *list)
{
	text_done(&list->schemas);
	text_done(&list->names);
	list->count = 0;
}
