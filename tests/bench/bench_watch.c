/* What a check costs the server, and what an idle daemon keeps in memory: the presence query where
 * only the expected tables exist and beside 50,000 others; RssAnon after some checks. */
#include "../integration/harness.h"
#include "../integration/harness_daemon.h"
#include "../integration/harness_pg.h"

#include "manifest/manifest.h"
#include "pg/catalog.h"

#include <libpq-fe.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define RUNS   50
#define OTHERS 50000

static struct pg_server *server;

static int
ascending(const void *a, const void *b)
{
	double difference = *(const double *)a - *(const double *)b;

	return difference < 0 ? -1 : difference > 0;
}

static double
median(double *values, size_t count)
{
	qsort(values, count, sizeof *values, ascending);
	return values[count / 2];
}

static double
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1000 + (double)now.tv_nsec / 1e6;
}

static struct pg_database *
reference_database(void)
{
	struct pg_database *database = pg_database(server);
	char *path = harness_path("ddl");
	char *command = harness_format("tests/reference/ddl.sh >%s", path);
	const char *argv[] = { "sh", "-c", command, NULL };

	assert_int_equal(run_program(argv, NULL, NULL), 0);
	pg_load_file(database, "tests/reference/core.sql");
	pg_load_file(database, path);
	free(command);
	free(path);
	return database;
}

/* The planning and execution time that EXPLAIN ANALYZE tells at its end, in ms. */
static double
server_ms(PGresult *result)
{
	double sum = 0;

	for (int row = 0; row < PQntuples(result); row++) {
		const char *line = PQgetvalue(result, row, 0);
		double ms;

		if (sscanf(line, "Planning Time: %lf ms", &ms) == 1 ||
		    sscanf(line, "Execution Time: %lf ms", &ms) == 1)
			sum += ms;
	}
	return sum;
}

struct cost {
	double server_ms; /* planning and execution */
	double wall_ms;   /* as the client sees it, over a unix socket */
};

static double
one_run(PGconn *connection, const char *sql, const char *const params[2], bool explained)
{
	double began = now_ms();
	PGresult *result = PQexecParams(connection, sql, 2, NULL, params, NULL, NULL, 0);
	double value = explained ? server_ms(result) : now_ms() - began;

	if (PQresultStatus(result) != PGRES_TUPLES_OK)
		fail_msg("%s", PQerrorMessage(connection));
	PQclear(result);
	return value;
}

static struct cost
presence_cost(const struct pg_database *database)
{
	struct arena arena = { 0 };
	struct err err = { 0 };
	struct expected *expected;
	PGconn *connection = PQconnectdb(database->conninfo);
	char *explain = harness_format("EXPLAIN (ANALYZE, TIMING OFF) %s", catalog_presence_sql());
	double explained[RUNS];
	double wall[RUNS];
	const char *params[2];
	bool *wanted;
	size_t *items;
	size_t count;

	assert_true(manifest_load("config/manifest.json", &expected, &err));
	wanted = arena_array(&arena, expected->item_count, sizeof *wanted);
	memset(wanted, true, expected->item_count * sizeof *wanted);
	catalog_presence_params(expected, wanted, &arena, params, &items, &count);
	assert_int_equal(count, 35);
	for (int run = 0; run < RUNS; run++) {
		explained[run] = one_run(connection, explain, params, true);
		wall[run] = one_run(connection, catalog_presence_sql(), params, false);
	}
	PQfinish(connection);
	free(explain);
	expected_unref(expected);
	arena_done(&arena);
	return (struct cost){ median(explained, RUNS), median(wall, RUNS) };
}

static void
presence_query(void **state)
{
	struct pg_database *few = reference_database();
	struct pg_database *many = reference_database();
	struct cost alone;
	struct cost beside;

	(void)state;
	pg_exec(many,
	        "DO $$ BEGIN FOR i IN 1..%d LOOP EXECUTE format("
	        "'CREATE TABLE other_%%s (id int)', i);"
	        " IF i %% 1000 = 0 THEN COMMIT; END IF; END LOOP; END $$",
	        OTHERS);
	pg_exec(many, "VACUUM ANALYZE pg_catalog.pg_class");
	alone = presence_cost(few);
	beside = presence_cost(many);
	printf("presence query, 35 names, median of %d, on the server: %.2f ms (at most 1)\n", RUNS,
	       alone.server_ms);
	printf("  beside %d other tables: %.2f ms, %.2f times (at most 1.5)\n", OTHERS,
	       beside.server_ms, beside.server_ms / alone.server_ms);
	printf("  as the client sees it: %.2f and %.2f ms\n", alone.wall_ms, beside.wall_ms);
	pg_drop(few);
	pg_drop(many);
}

static long
rss_anon_kb(pid_t pid)
{
	char *path = harness_format("/proc/%d/status", (int)pid);
	char *text = harness_read_file(path);
	const char *line = strstr(text, "RssAnon:");
	long kb = line == NULL ? -1 : strtol(line + strlen("RssAnon:"), NULL, 10);

	free(text);
	free(path);
	return kb;
}

static void
idle_memory(void **state)
{
	struct pg_database *database = reference_database();
	char *manifest = harness_read_file("config/manifest.json");
	char *ini = harness_format("[pgdriftd]\nlisten = 127.0.0.1:@port@\nmanifest = @manifest@\n"
	                           "check_interval = 1s\n[target main]\nconninfo = %s\n",
	                           database->conninfo);
	struct daemon *daemon = daemon_start(
		&(struct daemon_options){ .ini = ini, .manifest = manifest });

	(void)state;
	daemon_wait_json(daemon, "/v1/report", "/targets/0/status", "in_sync", 20000);
	while (pg_number(database, "SELECT count(*) FROM pg_stat_activity WHERE application_name = "
	                           "'pgdriftd/main' AND now() - backend_start > '10 s'") == 0)
		nanosleep(&(struct timespec){ .tv_nsec = 100000000 }, NULL);
	printf("idle daemon, one target, reference manifest: RssAnon %ld kB (at most 4096)\n",
	       rss_anon_kb(daemon->pid));
	assert_int_equal(daemon_stop(daemon), 0);
	daemon_free(daemon);
	free(ini);
	free(manifest);
	pg_drop(database);
}

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(idle_memory),
		cmocka_unit_test(presence_query),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
