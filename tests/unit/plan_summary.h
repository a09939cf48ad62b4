/* A plan as a few lines, for tests to hold against what they expect. */
#ifndef TESTS_PLAN_SUMMARY_H
#define TESTS_PLAN_SUMMARY_H

#include "drift/plan.h"

#include "world.h"

/* One line each, parted by newlines without one at the end: a transaction's modules as "[a b]", its
 * statements as "table public.t", a refusal as "refused a b: " and its text, what is left out as
 * "left column public.t.c: " and why. Lives in the arena. */
const char *plan_summary(const struct plan *plan, struct arena *arena);

/* The summary of the world's plan, with these options (NULL: none), equals the lines; the last is
 * NULL. `modules` selects, as for world_compare(). */
void plan_expect(struct world *world, const char *modules, const struct plan_options *options, ...)
	__attribute__((sentinel));

#endif
