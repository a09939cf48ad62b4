/* What comes in: presence, rows, what could not be read. What is told of an expected item is kept as
 * bits of one byte; only differences are kept in full. Nothing here depends on the order in which
 * rows arrive. */
#include "drift/compare.h"

#include "drift/drift_priv.h"

#include <stdlib.h>
#include <string.h>

#define NEIGHBOURS 24

struct compare *
compare_new(const struct expected *expected, const struct selection *selection)
{
	struct compare *compare = mem_alloc(sizeof *compare);

	compare->expected = expected;
	compare->selection = selection;
	compare->sight = arena_array(&compare->arena, expected->item_count, sizeof *compare->sight);
	if (expected->complete)
		compare->places = arena_array(&compare->arena, expected->item_count,
		                              sizeof *compare->places);
	compare->recorded = arena_array(&compare->arena, expected->revision_count,
	                                sizeof *compare->recorded);
	compare->surveys = arena_array(&compare->arena, expected->module_count,
	                               sizeof *compare->surveys);
	compare->seen = arena_array(&compare->arena, expected->module_count, sizeof *compare->seen);
	unexpected_prepare(compare);
	return compare;
}

void
compare_free(struct compare *compare)
{
	if (compare == NULL)
		return;
	free(compare->differences);
	free(compare->unreads);
	free(compare->prints);
	arena_done(&compare->arena);
	free(compare);
}

void
compare_server(struct compare *compare, int version)
{
	compare->server_version = version;
}

const char *
compare_keep(struct compare *compare, const char *string)
{
	return arena_strdup(&compare->arena, string);
}

bool
compare_selected(const struct compare *compare, size_t module)
{
	return module == NONE || compare->selection->selected[module];
}

bool
compare_judged(const struct compare *compare, size_t item)
{
	size_t module = compare->expected->items[item].module;

	if (module == NONE)
		return true;
	return compare->selection->selected[module] &&
	       compare->expected->modules[module].requirement != REQUIREMENT_UNWANTED;
}

bool
compare_stands(const struct compare *compare, size_t item)
{
	for (; item != NONE; item = compare->expected->items[item].parent) {
		if ((compare->sight[item] & (SIGHT_THERE | SIGHT_WRONG)) != SIGHT_THERE)
			return false;
	}
	return true;
}

bool
compare_wholly_absent(const struct compare *compare, size_t module)
{
	const struct survey *survey;

	if (module == NONE || compare->selection->required[module] ||
	    compare->expected->modules[module].requirement != REQUIREMENT_OPTIONAL)
		return false;
	survey = &compare->surveys[module];
	return survey->tables_there == 0 && survey->others_there == 0;
}

/* Whether a partitioned table is as good as a plain one: where nothing is said of it. */
static bool
any_table_serves(const struct compare *compare, const struct expected_item *table)
{
	return !compare->expected->complete || table->bare ||
	       !expected_in_scope(compare->expected, table->object.schema);
}

/* Holds a relation's kind against what is expected: `observed` in the words of table.kind. */
static void
compare_relation_kind(struct compare *compare, size_t item, const char *observed)
{
	const struct expected_item *relation = &compare->expected->items[item];
	const char *expected = relation_word(&relation->object);
	struct difference *difference;

	if (observed == NULL || strcmp(observed, expected) == 0)
		return;
	if (relation->object.kind == KIND_table &&
	    !(relation->object.stated & (1u << PROPERTY_table_kind)) &&
	    strcmp(observed, "partitioned table") == 0 && any_table_serves(compare, relation))
		return;
	compare->sight[item] |= SIGHT_WRONG;
	difference = difference_of_item(compare, CHANGE_WRONG_KIND, item);
	difference->drift.expected = compare_keep(compare, expected);
	difference->drift.observed = compare_keep(compare, observed);
}

/* A view is not the table that must not be there. */
static bool
is_of_kind(const struct object *object, char relkind)
{
	return object->kind == KIND_table
	               ? strchr("rpf", relkind) != NULL
	               : strcmp(relation_word(object), relation_of(relkind)) == 0;
}

void
compare_presence(struct compare *compare, size_t item, char relkind, const char *grant)
{
	struct difference *difference;
	uint8_t told = compare->sight[item];

	if (!compare_selected(compare, compare->expected->items[item].module) ||
	    (told & SIGHT_TOLD))
		return;
	compare->sight[item] |= SIGHT_TOLD;
	if (relkind == '\0' || (!compare_judged(compare, item) &&
	                        !is_of_kind(&compare->expected->items[item].object, relkind))) {
		compare->sight[item] |= SIGHT_ABSENT;
		return;
	}
	compare->sight[item] |= SIGHT_THERE;
	if (!(told & SIGHT_THERE))
		compare->objects_read++;
	if (!compare_judged(compare, item))
		return;
	if (!(told & SIGHT_COMPARED))
		compare_relation_kind(compare, item, relation_of(relkind));
	if (grant != NULL && compare_stands(compare, item)) {
		difference = difference_of_item(compare, CHANGE_FORBIDDEN, item);
		difference->drift.observed = compare_keep(compare, grant);
	}
}

/* Whether it is the same sort of thing: a domain, say, is no enum with other properties. */
static bool
is_same_sort(struct compare *compare, size_t item, const struct object *observed)
{
	const char *expected;
	const char *found;
	struct difference *difference;

	if (!kind_has_sorts(observed->kind))
		return true;
	expected = object_subtype(&compare->expected->items[item].object);
	found = object_subtype(observed);
	if (expected == NULL || found == NULL || expected == found)
		return true;
	compare->sight[item] |= SIGHT_WRONG;
	difference = difference_of_item(compare, CHANGE_WRONG_KIND, item);
	difference->drift.expected = expected;
	difference->drift.observed = found;
	return false;
}

/* What lives on one relation comes mostly together: the neighbours of the item that was found last are
 * looked at first, as they are in the processor's cache where a place in the index is not. */
size_t
compare_item(struct compare *compare, const struct object *observed)
{
	const struct expected *expected = compare->expected;
	size_t item = compare->found;

	for (size_t step = 1; step < NEIGHBOURS; step++) {
		if (item < expected->item_count &&
		    object_is(&expected->items[item].object, observed->kind, observed->schema,
		              observed->table, observed->name)) {
			compare->found = item;
			return item;
		}
		/* One before, one behind, two before, ... */
		item = step % 2 == 1 ? item - step : item + step;
	}
	item = expected_find(expected, observed->kind, observed->schema, observed->table,
	                     observed->name);
	if (item != NONE)
		compare->found = item;
	return item;
}

/* Notes that it is there; what was known of it before. */
static uint8_t
sight(struct compare *compare, size_t item)
{
	uint8_t told = compare->sight[item];

	if (!(told & SIGHT_THERE))
		compare->objects_read++;
	if (!(told & SIGHT_COMPARED))
		compare->sight[item] |= SIGHT_THERE | SIGHT_COMPARED;
	return told;
}

bool
compare_observed(struct compare *compare, const struct object *observed)
{
	size_t item = compare_item(compare, observed);
	size_t differences = compare->difference_count;
	uint8_t told;

	if (item == NONE) {
		compare->objects_read++;
		return unexpected_observe(compare, observed);
	}
	told = sight(compare, item);
	if (told & SIGHT_COMPARED)
		return false;
	if (!compare_judged(compare, item))
		return true;
	/* Presence may have told already of which kind the relation is: once is enough. */
	if (observed->kind == KIND_table && (told & (SIGHT_TOLD | SIGHT_ABSENT)) != SIGHT_TOLD)
		compare_relation_kind(compare, item, observed->value[PROPERTY_table_kind]);
	column_order_observe(compare, item, observed->ordinal);
	if (is_same_sort(compare, item, observed))
		property_compare(compare, item, observed);
	return compare->difference_count == differences;
}

void
compare_as_before(struct compare *compare, size_t item, uint32_t ordinal)
{
	if (!(sight(compare, item) & SIGHT_COMPARED) && compare_judged(compare, item))
		column_order_observe(compare, item, ordinal);
}

void
compare_passed_over(struct compare *compare, size_t count)
{
	compare->objects_read += count;
}

void
compare_unknown(struct compare *compare, const struct unknown *unknown)
{
	unknown_add(compare, unknown);
}

void
compare_seen(struct compare *compare, size_t module)
{
	compare->seen[module] = true;
}

void
compare_kind_done(struct compare *compare, enum kind kind)
{
	compare->done[kind] = true;
}
