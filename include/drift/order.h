/* Who comes first: an order that gives every node what it needs, and the groups of nodes that need
 * each other. Nodes are numbers; the smaller one comes first where nothing else decides. */
#ifndef DRIFT_ORDER_H
#define DRIFT_ORDER_H

#include <stddef.h>

/* `after` needs `before`. The same edge may stand twice, and a node may need itself. */
struct order_edge {
	size_t before;
	size_t after;
};

/* Gives every node, 0 to count - 1, the number of its group: nodes that need each other, however far
 * round, are of one. Groups are numbered by their smallest node, from 0; returns how many. */
size_t order_groups(size_t count, const struct order_edge *edges, size_t edge_count,
                    size_t *ret_group);

/* All nodes in order: always the smallest of those whose needs have come. What nodes of one group
 * need of each other cannot be met, and does not count. */
void order_sort(size_t count, const struct order_edge *edges, size_t edge_count, size_t *ret_order);

#endif
