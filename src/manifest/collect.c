#include "manifest/collect.h"

#include "base/utf8.h"
#include "manifest/collect_priv.h"

#include <stdlib.h>
#include <string.h>

#define ROOM_LEAST 64

struct expected *
collect_nothing(const struct collect_options *options)
{
	struct expected *expected = expected_new();
	const char **scope = arena_array(&expected->arena, options->schema_count, sizeof *scope);
	size_t repeated;

	expected->name = "";
	expected->file = "";
	for (size_t i = 0; i < options->schema_count; i++)
		scope[i] = arena_strdup(&expected->arena, options->schemas[i]);
	expected->scope = scope;
	expected->scope_count = options->schema_count;
	expected->all_schemas = options->schema_count == 0;
	for (size_t kind = 0; kind < KIND_COUNT; kind++)
		expected->stated[kind] = expected->all_schemas &&
		                         kind_table[kind].place == PLACE_TOP;
	expected->complete = true;
	expected->omit = options->omit;
	expected_index(expected, &repeated);
	return expected;
}

struct collect *
collect_new(const struct collect_options *options)
{
	struct collect *collect = mem_alloc(sizeof *collect);

	collect->options = options;
	collect->expected = collect_nothing(options);
	return collect;
}

void
collect_free(struct collect *collect)
{
	if (collect == NULL)
		return;
	expected_unref(collect->expected);
	free(collect->pieces);
	free(collect);
}

size_t
collect_count(const struct collect *collect)
{
	return collect->count;
}

void
collect_add(struct collect *collect, const struct object *observed)
{
	const struct expected *expected = collect->expected;

	if (expected_omits(expected, kind_table[observed->kind].word))
		return;
	if (observed->schema == NULL && !expected->all_schemas)
		return;
	if (collect->count == collect->room) {
		collect->room = collect->room == 0 ? ROOM_LEAST : 2 * collect->room;
		collect->pieces = mem_resize(collect->pieces, collect->room,
		                             sizeof *collect->pieces);
	}
	collect->pieces[collect->count] = (struct piece){
		.object = object_copy(&collect->expected->arena, observed),
		.came = collect->count,
	};
	collect->count++;
}

/* --- the items ---------------------------------------------------------------------------------- */

static int
order_strings(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

static int
order_numbers(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

/* A host before its guests; what has a place among its siblings in that order. */
static int
order_cb(const void *a, const void *b)
{
	const struct piece *left = a;
	const struct piece *right = b;
	const struct object *x = left->object;
	const struct object *y = right->object;
	int order = (kind_table[x->kind].place == PLACE_GUEST) -
	            (kind_table[y->kind].place == PLACE_GUEST);

	if (order == 0)
		order = order_numbers(x->kind, y->kind);
	if (order == 0)
		order = order_strings(x->schema, y->schema);
	if (order == 0)
		order = order_strings(x->table, y->table);
	if (order == 0)
		order = order_numbers(x->ordinal, y->ordinal);
	if (order == 0)
		order = order_strings(x->name, y->name);
	return order != 0 ? order : order_numbers(left->came, right->came);
}

/* What came again came last. */
static void
drop_repeated(struct collect *collect)
{
	size_t kept = 0;

	qsort(collect->pieces, collect->count, sizeof *collect->pieces, order_cb);
	for (size_t i = 0; i < collect->count; i++) {
		const struct object *object = collect->pieces[i].object;

		if (kept > 0 && object_is(collect->pieces[kept - 1].object, object->kind,
		                          object->schema, object->table, object->name))
			kept--;
		collect->pieces[kept++] = collect->pieces[i];
	}
	collect->count = kept;
}

/* JSON cannot hold it otherwise. */
static bool
is_text(const char *string)
{
	return string == NULL || utf8_valid(string, strlen(string));
}

/* States what silence would not say. */
static bool
state(const struct expected *expected, struct object *object, struct err *err)
{
	const struct kind_info *kind = &kind_table[object->kind];
	bool valid = is_text(object->schema) && is_text(object->table) && is_text(object->name);

	object->stated = 0;
	for (size_t i = 0; i < kind->property_count; i++) {
		const char *unstated = kind->properties[i].unstated;

		if (expected_omits(expected, kind->properties[i].word) ||
		    kind->properties[i].form == FORM_ORDER)
			continue;
		valid = valid && is_text(object->value[i]);
		if (unstated == kind_never ? object->value[i] != NULL
		                           : order_strings(unstated, object->value[i]) != 0)
			object->stated |= UINT32_C(1) << i;
	}
	return valid ||
	       err_set(err, ERR_MANIFEST,
	               "a %s of the database has a name or a text that is not UTF-8", kind->word);
}

static bool
make_item(struct expected *expected, const struct piece *piece, struct err *err)
{
	struct expected_item *item = &expected->items[expected->item_count++];

	if (!state(expected, piece->object, err))
		return false;
	item->object = *piece->object;
	item->module = piece->module;
	item->parent = EXPECTED_NONE;
	return true;
}

static bool
unhosted(const struct object *object, struct err *err)
{
	struct text text = { 0 };

	object_describe(object->kind, object->schema, object->table, object->name, &text);
	err_set(err, ERR_MANIFEST, "%s was read, and what it lives on was not", text_str(&text));
	text_done(&text);
	return false;
}

static bool
find_parents(struct expected *expected, struct err *err)
{
	for (size_t i = 0; i < expected->item_count; i++) {
		struct expected_item *item = &expected->items[i];
		const struct object *object = &item->object;

		if (kind_table[object->kind].place != PLACE_GUEST)
			continue;
		item->parent = expected_host(expected, object);
		if (item->parent == EXPECTED_NONE)
			return unhosted(object, err);
	}
	return true;
}

bool
collect_finish(struct collect *collect, const struct collect_source *source,
               struct expected **ret_expected, struct err *err)
{
	struct expected *expected = collect->expected;
	size_t repeated;

	expected->name = arena_strdup(&expected->arena, source->name);
	expected->server_version = source->server_version;
	drop_repeated(collect);
	if (collect->count > EXPECTED_OBJECTS_MAX)
		return err_set(err, ERR_MANIFEST,
		               "the database has %zu objects; a manifest holds %d at most",
		               collect->count, EXPECTED_OBJECTS_MAX);
	collect_choose_modules(collect);
	expected->items = arena_array(&expected->arena, collect->count, sizeof *expected->items);
	for (size_t i = 0; i < collect->count; i++) {
		if (!make_item(expected, &collect->pieces[i], err))
			return false;
	}
	expected_index(expected, &repeated);
	if (!find_parents(expected, err))
		return false;
	collect_drop_modules(expected);
	*ret_expected = expected_ref(expected);
	return true;
}
