/* The plan of the reference case against a real server: what its script makes is what the facts in
 * tests/reference describe, by pg_dump and by a check; a second run changes nothing. */
#include "drift/compare.h"
#include "drift/plan.h"
#include "harness.h"
#include "harness_pg.h"
#include "reference.h"
#include "manifest/manifest.h"
#include "report/plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct ddl_limits limits = { 2000, 30000, 10000 };
static struct pg_server *server;

static int
group_setup(void **state)
{
	(void)state;
	server = pg_start(NULL);
	return 0;
}

static int
group_teardown(void **state)
{
	(void)state;
	pg_free(server);
	return 0;
}

/* --- the plan ----------------------------------------------------------------------------------- */

/* As if a check had read the database: of all that is expected only what the modules stand on is
 * there. `id_type` is that of organizations. */
static struct outcome *
core_outcome(struct expected *expected, const char *id_type, struct arena *arena)
{
	struct selection selection;
	struct compare *compare;
	struct outcome *outcome;
	struct err err = { 0 };

	if (!select_modules(expected, NULL, 0, arena, &selection, &err))
		fail_msg("%s", err.message);
	compare = compare_new(expected, &selection);
	for (size_t i = 0; i < expected->item_count; i++) {
		const struct expected_item *item = &expected->items[i];
		struct object *observed = object_copy(arena, &item->object);
		bool there = item->module == MODULE_PREREQUISITES;

		if (item->object.kind == KIND_table)
			compare_presence(compare, i, there ? 'r' : '\0', NULL);
		if (item->object.kind == KIND_column)
			observed->value[PROPERTY_column_type] = id_type;
		if (there)
			compare_observed(compare, observed);
	}
	for (size_t kind = 0; kind < KIND_COUNT; kind++)
		compare_kind_done(compare, (enum kind)kind);
	outcome = compare_finish(compare, "main", "2026-11-22", arena);
	compare_free(compare);
	return outcome;
}

/* The script in a file. Caller owns its path. */
static char *
script_file(const char *id_type, bool single)
{
	const struct plan_options options = { .single = single };
	struct expected *expected;
	struct arena arena = { 0 };
	struct err err = { 0 };
	struct text script = { 0 };
	char *path = harness_path("plan");

	if (!manifest_load("config/manifest.json", &expected, &err))
		fail_msg("%s", err.message);
	report_plan_sql(plan_make(core_outcome(expected, id_type, &arena), &options, &arena),
	                &limits, &script);
	harness_write_file(path, text_str(&script));
	text_done(&script);
	arena_done(&arena);
	expected_unref(expected);
	return path;
}

/* By psql, as a person would; every error counts. Returns what it wrote to stderr; caller owns. */
static char *
run_script(const struct pg_database *database, const char *path, int *ret_code)
{
	const char *argv[] = {
		"psql", "-X", "-q", "-d", database->conninfo, "-v", "ON_ERROR_STOP=1",
		"-f",   path, NULL
	};
	char *out;
	char *errors;

	*ret_code = run_program(argv, &out, &errors);
	free(out);
	return errors;
}

static void
run_well(const struct pg_database *database, const char *path)
{
	int code;
	char *errors = run_script(database, path, &code);

	if (code != 0 || *errors != '\0')
		fail_msg("psql gave %d: %s", code, errors);
	free(errors);
}

static void
the_script_makes_what_the_facts_describe(void **state)
{
	struct pg_database *wanted = reference_database(server);

	(void)state;
	for (int single = 0; single <= 1; single++) {
		struct pg_database *made = core_database(server);
		char *path = script_file("character varying(36)", single == 1);

		run_well(made, path);
		assert_same_dump(made, wanted);
		assert_int_equal(run_pgdriftd(NULL, NULL, "check", "--dsn", made->conninfo,
		                              "--manifest", "config/manifest.json", NULL),
		                 0);
		free(path);
		pg_drop(made);
	}
	pg_drop(wanted);
}

static void
a_second_run_changes_nothing(void **state)
{
	struct pg_database *made = core_database(server);
	char *path = script_file("character varying(36)", false);
	char *before, *after, *errors;
	int code;

	(void)state;
	run_well(made, path);
	before = schema_dump(made);
	errors = run_script(made, path, &code);
	after = schema_dump(made);
	assert_int_not_equal(code, 0);
	assert_non_null(strstr(errors, "already exists"));
	assert_string_equal(before, after);
	free(before);
	free(after);
	free(errors);
	free(path);
	pg_drop(made);
}

/* The 42804 that the plan of the other type foresees: nothing of such a module is made, and the
 * others are whole. */
static void
what_cannot_be_created_is_left_out(void **state)
{
	struct pg_database *made = core_database(server);
	char *path = script_file("uuid", false);

	(void)state;
	pg_exec(made, "ALTER TABLE users DROP CONSTRAINT users_organization_id_fkey; "
	              "ALTER TABLE organizations ALTER COLUMN id TYPE uuid USING id::uuid");
	run_well(made, path);
	assert_int_equal(pg_number(made, "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND "
	                                 "relnamespace = 'public'::regnamespace"),
	                 3 + 2);
	assert_int_equal(pg_number(made, "SELECT count(*) FROM pg_class WHERE relname IN "
	                                 "('valuation_export_logs', 'blog_posts')"),
	                 2);
	free(path);
	pg_drop(made);
}

/* A transaction that fails leaves nothing, and psql goes on with the next. */
static void
one_failure_takes_one_module(void **state)
{
	struct pg_database *made = core_database(server);
	char *path = script_file("character varying(36)", false);
	const char *argv[] = { "psql", "-X", "-q", "-d", made->conninfo, "-f", path, NULL };

	(void)state;
	pg_exec(made, "CREATE TABLE event_tickets (other integer)");
	assert_int_equal(run_program(argv, NULL, NULL), 0);
	assert_int_equal(pg_number(made, "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND "
	                                 "relnamespace = 'public'::regnamespace"),
	                 3 + 34 - 5 + 1);
	assert_int_equal(pg_number(made, "SELECT count(*) FROM pg_class WHERE relname = 'events'"),
	                 0);
	free(path);
	pg_drop(made);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_script_makes_what_the_facts_describe),
		cmocka_unit_test(a_second_run_changes_nothing),
		cmocka_unit_test(what_cannot_be_created_is_left_out),
		cmocka_unit_test(one_failure_takes_one_module),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
