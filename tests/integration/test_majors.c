/* A snapshot of one server, checked against the same DDL on another one: the system's own server against
 * the one of PG_BINDIR, of another major, or where that is not set against a second of its kind. */
#include "harness.h"
#include "harness_pg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static struct pg_server *here;  /* the system's */
static struct pg_server *there; /* the other one */

static int
group_setup(void **state)
{
	(void)state;
	here = pg_start(&(struct pg_options){ .of_system = true });
	there = pg_start(NULL);
	return 0;
}

static int
group_teardown(void **state)
{
	(void)state;
	pg_free(here);
	pg_free(there);
	return 0;
}

static struct pg_database *
application(struct pg_server *server)
{
	struct pg_database *database = pg_database(server);
	char *path = harness_path("ddl");
	char *command = harness_format("tests/reference/ddl.sh >%s", path);
	const char *argv[] = { "sh", "-c", command, NULL };

	assert_int_equal(run_program(argv, NULL, NULL), 0);
	pg_load_file(database, "tests/reference/core.sql");
	pg_load_file(database, path);
	pg_load_file(database, "tests/reference/application.sql");
	free(command);
	free(path);
	return database;
}

/* Nothing weighs more than `info`; between servers of one major there is nothing at all. */
static void
expect_agreement(const struct pg_database *manifest_of, const struct pg_database *database,
                 bool same)
{
	char *path = harness_path("manifest.json");
	char *out;
	char *err;
	int code = run_pgdriftd(&out, &err, "snapshot", "--dsn", manifest_of->conninfo, NULL);

	if (code != 0)
		fail_msg("snapshot ended with %d: %s", code, err);
	harness_write_file(path, out);
	free(out);
	free(err);
	code = run_pgdriftd(&out, &err, "check", "--dsn", database->conninfo, "--manifest", path,
	                    "--min-severity", same ? "info" : "warning", NULL);
	if (code != 0)
		fail_msg("check ended with %d: %s%s", code, out, err);
	free(out);
	free(err);
	free(path);
}

static void
the_same_ddl_gives_the_same_manifest(void **state)
{
	struct pg_database *one = application(here);
	struct pg_database *other = application(there);
	char *versions[] = { pg_value(one, "SHOW server_version_num"),
		             pg_value(other, "SHOW server_version_num") };
	bool same = atoi(versions[0]) / 10000 == atoi(versions[1]) / 10000;

	(void)state;
	expect_agreement(one, other, same);
	expect_agreement(other, one, same);
	free(versions[0]);
	free(versions[1]);
	pg_drop(one);
	pg_drop(other);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_ddl_gives_the_same_manifest),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
