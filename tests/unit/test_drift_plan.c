// link: expect_build.c
// link: world.c
// link: plan_summary.c
/* Who is created, in which transaction, and in which order. */
#include "drift/plan.h"

#include "expect_build.h"
#include "plan_summary.h"
#include "world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

/* A table with a key, a check, an index, and a foreign key to another one. */
static void
add_table(struct build *build, const char *name, const char *refers_to)
{
	struct arena arena = { 0 };

	build_table(build, name);
	build_column(build, "id", "integer");
	build_column(build, "other", "integer");
	build_index(build, arena_printf(&arena, "ix_%s", name),
	            arena_printf(&arena, "CREATE INDEX ix_%s ON public.%s USING btree (other)",
	                         name, name));
	if (refers_to != NULL)
		build_constraint(build, arena_printf(&arena, "%s_fkey", name),
		                 arena_printf(&arena,
		                              "FOREIGN KEY (other) REFERENCES public.%s(id)",
		                              refers_to));
	build_constraint(build, arena_printf(&arena, "%s_check", name), "CHECK ((other > 0))");
	build_constraint(build, arena_printf(&arena, "%s_pkey", name), "PRIMARY KEY (id)");
	arena_done(&arena);
}

static void
drop_all(struct world *world, const struct expected *expected)
{
	for (size_t i = 0; i < expected->item_count; i++) {
		const struct object *object = &expected->items[i].object;

		if (object->kind == KIND_table || object->kind == KIND_type)
			world_drop(world, object->kind, NULL, object->name);
	}
}

static struct world *
empty_world(struct build *build)
{
	struct expected *expected = build_done(build);
	struct world *world = world_new(expected);

	drop_all(world, expected);
	return world;
}

static void
nothing_missing_is_an_empty_plan(void **unused)
{
	struct build *build = build_new();
	struct world *world;
	(void)unused;

	build_module(build, "m", REQUIREMENT_REQUIRED);
	add_table(build, "a", "a");
	world = world_new(build_done(build));
	plan_expect(world, NULL, NULL, NULL);
	world_free(world);
}

static void
kinds_come_in_their_order(void **unused)
{
	struct build *build = build_new();
	struct world *world;
	(void)unused;

	build_module(build, "m", REQUIREMENT_REQUIRED);
	add_table(build, "a", "b");
	add_table(build, "b", "a");
	build_type(build, "public", "state", "{x}");
	build_schema(build, "spare");
	world = empty_world(build);
	world_drop(world, KIND_schema, NULL, "spare");
	plan_expect(world, NULL, NULL, "[]", "schema spare", "[m]", "type public.state",
	            "table public.a", "table public.b", "constraint a_pkey of public.a",
	            "constraint b_pkey of public.b", "constraint a_check of public.a",
	            "constraint b_check of public.b", "index ix_a of public.a",
	            "index ix_b of public.b", "constraint a_fkey of public.a",
	            "constraint b_fkey of public.b", NULL);
	world_free(world);
}

static void
what_a_statement_names_comes_before_it(void **unused)
{
	struct build *build = build_new();
	struct world *world;
	(void)unused;

	/* As if a table were made of another one's row type, and asked a third one's name. */
	build_module(build, "m", REQUIREMENT_REQUIRED);
	build_table(build, "a");
	build_column(build, "row", "public.b");
	build_table(build, "b");
	build_column(build, "id", "integer");
	build_state(build, PROPERTY_column_default, "nextval('public.\"C\"\"d\"'::regclass)");
	build_table(build, "c");
	build_column(build, "note", "text");
	build_state(build, PROPERTY_column_default, "'public.z'::text");
	build_table(build, "C\"d");
	build_column(build, "id", "integer");
	build_table(build, "z");
	build_column(build, "id", "integer");
	world = empty_world(build);
	plan_expect(world, NULL, NULL, "[m]", "table public.c", "table public.\"C\"\"d\"",
	            "table public.b", "table public.a", "table public.z", NULL);
	world_free(world);
}

static void
each_module_has_its_transaction_after_those_it_needs(void **unused)
{
	struct build *build = build_new();
	struct world *world;
	(void)unused;

	build_module(build, "late", REQUIREMENT_REQUIRED);
	build_table(build, "a");
	build_column(build, "state", "public.state[]");
	build_module(build, "alone", REQUIREMENT_REQUIRED);
	build_table(build, "b");
	build_column(build, "id", "integer");
	build_module(build, "early", REQUIREMENT_REQUIRED);
	build_type(build, "public", "state", "{x}");
	world = empty_world(build);
	plan_expect(world, NULL, NULL, "[alone]", "table public.b", "[early]", "type public.state",
	            "[late]", "table public.a", NULL);
	world_free(world);
}

static void
a_circle_of_modules_shares_one_transaction(void **unused)
{
	struct build *build = build_new();
	struct world *world;
	(void)unused;

	build_module(build, "after", REQUIREMENT_REQUIRED);
	add_table(build, "d", "a");
	build_module(build, "one", REQUIREMENT_REQUIRED);
	add_table(build, "a", "b");
	build_module(build, "two", REQUIREMENT_REQUIRED);
	add_table(build, "b", "c");
	build_module(build, "three", REQUIREMENT_REQUIRED);
	add_table(build, "c", "a");
	world = empty_world(build);
	plan_expect(world, NULL, NULL, "[one two three]", "table public.a", "table public.b",
	            "table public.c", "constraint a_pkey of public.a",
	            "constraint b_pkey of public.b", "constraint c_pkey of public.c",
	            "constraint a_check of public.a", "constraint b_check of public.b",
	            "constraint c_check of public.c", "index ix_a of public.a",
	            "index ix_b of public.b", "index ix_c of public.c",
	            "constraint a_fkey of public.a", "constraint b_fkey of public.b",
	            "constraint c_fkey of public.c", "[after]", "table public.d",
	            "constraint d_pkey of public.d", "constraint d_check of public.d",
	            "index ix_d of public.d", "constraint d_fkey of public.d", NULL);
	world_free(world);
}

static void
a_single_transaction_keeps_the_order_of_kinds(void **unused)
{
	const struct plan_options single = { .single = true };
	struct build *build = build_new();
	struct world *world;
	(void)unused;

	build_module(build, "one", REQUIREMENT_REQUIRED);
	build_table(build, "a");
	build_column(build, "id", "integer");
	build_constraint(build, "a_pkey", "PRIMARY KEY (id)");
	build_module(build, "two", REQUIREMENT_REQUIRED);
	build_type(build, "public", "state", "{x}");
	build_table(build, "b");
	build_column(build, "id", "integer");
	world = empty_world(build);
	plan_expect(world, NULL, &single, "[one two]", "type public.state", "table public.a",
	            "table public.b", "constraint a_pkey of public.a", NULL);
	world_free(world);
}

/* --- what is asked for -------------------------------------------------------------------------- */

static struct build *
two_modules(void)
{
	struct build *build = build_new();

	build_module(build, "one", REQUIREMENT_REQUIRED);
	build_type(build, "public", "state", "{x}");
	build_type(build, "public", "unused", "{x}");
	build_table(build, "a");
	build_column(build, "state", "public.state");
	build_module(build, "two", REQUIREMENT_OPTIONAL);
	build_table(build, "b");
	build_column(build, "id", "integer");
	build_schema(build, "s");
	build_schema(build, "spare");
	build_module(build, "three", REQUIREMENT_UNWANTED);
	build_table(build, "c");
	build_column(build, "id", "integer");
	return build;
}

static void
only_wanted_modules_are_created(void **unused)
{
	struct world *world = empty_world(two_modules());
	(void)unused;

	plan_expect(world, NULL, NULL, "[one]", "type public.state", "type public.unused",
	            "table public.a", NULL);
	plan_expect(world, "one,two", NULL, "[one]", "type public.state", "type public.unused",
	            "table public.a", "[two]", "table public.b", NULL);
	plan_expect(world, "two", NULL, "[two]", "table public.b", NULL);
	world_free(world);
}

static void
a_plan_may_ask_for_less(void **unused)
{
	static const bool asked[] = { true, false, true, false };
	const struct plan_options options = { .modules = asked };
	struct world *world = empty_world(two_modules());
	(void)unused;

	world_drop(world, KIND_schema, NULL, "spare");
	plan_expect(world, "one,two", &options, "[two]", "table public.b", NULL);
	world_free(world);
}

static void
tables_only_are_tables_and_their_types(void **unused)
{
	const struct plan_options options = { .tables_only = true };
	struct world *world = empty_world(two_modules());
	(void)unused;

	world_drop(world, KIND_schema, NULL, "spare");
	plan_expect(world, NULL, &options, "[one]", "type public.state", "table public.a", NULL);
	world_free(world);
}

/* A table that was there before is left to a person, and so is what needs it; all else is created. */
static void
what_is_withheld_is_left_out(void **unused)
{
	struct build *build = build_new();
	struct expected *expected;
	struct world *world;
	bool *withheld;
	(void)unused;

	build_module(build, "one", REQUIREMENT_REQUIRED);
	add_table(build, "a", NULL);
	build_table(build, "b");
	build_column(build, "id", "integer");
	build_module(build, "two", REQUIREMENT_REQUIRED);
	build_table(build, "c");
	build_column(build, "other", "integer");
	build_constraint(build, "c_fkey", "FOREIGN KEY (other) REFERENCES public.a(id)");
	expected = build_done(build);
	world = world_new(expected);
	drop_all(world, expected);
	withheld = test_calloc(expected->item_count, sizeof *withheld);
	withheld[expected_find(expected, KIND_table, "public", "a", "a")] = true;
	plan_expect(
		world, NULL, &(struct plan_options){ .tables_only = true, .withheld = withheld },
		"[one]", "table public.b",
		"refused two: table a is missing and left out (it was there before, so creating "
		"it again is left to a person): 1 foreign key in module two cannot be created",
		"left table public.a: it was there before, so creating it again is left to a "
		"person",
		NULL);
	test_free(withheld);
	world_free(world);
}

static void
a_stated_schema_comes_before_what_lives_in_it(void **unused)
{
	struct build *build = build_new();
	struct expected *expected;
	struct world *world;
	static const bool asked[] = { true, true };
	const struct plan_options options = { .modules = asked };
	(void)unused;

	build_scope(build, "app");
	build_module(build, "m", REQUIREMENT_REQUIRED);
	build_table_in(build, "app", "t");
	build_column(build, "id", "integer");
	build_schema(build, "app");
	build_schema(build, "spare");
	expected = build_done(build);
	world = world_new(expected);
	world_drop_schema(world, "app");
	world_drop_schema(world, "spare");
	plan_expect(world, NULL, NULL, "[]", "schema app", "schema spare", "[m]", "table app.t",
	            NULL);
	plan_expect(world, NULL, &options, "[]", "schema app", "[m]", "table app.t", NULL);
	world_free(world);
}

static void
nothing_that_is_ignored_is_created(void **unused)
{
	struct build *build = build_new();
	struct world *world;
	(void)unused;

	build_module(build, "m", REQUIREMENT_REQUIRED);
	build_table(build, "a");
	build_column(build, "id", "integer");
	build_table(build, "b");
	build_column(build, "id", "integer");
	build_ignore(build)->name = "b";
	world = empty_world(build);
	plan_expect(world, NULL, NULL, "[m]", "table public.a", NULL);
	world_free(world);
}

/* --- tables that are there ---------------------------------------------------------------------- */

static struct world *
damaged_world(void)
{
	struct build *build = build_new();
	struct world *world;

	build_module(build, "m", REQUIREMENT_REQUIRED);
	add_table(build, "a", "b");
	build_column(build, "twice", "integer");
	build_state(build, PROPERTY_column_generated, "(id * 2)");
	add_table(build, "b", NULL);
	world = world_new(build_done(build));
	world_drop(world, KIND_column, "a", "other");
	world_drop(world, KIND_index, "a", "ix_a");
	world_drop(world, KIND_constraint, "a", "a_fkey");
	world_drop(world, KIND_constraint, "b", "b_pkey");
	return world;
}

#define NOT_ASKED(kind) "it belongs to a table that is there, and " kind " are not asked for"

static void
tables_that_are_there_are_left_alone(void **unused)
{
	struct world *world = damaged_world();
	const struct plan_options only = { .include = PLAN_COLUMNS, .tables_only = true };
	(void)unused;

	plan_expect(world, NULL, NULL, "left column public.a.other: " NOT_ASKED("columns"),
	            "left index ix_a of public.a: " NOT_ASKED("indexes"),
	            "left constraint a_fkey of public.a: " NOT_ASKED("constraints"),
	            "left constraint b_pkey of public.b: " NOT_ASKED("constraints"), NULL);
	plan_expect(world, NULL, &only, "left column public.a.other: " NOT_ASKED("columns"),
	            "left index ix_a of public.a: " NOT_ASKED("indexes"),
	            "left constraint a_fkey of public.a: " NOT_ASKED("constraints"),
	            "left constraint b_pkey of public.b: " NOT_ASKED("constraints"), NULL);
	world_free(world);
}

static void
what_is_included_is_added_with_its_locks(void **unused)
{
	struct world *world = damaged_world();
	const struct plan_options all = { .include = PLAN_COLUMNS | PLAN_CONSTRAINTS |
		                                     PLAN_INDEXES };
	(void)unused;

	plan_expect(world, NULL, &all, "[m]", "column public.a.other locks a ACCESS EXCLUSIVE",
	            "constraint b_pkey of public.b locks b ACCESS EXCLUSIVE",
	            "index ix_a of public.a locks a SHARE",
	            "constraint a_fkey of public.a locks a SHARE ROW EXCLUSIVE, b SHARE ROW "
	            "EXCLUSIVE",
	            NULL);
	world_free(world);
}

static void
what_needs_what_is_left_out_is_left_out(void **unused)
{
	struct world *world = damaged_world();
	const struct plan_options options = { .include = PLAN_CONSTRAINTS | PLAN_INDEXES };
	(void)unused;

	plan_expect(world, NULL, &options, "[m]",
	            "constraint b_pkey of public.b locks b ACCESS EXCLUSIVE",
	            "left column public.a.other: " NOT_ASKED("columns"),
	            "left index ix_a of public.a: column a.other is missing too, and left out",
	            "left constraint a_fkey of public.a: column a.other is missing too, and left "
	            "out",
	            NULL);
	world_free(world);
}

static void
a_column_is_added_only_where_it_is_safe(void **unused)
{
	static const struct {
		size_t property;
		const char *value;
		const char *why;
	} cases[] = {
		{ PROPERTY_column_not_null, "false", NULL },
		{ PROPERTY_column_default, "'x'::character varying(20)", NULL },
		{ PROPERTY_column_default, "CURRENT_TIMESTAMP(3)", NULL },
		{ PROPERTY_column_default, "(now() + '1 day'::interval)", NULL },
		{ PROPERTY_column_default, "'{}'::public.\"Tags\"[]", NULL },
		{ PROPERTY_column_not_null, "true", "it refuses NULL" },
		{ PROPERTY_column_identity, "always", "the whole table" },
		{ PROPERTY_column_generated, "(id * 2)", "the whole table" },
		{ PROPERTY_column_default, "gen_random_uuid()", "its default calls" },
		{ PROPERTY_column_default, "(public.f(1))::text", "its default calls" },
		{ PROPERTY_column_default, "\"F\" ()", "its default calls" },
		{ PROPERTY_column_default, "nextval('public.s'::regclass)", "its default calls" },
	};
	const struct plan_options options = { .include = PLAN_COLUMNS };
	(void)unused;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct build *build = build_new();
		struct arena arena = { 0 };
		struct world *world;
		struct plan *plan;

		build_module(build, "m", REQUIREMENT_REQUIRED);
		build_table(build, "t");
		build_column(build, "id", "integer");
		build_column(build, "c", "text");
		build_state(build, cases[i].property, cases[i].value);
		world = world_new(build_done(build));
		world_drop(world, KIND_column, "t", "c");
		plan = plan_make(world_compare(world, NULL, 0), &options, &arena);
		assert_int_equal(plan->statement_count, cases[i].why == NULL);
		assert_int_equal(plan->left_out_count, cases[i].why != NULL);
		if (cases[i].why != NULL)
			assert_non_null(strstr(plan->left_out[0].why, cases[i].why));
		arena_done(&arena);
		world_free(world);
	}
}

static void
a_generated_column_is_left_out(void **unused)
{
	const struct plan_options options = { .include = PLAN_COLUMNS };
	struct world *world = damaged_world();
	(void)unused;

	world_drop(world, KIND_column, "a", "twice");
	plan_expect(
		world, NULL, &options, "[m]", "column public.a.other locks a ACCESS EXCLUSIVE",
		"left index ix_a of public.a: " NOT_ASKED("indexes"),
		"left constraint a_fkey of public.a: " NOT_ASKED("constraints"),
		"left column public.a.twice: the whole table would be written anew while nobody "
		"can use it",
		"left constraint b_pkey of public.b: " NOT_ASKED("constraints"), NULL);
	world_free(world);
}

/* --- what is presupposed ------------------------------------------------------------------------ */

static const char *
fingerprint(struct world *world, const struct plan_options *options, struct arena *arena)
{
	return plan_make(world_compare(world, NULL, 0), options, arena)->fingerprint;
}

static void
the_fingerprint_is_that_of_the_statements_and_what_they_need(void **unused)
{
	struct build *build = build_new();
	struct arena arena = { 0 };
	const struct plan_options none = { 0 };
	const struct plan_options elsewhere = { .identity = "other" };
	const char *first;
	struct world *world;
	(void)unused;

	build_prerequisites(build);
	build_table(build, "o");
	build_column(build, "id", "integer");
	build_module(build, "m", REQUIREMENT_REQUIRED);
	add_table(build, "a", "o");
	build_table(build, "b");
	build_column(build, "id", "integer");
	world = world_new(build_done(build));
	world_drop(world, KIND_table, NULL, "a");
	first = fingerprint(world, &none, &arena);
	assert_int_equal(strlen(first), 64);
	assert_string_equal(fingerprint(world, &none, &arena), first);
	assert_string_not_equal(fingerprint(world, &elsewhere, &arena), first);
	world_add(world, KIND_table, "public", NULL, "not_of_interest");
	assert_string_equal(fingerprint(world, &none, &arena), first);
	world_drop(world, KIND_table, NULL, "b");
	assert_string_not_equal(fingerprint(world, &none, &arena), first);
	arena_done(&arena);
	world_free(world);
}

static void
names_that_are_taken_are_listed(void **unused)
{
	const struct plan_options none = { 0 };
	struct build *build = build_new();
	struct arena arena = { 0 };
	struct world *world;
	struct plan *plan;
	(void)unused;

	build_module(build, "m", REQUIREMENT_REQUIRED);
	build_type(build, "public", "state", "{x}");
	add_table(build, "a", "a");
	world = empty_world(build);
	plan = plan_make(world_compare(world, NULL, 0), &none, &arena);
	assert_int_equal(plan->name_count, 4);
	assert_string_equal(plan->names[0].name, "state");
	assert_true(plan->names[0].is_type);
	assert_string_equal(plan->names[1].name, "a");
	assert_string_equal(plan->names[1].schema, "public");
	assert_false(plan->names[1].is_type);
	assert_string_equal(plan->names[2].name, "a_pkey");
	assert_string_equal(plan->names[3].name, "ix_a");
	assert_int_equal(plan->tables, 1);
	arena_done(&arena);
	world_free(world);
}

static void
schemas_that_are_not_stated_are_listed(void **unused)
{
	struct build *build = build_new();
	struct arena arena = { 0 };
	const char *const *schemas;
	struct expected *expected;
	(void)unused;

	build_module(build, "m", REQUIREMENT_REQUIRED);
	build_table_in(build, "stated", "a");
	build_table_in(build, "other", "a");
	build_table_in(build, "app", "a");
	build_type(build, "other", "b", "{x}");
	build_schema(build, "stated");
	expected = build_done(build);
	assert_int_equal(plan_schemas(expected, &arena, &schemas), 2);
	assert_string_equal(schemas[0], "app");
	assert_string_equal(schemas[1], "other");
	arena_done(&arena);
	expected_unref(expected);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_missing_is_an_empty_plan),
		cmocka_unit_test(kinds_come_in_their_order),
		cmocka_unit_test(what_a_statement_names_comes_before_it),
		cmocka_unit_test(each_module_has_its_transaction_after_those_it_needs),
		cmocka_unit_test(a_circle_of_modules_shares_one_transaction),
		cmocka_unit_test(a_single_transaction_keeps_the_order_of_kinds),
		cmocka_unit_test(only_wanted_modules_are_created),
		cmocka_unit_test(a_plan_may_ask_for_less),
		cmocka_unit_test(tables_only_are_tables_and_their_types),
		cmocka_unit_test(what_is_withheld_is_left_out),
		cmocka_unit_test(a_stated_schema_comes_before_what_lives_in_it),
		cmocka_unit_test(nothing_that_is_ignored_is_created),
		cmocka_unit_test(tables_that_are_there_are_left_alone),
		cmocka_unit_test(what_is_included_is_added_with_its_locks),
		cmocka_unit_test(what_needs_what_is_left_out_is_left_out),
		cmocka_unit_test(a_column_is_added_only_where_it_is_safe),
		cmocka_unit_test(a_generated_column_is_left_out),
		cmocka_unit_test(the_fingerprint_is_that_of_the_statements_and_what_they_need),
		cmocka_unit_test(names_that_are_taken_are_listed),
		cmocka_unit_test(schemas_that_are_not_stated_are_listed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
