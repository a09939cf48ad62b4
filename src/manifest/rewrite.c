#include "manifest/rewrite.h"

#include "manifest/manifest_priv.h"

#include <string.h>

/* The siblings of an item, the objects of its kind on the same host, stand one after another, but for
 * what lives on them: so the last one of a kind says which place the next one has. */
struct last {
	bool any;
	size_t module;
	size_t parent;
	size_t ordinal;
};

static size_t
ordinal_of(struct last *last, const struct expected_item *item)
{
	bool sibling = last->any && last->module == item->module && last->parent == item->parent;

	last->ordinal = sibling ? last->ordinal + 1 : 0;
	last->any = true;
	last->module = item->module;
	last->parent = item->parent;
	return last->ordinal;
}

void
manifest_pointers(const struct expected *expected, struct arena *arena, const char **ret_pointers)
{
	struct last last[KIND_COUNT] = { { 0 } };

	for (size_t i = 0; i < expected->item_count; i++) {
		const struct expected_item *item = &expected->items[i];
		const char *plural = kind_table[item->object.kind].plural;
		size_t ordinal = ordinal_of(&last[item->object.kind], item);

		/* Under the grantee it is a word of its list. */
		if (item->object.kind == KIND_privilege)
			ret_pointers[i] = arena_printf(arena, "%s/%s", ret_pointers[item->parent],
			                               plural);
		else if (item->parent != EXPECTED_NONE)
			ret_pointers[i] = arena_printf(arena, "%s/%s/%zu",
			                               ret_pointers[item->parent], plural, ordinal);
		else if (item->module == EXPECTED_NONE)
			ret_pointers[i] = arena_printf(arena, "/%s/%zu", plural, ordinal);
		else if (item->module == MODULE_PREREQUISITES)
			ret_pointers[i] = arena_printf(arena, "/prerequisites/%s/%zu", plural,
			                               ordinal);
		else
			ret_pointers[i] = arena_printf(arena, "/modules/%zu/%s/%zu",
			                               item->module - 1, plural, ordinal);
	}
}

/* The JSON of each item, borrowed; NULL where it has no object of its own. */
static void
find_all(const struct expected *expected, json_t *document, json_t **ret_nodes)
{
	struct last last[KIND_COUNT] = { { 0 } };
	json_t *modules = json_object_get(document, "modules");

	for (size_t i = 0; i < expected->item_count; i++) {
		const struct expected_item *item = &expected->items[i];
		size_t ordinal = ordinal_of(&last[item->object.kind], item);
		json_t *host = document;

		if (item->parent != EXPECTED_NONE)
			host = ret_nodes[item->parent];
		else if (item->module == MODULE_PREREQUISITES)
			host = json_object_get(document, "prerequisites");
		else if (item->module != EXPECTED_NONE)
			host = json_array_get(modules, item->module - 1);
		ret_nodes[i] = json_array_get(
			json_object_get(host, kind_table[item->object.kind].plural), ordinal);
	}
}

static void
put_values(const struct object *object, json_t *node)
{
	const struct kind_info *info = &kind_table[object->kind];

	for (size_t i = 0; i < info->property_count; i++) {
		const char *word = info->properties[i].word;

		if ((object->stated & UINT32_C(1) << i) != 0 && json_object_get(node, word) != NULL)
			write_property(node, &info->properties[i], object->value[i]);
	}
}

bool
manifest_rewrite(const char *bytes, size_t length, const struct expected *expected,
                 struct text *out, struct err *err)
{
	struct arena arena = { 0 };
	json_error_t error;
	json_t *document = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &error);
	json_t **nodes;

	if (document == NULL)
		return err_set(err, ERR_MANIFEST, "%s:%d:%d: %s", expected->file, error.line,
		               error.column, error.text);
	nodes = arena_array(&arena, expected->item_count, sizeof *nodes);
	find_all(expected, document, nodes);
	for (size_t i = 0; i < expected->item_count; i++) {
		if (json_is_object(nodes[i]))
			put_values(&expected->items[i].object, nodes[i]);
	}
	layout_add(document, 0, out);
	text_addc(out, '\n');
	json_decref(document);
	arena_done(&arena);
	return true;
}
