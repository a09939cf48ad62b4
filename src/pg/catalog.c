#include "pg/catalog.h"

#include "base/text.h"
#include "model/array.h"

#include <stdlib.h>

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

/* What lives on a table is asked for by its table, once. */
static void
add_named(struct pairs *pairs, const struct expected *expected, const bool *wanted, enum kind kind)
{
	bool on_table = kind_table[kind].place == PLACE_TABLE;
	bool *added = mem_alloc(expected->item_count + 1);

	for (size_t i = 0; i < expected->item_count; i++) {
		const struct expected_item *item = &expected->items[i];
		size_t key = on_table && item->parent != EXPECTED_NONE ? item->parent : i;

		if (!wanted[i] || item->object.kind != kind || added[key])
			continue;
		added[key] = true;
		pairs_add(pairs, item->object.schema,
		          on_table ? item->object.table : item->object.name);
	}
	free(added);
}

/* Schemas are complete where their key stands, and in a scope of all, whatever the rest is. */
static bool
reads_all(const struct expected *expected, enum kind kind)
{
	if (kind == KIND_schema && expected->schemas_stated)
		return true;
	return expected->all_schemas && (expected->complete || kind == KIND_schema);
}

void
catalog_params(const struct expected *expected, const bool *wanted, enum kind kind,
               struct arena *arena, const char *ret_params[CATALOG_PARAMS])
{
	struct pairs pairs;
	struct text scope = { 0 };

	if (expected->complete)
		array_write(&scope, expected->scope, expected->scope_count);
	ret_params[0] = reads_all(expected, kind) ? "true" : "false";
	ret_params[1] = scope.length > 0 ? arena_strdup(arena, text_str(&scope)) : "{}";
	text_done(&scope);
	pairs_begin(&pairs);
	add_named(&pairs, expected, wanted, kind);
	pairs_end(&pairs, arena, &ret_params[2], &ret_params[3]);
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

		if (!wanted[i] || object->kind != KIND_table)
			continue;
		items[count++] = i;
		pairs_add(&pairs, object->schema, object->name);
	}
	pairs_end(&pairs, arena, &ret_params[0], &ret_params[1]);
	*ret_items = items;
	*ret_count = count;
}
