#include "manifest/manifest_priv.h"

#include <stdlib.h>
#include <string.h>

/* The place of an item, made again from what is known of it. */
struct item_place {
	struct place chain[12];
	size_t length;
};

static const struct place *
last(const struct item_place *place)
{
	return &place->chain[place->length - 1];
}

static void
push(struct item_place *place, const char *key, size_t index)
{
	const struct place *up = place->length > 0 ? last(place) : NULL;

	place->chain[place->length++] = (struct place){ up, key, index };
}

static const struct place *
place_of(const struct reading *reading, size_t index, struct item_place *ret_place)
{
	const struct expected_item *item = &reading->expected->items[index];

	if (item->parent != EXPECTED_NONE) {
		place_of(reading, item->parent, ret_place);
	} else {
		ret_place->length = 0;
		if (item->module == MODULE_PREREQUISITES) {
			push(ret_place, "prerequisites", 0);
		} else if (item->module != EXPECTED_NONE) {
			push(ret_place, "modules", 0);
			push(ret_place, NULL, item->module - 1);
		}
	}
	push(ret_place, kind_table[item->object.kind].plural, 0);
	if (reading->grantees[index] != NULL)
		push(ret_place, reading->grantees[index], 0);
	push(ret_place, NULL, reading->ordinals[index]);
	return last(ret_place);
}

static void
describe(const struct object *object, struct text *out)
{
	object_describe(object->kind, object->schema, object->table, object->name, out);
}

/* Points at the name of the second one. `same`: they are one object, else only their names clash. */
static bool
fail_pair(const struct reading *reading, size_t first, size_t second, bool same)
{
	const struct expected_item *items = reading->expected->items;
	struct item_place first_place;
	struct item_place second_place;
	struct text this = { 0 };
	struct text other = { 0 };
	struct text pointer = { 0 };

	place_pointer(place_of(reading, first, &first_place), &pointer);
	place_of(reading, second, &second_place);
	if (!items[second].bare && reading->grantees[second] == NULL)
		push(&second_place, "name", 0);
	describe(&items[second].object, &this);
	describe(&items[first].object, &other);
	if (same)
		place_fail(reading, last(&second_place), "%s stands a second time; the first is %s",
		           text_str(&this), text_str(&pointer));
	else
		place_fail(reading, last(&second_place), "%s cannot have the name of %s (%s)",
		           text_str(&this), text_str(&other), text_str(&pointer));
	text_done(&this);
	text_done(&other);
	text_done(&pointer);
	return false;
}

/* --- names that PostgreSQL keeps apart ---------------------------------------------------------- */

/* Tables, indexes and the indexes of constraints are relations: one name each in a schema. */
static bool
is_relation(const struct object *object)
{
	static const char *const with_index[] = { "primary_key", "unique", "exclusion" };
	const char *subtype;

	if (kind_table[object->kind].shape == SHAPE_RELATION || object->kind == KIND_index)
		return true;
	subtype = object->kind == KIND_constraint ? object_subtype(object) : NULL;
	for (size_t i = 0; subtype != NULL && i < sizeof with_index / sizeof *with_index; i++) {
		if (strcmp(subtype, with_index[i]) == 0)
			return true;
	}
	return false;
}

/* A table or a view makes a type of its name; a sequence does not. */
static bool
is_type(const struct object *object)
{
	return object->kind == KIND_type ||
	       (kind_table[object->kind].shape == SHAPE_RELATION && object->kind != KIND_sequence);
}

static bool
check_names(const struct reading *reading, bool (*is_one)(const struct object *object))
{
	const struct expected *expected = reading->expected;
	struct named *list = mem_resize(NULL, expected->item_count + 1, sizeof *list);
	size_t count = 0;
	size_t first;
	size_t second;
	bool repeats;

	for (size_t i = 0; i < expected->item_count; i++) {
		const struct object *object = &expected->items[i].object;

		if (is_one(object))
			list[count++] = (struct named){ { object->schema, object->name }, i };
	}
	repeats = repeat_find(list, count, &first, &second);
	free(list);
	return !repeats || fail_pair(reading, first, second, false);
}

/* --- modules and revisions ---------------------------------------------------------------------- */

static bool
check_modules(struct reading *reading)
{
	const struct expected *expected = reading->expected;
	bool *filled = arena_array(&reading->scratch, expected->module_count, sizeof *filled);
	struct named *list = arena_array(&reading->scratch, expected->module_count, sizeof *list);
	size_t count = expected->module_count - 1;
	struct place modules = { NULL, "modules", 0 };
	struct place one = { &modules, NULL, 0 };
	struct place name = { &one, "name", 0 };
	size_t first;

	for (size_t i = 0; i < expected->item_count; i++) {
		if (expected->items[i].module != EXPECTED_NONE)
			filled[expected->items[i].module] = true;
	}
	for (; one.index < count; one.index++) {
		if (!filled[one.index + 1])
			return place_fail(reading, &one, "states no object");
		list[one.index] = (struct named){ { expected->modules[one.index + 1].name },
			                          one.index };
	}
	if (repeat_find(list, count, &first, &one.index))
		return place_fail(reading, &name,
		                  "the name of /modules/%zu; each module has its own", first);
	return true;
}

static bool
check_revisions(struct reading *reading)
{
	const struct expected *expected = reading->expected;
	size_t count = expected->revision_count;
	struct named *list = arena_array(&reading->scratch, count, sizeof *list);
	struct place revisions = { NULL, "revisions", 0 };
	struct place one = { &revisions, NULL, 0 };
	size_t first;

	for (size_t i = 0; i < count; i++) {
		const struct revision *revision = &expected->revisions[i];

		list[i] = (struct named){ { revision->schema, revision->table, revision->column },
			                  i };
	}
	if (repeat_find(list, count, &first, &one.index))
		return place_fail(reading, &one, "the same column as /revisions/%zu", first);
	return true;
}

bool
validate_read(struct reading *reading)
{
	struct expected *expected = reading->expected;
	const struct object *object;
	size_t second;

	if (!check_modules(reading) || !check_revisions(reading))
		return false;
	if (!expected_index(expected, &second)) {
		object = &expected->items[second].object;
		return fail_pair(reading,
		                 expected_find(expected, object->kind, object->schema,
		                               object->table, object->name),
		                 second, true);
	}
	return check_names(reading, is_relation) && check_names(reading, is_type);
}
