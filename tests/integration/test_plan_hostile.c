/* Names and texts that could be taken for more than they are, against a real server: what is created
 * is what the manifest says, and nothing else ever runs. */
#include "drift/plan.h"
#include "harness.h"
#include "harness_pg.h"
#include "manifest/manifest.h"
#include "report/plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libpq-fe.h>

#define MANIFEST "tests/manifests/plan/hostile.json"

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

/* A plan for a database that has nothing of it but the schema "public". */
struct planned {
	struct expected *expected;
	struct arena arena;
	struct plan *plan;
};

static void
plan_all(struct planned *planned)
{
	const struct plan_options none = { 0 };
	struct outcome outcome = { 0 };
	struct err err = { 0 };

	memset(planned, 0, sizeof *planned);
	if (!manifest_load(MANIFEST, &planned->expected, &err))
		fail_msg("%s", err.message);
	outcome.expected = planned->expected;
	outcome.modules = arena_array(&planned->arena, planned->expected->module_count,
	                              sizeof *outcome.modules);
	outcome.gaps = arena_array(&planned->arena, planned->expected->item_count,
	                           sizeof *outcome.gaps);
	for (size_t i = 0; i < planned->expected->item_count; i++) {
		const struct expected_item *item = &planned->expected->items[i];

		if (item->parent == EXPECTED_NONE && strcmp(item->object.name, "public") != 0)
			outcome.gaps[outcome.gap_count++] = (struct gap){
				.item = i, .change = CHANGE_MISSING
			};
	}
	planned->plan = plan_make(&outcome, &none, &planned->arena);
	if (planned->plan->refusal_count > 0)
		fail_msg("%s", planned->plan->refusals[0].text);
}

static void
planned_done(struct planned *planned)
{
	arena_done(&planned->arena);
	expected_unref(planned->expected);
}

static struct pg_database *
watched_database(void)
{
	struct pg_database *database = pg_database(server);

	pg_exec(database, "CREATE TABLE public.canary (); CREATE SCHEMA other; "
	                  "CREATE TABLE other.canary ()");
	return database;
}

/* Everything is there, nothing else is, and nothing is gone. */
static void
assert_as_stated(struct pg_database *database)
{
	char *out;
	int code = run_pgdriftd(&out, NULL, "check", "--dsn", database->conninfo, "--manifest",
	                        MANIFEST, "--min-severity", "warning", NULL);

	if (code != 0)
		fail_msg("check gave %d: %s", code, out);
	free(out);
	assert_int_equal(pg_number(database, "SELECT count(*) FROM pg_class WHERE relname = "
	                                     "'canary'"),
	                 2);
	assert_int_equal(pg_number(database, "SELECT count(*) FROM pg_class c JOIN pg_namespace n "
	                                     "ON n.oid = relnamespace WHERE relkind = 'r' AND "
	                                     "nspname !~ '^pg_' AND nspname <> "
	                                     "'information_schema'"),
	                 2 + 2);
}

static void
psql_runs_it_as_it_stands(void **state)
{
	const struct ddl_limits limits = { 2000, 30000, 10000 };
	struct pg_database *database = watched_database();
	char *path = harness_path("plan");
	const char *argv[] = {
		"psql", "-X", "-q", "-d", database->conninfo, "-v", "ON_ERROR_STOP=1",
		"-f",   path, NULL
	};
	struct planned planned;
	struct text script = { 0 };
	char *errors;

	(void)state;
	plan_all(&planned);
	report_plan_sql(planned.plan, &limits, &script);
	harness_write_file(path, text_str(&script));
	if (run_program(argv, NULL, &errors) != 0)
		fail_msg("%s", errors);
	assert_string_equal(errors, "");
	assert_as_stated(database);
	free(errors);
	text_done(&script);
	planned_done(&planned);
	free(path);
	pg_drop(database);
}

static void
run_alone(PGconn *connection, const char *sql)
{
	PGresult *result = PQexecParams(connection, sql, 0, NULL, NULL, NULL, NULL, 0);

	if (PQresultStatus(result) != PGRES_COMMAND_OK)
		fail_msg("%s%s", PQerrorMessage(connection), sql);
	PQclear(result);
}

static void
each_statement_runs_alone(void **state)
{
	struct pg_database *database = watched_database();
	PGconn *connection = PQconnectdb(database->conninfo);
	struct planned planned;

	(void)state;
	run_alone(connection, "SET search_path = ''");
	plan_all(&planned);
	for (size_t i = 0; i < planned.plan->transaction_count; i++) {
		const struct plan_transaction *transaction = &planned.plan->transactions[i];

		for (size_t j = 0; j < transaction->statement_count; j++)
			run_alone(connection, transaction->statements[j].sql);
	}
	PQfinish(connection);
	assert_as_stated(database);
	planned_done(&planned);
	pg_drop(database);
}

static void
run_written(PGconn *connection, const struct object *object, const struct ddl_place *place)
{
	struct text sql = { 0 };
	struct err err = { 0 };

	if (!ddl_write(object, NULL, 0, place, &sql, &err))
		fail_msg("%s", err.message);
	run_alone(connection, text_str(&sql));
	text_done(&sql);
}

/* The foreign keys of a temporary table cannot refer to one that stays. */
static bool
is_of_twin(const struct object *object)
{
	const char *subtype = object_subtype(object);

	return object->kind != KIND_schema && object->kind != KIND_type &&
	       (subtype == NULL || strcmp(subtype, "foreign_key") != 0);
}

/* The way of confirmation: all that a table has once more, under another name. */
static void
a_twin_of_each_table_can_be_made(void **state)
{
	const struct ddl_place twin = { .table = "pgdriftd twin", .temporary = true };
	struct pg_database *database = watched_database();
	PGconn *connection = PQconnectdb(database->conninfo);
	struct planned planned;

	(void)state;
	run_alone(connection, "SET client_min_messages = warning");
	run_alone(connection, "CREATE SCHEMA lab");
	plan_all(&planned);
	for (size_t i = 0; i < planned.expected->item_count; i++) {
		if (planned.expected->items[i].object.kind == KIND_type)
			run_written(connection, &planned.expected->items[i].object, NULL);
	}
	for (size_t i = 0; i < planned.expected->item_count; i++) {
		const struct object *object = &planned.expected->items[i].object;

		if (object->kind == KIND_table)
			run_alone(connection, "DROP TABLE IF EXISTS \"pgdriftd twin\"");
		if (is_of_twin(object))
			run_written(connection, object, &twin);
	}
	PQfinish(connection);
	assert_int_equal(pg_number(database, "SELECT count(*) FROM pg_class WHERE relname = "
	                                     "'canary'"),
	                 2);
	planned_done(&planned);
	pg_drop(database);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(psql_runs_it_as_it_stands),
		cmocka_unit_test(each_statement_runs_alone),
		cmocka_unit_test(a_twin_of_each_table_can_be_made),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
