/* Which modules are refused, and the sentences that say why. */
#include "drift/plan_priv.h"

#include <stdlib.h>
#include <string.h>

/* --- who is refused ----------------------------------------------------------------------------- */

static void
block_unit(struct work *work, size_t cause, const char *detail, enum plan_reason reason,
           size_t unit)
{
	plan_block(work, &(struct blocker){ .cause = cause,
	                                    .detail = detail,
	                                    .reason = reason,
	                                    .item = NONE,
	                                    .unit = unit });
}

static void
object(struct work *work, const struct plan_objection *objection)
{
	bool *told = arena_array(&work->scratch, work->expected->module_count, sizeof *told);

	for (size_t i = 0; i < work->node_count; i++) {
		size_t unit = plan_unit(work, work->nodes[i].item);

		if (told[unit] || (objection->module != NONE && objection->module != unit))
			continue;
		told[unit] = true;
		block_unit(work, NONE, objection->reason, PLAN_OBJECTION, unit);
	}
}

/* Tables and types whose names something else has, or that are there under another: their modules are
 * refused. */
static void
block_wrong_kinds(struct work *work)
{
	for (size_t i = 0; i < work->expected->item_count; i++) {
		const struct expected_item *item = &work->expected->items[i];

		bool renamed = work->standing[i] == STANDING_RENAMED;

		if ((renamed || work->standing[i] == STANDING_WRONG) && item->parent == NONE &&
		    item->module != MODULE_PREREQUISITES && plan_asked(work, plan_unit(work, i)))
			block_unit(work, i, NULL, renamed ? PLAN_RENAMED : PLAN_WRONG_KIND,
			           plan_unit(work, i));
	}
}

/* Whoever needs a unit that is refused is refused. */
static void
spread(struct work *work)
{
	bool changed = true;

	while (changed) {
		changed = false;
		for (size_t i = 0; i < work->edge_count; i++) {
			size_t before = plan_unit(work, work->nodes[work->edges[i].before].item);
			size_t after = plan_unit(work, work->nodes[work->edges[i].after].item);

			if (!work->refused[before] || work->refused[after])
				continue;
			work->refused[after] = true;
			changed = true;
		}
	}
	for (size_t i = 0; i < work->edge_count; i++) {
		size_t item = work->nodes[work->edges[i].after].item;
		size_t before = plan_unit(work, work->nodes[work->edges[i].before].item);

		if (work->refused[before] && before != plan_unit(work, item))
			plan_block(work, &(struct blocker){
						 .cause = NONE,
						 .detail = work->expected->modules[before].name,
						 .reason = PLAN_REFUSED,
						 .item = item,
						 .unit = plan_unit(work, item) });
	}
}

/* --- refusals ----------------------------------------------------------------------------------- */

static int
number_order(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

/* Those of one refusal stand together: by cause, in the manifest's order, those without one first;
 * what only follows from other refusals comes last. */
static int
head_order(const struct blocker *a, const struct blocker *b)
{
	int order = number_order(a->reason == PLAN_REFUSED, b->reason == PLAN_REFUSED);

	if (order == 0)
		order = number_order(a->cause + 1, b->cause + 1);
	if (order == 0)
		order = number_order(a->reason, b->reason);
	if (order == 0 && a->detail != b->detail)
		order = a->detail == NULL   ? -1
		        : b->detail == NULL ? 1
		                            : strcmp(a->detail, b->detail);
	return order;
}

static int
blocker_order_cb(const void *left, const void *right)
{
	const struct blocker *a = left;
	const struct blocker *b = right;
	int order = head_order(a, b);

	if (order == 0)
		order = number_order(a->unit, b->unit);
	return order != 0 ? order : number_order(a->item + 1, b->item + 1);
}

/* One refusal of blockers that begin alike. */
static void
add_refusal(struct work *work, const struct blocker *blockers, size_t count,
            struct plan_refusal *ret_refusal)
{
	size_t *modules = arena_array(work->arena, count, sizeof *modules);
	struct text text = { 0 };
	size_t module_count = 0;

	for (size_t i = 0; i < count; i++) {
		size_t unit = blockers[i].unit;

		if (unit != MODULE_PREREQUISITES &&
		    (module_count == 0 || modules[module_count - 1] != unit))
			modules[module_count++] = unit;
	}
	plan_sentence(work, blockers, count, &text);
	*ret_refusal = (struct plan_refusal){
		.reason = blockers->reason,
		.text = arena_strdup(work->arena, text_str(&text)),
		.modules = modules,
		.module_count = module_count,
	};
	text_done(&text);
}

void
plan_refuse(struct work *work, struct plan *plan)
{
	struct plan_refusal *refusals;

	for (size_t i = 0; i < work->options->objection_count; i++)
		object(work, &work->options->objections[i]);
	block_wrong_kinds(work);
	for (size_t i = 0; i < work->blocker_count; i++)
		work->refused[work->blockers[i].unit] = true;
	spread(work);
	if (work->blocker_count == 0)
		return;
	qsort(work->blockers, work->blocker_count, sizeof *work->blockers, blocker_order_cb);
	refusals = arena_array(work->arena, work->blocker_count, sizeof *refusals);
	for (size_t i = 0, end; i < work->blocker_count; i = end) {
		for (end = i + 1; end < work->blocker_count; end++) {
			if (head_order(&work->blockers[i], &work->blockers[end]) != 0)
				break;
		}
		add_refusal(work, &work->blockers[i], end - i, &refusals[plan->refusal_count++]);
	}
	plan->refusals = refusals;
}
