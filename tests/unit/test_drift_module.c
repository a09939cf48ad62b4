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
module_world(enum requirement requirement)
{
	struct build *build = build_new();

	build_module(build, "core", REQUIREMENT_REQUIRED);
	build_table(build, "core");
	build_module(build, "blog", requirement);
	build_type(build, "public", "state", "{a,b}");
	build_table(build, "posts");
	build_column(build, "id", "integer");
	build_index(build, "ix", "CREATE INDEX ix ON public.posts USING btree (id)");
	build_table(build, "tags");
	build_column(build, "id", "integer");
	return world_new(build_done(build));
}

static void
expect_state(const struct outcome *outcome, enum module_status status, size_t expected,
             size_t missing)
{
	assert_string_equal(module_status_word(outcome->modules[2].status),
	                    module_status_word(status));
	assert_int_equal(outcome->modules[2].tables_expected, expected);
	assert_int_equal(outcome->modules[2].tables_missing, missing);
	assert_int_equal(outcome->tables_expected, 1 + expected);
	assert_int_equal(outcome->tables_missing, missing);
	assert_int_equal(outcome->modules[MODULE_PREREQUISITES].status, MODULE_WHOLE);
	assert_int_equal(outcome->modules[1].status, MODULE_WHOLE);
}

static void
drop_blog(struct world *world)
{
	world_drop(world, KIND_table, NULL, "posts");
	world_drop(world, KIND_table, NULL, "tags");
	world_drop(world, KIND_type, NULL, "state");
}

static void
a_required_module(void **unused)
{
	struct world *world = module_world(REQUIREMENT_REQUIRED);
	(void)unused;

	expect_state(world_compare(world, NULL, 0), MODULE_WHOLE, 2, 0);
	world_set(world, KIND_type, NULL, "state", PROPERTY_type_labels, "{a,b,c}");
	expect_state(world_compare(world, NULL, 0), MODULE_DRIFTED, 2, 0);
	world_drop(world, KIND_type, NULL, "state");
	expect_state(world_compare(world, NULL, 0), MODULE_DRIFTED, 2, 0);
	world_drop(world, KIND_table, NULL, "tags");
	expect_state(world_compare(world, NULL, 0), MODULE_PARTIAL, 2, 1);
	world_drop(world, KIND_table, NULL, "posts");
	expect_state(world_compare(world, NULL, 0), MODULE_ABSENT, 2, 2);
	world_expect(world_compare(world, NULL, 0), "critical missing type public.state",
	             "critical missing table public.posts", "critical missing table public.tags",
	             NULL);
	world_free(world);
}

static void
an_info_finding_leaves_a_module_whole(void **unused)
{
	struct build *build = build_new();
	struct world *world;
	const struct outcome *outcome;
	(void)unused;

	build_module(build, "m", REQUIREMENT_REQUIRED);
	build_table(build, "t");
	build_index(build, "ix", "CREATE INDEX ix ON public.t USING btree (id)");
	build_severity(build, "index.missing", SEVERITY_INFO);
	world = world_new(build_done(build));
	world_drop(world, KIND_index, "t", "ix");
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "info missing index ix of public.t", NULL);
	assert_int_equal(outcome->modules[1].status, MODULE_WHOLE);
	world_free(world);
}

static void
a_table_of_the_wrong_kind_is_not_missing(void **unused)
{
	struct world *world = module_world(REQUIREMENT_REQUIRED);
	(void)unused;

	world_replace(world, "tags", 'v');
	expect_state(world_compare(world, NULL, 0), MODULE_DRIFTED, 2, 0);
	world_free(world);
}

static void
a_module_of_types_alone(void **unused)
{
	struct build *build = build_new();
	struct world *world;
	(void)unused;

	build_module(build, "types", REQUIREMENT_REQUIRED);
	build_type(build, "public", "a", "{x}");
	build_type(build, "public", "b", "{x}");
	build_module(build, "nothing", REQUIREMENT_REQUIRED);
	world = world_new(build_done(build));
	assert_int_equal(world_compare(world, NULL, 0)->modules[1].status, MODULE_WHOLE);
	assert_int_equal(world_compare(world, NULL, 0)->modules[2].status, MODULE_WHOLE);
	world_drop(world, KIND_type, NULL, "a");
	assert_int_equal(world_compare(world, NULL, 0)->modules[1].status, MODULE_PARTIAL);
	world_drop(world, KIND_type, NULL, "b");
	assert_int_equal(world_compare(world, NULL, 0)->modules[1].status, MODULE_ABSENT);
	world_free(world);
}

static void
an_optional_module_may_be_wholly_absent(void **unused)
{
	struct world *world = module_world(REQUIREMENT_OPTIONAL);
	(void)unused;

	expect_state(world_compare(world, NULL, 0), MODULE_WHOLE, 2, 0);
	drop_blog(world);
	world_expect(world_compare(world, NULL, 0), NULL);
	expect_state(world_compare(world, NULL, 0), MODULE_ABSENT, 0, 0);
	world_expect(world_compare(world, "*", 0), NULL);
	/* Named, it is required. */
	expect_state(world_compare(world, "*,blog", 0), MODULE_ABSENT, 2, 2);
	assert_int_equal(world_compare(world, "*,blog", 0)->by_severity[SEVERITY_CRITICAL], 3);
	world_free(world);
}

static void
an_optional_module_that_was_there_and_is_gone_is_critical(void **unused)
{
	struct world *world = module_world(REQUIREMENT_OPTIONAL);
	const struct outcome *outcome;
	(void)unused;

	world_see(world, "blog");
	world_expect(world_compare(world, NULL, 0), NULL);
	/* Half of it is what half of it always is. */
	world_drop(world, KIND_table, NULL, "tags");
	world_expect(world_compare(world, NULL, 0), "critical missing table public.tags", NULL);
	drop_blog(world);
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "critical missing module blog", NULL);
	assert_string_equal(outcome->drifts[0].summary,
	                    "optional module blog is gone, which was there at an earlier check");
	assert_string_equal(outcome->expected->modules[outcome->drifts[0].module].name, "blog");
	expect_state(outcome, MODULE_ABSENT, 0, 0);
	/* Not where nobody asks for it, nor where all of it is expected anyway. */
	world_expect(world_compare(world, "!blog", 0), NULL);
	assert_int_equal(world_compare(world, "*,blog", 0)->by_severity[SEVERITY_CRITICAL], 3);
	world_see(world, "another");
	world_expect(world_compare(world, NULL, 0), NULL);
	world_free(world);
}

static void
what_could_not_be_read_of_it_is_not_gone(void **unused)
{
	struct world *world = module_world(REQUIREMENT_OPTIONAL);
	struct unknown unknown = { .kind = KIND_table,
		                   .schema = "public",
		                   .table = "tags",
		                   .name = "tags",
		                   .reason = "locked" };
	(void)unused;

	world_see(world, "blog");
	drop_blog(world);
	world_tell_unknown(world, &unknown);
	world_expect(world_compare(world, NULL, 0), NULL);
	world_free(world);
}

static void
a_rule_may_ignore_that_a_module_is_gone(void **unused)
{
	struct build *build = build_new();
	struct world *world;
	(void)unused;

	build_module(build, "blog", REQUIREMENT_OPTIONAL);
	build_table(build, "posts");
	build_ignore(build)->kind = KIND_module;
	world = world_new(build_done(build));
	world_see(world, "blog");
	world_drop(world, KIND_table, NULL, "posts");
	world_expect(world_compare(world, NULL, 0), NULL);
	assert_int_equal(world_compare(world, NULL, 0)->ignored, 1);
	world_free(world);
}

static void
half_an_optional_module_is_critical(void **unused)
{
	struct world *world = module_world(REQUIREMENT_OPTIONAL);
	(void)unused;

	world_drop(world, KIND_table, NULL, "tags");
	world_drop(world, KIND_index, "posts", "ix");
	world_expect(world_compare(world, NULL, 0), "critical missing table public.tags",
	             "warning missing index ix of public.posts", NULL);
	expect_state(world_compare(world, NULL, 0), MODULE_PARTIAL, 2, 1);
	world_free(world);

	/* A type is enough to be half there. */
	world = module_world(REQUIREMENT_OPTIONAL);
	world_drop(world, KIND_table, NULL, "posts");
	world_drop(world, KIND_table, NULL, "tags");
	world_expect(world_compare(world, NULL, 0), "critical missing table public.posts",
	             "critical missing table public.tags", NULL);
	expect_state(world_compare(world, NULL, 0), MODULE_PARTIAL, 2, 2);
	world_free(world);
}

static void
an_unwanted_module_must_not_be_there(void **unused)
{
	struct world *world = module_world(REQUIREMENT_UNWANTED);
	const struct outcome *outcome;
	(void)unused;

	/* Its content is not compared. */
	world_set(world, KIND_column, "posts", "id", PROPERTY_column_type, "text");
	world_set(world, KIND_type, NULL, "state", PROPERTY_type_labels, "{}");
	world_forbid(world, "posts", "GRANT");
	world_drop(world, KIND_table, NULL, "tags");
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "warning unexpected type public.state",
	             "warning unexpected table public.posts", NULL);
	assert_string_equal(outcome->drifts[1].summary,
	                    "table public.posts is there, but the module blog is not wanted");
	assert_int_equal(outcome->drifts[1].module, 2);
	expect_state(outcome, MODULE_UNWANTED, 0, 0);
	drop_blog(world);
	world_expect(world_compare(world, NULL, 0), NULL);
	expect_state(world_compare(world, NULL, 0), MODULE_ABSENT, 0, 0);
	/* A view of that name is not the table. */
	world_replace(world, "posts", 'v');
	world_expect(world_compare(world, NULL, 0), NULL);
	world_free(world);
}

static void
an_unwanted_table_can_be_made_critical(void **unused)
{
	struct build *build = build_new();
	struct world *world;
	(void)unused;

	build_module(build, "m", REQUIREMENT_UNWANTED);
	build_table(build, "t");
	build_severity(build, "table.unexpected", SEVERITY_CRITICAL);
	world = world_new(build_done(build));
	world_expect(world_compare(world, NULL, 0), "critical unexpected table public.t", NULL);
	world_free(world);
}

static void
what_is_not_selected_is_not_compared(void **unused)
{
	struct build *build = build_new();
	struct world *world;
	const struct outcome *outcome;
	(void)unused;

	build_expected(build)->complete = true;
	build_module(build, "core", REQUIREMENT_REQUIRED);
	build_table(build, "core");
	build_module(build, "blog", REQUIREMENT_REQUIRED);
	build_type(build, "public", "state", "{a}");
	build_table(build, "posts");
	build_column(build, "id", "integer");
	build_table(build, "tags");
	world = world_new(build_done(build));
	world_set(world, KIND_column, "posts", "id", PROPERTY_column_type, "text");
	world_set(world, KIND_type, NULL, "state", PROPERTY_type_labels, "{b}");
	world_add(world, KIND_column, "public", "posts", "extra");
	world_forbid(world, "posts", "GRANT");
	world_drop(world, KIND_table, NULL, "tags");
	outcome = world_compare(world, "!blog", 0);
	world_expect(outcome, NULL);
	expect_state(outcome, MODULE_NOT_SELECTED, 0, 0);
	assert_int_equal(world_compare(world, "*", 0)->drift_count, 5);
	world_free(world);
}

static void
prerequisites_are_checked_and_not_counted(void **unused)
{
	struct build *build = build_new();
	struct world *world;
	const struct outcome *outcome;
	(void)unused;

	build_prerequisites(build);
	build_table(build, "organizations");
	build_column(build, "id", "character varying(36)");
	build_module(build, "core", REQUIREMENT_REQUIRED);
	build_table(build, "t");
	world = world_new(build_done(build));
	world_set(world, KIND_column, "organizations", "id", PROPERTY_column_type, "uuid");
	outcome = world_compare(world, "core", 0);
	world_expect(outcome, "critical changed type of column public.organizations.id", NULL);
	assert_int_equal(outcome->modules[MODULE_PREREQUISITES].status, MODULE_DRIFTED);
	world_drop(world, KIND_table, NULL, "organizations");
	outcome = world_compare(world, "core", 0);
	world_expect(outcome, "critical missing table public.organizations", NULL);
	assert_false(outcome->drifts[0].creatable);
	assert_int_equal(outcome->drifts[0].module, MODULE_PREREQUISITES);
	assert_int_equal(outcome->tables_expected, 1);
	assert_int_equal(outcome->tables_missing, 0);
	assert_int_equal(outcome->modules[MODULE_PREREQUISITES].status, MODULE_ABSENT);
	assert_int_equal(outcome->modules[MODULE_PREREQUISITES].tables_missing, 1);
	world_free(world);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_required_module),
		cmocka_unit_test(an_info_finding_leaves_a_module_whole),
		cmocka_unit_test(a_table_of_the_wrong_kind_is_not_missing),
		cmocka_unit_test(a_module_of_types_alone),
		cmocka_unit_test(an_optional_module_may_be_wholly_absent),
		cmocka_unit_test(an_optional_module_that_was_there_and_is_gone_is_critical),
		cmocka_unit_test(what_could_not_be_read_of_it_is_not_gone),
		cmocka_unit_test(a_rule_may_ignore_that_a_module_is_gone),
		cmocka_unit_test(half_an_optional_module_is_critical),
		cmocka_unit_test(an_unwanted_module_must_not_be_there),
		cmocka_unit_test(an_unwanted_table_can_be_made_critical),
		cmocka_unit_test(what_is_not_selected_is_not_compared),
		cmocka_unit_test(prerequisites_are_checked_and_not_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
