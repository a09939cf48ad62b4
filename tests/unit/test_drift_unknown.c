// link: expect_build.c
// link: world.c
#include "expect_build.h"
#include "world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct build *
two_tables(void)
{
	struct build *build = build_new();

	build_module(build, "m", REQUIREMENT_REQUIRED);
	build_table(build, "a");
	build_column(build, "id", "integer");
	build_index(build, "a_ix", "CREATE INDEX a_ix ON public.a USING btree (id)");
	build_index(build, "a_iy", "CREATE INDEX a_iy ON public.a USING btree (id)");
	build_table(build, "b");
	build_index(build, "b_ix", "CREATE INDEX b_ix ON public.b USING btree (id)");
	build_module(build, "n", REQUIREMENT_REQUIRED);
	build_table(build, "c");
	build_index(build, "c_ix", "CREATE INDEX c_ix ON public.c USING btree (id)");
	return build;
}

static struct world *
unread_world(bool complete)
{
	struct build *build = two_tables();

	build_expected(build)->complete = complete;
	return world_new(build_done(build));
}

static void
drop_indexes(struct world *world)
{
	world_drop(world, KIND_index, "a", "a_ix");
	world_drop(world, KIND_index, "a", "a_iy");
	world_drop(world, KIND_index, "b", "b_ix");
	world_drop(world, KIND_index, "c", "c_ix");
}

static void
an_unknown_object_is_not_missing(void **unused)
{
	static const struct unknown locked = { .kind = KIND_index,
		                               .schema = "public",
		                               .table = "a",
		                               .name = "a_ix",
		                               .reason = "locked",
		                               .sqlstate = "55P03" };
	struct world *world = unread_world(false);
	const struct outcome *outcome;
	(void)unused;

	drop_indexes(world);
	world_tell_unknown(world, &locked);
	world_tell_unknown(world, &locked);
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "warning missing index a_iy of public.a",
	             "warning missing index b_ix of public.b",
	             "warning missing index c_ix of public.c", NULL);
	assert_int_equal(outcome->unknown_count, 1);
	assert_string_equal(outcome->unknowns[0].name, "a_ix");
	assert_string_equal(outcome->unknowns[0].reason, "locked");
	assert_string_equal(outcome->unknowns[0].sqlstate, "55P03");
	assert_null(outcome->unknowns[0].hint);
	world_free(world);
}

static void
an_unknown_table_covers_what_lives_on_it_of_that_kind(void **unused)
{
	static const struct unknown locked = {
		.kind = KIND_index, .schema = "public", .table = "a", .reason = "locked"
	};
	struct world *world = unread_world(false);
	const struct outcome *outcome;
	(void)unused;

	drop_indexes(world);
	world_drop(world, KIND_column, "a", "id");
	world_tell_unknown(world, &locked);
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "critical missing column public.a.id",
	             "warning missing index b_ix of public.b",
	             "warning missing index c_ix of public.c", NULL);
	assert_int_equal(outcome->unknown_count, 1);
	assert_null(outcome->unknowns[0].name);
	world_free(world);
}

static void
a_whole_kind_can_be_unknown(void **unused)
{
	static const struct unknown denied = { .kind = KIND_index, .reason = "denied" };
	struct world *world = unread_world(false);
	const struct outcome *outcome;
	(void)unused;

	drop_indexes(world);
	world_tell_unknown(world, &denied);
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, NULL);
	assert_int_equal(outcome->unknown_count, 1);
	assert_int_equal(outcome->modules[1].status, MODULE_UNKNOWN);
	assert_int_equal(outcome->modules[2].status, MODULE_UNKNOWN);
	/* What is known to be wrong is worse. */
	world_drop(world, KIND_column, "a", "id");
	outcome = world_compare(world, NULL, 0);
	assert_int_equal(outcome->modules[1].status, MODULE_DRIFTED);
	world_drop(world, KIND_table, NULL, "b");
	outcome = world_compare(world, NULL, 0);
	assert_int_equal(outcome->modules[1].status, MODULE_PARTIAL);
	world_free(world);
}

static void
a_kind_that_was_never_done_is_unknown(void **unused)
{
	struct world *world = unread_world(false);
	const struct outcome *outcome;
	(void)unused;

	world_forget_kind(world, KIND_index);
	/* Nothing of these is expected: that they were not read leaves nothing open. */
	world_forget_kind(world, KIND_type);
	world_forget_kind(world, KIND_schema);
	world_forget_kind(world, KIND_constraint);
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, NULL);
	assert_int_equal(outcome->unknown_count, 1);
	assert_int_equal(outcome->unknowns[0].kind, KIND_index);
	assert_null(outcome->unknowns[0].schema);
	assert_string_equal(outcome->unknowns[0].reason, "not_read");
	assert_int_equal(outcome->modules[1].status, MODULE_UNKNOWN);
	world_free(world);
}

static void
nothing_read_is_nothing_missing(void **unused)
{
	struct world *world = unread_world(false);
	const struct outcome *outcome;
	(void)unused;

	for (size_t kind = 0; kind < KIND_COUNT; kind++)
		world_forget_kind(world, (enum kind)kind);
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, NULL);
	/* What lives on tables that nobody looked for is not worth a word of its own. */
	assert_int_equal(outcome->unknown_count, 1);
	assert_int_equal(outcome->unknowns[0].kind, KIND_table);
	assert_int_equal(outcome->modules[1].status, MODULE_UNKNOWN);
	assert_int_equal(outcome->tables_missing, 0);
	assert_int_equal(outcome->objects_read, 0);
	world_free(world);
}

static void
presence_by_name_needs_no_reading_of_the_kind(void **unused)
{
	struct expected *expected = build_done(two_tables());
	struct selection selection;
	struct arena arena = { 0 };
	struct compare *compare;
	struct outcome *outcome;
	(void)unused;

	assert_true(select_modules(expected, NULL, 0, &arena, &selection, NULL));
	compare = compare_new(expected, &selection);
	for (size_t i = 0; i < expected->item_count; i++) {
		if (expected->items[i].object.kind == KIND_table)
			compare_presence(compare, i, '\0', NULL);
	}
	outcome = compare_finish(compare, "main", "2026-11-22", &arena);
	compare_free(compare);
	world_expect(outcome, "critical missing table public.a", "critical missing table public.b",
	             "critical missing table public.c", NULL);
	assert_int_equal(outcome->unknown_count, 0);
	arena_done(&arena);
	expected_unref(expected);
}

static void
an_unknown_table_is_neither_missing_nor_are_its_children(void **unused)
{
	static const struct unknown moving = {
		.kind = KIND_table, .schema = "public", .name = "a", .reason = "moving"
	};
	struct world *world = unread_world(false);
	const struct outcome *outcome;
	(void)unused;

	world_drop(world, KIND_table, NULL, "a");
	world_tell_unknown(world, &moving);
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, NULL);
	assert_int_equal(outcome->unknown_count, 1);
	assert_string_equal(outcome->unknowns[0].table, "a");
	assert_int_equal(outcome->modules[1].status, MODULE_UNKNOWN);
	assert_int_equal(outcome->modules[2].status, MODULE_WHOLE);
	/* One table is missing, the other unknown: something is missing for sure. */
	world_drop(world, KIND_table, NULL, "b");
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "critical missing table public.b", NULL);
	assert_int_equal(outcome->modules[1].status, MODULE_PARTIAL);
	world_free(world);
}

static void
what_was_seen_all_the_same_is_not_unknown(void **unused)
{
	static const struct unknown locked = {
		.kind = KIND_index, .schema = "public", .table = "a", .reason = "locked"
	};
	struct world *world = unread_world(false);
	const struct outcome *outcome;
	(void)unused;

	world_tell_unknown(world, &locked);
	outcome = world_compare(world, NULL, 0);
	assert_int_equal(outcome->unknown_count, 0);
	assert_int_equal(outcome->modules[1].status, MODULE_WHOLE);
	world_free(world);

	/* In a complete manifest something unexpected may hide there. */
	world = unread_world(true);
	world_tell_unknown(world, &locked);
	outcome = world_compare(world, NULL, 0);
	assert_int_equal(outcome->unknown_count, 1);
	assert_int_equal(outcome->modules[1].status, MODULE_UNKNOWN);
	world_free(world);
}

static void
what_this_target_does_not_ask_for_is_not_listed(void **unused)
{
	static const struct unknown locked = {
		.kind = KIND_index, .schema = "public", .table = "c", .reason = "locked"
	};
	static const struct unknown other = { .kind = KIND_index,
		                              .schema = "public",
		                              .table = "nobodys",
		                              .name = "ix",
		                              .reason = "locked" };
	struct world *world = unread_world(true);
	const struct outcome *outcome;
	(void)unused;

	world_drop(world, KIND_index, "c", "c_ix");
	world_tell_unknown(world, &locked);
	world_tell_unknown(world, &other);
	outcome = world_compare(world, "!n", 0);
	world_expect(outcome, NULL);
	assert_int_equal(outcome->unknown_count, 0);
	assert_int_equal(world_compare(world, NULL, 0)->unknown_count, 1);
	/* Nor what lives on a table that is known to be missing. */
	world_drop(world, KIND_table, NULL, "c");
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "critical missing table public.c", NULL);
	assert_int_equal(outcome->unknown_count, 0);
	world_free(world);
}

static void
unknowns_are_sorted_and_each_is_named_once(void **unused)
{
	static const struct unknown list[] = {
		{ .kind = KIND_index,
		  .schema = "public",
		  .table = "b",
		  .name = "b_ix",
		  .reason = "moving" },
		{ .kind = KIND_index,
		  .schema = "public",
		  .table = "a",
		  .name = "a_iy",
		  .reason = "x" },
		{ .kind = KIND_index,
		  .schema = "public",
		  .table = "a",
		  .name = "a_iy",
		  .reason = "locked" },
		{ .kind = KIND_index,
		  .schema = "public",
		  .table = "a",
		  .name = "a_ix",
		  .reason = "locked" },
	};
	struct world *world = unread_world(false);
	const struct outcome *outcome;
	(void)unused;

	drop_indexes(world);
	for (size_t i = 0; i < 4; i++)
		world_tell_unknown(world, &list[i]);
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "warning missing index c_ix of public.c", NULL);
	assert_int_equal(outcome->unknown_count, 3);
	assert_string_equal(outcome->unknowns[0].name, "a_ix");
	assert_string_equal(outcome->unknowns[1].name, "a_iy");
	assert_string_equal(outcome->unknowns[1].reason, "locked");
	assert_string_equal(outcome->unknowns[2].name, "b_ix");
	world_free(world);
}

static void
an_optional_module_of_which_nothing_is_known_is_unknown(void **unused)
{
	static const struct unknown denied = { .kind = KIND_type, .reason = "denied" };
	static const enum requirement requirements[] = { REQUIREMENT_OPTIONAL,
		                                         REQUIREMENT_UNWANTED };
	(void)unused;

	for (size_t i = 0; i < 2; i++) {
		struct build *build = build_new();
		struct world *world;
		const struct outcome *outcome;

		build_module(build, "m", requirements[i]);
		build_type(build, "public", "s", "{a}");
		build_table(build, "t");
		world = world_new(build_done(build));
		world_drop(world, KIND_type, NULL, "s");
		world_drop(world, KIND_table, NULL, "t");
		world_tell_unknown(world, &denied);
		outcome = world_compare(world, NULL, 0);
		world_expect(outcome, NULL);
		assert_int_equal(outcome->modules[1].status, MODULE_UNKNOWN);
		assert_int_equal(outcome->unknown_count, 1);
		world_free(world);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_unknown_object_is_not_missing),
		cmocka_unit_test(an_unknown_table_covers_what_lives_on_it_of_that_kind),
		cmocka_unit_test(a_whole_kind_can_be_unknown),
		cmocka_unit_test(a_kind_that_was_never_done_is_unknown),
		cmocka_unit_test(nothing_read_is_nothing_missing),
		cmocka_unit_test(presence_by_name_needs_no_reading_of_the_kind),
		cmocka_unit_test(an_unknown_table_is_neither_missing_nor_are_its_children),
		cmocka_unit_test(what_was_seen_all_the_same_is_not_unknown),
		cmocka_unit_test(what_this_target_does_not_ask_for_is_not_listed),
		cmocka_unit_test(unknowns_are_sorted_and_each_is_named_once),
		cmocka_unit_test(an_optional_module_of_which_nothing_is_known_is_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
