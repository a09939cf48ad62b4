/* The end of a comparison: conclusions in their order, and the result, copied out. */
#include "drift/drift_priv.h"

#include <stdlib.h>

static int
drift_order(const struct drift *left, const struct drift *right)
{
	struct identity of_left = { left->kind, left->schema, left->table, left->name };
	struct identity of_right = { right->kind, right->schema, right->table, right->name };
	int order;

	if (left->severity != right->severity)
		return left->severity > right->severity ? -1 : 1;
	if (left->module != right->module)
		return left->module < right->module ? -1 : 1;
	order = identity_order(&of_left, &of_right);
	if (order != 0)
		return order;
	if (left->change != right->change)
		return left->change < right->change ? -1 : 1;
	return string_order(left->property, right->property);
}

static int
difference_order_cb(const void *a, const void *b)
{
	return drift_order(&((const struct difference *)a)->drift,
	                   &((const struct difference *)b)->drift);
}

static int
root_order_cb(const void *a, const void *b)
{
	return drift_order(&(*(const struct difference *const *)a)->drift,
	                   &(*(const struct difference *const *)b)->drift);
}

/* Puts what was found so far in order. Left out is what was told twice (a read that failed half-way
 * is tried again), and what was found on a table before it was known not to be the right one. */
static void
settle(struct compare *compare)
{
	size_t kept = 0;

	if (compare->difference_count == 0)
		return;
	qsort(compare->differences, compare->difference_count, sizeof *compare->differences,
	      difference_order_cb);
	for (size_t i = 0; i < compare->difference_count; i++) {
		const struct difference *difference = &compare->differences[i];

		if (difference->same ||
		    (difference->host != NONE && !compare_stands(compare, difference->host)))
			continue;
		if (difference->drift.change == CHANGE_CHANGED && difference->item != NONE &&
		    (compare->sight[difference->item] & SIGHT_WRONG))
			continue;
		if (kept == 0 ||
		    difference_order_cb(&compare->differences[kept - 1], difference) != 0)
			compare->differences[kept++] = *difference;
	}
	compare->difference_count = kept;
}

/* A copy that needs the comparison no more, with its sentence; the impact is in the arena already. */
static struct drift
copy_out(const struct compare *compare, const struct difference *difference, struct arena *arena,
         struct text *summary)
{
	struct drift drift = difference->drift;

	text_clear(summary);
	summary_write(compare, difference, summary);
	drift.schema = arena_strdup(arena, drift.schema);
	drift.table = arena_strdup(arena, drift.table);
	drift.name = arena_strdup(arena, drift.name);
	drift.expected = arena_strdup(arena, drift.expected);
	drift.observed = arena_strdup(arena, drift.observed);
	drift.unconfirmed = arena_strdup(arena, drift.unconfirmed);
	drift.summary = arena_strndup(arena, text_str(summary), summary->length);
	return drift;
}

/* The differences that nothing else causes, sorted; returns how many. */
static size_t
collect(struct compare *compare, const struct difference **roots, struct outcome *outcome)
{
	size_t count = 0;

	for (size_t i = 0; i < compare->difference_count; i++) {
		const struct difference *difference = &compare->differences[i];

		if (difference->cause != NONE)
			continue;
		if (difference->ignored)
			outcome->ignored++;
		else
			roots[count++] = difference;
	}
	if (count > 0)
		qsort(roots, count, sizeof *roots, root_order_cb);
	return count;
}

static void
copy_drifts(struct compare *compare, struct arena *arena, struct outcome *outcome)
{
	const struct difference **roots = arena_array(&compare->arena, compare->difference_count,
	                                              sizeof *roots);
	struct text summary = { 0 };

	outcome->drift_count = collect(compare, roots, outcome);
	outcome->drifts = arena_array(arena, outcome->drift_count, sizeof *outcome->drifts);
	for (size_t i = 0; i < outcome->drift_count; i++) {
		outcome->drifts[i] = copy_out(compare, roots[i], arena, &summary);
		outcome->by_severity[roots[i]->drift.severity]++;
	}
	text_done(&summary);
}

struct outcome *
compare_finish(struct compare *compare, const char *target, const char *today, struct arena *arena)
{
	struct outcome *outcome = arena_alloc(arena, sizeof *outcome);
	size_t before;

	outcome->expected = compare->expected;
	outcome->objects_read = compare->objects_read;
	column_order_walk(compare);
	settle(compare);
	unknown_prepare(compare);
	module_survey(compare);
	missing_walk(compare);
	rename_walk(compare);
	module_vanished(compare);
	revision_walk(compare);
	fold_causes(compare);
	ignore_expired(compare, target, today);
	ignore_apply(compare, 0, target, today);
	module_conclude(compare, arena, outcome);
	/* How many tables are missing is known only now. */
	before = compare->difference_count;
	revision_applied(compare, outcome->tables_missing);
	ignore_apply(compare, before, target, today);
	impact_list(compare, arena);
	copy_drifts(compare, arena, outcome);
	unknown_list(compare, arena, outcome);
	gap_list(compare, arena, outcome);
	gap_there(compare, arena, outcome);
	return outcome;
}
