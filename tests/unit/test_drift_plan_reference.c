// link: expect_build.c
// link: world.c
// link: plan_summary.c
/* The plan of the reference case, from config/manifest.json. */
#include "drift/plan.h"

#include "manifest/manifest.h"
#include "plan_summary.h"
#include "world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#define TABLES  34
#define MODULES 8

static const struct plan_options none;

/* Only what the modules stand on is there. */
static struct world *
empty_world(void)
{
	struct expected *expected;
	struct world *world;
	struct err err = { 0 };

	if (!manifest_load("config/manifest.json", &expected, &err))
		fail_msg("%s", err.message);
	world = world_new(expected);
	for (size_t i = 0; i < expected->item_count; i++) {
		const struct expected_item *item = &expected->items[i];

		if (item->module != MODULE_PREREQUISITES && item->parent == EXPECTED_NONE)
			world_drop(world, item->object.kind, NULL, item->object.name);
	}
	return world;
}

struct place {
	size_t transaction;
	size_t statement;
};

static struct place
place_of(const struct plan *plan, enum kind kind, const char *table, const char *name)
{
	for (size_t i = 0; i < plan->transaction_count; i++) {
		for (size_t j = 0; j < plan->transactions[i].statement_count; j++) {
			size_t item = plan->transactions[i].statements[j].item;

			if (object_is(&plan->expected->items[item].object, kind, "public", table,
			              name))
				return (struct place){ i, j };
		}
	}
	fail_msg("nothing creates %s", name);
	return (struct place){ 0, 0 };
}

static size_t
count_statements(const struct plan *plan, enum ddl_stage stage)
{
	size_t count = 0;

	for (size_t i = 0; i < plan->transaction_count; i++) {
		for (size_t j = 0; j < plan->transactions[i].statement_count; j++)
			count += plan->transactions[i].statements[j].stage == stage;
	}
	return count;
}

static void
the_whole_is_created_in_eight_transactions(void **unused)
{
	struct world *world = empty_world();
	struct arena arena = { 0 };
	struct plan *plan = plan_make(world_compare(world, NULL, 0), &none, &arena);
	(void)unused;

	assert_int_equal(plan->refusal_count, 0);
	assert_int_equal(plan->left_out_count, 0);
	assert_int_equal(plan->transaction_count, MODULES);
	assert_int_equal(plan->tables, TABLES);
	assert_int_equal(count_statements(plan, STAGE_TYPE), 4);
	assert_int_equal(count_statements(plan, STAGE_TABLE), TABLES);
	assert_int_equal(count_statements(plan, STAGE_KEY), TABLES + 4);
	assert_int_equal(count_statements(plan, STAGE_INDEX), 46);
	assert_int_equal(count_statements(plan, STAGE_FOREIGN_KEY), 15);
	assert_int_equal(plan->statement_count, 4 + TABLES + TABLES + 4 + 46 + 15);
	for (size_t i = 0; i < plan->transaction_count; i++) {
		const struct plan_transaction *transaction = &plan->transactions[i];

		assert_int_equal(transaction->module_count, 1);
		assert_int_equal(transaction->modules[0], i + 1);
		for (size_t j = 1; j < transaction->statement_count; j++)
			assert_true(transaction->statements[j].stage >=
			            transaction->statements[j - 1].stage);
	}
	arena_done(&arena);
	world_free(world);
}

static void
what_is_needed_comes_first(void **unused)
{
	struct world *world = empty_world();
	struct arena arena = { 0 };
	struct plan *plan = plan_make(world_compare(world, NULL, 0), &none, &arena);
	struct place table = place_of(plan, KIND_table, "community_posts", "community_posts");
	struct place key = place_of(plan, KIND_constraint, "community_posts",
	                            "community_posts_pkey");
	struct place comment = place_of(plan, KIND_constraint, "community_comments",
	                                "community_comments_post_id_fkey");
	(void)unused;

	assert_int_equal(table.transaction, key.transaction);
	assert_int_equal(key.transaction, comment.transaction);
	assert_true(table.statement < key.statement);
	assert_true(key.statement < comment.statement);
	arena_done(&arena);
	world_free(world);
}

/* Only what refers to organizations can be felt by anybody. */
static void
only_organizations_is_locked(void **unused)
{
	struct world *world = empty_world();
	struct arena arena = { 0 };
	struct plan *plan = plan_make(world_compare(world, NULL, 0), &none, &arena);
	size_t locks = 0;
	(void)unused;

	for (size_t i = 0; i < plan->transaction_count; i++) {
		for (size_t j = 0; j < plan->transactions[i].statement_count; j++) {
			const struct plan_statement *statement = &plan->transactions[i]
			                                                  .statements[j];

			for (size_t k = 0; k < statement->lock_count; k++, locks++) {
				assert_string_equal(statement->locks[k].table, "organizations");
				assert_string_equal(statement->locks[k].mode,
				                    "SHARE ROW EXCLUSIVE");
			}
		}
	}
	assert_int_equal(locks, 8);
	arena_done(&arena);
	world_free(world);
}

static void
a_retyped_prerequisite_leaves_what_does_not_need_it(void **unused)
{
	struct world *world = empty_world();
	struct arena arena = { 0 };
	struct plan *plan;
	(void)unused;

	world_set(world, KIND_column, "organizations", "id", PROPERTY_column_type, "uuid");
	plan = plan_make(world_compare(world, NULL, 0), &none, &arena);
	assert_int_equal(plan->refusal_count, 1);
	assert_int_equal(plan->refusals[0].reason, PLAN_RETYPED);
	assert_int_equal(plan->refusals[0].module_count, 6);
	assert_string_equal(plan->refusals[0].text,
	                    "organizations.id is uuid, the manifest expects character varying(36): "
	                    "8 foreign keys in 6 modules cannot be created");
	assert_int_equal(plan->transaction_count, 2);
	assert_string_equal(plan->expected->modules[plan->transactions[0].modules[0]].name,
	                    "valuation_export");
	assert_string_equal(plan->expected->modules[plan->transactions[1].modules[0]].name,
	                    "blog_content");
	arena_done(&arena);
	world_free(world);
}

/* As many of them as are missing: those that are there have their foreign keys. */
static void
only_what_is_missing_counts(void **unused)
{
	struct world *world = empty_world();
	struct arena arena = { 0 };
	struct plan *plan;
	(void)unused;

	world_set(world, KIND_column, "organizations", "id", PROPERTY_column_type, "uuid");
	plan = plan_make(world_compare(world, "community,blog_content", 0), &none, &arena);
	assert_int_equal(plan->refusal_count, 1);
	assert_string_equal(plan->refusals[0].text,
	                    "organizations.id is uuid, the manifest expects character varying(36): "
	                    "2 foreign keys in module community cannot be created");
	arena_done(&arena);
	world_free(world);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_whole_is_created_in_eight_transactions),
		cmocka_unit_test(what_is_needed_comes_first),
		cmocka_unit_test(only_organizations_is_locked),
		cmocka_unit_test(a_retyped_prerequisite_leaves_what_does_not_need_it),
		cmocka_unit_test(only_what_is_missing_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
