/* What majors differ in. A snapshot of one server, checked against the same DDL on another one: the
 * system's own server against the one of PG_BINDIR, of another major, or where that is not set against a
 * second of its kind. Who may become whom. */
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

/* --- creating as a role that is not the owner ---------------------------------------------------- */

static const char owned[] =
	"{ \"manifest\": 1, \"name\": \"owned\","
	" \"modules\": [ { \"name\": \"app\","
	" \"types\": [ { \"schema\": \"app\", \"name\": \"state\", \"owner\": \"the owner\","
	"   \"labels\": [\"on\", \"off\"] } ],"
	" \"tables\": [ { \"schema\": \"app\", \"name\": \"t\", \"owner\": \"the owner\","
	"   \"columns\": [ { \"name\": \"id\", \"type\": \"integer\", \"not_null\": true,"
	"     \"identity\": \"always\" }, { \"name\": \"s\", \"type\": \"app.state\" } ],"
	"   \"constraints\": [ { \"name\": \"t_pkey\", \"definition\": \"PRIMARY KEY (id)\" } ],"
	"   \"privileges\": { \"reader\": [\"SELECT\"] } },"
	"  { \"schema\": \"public\", \"name\": \"free\","
	"   \"columns\": [ { \"name\": \"id\", \"type\": \"integer\" } ] } ],"
	" \"views\": [ { \"schema\": \"app\", \"name\": \"v\", \"owner\": \"the owner\","
	"   \"definition\": \" SELECT t.id FROM app.t\" } ] } ] }";

/* How the role that creates comes to be the owner, who owns then what states no owner; or what the
 * refusal says. */
static const struct way {
	const char *sql;
	int since;
	const char *free_owner;
	const char *refusal;
} ways[] = {
	{ "GRANT \"the owner\" TO deployer", 0, "deployer", NULL },
	{ "ALTER ROLE deployer NOINHERIT; GRANT \"the owner\" TO deployer", 0, "deployer", NULL },
	{ "GRANT \"the owner\" TO reader; GRANT reader TO deployer", 0, "deployer", NULL },
	{ "GRANT \"the owner\" TO deployer WITH INHERIT FALSE", 160000, "deployer", NULL },
	/* As roles of a day are made. */
	{ "GRANT \"the owner\" TO deployer; ALTER ROLE deployer SET role = 'the owner'", 0,
	  "the owner", NULL },
	{ "SELECT 1", 0, NULL, "GRANT \"the owner\" TO deployer" },
	{ "GRANT \"the owner\" TO deployer WITH SET FALSE", 160000, NULL,
	  "GRANT \"the owner\" TO deployer WITH SET TRUE" },
};

static void
expect_made(struct pg_database *database, const char *path, const char *free_owner)
{
	char *out;
	char *err;
	int code;

	assert_int_equal(pg_number(database, "SELECT count(*) FROM pg_class"
	                                     " WHERE relnamespace = 'app'::regnamespace"
	                                     " AND pg_get_userbyid(relowner) = 'the owner'"),
	                 4);
	assert_int_equal(pg_number(database,
	                           "SELECT count(*) FROM pg_class WHERE relname = 'free'"
	                           " AND pg_get_userbyid(relowner) = '%s'",
	                           free_owner),
	                 1);
	code = run_pgdriftd(&out, &err, "check", "--dsn", database->conninfo, "--manifest", path,
	                    NULL);
	if (code != 0)
		fail_msg("check ended with %d: %s%s", code, out, err);
	free(out);
	free(err);
}

static void
try_way(const struct way *way, struct pg_database *database, const char *path)
{
	char *conninfo = pg_conninfo(there, database->name, "deployer");
	char *out;
	char *err;
	int code;

	pg_exec(database,
	        "CREATE ROLE \"the owner\"; CREATE ROLE reader; CREATE ROLE deployer LOGIN;"
	        "CREATE SCHEMA app AUTHORIZATION \"the owner\";"
	        "GRANT CREATE ON SCHEMA public TO deployer, \"the owner\"; %s",
	        way->sql);
	code = run_pgdriftd(&out, &err, "apply", "--dsn", conninfo, "--manifest", path, "--yes",
	                    NULL);
	if (code != (way->refusal == NULL ? 0 : 2))
		fail_msg("%s: apply ended with %d: %s%s", way->sql, code, out, err);
	if (way->refusal == NULL) {
		expect_made(database, path, way->free_owner);
	} else {
		if (strstr(out, way->refusal) == NULL)
			fail_msg("%s: nothing says \"%s\": %s", way->sql, way->refusal, out);
		assert_int_equal(pg_number(database, "SELECT count(*) FROM pg_class"
		                                     " WHERE oid >= 16384"),
		                 0);
	}
	free(out);
	free(err);
	free(conninfo);
	pg_exec(database, "DROP OWNED BY deployer, \"the owner\", reader CASCADE;"
	                  "DROP ROLE deployer, \"the owner\", reader");
}

static void
who_may_become_the_owner_creates_as_the_owner(void **state)
{
	struct pg_database *database = pg_database(there);
	long version = pg_number(database, "SHOW server_version_num");
	char *path = harness_path("owned.json");

	(void)state;
	harness_write_file(path, owned);
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		if (version >= ways[i].since)
			try_way(&ways[i], database, path);
	}
	unlink(path);
	free(path);
	pg_drop(database);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_ddl_gives_the_same_manifest),
		cmocka_unit_test(who_may_become_the_owner_creates_as_the_owner),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
