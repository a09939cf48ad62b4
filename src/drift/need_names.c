/* What is mentioned by less than its whole name: routines and operators without the types of their
 * arguments, operator classes and families without their access method. */
#include "drift/need_priv.h"

#include <stdlib.h>
#include <string.h>

static int
name_order_cb(const void *a, const void *b)
{
	const struct need_name *left = a;
	const struct need_name *right = b;
	int order = strcmp(left->schema, right->schema);

	if (order == 0)
		order = strcmp(left->name, right->name);
	return order != 0 ? order : (left->item > right->item) - (left->item < right->item);
}

static bool
has_short_name(const struct object *object)
{
	enum kind_shape shape = kind_table[object->kind].shape;

	return object->schema != NULL && (shape == SHAPE_ROUTINE || shape == SHAPE_PHRASE);
}

void
need_names_init(struct need_book *book)
{
	const struct expected *expected = book->expected;
	size_t count = 0;
	size_t extensions = 0;

	for (size_t i = 0; i < expected->item_count; i++) {
		count += has_short_name(&expected->items[i].object);
		extensions += expected->items[i].object.kind == KIND_extension;
	}
	book->names = arena_array(&book->arena, count, sizeof *book->names);
	book->extensions = arena_array(&book->arena, extensions, sizeof *book->extensions);
	for (size_t i = 0; i < expected->item_count; i++) {
		const struct object *object = &expected->items[i].object;

		if (object->kind == KIND_extension)
			book->extensions[book->extension_count++] = i;
		if (!has_short_name(object))
			continue;
		book->names[book->name_count++] = (struct need_name){
			.schema = object->schema,
			.name = object_own_name(object->kind, object->name, &book->arena),
			.item = i,
		};
	}
	if (count > 0)
		qsort(book->names, count, sizeof *book->names, name_order_cb);
}

/* Whether the manifest states all that a schema has, but for what extensions brought. */
static bool
states_all(const struct expected *expected, const char *schema)
{
	return expected->complete && expected_in_scope(expected, schema);
}

size_t
need_names_extension(const struct need_book *book, const char *schema, const char *name)
{
	const struct expected *expected = book->expected;
	size_t found = EXPECTED_NONE;
	size_t count = 0;

	if (schema == NULL)
		return expected_find(expected, KIND_extension, NULL, NULL, name);
	for (size_t i = 0; i < book->extension_count; i++) {
		const struct object *extension = &expected->items[book->extensions[i]].object;
		const char *home = extension->value[PROPERTY_extension_schema];

		if (home == NULL) {
			count++; /* it may be at home there */
			continue;
		}
		if (strcmp(home, schema) != 0)
			continue;
		if (strcmp(extension->name, name) == 0)
			return book->extensions[i];
		found = book->extensions[i];
		count++;
	}
	return count == 1 && states_all(expected, schema) ? found : EXPECTED_NONE;
}

const struct need_name *
need_names_find(const struct need_book *book, const char *schema, const char *name,
                size_t *ret_count)
{
	const struct need_name key = { schema, name, 0 };
	size_t low = 0;
	size_t high = book->name_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (name_order_cb(&book->names[middle], &key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (high = low; high < book->name_count; high++) {
		if (strcmp(book->names[high].schema, schema) != 0 ||
		    strcmp(book->names[high].name, name) != 0)
			break;
	}
	*ret_count = high - low;
	return &book->names[low];
}
