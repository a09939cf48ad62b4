#include "lab.h"

#include "../integration/harness.h"
#include "../integration/harness_http.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <libpq-fe.h>

#define TOKEN "the-token-of-the-bench"

static int exceeded;

long
lab_size(const char *name, long by_default)
{
	const char *value = getenv(name);

	return value == NULL ? by_default : strtol(value, NULL, 10);
}

double
lab_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1000 + (double)now.tv_nsec / 1e6;
}

static int
ascending_cb(const void *a, const void *b)
{
	double difference = *(const double *)a - *(const double *)b;

	return difference < 0 ? -1 : difference > 0;
}

double
lab_quantile(double *values, size_t count, double quantile)
{
	size_t at = (size_t)((double)count * quantile);

	qsort(values, count, sizeof *values, ascending_cb);
	return values[at < count ? at : count - 1];
}

double
lab_median(double *values, size_t count)
{
	return lab_quantile(values, count, 0.5);
}

static const char *
verdict(double value, double most)
{
	exceeded += value > most;
	return value > most ? "EXCEEDED" : "kept";
}

void
lab_row(const char *work, double measured, const char *unit, double beside, const char *beside_name,
        double most)
{
	double ratio = measured / beside;

	printf("| %s | %.3g × %s | **%.2g** (%.4g against %.4g %s) | %s |\n", work, most,
	       beside_name, ratio, measured, beside, unit, verdict(ratio, most));
	fflush(stdout);
}

void
lab_figure(const char *work, double measured, const char *unit, double most)
{
	printf("| %s | %.4g %s | **%.4g** | %s |\n", work, most, unit, measured,
	       verdict(measured, most));
	fflush(stdout);
}

int
lab_exceeded(void)
{
	return exceeded;
}

/* --- schemas ------------------------------------------------------------------------------------ */

static const struct {
	const char *name;
	const char *type;
	const char *sql_default; /* as the server writes it, or NULL */
	bool not_null;
} columns_of_all[] = {
	{ "id", "bigint", NULL, true },
	{ "parent_id", "bigint", NULL, true },
	{ "code", "character varying(50)", NULL, true },
	{ "name", "text", NULL, false },
	{ "amount", "numeric(12,2)", "0", false },
	{ "active", "boolean", "true", true },
	{ "state", "text", "'open'::text", false },
	{ "created_at", "timestamp with time zone", "now()", true },
	{ "updated_at", "timestamp with time zone", NULL, false },
	{ "notes", "text", NULL, false },
};
#define COLUMNS_OF_ALL ((long)(sizeof columns_of_all / sizeof *columns_of_all))

static char *
column_list(long columns)
{
	char *list = NULL;
	size_t length;
	FILE *out = open_memstream(&list, &length);

	for (long i = 0; i < columns; i++) {
		if (i >= COLUMNS_OF_ALL) {
			fprintf(out, ", extra_%ld numeric(12,2) DEFAULT 0", i);
			continue;
		}
		fprintf(out, "%s%s %s%s%s%s", i > 0 ? ", " : "", columns_of_all[i].name,
		        columns_of_all[i].type, columns_of_all[i].not_null ? " NOT NULL" : "",
		        columns_of_all[i].sql_default ? " DEFAULT " : "",
		        columns_of_all[i].sql_default ? columns_of_all[i].sql_default : "");
	}
	fclose(out);
	return list;
}

/* The transaction ends now and then, as each table takes a place in the table of locks. */
void
lab_tables(struct pg_database *database, const char *schema, long first, long count, long columns)
{
	char *list = column_list(columns);

	pg_exec(database, "CREATE SCHEMA IF NOT EXISTS %s", schema);
	pg_exec(database, "SET client_min_messages = warning; SET jit = off; SET search_path = %s",
	        schema);
	pg_exec(database,
	        "DO $do$ BEGIN FOR i IN %ld..%ld LOOP\n"
	        "EXECUTE format($t$CREATE TABLE t_%%s (%s,"
	        " CONSTRAINT t_%%1$s_pkey PRIMARY KEY (id), CONSTRAINT t_%%1$s_parent_fkey"
	        " FOREIGN KEY (parent_id) REFERENCES t_%%2$s (id) ON DELETE CASCADE)$t$,"
	        " i, greatest(i - 1, %ld));\n"
	        "EXECUTE format('CREATE INDEX ix_t_%%s_parent ON t_%%1$s (parent_id, created_at)', i);\n"
	        "EXECUTE format($t$CREATE INDEX ix_t_%%s_open ON t_%%1$s (code)"
	        " WHERE active AND state = 'open'$t$, i);\n"
	        "IF i %% 200 = 0 THEN COMMIT; END IF; END LOOP; END $do$",
	        first, first + count - 1, list, first);
	pg_exec(database, "RESET search_path");
	free(list);
}

static void
write_table(FILE *out, const char *schema, long number, long first, long columns)
{
	fprintf(out, "{\"schema\":\"%s\",\"name\":\"t_%ld\",\"columns\":[", schema, number);
	for (long i = 0; i < columns; i++) {
		if (i >= COLUMNS_OF_ALL) {
			fprintf(out,
			        ",{\"name\":\"extra_%ld\",\"type\":\"numeric(12,2)\","
			        "\"default\":\"0\"}\n",
			        i);
			continue;
		}
		fprintf(out, "%s{\"name\":\"%s\",\"type\":\"%s\"", i > 0 ? ",\n" : "",
		        columns_of_all[i].name, columns_of_all[i].type);
		if (columns_of_all[i].not_null)
			fprintf(out, ",\"not_null\":true");
		if (columns_of_all[i].sql_default)
			fprintf(out, ",\"default\":\"%s\"", columns_of_all[i].sql_default);
		fprintf(out, "}");
	}
	fprintf(out,
	        "],\n\"constraints\":[{\"name\":\"t_%ld_pkey\",\"definition\":\"PRIMARY KEY (id)\"},\n"
	        "{\"name\":\"t_%ld_parent_fkey\",\"definition\":\"FOREIGN KEY (parent_id) REFERENCES "
	        "%s.t_%ld(id) ON DELETE CASCADE\"}],\n"
	        "\"indexes\":[{\"name\":\"ix_t_%ld_parent\",\"definition\":\"CREATE INDEX ix_t_%ld_parent "
	        "ON %s.t_%ld USING btree (parent_id, created_at)\"},\n"
	        "{\"name\":\"ix_t_%ld_open\",\"definition\":\"CREATE INDEX ix_t_%ld_open ON %s.t_%ld "
	        "USING btree (code) WHERE (active AND (state = 'open'::text))\"}]}",
	        number, number, schema, number > first ? number - 1 : first, number, number, schema,
	        number, number, number, schema, number);
}

char *
lab_manifest(const char *schema, long first, long count, long columns, bool bare)
{
	char *path = harness_path("manifest");
	FILE *out = fopen(path, "we");

	if (out == NULL)
		fail_msg("cannot write %s", path);
	fprintf(out,
	        "{\"manifest\":1,\"name\":\"bench\",\"complete\":true,\"scope\":[\"%s\"],\n"
	        "\"modules\":[{\"name\":\"all\",\"requirement\":\"required\",\"tables\":[\n",
	        schema);
	for (long i = first; i < first + count; i++) {
		if (i > first)
			fprintf(out, ",\n");
		if (bare)
			fprintf(out, "\"t_%ld\"", i);
		else
			write_table(out, schema, i, first, columns);
	}
	fprintf(out, "\n]}]}\n");
	fclose(out);
	return path;
}

/* --- children ----------------------------------------------------------------------------------- */

static double
timeval_ms(struct timeval time)
{
	return (double)time.tv_sec * 1000 + (double)time.tv_usec / 1000;
}

struct lab_cost
lab_run(const char *const *argv, const char *out_path)
{
	struct lab_cost cost = { 0 };
	struct rusage usage;
	double began = lab_now_ms();
	int status;
	pid_t pid = harness_spawn(&(struct harness_spawn){ .argv = argv, .out_path = out_path });

	if (wait4(pid, &status, 0, &usage) != pid)
		fail_msg("%s was lost", argv[0]);
	cost.wall_ms = lab_now_ms() - began;
	cost.cpu_ms = timeval_ms(usage.ru_utime) + timeval_ms(usage.ru_stime);
	cost.peak_kb = (double)usage.ru_maxrss;
	cost.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	return cost;
}

struct lab_cost
lab_run_often(const char *const *argv, const char *out_path, int runs, int code)
{
	double wall[LAB_RUNS_MAX], cpu[LAB_RUNS_MAX], peak[LAB_RUNS_MAX];

	for (int run = 0; run < runs; run++) {
		struct lab_cost cost = lab_run(argv, out_path);

		if (cost.code != code)
			fail_msg("%s %s ended with %d", argv[0], argv[1], cost.code);
		wall[run] = cost.wall_ms;
		cpu[run] = cost.cpu_ms;
		peak[run] = cost.peak_kb;
	}
	return (struct lab_cost){ .wall_ms = lab_median(wall, (size_t)runs),
		                  .cpu_ms = lab_median(cpu, (size_t)runs),
		                  .peak_kb = lab_median(peak, (size_t)runs),
		                  .code = code };
}

double
lab_cpu_ms(pid_t pid)
{
	char *path = harness_format("/proc/%d/schedstat", (int)pid);
	char *text = harness_read_file(path);
	double ns = strtod(text, NULL);

	free(text);
	free(path);
	return ns / 1e6;
}

long
lab_private_kb(pid_t pid)
{
	char *path = harness_format("/proc/%d/smaps_rollup", (int)pid);
	char *text = harness_read_file(path);
	const char *dirty = strstr(text, "Private_Dirty:");
	long kb = dirty == NULL ? -1 : strtol(dirty + strlen("Private_Dirty:"), NULL, 10);

	free(text);
	free(path);
	return kb;
}

/* --- daemons ------------------------------------------------------------------------------------ */

static struct daemon *
start(const char *targets, const char *manifest_path, int at_once)
{
	char *token = harness_path("token");
	char *ini = harness_format(
		"[pgdriftd]\nlisten = 127.0.0.1:@port@\nmanifest = %s\n"
		"admin_token_file = %s\ncheck_interval = 7d\ncheck_timeout = 10min\n"
		"statement_timeout = 10min\nmax_concurrent_checks = %d\n%s",
		manifest_path, token, at_once, targets);
	struct daemon *daemon;

	harness_write_file(token, TOKEN "\n");
	daemon = daemon_start(&(struct daemon_options){ .ini = ini });
	free(ini);
	free(token);
	return daemon;
}

struct daemon *
lab_daemon(const char *conninfo, const char *manifest_path, const char *options)
{
	char *target = harness_format("[target main]\nconninfo = %s\n%s\n", conninfo, options);
	struct daemon *daemon = start(target, manifest_path, 16);

	free(target);
	return daemon;
}

struct daemon *
lab_fleet(char *const *conninfos, size_t count, const char *manifest_path, int at_once)
{
	char *targets = NULL;
	size_t length;
	FILE *out = open_memstream(&targets, &length);
	struct daemon *daemon;

	for (size_t i = 0; i < count; i++)
		fprintf(out, "[target t%zu]\nconninfo = %s\nfull_check_every = 0\n", i,
		        conninfos[i]);
	fclose(out);
	daemon = start(targets, manifest_path, at_once);
	free(targets);
	return daemon;
}

/* The sum of a metric over its labels; of a bucket with `within` in its labels only. */
static double
metric(struct daemon *daemon, const char *name, const char *within)
{
	struct http_response *answer = http_request(daemon->address, "GET", "/metrics", NULL, NULL);
	double sum = 0;

	for (const char *at = answer->body; (at = strstr(at, name)) != NULL; at++) {
		const char *value = strchr(at, ' ');
		size_t labels = strcspn(at, "\n");
		const char *found = within == NULL ? at : strstr(at, within);

		if ((at == answer->body || at[-1] == '\n') && found != NULL && found < at + labels)
			sum += strtod(value, NULL);
	}
	http_free(answer);
	return sum;
}

double
lab_checks(struct daemon *daemon)
{
	return metric(daemon, "pgdriftd_check_duration_seconds_count", NULL);
}

/* The clock's grain is 5 ms: the bucket above 20. */
double
lab_slow_turns(struct daemon *daemon)
{
	return metric(daemon, "pgdriftd_event_loop_delay_seconds_count", NULL) -
	       metric(daemon, "pgdriftd_event_loop_delay_seconds_bucket", "le=\"0.02\"");
}

void
lab_ask(struct daemon *daemon)
{
	struct http_response *answer = http_request(daemon->address, "POST", "/v1/check",
	                                            "Authorization: Bearer " TOKEN "\r\n", NULL);

	if (answer->status != 202)
		fail_msg("POST /v1/check answered with %d: %s", answer->status, answer->body);
	http_free(answer);
}

char *
lab_find(const char *name)
{
	static const char *const places[] = { "/usr/bin", "/usr/sbin", "/usr/local/bin" };

	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		char *path = harness_format("%s/%s", places[i], name);

		if (access(path, X_OK) == 0)
			return path;
		free(path);
	}
	return NULL;
}

struct pg_database *
pg_database_like(struct pg_server *server, struct pg_database *database)
{
	struct pg_database *copy = pg_database(server);
	struct pg_database other = { .server = server };

	other.conninfo = pg_conninfo(server, "template1", NULL);
	pg_exec(&other,
	        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'",
	        database->name);
	pg_exec(&other, "DROP DATABASE %s", copy->name);
	pg_exec(&other, "CREATE DATABASE %s TEMPLATE %s", copy->name, database->name);
	PQfinish(other.connection);
	free(other.conninfo);
	PQfinish(database->connection);
	database->connection = NULL;
	return copy;
}

/* What the histogram of durations knows. */
static void
durations(struct daemon *daemon, double *ret_seconds, double *ret_count)
{
	struct http_response *answer = http_request(daemon->address, "GET", "/metrics", NULL, NULL);
	const char *sum = strstr(answer->body, "\npgdriftd_check_duration_seconds_sum{");
	const char *count = strstr(answer->body, "\npgdriftd_check_duration_seconds_count{");

	*ret_seconds = sum == NULL ? 0 : strtod(strchr(sum, '}') + 1, NULL);
	*ret_count = count == NULL ? 0 : strtod(strchr(count, '}') + 1, NULL);
	http_free(answer);
}

double
lab_check(struct daemon *daemon, const char *status)
{
	double before_s, after_s, before, after, began;

	do {
		durations(daemon, &before_s, &before);
		usleep(before == 0 ? 20000 : 0);
	} while (before == 0); /* the first one comes by itself */
	lab_ask(daemon);
	/* Asking costs the daemon too: the longer it takes, the more rarely. */
	began = lab_now_ms();
	do {
		usleep(20000 + (useconds_t)((lab_now_ms() - began) * 100));
		durations(daemon, &after_s, &after);
	} while (after < before + 1);
	if (status != NULL)
		daemon_wait_json(daemon, "/v1/report", "/targets/0/status", status, 1000);
	return (after_s - before_s) * 1000 / (after - before);
}
