// link: expect_build.c
// link: world.c
#include "expect_build.h"
#include "world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define ORDERS 6 /* of what is told */

static struct build *
shop(void)
{
	struct build *build = build_new();

	build_expected(build)->complete = true;
	build_module(build, "shop", REQUIREMENT_REQUIRED);
	build_type(build, "public", "state", "{draft,open}");
	build_table(build, "orders");
	build_column(build, "id", "integer");
	build_state(build, PROPERTY_column_not_null, "true");
	build_column(build, "code", "integer");
	build_column(build, "state", "public.state");
	build_constraint(build, "orders_pkey", "PRIMARY KEY (id)");
	build_index(build, "ix_code", "CREATE INDEX ix_code ON public.orders USING btree (code)");
	build_table(build, "lines");
	build_column(build, "order_id", "integer");
	build_column(build, "text", "text");
	build_constraint(build, "lines_order_id_fkey",
	                 "FOREIGN KEY (order_id) REFERENCES public.orders(id)");
	return build;
}

static struct world *
shop_world(void)
{
	return world_new(build_done(shop()));
}

static void
add_column(struct world *world, const char *table, const char *name, const char *type,
           const char *not_null)
{
	struct object *column = world_add(world, KIND_column, "public", table, name);

	column->value[PROPERTY_column_type] = type;
	column->value[PROPERTY_column_not_null] = not_null;
}

/* The table of orders under another name, with all that lives on it. */
static void
add_orders(struct world *world, const char *name)
{
	world_add(world, KIND_table, "public", NULL, name);
	add_column(world, name, "id", "integer", "true");
	add_column(world, name, "code", "integer", "false");
	add_column(world, name, "state", "public.state", "false");
}

static void
a_renamed_table_is_one_finding(void **unused)
{
	struct world *world = shop_world();
	(void)unused;

	world_drop(world, KIND_table, NULL, "orders");
	add_orders(world, "purchases");
	world_set(world, KIND_constraint, "lines", "lines_order_id_fkey",
	          PROPERTY_constraint_definition,
	          "FOREIGN KEY (order_id) REFERENCES public.purchases(id)");
	for (unsigned order = 0; order < ORDERS; order++) {
		const struct outcome *outcome = world_compare(world, NULL, order);

		world_expect(outcome, "critical renamed table public.orders", NULL);
		assert_string_equal(outcome->drifts[0].observed, "purchases");
		assert_string_equal(outcome->drifts[0].summary,
		                    "table public.orders is now purchases");
		assert_false(outcome->drifts[0].creatable);
		assert_string_equal(
			world_impact(world, outcome, "critical renamed table public.orders"),
			"constraint lines_order_id_fkey of public.lines");
		/* It is not where it should be, and nobody must make a second one. */
		assert_int_equal(outcome->tables_missing, 1);
		assert_int_equal(outcome->modules[1].status, MODULE_PARTIAL);
		assert_int_equal(outcome->gap_count, 1);
		assert_int_equal(outcome->gaps[0].change, CHANGE_RENAMED);
	}
	world_free(world);
}

static void
rows_that_come_again_make_no_other_shape(void **unused)
{
	struct world *world = shop_world();
	(void)unused;

	world_drop(world, KIND_table, NULL, "orders");
	add_orders(world, "purchases");
	add_orders(world, "purchases");
	world_drop(world, KIND_constraint, "lines", "lines_order_id_fkey");
	/* A key that is gone as well is gone: a rename takes nothing away. */
	world_expect(world_compare(world, NULL, 0), "critical renamed table public.orders",
	             "warning missing constraint lines_order_id_fkey of public.lines", NULL);
	world_free(world);
}

static void
a_table_of_another_shape_is_another_table(void **unused)
{
	struct world *world = shop_world();
	(void)unused;

	world_drop(world, KIND_table, NULL, "lines");
	world_add(world, KIND_table, "public", NULL, "rows");
	add_column(world, "rows", "order_id", "integer", "false");
	add_column(world, "rows", "text", "character varying(9)", "false");
	world_expect(world_compare(world, NULL, 0), "critical missing table public.lines",
	             "info unexpected table public.rows", NULL);
	world_free(world);
}

static void
two_candidates_stay_what_they_are(void **unused)
{
	struct world *world = shop_world();
	(void)unused;

	world_drop(world, KIND_table, NULL, "lines");
	for (size_t i = 0; i < 2; i++) {
		const char *name = i == 0 ? "one" : "two";

		world_add(world, KIND_table, "public", NULL, name);
		add_column(world, name, "order_id", "integer", "false");
		add_column(world, name, "text", "text", "false");
	}
	world_expect(world_compare(world, NULL, 0), "critical missing table public.lines",
	             "info unexpected table public.one", "info unexpected table public.two", NULL);
	world_free(world);
}

static void
columns_that_were_not_read_tell_no_shape(void **unused)
{
	struct world *world = shop_world();
	(void)unused;

	world_drop(world, KIND_table, NULL, "orders");
	world_drop(world, KIND_constraint, "lines", "lines_order_id_fkey");
	world_add(world, KIND_table, "public", NULL, "purchases");
	world_forget_kind(world, KIND_column);
	world_expect(world_compare(world, NULL, 0), "critical missing table public.orders",
	             "info unexpected table public.purchases", NULL);
	world_free(world);
}

static void
nobody_knows_in_a_manifest_that_is_not_complete(void **unused)
{
	struct build *build = shop();
	struct world *world;
	(void)unused;

	build_expected(build)->complete = false;
	world = world_new(build_done(build));
	world_drop(world, KIND_table, NULL, "lines");
	world_add(world, KIND_table, "public", NULL, "rows");
	add_column(world, "rows", "order_id", "integer", "false");
	add_column(world, "rows", "text", "text", "false");
	world_expect(world_compare(world, NULL, 0), "critical missing table public.lines", NULL);
	world_free(world);
}

static void
a_renamed_column_takes_the_texts_that_only_name_it(void **unused)
{
	struct world *world = shop_world();
	const struct outcome *outcome;
	(void)unused;

	world_drop(world, KIND_column, "orders", "id");
	add_column(world, "orders", "number", "integer", "true");
	world_set(world, KIND_constraint, "orders", "orders_pkey", PROPERTY_constraint_definition,
	          "PRIMARY KEY (number)");
	world_set(world, KIND_constraint, "lines", "lines_order_id_fkey",
	          PROPERTY_constraint_definition,
	          "FOREIGN KEY (order_id) REFERENCES public.orders(number)");
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "critical renamed column public.orders.id", NULL);
	assert_string_equal(
		world_impact(world, outcome, "critical renamed column public.orders.id"),
		"constraint lines_order_id_fkey of public.lines; "
		"constraint orders_pkey of public.orders");
	world_set(world, KIND_constraint, "lines", "lines_order_id_fkey",
	          PROPERTY_constraint_definition,
	          "FOREIGN KEY (order_id) REFERENCES public.orders(number) ON DELETE CASCADE");
	world_expect(world_compare(world, NULL, 0), "critical renamed column public.orders.id",
	             "warning changed definition of constraint lines_order_id_fkey of public.lines",
	             NULL);
	world_free(world);
}

static void
a_column_renamed_elsewhere_explains_nothing(void **unused)
{
	struct world *world = shop_world();
	(void)unused;

	world_drop(world, KIND_column, "lines", "text");
	add_column(world, "lines", "state", "text", "false");
	world_set(world, KIND_index, "orders", "ix_code", PROPERTY_index_definition,
	          "CREATE INDEX ix_code ON public.orders USING btree (state)");
	world_expect(world_compare(world, NULL, 0), "critical renamed column public.lines.text",
	             "warning changed definition of index ix_code of public.orders", NULL);
	world_free(world);
}

static void
a_column_that_differs_otherwise_is_another_one(void **unused)
{
	struct world *world = shop_world();
	(void)unused;

	world_drop(world, KIND_column, "lines", "text");
	add_column(world, "lines", "note", "text", "true");
	world_expect(world_compare(world, NULL, 0), "critical missing column public.lines.text",
	             "info unexpected column public.lines.note", NULL);
	world_free(world);
}

static void
an_index_names_itself_in_its_text(void **unused)
{
	struct world *world = shop_world();
	struct object *index;
	(void)unused;

	world_drop(world, KIND_index, "orders", "ix_code");
	index = world_add(world, KIND_index, "public", "orders", "Codes");
	index->value[PROPERTY_index_definition] =
		"CREATE INDEX \"Codes\" ON public.orders USING btree (code)";
	index->value[PROPERTY_index_valid] = "true";
	world_expect(world_compare(world, NULL, 0),
	             "warning renamed index ix_code of public.orders", NULL);
	index->value[PROPERTY_index_definition] =
		"CREATE INDEX \"Codes\" ON public.orders USING hash (code)";
	world_expect(world_compare(world, NULL, 0),
	             "warning missing index ix_code of public.orders",
	             "info unexpected index \"Codes\" of public.orders", NULL);
	world_free(world);
}

static void
a_renamed_type_takes_the_types_of_columns(void **unused)
{
	struct world *world = shop_world();
	struct object *type;
	const struct outcome *outcome;
	(void)unused;

	world_drop(world, KIND_type, NULL, "state");
	type = world_add(world, KIND_type, "public", NULL, "status");
	type->value[PROPERTY_type_labels] = "{draft,open}";
	type->value[PROPERTY_type_not_null] = "false";
	world_set(world, KIND_column, "orders", "state", PROPERTY_column_type, "public.status");
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "critical renamed type public.state", NULL);
	assert_string_equal(world_impact(world, outcome, "critical renamed type public.state"),
	                    "type of column public.orders.state");
	type->value[PROPERTY_type_labels] = "{draft,closed}";
	world_expect(world_compare(world, NULL, 0), "critical missing type public.state",
	             "info unexpected type public.status", NULL);
	world_free(world);
}

/* The table of orders in the schema, with all its columns. */
static void
move_orders(struct world *world, const char *schema)
{
	static const char *const columns[][2] = { { "id", "integer" },
		                                  { "code", "integer" },
		                                  { "state", "public.state" } };

	world_add(world, KIND_table, schema, NULL, "orders");
	for (size_t i = 0; i < 3; i++)
		world_add(world, KIND_column, schema, "orders", columns[i][0])
			->value[PROPERTY_column_type] = columns[i][1];
}

static void
what_was_moved_is_renamed(void **unused)
{
	struct build *build = shop();
	struct world *world;
	const struct outcome *outcome;
	(void)unused;

	build_scope(build, "Old");
	build_scope(build, "older");
	world = world_new(build_done(build));
	world_drop(world, KIND_table, NULL, "orders");
	move_orders(world, "Old");
	world_set(world, KIND_constraint, "lines", "lines_order_id_fkey",
	          PROPERTY_constraint_definition,
	          "FOREIGN KEY (order_id) REFERENCES \"Old\".orders(id)");
	for (unsigned order = 0; order < ORDERS; order++) {
		outcome = world_compare(world, NULL, order);
		world_expect(outcome, "critical renamed table public.orders", NULL);
		assert_string_equal(outcome->drifts[0].observed, "\"Old\".orders");
		assert_string_equal(outcome->drifts[0].impact[0],
		                    "constraint lines_order_id_fkey of public.lines");
	}
	/* Two that it may be: nobody guesses. */
	move_orders(world, "older");
	world_expect(world_compare(world, NULL, 0), "critical missing table public.orders",
	             "warning changed definition of constraint lines_order_id_fkey of public.lines",
	             "info unexpected table \"Old\".orders", "info unexpected table older.orders",
	             NULL);
	world_free(world);
}

static void
what_is_out_of_scope_is_nowhere(void **unused)
{
	struct world *world = shop_world();
	(void)unused;

	world_drop(world, KIND_table, NULL, "orders");
	world_drop(world, KIND_constraint, "lines", "lines_order_id_fkey");
	move_orders(world, "old");
	world_expect(world_compare(world, NULL, 0), "critical missing table public.orders", NULL);
	world_free(world);
}

static struct world *
with_schema(void)
{
	struct build *build = build_new();

	build_expected(build)->complete = true;
	build_all_schemas(build);
	build_schema(build, "app");
	build_module(build, "m", REQUIREMENT_REQUIRED);
	build_table_in(build, "app", "t");
	build_column(build, "id", "integer");
	build_table_in(build, "app", "u");
	build_column(build, "id", "integer");
	return world_new(build_done(build));
}

static void
add_schema(struct world *world, const char *name, const char *second)
{
	world_add(world, KIND_schema, NULL, NULL, name);
	world_add(world, KIND_table, name, NULL, "t");
	world_add(world, KIND_table, name, NULL, second);
}

static void
a_renamed_schema_is_one_finding(void **unused)
{
	struct world *world = with_schema();
	(void)unused;

	world_drop_schema(world, "app");
	add_schema(world, "app2", "u");
	for (unsigned order = 0; order < ORDERS; order++) {
		const struct outcome *outcome = world_compare(world, NULL, order);

		world_expect(outcome, "critical renamed schema app", NULL);
		assert_string_equal(outcome->drifts[0].observed, "app2");
		assert_string_equal(world_impact(world, outcome, "critical renamed schema app"),
		                    "table app.t; table app.u");
		assert_int_equal(outcome->tables_missing, 2);
	}
	/* What was not read may tell them apart. */
	world_forget_kind(world, KIND_view);
	world_expect(world_compare(world, NULL, 0), "critical missing schema app",
	             "info unexpected schema app2", NULL);
	world_free(world);
}

static void
another_schema_is_another_one(void **unused)
{
	struct world *world = with_schema();
	(void)unused;

	world_drop_schema(world, "app");
	add_schema(world, "app2", "w");
	world_expect(world_compare(world, NULL, 0), "critical missing schema app",
	             "info unexpected schema app2", NULL);
	/* An empty one tells nothing. */
	world_free(world);
	world = with_schema();
	world_drop_schema(world, "app");
	world_add(world, KIND_schema, NULL, NULL, "empty");
	world_expect(world_compare(world, NULL, 0), "critical missing schema app",
	             "info unexpected schema empty", NULL);
	world_free(world);
	/* Two of them: nobody guesses. */
	world = with_schema();
	world_drop_schema(world, "app");
	add_schema(world, "app2", "u");
	add_schema(world, "app3", "u");
	world_expect(world_compare(world, NULL, 0), "critical missing schema app",
	             "info unexpected schema app2", "info unexpected schema app3", NULL);
	world_free(world);
}

static void
sequences_of_one_shape_stay_what_they_are(void **unused)
{
	struct build *build = shop();
	struct world *world;
	(void)unused;

	build_any(build, KIND_sequence, "a");
	build_any(build, KIND_sequence, "b");
	world = world_new(build_done(build));
	world_drop(world, KIND_sequence, NULL, "a");
	world_drop(world, KIND_sequence, NULL, "b");
	world_add(world, KIND_sequence, "public", "c", "c");
	world_expect(world_compare(world, NULL, 0), "warning missing sequence public.a",
	             "warning missing sequence public.b", "info unexpected sequence public.c",
	             NULL);
	world_free(world);
}

/* By the name that is expected, and by a rule for what is missing; not by one for what is unexpected. */
static void
a_renamed_one_is_ignored_by_its_name(void **unused)
{
	static const struct {
		const char *name;
		int change;
		bool ignored;
	} rules[] = {
		{ "ix_code", -1, true },
		{ "ix_code", CHANGE_MISSING, true },
		{ "ix_code", CHANGE_RENAMED, true },
		{ "ix_code", CHANGE_UNEXPECTED, false },
		{ "ix_other", -1, false },
	};
	(void)unused;

	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		struct build *build = shop();
		struct ignore_rule *rule = build_ignore(build);
		const struct outcome *outcome;
		struct world *world;

		rule->name = rules[i].name;
		rule->change = rules[i].change;
		world = world_new(build_done(build));
		world_drop(world, KIND_index, "orders", "ix_code");
		world_add(world, KIND_index, "public", "orders", "ix_other")
			->value[PROPERTY_index_definition] =
			"CREATE INDEX ix_other ON public.orders USING btree (code)";
		outcome = world_compare(world, NULL, 0);
		assert_int_equal(outcome->ignored, rules[i].ignored);
		if (rules[i].ignored)
			world_expect(outcome, NULL);
		else
			world_expect(outcome, "warning renamed index ix_code of public.orders",
			             NULL);
		world_free(world);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_renamed_table_is_one_finding),
		cmocka_unit_test(rows_that_come_again_make_no_other_shape),
		cmocka_unit_test(a_table_of_another_shape_is_another_table),
		cmocka_unit_test(two_candidates_stay_what_they_are),
		cmocka_unit_test(columns_that_were_not_read_tell_no_shape),
		cmocka_unit_test(nobody_knows_in_a_manifest_that_is_not_complete),
		cmocka_unit_test(a_renamed_column_takes_the_texts_that_only_name_it),
		cmocka_unit_test(a_column_renamed_elsewhere_explains_nothing),
		cmocka_unit_test(a_column_that_differs_otherwise_is_another_one),
		cmocka_unit_test(an_index_names_itself_in_its_text),
		cmocka_unit_test(a_renamed_type_takes_the_types_of_columns),
		cmocka_unit_test(what_was_moved_is_renamed),
		cmocka_unit_test(what_is_out_of_scope_is_nowhere),
		cmocka_unit_test(a_renamed_schema_is_one_finding),
		cmocka_unit_test(another_schema_is_another_one),
		cmocka_unit_test(sequences_of_one_shape_stay_what_they_are),
		cmocka_unit_test(a_renamed_one_is_ignored_by_its_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
