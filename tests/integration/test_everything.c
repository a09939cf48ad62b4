/* A database written as a manifest, and the manifest created in an empty one: what is then there is what
 * was there before. With every kind of object that is no relation, and with those that PostgreSQL's
 * own extensions bring, made objects of nobody. */
#include "harness.h"
#include "harness_pg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct pg_server *server;
static struct pg_database *from;
static struct pg_database *into;

static int
setup(void **state)
{
	(void)state;
	from = pg_database(server);
	into = pg_database(server);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	pg_drop(from);
	pg_drop(into);
	return 0;
}

static int
group_setup(void **state)
{
	struct pg_database *database;

	(void)state;
	server = pg_start(NULL);
	database = pg_database(server);
	pg_exec(database, "CREATE ROLE case_owner");
	pg_drop(database);
	return 0;
}

static int
group_teardown(void **state)
{
	(void)state;
	pg_free(server);
	return 0;
}

/* Caller owns. */
static char *
snapshot(const struct pg_database *database)
{
	char *out;
	char *err;

	if (run_pgdriftd(&out, &err, "snapshot", "--dsn", database->conninfo, "--omit", "privilege",
	                 NULL) != 0)
		fail_msg("snapshot: %s", err);
	free(err);
	return out;
}

static void
run(const char *verb, const char *option, const char *manifest)
{
	char *out;
	char *err;
	int code = run_pgdriftd(&out, &err, verb, "--dsn", into->conninfo, "--manifest", manifest,
	                        option, NULL);

	if (code != 0)
		fail_msg("%s: exit %d\n%s%s", verb, code, err, out);
	free(out);
	free(err);
}

static void
expect_round_trip(void)
{
	char *manifest = harness_path("manifest.json");
	char *before = snapshot(from);
	char *after;

	harness_write_file(manifest, before);
	run("apply", "--yes", manifest);
	run("check", NULL, manifest);
	/* Before the scope stands the database's own name. */
	after = snapshot(into);
	assert_string_equal(strstr(after, "\"scope\""), strstr(before, "\"scope\""));
	unlink(manifest);
	free(manifest);
	free(before);
	free(after);
}

/* With its privileges, which not every statement of creation can give. */
static void
every_kind_is_in_sync_with_its_snapshot(void **state)
{
	char *manifest = harness_path("manifest.json");
	char *out;
	char *err;

	(void)state;
	pg_psql_file(from, "tests/integration/everything.sql");
	if (run_pgdriftd(&out, &err, "snapshot", "--dsn", from->conninfo, NULL) != 0)
		fail_msg("snapshot: %s", err);
	harness_write_file(manifest, out);
	free(out);
	free(err);
	if (run_pgdriftd(&out, &err, "check", "--dsn", from->conninfo, "--manifest", manifest,
	                 NULL) != 0)
		fail_msg("check: %s%s", err, out);
	free(out);
	free(err);
	unlink(manifest);
	free(manifest);
}

/* Roles are made for it where there are none. */
static void
every_kind_is_in_the_servers_spelling(void **state)
{
	char *manifest = harness_path("manifest.json");
	char *out;
	char *err;
	char *normal;

	(void)state;
	pg_psql_file(from, "tests/integration/everything.sql");
	if (run_pgdriftd(&out, &err, "snapshot", "--dsn", from->conninfo, NULL) != 0)
		fail_msg("snapshot: %s", err);
	free(err);
	harness_write_file(manifest, out);
	if (run_pgdriftd(&normal, &err, "normalize", "--dsn", into->conninfo, manifest, NULL) != 0)
		fail_msg("normalize: %s", err);
	assert_string_equal(normal, out);
	free(normal);
	free(err);
	free(out);
	unlink(manifest);
	free(manifest);
}

static void
every_kind_makes_the_round_trip(void **state)
{
	(void)state;
	pg_psql_file(from, "tests/integration/everything.sql");
	expect_round_trip();
}

/* Members no more, they are objects like any other; the libraries stay where they are. */
static void
what_extensions_bring_makes_the_round_trip(void **state)
{
	(void)state;
	pg_exec(from,
	        "DO $$ DECLARE e record; BEGIN"
	        " FOR e IN SELECT name FROM pg_available_extensions WHERE name IN ('btree_gin',"
	        " 'btree_gist', 'citext', 'cube', 'dict_int', 'dict_xsyn', 'earthdistance', 'hstore',"
	        " 'intarray', 'isn', 'ltree', 'pg_trgm', 'pgcrypto', 'seg', 'tablefunc', 'unaccent',"
	        " 'postgres_fdw', 'file_fdw', 'bloom') ORDER BY name"
	        " LOOP EXECUTE format('CREATE EXTENSION IF NOT EXISTS %%I CASCADE', e.name);"
	        " END LOOP; END $$;"
	        "SET allow_system_table_mods = on;"
	        "DELETE FROM pg_depend WHERE deptype = 'e' AND objid >= 16384;"
	        "DELETE FROM pg_init_privs WHERE objoid >= 16384;"
	        "DELETE FROM pg_extension WHERE oid >= 16384");
	expect_round_trip();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_kind_is_in_sync_with_its_snapshot, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(every_kind_is_in_the_servers_spelling, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(every_kind_makes_the_round_trip, setup, teardown),
		cmocka_unit_test_setup_teardown(what_extensions_bring_makes_the_round_trip, setup,
		                                teardown),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
