/* The statements, one for each item that is created and those that complete it, in the order of the
 * stages. */
#include "drift/plan_priv.h"

#include <stdlib.h>

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

/* --- in the order of the stages ----------------------------------------------------------------- */

/* Statements in the order of the items. */
struct drafts {
	struct work *work;
	struct node *nodes;
	size_t count;
	size_t room;
	size_t item; /* at work */
};

static void
add_draft(struct drafts *drafts, const struct node *node)
{
	if (drafts->count == drafts->room) {
		drafts->room = drafts->room == 0 ? 64 : 2 * drafts->room;
		drafts->nodes = mem_resize(drafts->nodes, drafts->room, sizeof *drafts->nodes);
	}
	drafts->nodes[drafts->count++] = *node;
}

static void
add_more_cb(void *arg, enum ddl_stage stage, const char *sql)
{
	struct drafts *drafts = arg;

	add_draft(drafts, &(struct node){ .item = drafts->item,
	                                  .stage = stage,
	                                  .part = PART_MORE,
	                                  .sql = arena_strdup(drafts->work->arena, sql) });
}

static void
add_shell(struct drafts *drafts, const struct object *object)
{
	struct text sql = { 0 };

	if (ddl_write_shell(object, &sql))
		add_draft(drafts, &(struct node){ .item = drafts->item,
		                                  .stage = STAGE_TYPE,
		                                  .part = PART_SHELL,
		                                  .sql = arena_strdup(drafts->work->arena,
		                                                      text_str(&sql)) });
	text_done(&sql);
}

/* A complete manifest that is silent about what everybody may do by default means that nobody may. */
static void
add_revoke(struct drafts *drafts, const struct object *object)
{
	const struct expected *expected = drafts->work->expected;
	const char *everybodys = ddl_everybodys(object);
	struct text sql = { 0 }, name = { 0 };

	if (!expected->complete || everybodys == NULL ||
	    expected_omits(expected, kind_table[KIND_privilege].word) ||
	    !kind_is_guest(KIND_privilege, object->kind))
		return;
	text_addf(&sql, "public %s", everybodys);
	object_guest_name(text_str(&sql), object->kind, object->name, &name);
	text_clear(&sql);
	if (expected_find(expected, KIND_privilege, object->schema, NULL, text_str(&name)) ==
	            NONE &&
	    ddl_write_revoke(object, &sql))
		add_more_cb(drafts, STAGE_PRIVILEGE, text_str(&sql));
	text_done(&sql);
	text_done(&name);
}

static void
draft(struct drafts *drafts, size_t item)
{
	struct work *work = drafts->work;
	const struct object *object = &work->expected->items[item].object;
	struct err err = { 0 };

	drafts->item = item;
	if (work->fate[item] == FATE_CREATED) {
		add_shell(drafts, object);
		add_draft(drafts, &(struct node){ .item = item,
		                                  .stage = ddl_stage(object),
		                                  .part = PART_WHOLE,
		                                  .sql = write(work, item) });
		add_revoke(drafts, object);
	}
	if ((work->fate[item] == FATE_CREATED || work->fate[item] == FATE_PART) &&
	    !ddl_write_more(object, add_more_cb, drafts, &err))
		refuse(work, item, arena_strdup(&work->scratch, err.message));
}

/* Sorts by stage, keeping the order of the items, and tells each item its statement. */
static void
place(struct work *work, const struct drafts *drafts)
{
	size_t at[STAGE_COUNT + 2] = { 0 };

	for (size_t i = 0; i < drafts->count; i++)
		at[drafts->nodes[i].stage + 1]++;
	for (size_t stage = 0; stage <= STAGE_COUNT; stage++)
		at[stage + 1] += at[stage];
	work->node_count = drafts->count;
	work->nodes = arena_array(&work->scratch, drafts->count, sizeof *work->nodes);
	for (size_t i = 0; i < drafts->count; i++) {
		const struct node *node = &drafts->nodes[i];
		size_t index = at[node->stage]++;

		work->nodes[index] = *node;
		if (node->part == PART_WHOLE)
			work->node_of[node->item] = index;
	}
}

void
plan_write(struct work *work)
{
	struct drafts drafts = { .work = work };

	for (size_t i = 0; i < work->expected->item_count; i++) {
		work->node_of[i] = NONE;
		draft(&drafts, i);
	}
	place(work, &drafts);
	free(drafts.nodes);
	/* A table stands before its columns. */
	for (size_t i = 0; i < work->expected->item_count; i++) {
		if (work->fate[i] == FATE_PART)
			work->node_of[i] = work->node_of[work->expected->items[i].parent];
	}
}
