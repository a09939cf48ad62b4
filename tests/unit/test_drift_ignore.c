// link: expect_build.c
// link: world.c
#include "expect_build.h"
#include "world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

/* A manifest with one rule, to be narrowed, and a database in which much is wrong. */
static struct build *
ruled(struct ignore_rule **ret_rule)
{
	struct build *build = build_new();

	build_expected(build)->complete = true;
	build_module(build, "blog", REQUIREMENT_REQUIRED);
	build_table(build, "posts");
	build_column(build, "id", "integer");
	build_column(build, "title", "text");
	build_index(build, "ix_title", "CREATE INDEX ix_title ON public.posts USING btree (title)");
	build_table(build, "tags");
	build_column(build, "id", "integer");
	build_module(build, "events", REQUIREMENT_REQUIRED);
	build_table(build, "events");
	build_column(build, "title", "text");
	build_schema(build, "app");
	*ret_rule = build_ignore(build);
	return build;
}

static struct world *
damaged(struct build *build)
{
	struct world *world = world_new(build_done(build));

	world_drop(world, KIND_column, "posts", "title");
	world_drop(world, KIND_index, "posts", "ix_title"); /* folds into the column */
	world_set(world, KIND_column, "posts", "id", PROPERTY_column_not_null, "true");
	world_drop(world, KIND_table, NULL, "tags");
	world_set(world, KIND_column, "events", "title", PROPERTY_column_default, "'x'::text");
	world_set(world, KIND_column, "events", "title", PROPERTY_column_not_null, "true");
	world_add(world, KIND_table, "public", NULL, "tmp_a");
	return world;
}

#define COLUMN  "critical missing column public.posts.title"
#define TABLE   "critical missing table public.tags"
#define ID      "warning changed not_null of column public.posts.id"
#define DEFAULT "warning changed default of column public.events.title"
#define TITLE   "warning changed not_null of column public.events.title"
#define EXTRA   "info unexpected table public.tmp_a"

/* Without a rule: in this order. */
static void
the_damage(void **unused)
{
	struct ignore_rule *rule;
	struct build *build = ruled(&rule);
	struct world *world;
	const struct outcome *outcome;
	(void)unused;

	rule->name = "nothing";
	world = damaged(build);
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, TABLE, COLUMN, ID, DEFAULT, TITLE, EXTRA, NULL);
	assert_int_equal(outcome->ignored, 0);
	world_free(world);
}

static void
each_key_narrows_a_rule(void **unused)
{
	struct ignore_rule *rule;
	struct build *build;
	struct world *world;
	(void)unused;

#define WITH(lines, count, ...)                            \
	do {                                               \
		const struct outcome *outcome;             \
		build = ruled(&rule);                      \
		lines;                                     \
		world = damaged(build);                    \
		outcome = world_compare(world, NULL, 0);   \
		world_expect(outcome, __VA_ARGS__);        \
		assert_int_equal(outcome->ignored, count); \
		world_free(world);                         \
	} while (0)

	WITH((void)rule, 6, NULL);
	WITH(rule->kind = KIND_column, 4, TABLE, EXTRA, NULL);
	WITH(rule->schema = "public", 6, NULL);
	WITH(rule->schema = "pub", 0, TABLE, COLUMN, ID, DEFAULT, TITLE, EXTRA, NULL);
	WITH(rule->table = "posts", 2, TABLE, DEFAULT, TITLE, EXTRA, NULL);
	WITH(rule->table = "t*", 2, COLUMN, ID, DEFAULT, TITLE, NULL);
	WITH(rule->name = "tmp_*", 1, TABLE, COLUMN, ID, DEFAULT, TITLE, NULL);
	WITH(rule->name = "TMP_*", 0, TABLE, COLUMN, ID, DEFAULT, TITLE, EXTRA, NULL);
	WITH(rule->property = "not_null", 2, TABLE, COLUMN, DEFAULT, EXTRA, NULL);
	WITH(rule->change = CHANGE_MISSING, 2, ID, DEFAULT, TITLE, EXTRA, NULL);
	WITH(rule->module = "events", 2, TABLE, COLUMN, ID, EXTRA, NULL);
	WITH(rule->module = "*", 5, EXTRA, NULL); /* what belongs to no module has none to match */
	WITH(rule->target = "main", 6, NULL);
	WITH(rule->target = "other*", 0, TABLE, COLUMN, ID, DEFAULT, TITLE, EXTRA, NULL);
	WITH((rule->name = "title", rule->table = "events", rule->property = "default"), 1, TABLE,
	     COLUMN, ID, TITLE, EXTRA, NULL);
#undef WITH
}

static void
an_ignored_parent_ignores_its_children(void **unused)
{
	struct ignore_rule *rule;
	struct build *build = ruled(&rule);
	struct world *world;
	const struct outcome *outcome;
	(void)unused;

	rule->kind = KIND_table;
	rule->name = "posts";
	world = damaged(build);
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, TABLE, DEFAULT, TITLE, EXTRA, NULL);
	assert_int_equal(outcome->ignored, 2);
	world_free(world);

	build = ruled(&rule);
	rule->kind = KIND_schema;
	rule->name = "public";
	world = damaged(build);
	world_drop(world, KIND_schema, NULL, "app");
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "critical missing schema app", NULL);
	assert_int_equal(outcome->ignored, 6);
	world_free(world);

	/* A rule for one change of a table says nothing of its columns. */
	build = ruled(&rule);
	rule->kind = KIND_table;
	rule->change = CHANGE_MISSING;
	world = damaged(build);
	world_expect(world_compare(world, NULL, 0), COLUMN, ID, DEFAULT, TITLE, EXTRA, NULL);
	world_free(world);
}

static void
an_ignored_cause_takes_along_what_is_folded_in(void **unused)
{
	struct ignore_rule *rule;
	struct build *build = ruled(&rule);
	struct world *world;
	const struct outcome *outcome;
	(void)unused;

	rule->kind = KIND_column;
	rule->name = "title";
	rule->change = CHANGE_MISSING;
	world = damaged(build);
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, TABLE, ID, DEFAULT, TITLE, EXTRA, NULL);
	assert_int_equal(outcome->ignored, 1);
	world_free(world);

	/* The other way round only the impact is shorter. */
	build = ruled(&rule);
	rule->kind = KIND_index;
	world = damaged(build);
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, TABLE, COLUMN, ID, DEFAULT, TITLE, EXTRA, NULL);
	assert_int_equal(world_drift(outcome, COLUMN)->impact_count, 0);
	assert_int_equal(outcome->ignored, 0);
	world_free(world);
}

static void
ignored_drifts_count_nowhere_else(void **unused)
{
	struct ignore_rule *rule;
	struct build *build = ruled(&rule);
	struct world *world;
	const struct outcome *outcome;
	(void)unused;

	rule->module = "blog";
	rule->change = CHANGE_MISSING;
	world = damaged(build);
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, ID, DEFAULT, TITLE, EXTRA, NULL);
	assert_int_equal(outcome->ignored, 2);
	assert_int_equal(outcome->by_severity[SEVERITY_CRITICAL], 0);
	assert_int_equal(outcome->tables_expected, 3);
	assert_int_equal(outcome->tables_missing, 0);
	assert_int_equal(outcome->modules[1].tables_missing, 0);
	assert_int_equal(outcome->modules[1].status, MODULE_DRIFTED);
	world_free(world);

	build = ruled(&rule);
	rule->module = "blog";
	world = damaged(build);
	assert_int_equal(world_compare(world, NULL, 0)->modules[1].status, MODULE_WHOLE);
	world_free(world);
}

static void
expect_until(const char *until, bool holds)
{
	struct ignore_rule *rule;
	struct build *build = ruled(&rule);
	struct world *world;
	const struct outcome *outcome;

	rule->name = "tags";
	rule->until = until;
	world = damaged(build);
	outcome = world_compare(world, NULL, 0);
	if (holds) {
		world_expect(outcome, COLUMN, ID, DEFAULT, TITLE, EXTRA, NULL);
	} else {
		const struct drift *drift = world_drift(outcome,
		                                        "info changed until of ignore /ignore/0");

		world_expect(outcome, TABLE, COLUMN, ID, DEFAULT, TITLE, EXTRA,
		             "info changed until of ignore /ignore/0", NULL);
		assert_string_equal(drift->expected, until);
		assert_null(drift->observed);
		assert_null(drift->schema);
		assert_null(drift->table);
		assert_int_equal(drift->module, EXPECTED_NONE);
		assert_non_null(
			strstr(drift->summary, "ignore rule /ignore/0 (because) ended on 20"));
	}
	world_free(world);
}

static void
a_rule_holds_until_the_end_of_its_last_day(void **unused)
{
	(void)unused;
	/* Today is 2026-11-22. */
	expect_until(NULL, true);
	expect_until("2027-01-31", true);
	expect_until("2026-11-22", true);
	expect_until("2026-11-21", false);
	expect_until("2025-12-31", false);
}

static void
an_expired_rule_is_told_where_it_held(void **unused)
{
	struct build *build = build_new();
	struct ignore_rule *rule;
	struct world *world;
	(void)unused;

	rule = build_ignore(build);
	rule->until = "2026-01-01";
	rule->target = "other";
	rule = build_ignore(build);
	rule->until = "2026-01-01";
	rule->reason = NULL;
	rule = build_ignore(build);
	rule->until = "2026-01-02";
	/* And this one can be ignored in its turn. */
	rule = build_ignore(build);
	rule->kind = KIND_ignore;
	rule->name = "*/2";
	world = world_new(build_done(build));
	world_expect(world_compare(world, NULL, 0), "info changed until of ignore /ignore/1", NULL);
	world_free(world);
}

static void
what_is_there_and_not_wanted_can_be_ignored(void **unused)
{
	struct build *build = build_new();
	struct world *world;
	const struct outcome *outcome;
	(void)unused;

	build_module(build, "old", REQUIREMENT_UNWANTED);
	build_table(build, "old");
	build_ignore(build)->name = "old";
	world = world_new(build_done(build));
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, NULL);
	assert_int_equal(outcome->ignored, 1);
	assert_int_equal(outcome->modules[1].status, MODULE_ABSENT);
	world_free(world);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_damage),
		cmocka_unit_test(each_key_narrows_a_rule),
		cmocka_unit_test(an_ignored_parent_ignores_its_children),
		cmocka_unit_test(an_ignored_cause_takes_along_what_is_folded_in),
		cmocka_unit_test(ignored_drifts_count_nowhere_else),
		cmocka_unit_test(a_rule_holds_until_the_end_of_its_last_day),
		cmocka_unit_test(an_expired_rule_is_told_where_it_held),
		cmocka_unit_test(what_is_there_and_not_wanted_can_be_ignored),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
