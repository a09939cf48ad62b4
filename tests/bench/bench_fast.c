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
#include <sys/socket.h>
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
	struct expected *expected = NULL;
	struct arena arena = { 0 };
	struct err err = { 0 };
	const char *relations[CATALOG_PARAMS];
	bool *wanted;

	if (out == NULL || !manifest_load(manifest_path, &expected, &err))
		fail_msg("%s: %s", path, err.message);
	wanted = arena_array(&arena, expected->item_count, sizeof *wanted);
	memset(wanted, true, expected->item_count * sizeof *wanted);
	fprintf(out, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;\n"
	             "SET LOCAL search_path = ''; SET LOCAL jit = off;\n"
	             "SET LOCAL max_parallel_workers_per_gather = 0;\n");
	if (catalog_relations_params(expected, wanted, &arena, relations)) {
		char *sql = catalog_relations_sql(relations, false);

		fprintf(out, "%s \\g /dev/null\n", sql);
		free(sql);
	}
	for (enum kind kind = 0; kind < KIND_COUNT; kind++) {
		const char *params[CATALOG_PARAMS];
		char *sql;

		if (catalog_sql(kind) == NULL ||
		    !catalog_params(expected, wanted, kind, CATALOG_SCOPE, &arena, params))
			continue;
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
	lab_row("unchanged but busy, a fresh connection each",
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
	ms = checks(daemon, 21, "in_sync", NULL, NULL);
	lab_row("the 34 tables of the reference, again", ms, "ms", both.wall_ms,
	        "`pg_dump -s` of both sides and diff", 0.02);
	ms = checks(daemon, 21, "in_sync", sides[0], "INSERT INTO busy VALUES (1)");
	lab_row("the same where something is written in between (no limit set)", ms, "ms",
	        both.wall_ms, "`pg_dump -s` of both sides and diff", 1e9);
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

/* --- while the daemon works --------------------------------------------------------------------- */

#define SECOND_REQUESTS 100

struct latencies {
	double *ms;
	size_t count;
	size_t room;
};

/* One GET /livez every 10 ms on a kept connection, until `done_cb` or for so many. */
static void
ask_livez(struct daemon *daemon, struct latencies *latencies, size_t most,
          bool (*done_cb)(struct daemon *daemon))
{
	static const char request[] = "GET /livez HTTP/1.1\r\nHost: bench\r\n\r\n";
	int fd = http_connect(daemon->address);
	double due = lab_now_ms();
	char answer[4096];

	for (size_t i = 0; i < most && (done_cb == NULL || i % 50 != 49 || !done_cb(daemon)); i++) {
		double began;

		while ((began = lab_now_ms()) < due)
			usleep((useconds_t)((due - began) * 1000) + 1);
		due += 1000.0 / SECOND_REQUESTS;
		if (send(fd, request, sizeof request - 1, MSG_NOSIGNAL) < 0 ||
		    recv(fd, answer, sizeof answer, 0) <= 0)
			fail_msg("/livez does not answer");
		if (latencies->count == latencies->room) {
			latencies->room = latencies->room * 2 + 1024;
			latencies->ms = realloc(latencies->ms,
			                        latencies->room * sizeof *latencies->ms);
		}
		latencies->ms[latencies->count++] = lab_now_ms() - began;
		if (due < lab_now_ms() - 1000)
			due = lab_now_ms();
	}
	close(fd);
}

static double checks_before;

static bool
has_checked_cb(struct daemon *daemon)
{
	return lab_checks(daemon) > checks_before;
}

/* The idle figure is taken before and after: the machine is not alone. */
static void
livez(void)
{
	struct pg_database *database = pg_database(bench.server);
	char *manifest = lab_manifest("other", 1, bench.others, 10, true);
	struct latencies idle = { 0 }, busy = { 0 };
	struct daemon *daemon;
	double idle_p99, busy_p99, longest;

	lab_tables(database, "other", 1, bench.others, 10);
	daemon = lab_daemon(database->conninfo, manifest, "full_check_every = 0");
	lab_check(daemon, NULL);
	ask_livez(daemon, &idle, 1000, NULL);
	checks_before = lab_checks(daemon);
	lab_ask(daemon);
	ask_livez(daemon, &busy, 60000, has_checked_cb);
	ask_livez(daemon, &idle, 1000, NULL);
	idle_p99 = lab_quantile(idle.ms, idle.count, 0.99);
	busy_p99 = lab_quantile(busy.ms, busy.count, 0.99);
	longest = busy.ms[busy.count - 1];
	printf("| (%zu requests idle, longest %.1f ms; %zu while %ld tables are read, p99 %.2f ms) | | | |\n",
	       idle.count, idle.ms[idle.count - 1], busy.count, bench.others, busy_p99);
	lab_figure("`/livez` at 100 a second while many tables are read: p99 above idle p99",
	           busy_p99 - idle_p99, "ms", 5);
	lab_figure("the longest answer, and so turn of the loop", longest, "ms", 20);
	lab_figure("turns of the loop over 20 ms by its own clock", lab_slow_turns(daemon), "turns",
	           0);
	free(idle.ms);
	free(busy.ms);
	free(manifest);
	end(daemon);
	pg_drop(database);
}

/* All targets checked once more, on the connections that stand: wall, in ms. */
static double
sweep(struct daemon *daemon)
{
	double before = lab_checks(daemon);
	double began = lab_now_ms();

	lab_ask(daemon);
	while (lab_checks(daemon) < before + (double)bench.databases)
		usleep(5000);
	return lab_now_ms() - began;
}

static double
sweeps(char *const *conninfos, const char *manifest, int at_once, int runs)
{
	struct daemon *daemon = lab_fleet(conninfos, (size_t)bench.databases, manifest, at_once);
	double ms[LAB_RUNS_MAX];

	while (lab_checks(daemon) < (double)bench.databases)
		usleep(50000);
	for (int run = 0; run < runs; run++)
		ms[run] = sweep(daemon);
	end(daemon);
	return lab_median(ms, (size_t)runs);
}

static void
fleet(void)
{
	struct pg_database *template = pg_database(bench.server);
	struct pg_database **databases = calloc((size_t)bench.databases, sizeof *databases);
	char **near = calloc((size_t)bench.databases, sizeof *near);
	char **far = calloc((size_t)bench.databases, sizeof *far);
	char *manifest = lab_manifest("app", 1, 34, 10, false);
	char *proxy_dir = lab_delay_start(pg_socket_dir(bench.server), pg_port(bench.server), 2.5);

	lab_tables(template, "app", 1, 34, 10);
	for (long i = 0; i < bench.databases; i++) {
		databases[i] = pg_database_like(bench.server, template);
		near[i] = databases[i]->conninfo;
		far[i] = harness_format("host=%s port=%d dbname=%s user=postgres", proxy_dir,
		                        pg_port(bench.server), databases[i]->name);
	}
	lab_row("many databases of 34 tables, one sweep, 16 at once",
	        sweeps(near, manifest, 16, bench.runs), "ms", sweeps(near, manifest, 1, bench.runs),
	        "one after another", 0.85);
	lab_row("the same with 5 ms of added round trip", sweeps(far, manifest, 16, bench.runs),
	        "ms", sweeps(far, manifest, 1, 1), "one after another", 0.2);
	lab_delay_stop();
	for (long i = 0; i < bench.databases; i++) {
		free(far[i]);
		pg_drop(databases[i]);
	}
	pg_drop(template);
	free(databases);
	free(near);
	free(far);
	free(manifest);
}

/* --- another tool ------------------------------------------------------------------------------- */

static void
other_tool(void)
{
	char *program = lab_find("check_postgres");
	struct pg_database *copy;
	struct lab_cost other, own;

	if (program == NULL) {
		printf("| against check_postgres: not installed, not measured | | | |\n");
		return;
	}
	need_large();
	copy = pg_database_like(bench.server, bench.large);
	char *dbhost = harness_format("--dbhost=%s,%s", pg_socket_dir(bench.server),
	                              pg_socket_dir(bench.server));
	char *dbname = harness_format("--dbname=%s,%s", bench.large->name, copy->name);
	const char *theirs[] = { program, "--action=same_schema",       dbhost,
		                 dbname,  "--dbuser=postgres,postgres", "--timeout=3600",
		                 NULL };
	const char *ours[] = { harness_pgdriftd(),   "check", "--dsn", copy->conninfo, "--manifest",
		               bench.large_manifest, NULL };
	other = lab_run(theirs, NULL);
	own = lab_run_often(ours, NULL, bench.runs, 0);
	lab_row("against check_postgres `same_schema`: wall", own.wall_ms, "ms", other.wall_ms,
	        "check_postgres", 0.02);
	lab_row("its peak memory", own.peak_kb, "kB", other.peak_kb, "check_postgres", 0.1);
	free(dbhost);
	free(dbname);
	free(program);
	pg_drop(copy);
}

/* --- the whole ---------------------------------------------------------------------------------- */

static const struct {
	const char *name;
	void (*measure)(void);
} rows[] = {
	{ "oneshot", oneshot },     { "fullread", fullread }, { "unchanged", unchanged },
	{ "still", still },         { "growth", growth },     { "wide", wide },
	{ "reference", reference }, { "fleet", fleet },       { "among", among },
	{ "livez", livez },         { "other", other_tool },
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
