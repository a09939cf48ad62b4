/* The order of the columns that both sides have: one finding of a table, in complete manifests only. */
#include "drift/drift_priv.h"

#include "model/array.h"

#include <stdlib.h>

struct placed {
	const char *name;
	uint32_t place;
};

static int
place_order_cb(const void *a, const void *b)
{
	uint32_t left = ((const struct placed *)a)->place;
	uint32_t right = ((const struct placed *)b)->place;

	return (left > right) - (left < right);
}

static const char *
names_of(struct compare *compare, const struct placed *columns, size_t count)
{
	struct text text = { 0 };
	const char *kept;

	text_addc(&text, '{');
	for (size_t i = 0; i < count; i++)
		array_add(&text, i == 0, columns[i].name);
	text_addc(&text, '}');
	kept = compare_keep(compare, text_str(&text));
	text_done(&text);
	return kept;
}

static void
report(struct compare *compare, size_t table)
{
	const struct expected *expected = compare->expected;
	struct placed *columns = mem_resize(NULL, expected->item_count, sizeof *columns);
	const struct property_info *info = &kind_table[KIND_table]
	                                            .properties[PROPERTY_table_column_order];
	struct difference *difference;
	const char *before;
	size_t count = 0;

	for (size_t i = table + 1; i < expected->item_count; i++) {
		if (expected->items[i].parent == table && compare->places[i] != 0)
			columns[count++] = (struct placed){ expected->items[i].object.name,
				                            compare->places[i] };
	}
	before = names_of(compare, columns, count);
	qsort(columns, count, sizeof *columns, place_order_cb);
	difference = difference_of_item(compare, CHANGE_CHANGED, table);
	difference->drift.property = info->word;
	difference->drift.expected = before;
	difference->drift.observed = names_of(compare, columns, count);
	difference_weigh(compare, difference, &expected->items[table].object, info->word);
	free(columns);
}

void
column_order_observe(struct compare *compare, size_t item, uint32_t ordinal)
{
	if (compare->places != NULL && compare->expected->items[item].object.kind == KIND_column)
		compare->places[item] = ordinal;
}

void
column_order_walk(struct compare *compare)
{
	const struct expected *expected = compare->expected;
	uint32_t *last;

	if (!expected->complete)
		return;
	last = arena_array(&compare->arena, expected->item_count, sizeof *last);
	for (size_t i = 0; i < expected->item_count; i++) {
		const struct expected_item *item = &expected->items[i];
		const struct object *table;

		if (compare->places[i] == 0)
			continue;
		table = &expected->items[item->parent].object;
		if (table->kind != KIND_table || last[item->parent] == UINT32_MAX ||
		    !compare_stands(compare, item->parent) ||
		    !expected_in_scope(expected, table->schema))
			continue;
		if (compare->places[i] > last[item->parent]) {
			last[item->parent] = compare->places[i];
		} else {
			last[item->parent] = UINT32_MAX;
			report(compare, item->parent);
		}
	}
}
