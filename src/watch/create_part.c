/* What became of a transaction, and whether what it made is what was stated. */
#include "base/clock.h"
#include "create_priv.h"

#include <stdlib.h>
#include <string.h>

void
objections_add(struct objections *objections, size_t module, const char *reason)
{
	objections->list = mem_resize(objections->list, objections->count + 1,
	                              sizeof *objections->list);
	objections->list[objections->count++] = (struct plan_objection){ module, reason };
}

void
create_part_begin(struct create *create)
{
	const struct plan_transaction *transaction = create->transaction;
	const struct expected *expected = create->config.expected;
	size_t *modules = arena_array(&create->arena, transaction->module_count, sizeof *modules);

	create->working = true;
	create->part = (struct create_part){
		.modules = modules,
		.module_count = transaction->module_count,
		.statements = transaction->statement_count,
	};
	for (size_t i = 0; i < transaction->module_count; i++)
		modules[i] = transaction->modules[i];
	memset(create->made, 0, expected->item_count);
	for (size_t i = 0; i < transaction->statement_count; i++) {
		create->part.tables += transaction->statements[i].stage == STAGE_TABLE;
		create->made[transaction->statements[i].item] = true;
	}
	/* A table stands before what lives on it. */
	for (size_t i = 0; i < expected->item_count; i++) {
		size_t parent = expected->items[i].parent;

		if (parent != EXPECTED_NONE && create->made[parent])
			create->made[i] = true;
	}
}

void
create_part_end(struct create *create, enum create_fate fate, const struct err *err)
{
	struct create_part *part = &create->part;

	part->fate = fate;
	part->duration_us = clock_us() - create->round_us;
	part->err = (struct err){ 0 };
	if (err != NULL)
		part->err = *err;
	create->working = false;
	create->parts = mem_resize(create->parts, create->result.part_count + 1,
	                           sizeof *create->parts);
	create->parts[create->result.part_count++] = *part;
}

void
create_part_object(struct create *create, const char *reason)
{
	const struct create_part *part = &create->part;
	char *kept = arena_strdup(&create->arena, reason);

	for (size_t i = 0; i < part->module_count; i++)
		objections_add(&create->failed, part->modules[i], kept);
	if (part->module_count == 0)
		objections_add(&create->failed, MODULE_PREREQUISITES, kept);
}

/* --- reading back ------------------------------------------------------------------------------- */

static bool
concerns(const struct create *create, enum kind kind, const char *schema, const char *table,
         const char *name)
{
	const struct expected *expected = create->config.expected;
	size_t item = EXPECTED_NONE;

	if (name != NULL)
		item = expected_find(expected, kind, schema, table, name);
	if (item == EXPECTED_NONE && table != NULL)
		item = expected_find(expected, KIND_table, schema, table, table);
	return item != EXPECTED_NONE && create->made[item];
}

struct differing {
	struct create *create;
	const char **sentences;
	size_t count;
};

static void
differ(struct differing *differing, const char *sentence)
{
	differing->sentences = mem_resize(differing->sentences, differing->count + 1,
	                                  sizeof *differing->sentences);
	differing->sentences[differing->count++] = arena_strdup(&differing->create->arena,
	                                                        sentence);
}

/* Of a change the two texts as well: this is for whoever has to repair the manifest. */
static void
differ_drift(struct differing *differing, const struct drift *drift)
{
	struct text sentence = { 0 };

	text_add(&sentence, drift->summary);
	if (drift->change == CHANGE_CHANGED)
		text_addf(&sentence, " (stated: %s; read back: %s)",
		          drift->expected == NULL ? "nothing" : drift->expected,
		          drift->observed == NULL ? "nothing" : drift->observed);
	differ(differing, text_str(&sentence));
	text_done(&sentence);
}

/* Whether a drift of its own speaks of it. */
static bool
is_told(const struct outcome *outcome, const struct object *object)
{
	for (size_t i = 0; i < outcome->drift_count; i++) {
		const struct drift *drift = &outcome->drifts[i];

		if (drift->name != NULL &&
		    object_is(object, drift->kind, drift->schema, drift->table, drift->name))
			return true;
	}
	return false;
}

static void
differ_item(struct differing *differing, const struct object *object, const char *how)
{
	struct text sentence = { 0 };

	object_describe(object->kind, object->schema, object->table, object->name, &sentence);
	text_addf(&sentence, " %s", how);
	differ(differing, text_str(&sentence));
	text_done(&sentence);
}

static void
differ_unknown(struct differing *differing, const struct unknown *unknown)
{
	struct text sentence = { 0 };

	if (unknown->name != NULL || unknown->table != NULL)
		object_describe(unknown->name == NULL ? KIND_table : unknown->kind, unknown->schema,
		                unknown->table,
		                unknown->name == NULL ? unknown->table : unknown->name, &sentence);
	else
		text_add(&sentence, kind_table[unknown->kind].plural);
	text_addf(&sentence, " could not be read back: %s", unknown->reason);
	differ(differing, text_str(&sentence));
	text_done(&sentence);
}

bool
create_same(struct create *create, const struct outcome *outcome, struct err *err)
{
	struct differing differing = { .create = create };
	const char **kept;

	for (size_t i = 0; i < outcome->drift_count; i++) {
		const struct drift *drift = &outcome->drifts[i];

		/* What the role that reads may see is no matter of how it was made. And it has been
		 * made of the text that is stated: where nobody could try whether the server only
		 * writes that otherwise, it does. */
		if (drift->change != CHANGE_FORBIDDEN && drift->unconfirmed == NULL &&
		    concerns(create, drift->kind, drift->schema, drift->table, drift->name))
			differ_drift(&differing, drift);
	}
	for (size_t i = 0; i < outcome->gap_count; i++) {
		const struct gap *gap = &outcome->gaps[i];
		const struct object *object = &create->config.expected->items[gap->item].object;

		if (create->made[gap->item] && !gap->ignored && !is_told(outcome, object))
			differ_item(&differing, object, "is not there");
	}
	for (size_t i = 0; i < outcome->unknown_count; i++) {
		const struct unknown *unknown = &outcome->unknowns[i];

		if ((unknown->name == NULL && unknown->table == NULL) ||
		    concerns(create, unknown->kind, unknown->schema, unknown->table, unknown->name))
			differ_unknown(&differing, unknown);
	}
	if (differing.count == 0)
		return true;
	kept = arena_array(&create->arena, differing.count, sizeof *kept);
	for (size_t i = 0; i < differing.count; i++)
		kept[i] = differing.sentences[i];
	free(differing.sentences);
	create->part.different = kept;
	create->part.different_count = differing.count;
	return err_set(err, ERR_MANIFEST,
	               "what was made is not what the manifest states (%zu differences): %s",
	               differing.count, create->part.different[0]);
}

/* --- what others are at work on ----------------------------------------------------------------- */

bool
create_is_busy(const struct create *create, const struct plan_transaction *transaction)
{
	for (size_t i = 0; i < transaction->statement_count; i++) {
		const struct plan_statement *statement = &transaction->statements[i];

		for (size_t j = 0; j < statement->lock_count; j++) {
			for (size_t k = 0; k < create->busy_count; k++) {
				if (strcmp(statement->locks[j].schema, create->busy[k].schema) ==
				            0 &&
				    strcmp(statement->locks[j].table, create->busy[k].table) == 0)
					return true;
			}
		}
	}
	return false;
}

void
create_parts_busy(struct create *create)
{
	for (size_t i = 0; i < create->plan->transaction_count; i++) {
		struct err err = { 0 };

		create->transaction = &create->plan->transactions[i];
		create_part_begin(create);
		create->round_us = clock_us();
		err_set_sqlstate(&err, ERR_SERVER, "55P03",
		                 "not tried, as it needs the lock that others hold");
		create_part_end(create, CREATE_BUSY, &err);
	}
}
