/* Every kind and every property of kinds.def: a database, its snapshot, one change, and exactly the one
 * finding that must follow; from a check of its own or a diff of the snapshots before and after, and
 * from a daemon that has read the database before and takes its shortcuts. Cases are files, see
 * kinds_case.h.
 *
 * Words on the command line are the kinds that are tried; none: all. Half of the cases run in a
 * process of their own, with a server of their own. */
#include "harness.h"
#include "harness_daemon.h"
#include "harness_http.h"
#include "harness_pg.h"
#include "kinds_case.h"

#include "pg/catalog.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#define SHARES        2
#define BATCH         24 /* cases whose databases stand side by side, with one daemon */
#define CHECKS_BEFORE 3
#define DIFFS         3 /* so many cases of a kind are tried with diff, not with check */
#define TOKEN         "case-token-0123456789"
#define WAIT_MS       60000

static const char *const *wanted; /* words of kinds; ends with NULL */
static size_t share;              /* which part of the cases is ours */
static struct pg_server *server;
static long server_version;
static char *complaints; /* what went wrong so far, a paragraph each */
static struct kinds_cases all;

/* A case at work. */
struct running {
	const struct kinds_case *its;
	struct pg_database *database;
	char *manifest; /* the file of its snapshot */
	size_t target;  /* its number in the daemon's report */
	bool failed;
};

struct batch {
	struct running running[BATCH];
	size_t count;
	struct daemon *daemon;
	long checks; /* that every target must have behind it */
};

__attribute__((format(printf, 2, 3))) static void
complain(struct running *running, const char *format, ...)
{
	char *text;
	char *longer;
	va_list arguments;

	va_start(arguments, format);
	if (vasprintf(&text, format, arguments) < 0)
		abort();
	va_end(arguments);
	longer = harness_format("%s%s: case: %s: %s\n", complaints, running->its->place,
	                        running->its->title, text);
	free(complaints);
	free(text);
	complaints = longer;
	running->failed = true;
}

/* --- SQL ---------------------------------------------------------------------------------------- */

/* By psql: each statement for itself. NULL, or what psql said. Caller owns. */
static char *
run_sql(const char *conninfo, const char *sql)
{
	char *path = harness_path("case.sql");
	const char *const argv[] = { "psql", "-X",     "-q", "-v", "ON_ERROR_STOP=1",
		                     "-d",   conninfo, "-f", path, NULL };
	char *err;
	int code;

	harness_write_file(path, sql);
	code = run_program(argv, NULL, &err);
	unlink(path);
	free(path);
	if (code == 0) {
		free(err);
		return NULL;
	}
	return err;
}

static void
run_case_sql(struct running *running, const char *part, const char *sql)
{
	char *wrong = run_sql(running->database->conninfo, sql);

	if (wrong != NULL)
		complain(running, "its %s: %s", part, wrong);
	free(wrong);
}

/* What the catalogs' versions come to, see gate.sql. Caller owns. */
static char *
gate_of(const struct running *running)
{
	const char *sql = catalog_gate_sql();
	const char *most = strrchr(sql, '$');
	char *number = strndup(sql, (size_t)(most - sql));
	char *gate;

	pg_exec(running->database, "SET search_path = ''");
	gate = pg_value(running->database, "%s%d%s", number, INT_MAX, most + strlen("$1"));
	assert_non_null(gate);
	free(number);
	return gate;
}

/* A daemon would not read what its gate does not show, unless another case's change opens it. */
static void
change(struct running *running)
{
	char *before = gate_of(running);
	char *after;

	run_case_sql(running, "change", running->its->change);
	after = gate_of(running);
	if (!running->its->nothing && strcmp(before, after) == 0)
		complain(running, "the versions of the catalogs' rows do not show the change");
	free(before);
	free(after);
}

static int
group_setup(void **state)
{
	char *conninfo;
	char *wrong;
	char *version;
	struct pg_database *database;

	(void)state;
	server = pg_start(&(struct pg_options){ .conf = "autovacuum = off\njit = off\n" });
	conninfo = pg_conninfo(server, "postgres", NULL);
	wrong = run_sql(
		conninfo,
		"CREATE ROLE case_owner; CREATE ROLE case_reader; CREATE ROLE case_writer;"
		"SET allow_in_place_tablespaces = on;\nCREATE TABLESPACE case_space LOCATION '';");
	if (wrong != NULL)
		fail_msg("%s", wrong);
	free(conninfo);
	database = pg_database(server);
	version = pg_value(database, "SHOW server_version_num");
	server_version = strtol(version, NULL, 10);
	free(version);
	pg_drop(database);
	complaints = harness_format("%s", "");
	return 0;
}

static int
group_teardown(void **state)
{
	(void)state;
	free(complaints);
	kinds_cases_free(&all);
	pg_free(server);
	return 0;
}

/* --- what is found ------------------------------------------------------------------------------ */

static bool
is_expected(const struct kinds_case *its, const json_t *finding)
{
	enum change change;
	const char *what = change_from_word(its->what, &change) ? "/change" : "/property";
	const char *found = json_text_at(finding, what);

	if (strcmp(json_text_at(finding, "/class"), its->security ? "security" : "schema") != 0)
		return false;
	if (strcmp(what, "/property") == 0 &&
	    strcmp(json_text_at(finding, "/change"), "changed") != 0)
		return false;
	return found != NULL && strcmp(found, its->what) == 0 &&
	       strcmp(json_text_at(finding, "/kind"), kind_table[its->kind].word) == 0 &&
	       strcmp(json_text_at(finding, "/severity"), severity_word(its->severity)) == 0;
}

/* A target's findings and what it could not read, a line each. Caller owns. */
static char *
lines_of(const json_t *target)
{
	char *lines = harness_format("%s", "");
	const json_t *one;
	size_t i;

	json_array_foreach(json_at(target, "/findings"), i, one)
	{
		const char *property = json_text_at(one, "/property");
		char *longer = harness_format(
			"%s\n    %s %s %s %s: %s", lines, json_text_at(one, "/severity"),
			json_text_at(one, "/change"), json_text_at(one, "/kind"),
			property == NULL ? "" : property, json_text_at(one, "/summary"));
		free(lines);
		lines = longer;
	}
	json_array_foreach(json_at(target, "/coverage/unknown"), i, one)
	{
		char *text = json_dumps(one, JSON_COMPACT);
		char *longer = harness_format("%s\n    unknown: %s", lines, text);

		free(text);
		free(lines);
		lines = longer;
	}
	return lines;
}

/* Joined by "; ". Caller owns. */
static char *
impact_of(const json_t *finding)
{
	char *joined = harness_format("%s", "");
	const json_t *one;
	size_t i;

	json_array_foreach(json_at(finding, "/impact"), i, one)
	{
		char *longer = harness_format("%s%s%s", joined, i > 0 ? "; " : "",
		                              json_string_value(one));

		free(joined);
		joined = longer;
	}
	return joined;
}

static void
judge_impact(struct running *running, const char *who, const json_t *finding)
{
	const char *named = running->its->impact;
	char *impact;

	if (named == NULL)
		return;
	impact = impact_of(finding);
	if (strcmp(impact, named) != 0)
		complain(running, "the impact %s was expected; %s says: %s", named, who, impact);
	free(impact);
}

/* One target's part of a report, as who it is from says it. */
static void
judge(struct running *running, const char *who, const json_t *target)
{
	const struct kinds_case *its = running->its;
	const json_t *findings = json_at(target, "/findings");
	size_t count = its->nothing ? 0 : 1;
	char *lines;

	if (json_is_array(findings) && json_array_size(findings) == count &&
	    json_array_size(json_at(target, "/coverage/unknown")) == 0 &&
	    (its->nothing || is_expected(its, json_array_get(findings, 0)))) {
		if (!its->nothing)
			judge_impact(running, who, json_array_get(findings, 0));
		return;
	}
	lines = lines_of(target);
	if (its->nothing)
		complain(running, "no finding was expected; %s says:%s", who, lines);
	else
		complain(running, "%s.%s of severity %s alone was expected; %s says:%s",
		         kind_table[its->kind].word, its->what, severity_word(its->severity), who,
		         lines);
	free(lines);
}

/* What a verb wrote, as JSON: the pointed part is judged. Takes both texts over. */
static void
judge_output(struct running *running, const char *who, const char *pointer, int code, char *out,
             char *err)
{
	json_t *document = json_loads(out, 0, NULL);

	if (document == NULL)
		complain(running, "%s: exit %d: %s", who, code, err);
	else
		judge(running, who, json_at(document, pointer));
	json_decref(document);
	free(out);
	free(err);
}

static void
check(struct running *running)
{
	char *out;
	char *err;
	int code = run_pgdriftd(&out, &err, "check", "--dsn", running->database->conninfo,
	                        "--manifest", running->manifest, "--format", "json", NULL);

	judge_output(running, "check", "/targets/0", code, out, err);
}

/* Writes a snapshot of the database as it is now. */
static void
take_snapshot(struct running *running, const char *path)
{
	char *out;
	char *err;
	int code = run_pgdriftd(&out, &err, "snapshot", "--dsn", running->database->conninfo, NULL);

	if (code != 0)
		complain(running, "snapshot: exit %d: %s", code, err);
	harness_write_file(path, out);
	free(out);
	free(err);
}

/* The snapshot before against that after: a reading anew as well. What only a live database tells is left
 * out: privileges of whoever reads, and relations that are of no kind. */
static void
diff(struct running *running)
{
	char *after = harness_path("manifest.json");
	char *out;
	char *err;
	int code;

	take_snapshot(running, after);
	if (!running->failed) {
		code = run_pgdriftd(&out, &err, "diff", running->manifest, after, "--format",
		                    "json", NULL);
		judge_output(running, "diff", "", code, out, err);
	}
	unlink(after);
	free(after);
}

static bool
is_for_diff(const struct kinds_case *its)
{
	enum change change;

	return its->number < DIFFS &&
	       !(change_from_word(its->what, &change) &&
	         (change == CHANGE_FORBIDDEN || change == CHANGE_WRONG_KIND));
}

/* --- a daemon for a batch ----------------------------------------------------------------------- */

/* A report of many targets is much to ask for: now and then is enough. */
static bool
all_checked_cb(void *arg)
{
	const struct timespec pause = { .tv_nsec = 50 * 1000 * 1000 };
	const struct batch *batch = arg;
	json_t *report = http_json(batch->daemon->address, "/v1/report", NULL);
	const json_t *target;
	bool done = true;
	size_t i;

	nanosleep(&pause, NULL);
	json_array_foreach(json_at(report, "/targets"), i, target)
	{
		const json_t *checks = json_at(target, "/check");

		done = done && json_is_integer(checks) &&
		       json_integer_value(checks) >= batch->checks;
	}
	json_decref(report);
	return done;
}

static void
check_now(struct batch *batch)
{
	struct http_response *response = http_request(batch->daemon->address, "POST", "/v1/check",
	                                              "Authorization: Bearer " TOKEN "\r\n", NULL);

	assert_int_equal(response->status, 202);
	http_free(response);
}

/* What the daemon says when every target has had so many checks. Caller owns. */
static json_t *
wait_for_checks(struct batch *batch, long checks)
{
	batch->checks = checks;
	if (!wait_until(WAIT_MS, all_checked_cb, batch))
		fail_msg("the daemon did not check all %zu targets", batch->count);
	return http_json(batch->daemon->address, "/v1/report", NULL);
}

static void
start_daemon(struct batch *batch)
{
	char *token = harness_path("token");
	char *ini = harness_format(
		"[pgdriftd]\nlisten = unix:@dir@/http.sock\n"
		"check_interval = 1h\nfingerprints_from = 0\nadmin_token_file = %s\n",
		token);
	struct daemon_options options = { 0 };
	size_t targets = 0;

	harness_write_file(token, TOKEN);
	for (size_t i = 0; i < batch->count; i++) {
		struct running *running = &batch->running[i];
		char *longer;

		if (running->failed)
			continue;
		running->target = targets++;
		longer = harness_format("%s[target t%zu]\nconninfo = %s\nmanifest = %s\n", ini, i,
		                        running->database->conninfo, running->manifest);
		free(ini);
		ini = longer;
	}
	if (targets > 0) {
		options.ini = ini;
		batch->daemon = daemon_start(&options);
	}
	free(ini);
	free(token);
}

static const json_t *
target_at(const json_t *report, const struct running *running)
{
	return json_array_get(json_at(report, "/targets"), running->target);
}

static void
assert_in_sync(struct batch *batch, long checks)
{
	json_t *report;

	report = wait_for_checks(batch, checks);
	for (size_t i = 0; i < batch->count; i++) {
		struct running *running = &batch->running[i];
		const json_t *target;
		char *text;

		if (running->failed)
			continue;
		target = target_at(report, running);
		if (strcmp(json_text_at(target, "/status"), "in_sync") == 0 &&
		    json_array_size(json_at(target, "/findings")) == 0)
			continue;
		text = lines_of(target);
		complain(running, "it is not in sync with its own snapshot:%s", text);
		free(text);
	}
	json_decref(report);
}

/* The daemon reads everything, and comes to know it by fingerprints and digests: the second check reads
 * rows with the former, the third one none. Each time the catalogs of all databases must say something
 * else, which is not compared, or nothing would be read. The first check of each target comes by itself. */
static void
warm_up(struct batch *batch)
{
	for (long check = 1; check <= CHECKS_BEFORE; check++) {
		if (check > 1) {
			pg_exec(batch->running[0].database,
			        "ALTER ROLE case_reader CONNECTION LIMIT %ld", check);
			check_now(batch);
		}
		assert_in_sync(batch, check);
	}
}

/* What it says now must be what a new reading says. */
static void
judge_daemon(struct batch *batch, const bool *changed, long checks)
{
	json_t *report;

	check_now(batch);
	report = wait_for_checks(batch, checks);
	for (size_t i = 0; i < batch->count; i++) {
		if (changed[i])
			judge(&batch->running[i], "the daemon",
			      target_at(report, &batch->running[i]));
	}
	json_decref(report);
}

/* --- a batch ------------------------------------------------------------------------------------ */

static void
prepare(struct running *running)
{
	running->database = pg_database(server);
	running->manifest = harness_path("manifest.json");
	run_case_sql(running, "setup", running->its->setup);
	if (!running->failed)
		take_snapshot(running, running->manifest);
}

static void
run_batch(struct batch *batch)
{
	bool changed[BATCH] = { false };

	for (size_t i = 0; i < batch->count; i++)
		prepare(&batch->running[i]);
	start_daemon(batch);
	if (batch->daemon != NULL) {
		warm_up(batch);
		for (size_t i = 0; i < batch->count; i++) {
			struct running *running = &batch->running[i];

			if (running->failed)
				continue;
			change(running);
			changed[i] = !running->failed;
			if (!changed[i])
				continue;
			if (is_for_diff(running->its) && !running->its->undiffed)
				diff(running);
			else
				check(running);
		}
		judge_daemon(batch, changed, CHECKS_BEFORE + 1);
		assert_int_equal(daemon_stop(batch->daemon), 0);
		daemon_free(batch->daemon);
	}
	for (size_t i = 0; i < batch->count; i++) {
		pg_drop(batch->running[i].database);
		unlink(batch->running[i].manifest);
		free(batch->running[i].manifest);
	}
	*batch = (struct batch){ 0 };
}

static bool
is_wanted(enum kind kind)
{
	if (kind_table[kind].place == PLACE_NONE)
		return false;
	for (const char *const *word = wanted; *word != NULL; word++) {
		if (strcmp(*word, kind_table[kind].word) == 0)
			return true;
	}
	return *wanted == NULL;
}

static void
each_change_is_the_one_finding(void **state)
{
	size_t step = harness_number("WALK_STEP", 1);
	size_t from = harness_number("WALK_FROM", 0);
	struct batch batch = { 0 };

	(void)state;
	for (size_t i = share; i < all.count; i += SHARES) {
		if (all.cases[i].since > server_version || i / SHARES % step != from % step)
			continue;
		batch.running[batch.count++].its = &all.cases[i];
		if (batch.count == BATCH)
			run_batch(&batch);
	}
	if (batch.count > 0)
		run_batch(&batch);
	/* fail_msg() would cut it. */
	fputs(complaints, stderr);
	assert_string_equal(*complaints == '\0' ? "" : "complaints, see above", "");
}

static void
every_kind_and_property_has_a_case(void **state)
{
	char *lacking = harness_format("%s", "");

	(void)state;
	for (size_t kind = 0; kind < KIND_COUNT; kind++) {
		char *some;
		char *longer;

		if (!is_wanted((enum kind)kind))
			continue;
		kinds_cases_read((enum kind)kind, &all);
		some = kinds_cases_lacking((enum kind)kind, &all);
		longer = harness_format("%s%s", lacking, some);
		free(some);
		free(lacking);
		lacking = longer;
	}
	if (*lacking != '\0')
		fail_msg("no case in tests/kinds for %s", lacking);
	free(lacking);
}

static int
run_share(void)
{
	/* The first one reads the cases for the second. */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_and_property_has_a_case),
		cmocka_unit_test(each_change_is_the_one_finding),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}

static void
print_all(FILE *file)
{
	char bytes[4096];
	size_t length;

	fflush(stdout);
	rewind(file);
	while ((length = fread(bytes, 1, sizeof bytes, file)) > 0)
		fwrite(bytes, 1, length, stdout);
	fclose(file);
}

int
main(int argc, char **argv)
{
	FILE *output = tmpfile();
	int failed;
	int status;
	pid_t other;

	(void)argc;
	wanted = (const char *const *)argv + 1;
	fflush(NULL);
	other = fork();
	if (other < 0 || output == NULL)
		return 1;
	if (other == 0) {
		share = 1;
		dup2(fileno(output), STDOUT_FILENO);
		dup2(fileno(output), STDERR_FILENO);
		failed = run_share();
		fflush(NULL);
		exit(failed != 0);
	}
	failed = run_share();
	waitpid(other, &status, 0);
	print_all(output);
	return failed != 0 || status != 0;
}
