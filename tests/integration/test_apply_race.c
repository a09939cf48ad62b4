/* Several who create the same at once: four of ours, and a migration tool that knows nothing of any
 * lock. None of ours errs, and everything is there once and right. SOAK_SECONDS in the environment
 * makes it a thousand rounds. */
#include "harness.h"
#include "harness_pg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MANIFEST "tests/manifests/plan/race.json"
#define APPLIERS 4
#define ROUNDS   40
#define SOAK     1000

static struct pg_server *server;

/* What is complete in one statement, so that it does not matter who is first. */
static const char tool[] =
	"\\set VERBOSITY sqlstate\n"
	"CREATE TABLE IF NOT EXISTS a (id integer, word text DEFAULT 'x', CONSTRAINT a_pkey PRIMARY "
	"KEY (id));\n"
	"CREATE TABLE IF NOT EXISTS d (id integer, core_id integer NOT NULL, CONSTRAINT d_pkey PRIMARY "
	"KEY (id), CONSTRAINT d_core_id_fkey FOREIGN KEY (core_id) REFERENCES core (id) ON DELETE "
	"CASCADE);\n";

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

struct contest {
	pid_t appliers[APPLIERS];
	char *paths[APPLIERS]; /* what each of them wrote */
	pid_t tool;
	char *tool_path;
};

static void
contest_start(struct contest *contest, const struct pg_database *database, const char *script)
{
	const char *apply[] = { harness_pgdriftd(), "apply",      "--yes",  "--dsn",
		                database->conninfo, "--manifest", MANIFEST, NULL };
	const char *psql[] = { "psql", "-X", "-q", "-d", database->conninfo, "-f", script, NULL };

	for (size_t i = 0; i < APPLIERS; i++) {
		contest->paths[i] = harness_path("apply");
		contest->appliers[i] = harness_spawn(&(struct harness_spawn){
			.argv = apply,
			.out_path = contest->paths[i],
			.err_path = contest->paths[i],
		});
		if (i == APPLIERS / 2)
			contest->tool = harness_spawn(&(struct harness_spawn){
				.argv = psql,
				.out_path = contest->tool_path,
				.err_path = contest->tool_path,
			});
	}
}

/* What PostgreSQL itself gives to whoever loses without a lock. */
static void
assert_only_overtaken(char *text)
{
	char *rest = NULL;

	for (char *line = strtok_r(text, "\n", &rest); line != NULL;
	     line = strtok_r(NULL, "\n", &rest)) {
		if (strstr(line, "NOTICE:  42P07") == NULL &&
		    strstr(line, "ERROR:  23505") == NULL &&
		    strstr(line, "ERROR:  42P07") == NULL && strstr(line, "ERROR:  42710") == NULL)
			fail_msg("the tool was told: %s", line);
	}
}

static void
contest_end(struct contest *contest)
{
	char *text;

	for (size_t i = 0; i < APPLIERS; i++) {
		int code = harness_wait(contest->appliers[i], 60000);

		text = harness_read_file(contest->paths[i]);
		if (code != 0)
			fail_msg("apply gave %d: %s", code, text);
		free(text);
		free(contest->paths[i]);
	}
	assert_int_not_equal(harness_wait(contest->tool, 60000), -1);
	text = harness_read_file(contest->tool_path);
	assert_only_overtaken(text);
	free(text);
}

/* Those that were lost to somebody else are the only ones. */
static int
count_errors(const char *log_path)
{
	char *log = harness_read_file(log_path);
	int count = 0;

	for (const char *at = strstr(log, "ERROR: "); at != NULL; at = strstr(at + 1, "ERROR: "))
		count++;
	free(log);
	return count;
}

static void
nobody_errs_and_everything_is_there_once(void **state)
{
	struct pg_database *database = pg_database(server);
	struct contest contest = { .tool_path = harness_path("tool") };
	char *script = harness_path("script");
	int rounds = getenv("SOAK_SECONDS") != NULL ? SOAK : ROUNDS;

	(void)state;
	harness_write_file(script, tool);
	pg_exec(database, "CREATE TABLE core (id integer PRIMARY KEY)");
	for (int i = 0; i < rounds; i++) {
		contest_start(&contest, database, script);
		contest_end(&contest);
		assert_int_equal(run_pgdriftd(NULL, NULL, "check", "--dsn", database->conninfo,
		                              "--manifest", MANIFEST, NULL),
		                 0);
		assert_int_equal(pg_number(database, "SELECT count(*) FROM pg_class WHERE "
		                                     "relnamespace = 'public'::regnamespace "
		                                     "AND relkind = 'r'"),
		                 5);
		pg_exec(database, "DROP TABLE a, c, d, e; DROP TYPE mood");
	}
	print_message("%d rounds, in %d statements somebody else was faster\n", rounds,
	              count_errors(pg_log_path(server)));
	free(script);
	free(contest.tool_path);
	pg_drop(database);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_errs_and_everything_is_there_once),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
