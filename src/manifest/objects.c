#include "manifest/manifest_priv.h"

#include <string.h>

/* --- one object --------------------------------------------------------------------------------- */

struct expected_item *
objects_add(struct reading *reading, const struct place *at, enum kind kind, size_t module,
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

void
objects_place_guest(struct reading *reading, struct expected_item *item, const char *name)
{
	const struct object *host = &reading->expected->items[item->parent].object;
	struct text text = { 0 };

	item->object.schema = host->schema;
	item->object.table = host->table;
	item->object.name = name;
	if (kind_table[host->kind].shape == SHAPE_RELATION)
		return;
	item->object.host = host->name;
	item->object.host_kind = host->kind;
	object_guest_name(name, host->kind, host->name, &text);
	item->object.name = arena_strdup(&reading->expected->arena, text_str(&text));
	text_done(&text);
}

const char *
objects_guest_name(const struct expected *expected, const struct expected_item *item,
                   struct arena *arena)
{
	const struct object *host = &expected->items[item->parent].object;
	struct text suffix = { 0 };
	size_t length;

	if (kind_table[host->kind].shape == SHAPE_RELATION)
		return item->object.name;
	object_guest_name("", host->kind, host->name, &suffix);
	length = strlen(item->object.name) - suffix.length;
	text_done(&suffix);
	return arena_strndup(arena, item->object.name, length);
}

static bool
read_name(const struct reading *reading, const struct place *at, const struct tree *json,
          const struct expected_item *item, const char **ret_name)
{
	struct place place = { at, "name", 0 };
	reading_fn *read = item->object.kind == KIND_schema ? reading_schema : reading_name;

	if (kind_table[item->object.kind].shape == SHAPE_PHRASE)
		read = reading_text;
	if (item->bare)
		return read(reading, at, json, ret_name);
	if (kind_table[item->object.kind].shape == SHAPE_ROUTINE)
		return routines_read_name(reading, at, json, ret_name);
	return read(reading, &place, tree_get(json, "name"), ret_name);
}

/* Name and schema. A guest takes its host's. */
static bool
read_identity(struct reading *reading, const struct place *at, const struct tree *json,
              struct expected_item *item)
{
	const struct kind_info *info = &kind_table[item->object.kind];
	const struct tree *schema = tree_get(json, "schema");
	struct place place = { at, "schema", 0 };
	const char *name;

	if (!read_name(reading, at, json, item, &name))
		return false;
	if (info->place == PLACE_GUEST) {
		objects_place_guest(reading, item, name);
		return true;
	}
	item->object.name = name;
	if (info->shape == SHAPE_RELATION)
		item->object.table = name;
	if (info->place != PLACE_MODULE)
		return true;
	item->object.schema = reading_default_schema(reading->expected);
	return schema == NULL || reading_schema(reading, &place, schema, &item->object.schema);
}

static const struct keys *
keys_for(struct reading *reading, enum kind kind)
{
	struct keys *keys = reading->keys[kind];

	if (keys == NULL) {
		keys = arena_alloc(&reading->scratch, sizeof *keys);
		keys_of(keys_section(kind), kind, keys);
		reading->keys[kind] = keys;
	}
	return keys;
}

static bool
read_object(struct reading *reading, const struct place *at, const struct tree *json,
            enum kind kind, size_t module, size_t parent)
{
	const struct keys *keys = keys_for(reading, kind);
	struct expected_item *item;

	if (keys_bare(kind) && json->type != TREE_STRING && json->type != TREE_OBJECT)
		return place_unlike(reading, at, "a string or an object", json);
	item = objects_add(reading, at, kind, module, parent);
	item->bare = keys_bare(kind) && json->type == TREE_STRING;
	item->object.ordinal = kind == KIND_column ? (uint32_t)at->index + 1 : 0;
	if (!item->bare && !reading_object(reading, at, json, keys))
		return false;
	if (!read_identity(reading, at, json, item))
		return false;
	if (item->bare)
		return true;
	return reading_description(reading, at, json, NULL) &&
	       properties_read(reading, at, json, keys, &item->object) &&
	       objects_read_guests(reading, at, json, (size_t)(item - reading->expected->items));
}

/* --- all of them -------------------------------------------------------------------------------- */

static bool
read_kind(struct reading *reading, const struct place *at, const struct tree *host, enum kind kind,
          size_t module, size_t parent)
{
	struct place list = { at, kind_table[kind].plural, 0 };
	struct place one = { &list, NULL, 0 };
	const struct tree *array = tree_get(host, kind_table[kind].plural);

	if (array == NULL)
		return true;
	if (kind_table[kind].shape == SHAPE_GRANT)
		return grants_read(reading, &list, array, kind, parent);
	if (!reading_array(reading, &list, array))
		return false;
	for (; one.index < tree_length(array); one.index++) {
		if (!read_object(reading, &one, tree_at(array, one.index), kind, module, parent))
			return false;
	}
	return true;
}

bool
objects_read(struct reading *reading, const struct place *at, const struct tree *host,
             enum kind_place where, size_t module)
{
	for (size_t kind = 0; kind < KIND_COUNT; kind++) {
		if (kind_table[kind].place == where &&
		    !read_kind(reading, at, host, (enum kind)kind, module, EXPECTED_NONE))
			return false;
	}
	return true;
}

bool
objects_read_guests(struct reading *reading, const struct place *at, const struct tree *host,
                    size_t parent)
{
	const struct expected_item *item = &reading->expected->items[parent];
	const struct kind_info *info = &kind_table[item->object.kind];

	for (size_t i = 0; i < info->guest_count; i++) {
		if (!read_kind(reading, at, host, info->guests[i], item->module, parent))
			return false;
	}
	return true;
}
