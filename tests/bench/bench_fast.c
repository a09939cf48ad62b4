/* Speed and memory on generated schemas, as ratios within one run: the rows of README.md's figures.
 * Rows can be chosen by the words of their names: bench_fast oneshot unchanged. Sizes come from the
 * environment (BENCH_TABLES, BENCH_OTHERS, BENCH_DATABASES, BENCH_RUNS). Ends with 1 where a figure
 * exceeds its limit. */
#include "../integration/harness.h"
#include "../integration/harness_http.h"
#include "lab.h"

#include "manifest/manifest.h"
#include "pg/catalog.h"

#include <libpq-fe.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct {
	long tables;
	long others;
	long databases;
	int runs;
	struct pg_server *server;
	struct pg_database *large; /* with `tables` tables; made when it is first asked for */
	char *large_manifest;
	struct lab_cost dump; /* pg_dump -s of it */
	struct lab_cost bare; /* the catalog queries of a whole check of it, by psql */
} bench;

/* --- what is measured against ------------------------------------------------------------------- */

/* The catalog queries of a whole check, deparsing and all, as COPY to /dev/null. Caller owns. */
static char *
write_bare_queries(const char *manifest_path)
{
	char *path = harness_path("bare");
	FILE *out = fopen(path, "we");
	struct expected *expected;
	struct arena arena = { 0 };
	struct err err = { 0 };
	bool *wanted;

	if (out == NULL || !manifest_load(manifest_path, &expected, &err))
		fail_msg("%s: %s", path, err.message);
	wanted = arena_array(&arena, expected->item_count, sizeof *wanted);
	memset(wanted, true, expected->item_count * sizeof *wanted);
	fprintf(out, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;\n"
	             "SET LOCAL search_path = ''; SET LOCAL jit = off;\n"
	             "SET LOCAL max_parallel_workers_per_gather = 0;\n");
	for (enum kind kind = 0; kind < KIND_COUNT; kind++) {
		const char *params[CATALOG_PARAMS];
		char *sql;

		if (catalog_sql(kind) == NULL)
			continue;
		catalog_params(expected, wanted, kind, &arena, params);
		sql = catalog_copy_sql(kind, params, (struct catalog_depth){ .texts = true });
		fprintf(out, "%s \\g /dev/null\n", sql);
		free(sql);
	}
	fprintf(out, "COMMIT;\n");
	fclose(out);
	arena_done(&arena);
	expected_unref(expected);
	return path;
}

static struct lab_cost
bare_queries(const struct pg_database *database, const char *manifest_path)
{
	char *path = write_bare_queries(manifest_path);
	const char *argv[] = {
		"psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", database->conninfo,
		"-f",   path, NULL
	};
	struct lab_cost cost = lab_run_often(argv, NULL, bench.runs, 0);

	unlink(path);
	free(path);
	return cost;
}

static struct lab_cost
dump(const struct pg_database *database, int runs)
{
	const char *argv[] = { "pg_dump", "-s", "-d", database->conninfo, NULL };

	return lab_run_often(argv, NULL, runs, 0);
}

static void
need_large(void)
{
	if (bench.large != NULL)
		return;
	bench.large = pg_database(bench.server);
	lab_tables(bench.large, "app", 1, bench.tables, 10);
	pg_exec(bench.large, "VACUUM ANALYZE");
	bench.large_manifest = lab_manifest("app", 1, bench.tables, 10, false);
	bench.dump = dump(bench.large, bench.runs);
	bench.bare = bare_queries(bench.large, bench.large_manifest);
}

/* The median of that many checks, in ms. `between`: what is run before each. */
static double
checks(struct daemon *daemon, int runs, const char *status, struct pg_database *database,
       const char *between)
{
	double ms[LAB_RUNS_MAX];

	for (int run = 0; run < runs; run++) {
		if (between != NULL)
			pg_exec(database, "%s", between);
		ms[run] = lab_check(daemon, status);
	}
	return lab_median(ms, (size_t)runs);
}

static void
end(struct daemon *daemon)
{
	assert_int_equal(daemon_stop(daemon), 0);
	daemon_free(daemon);
}

/* --- the rows ----------------------------------------------------------------------------------- */

static void
oneshot(void)
{
	struct lab_cost check;

	need_large();
	const char *argv[] = {
		harness_pgdriftd(),   "check", "--dsn", bench.large->conninfo, "--manifest",
		bench.large_manifest, NULL
	};
	check = lab_run_often(argv, NULL, bench.runs, 0);
	lab_row("one-shot `check`, in sync: wall", check.wall_ms, "ms", bench.bare.wall_ms,
	        "the bare queries", 2);
	lab_row("the same", check.wall_ms, "ms", bench.dump.wall_ms, "`pg_dump -s`", 0.6);
	lab_row("its client CPU", check.cpu_ms, "ms", bench.dump.cpu_ms, "`pg_dump -s`", 0.6);
	lab_row("its peak memory", check.peak_kb, "kB", bench.dump.peak_kb, "`pg_dump -s`", 1.0);
}

static void
fullread(void)
{
	struct daemon *daemon;
	double cpu_ms, wall_ms;

	need_large();
	daemon = lab_daemon(bench.large->conninfo, bench.large_manifest, "full_check_every = 0");
	lab_check(daemon, "in_sync");
	cpu_ms = lab_cpu_ms(daemon->pid);
	wall_ms = checks(daemon, bench.runs, "in_sync", NULL, NULL);
	cpu_ms = (lab_cpu_ms(daemon->pid) - cpu_ms) / bench.runs;
	lab_row("the daemon's full read: wall", wall_ms, "ms", bench.bare.wall_ms,
	        "the bare queries", 1.3);
	lab_row("its client CPU", cpu_ms, "ms", bench.dump.cpu_ms, "`pg_dump -s`", 0.1);
	lab_row("the daemon's full read: wall", wall_ms, "ms", bench.dump.wall_ms, "`pg_dump -s`",
	        0.6);
	end(daemon);
}

/* A transaction that changes no definition, of a database that is never still. */
#define WRITE "INSERT INTO app.t_1 (id, parent_id, code) VALUES (1, 1, 'x'); DELETE FROM app.t_1"

static void
unchanged(void)
{
	struct daemon *daemon;

	need_large();
	daemon = lab_daemon(bench.large->conninfo, bench.large_manifest, "keep_connection = off");
	lab_check(daemon, "in_sync");
	lab_row("unchanged but busy (fingerprints), a fresh connection each",
	        checks(daemon, bench.runs, "in_sync", bench.large, WRITE), "ms", bench.bare.wall_ms,
	        "the bare queries", 0.6);
	end(daemon);
}

static void
still(void)
{
	double one[LAB_RUNS_MAX];
	struct daemon *daemon;
	PGconn *connection;

	need_large();
	connection = PQconnectdb(bench.large->conninfo);
	daemon = lab_daemon(bench.large->conninfo, bench.large_manifest, "");
	lab_check(daemon, "in_sync");
	lab_check(daemon, "in_sync");
	for (int run = 0; run < 101; run++) {
		double began = lab_now_ms();

		PQclear(PQexec(connection, "select 1"));
		one[run] = lab_now_ms() - began;
		usleep(20000); /* as the checks, it comes to a processor that does something else */
	}
	lab_row("nothing written since", checks(daemon, 101, "in_sync", NULL, NULL), "ms",
	        lab_median(one, 101), "`select 1`", 2);
	PQfinish(connection);
	end(daemon);
}

static double
full_content(struct pg_database *database, const char *manifest)
{
	struct daemon *daemon = lab_daemon(database->conninfo, manifest, "full_check_every = 0");
	double ms;

	lab_check(daemon, "in_sync");
	ms = checks(daemon, 21, "in_sync", NULL, NULL);
	end(daemon);
	return ms;
}

static void
among(void)
{
	struct pg_database *alone = pg_database(bench.server);
	struct pg_database *many = pg_database(bench.server);
	char *manifest = lab_manifest("app", 1, 34, 10, false);

	lab_tables(alone, "app", 1, 34, 10);
	lab_tables(many, "app", 1, 34, 10);
	lab_tables(many, "other", 1, bench.others, 10);
	pg_exec(alone, "VACUUM ANALYZE");
	pg_exec(many, "VACUUM ANALYZE");
	lab_row("34 tables among many others, full content", full_content(many, manifest), "ms",
	        full_content(alone, manifest), "the 34 alone", 1.5);
	free(manifest);
	pg_drop(alone);
	pg_drop(many);
}

static void
wide(void)
{
	struct pg_database *database = pg_database(bench.server);
	char *manifest = lab_manifest("app", 1, 34, 500, false);

	lab_tables(database, "app", 1, 34, 500);
	pg_exec(database, "VACUUM ANALYZE");
	lab_row("34 tables of 500 columns", full_content(database, manifest), "ms",
	        dump(database, 1).wall_ms, "`pg_dump -s`", 0.25);
	free(manifest);
	pg_drop(database);
}

static void
reference(void)
{
	struct pg_database *sides[2];
	char *manifest = realpath("config/manifest.json", NULL);
	char *command, *ddl = harness_path("ddl"), *one = harness_path("one");
	struct daemon *daemon;
	struct lab_cost both;
	double ms;

	command = harness_format("tests/reference/ddl.sh >%s", ddl);
	const char *make[] = { "sh", "-c", command, NULL };
	assert_int_equal(run_program(make, NULL, NULL), 0);
	free(command);
	for (int i = 0; i < 2; i++) {
		sides[i] = pg_database(bench.server);
		pg_load_file(sides[i], "tests/reference/core.sql");
		pg_load_file(sides[i], ddl);
	}
	command = harness_format(
		"pg_dump -s -d '%s' >%s && pg_dump -s -d '%s' | diff %s - >/dev/null || :",
		sides[0]->conninfo, one, sides[1]->conninfo, one);
	const char *compare[] = { "sh", "-c", command, NULL };
	both = lab_run_often(compare, NULL, bench.runs, 0);
	daemon = lab_daemon(sides[0]->conninfo, manifest, "");
	pg_exec(sides[0], "CREATE TABLE busy (i int)");
	lab_check(daemon, "in_sync");
	ms = checks(daemon, 21, "in_sync", sides[0], "INSERT INTO busy VALUES (1)");
	lab_row("the 34 tables of the reference, again", ms, "ms", both.wall_ms,
	        "`pg_dump -s` of both sides and diff", 0.02);
	end(daemon);
	free(command);
	free(one);
	free(manifest);
	free(ddl);
	pg_drop(sides[0]);
	pg_drop(sides[1]);
}

static pid_t
backend(struct pg_database *database)
{
	return (pid_t)pg_number(database, "SELECT pid FROM pg_stat_activity "
	                                  "WHERE application_name = 'pgdriftd/main'");
}

static void
growth(void)
{
	struct daemon *daemon;
	pid_t pid;
	long before;

	need_large();
	daemon = lab_daemon(bench.large->conninfo, bench.large_manifest, "");
	for (int i = 0; i < 3; i++) {
		pg_exec(bench.large, WRITE);
		lab_check(daemon, "in_sync");
	}
	pid = backend(bench.large);
	before = lab_private_kb(pid);
	for (int i = 0; i < 10; i++) {
		pg_exec(bench.large, WRITE);
		lab_check(daemon, "in_sync");
	}
	assert_int_equal(pid, backend(bench.large));
	lab_figure("growth of the backend over 10 steady checks",
	           (double)(lab_private_kb(pid) - before) / 1024, "MiB", 20);
	lab_figure("its private memory in all (no limit set)", (double)lab_private_kb(pid) / 1024,
	           "MiB", 1e9);
	end(daemon);
}

/* --- the whole ---------------------------------------------------------------------------------- */

static const struct {
	const char *name;
	void (*measure)(void);
} rows[] = {
	{ "oneshot", oneshot },     { "fullread", fullread }, { "unchanged", unchanged },
	{ "still", still },         { "growth", growth },     { "wide", wide },
	{ "reference", reference }, { "among", among },
};

static bool
chosen(const char *name, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], name) == 0)
			return true;
	}
	return argc == 1;
}

int
main(int argc, char **argv)
{
	bench.tables = lab_size("BENCH_TABLES", 10000);
	bench.others = lab_size("BENCH_OTHERS", 50000);
	bench.databases = lab_size("BENCH_DATABASES", 200);
	bench.runs = (int)lab_size("BENCH_RUNS", 5);
	bench.server = pg_start(&(struct pg_options){
		.conf = "max_connections = 300\nshared_buffers = 256MB\nmax_wal_size = 2GB\n"
			"max_locks_per_transaction = 256\nautovacuum = off" });
	printf("%ld tables; medians\n| work | at most | measured | |\n| --- | --- | --- | --- |\n",
	       bench.tables);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (chosen(rows[i].name, argc, argv))
			rows[i].measure();
	}
	if (bench.large != NULL)
		pg_drop(bench.large);
	free(bench.large_manifest);
	pg_free(bench.server);
	return lab_exceeded() > 0;
}
