/* What is known of each expected item, from what a comparison found out. */
#include "drift/plan_priv.h"

#include <stdlib.h>
#include <string.h>

/* An optional module that is not there at all, which is fine. It has no gap then, and nothing of it
 * is there. */
static bool *
find_absent_modules(struct work *work)
{
	const struct outcome *outcome = work->outcome;
	size_t count = work->expected->module_count;
	bool *absent = arena_array(&work->scratch, count, sizeof *absent);

	for (size_t i = 0; i < count; i++) {
		const struct module *module = &work->expected->modules[i];
		const struct module_state *state = &outcome->modules[i];

		absent[i] = module->requirement == REQUIREMENT_OPTIONAL &&
		            (state->status == MODULE_ABSENT ||
		             (state->status == MODULE_UNKNOWN && state->tables_expected == 0 &&
		              module->tables > 0));
	}
	for (size_t i = 0; i < outcome->gap_count; i++) {
		size_t module = work->expected->items[outcome->gaps[i].item].module;

		if (module != NONE)
			absent[module] = false;
	}
	return absent;
}

static enum standing
standing_of_gap(const struct gap *gap, size_t module)
{
	if (gap->change == CHANGE_WRONG_KIND)
		return STANDING_WRONG;
	if (gap->change == CHANGE_RENAMED)
		return STANDING_RENAMED;
	if (gap->change == CHANGE_CHANGED)
		return STANDING_RETYPED;
	if (module == MODULE_PREREQUISITES)
		return STANDING_ABSENT;
	return gap->ignored ? STANDING_IGNORED : STANDING_MISSING;
}

static enum standing
standing_of(const struct work *work, size_t item, const struct gap *gap, const bool *absent)
{
	const struct expected_item *expected = &work->expected->items[item];

	if (expected->module != NONE &&
	    (work->outcome->modules[expected->module].status == MODULE_NOT_SELECTED ||
	     work->expected->modules[expected->module].requirement == REQUIREMENT_UNWANTED ||
	     absent[expected->module]))
		return STANDING_OUT;
	/* A table stands before what lives on it. */
	if (expected->parent != NONE && work->standing[expected->parent] != STANDING_THERE)
		return (enum standing)work->standing[expected->parent];
	return gap == NULL ? STANDING_THERE : standing_of_gap(gap, expected->module);
}

static void
unread(struct work *work, size_t item)
{
	if (work->standing[item] == STANDING_THERE)
		work->standing[item] = STANDING_UNREAD;
}

/* One object, what lives on one table, or all of a kind. */
static void
note_unknown(struct work *work, const struct unknown *unknown)
{
	const struct expected *expected = work->expected;
	size_t table;

	if (unknown->name != NULL) {
		size_t item = expected_find(expected, unknown->kind, unknown->schema,
		                            unknown->table, unknown->name);

		if (item != NONE)
			unread(work, item);
		return;
	}
	if (unknown->table == NULL) {
		for (size_t i = 0; i < expected->item_count; i++) {
			if (expected->items[i].object.kind == unknown->kind)
				unread(work, i);
		}
		return;
	}
	table = expected_find(expected, KIND_table, unknown->schema, unknown->table,
	                      unknown->table);
	if (table == NONE)
		return;
	for (size_t i = work->book.first_child[table]; i != NONE; i = work->book.next_child[i]) {
		if (expected->items[i].object.kind == unknown->kind)
			unread(work, i);
	}
}

static int
item_cb(const void *key, const void *gap)
{
	size_t item = *(const size_t *)key;
	size_t other = ((const struct gap *)gap)->item;

	return (item > other) - (item < other);
}

const struct gap *
plan_gap(const struct work *work, size_t item)
{
	if (work->outcome->gap_count == 0)
		return NULL;
	return bsearch(&item, work->outcome->gaps, work->outcome->gap_count,
	               sizeof *work->outcome->gaps, item_cb);
}

void
plan_stand(struct work *work)
{
	const bool *absent = find_absent_modules(work);

	for (size_t i = 0; i < work->expected->item_count; i++)
		work->standing[i] = (uint8_t)standing_of(work, i, plan_gap(work, i), absent);
	for (size_t i = 0; i < work->outcome->unknown_count; i++)
		note_unknown(work, &work->outcome->unknowns[i]);
	for (size_t i = 0; i < work->expected->item_count; i++) {
		size_t parent = work->expected->items[i].parent;

		if (parent != NONE && work->standing[parent] == STANDING_THERE &&
		    work->standing[i] == STANDING_MISSING)
			work->book.lacks_key[parent] = true;
	}
}
