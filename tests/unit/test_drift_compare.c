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

#include <string.h>

/* Two tables, one of them with all kinds of things on it, and a type. */
static struct build *
small(void)
{
	struct build *build = build_new();

	build_module(build, "event_management", REQUIREMENT_REQUIRED);
	build_type(build, "public", "state", "{draft,open,closed}");
	build_table(build, "events");
	build_column(build, "id", "character varying(36)");
	build_state(build, PROPERTY_column_not_null, "true");
	build_column(build, "state", "public.state");
	build_state(build, PROPERTY_column_default, "'draft'::public.state");
	build_constraint(build, "events_pkey", "PRIMARY KEY (id)");
	build_constraint(build, "events_check", "CHECK ((id <> ''::text))");
	build_index(build, "ix_state",
	            "CREATE INDEX ix_state ON public.events USING btree (state)");
	build_table(build, "tickets");
	build_column(build, "id", "integer");
	return build;
}

static struct world *
small_world(void)
{
	return world_new(build_done(small()));
}

static struct world *
complete_world(void)
{
	struct build *build = small();

	build_expected(build)->complete = true;
	return world_new(build_done(build));
}

static void
what_is_as_expected_is_no_drift(void **unused)
{
	struct world *world = small_world();
	const struct outcome *outcome = world_compare(world, NULL, 0);
	(void)unused;

	world_expect(outcome, NULL);
	assert_int_equal(outcome->objects_read, 9);
	assert_int_equal(outcome->tables_expected, 2);
	assert_int_equal(outcome->tables_missing, 0);
	assert_int_equal(outcome->unknown_count, 0);
	assert_string_equal(outcome->expected->name, "test");
	world_free(world);
}

static void
an_empty_manifest_finds_nothing(void **unused)
{
	struct world *world = world_new(build_done(build_new()));
	(void)unused;

	world_add(world, KIND_table, "public", NULL, "x");
	world_expect(world_compare(world, NULL, 0), NULL);
	world_free(world);
}

static void
a_missing_table_is_one_drift(void **unused)
{
	struct world *world = small_world();
	const struct outcome *outcome;
	const struct drift *drift;
	(void)unused;

	world_drop(world, KIND_table, NULL, "events");
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "critical missing table public.events", NULL);
	drift = &outcome->drifts[0];
	assert_string_equal(drift->summary, "table public.events is missing");
	assert_null(drift->property);
	assert_null(drift->expected);
	assert_null(drift->observed);
	assert_true(drift->creatable);
	assert_int_equal(drift->impact_count, 0);
	assert_int_equal(drift->module, 1);
	assert_int_equal(outcome->tables_missing, 1);
	assert_int_equal(outcome->by_severity[SEVERITY_CRITICAL], 1);
	assert_string_equal(outcome->expected->items[outcome->missing_tables[0]].object.name,
	                    "events");
	world_free(world);
}

static void
everything_else_missing_is_named(void **unused)
{
	struct world *world = small_world();
	const struct outcome *outcome;
	(void)unused;

	world_drop(world, KIND_constraint, "events", "events_pkey");
	world_drop(world, KIND_constraint, "events", "events_check");
	world_drop(world, KIND_index, "events", "ix_state");
	world_drop(world, KIND_column, "tickets", "id");
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "critical missing column public.tickets.id",
	             "critical missing constraint events_pkey of public.events",
	             "warning missing constraint events_check of public.events",
	             "warning missing index ix_state of public.events", NULL);
	assert_string_equal(outcome->drifts[0].summary, "column public.tickets.id is missing");
	assert_string_equal(outcome->drifts[3].summary,
	                    "index ix_state of public.events is missing");
	for (size_t i = 0; i < 4; i++)
		assert_true(outcome->drifts[i].creatable);
	world_free(world);
}

static void
stated_properties_are_compared(void **unused)
{
	struct world *world = small_world();
	const struct outcome *outcome;
	(void)unused;

	world_set(world, KIND_column, "events", "id", PROPERTY_column_type, "text");
	world_set(world, KIND_column, "events", "id", PROPERTY_column_not_null, "false");
	world_set(world, KIND_column, "events", "state", PROPERTY_column_default, NULL);
	world_set(world, KIND_constraint, "events", "events_pkey", PROPERTY_constraint_definition,
	          "PRIMARY KEY (id, state)");
	/* Silence means that nobody cares. */
	world_set(world, KIND_column, "tickets", "id", PROPERTY_column_not_null, "true");
	world_set(world, KIND_column, "tickets", "id", PROPERTY_column_default, "7");
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "critical changed type of column public.events.id",
	             "critical changed definition of constraint events_pkey of public.events",
	             "warning changed not_null of column public.events.id",
	             "warning changed default of column public.events.state", NULL);
	assert_string_equal(
		outcome->drifts[0].summary,
		"column public.events.id: type is text, expected character varying(36)");
	assert_string_equal(outcome->drifts[0].expected, "character varying(36)");
	assert_string_equal(outcome->drifts[0].observed, "text");
	assert_string_equal(
		outcome->drifts[3].summary,
		"column public.events.state: default is none, expected 'draft'::public.state");
	assert_null(outcome->drifts[3].observed);
	assert_false(outcome->drifts[0].creatable);
	world_free(world);
}

static void
expect_labels(const char *observed, const char *drift)
{
	struct world *world = small_world();

	world_set(world, KIND_type, NULL, "state", PROPERTY_type_labels, observed);
	world_expect(world_compare(world, NULL, 0), drift, NULL);
	world_free(world);
}

static void
labels_added_weigh_less_than_labels_lost(void **unused)
{
	(void)unused;
	expect_labels("{\"draft\",open,closed}", NULL);
	expect_labels("{draft,open,closed,gone}", "warning changed labels of type public.state");
	expect_labels("{new,draft,x,open,closed}", "warning changed labels of type public.state");
	expect_labels("{draft,closed}", "critical changed labels of type public.state");
	expect_labels("{draft,closed,open}", "critical changed labels of type public.state");
	expect_labels("{draft,Open,closed}", "critical changed labels of type public.state");
	expect_labels("{}", "critical changed labels of type public.state");
	expect_labels("not an array", "critical changed labels of type public.state");
	expect_labels(NULL, "critical wrong_kind type public.state");
}

static void
severities_can_be_overridden(void **unused)
{
	struct build *build = small();
	struct world *world;
	(void)unused;

	build_severity(build, "column.type", SEVERITY_INFO);
	build_severity(build, "constraint/check.missing", SEVERITY_CRITICAL);
	build_severity(build, "type/enum.labels_added", SEVERITY_INFO);
	world = world_new(build_done(build));
	world_set(world, KIND_column, "tickets", "id", PROPERTY_column_type, "bigint");
	world_drop(world, KIND_constraint, "events", "events_check");
	world_set(world, KIND_type, NULL, "state", PROPERTY_type_labels, "{draft,open,closed,x}");
	world_expect(world_compare(world, NULL, 0),
	             "critical missing constraint events_check of public.events",
	             "info changed labels of type public.state",
	             "info changed type of column public.tickets.id", NULL);
	world_free(world);
}

static void
another_relation_of_that_name_is_of_the_wrong_kind(void **unused)
{
	static const struct {
		char relkind;
		const char *summary;
	} cases[] = {
		{ 'v', "public.tickets is a view, a table is expected" },
		{ 'm', "public.tickets is a materialized view, a table is expected" },
		{ 'S', "public.tickets is a sequence, a table is expected" },
		{ 'i', "public.tickets is an index, a table is expected" },
		{ 'I', "public.tickets is a partitioned index, a table is expected" },
		{ 'c', "public.tickets is a composite type, a table is expected" },
		{ 'f', "public.tickets is a foreign table, a table is expected" },
		{ 't', "public.tickets is a TOAST table, a table is expected" },
		{ 'X', "public.tickets is a relation of another kind, a table is expected" },
	};
	(void)unused;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct world *world = small_world();
		const struct outcome *outcome;

		world_replace(world, "tickets", cases[i].relkind);
		outcome = world_compare(world, NULL, 0);
		world_expect(outcome, "critical wrong_kind table public.tickets", NULL);
		assert_string_equal(outcome->drifts[0].summary, cases[i].summary);
		assert_string_equal(outcome->drifts[0].expected, "table");
		assert_false(outcome->drifts[0].creatable);
		assert_int_equal(outcome->tables_missing, 0);
		world_free(world);
	}
}

/* What kind is expected (NULL: not stated), what is there, and whether that is fine. */
static void
expect_kind(bool complete, const char *expected, char relkind, bool fine)
{
	for (unsigned order = 0; order < 2; order++) {
		struct build *build = build_new();
		struct world *world;

		build_expected(build)->complete = complete;
		build_module(build, "m", REQUIREMENT_REQUIRED);
		build_table(build, "t");
		if (expected != NULL)
			build_state(build, PROPERTY_table_kind, expected);
		world = world_new(build_done(build));
		world_replace(world, "t", relkind);
		world_expect(world_compare(world, NULL, order),
		             fine ? NULL : "critical wrong_kind table public.t", NULL);
		world_free(world);
	}
}

static void
a_stated_kind_must_be_met_exactly(void **unused)
{
	(void)unused;
	expect_kind(false, NULL, 'r', true);
	expect_kind(false, NULL, 'p', true);
	expect_kind(false, NULL, 'f', false);
	expect_kind(false, "table", 'p', false);
	expect_kind(false, "partitioned table", 'p', true);
	expect_kind(false, "partitioned table", 'r', false);
	expect_kind(false, "foreign table", 'f', true);
	/* Silence in a complete manifest means an ordinary table. */
	expect_kind(true, NULL, 'r', true);
	expect_kind(true, NULL, 'p', false);
}

static void
a_table_told_twice_is_reported_once(void **unused)
{
	for (unsigned order = 0; order < 2; order++) {
		struct world *world = small_world();
		(void)unused;

		world_replace(world, "tickets", 'f');
		/* And what it contains says nothing, whichever comes first. */
		world_set(world, KIND_column, "tickets", "id", PROPERTY_column_type, "money");
		world_expect(world_compare(world, NULL, order),
		             "critical wrong_kind table public.tickets", NULL);
		world_free(world);
	}
}

static void
what_is_told_twice_counts_once(void **unused)
{
	struct build *build = small();
	struct expected *expected = build_expected(build);
	struct selection selection;
	struct arena arena = { 0 };
	struct compare *compare;
	struct outcome *outcome;
	const char *labels[] = { "{draft}" };
	const struct object type = {
		.kind = KIND_type, .schema = "public", .name = "state", .stated = 1, .value = labels
	};
	const struct object extra = {
		.kind = KIND_type, .schema = "public", .name = "extra", .stated = 1, .value = labels
	};
	(void)unused;

	expected->complete = true;
	build_done(build);
	assert_true(select_modules(expected, NULL, 0, &arena, &selection, NULL));
	compare = compare_new(expected, &selection);
	for (int i = 0; i < 2; i++) {
		for (size_t item = 0; item < expected->item_count; item++) {
			if (expected->items[item].object.kind == KIND_table)
				compare_presence(compare, item, 'v', NULL);
		}
		compare_observed(compare, &type);
		compare_observed(compare, &extra);
		compare_kind_done(compare, KIND_type);
	}
	outcome = compare_finish(compare, "main", "2026-11-22", &arena);
	compare_free(compare);
	world_expect(outcome, "critical changed labels of type public.state",
	             "critical wrong_kind table public.events",
	             "critical wrong_kind table public.tickets",
	             "info unexpected type public.extra", NULL);
	arena_done(&arena);
	expected_unref(expected);
}

static void
a_forbidden_table_is_still_compared(void **unused)
{
	struct world *world = small_world();
	const struct outcome *outcome;
	(void)unused;

	world_forbid(world, "tickets", "GRANT SELECT ON public.tickets TO watch");
	world_set(world, KIND_column, "tickets", "id", PROPERTY_column_type, "bigint");
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "critical changed type of column public.tickets.id",
	             "warning forbidden table public.tickets", NULL);
	assert_string_equal(outcome->drifts[1].observed, "GRANT SELECT ON public.tickets TO watch");
	assert_string_equal(outcome->drifts[1].summary,
	                    "table public.tickets is there, but this role has no privilege on it");
	assert_int_equal(outcome->tables_missing, 0);
	world_free(world);
}

static void
an_incomplete_manifest_expects_nothing_of_the_rest(void **unused)
{
	struct world *world = small_world();
	(void)unused;

	world_add(world, KIND_table, "public", NULL, "extra");
	world_add(world, KIND_column, "public", "extra", "id");
	world_add(world, KIND_column, "public", "events", "extra");
	world_add(world, KIND_type, "public", NULL, "extra");
	world_add(world, KIND_schema, NULL, NULL, "extra");
	world_expect(world_compare(world, NULL, 0), NULL);
	world_free(world);
}

static void
a_complete_manifest_says_what_is_not_expected(void **unused)
{
	struct world *world = complete_world();
	const struct outcome *outcome;
	(void)unused;

	world_add(world, KIND_table, "public", NULL, "extra");
	world_add(world, KIND_column, "public", "extra", "id");
	world_add(world, KIND_index, "public", "extra", "ix");
	world_add(world, KIND_column, "public", "events", "extra");
	world_add(world, KIND_index, "public", "events", "ix_extra");
	world_add(world, KIND_type, "public", NULL, "extra");
	/* Out of scope. */
	world_add(world, KIND_table, "other", NULL, "extra");
	world_add(world, KIND_type, "other", NULL, "extra");
	world_add(world, KIND_schema, NULL, NULL, "other");
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "info unexpected column public.events.extra",
	             "info unexpected index ix_extra of public.events",
	             "info unexpected type public.extra", "info unexpected table public.extra",
	             NULL);
	assert_string_equal(outcome->drifts[0].summary,
	                    "column public.events.extra is not expected");
	assert_int_equal(outcome->drifts[0].module, 1);
	assert_int_equal(outcome->drifts[3].module, EXPECTED_NONE);
	assert_int_equal(outcome->by_severity[SEVERITY_INFO], 4);
	world_free(world);
}

static void
a_complete_manifest_means_something_by_silence(void **unused)
{
	struct world *world = complete_world();
	(void)unused;

	world_set(world, KIND_column, "tickets", "id", PROPERTY_column_not_null, "true");
	world_set(world, KIND_column, "tickets", "id", PROPERTY_column_default, "7");
	world_set(world, KIND_column, "tickets", "id", PROPERTY_column_identity, "always");
	world_expect(world_compare(world, NULL, 0),
	             "warning changed default of column public.tickets.id",
	             "warning changed identity of column public.tickets.id",
	             "warning changed not_null of column public.tickets.id", NULL);
	world_free(world);
}

static void
unstated_is_never_compared_where_there_is_no_default(void **unused)
{
	struct build *build = build_new();
	struct world *world;
	(void)unused;

	build_expected(build)->complete = true;
	build_module(build, "m", REQUIREMENT_REQUIRED);
	build_type(build, "public", "state", NULL);
	build_table(build, "t");
	build_column(build, "a", NULL);
	build_constraint(build, "c", NULL);
	build_index(build, "i", NULL);
	world = world_new(build_done(build));
	world_expect(world_compare(world, NULL, 0), NULL);
	world_free(world);
}

static void
a_bare_table_is_expected_to_exist_and_no_more(void **unused)
{
	struct build *build = build_new();
	struct world *world;
	const struct outcome *outcome;
	(void)unused;

	build_expected(build)->complete = true;
	build_module(build, "m", REQUIREMENT_REQUIRED);
	build_bare(build, "t");
	build_bare(build, "u");
	world = world_new(build_done(build));
	world_add(world, KIND_column, "public", "t", "a");
	world_add(world, KIND_index, "public", "t", "i");
	world_replace(world, "t", 'p');
	world_drop(world, KIND_table, NULL, "u");
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "critical missing table public.u", NULL);
	assert_false(outcome->drifts[0].creatable);
	world_free(world);
}

static void
schemas_are_complete_where_their_key_stands(void **unused)
{
	struct build *build = small();
	struct world *world;
	(void)unused;

	build_schema(build, "app");
	world = world_new(build_done(build));
	/* public is in the scope, and something is expected in it. */
	world_add(world, KIND_schema, NULL, NULL, "public");
	world_add(world, KIND_schema, NULL, NULL, "pg_toast");
	world_add(world, KIND_schema, NULL, NULL, "information_schema");
	world_expect(world_compare(world, NULL, 0), NULL);
	world_add(world, KIND_schema, NULL, NULL, "old");
	world_drop(world, KIND_schema, NULL, "app");
	world_expect(world_compare(world, NULL, 0), "critical missing schema app",
	             "info unexpected schema old", NULL);
	world_free(world);
}

static struct world *
all_schemas_world(bool complete)
{
	struct build *build = small();

	build_all_schemas(build);
	build_expected(build)->complete = complete;
	build_table_in(build, "app", "t");
	return world_new(build_done(build));
}

static void
a_scope_of_all_schemas_knows_unexpected_ones(void **unused)
{
	struct world *world = all_schemas_world(true);
	(void)unused;

	world_add(world, KIND_schema, NULL, NULL, "public");
	world_add(world, KIND_schema, NULL, NULL, "app");
	world_add(world, KIND_schema, NULL, NULL, "old");
	/* What is in an unexpected schema is not repeated. */
	world_add(world, KIND_table, "old", NULL, "t");
	world_add(world, KIND_column, "old", "t", "a");
	world_add(world, KIND_type, "old", NULL, "s");
	world_add(world, KIND_table, "app", NULL, "u");
	world_expect(world_compare(world, NULL, 0), "info unexpected schema old",
	             "info unexpected table app.u", NULL);
	world_free(world);

	world = all_schemas_world(false);
	world_add(world, KIND_schema, NULL, NULL, "old");
	world_expect(world_compare(world, NULL, 0), NULL);
	world_free(world);
}

static void
names_are_bytes(void **unused)
{
	struct build *build = build_new();
	struct world *world;
	const struct outcome *outcome;
	(void)unused;

	build_module(build, "m", REQUIREMENT_REQUIRED);
	build_table(build, "a.b");
	build_column(build, "c", "text");
	build_table(build, "a");
	build_column(build, "b\nc", "text");
	build_table(build, "A");
	world = world_new(build_done(build));
	world_drop(world, KIND_table, NULL, "A");
	world_drop(world, KIND_column, "a", "b\nc");
	outcome = world_compare(world, NULL, 0);
	world_expect(outcome, "critical missing table public.\"A\"",
	             "critical missing column public.a.\"b\nc\"", NULL);
	/* A sentence is one line. */
	assert_string_equal(outcome->drifts[1].summary, "column public.a.\"b c\" is missing");
	world_free(world);
}

static void
long_values_are_cut_in_sentences_only(void **unused)
{
	struct world *world = small_world();
	struct text value = { 0 };
	const struct outcome *outcome;
	(void)unused;

	text_add(&value, "x");
	for (int i = 0; i < 100; i++)
		text_add(&value, "\xc3\xa9");
	world_set(world, KIND_column, "events", "state", PROPERTY_column_default, text_str(&value));
	outcome = world_compare(world, NULL, 0);
	assert_int_equal(outcome->drift_count, 1);
	assert_string_equal(outcome->drifts[0].observed, text_str(&value));
	assert_true(strlen(outcome->drifts[0].summary) < 300);
	assert_non_null(strstr(outcome->drifts[0].summary, "\xc3\xa9..., expected 'draft'"));
	text_done(&value);
	world_free(world);
}

static void
creatable_is_what_is_stated_well_enough(void **unused)
{
	struct build *build = build_new();
	struct world *world;
	const struct outcome *outcome;
	(void)unused;

	build_prerequisites(build);
	build_table(build, "owned_by_others");
	build_column(build, "id", "integer");
	build_module(build, "m", REQUIREMENT_REQUIRED);
	build_type(build, "public", "s1", "{a}");
	build_type(build, "public", "s2", NULL);
	build_bare(build, "t1_bare");
	build_table(build, "t2_no_columns");
	build_table(build, "t3_untyped");
	build_column(build, "a", "integer");
	build_column(build, "b", NULL);
	build_table(build, "t4_partitioned");
	build_state(build, PROPERTY_table_kind, "partitioned table");
	build_column(build, "a", "integer");
	build_table(build, "t5_stated");
	build_state(build, PROPERTY_table_kind, "table");
	build_column(build, "a", "integer");
	world = world_new(build_done(build));
	for (size_t i = 0; i < 6; i++)
		world_drop(world, KIND_table, NULL,
		           (const char *[]){ "owned_by_others", "t1_bare", "t2_no_columns",
		                             "t3_untyped", "t4_partitioned", "t5_stated" }[i]);
	world_drop(world, KIND_type, NULL, "s1");
	world_drop(world, KIND_type, NULL, "s2");
	outcome = world_compare(world, NULL, 0);
	for (size_t i = 0; i < outcome->drift_count; i++) {
		const struct drift *drift = &outcome->drifts[i];

		assert_int_equal(drift->creatable, strcmp(drift->name, "s1") == 0 ||
		                                           strcmp(drift->name, "t5_stated") == 0);
	}
	assert_int_equal(outcome->drift_count, 8);
	world_free(world);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_as_expected_is_no_drift),
		cmocka_unit_test(an_empty_manifest_finds_nothing),
		cmocka_unit_test(a_missing_table_is_one_drift),
		cmocka_unit_test(everything_else_missing_is_named),
		cmocka_unit_test(stated_properties_are_compared),
		cmocka_unit_test(labels_added_weigh_less_than_labels_lost),
		cmocka_unit_test(severities_can_be_overridden),
		cmocka_unit_test(another_relation_of_that_name_is_of_the_wrong_kind),
		cmocka_unit_test(a_stated_kind_must_be_met_exactly),
		cmocka_unit_test(a_table_told_twice_is_reported_once),
		cmocka_unit_test(what_is_told_twice_counts_once),
		cmocka_unit_test(a_forbidden_table_is_still_compared),
		cmocka_unit_test(an_incomplete_manifest_expects_nothing_of_the_rest),
		cmocka_unit_test(a_complete_manifest_says_what_is_not_expected),
		cmocka_unit_test(a_complete_manifest_means_something_by_silence),
		cmocka_unit_test(unstated_is_never_compared_where_there_is_no_default),
		cmocka_unit_test(a_bare_table_is_expected_to_exist_and_no_more),
		cmocka_unit_test(schemas_are_complete_where_their_key_stands),
		cmocka_unit_test(a_scope_of_all_schemas_knows_unexpected_ones),
		cmocka_unit_test(names_are_bytes),
		cmocka_unit_test(long_values_are_cut_in_sentences_only),
		cmocka_unit_test(creatable_is_what_is_stated_well_enough),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
