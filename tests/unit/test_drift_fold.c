// link: expect_build.c
// link: world.c
#include "expect_build.h"
#include "world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* events <- tickets (foreign key to its primary key), an enum type, and text that mentions columns. */
static struct build *
platform(void)
{
	struct build *build = build_new();

	build_module(build, "event_management", REQUIREMENT_REQUIRED);
	build_type(build, "public", "state", "{draft,open}");
	build_table(build, "events");
	build_column(build, "id", "character varying(36)");
	build_column(build, "code", "integer");
	build_state(build, PROPERTY_column_default, "7");
	build_state(build, PROPERTY_column_not_null, "true");
	build_column(build, "Name", "text");
	build_column(build, "twice", "integer");
	build_state(build, PROPERTY_column_generated, "(code * 2)");
	build_column(build, "state", "public.state");
	build_state(build, PROPERTY_column_default, "'draft'::public.state");
	build_column(build, "states", "public.state[]");
	build_column(build, "note", "text");
	build_state(build, PROPERTY_column_default, "('draft'::public.state)::text");
	build_constraint(build, "events_pkey", "PRIMARY KEY (id)");
	build_constraint(build, "events_code_key", "UNIQUE (code, \"Name\")");
	build_constraint(build, "events_code_check", "CHECK ((code > 0))");
	build_index(build, "code", "CREATE INDEX code ON public.events USING btree (id)");
	build_index(build, "ix_code", "CREATE INDEX ix_code ON public.events USING btree (code)");
	build_index(build, "ix_name",
	            "CREATE INDEX ix_name ON public.events USING btree (lower(\"Name\"))");
	build_index(build, "ix_open",
	            "CREATE INDEX ix_open ON public.events USING btree (id) WHERE (state = "
	            "'open'::public.state)");
	build_table(build, "tickets");
	build_column(build, "id", "integer");
	build_column(build, "event_id", "character varying(36)");
	build_column(build, "name", "text");
	build_constraint(build, "tickets_pkey", "PRIMARY KEY (id)");
	build_constraint(build, "tickets_event_id_fkey",
	                 "FOREIGN KEY (event_id) REFERENCES public.events(id) ON DELETE CASCADE");
	build_constraint(build, "tickets_code_fkey",
	                 "FOREIGN KEY (name, id) REFERENCES public.events(\"Name\", code)");
	return build;
}

static struct world *
platform_world(void)
{
	return world_new(build_done(platform()));
}

static void
a_foreign_key_folds_into_the_missing_table(void **unused)
{
	struct world *world = platform_world();
	const struct outcome *outcome;
	(void)unused;

	world_drop(world, KIND_table, NULL, "events");
	world_drop(world, KIND_constraint, "tickets", "tickets_event_id_fkey");
	world_drop(world, KIND_constraint, "tickets", "tickets_code_fkey");
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "critical missing table public.events", NULL);
	assert_string_equal(world_impact(world, outcome, "critical missing table public.events"),
	                    "constraint tickets_code_fkey of public.tickets; "
	                    "constraint tickets_event_id_fkey of public.tickets");
	assert_int_equal(outcome->by_severity[SEVERITY_CRITICAL], 1);
	assert_int_equal(outcome->by_severity[SEVERITY_WARNING], 0);
	world_free(world);
}

static void
a_foreign_key_folds_into_what_is_no_table(void **unused)
{
	struct world *world = platform_world();
	const struct outcome *outcome;
	(void)unused;

	world_replace(world, "events", 'v');
	world_drop(world, KIND_constraint, "tickets", "tickets_event_id_fkey");
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "critical wrong_kind table public.events", NULL);
	assert_string_equal(world_impact(world, outcome, "critical wrong_kind table public.events"),
	                    "constraint tickets_event_id_fkey of public.tickets");
	world_free(world);
}

static void
a_foreign_key_that_is_missing_alone_is_a_finding(void **unused)
{
	struct world *world = platform_world();
	(void)unused;

	world_drop(world, KIND_constraint, "tickets", "tickets_event_id_fkey");
	world_expect(world_compare(world, NULL, 0),
	             "warning missing constraint tickets_event_id_fkey of public.tickets", NULL);
	/* A missing column of the same name on its own table has nothing to do with it. */
	world_drop(world, KIND_column, "tickets", "id");
	world_drop(world, KIND_constraint, "tickets", "tickets_pkey");
	world_expect(world_compare(world, NULL, 0), "critical missing column public.tickets.id",
	             "warning missing constraint tickets_event_id_fkey of public.tickets", NULL);
	world_free(world);
}

static void
a_foreign_key_folds_into_the_missing_key(void **unused)
{
	struct world *world = platform_world();
	const struct outcome *outcome;
	(void)unused;

	world_drop(world, KIND_constraint, "events", "events_pkey");
	world_drop(world, KIND_constraint, "events", "events_code_key");
	world_drop(world, KIND_constraint, "tickets", "tickets_event_id_fkey");
	/* Referenced in another order of columns. */
	world_drop(world, KIND_constraint, "tickets", "tickets_code_fkey");
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "critical missing constraint events_code_key of public.events",
	             "critical missing constraint events_pkey of public.events", NULL);
	assert_string_equal(outcome->drifts[0].impact[0],
	                    "constraint tickets_code_fkey of public.tickets");
	assert_string_equal(outcome->drifts[1].impact[0],
	                    "constraint tickets_event_id_fkey of public.tickets");
	assert_int_equal(outcome->drifts[0].impact_count, 1);
	assert_int_equal(outcome->drifts[1].impact_count, 1);
	world_free(world);
}

static void
a_foreign_key_does_not_fold_into_another_key(void **unused)
{
	struct world *world = platform_world();
	(void)unused;

	world_drop(world, KIND_constraint, "events", "events_code_key");
	world_drop(world, KIND_constraint, "tickets", "tickets_event_id_fkey");
	world_expect(world_compare(world, NULL, 0),
	             "critical missing constraint events_code_key of public.events",
	             "warning missing constraint tickets_event_id_fkey of public.tickets", NULL);
	world_free(world);
}

static void
a_missing_unique_index_is_a_key_too(void **unused)
{
	struct build *build = build_new();
	struct world *world;
	(void)unused;

	build_module(build, "m", REQUIREMENT_REQUIRED);
	build_table(build, "a");
	build_column(build, "x", "integer");
	build_index(build, "a_x", "CREATE UNIQUE INDEX a_x ON public.a USING btree (x)");
	build_index(build, "a_part",
	            "CREATE UNIQUE INDEX a_part ON public.a USING btree (x) WHERE (x > 0)");
	build_table(build, "b");
	build_constraint(build, "b_fkey", "FOREIGN KEY (y) REFERENCES public.a(x)");
	world = world_new(build_done(build));
	world_drop(world, KIND_constraint, "b", "b_fkey");
	world_drop(world, KIND_index, "a", "a_part");
	world_expect(world_compare(world, NULL, 0), "warning missing constraint b_fkey of public.b",
	             "warning missing index a_part of public.a", NULL);
	world_drop(world, KIND_index, "a", "a_x");
	world_expect(world_compare(world, NULL, 0), "warning missing index a_part of public.a",
	             "warning missing index a_x of public.a", NULL);
	world_free(world);
}

static void
not_null_does_not_fold_into_a_missing_key(void **unused)
{
	struct world *world = platform_world();
	(void)unused;

	world_drop(world, KIND_constraint, "events", "events_code_key");
	world_set(world, KIND_column, "events", "code", PROPERTY_column_not_null, "false");
	world_expect(world_compare(world, NULL, 0),
	             "critical missing constraint events_code_key of public.events",
	             "warning changed not_null of column public.events.code", NULL);
	world_free(world);
}

static void
what_mentions_a_missing_column_folds_into_it(void **unused)
{
	struct world *world = platform_world();
	const struct outcome *outcome;
	(void)unused;

	world_drop(world, KIND_column, "events", "code");
	world_drop(world, KIND_column, "events", "twice"); /* generated from it */
	world_drop(world, KIND_constraint, "events", "events_code_key");
	world_drop(world, KIND_constraint, "events", "events_code_check");
	world_drop(world, KIND_constraint, "tickets", "tickets_code_fkey");
	world_drop(world, KIND_index, "events", "ix_code");
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "critical missing column public.events.code", NULL);
	assert_string_equal(
		world_impact(world, outcome, "critical missing column public.events.code"),
		"column public.events.twice; "
		"constraint events_code_check of public.events; "
		"constraint events_code_key of public.events; "
		"constraint tickets_code_fkey of public.tickets; "
		"index ix_code of public.events");
	world_free(world);
}

static void
what_only_looks_like_a_mention_does_not_fold(void **unused)
{
	struct world *world = platform_world();
	(void)unused;

	/* An index that has the column's name, and one on a column that differs in case only. */
	world_drop(world, KIND_column, "events", "code");
	world_drop(world, KIND_column, "events", "twice");
	world_drop(world, KIND_column, "tickets", "name");
	world_drop(world, KIND_index, "events", "code");
	world_drop(world, KIND_index, "events", "ix_name");
	world_expect(world_compare(world, NULL, 0), "critical missing column public.events.code",
	             "critical missing column public.tickets.name",
	             "warning missing index code of public.events",
	             "warning missing index ix_name of public.events", NULL);
	world_free(world);
}

static void
a_quoted_column_is_found_in_its_quotes(void **unused)
{
	struct world *world = platform_world();
	const struct outcome *outcome;
	(void)unused;

	world_drop(world, KIND_column, "events", "Name");
	world_drop(world, KIND_index, "events", "ix_name");
	world_drop(world, KIND_constraint, "events", "events_code_key");
	world_drop(world, KIND_constraint, "tickets", "tickets_code_fkey");
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "critical missing column public.events.\"Name\"", NULL);
	assert_int_equal(outcome->drifts[0].impact_count, 3);
	world_free(world);
}

static void
a_changed_type_takes_what_it_rewrites(void **unused)
{
	struct world *world = platform_world();
	const struct outcome *outcome;
	(void)unused;

	world_set(world, KIND_column, "events", "code", PROPERTY_column_type, "text");
	world_set(world, KIND_column, "events", "code", PROPERTY_column_default, "'7'::text");
	world_set(world, KIND_column, "events", "twice", PROPERTY_column_generated,
	          "((code)::integer * 2)");
	world_set(world, KIND_constraint, "events", "events_code_check",
	          PROPERTY_constraint_definition, "CHECK (((code)::integer > 0))");
	world_set(world, KIND_index, "events", "ix_code", PROPERTY_index_definition,
	          "CREATE INDEX ix_code ON public.events USING btree (((code)::integer))");
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "critical changed type of column public.events.code", NULL);
	assert_string_equal(
		world_impact(world, outcome, "critical changed type of column public.events.code"),
		"constraint events_code_check of public.events; "
		"default of column public.events.code; "
		"generated of column public.events.twice; "
		"index ix_code of public.events");
	world_free(world);
}

static void
a_changed_type_takes_nothing_that_it_cannot_rewrite(void **unused)
{
	struct world *world = platform_world();
	(void)unused;

	world_set(world, KIND_column, "events", "code", PROPERTY_column_type, "text");
	world_set(world, KIND_column, "events", "code", PROPERTY_column_not_null, "false");
	world_set(world, KIND_constraint, "events", "events_code_key",
	          PROPERTY_constraint_definition, "UNIQUE (code)");
	world_set(
		world, KIND_constraint, "tickets", "tickets_code_fkey",
		PROPERTY_constraint_definition,
		"FOREIGN KEY (name, id) REFERENCES public.events(\"Name\", code) ON DELETE CASCADE");
	world_set(world, KIND_index, "events", "ix_name", PROPERTY_index_definition,
	          "CREATE INDEX ix_name ON public.events USING btree (code)");
	/* Missing is more than rewritten. */
	world_drop(world, KIND_index, "events", "ix_code");
	world_expect(world_compare(world, NULL, 0),
	             "critical changed type of column public.events.code",
	             "critical changed definition of constraint events_code_key of public.events",
	             "warning changed not_null of column public.events.code",
	             "warning changed definition of constraint tickets_code_fkey of public.tickets",
	             "warning missing index ix_code of public.events",
	             "warning changed definition of index ix_name of public.events", NULL);
	world_free(world);
}

static void
a_default_changed_alone_is_a_finding(void **unused)
{
	struct world *world = platform_world();
	(void)unused;

	world_set(world, KIND_column, "events", "code", PROPERTY_column_default, "8");
	world_set(world, KIND_column, "events", "twice", PROPERTY_column_generated, NULL);
	world_expect(world_compare(world, NULL, 0),
	             "warning changed default of column public.events.code",
	             "warning changed generated of column public.events.twice", NULL);
	world_free(world);
}

static void
a_dropped_type_takes_columns_and_all_that_hangs_on_them(void **unused)
{
	struct world *world = platform_world();
	const struct outcome *outcome;
	(void)unused;

	/* DROP TYPE ... CASCADE */
	world_drop(world, KIND_type, NULL, "state");
	world_drop(world, KIND_column, "events", "state");
	world_drop(world, KIND_column, "events", "states");
	world_drop(world, KIND_index, "events", "ix_open");
	world_set(world, KIND_column, "events", "note", PROPERTY_column_default, NULL);
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "critical missing type public.state", NULL);
	assert_string_equal(world_impact(world, outcome, "critical missing type public.state"),
	                    "column public.events.state; "
	                    "column public.events.states; "
	                    "default of column public.events.note; "
	                    "index ix_open of public.events");
	world_free(world);
}

static void
a_column_made_free_of_a_type_that_then_went(void **unused)
{
	struct world *world = platform_world();
	const struct outcome *outcome;
	(void)unused;

	world_drop(world, KIND_type, NULL, "state");
	world_set(world, KIND_column, "events", "state", PROPERTY_column_type, "text");
	world_set(world, KIND_column, "events", "state", PROPERTY_column_default, "'draft'::text");
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "critical missing type public.state", NULL);
	assert_string_equal(world_impact(world, outcome, "critical missing type public.state"),
	                    "default of column public.events.state; "
	                    "type of column public.events.state");
	world_free(world);
}

static void
a_missing_type_does_not_take_other_columns(void **unused)
{
	struct world *world = platform_world();
	(void)unused;

	world_drop(world, KIND_type, NULL, "state");
	world_drop(world, KIND_column, "events", "id");
	world_set(world, KIND_column, "events", "code", PROPERTY_column_default, NULL);
	world_expect(world_compare(world, NULL, 0), "critical missing type public.state",
	             "critical missing column public.events.id",
	             "warning changed default of column public.events.code", NULL);
	world_free(world);
}

static void
a_missing_schema_takes_its_tables_and_what_refers_to_them(void **unused)
{
	struct build *build = platform();
	struct world *world;
	const struct outcome *outcome;
	(void)unused;

	build_type(build, "app", "kind", "{a}");
	build_table_in(build, "app", "log");
	build_column(build, "id", "integer");
	build_table(build, "entries");
	build_column(build, "log_id", "integer");
	build_column(build, "kind", "app.kind");
	build_constraint(build, "entries_fkey", "FOREIGN KEY (log_id) REFERENCES app.log(id)");
	build_schema(build, "app");
	world = world_new(build_done(build));
	world_drop_schema(world, "app");
	world_drop(world, KIND_constraint, "entries", "entries_fkey");
	world_drop(world, KIND_column, "entries", "kind");
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "critical missing schema app", NULL);
	assert_string_equal(world_impact(world, outcome, "critical missing schema app"),
	                    "column public.entries.kind; "
	                    "constraint entries_fkey of public.entries; "
	                    "table app.log; "
	                    "type app.kind");
	/* The table is missing all the same. */
	assert_int_equal(outcome->tables_missing, 1);
	assert_string_equal(outcome->expected->items[outcome->missing_tables[0]].object.name,
	                    "log");
	assert_int_equal(outcome->modules[1].status, MODULE_PARTIAL);
	world_free(world);
}

static void
without_its_schema_in_the_manifest_a_table_is_just_missing(void **unused)
{
	struct build *build = build_new();
	struct world *world;
	(void)unused;

	build_module(build, "m", REQUIREMENT_REQUIRED);
	build_table_in(build, "app", "log");
	world = world_new(build_done(build));
	world_drop_schema(world, "app");
	world_expect(world_compare(world, NULL, 0), "critical missing table app.log", NULL);
	world_free(world);
}

static void
what_is_folded_counts_for_its_own_module(void **unused)
{
	struct build *build = platform();
	struct world *world;
	const struct outcome *outcome;
	(void)unused;

	build_module(build, "guests", REQUIREMENT_REQUIRED);
	build_table(build, "guests");
	build_column(build, "event_id", "character varying(36)");
	build_constraint(build, "guests_fkey",
	                 "FOREIGN KEY (event_id) REFERENCES public.events(id)");
	world = world_new(build_done(build));
	world_drop(world, KIND_table, NULL, "events");
	world_drop(world, KIND_constraint, "tickets", "tickets_event_id_fkey");
	world_drop(world, KIND_constraint, "tickets", "tickets_code_fkey");
	world_drop(world, KIND_constraint, "guests", "guests_fkey");
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "critical missing table public.events", NULL);
	assert_int_equal(outcome->modules[1].status, MODULE_PARTIAL);
	assert_int_equal(outcome->modules[2].status, MODULE_DRIFTED);
	world_free(world);
}

static void
nothing_folds_into_a_module_that_is_not_selected(void **unused)
{
	struct build *build = platform();
	struct world *world;
	(void)unused;

	build_module(build, "guests", REQUIREMENT_REQUIRED);
	build_table(build, "guests");
	build_column(build, "event_id", "character varying(36)");
	build_constraint(build, "guests_fkey",
	                 "FOREIGN KEY (event_id) REFERENCES public.events(id)");
	world = world_new(build_done(build));
	world_drop(world, KIND_table, NULL, "events");
	world_drop(world, KIND_constraint, "guests", "guests_fkey");
	world_expect(world_compare(world, "guests", 0),
	             "warning missing constraint guests_fkey of public.guests", NULL);
	world_free(world);
}

static void
generated_columns_that_mention_each_other_end(void **unused)
{
	struct build *build = build_new();
	struct world *world;
	(void)unused;

	/* PostgreSQL takes no such thing, a manifest does. */
	build_module(build, "m", REQUIREMENT_REQUIRED);
	build_table(build, "t");
	build_column(build, "a", "integer");
	build_state(build, PROPERTY_column_generated, "(b + 1)");
	build_column(build, "b", "integer");
	build_state(build, PROPERTY_column_generated, "(a + b)");
	world = world_new(build_done(build));
	world_drop(world, KIND_column, "t", "a");
	world_drop(world, KIND_column, "t", "b");
	world_expect(world_compare(world, NULL, 0), "critical missing column public.t.a",
	             "critical missing column public.t.b", NULL);
	world_free(world);
}

static void
collation_goes_with_the_type(void **unused)
{
	struct build *build = build_new();
	struct world *world;
	const struct outcome *outcome;
	(void)unused;

	build_module(build, "m", REQUIREMENT_REQUIRED);
	build_table(build, "t");
	build_column(build, "a", "text");
	build_state(build, PROPERTY_column_collation, "pg_catalog.\"C\"");
	world = world_new(build_done(build));
	world_set(world, KIND_column, "t", "a", PROPERTY_column_collation, NULL);
	world_expect(world_compare(world, NULL, 0),
	             "warning changed collation of column public.t.a", NULL);
	world_set(world, KIND_column, "t", "a", PROPERTY_column_type, "integer");
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "critical changed type of column public.t.a", NULL);
	assert_string_equal(outcome->drifts[0].impact[0], "collation of column public.t.a");
	world_free(world);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_foreign_key_folds_into_the_missing_table),
		cmocka_unit_test(a_foreign_key_folds_into_what_is_no_table),
		cmocka_unit_test(a_foreign_key_that_is_missing_alone_is_a_finding),
		cmocka_unit_test(a_foreign_key_folds_into_the_missing_key),
		cmocka_unit_test(a_foreign_key_does_not_fold_into_another_key),
		cmocka_unit_test(a_missing_unique_index_is_a_key_too),
		cmocka_unit_test(not_null_does_not_fold_into_a_missing_key),
		cmocka_unit_test(what_mentions_a_missing_column_folds_into_it),
		cmocka_unit_test(what_only_looks_like_a_mention_does_not_fold),
		cmocka_unit_test(a_quoted_column_is_found_in_its_quotes),
		cmocka_unit_test(a_changed_type_takes_what_it_rewrites),
		cmocka_unit_test(a_changed_type_takes_nothing_that_it_cannot_rewrite),
		cmocka_unit_test(a_default_changed_alone_is_a_finding),
		cmocka_unit_test(a_dropped_type_takes_columns_and_all_that_hangs_on_them),
		cmocka_unit_test(a_column_made_free_of_a_type_that_then_went),
		cmocka_unit_test(a_missing_type_does_not_take_other_columns),
		cmocka_unit_test(a_missing_schema_takes_its_tables_and_what_refers_to_them),
		cmocka_unit_test(without_its_schema_in_the_manifest_a_table_is_just_missing),
		cmocka_unit_test(what_is_folded_counts_for_its_own_module),
		cmocka_unit_test(nothing_folds_into_a_module_that_is_not_selected),
		cmocka_unit_test(generated_columns_that_mention_each_other_end),
		cmocka_unit_test(collation_goes_with_the_type),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
