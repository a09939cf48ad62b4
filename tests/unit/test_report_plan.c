// link: expect_build.c
// link: world.c
// link: report_fixture.c
/* Plans as they are shown: what is in tests/golden, and what no name may break. */
#include "report/plan.h"

#include "expect_build.h"
#include "report_fixture.h"
#include "world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <jansson.h>
#include <string.h>

static const struct ddl_limits limits = { 2000, 30000, 10000 };

/* One module is created, one refused, one left out in part. */
static struct world *
platform_world(void)
{
	struct build *build = build_new();
	struct world *world;

	build_prerequisites(build);
	build_table(build, "organizations");
	build_column(build, "id", "character varying(36)");
	build_module(build, "events", REQUIREMENT_REQUIRED);
	build_expected(build)->modules[1].description = "Events,\nsessions";
	build_type(build, "public", "state", "{draft,open}");
	build_table(build, "events");
	build_column(build, "id", "integer");
	build_state(build, PROPERTY_column_not_null, "true");
	build_column(build, "state", "public.state");
	build_state(build, PROPERTY_column_default, "'draft'::public.state");
	build_constraint(build, "events_pkey", "PRIMARY KEY (id)");
	build_index(build, "ix_state",
	            "CREATE INDEX ix_state ON public.events USING btree (state)");
	build_table(build, "tickets");
	build_column(build, "event_id", "integer");
	build_constraint(build, "tickets_fkey",
	                 "FOREIGN KEY (event_id) REFERENCES public.events(id)");
	build_module(build, "members", REQUIREMENT_REQUIRED);
	build_table(build, "members");
	build_column(build, "organization_id", "character varying(36)");
	build_constraint(build, "members_fkey",
	                 "FOREIGN KEY (organization_id) REFERENCES public.organizations(id)");
	build_module(build, "blog", REQUIREMENT_REQUIRED);
	build_table(build, "posts");
	build_column(build, "id", "integer");
	build_index(build, "ix_posts", "CREATE INDEX ix_posts ON public.posts USING btree (id)");
	build_constraint(build, "posts_check", "CHECK ((id > 0))");
	world = world_new(build_done(build));
	world_drop(world, KIND_type, NULL, "state");
	world_drop(world, KIND_table, NULL, "events");
	world_drop(world, KIND_table, NULL, "tickets");
	world_drop(world, KIND_table, NULL, "members");
	world_drop(world, KIND_index, "posts", "ix_posts");
	world_drop(world, KIND_constraint, "posts", "posts_check");
	world_set(world, KIND_column, "organizations", "id", PROPERTY_column_type, "uuid");
	return world;
}

static struct plan *
platform_plan(struct world *world, struct arena *arena)
{
	const struct plan_options options = { .include = PLAN_INDEXES };

	return plan_make(world_compare(world, NULL, 0), &options, arena);
}

static void
a_plan_has_three_forms(void **unused)
{
	struct world *world = platform_world();
	struct arena arena = { 0 };
	struct plan *plan = platform_plan(world, &arena);
	struct text text = { 0 };
	(void)unused;

	report_plan_text(plan, false, &text);
	fixture_golden("plan.txt", &text);
	report_plan_sql(plan, &limits, &text);
	fixture_golden("plan.sql", &text);
	report_plan_json(plan, "main", &text);
	fixture_golden("plan.json", &text);
	arena_done(&arena);
	world_free(world);
}

static void
an_empty_plan_says_so(void **unused)
{
	const struct plan_options none = { 0 };
	struct world *world = world_new(build_done(build_new()));
	struct arena arena = { 0 };
	struct plan *plan = plan_make(world_compare(world, NULL, 0), &none, &arena);
	struct text text = { 0 };
	(void)unused;

	report_plan_text(plan, false, &text);
	assert_non_null(strstr(text.bytes, "-- test: nothing to create\n"));
	text_clear(&text);
	report_plan_json(plan, NULL, &text);
	fixture_golden("plan-empty.json", &text);
	arena_done(&arena);
	world_free(world);
}

static struct plan *
plan_of_all(struct world *world, struct arena *arena)
{
	const struct plan_options none = { 0 };
	const struct outcome *outcome = world_compare(world, NULL, 0);

	return plan_make(outcome, &none, arena);
}

/* A name or a text may hold what would end a comment, or what a terminal or psql obeys. */
static struct world *
hostile_world(void)
{
	struct build *build = build_new();
	struct world *world;

	build_module(build, "m\nDROP TABLE a;\033[2J", REQUIREMENT_REQUIRED);
	build_expected(build)->name = "n\r\nDROP TABLE b;";
	build_table(build, "t\n\\! id;\033[2J");
	build_column(build, "c", "integer[]");
	build_state(build, PROPERTY_column_default, "(a)[1:USER] || '{:USER}'::integer[]");
	build_table(build, "here");
	build_index(build, "i\nDROP TABLE c;",
	            "CREATE INDEX \"i\nDROP TABLE c;\" ON public.here USING btree (c)");
	world = world_new(build_done(build));
	world_drop(world, KIND_table, NULL, "t\n\\! id;\033[2J");
	world_drop(world, KIND_index, "here", "i\nDROP TABLE c;");
	return world;
}

static void
a_terminal_is_shown_text_and_newlines_only(void **unused)
{
	struct world *world = hostile_world();
	struct arena arena = { 0 };
	struct plan *plan = plan_of_all(world, &arena);
	struct text text = { 0 };
	(void)unused;

	report_plan_text(plan, false, &text);
	for (size_t i = 0; i < text.length; i++)
		assert_true(text.bytes[i] == '\n' || (unsigned char)text.bytes[i] >= 0x20);
	text_done(&text);
	arena_done(&arena);
	world_free(world);
}

static void
a_script_is_what_it_says_to_psql(void **unused)
{
	struct world *world = hostile_world();
	struct arena arena = { 0 };
	struct plan *plan = plan_of_all(world, &arena);
	struct text text = { 0 };
	(void)unused;

	report_plan_sql(plan, &limits, &text);
	/* No comment goes on in a line of its own. */
	assert_null(strstr(text.bytes, "\nDROP"));
	assert_non_null(
		strstr(text.bytes, "-- left out: index \"i DROP TABLE c;\" of public.here"));
	/* The name itself is as it is. */
	assert_non_null(strstr(text.bytes, "CREATE TABLE public.\"t\n\\! id;\033[2J\" ("));
	/* psql has a variable USER; within quotes it replaces nothing, and :: is no variable. */
	assert_non_null(strstr(text.bytes, "((a)[1: USER] || '{:USER}'::integer[])"));
	text_done(&text);
	arena_done(&arena);
	world_free(world);
}

static void
colour_is_all_that_is_added(void **unused)
{
	struct world *world = platform_world();
	struct arena arena = { 0 };
	struct plan *plan = platform_plan(world, &arena);
	struct text plain = { 0 };
	struct text colour = { 0 };
	struct text stripped = { 0 };
	(void)unused;

	report_plan_text(plan, false, &plain);
	report_plan_text(plan, true, &colour);
	for (const char *at = colour.bytes; *at != '\0'; at++) {
		if (*at == '\033')
			at = strchr(at, 'm');
		else
			text_addc(&stripped, *at);
	}
	assert_true(colour.length > plain.length);
	assert_string_equal(stripped.bytes, plain.bytes);
	text_done(&plain);
	text_done(&colour);
	text_done(&stripped);
	arena_done(&arena);
	world_free(world);
}

static void
the_document_says_how_to_make_it_again(void **unused)
{
	static const bool asked[] = { true, true, false, true };
	const struct plan_options options = { .modules = asked,
		                              .include = PLAN_COLUMNS | PLAN_CONSTRAINTS,
		                              .tables_only = true,
		                              .single = true };
	struct world *world = platform_world();
	struct arena arena = { 0 };
	struct plan *plan = plan_make(world_compare(world, NULL, 0), &options, &arena);
	struct text text = { 0 };
	json_t *document, *made;
	(void)unused;

	report_plan_json(plan, NULL, &text);
	document = json_loads(text.bytes, 0, NULL);
	assert_non_null(document);
	made = json_object_get(document, "options");
	assert_int_equal(json_array_size(json_object_get(made, "modules")), 2);
	assert_string_equal(json_string_value(json_array_get(json_object_get(made, "modules"), 1)),
	                    "blog");
	assert_int_equal(json_array_size(json_object_get(made, "include")), 2);
	assert_true(json_is_true(json_object_get(made, "tables_only")));
	assert_true(json_is_true(json_object_get(made, "single_transaction")));
	assert_string_equal(json_string_value(json_object_get(document, "fingerprint")),
	                    plan->fingerprint);
	json_decref(document);
	text_done(&text);
	arena_done(&arena);
	world_free(world);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plan_has_three_forms),
		cmocka_unit_test(an_empty_plan_says_so),
		cmocka_unit_test(a_terminal_is_shown_text_and_newlines_only),
		cmocka_unit_test(a_script_is_what_it_says_to_psql),
		cmocka_unit_test(colour_is_all_that_is_added),
		cmocka_unit_test(the_document_says_how_to_make_it_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
