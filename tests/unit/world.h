/* A database for tests of the comparison: made of what is expected, then damaged, then told to the
 * comparison in an order of its own. */
#ifndef TESTS_WORLD_H
#define TESTS_WORLD_H

#include "drift/compare.h"

struct world;

/* Everything that is expected is there, with every property; what is not stated is what silence means
 * in a complete manifest. Takes over the reference. */
struct world *world_new(struct expected *expected);
void world_free(struct world *world);

/* The object of that identity ("public" where it has a schema), to be changed; it must be there.
 * `table` is NULL for tables, types and schemas. */
struct object *world_find(struct world *world, enum kind kind, const char *table, const char *name);
void world_set(struct world *world, enum kind kind, const char *table, const char *name,
               size_t property, const char *value);

/* One more, not expected. */
struct object *world_add(struct world *world, enum kind kind, const char *schema, const char *table,
                         const char *name);

/* Takes it away; of a table or a schema also what is in it. */
void world_drop(struct world *world, enum kind kind, const char *table, const char *name);
void world_drop_schema(struct world *world, const char *schema);

/* The expected table is there as another relation. What lives on it is told all the same if that is a
 * table too ('p', 'f'). */
void world_replace(struct world *world, const char *table, char relkind);
void world_forbid(struct world *world, const char *table, const char *grant);
void world_tell_unknown(struct world *world, const struct unknown *unknown); /* borrowed */
void world_forget_kind(struct world *world, enum kind kind);  /* it is not read at all */
void world_record(struct world *world, const char *revision); /* NULL: its table is missing */

void world_see(struct world *world, const char *module); /* it was there at an earlier check */

/* The outcome lives as long as the world. `order` 0: as expected; else shuffled by it. */
const struct outcome *world_compare(struct world *world, const char *modules, unsigned order);

/* Asserts that there are exactly these drifts, in this order, each as
 * "critical missing table public.t" or "warning changed default of column public.t.c". The last is NULL. */
void world_expect(const struct outcome *outcome, ...) __attribute__((sentinel));

/* The impact of the drift with that description, joined by "; ". */
const char *world_impact(struct world *world, const struct outcome *outcome, const char *drift);
const struct drift *world_drift(const struct outcome *outcome, const char *drift);

#endif
