#include "drift/order.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#define MOST 64
#define LONG 100000

static void
expect_order(size_t count, const struct order_edge *edges, size_t edge_count, const size_t *wanted)
{
	size_t order[MOST];

	order_sort(count, edges, edge_count, order);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(order[i], wanted[i]);
}

static void
expect_groups(size_t count, const struct order_edge *edges, size_t edge_count, const size_t *wanted)
{
	size_t group[MOST];
	size_t most = 0;
	size_t groups = order_groups(count, edges, edge_count, group);

	for (size_t i = 0; i < count; i++) {
		assert_int_equal(group[i], wanted[i]);
		if (wanted[i] + 1 > most)
			most = wanted[i] + 1;
	}
	assert_int_equal(groups, most);
}

#define COUNT(list) (sizeof(list) / sizeof *(list))

static void
without_needs_the_smaller_comes_first(void **unused)
{
	static const size_t order[] = { 0, 1, 2, 3 };
	static const struct order_edge twice[] = { { 0, 3 }, { 0, 3 }, { 2, 2 } };
	(void)unused;

	expect_order(0, NULL, 0, NULL);
	expect_order(4, NULL, 0, order);
	expect_order(4, twice, COUNT(twice), order);
}

static void
what_is_needed_comes_before(void **unused)
{
	static const struct order_edge edges[] = { { 4, 0 }, { 3, 4 }, { 3, 1 } };
	static const size_t order[] = { 2, 3, 1, 4, 0 };
	(void)unused;

	expect_order(5, edges, COUNT(edges), order);
}

static void
a_circle_keeps_its_own_order_and_its_place(void **unused)
{
	/* 0 needs the circle of 1, 2 and 3, which needs 4. */
	static const struct order_edge edges[] = { { 3, 1 }, { 2, 3 }, { 1, 2 },
		                                   { 1, 0 }, { 4, 2 }, { 2, 2 } };
	static const size_t order[] = { 1, 0, 3, 4, 2 }; /* of the circle only 2 needs 4 itself */
	static const size_t groups[] = { 0, 1, 1, 1, 2 };
	(void)unused;

	expect_groups(5, edges, COUNT(edges), groups);
	expect_order(5, edges, COUNT(edges), order);
}

static void
groups_are_numbered_by_their_smallest(void **unused)
{
	static const struct order_edge edges[] = { { 5, 1 }, { 1, 5 }, { 3, 0 }, { 0, 4 },
		                                   { 4, 3 }, { 2, 1 }, { 5, 0 } };
	static const size_t groups[] = { 0, 1, 2, 0, 0, 1 };
	(void)unused;

	expect_groups(6, edges, COUNT(edges), groups);
	expect_groups(0, NULL, 0, NULL);
}

/* By brute force: who leads to whom. */
static void
close_over(bool reach[MOST][MOST], size_t count)
{
	for (size_t k = 0; k < count; k++)
		for (size_t i = 0; i < count; i++)
			for (size_t j = 0; j < count; j++)
				reach[i][j] = reach[i][j] || (reach[i][k] && reach[k][j]);
}

static void
check_random(unsigned seed)
{
	bool reach[MOST][MOST] = { { false } };
	struct order_edge edges[MOST];
	size_t group[MOST], order[MOST], place[MOST];
	size_t count = 2 + (size_t)rand_r(&seed) % 20;
	size_t edge_count = (size_t)rand_r(&seed) % 40;

	for (size_t i = 0; i < edge_count; i++) {
		edges[i].before = (size_t)rand_r(&seed) % count;
		edges[i].after = (size_t)rand_r(&seed) % count;
		reach[edges[i].before][edges[i].after] = true;
	}
	close_over(reach, count);
	order_groups(count, edges, edge_count, group);
	order_sort(count, edges, edge_count, order);
	for (size_t i = 0; i < count; i++)
		place[i] = MOST;
	for (size_t i = 0; i < count; i++)
		place[order[i]] = i;
	for (size_t i = 0; i < count; i++) {
		assert_true(place[i] < count);
		for (size_t j = 0; j < count; j++)
			assert_true((group[i] == group[j]) ==
			            (i == j || (reach[i][j] && reach[j][i])));
	}
	for (size_t i = 0; i < edge_count; i++)
		assert_true(group[edges[i].before] == group[edges[i].after] ||
		            place[edges[i].before] < place[edges[i].after]);
}

static void
any_graph_is_sorted(void **unused)
{
	(void)unused;
	for (unsigned seed = 1; seed <= 500; seed++)
		check_random(seed);
}

static void
long_chains_need_no_deep_stack(void **unused)
{
	struct order_edge *edges = calloc(LONG, sizeof *edges);
	size_t *order = calloc(LONG, sizeof *order);
	(void)unused;

	assert_non_null(edges);
	assert_non_null(order);
	for (size_t i = 0; i < LONG; i++)
		edges[i] = (struct order_edge){ (i + 1) % LONG, i };
	order_sort(LONG, edges, LONG - 1, order);
	for (size_t i = 0; i < LONG; i++)
		assert_int_equal(order[i], LONG - 1 - i);
	assert_int_equal(order_groups(LONG, edges, LONG, order), 1);
	free(edges);
	free(order);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_needs_the_smaller_comes_first),
		cmocka_unit_test(what_is_needed_comes_before),
		cmocka_unit_test(a_circle_keeps_its_own_order_and_its_place),
		cmocka_unit_test(groups_are_numbered_by_their_smallest),
		cmocka_unit_test(any_graph_is_sorted),
		cmocka_unit_test(long_chains_need_no_deep_stack),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
