// link: expect_build.c
// link: world.c
#include "expect_build.h"
#include "world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct world *
revised(struct ignore_rule *rule)
{
	struct build *build = build_new();

	build_module(build, "m", REQUIREMENT_REQUIRED);
	build_table(build, "a");
	build_table(build, "b");
	build_revision(build, "alembic_version", "version_num", "774225e563ca");
	if (rule != NULL)
		*build_ignore(build) = *rule;
	return world_new(build_done(build));
}

static void
as_expected_is_no_drift(void **unused)
{
	struct world *world = revised(NULL);
	(void)unused;

	world_record(world, "774225e563ca");
	world_expect(world_compare(world, NULL, 0), NULL);
	world_free(world);
}

static void
another_revision_is_a_warning(void **unused)
{
	struct world *world = revised(NULL);
	const struct outcome *outcome;
	(void)unused;

	world_record(world, "0badcafe");
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome,
	             "warning changed expect of revision public.alembic_version.version_num", NULL);
	assert_string_equal(outcome->drifts[0].expected, "{774225e563ca}");
	assert_string_equal(outcome->drifts[0].observed, "{0badcafe}");
	assert_string_equal(outcome->drifts[0].table, "alembic_version");
	assert_string_equal(outcome->drifts[0].name, "version_num");
	assert_string_equal(outcome->drifts[0].summary,
	                    "public.alembic_version records {0badcafe} as applied, expected "
	                    "{774225e563ca}");
	/* Tables that are missing too are another matter. */
	world_drop(world, KIND_table, NULL, "a");
	world_expect(world_compare(world, NULL, 0), "critical missing table public.a",
	             "warning changed expect of revision public.alembic_version.version_num", NULL);
	world_free(world);
}

static void
applied_while_tables_are_missing_is_critical(void **unused)
{
	struct world *world = revised(NULL);
	const struct outcome *outcome;
	(void)unused;

	world_record(world, "774225e563ca");
	world_drop(world, KIND_table, NULL, "a");
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "critical missing table public.a",
	             "critical changed applied of revision public.alembic_version.version_num",
	             NULL);
	assert_string_equal(
		outcome->drifts[1].summary,
		"revision 774225e563ca of public.alembic_version is recorded as applied, "
		"but 1 table is missing");
	assert_string_equal(outcome->drifts[1].observed, "1 table is missing");
	world_drop(world, KIND_table, NULL, "b");
	outcome = world_compare(world, NULL, 0);
	assert_string_equal(
		outcome->drifts[2].summary,
		"revision 774225e563ca of public.alembic_version is recorded as applied, "
		"but 2 tables are missing");
	/* Of modules that are not asked for nothing is missing. */
	world_expect(world_compare(world, "!m", 0), NULL);
	world_free(world);
}

static void
without_its_table_a_revision_is_missing(void **unused)
{
	struct world *world = revised(NULL);
	(void)unused;

	world_record(world, NULL);
	world_drop(world, KIND_table, NULL, "a");
	world_expect(world_compare(world, NULL, 0), "critical missing table public.a",
	             "warning missing revision public.alembic_version.version_num", NULL);
	world_free(world);
}

static void
a_revision_folds_into_its_missing_table(void **unused)
{
	struct build *build = build_new();
	struct world *world;
	const struct outcome *outcome;
	(void)unused;

	build_module(build, "m", REQUIREMENT_REQUIRED);
	build_table(build, "alembic_version");
	build_revision(build, "alembic_version", "version_num", "1");
	world = world_new(build_done(build));
	world_drop(world, KIND_table, NULL, "alembic_version");
	world_record(world, NULL);
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "critical missing table public.alembic_version", NULL);
	assert_string_equal(outcome->drifts[0].impact[0],
	                    "revision public.alembic_version.version_num");
	world_free(world);
}

static void
a_revision_can_be_ignored(void **unused)
{
	struct ignore_rule rule = { .kind = KIND_revision, .change = -1 };
	struct world *world = revised(&rule);
	const struct outcome *outcome;
	(void)unused;

	world_record(world, "774225e563ca");
	world_drop(world, KIND_table, NULL, "a");
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "critical missing table public.a", NULL);
	assert_int_equal(outcome->ignored, 1);
	world_free(world);

	/* What is recorded is no part of the schema that it is recorded in. */
	rule = (struct ignore_rule){ .kind = KIND_schema, .change = -1, .name = "public" };
	world = revised(&rule);
	world_record(world, "0badcafe");
	world_expect(world_compare(world, NULL, 0),
	             "warning changed expect of revision public.alembic_version.version_num", NULL);
	world_free(world);
}

static void
a_revision_that_was_not_read_is_unknown(void **unused)
{
	static const struct unknown denied = { .kind = KIND_revision,
		                               .schema = "public",
		                               .table = "alembic_version",
		                               .name = "version_num",
		                               .reason = "denied",
		                               .sqlstate = "42501",
		                               .hint = "GRANT SELECT (version_num) ..." };
	struct world *world = revised(NULL);
	const struct outcome *outcome;
	(void)unused;

	world_drop(world, KIND_table, NULL, "a");
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "critical missing table public.a", NULL);
	assert_int_equal(outcome->unknown_count, 1);
	assert_string_equal(outcome->unknowns[0].reason, "not_read");
	assert_string_equal(outcome->unknowns[0].table, "alembic_version");
	world_tell_unknown(world, &denied);
	outcome = world_compare(world, NULL, 0);
	assert_int_equal(outcome->unknown_count, 1);
	assert_string_equal(outcome->unknowns[0].reason, "denied");
	assert_string_equal(outcome->unknowns[0].sqlstate, "42501");
	assert_string_equal(outcome->unknowns[0].hint, denied.hint);
	world_free(world);
}

/* Several rows and several expected ones: order and repetition say nothing. */
static void
revisions_are_sets(void **unused)
{
	static const char *const expect[] = { "b", "a" };
	static const char *const same[] = { "a", "b", "a" };
	static const char *const other[] = { "c", "a", NULL };
	static const char *const fewer[] = { "a" };
	static const struct {
		const char *const *rows;
		size_t count;
		const char *observed;
	} cases[] = { { same, 3, NULL },
		      { other, 3, "{NULL,a,c}" },
		      { fewer, 1, "{a}" },
		      { NULL, 0, "{}" } };
	(void)unused;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct build *build = build_new();
		struct expected *expected = build_expected(build);
		struct selection selection;
		struct compare *compare;
		struct arena arena = { 0 };
		struct outcome *outcome;

		build_revision(build, "v", "n", "x");
		expected->revisions[0].expect = expect;
		expected->revisions[0].expect_count = 2;
		build_done(build);
		assert_true(select_modules(expected, NULL, 0, &arena, &selection, NULL));
		compare = compare_new(expected, &selection);
		compare_revision(compare, 0, cases[i].rows, cases[i].count, false);
		outcome = compare_finish(compare, "main", "2026-11-22", &arena);
		compare_free(compare);
		assert_int_equal(outcome->drift_count, cases[i].observed != NULL);
		if (cases[i].observed != NULL) {
			assert_string_equal(outcome->drifts[0].observed, cases[i].observed);
			assert_string_equal(outcome->drifts[0].expected, "{a,b}");
		}
		arena_done(&arena);
		expected_unref(expected);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_expected_is_no_drift),
		cmocka_unit_test(another_revision_is_a_warning),
		cmocka_unit_test(applied_while_tables_are_missing_is_critical),
		cmocka_unit_test(without_its_table_a_revision_is_missing),
		cmocka_unit_test(a_revision_folds_into_its_missing_table),
		cmocka_unit_test(a_revision_can_be_ignored),
		cmocka_unit_test(a_revision_that_was_not_read_is_unknown),
		cmocka_unit_test(revisions_are_sets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
