/* The statements, one for each item that is created, in the order of the stages. */
#include "drift/plan_priv.h"

#include <string.h>

/* The columns of a table, in the manifest's order. */
static size_t
columns_of(struct work *work, size_t table, const struct object ***ret_columns)
{
	const struct need_book *book = &work->book;
	size_t count = 0;

	for (size_t i = book->first_child[table]; i != NONE; i = book->next_child[i])
		count += work->expected->items[i].object.kind == KIND_column;
	*ret_columns = arena_array(&work->scratch, count, sizeof **ret_columns);
	count = 0;
	for (size_t i = book->first_child[table]; i != NONE; i = book->next_child[i]) {
		if (work->expected->items[i].object.kind == KIND_column)
			(*ret_columns)[count++] = &work->expected->items[i].object;
	}
	return count;
}

static void
refuse(struct work *work, size_t item, const char *why)
{
	plan_block(work, &(struct blocker){ .cause = item,
	                                    .detail = why,
	                                    .reason = PLAN_UNDERSTATED,
	                                    .item = NONE,
	                                    .unit = plan_unit(work, item) });
}

/* What is missing of a table to be created, beyond its columns' types. */
static const char *
understated(const struct work *work, const struct expected_item *item, size_t columns)
{
	if (item->object.kind != KIND_table)
		return NULL;
	if (item->bare)
		return "the manifest gives only its name, so it cannot be created";
	return columns == 0 && !work->expected->complete
	               ? "the manifest states no column of it, so it cannot be created"
	               : NULL;
}

/* NULL where it is refused. */
static const char *
write(struct work *work, size_t index)
{
	const struct expected_item *item = &work->expected->items[index];
	const struct object **columns = NULL;
	size_t column_count = 0;
	struct text sql = { 0 };
	struct text why = { 0 };
	struct err err = { 0 };
	const char *written = NULL;

	if (item->object.kind == KIND_table)
		column_count = columns_of(work, index, &columns);
	if (understated(work, item, column_count) != NULL) {
		plan_describe(work, index, &why);
		text_addf(&why, ": %s", understated(work, item, column_count));
		refuse(work, index, arena_strdup(&work->scratch, text_str(&why)));
	} else if (ddl_write(&item->object, columns, column_count, NULL, &sql, &err)) {
		written = arena_strdup(work->arena, text_str(&sql));
	} else {
		refuse(work, index, arena_strdup(&work->scratch, err.message));
	}
	text_done(&sql);
	text_done(&why);
	return written;
}

/* Where the statements of each stage begin; returns how many there are. */
static size_t
place_stages(const struct work *work, size_t ret_place[STAGE_COUNT + 1])
{
	size_t count = 0;

	memset(ret_place, 0, (STAGE_COUNT + 1) * sizeof *ret_place);
	for (size_t i = 0; i < work->expected->item_count; i++) {
		if (work->fate[i] == FATE_CREATED)
			ret_place[ddl_stage(&work->expected->items[i].object)]++;
	}
	for (size_t stage = 0; stage <= STAGE_COUNT; stage++) {
		size_t here = ret_place[stage];

		ret_place[stage] = count;
		count += here;
	}
	return count;
}

void
plan_write(struct work *work)
{
	size_t place[STAGE_COUNT + 1];

	work->node_count = place_stages(work, place);
	work->nodes = arena_array(&work->scratch, work->node_count, sizeof *work->nodes);
	for (size_t i = 0; i < work->expected->item_count; i++) {
		enum ddl_stage stage;

		work->node_of[i] = NONE;
		if (work->fate[i] == FATE_PART)
			work->node_of[i] = work->node_of[work->expected->items[i].parent];
		if (work->fate[i] != FATE_CREATED)
			continue;
		stage = ddl_stage(&work->expected->items[i].object);
		work->node_of[i] = place[stage]++;
		work->nodes[work->node_of[i]] = (struct node){ i, stage, write(work, i) };
	}
}
