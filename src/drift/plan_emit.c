/* The plan itself, of what is not refused. */
#include "drift/plan_priv.h"

#include <stdlib.h>
#include <string.h>

/* Modules that need each other, or everything; a transaction, where anything of it is created. */
struct group {
	size_t *nodes; /* in the order in which they run */
	size_t node_count;
	bool *has; /* per unit */
};

struct emit {
	struct work *work;
	struct plan *plan;
	size_t *group_of; /* per unit */
	struct group *groups;
	size_t group_count;
};

static size_t
unit_of(const struct work *work, size_t node)
{
	return plan_unit(work, work->nodes[node].item);
}

/* --- transactions and their order --------------------------------------------------------------- */

/* Units that need each other go together; edges to refused ones do not count. */
static void
make_groups(struct emit *emit, struct order_edge *edges)
{
	const struct work *work = emit->work;
	size_t count = 0;

	emit->group_count = 1; /* that of all */
	if (work->options->single)
		return;
	for (size_t i = 0; i < work->edge_count; i++) {
		struct order_edge edge = { unit_of(work, work->edges[i].before),
			                   unit_of(work, work->edges[i].after) };

		if (!work->refused[edge.before] && !work->refused[edge.after])
			edges[count++] = edge;
	}
	emit->group_count = order_groups(work->expected->module_count, edges, count,
	                                 emit->group_of);
}

/* Gives back the groups in the order in which they run. */
static size_t *
order_of_groups(struct emit *emit, struct order_edge *edges)
{
	struct work *work = emit->work;
	size_t *order = arena_array(&work->scratch, emit->group_count, sizeof *order);

	for (size_t i = 0; i < work->edge_count; i++)
		edges[i] = (struct order_edge){
			emit->group_of[unit_of(work, work->edges[i].before)],
			emit->group_of[unit_of(work, work->edges[i].after)],
		};
	order_sort(emit->group_count, edges, work->edge_count, order);
	return order;
}

/* Within each group the order of the stages holds, as far as what is needed allows: what other groups
 * bring is there before, and does not count. */
static void
fill_groups(struct emit *emit, struct order_edge *edges)
{
	struct work *work = emit->work;
	size_t *order = arena_array(&work->scratch, work->node_count, sizeof *order);
	size_t count = 0;

	for (size_t i = 0; i < work->edge_count; i++) {
		if (emit->group_of[unit_of(work, work->edges[i].before)] ==
		    emit->group_of[unit_of(work, work->edges[i].after)])
			edges[count++] = work->edges[i];
	}
	order_sort(work->node_count, edges, count, order);
	emit->groups = arena_array(&work->scratch, emit->group_count, sizeof *emit->groups);
	for (size_t i = 0; i < work->node_count; i++)
		emit->groups[emit->group_of[unit_of(work, i)]].node_count++;
	for (size_t i = 0; i < emit->group_count; i++) {
		struct group *group = &emit->groups[i];

		group->nodes = arena_array(&work->scratch, group->node_count, sizeof *group->nodes);
		group->node_count = 0;
	}
	for (size_t i = 0; i < work->node_count; i++) {
		size_t unit = unit_of(work, order[i]);
		struct group *group = &emit->groups[emit->group_of[unit]];

		if (!work->refused[unit])
			group->nodes[group->node_count++] = order[i];
	}
}

/* --- statements --------------------------------------------------------------------------------- */

static bool
is_created(const struct work *work, const struct ddl_lock *lock)
{
	size_t item = expected_find(work->expected, KIND_table, lock->schema, lock->table,
	                            lock->table);

	return item != NONE && work->fate[item] == FATE_CREATED;
}

/* On a table that the plan creates nobody feels a lock. */
static size_t
take_locks(const struct work *work, const struct object *object, const struct ddl_lock **ret_locks)
{
	struct ddl_lock *locks = arena_array(work->arena, DDL_LOCKS_MAX, sizeof *locks);
	size_t all = ddl_locks(object, work->arena, locks);
	size_t count = 0;

	for (size_t i = 0; i < all; i++) {
		if (!is_created(work, &locks[i]))
			locks[count++] = locks[i];
	}
	*ret_locks = locks;
	return count;
}

static int
number_cb(const void *a, const void *b)
{
	size_t left = *(const size_t *)a;
	size_t right = *(const size_t *)b;

	return (left > right) - (left < right);
}

static void
write_modules(const struct work *work, const struct group *group,
              struct plan_transaction *transaction)
{
	size_t *modules = arena_array(work->arena, group->node_count, sizeof *modules);
	size_t count = 0;

	for (size_t i = 0; i < group->node_count; i++)
		modules[i] = unit_of(work, group->nodes[i]);
	qsort(modules, group->node_count, sizeof *modules, number_cb);
	for (size_t i = 0; i < group->node_count; i++) {
		if (modules[i] != MODULE_PREREQUISITES &&
		    (count == 0 || modules[count - 1] != modules[i]))
			modules[count++] = modules[i];
	}
	transaction->modules = modules;
	transaction->module_count = count;
}

static void
write_transaction(struct emit *emit, const struct group *group,
                  struct plan_transaction *transaction)
{
	const struct work *work = emit->work;
	struct plan_statement *statements = arena_array(work->arena, group->node_count,
	                                                sizeof *statements);

	for (size_t i = 0; i < group->node_count; i++) {
		const struct node *node = &work->nodes[group->nodes[i]];
		const struct object *object = &work->expected->items[node->item].object;

		statements[i] = (struct plan_statement){ .item = node->item,
			                                 .stage = node->stage,
			                                 .sql = node->sql };
		statements[i].lock_count = take_locks(work, object, &statements[i].locks);
		emit->plan->tables += object->kind == KIND_table && node->part == PART_WHOLE;
	}
	write_modules(work, group, transaction);
	transaction->statements = statements;
	transaction->statement_count = group->node_count;
	emit->plan->statement_count += group->node_count;
}

void
plan_emit(struct work *work, struct plan *plan)
{
	struct emit emit = { .work = work, .plan = plan };
	struct order_edge *edges = arena_array(&work->scratch, work->edge_count, sizeof *edges);
	struct plan_transaction *transactions;
	const size_t *order;

	emit.group_of = arena_array(&work->scratch, work->expected->module_count,
	                            sizeof *emit.group_of);
	make_groups(&emit, edges);
	order = order_of_groups(&emit, edges);
	fill_groups(&emit, edges);
	transactions = arena_array(work->arena, emit.group_count, sizeof *transactions);
	for (size_t i = 0; i < emit.group_count; i++) {
		const struct group *group = &emit.groups[order[i]];

		if (group->node_count > 0)
			write_transaction(&emit, group, &transactions[plan->transaction_count++]);
	}
	plan->transactions = transactions;
}
