#include "drift/order.h"

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

#define NONE SIZE_MAX

/* Who needs a node: `needers` from first[node] to first[node + 1]. */
struct graph {
	size_t count;
	size_t *first;
	size_t *needers;
	struct arena arena;
};

static void
graph_init(struct graph *graph, size_t count, const struct order_edge *edges, size_t edge_count)
{
	*graph = (struct graph){ .count = count };
	graph->first = arena_array(&graph->arena, count + 2, sizeof *graph->first);
	graph->needers = arena_array(&graph->arena, edge_count, sizeof *graph->needers);
	/* Counted one place further on, so that filling in leaves the beginnings. */
	for (size_t i = 0; i < edge_count; i++)
		graph->first[edges[i].before + 2]++;
	for (size_t i = 2; i < count + 2; i++)
		graph->first[i] += graph->first[i - 1];
	for (size_t i = 0; i < edge_count; i++)
		graph->needers[graph->first[edges[i].before + 1]++] = edges[i].after;
}

/* --- groups: Tarjan's algorithm, with a stack of its own ---------------------------------------- */

struct tarjan {
	const struct graph *graph;
	size_t *number; /* when a node was met; NONE: not yet */
	size_t *low;    /* the earliest that it leads back to */
	size_t *next;   /* which of its needers is next */
	bool *open;     /* its group is not closed yet */
	size_t *opened; /* open nodes in the order in which they were met */
	size_t opened_count;
	size_t *path; /* from the root down to the node at work */
	size_t path_length;
	size_t numbered;
	size_t *group; /* any node of its group, for now */
};

static void
enter(struct tarjan *tarjan, size_t node)
{
	tarjan->number[node] = tarjan->low[node] = tarjan->numbered++;
	tarjan->next[node] = tarjan->graph->first[node];
	tarjan->open[node] = true;
	tarjan->opened[tarjan->opened_count++] = node;
	tarjan->path[tarjan->path_length++] = node;
}

static void
lower(struct tarjan *tarjan, size_t node, size_t low)
{
	if (low < tarjan->low[node])
		tarjan->low[node] = low;
}

static void
leave(struct tarjan *tarjan, size_t node)
{
	tarjan->path_length--;
	if (tarjan->path_length > 0)
		lower(tarjan, tarjan->path[tarjan->path_length - 1], tarjan->low[node]);
	if (tarjan->low[node] != tarjan->number[node])
		return;
	for (size_t member = NONE; member != node;) {
		member = tarjan->opened[--tarjan->opened_count];
		tarjan->open[member] = false;
		tarjan->group[member] = node;
	}
}

static void
walk(struct tarjan *tarjan, size_t root)
{
	enter(tarjan, root);
	while (tarjan->path_length > 0) {
		size_t node = tarjan->path[tarjan->path_length - 1];

		if (tarjan->next[node] == tarjan->graph->first[node + 1]) {
			leave(tarjan, node);
			continue;
		}
		size_t needer = tarjan->graph->needers[tarjan->next[node]++];
		if (tarjan->number[needer] == NONE)
			enter(tarjan, needer);
		else if (tarjan->open[needer])
			lower(tarjan, node, tarjan->number[needer]);
	}
}

static size_t
find_groups(struct graph *graph, size_t *ret_group)
{
	struct tarjan tarjan = {
		.graph = graph,
		.number = arena_array(&graph->arena, graph->count, sizeof(size_t)),
		.low = arena_array(&graph->arena, graph->count, sizeof(size_t)),
		.next = arena_array(&graph->arena, graph->count, sizeof(size_t)),
		.open = arena_array(&graph->arena, graph->count, sizeof(bool)),
		.opened = arena_array(&graph->arena, graph->count, sizeof(size_t)),
		.path = arena_array(&graph->arena, graph->count, sizeof(size_t)),
		.group = ret_group,
	};
	size_t *renumbered = tarjan.low; /* of no more use then */
	size_t groups = 0;

	for (size_t i = 0; i < graph->count; i++)
		tarjan.number[i] = NONE;
	for (size_t i = 0; i < graph->count; i++) {
		if (tarjan.number[i] == NONE)
			walk(&tarjan, i);
	}
	for (size_t i = 0; i < graph->count; i++)
		renumbered[i] = NONE;
	for (size_t i = 0; i < graph->count; i++) {
		size_t *number = &renumbered[ret_group[i]];

		if (*number == NONE)
			*number = groups++;
		ret_group[i] = *number;
	}
	return groups;
}

size_t
order_groups(size_t count, const struct order_edge *edges, size_t edge_count, size_t *ret_group)
{
	struct graph graph;
	size_t groups;

	graph_init(&graph, count, edges, edge_count);
	groups = find_groups(&graph, ret_group);
	arena_done(&graph.arena);
	return groups;
}

/* --- order: Kahn's algorithm, with a heap of what is ready -------------------------------------- */

struct heap {
	size_t *nodes;
	size_t count;
};

static void
heap_push(struct heap *heap, size_t node)
{
	size_t at = heap->count++;

	for (; at > 0 && heap->nodes[(at - 1) / 2] > node; at = (at - 1) / 2)
		heap->nodes[at] = heap->nodes[(at - 1) / 2];
	heap->nodes[at] = node;
}

static size_t
heap_pop(struct heap *heap)
{
	size_t smallest = heap->nodes[0];
	size_t last = heap->nodes[--heap->count];
	size_t at = 0;

	for (size_t child = 1; child < heap->count; child = 2 * at + 1) {
		if (child + 1 < heap->count && heap->nodes[child + 1] < heap->nodes[child])
			child++;
		if (heap->nodes[child] >= last)
			break;
		heap->nodes[at] = heap->nodes[child];
		at = child;
	}
	heap->nodes[at] = last;
	return smallest;
}

void
order_sort(size_t count, const struct order_edge *edges, size_t edge_count, size_t *ret_order)
{
	struct graph graph;
	struct heap ready = { 0 };
	size_t *group;
	size_t *waits; /* per node: for how many others */
	size_t sorted = 0;

	graph_init(&graph, count, edges, edge_count);
	group = arena_array(&graph.arena, count, sizeof *group);
	waits = arena_array(&graph.arena, count, sizeof *waits);
	ready.nodes = arena_array(&graph.arena, count, sizeof *ready.nodes);
	find_groups(&graph, group);
	for (size_t i = 0; i < edge_count; i++)
		waits[edges[i].after] += group[edges[i].before] != group[edges[i].after];
	for (size_t i = 0; i < count; i++) {
		if (waits[i] == 0)
			heap_push(&ready, i);
	}
	while (ready.count > 0) {
		size_t node = heap_pop(&ready);

		ret_order[sorted++] = node;
		for (size_t i = graph.first[node]; i < graph.first[node + 1]; i++) {
			size_t needer = graph.needers[i];

			if (group[needer] != group[node] && --waits[needer] == 0)
				heap_push(&ready, needer);
		}
	}
	arena_done(&graph.arena);
}
