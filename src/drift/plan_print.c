/* What a plan presupposes: names that are free, what is left as it is, and the fingerprint. */
#include "drift/plan_priv.h"

#include <stdlib.h>
#include <string.h>

/* Constraints whose index is a relation of the same name. */
static bool
takes_relation(const struct object *object)
{
	static const char *const indexed[] = { "primary_key", "unique", "exclusion" };
	const char *subtype;

	if (kind_table[object->kind].shape == SHAPE_RELATION || object->kind == KIND_index)
		return true;
	subtype = object->kind == KIND_constraint ? object_subtype(object) : NULL;
	for (size_t i = 0; subtype != NULL && i < sizeof indexed / sizeof *indexed; i++) {
		if (strcmp(subtype, indexed[i]) == 0)
			return true;
	}
	return false;
}

void
plan_list_names(struct work *work, struct plan *plan)
{
	struct plan_name *names = arena_array(work->arena, plan->statement_count, sizeof *names);

	for (size_t i = 0; i < plan->transaction_count; i++) {
		const struct plan_transaction *transaction = &plan->transactions[i];

		for (size_t j = 0; j < transaction->statement_count; j++) {
			size_t item = transaction->statements[j].item;
			const struct object *object = &work->expected->items[item].object;
			bool is_type = object->kind == KIND_type;

			if (is_type || takes_relation(object))
				names[plan->name_count++] = (struct plan_name){
					item, object->schema, object->name, is_type
				};
		}
	}
	plan->names = names;
}

void
plan_list_left_out(struct work *work, struct plan *plan)
{
	struct plan_leftover *list;
	size_t count = 0;

	for (size_t i = 0; i < work->expected->item_count; i++)
		count += work->fate[i] == FATE_LEFT_OUT;
	list = arena_array(work->arena, count, sizeof *list);
	for (size_t i = 0; i < work->expected->item_count; i++) {
		if (work->fate[i] == FATE_LEFT_OUT && !work->refused[plan_unit(work, i)])
			list[plan->left_out_count++] = (struct plan_leftover){
				i, arena_strdup(work->arena, work->left[i])
			};
	}
	plan->left_out = list;
}

/* --- the fingerprint ---------------------------------------------------------------------------- */

struct print {
	const char **strings;
	size_t count;
	size_t room;
};

static void
add(struct print *print, const char *string)
{
	if (print->count == print->room) {
		print->room = print->room == 0 ? 64 : 2 * print->room;
		print->strings = mem_resize(print->strings, print->room, sizeof *print->strings);
	}
	print->strings[print->count++] = string;
}

static void
add_transaction(struct print *print, const struct plan *plan,
                const struct plan_transaction *transaction)
{
	add(print, "transaction");
	for (size_t i = 0; i < transaction->module_count; i++)
		add(print, plan->expected->modules[transaction->modules[i]].name);
	add(print, NULL);
	for (size_t i = 0; i < transaction->statement_count; i++)
		add(print, transaction->statements[i].sql);
}

/* What is there and counted on: by identity, and a column by its type as well. */
static void
add_presupposed(struct print *print, struct work *work)
{
	bool *counts = arena_array(&work->scratch, work->expected->item_count, sizeof *counts);

	for (size_t i = 0; i < work->reliance_count; i++) {
		if (!work->refused[work->reliances[i].unit])
			counts[work->reliances[i].item] = true;
	}
	add(print, "presupposed");
	for (size_t i = 0; i < work->expected->item_count; i++) {
		const struct object *object = &work->expected->items[i].object;

		if (!counts[i])
			continue;
		add(print, kind_table[object->kind].word);
		add(print, object->schema);
		add(print, object->table);
		add(print, object->name);
		if (object->kind == KIND_column)
			add(print, object->value[PROPERTY_column_type]);
	}
}

void
plan_print(struct work *work, struct plan *plan)
{
	struct print print = { 0 };

	add(&print, work->options->identity);
	for (size_t i = 0; i < plan->transaction_count; i++)
		add_transaction(&print, plan, &plan->transactions[i]);
	add_presupposed(&print, work);
	hash_strings(print.strings, print.count, HASH_HEX_BYTES - 1, plan->fingerprint);
	free(print.strings);
}
