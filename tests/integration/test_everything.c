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

/* Without what is omitted, if anything. Caller owns. */
static char *
snapshot(const struct pg_database *database, const char *omitted)
{
	char *out;
	char *err;

	if (run_pgdriftd(&out, &err, "snapshot", "--dsn", database->conninfo,
	                 omitted == NULL ? NULL : "--omit", omitted, NULL) != 0)
		fail_msg("snapshot: %s", err);
	free(err);
	return out;
}

static void
run(const char *verb, const struct pg_database *database, const char *manifest, const char *option)
{
	char *out;
	char *err;
	int code = run_pgdriftd(&out, &err, verb, "--dsn", database->conninfo, "--manifest",
	                        manifest, option, NULL);

	if (code != 0)
		fail_msg("%s: exit %d\n%s%s", verb, code, err, out);
	free(out);
	free(err);
}

static void
create_and_check(const char *manifest)
{
	run("apply", into, manifest, "--yes");
	run("check", into, manifest, NULL);
}

/* With its privileges, which not every statement of creation can give. */
static void
every_kind_is_in_sync_with_its_snapshot(void **state)
{
	char *manifest = harness_path("manifest.json");
	char *listed;

	(void)state;
	pg_psql_file(from, "tests/integration/everything.sql");
	listed = snapshot(from, NULL);
	harness_write_file(manifest, listed);
	run("check", from, manifest, NULL);
	unlink(manifest);
	free(manifest);
	free(listed);
}

/* Roles are made for it where there are none. */
static void
every_kind_is_in_the_servers_spelling(void **state)
{
	char *manifest = harness_path("manifest.json");
	char *listed;
	char *normal;
	char *err;

	(void)state;
	pg_psql_file(from, "tests/integration/everything.sql");
	listed = snapshot(from, NULL);
	harness_write_file(manifest, listed);
	if (run_pgdriftd(&normal, &err, "normalize", "--dsn", into->conninfo, manifest, NULL) != 0)
		fail_msg("normalize: %s", err);
	assert_string_equal(normal, listed);
	unlink(manifest);
	free(manifest);
	free(normal);
	free(err);
	free(listed);
}

static void
every_kind_makes_the_round_trip(void **state)
{
	char *manifest = harness_path("manifest.json");
	char *before;
	char *after;

	(void)state;
	pg_psql_file(from, "tests/integration/everything.sql");
	before = snapshot(from, "privilege");
	harness_write_file(manifest, before);
	create_and_check(manifest);
	/* Before the scope stands the database's own name. */
	after = snapshot(into, "privilege");
	assert_string_equal(strstr(after, "\"scope\""), strstr(before, "\"scope\""));
	unlink(manifest);
	free(manifest);
	free(before);
	free(after);
}

/* Not where the server is newer than pg_dump, which then refuses it. */
static void
restore_and_check(const char *manifest)
{
	struct pg_database *copy = pg_database(server);
	char *command = harness_format("pg_dump -d '%s' | psql -X -q -v ON_ERROR_STOP=1 -d '%s'",
	                               from->conninfo, copy->conninfo);
	const char *const argv[] = { "sh", "-c", command, NULL };
	char *err;

	assert_int_equal(run_program(argv, NULL, &err), 0);
	if (strstr(err, "server version mismatch") == NULL) {
		assert_string_equal(err, "");
		run("check", copy, manifest, NULL);
	}
	free(err);
	free(command);
	pg_drop(copy);
}

/* Every extension that is here, but those of pg_catalog and those of languages that need more than
 * PostgreSQL; each in a schema of its own. */
static const char extensions_sql[] =
	"DO $$ DECLARE e text; BEGIN"
	" FOR e IN SELECT name FROM pg_available_extension_versions WHERE schema IS NULL"
	" AND name !~ 'pl(perl|python|tcl)' GROUP BY name ORDER BY name LOOP"
	" EXECUTE format('CREATE SCHEMA %I', 'of ' || e);"
	/* One that another needs comes with it, in that one's schema. */
	" EXECUTE format('CREATE EXTENSION IF NOT EXISTS %I SCHEMA %I CASCADE', e, 'of ' || e);"
	" END LOOP; END $$";

/* Members no more, they are objects like any other; the libraries stay where they are. */
static const char orphans_sql[] = "SET allow_system_table_mods = on;"
				  "DELETE FROM pg_depend WHERE deptype = 'e' AND objid >= 16384;"
				  "DELETE FROM pg_init_privs WHERE objoid >= 16384;"
				  "DELETE FROM pg_extension WHERE oid >= 16384";

/* Thousands of objects that others wrote: listed by none while they are members, all of them after. */
static void
what_extensions_bring_goes_everywhere(void **state)
{
	char *manifest = harness_path("manifest.json");
	char *members;
	char *listed;

	(void)state;
	pg_exec(from, "%s", extensions_sql);
	members = snapshot(from, NULL);
	assert_non_null(strstr(members, "\"modules\": []"));
	assert_non_null(strstr(members, "\"name\": \"hstore\""));
	pg_exec(from, "%s", orphans_sql);
	listed = snapshot(from, NULL);
	harness_write_file(manifest, listed);
	run("check", from, manifest, NULL);
	restore_and_check(manifest);
	create_and_check(manifest);
	unlink(manifest);
	free(manifest);
	free(members);
	free(listed);
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
		cmocka_unit_test_setup_teardown(what_extensions_bring_goes_everywhere, setup,
		                                teardown),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
