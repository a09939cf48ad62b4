// link: expect_build.c
// link: world.c
/* What is missing because of what it needs; tests/kinds has what PostgreSQL's CASCADE takes along. Here is
 * what must not fold, and what a finding weighs. */
#include "expect_build.h"
#include "world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define BODY                                                                          \
	"CREATE OR REPLACE FUNCTION public.count_all()\n RETURNS integer\n LANGUAGE " \
	"plpgsql\nAS $function$BEGIN RETURN (SELECT count(*) FROM public.t); END$function$"

static struct build *
complete(void)
{
	struct build *build = build_new();

	build_expected(build)->complete = true;
	build_module(build, "m", REQUIREMENT_REQUIRED);
	return build;
}

static void
add_function(struct build *build, const char *name, const char *definition)
{
	build_any(build, KIND_function, name);
	build_state(build, PROPERTY_function_definition, definition);
}

static void
add_table(struct build *build, const char *name)
{
	build_table(build, name);
	build_column(build, "id", "integer");
}

static void
add_view(struct build *build, const char *name, const char *definition)
{
	build_any(build, KIND_view, name);
	build_state(build, PROPERTY_view_definition, definition);
}

/* PostgreSQL keeps a function whose body names what is not there. */
static void
a_body_in_quotes_is_not_looked_at(void **unused)
{
	struct build *build = complete();
	struct world *world;
	(void)unused;

	add_table(build, "t");
	add_function(build, "count_all()", BODY);
	world = world_new(build_done(build));
	world_drop(world, KIND_table, NULL, "t");
	world_drop(world, KIND_function, NULL, "count_all()");
	world_expect(world_compare(world, NULL, 0), "critical missing table public.t",
	             "critical missing function public.count_all()", NULL);
	world_free(world);
}

/* `public.f(1)`: of two, nobody knows which. */
static void
one_of_two_of_a_name_is_no_cause(void **unused)
{
	struct build *build = complete();
	struct world *world;
	const struct outcome *outcome;
	(void)unused;

	add_function(build, "f(integer)", "CREATE OR REPLACE FUNCTION public.f(integer) ...");
	add_function(build, "f(text)", "CREATE OR REPLACE FUNCTION public.f(text) ...");
	add_view(build, "v", " SELECT public.f(1) AS f;");
	world = world_new(build_done(build));
	world_drop(world, KIND_view, NULL, "v");
	world_drop(world, KIND_function, NULL, "f(integer)");
	world_expect(world_compare(world, NULL, 0), "critical missing view public.v",
	             "critical missing function public.f(integer)", NULL);
	world_drop(world, KIND_function, NULL, "f(text)");
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "critical missing function public.f(integer)",
	             "critical missing function public.f(text)", NULL);
	assert_string_equal(
		world_impact(world, outcome, "critical missing function public.f(integer)"),
		"view public.v");
	world_free(world);
}

static void
a_negator_comes_and_goes_alone(void **unused)
{
	struct build *build = complete();
	struct world *world;
	(void)unused;

	build_any(build, KIND_operator, "=(integer,text)");
	build_state(build, PROPERTY_operator_definition,
	            "(FUNCTION = texteq, LEFTARG = integer, RIGHTARG = text, NEGATOR = "
	            "OPERATOR(public.<>), RESTRICT = eqsel)");
	build_any(build, KIND_operator, "<>(integer,text)");
	build_state(build, PROPERTY_operator_definition,
	            "(FUNCTION = textne, LEFTARG = integer, RIGHTARG = text, NEGATOR = "
	            "OPERATOR(public.=))");
	world = world_new(build_done(build));
	world_drop(world, KIND_operator, NULL, "=(integer,text)");
	world_drop(world, KIND_operator, NULL, "<>(integer,text)");
	world_expect(world_compare(world, NULL, 0),
	             "warning missing operator public.<>(integer,text)",
	             "warning missing operator public.=(integer,text)", NULL);
	world_free(world);
}

/* A column can be there without its default: that both are missing has two causes. */
static void
a_column_needs_no_sequence(void **unused)
{
	struct build *build = complete();
	struct world *world;
	const struct outcome *outcome;
	(void)unused;

	build_any(build, KIND_sequence, "q");
	add_table(build, "t");
	build_column(build, "n", "bigint");
	build_state(build, PROPERTY_column_default, "nextval('public.q'::regclass)");
	world = world_new(build_done(build));
	world_drop(world, KIND_sequence, NULL, "q");
	world_set(world, KIND_column, "t", "n", PROPERTY_column_default, NULL);
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "warning missing sequence public.q", NULL);
	assert_string_equal(world_impact(world, outcome, "warning missing sequence public.q"),
	                    "default of column public.t.n");
	/* Another default was somebody's doing. */
	world_set(world, KIND_column, "t", "n", PROPERTY_column_default, "7");
	world_expect(world_compare(world, NULL, 0), "warning missing sequence public.q",
	             "warning changed default of column public.t.n", NULL);
	world_drop(world, KIND_column, "t", "n");
	world_expect(world_compare(world, NULL, 0), "critical missing column public.t.n",
	             "warning missing sequence public.q", NULL);
	world_free(world);
}

/* Only what is gone from a list, and nothing in its place, can follow. */
static void
a_list_that_lost_something_else_is_a_finding(void **unused)
{
	struct build *build = complete();
	struct world *world;
	const struct outcome *outcome;
	(void)unused;

	add_table(build, "a");
	add_table(build, "b");
	build_any(build, KIND_publication, "p");
	build_state(build, PROPERTY_publication_tables, "{public.a,public.b}");
	world = world_new(build_done(build));
	world_drop(world, KIND_table, NULL, "a");
	world_set(world, KIND_publication, NULL, "p", PROPERTY_publication_tables, "{public.b}");
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "critical missing table public.a", NULL);
	assert_string_equal(outcome->drifts[0].impact[0], "tables of publication p");
	world_set(world, KIND_publication, NULL, "p", PROPERTY_publication_tables, "{}");
	world_expect(world_compare(world, NULL, 0), "critical missing table public.a",
	             "warning changed tables of publication p", NULL);
	world_set(world, KIND_publication, NULL, "p", PROPERTY_publication_tables,
	          "{public.b,public.c}");
	world_expect(world_compare(world, NULL, 0), "critical missing table public.a",
	             "warning changed tables of publication p", NULL);
	world_free(world);
}

static struct build *
with_collation(void)
{
	struct build *build = complete();

	build_any(build, KIND_collation, "k");
	build_state(build, PROPERTY_collation_definition, "x");
	add_table(build, "t");
	build_column(build, "a", "text");
	build_state(build, PROPERTY_column_collation, "public.k");
	build_index(build, "i", "CREATE INDEX i ON public.t USING btree (a)");
	return build;
}

static struct world *
without_collation(struct build *build)
{
	struct world *world = world_new(build_done(build));

	world_drop(world, KIND_collation, NULL, "k");
	world_drop(world, KIND_column, "t", "a");
	world_drop(world, KIND_index, "t", "i");
	return world;
}

/* An exit code must not be milder because the cause is a lesser thing than what it took along. */
static void
a_finding_weighs_what_its_impact_weighs(void **unused)
{
	struct build *build = with_collation();
	struct world *world;
	const struct outcome *outcome;
	(void)unused;

	world = without_collation(build);
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "critical missing collation public.k", NULL);
	assert_int_equal(outcome->by_severity[SEVERITY_CRITICAL], 1);
	assert_int_equal(outcome->by_severity[SEVERITY_WARNING], 0);
	assert_int_equal(outcome->drifts[0].impact_count, 2);
	assert_false(outcome->drifts[0].security);
	world_free(world);
}

/* Whoever ignores the collation has not agreed to losing a column. */
static void
an_ignored_cause_takes_along_nothing_heavier(void **unused)
{
	struct build *build = with_collation();
	struct ignore_rule *rule = build_ignore(build);
	struct world *world;
	const struct outcome *outcome;
	(void)unused;

	rule->kind = KIND_collation;
	world = without_collation(build);
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "critical missing column public.t.a", NULL);
	assert_int_equal(outcome->ignored, 1);
	world_free(world);
}

static void
a_lost_policy_makes_it_security(void **unused)
{
	struct build *build = complete();
	struct ignore_rule *rule;
	struct world *world;
	const struct outcome *outcome;
	(void)unused;

	for (int ignored = 0; ignored < 2; ignored++) {
		build = ignored ? complete() : build;
		add_function(build, "who()", "CREATE OR REPLACE FUNCTION public.who() ...");
		add_table(build, "t");
		build_any(build, KIND_policy, "p");
		build_state(build, PROPERTY_policy_using, "(id = public.who())");
		if (ignored) {
			rule = build_ignore(build);
			rule->kind = KIND_function;
		}
		world = world_new(build_done(build));
		world_drop(world, KIND_function, NULL, "who()");
		world_drop(world, KIND_policy, "t", "p");
		outcome = world_compare(world, NULL, 0);
		world_expect(outcome,
		             ignored ? "critical missing policy p of public.t"
		                     : "critical missing function public.who()",
		             NULL);
		assert_true(outcome->drifts[0].security);
		world_free(world);
	}
}

/* Who knows whether the function is there? */
static void
what_was_not_read_is_no_cause(void **unused)
{
	struct build *build = complete();
	struct world *world;
	const struct outcome *outcome;
	(void)unused;

	add_function(build, "f()", "CREATE OR REPLACE FUNCTION public.f() ...");
	add_view(build, "v", " SELECT public.f() AS f;");
	world = world_new(build_done(build));
	world_drop(world, KIND_view, NULL, "v");
	world_drop(world, KIND_function, NULL, "f()");
	world_forget_kind(world, KIND_function);
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "critical missing view public.v", NULL);
	assert_int_equal(outcome->drifts[0].impact_count, 0);
	assert_int_equal(outcome->unknown_count, 1);
	world_free(world);
}

static void
a_forbidden_table_is_no_cause(void **unused)
{
	struct build *build = complete();
	struct world *world;
	(void)unused;

	add_table(build, "t");
	add_view(build, "v", " SELECT id FROM public.t;");
	world = world_new(build_done(build));
	world_drop(world, KIND_view, NULL, "v");
	world_forbid(world, "t", "GRANT SELECT ON public.t TO x");
	world_expect(world_compare(world, NULL, 0), "critical missing view public.v",
	             "warning forbidden table public.t", NULL);
	world_free(world);
}

static struct build *
with_extensions(bool second, const char *type)
{
	struct build *build = complete();

	build_any(build, KIND_extension, "citext");
	build_state(build, PROPERTY_extension_schema, "public");
	if (second) {
		build_any(build, KIND_extension, "hstore");
		build_state(build, PROPERTY_extension_schema, "public");
	}
	build_module(build, "n", REQUIREMENT_REQUIRED);
	add_table(build, "t");
	build_column(build, "a", type);
	return build;
}

/* What a complete manifest does not state came with an extension. Which one is certain where there is one
 * alone, or where it has the name. */
static void
a_name_that_nobody_states_is_an_extensions(void **unused)
{
	static const char lost[] = "critical missing extension citext";
	static const char column[] = "critical missing column public.t.a";
	static const struct {
		bool second;
		const char *type;
		bool folds;
	} cases[] = {
		{ false, "public.citext", true }, { true, "public.citext", true },
		{ false, "public.other", true },  { true, "public.other", false },
		{ false, "app.citext", false },
	};
	(void)unused;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct build *build = with_extensions(cases[i].second, cases[i].type);
		struct world *world = world_new(build_done(build));

		world_drop(world, KIND_extension, NULL, "citext");
		world_drop(world, KIND_column, "t", "a");
		if (cases[i].folds)
			world_expect(world_compare(world, NULL, 0), lost, NULL);
		else
			world_expect(world_compare(world, NULL, 0), column, lost, NULL);
		world_free(world);
	}
}

/* A partition goes with the table that it is a part of, and a child with its parent. */
static void
a_part_goes_with_the_whole(void **unused)
{
	struct build *build = complete();
	struct world *world;
	const struct outcome *outcome;
	(void)unused;

	add_table(build, "t");
	build_table(build, "t1");
	build_state(build, PROPERTY_table_partition_of, "public.t FOR VALUES FROM (1) TO (2)");
	build_column(build, "id", "integer");
	build_table(build, "t2");
	build_state(build, PROPERTY_table_inherits, "{public.t}");
	build_column(build, "id", "integer");
	world = world_new(build_done(build));
	world_drop(world, KIND_table, NULL, "t");
	world_drop(world, KIND_table, NULL, "t1");
	world_drop(world, KIND_table, NULL, "t2");
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "critical missing table public.t", NULL);
	assert_string_equal(outcome->drifts[0].impact[0], "table public.t1");
	assert_string_equal(outcome->drifts[0].impact[1], "table public.t2");
	assert_int_equal(outcome->tables_missing, 3);
	world_free(world);
}

/* Views of each other, which no server would have. */
static void
circles_end(void **unused)
{
	struct build *build = complete();
	struct world *world;
	const struct outcome *outcome;
	(void)unused;

	add_view(build, "a", " SELECT x FROM public.b;");
	add_view(build, "b", " SELECT x FROM public.c;");
	add_view(build, "c", " SELECT x FROM public.a;");
	world = world_new(build_done(build));
	world_drop(world, KIND_view, NULL, "a");
	world_drop(world, KIND_view, NULL, "b");
	world_drop(world, KIND_view, NULL, "c");
	outcome = world_compare(world, NULL, 0);
	assert_int_equal(outcome->drift_count, 1);
	assert_int_equal(outcome->drifts[0].impact_count, 2);
	world_free(world);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_body_in_quotes_is_not_looked_at),
		cmocka_unit_test(one_of_two_of_a_name_is_no_cause),
		cmocka_unit_test(a_negator_comes_and_goes_alone),
		cmocka_unit_test(a_column_needs_no_sequence),
		cmocka_unit_test(a_list_that_lost_something_else_is_a_finding),
		cmocka_unit_test(a_finding_weighs_what_its_impact_weighs),
		cmocka_unit_test(an_ignored_cause_takes_along_nothing_heavier),
		cmocka_unit_test(a_lost_policy_makes_it_security),
		cmocka_unit_test(what_was_not_read_is_no_cause),
		cmocka_unit_test(a_forbidden_table_is_no_cause),
		cmocka_unit_test(a_name_that_nobody_states_is_an_extensions),
		cmocka_unit_test(a_part_goes_with_the_whole),
		cmocka_unit_test(circles_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
