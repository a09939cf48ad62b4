/* What creating must know, beyond the findings: item by item, folded or not. */
#include "drift/drift_priv.h"

#include <stdlib.h>

static bool
is_gap(const struct difference *difference)
{
	const struct drift *drift = &difference->drift;

	if (difference->item == NONE)
		return false;
	return drift->change == CHANGE_MISSING || drift->change == CHANGE_WRONG_KIND ||
	       drift->change == CHANGE_RENAMED ||
	       (drift->change == CHANGE_CHANGED && drift->kind == KIND_column &&
	        drift->property == kind_table[KIND_column].properties[PROPERTY_column_type].word);
}

static int
item_order_cb(const void *a, const void *b)
{
	size_t left = ((const struct gap *)a)->item;
	size_t right = ((const struct gap *)b)->item;

	return (left > right) - (left < right);
}

void
gap_there(const struct compare *compare, struct arena *arena, struct outcome *outcome)
{
	size_t count = compare->expected->item_count;
	bool *there = arena_array(arena, count, sizeof *there);

	for (size_t i = 0; i < count; i++)
		there[i] = compare_stands(compare, i);
	outcome->there = there;
}

void
gap_list(const struct compare *compare, struct arena *arena, struct outcome *outcome)
{
	size_t count = 0;

	for (size_t i = 0; i < compare->difference_count; i++)
		count += is_gap(&compare->differences[i]);
	outcome->gaps = arena_array(arena, count, sizeof *outcome->gaps);
	for (size_t i = 0; i < compare->difference_count; i++) {
		const struct difference *difference = &compare->differences[i];

		if (!is_gap(difference))
			continue;
		outcome->gaps[outcome->gap_count++] = (struct gap){
			.item = difference->item,
			.change = difference->drift.change,
			.observed = arena_strdup(arena, difference->drift.observed),
			.ignored = difference->ignored,
		};
	}
	if (count > 0)
		qsort(outcome->gaps, count, sizeof *outcome->gaps, item_order_cb);
}
