// link: expect_build.c
// link: world.c
#include "drift/compare.h"

#include "expect_build.h"
#include "world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* organizations is a prerequisite; users refers to it, and has an index. */
static struct build *
begin(void)
{
	struct build *build = build_new();

	build_prerequisites(build);
	build_table(build, "organizations");
	build_column(build, "id", "uuid");
	build_module(build, "core", REQUIREMENT_REQUIRED);
	build_table(build, "users");
	build_column(build, "organization_id", "uuid");
	build_constraint(build, "users_fkey",
	                 "FOREIGN KEY (organization_id) REFERENCES public.organizations(id)");
	build_index(build, "ix", "CREATE INDEX ix ON public.users USING btree (organization_id)");
	return build;
}

/* Asserts the gaps in their order, each as "missing table public.t", "changed column public.t.c
 * text", with " ignored" behind. The last is NULL. */
static void
expect(const struct outcome *outcome, ...)
{
	struct text text = { 0 };
	const char *wanted;
	va_list list;

	va_start(list, outcome);
	for (size_t i = 0; i < outcome->gap_count; i++) {
		const struct gap *gap = &outcome->gaps[i];
		const struct object *object = &outcome->expected->items[gap->item].object;

		text_clear(&text);
		text_addf(&text, "%s ", change_word(gap->change));
		object_describe(object->kind, object->schema, object->table, object->name, &text);
		text_addf(&text, "%s%s%s", gap->observed != NULL ? " " : "",
		          gap->observed != NULL ? gap->observed : "",
		          gap->ignored ? " ignored" : "");
		wanted = va_arg(list, const char *);
		assert_non_null(wanted);
		assert_string_equal(text_str(&text), wanted);
	}
	assert_null(va_arg(list, const char *));
	va_end(list);
	text_done(&text);
}

static void
what_is_folded_is_a_gap_too(void **unused)
{
	struct world *world = world_new(build_done(begin()));
	const struct outcome *outcome;
	(void)unused;

	world_drop(world, KIND_column, "users", "organization_id");
	world_drop(world, KIND_constraint, "users", "users_fkey");
	world_drop(world, KIND_index, "users", "ix");
	for (unsigned order = 0; order < 4; order++) {
		outcome = world_compare(world, NULL, order);
		assert_int_equal(outcome->drift_count, 1);
		expect(outcome, "missing column public.users.organization_id",
		       "missing constraint users_fkey of public.users",
		       "missing index ix of public.users", NULL);
	}
	world_free(world);
}

static void
a_table_stands_for_what_lives_on_it(void **unused)
{
	struct world *world = world_new(build_done(begin()));
	(void)unused;

	world_drop(world, KIND_table, NULL, "users");
	expect(world_compare(world, NULL, 0), "missing table public.users", NULL);
	world_free(world);
	world = world_new(build_done(begin()));
	world_replace(world, "organizations", 'v');
	expect(world_compare(world, NULL, 0), "wrong_kind table public.organizations view", NULL);
	world_free(world);
}

static void
a_retyped_column_is_one_and_other_changes_are_not(void **unused)
{
	struct world *world = world_new(build_done(begin()));
	(void)unused;

	expect(world_compare(world, NULL, 0), NULL);
	world_set(world, KIND_column, "organizations", "id", PROPERTY_column_type, "text");
	world_set(world, KIND_index, "users", "ix", PROPERTY_index_definition,
	          "CREATE INDEX ix ON public.users USING hash (organization_id)");
	world_add(world, KIND_table, "public", NULL, "more");
	expect(world_compare(world, NULL, 0), "changed column public.organizations.id text", NULL);
	world_free(world);
}

static void
an_ignored_gap_says_so(void **unused)
{
	struct build *build = begin();
	struct world *world;
	(void)unused;

	build_ignore(build)->kind = KIND_column;
	world = world_new(build_done(build));
	world_drop(world, KIND_column, "users", "organization_id");
	world_drop(world, KIND_index, "users", "ix");
	expect(world_compare(world, NULL, 0), "missing column public.users.organization_id ignored",
	       "missing index ix of public.users ignored", NULL);
	world_free(world);
}

static bool
is_there(const struct outcome *outcome, const char *table)
{
	return outcome->there[expected_find(outcome->expected, KIND_table, "public", table, table)];
}

/* An optional module that is wholly absent has no gap, and yet nothing of it is there. */
static void
what_was_seen_is_told(void **state)
{
	struct build *build = begin();
	struct world *world;
	const struct outcome *outcome;

	(void)state;
	build_module(build, "extra", REQUIREMENT_OPTIONAL);
	build_table(build, "extra");
	build_column(build, "id", "uuid");
	world = world_new(build_done(build));
	world_drop(world, KIND_table, NULL, "extra");
	for (unsigned order = 0; order < 4; order++) {
		outcome = world_compare(world, NULL, order);
		expect(outcome, NULL);
		assert_true(is_there(outcome, "organizations"));
		assert_true(is_there(outcome, "users"));
		assert_false(is_there(outcome, "extra"));
	}
	world_replace(world, "users", 'v');
	assert_false(is_there(world_compare(world, NULL, 0), "users"));
	world_free(world);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_folded_is_a_gap_too),
		cmocka_unit_test(a_table_stands_for_what_lives_on_it),
		cmocka_unit_test(a_retyped_column_is_one_and_other_changes_are_not),
		cmocka_unit_test(an_ignored_gap_says_so),
		cmocka_unit_test(what_was_seen_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
