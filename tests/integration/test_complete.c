/* Complete manifests, scopes and stated schemas against a real server: silence means that nothing
 * else must be there, within what is stated as complete and nowhere else. */
#include "harness.h"
#include "harness_http.h"
#include "harness_pg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

static struct pg_server *server;

static const char tables[] =
	"\"modules\": [ { \"name\": \"core\", \"tables\": [ { \"name\": \"t\", \"columns\": ["
	" { \"name\": \"id\", \"type\": \"int\", \"not_null\": true } ], \"constraints\": ["
	" { \"name\": \"t_pkey\", \"definition\": \"PRIMARY KEY (id)\" } ] }, \"bare\" ] } ]";

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

/* The findings of one check as lines "change kind schema.table.name", in the report's order, after
 * the exit code. Caller owns. */
static char *
findings(const struct pg_database *database, const char *head)
{
	char *path = harness_path("manifest.json");
	char *manifest = harness_format("{ \"manifest\": 1, \"name\": \"m\", %s, %s }", head,
	                                tables);
	char *lines;
	char *out;
	char *err;
	json_t *report;
	const json_t *finding;
	size_t index;
	int code;

	harness_write_file(path, manifest);
	code = run_pgdriftd(&out, &err, "check", "--dsn", database->conninfo, "--manifest", path,
	                    "--format", "json", NULL);
	report = json_loads(out, 0, NULL);
	if (report == NULL)
		fail_msg("exit %d: %s", code, err);
	lines = harness_format("%d", code);
	json_array_foreach(json_at(report, "/targets/0/findings"), index, finding)
	{
		const char *table = json_text_at(finding, "/table");
		char *more = harness_format(
			"%s; %s %s %s.%s", lines, json_text_at(finding, "/change"),
			json_text_at(finding, "/kind"), table == NULL ? "-" : table,
			json_text_at(finding, "/name"));

		free(lines);
		lines = more;
	}
	json_decref(report);
	free(err);
	free(out);
	free(manifest);
	free(path);
	return lines;
}

static void
expect(const struct pg_database *database, const char *head, const char *expected)
{
	char *found = findings(database, head);

	assert_string_equal(found, expected);
	free(found);
}

static struct pg_database *
database_as_stated(void)
{
	struct pg_database *database = pg_database(server);

	pg_exec(database, "CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE bare (x int)");
	return database;
}

static void
silence_is_only_meant_where_it_is_complete(void **state)
{
	struct pg_database *database = database_as_stated();

	(void)state;
	expect(database, "\"complete\": true", "0");
	pg_exec(database, "CREATE TABLE more (); ALTER TABLE t ADD COLUMN extra text;"
	                  "CREATE INDEX t_extra ON t (extra); ALTER TABLE bare ADD COLUMN y int;"
	                  "CREATE TYPE mood AS ENUM ('fine')");
	expect(database, "\"complete\": false", "0");
	expect(database, "\"complete\": true",
	       "1; unexpected column t.extra; unexpected index t.t_extra; unexpected type -.mood;"
	       " unexpected table more.more");
	pg_drop(database);
}

static void
what_is_unstated_has_its_default(void **state)
{
	struct pg_database *database = database_as_stated();

	(void)state;
	pg_exec(database, "ALTER TABLE t ALTER COLUMN id SET DEFAULT 7");
	expect(database, "\"complete\": false", "0");
	expect(database, "\"complete\": true", "1; changed column t.id");
	pg_drop(database);
}

static void
other_schemas_are_in_scope_where_they_are_named(void **state)
{
	struct pg_database *database = database_as_stated();

	(void)state;
	pg_exec(database, "CREATE SCHEMA side; CREATE TABLE side.s ()");
	expect(database, "\"complete\": true", "0");
	expect(database, "\"complete\": true, \"scope\": [\"public\", \"side\"]",
	       "1; unexpected table s.s");
	expect(database, "\"complete\": true, \"scope\": [\"*\"]", "1; unexpected schema -.side");
	expect(database, "\"schemas\": [\"public\"]", "1; unexpected schema -.side");
	expect(database, "\"schemas\": [\"public\", \"side\", \"gone\"]",
	       "2; missing schema -.gone");
	pg_drop(database);
}

/* What an extension brings is the extension's, and temporary tables are nobody's. */
static void
members_of_extensions_are_not_unexpected(void **state)
{
	struct pg_database *database = database_as_stated();

	(void)state;
	pg_exec(database,
	        "CREATE EXTENSION IF NOT EXISTS pg_stat_statements; CREATE TEMP TABLE tmp ();"
	        "CREATE TABLE p (id int) PARTITION BY RANGE (id);"
	        "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (2)");
	expect(database, "\"complete\": true", "1; unexpected table p.p");
	pg_drop(database);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(silence_is_only_meant_where_it_is_complete),
		cmocka_unit_test(what_is_unstated_has_its_default),
		cmocka_unit_test(other_schemas_are_in_scope_where_they_are_named),
		cmocka_unit_test(members_of_extensions_are_not_unexpected),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
