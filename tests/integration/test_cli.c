/* The command line: what each verb writes where, its exit codes, and that no password shows. */
#include "harness.h"
#include "harness_daemon.h"
#include "harness_http.h"
#include "harness_pg.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include <jansson.h>
#include <pty.h>

#define WAIT_MS 20000
#define SECRET  "geheimnis"

static const char manifest_text[] =
	"{ \"manifest\": 1, \"name\": \"small\", \"modules\": ["
	" { \"name\": \"core\", \"tables\": [ { \"name\": \"events\","
	"   \"indexes\": [ { \"name\": \"events_at\", \"definition\":"
	"     \"CREATE INDEX events_at ON public.events USING btree (at)\" } ] } ] },"
	" { \"name\": \"blog\", \"tables\": [ \"posts\" ] } ] }";

#define WHOLE \
	"CREATE TABLE events (at date); CREATE INDEX events_at ON events (at); CREATE TABLE posts ()"

/* One server for all; each test has a database that is in sync. */
static struct pg_server *server;
static char *manifest;

struct fixture {
	struct pg_database *database;
	char *out;
	char *err;
};

static int
group_setup(void **state)
{
	(void)state;
	server = pg_start(NULL);
	manifest = harness_path("manifest");
	harness_write_file(manifest, manifest_text);
	return 0;
}

static int
group_teardown(void **state)
{
	(void)state;
	pg_free(server);
	unlink(manifest);
	free(manifest);
	return 0;
}

static int
setup(void **state)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);

	fixture->database = pg_database(server);
	pg_exec(fixture->database, WHOLE);
	*state = fixture;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *fixture = *state;

	pg_drop(fixture->database);
	free(fixture->out);
	free(fixture->err);
	free(fixture);
	return 0;
}

/* Runs pgdriftd with these words; "@dsn" and "@manifest" stand for the fixture's. */
static int
run_words(struct fixture *fixture, const char *const *words)
{
	const char *argv[32] = { harness_pgdriftd() };
	size_t count = 1;

	free(fixture->out);
	free(fixture->err);
	for (; *words != NULL; words++) {
		assert_true(count < 31);
		if (strcmp(*words, "@dsn") == 0)
			argv[count++] = fixture->database->conninfo;
		else
			argv[count++] = strcmp(*words, "@manifest") == 0 ? manifest : *words;
	}
	return run_program(argv, &fixture->out, &fixture->err);
}
#define RUN(fixture, ...) run_words(fixture, (const char *const[]){ __VA_ARGS__, NULL })
#define CHECK(fixture, ...) \
	RUN(fixture, "check", "--dsn", "@dsn", "--manifest", "@manifest", __VA_ARGS__)

static size_t
lines_of(const char *text)
{
	size_t lines = 0;

	for (; *text != '\0'; text++)
		lines += *text == '\n' ? 1 : 0;
	return lines;
}

static void
the_verdict_is_the_exit_code(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(CHECK(fixture, "--format", "text"), 0);
	assert_string_equal(fixture->err, "");
	pg_exec(fixture->database, "DROP INDEX events_at");
	assert_int_equal(CHECK(fixture, "--format", "text"), 1);
	assert_non_null(strstr(fixture->out, "events_at"));
	pg_exec(fixture->database, "DROP TABLE posts");
	assert_int_equal(CHECK(fixture, "--format", "text"), 2);
	assert_non_null(strstr(fixture->out, "public.posts"));
	assert_string_equal(fixture->err, "");
	assert_int_equal(
		RUN(fixture, "check", "--dsn", "host=/nowhere dbname=x", "--manifest", "@manifest"),
		3);
	assert_non_null(strstr(fixture->out, "UNKNOWN"));
}

static void
min_severity_says_what_counts(void **state)
{
	struct fixture *fixture = *state;

	pg_exec(fixture->database, "DROP INDEX events_at");
	assert_int_equal(CHECK(fixture, "--min-severity", "warning"), 1);
	assert_int_equal(CHECK(fixture, "--min-severity", "critical"), 0);
	pg_exec(fixture->database, "DROP TABLE events");
	assert_int_equal(CHECK(fixture, "--min-severity", "critical"), 2);
	assert_int_equal(RUN(fixture, "check", "--dsn", "host=/nowhere", "--manifest", "@manifest",
	                     "--min-severity", "critical"),
	                 3);
}

static void
modules_of_the_command_line_replace_the_targets(void **state)
{
	struct fixture *fixture = *state;

	pg_exec(fixture->database, "DROP TABLE posts");
	assert_int_equal(CHECK(fixture, "--module", "core"), 0);
	assert_int_equal(CHECK(fixture, "--module", "*", "--module", "!blog"), 0);
	assert_int_equal(CHECK(fixture, "--module=blog"), 2);
	assert_int_equal(CHECK(fixture, "--module", "blgo"), 64);
	assert_non_null(strstr(fixture->err, "blog"));
}

static void
the_json_report_is_the_daemons(void **state)
{
	struct fixture *fixture = *state;
	json_t *report;

	pg_exec(fixture->database, "DROP TABLE posts");
	assert_int_equal(CHECK(fixture, "--format", "json"), 2);
	report = json_loads(fixture->out, 0, NULL);
	assert_non_null(report);
	assert_int_equal(json_integer_value(json_at(report, "/report")), 1);
	assert_string_equal(json_text_at(report, "/targets/0/target"), "default");
	assert_string_equal(json_text_at(report, "/targets/0/status"), "drift");
	assert_string_equal(json_text_at(report, "/targets/0/missing_tables/0"), "public.posts");
	json_decref(report);
}

static void
nagios_gets_one_line_and_its_codes(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(CHECK(fixture, "--format", "nagios"), 0);
	assert_memory_equal(fixture->out, "PGDRIFT OK - ", 13);
	assert_non_null(strstr(fixture->out, " | tables_missing=0"));
	pg_exec(fixture->database, "DROP INDEX events_at");
	assert_int_equal(CHECK(fixture, "--format", "nagios"), 1);
	assert_memory_equal(fixture->out, "PGDRIFT WARNING - ", 18);
	pg_exec(fixture->database, "DROP TABLE posts");
	assert_int_equal(CHECK(fixture, "--format", "nagios"), 2);
	assert_memory_equal(fixture->out, "PGDRIFT CRITICAL - ", 19);
	assert_int_equal(RUN(fixture, "check", "--dsn", "host=/nowhere", "--manifest", "@manifest",
	                     "--format=nagios"),
	                 3);
	assert_memory_equal(fixture->out, "PGDRIFT UNKNOWN - ", 18);
}

static void
nagios_never_sees_64_or_78(void **state)
{
	static const char *const lines[][8] = {
		{ "check", "--format", "nagios", "--frobnicate" },
		{ "check", "--format=nagios", "extra" },
		{ "--format", "nagios", "chekc" },
		{ "--format", "nagios" },
		{ "run", "--format", "nagios" },
		{ "check", "--format", "nagios", "-c", "/nowhere.ini" },
		{ "check", "--format", "nagios", "--dsn", "@dsn", "--manifest", "/nowhere.json" },
		{ "check", "--format", "nagios", "--dsn", "frob=1", "--manifest", "@manifest" },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		const char *words[9] = { NULL };
		memcpy(words, lines[i], sizeof lines[i]);
		assert_int_equal(run_words(fixture, words), 3);
		assert_memory_equal(fixture->out, "PGDRIFT UNKNOWN - ", 18);
		assert_int_equal(lines_of(fixture->out), 1);
		assert_string_not_equal(fixture->err, "");
	}
}

static void
a_wrong_command_line_is_64_and_the_usage_of_its_verb(void **state)
{
	static const struct {
		const char *words[6];
		const char *usage;
	} lines[] = {
		{ { "check", "--frobnicate" }, "Usage: pgdriftd check " },
		{ { "--frobnicate", "check" }, "Usage: pgdriftd [OPTION]" },
		{ { "check", "--target" }, "Usage: pgdriftd check " },
		{ { "check", "extra" }, "Usage: pgdriftd check " },
		{ { "run", "extra" }, "Usage: pgdriftd run " },
		{ { "run", "--dsn", "x" }, "Usage: pgdriftd run " },
		{ { "validate", "-x" }, "Usage: pgdriftd validate " },
		{ { "schema" }, "Usage: pgdriftd schema " },
		{ { "schema", "reprot" }, "Usage: pgdriftd schema " },
		{ { "help", "frobnicate" }, "Usage: pgdriftd help " },
		{ { "check", "--dsn", "@dsn" }, "Usage: pgdriftd check " },
		{ { "check", "--dsn", "@dsn", "-c", "x" }, "Usage: pgdriftd check " },
		{ { "frobnicate" }, "Usage: pgdriftd [OPTION]" },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		const char *words[7] = { NULL };
		memcpy(words, lines[i].words, sizeof lines[i].words);
		assert_int_equal(run_words(fixture, words), 64);
		assert_string_equal(fixture->out, "");
		assert_memory_equal(fixture->err, "pgdriftd: ", 10);
		assert_non_null(strstr(fixture->err, lines[i].usage));
	}
	assert_int_equal(run_words(fixture, (const char *const[]){ NULL }), 64);
}

static void
a_wrong_configuration_or_manifest_is_78(void **state)
{
	struct fixture *fixture = *state;
	char *ini = harness_path("ini");

	harness_write_file(ini, "[pgdriftd]\nlissten = 127.0.0.1:1\n");
	for (size_t i = 0; i < 3; i++) {
		static const char *const verbs[] = { "run", "check", "validate" };
		assert_int_equal(RUN(fixture, verbs[i], "-c", ini), 78);
		assert_string_equal(fixture->out, "");
		assert_non_null(strstr(fixture->err,
		                       ":2: unknown key lissten in [pgdriftd]; did you mean "
		                       "listen?"));
	}
	assert_int_equal(RUN(fixture, "check", "-c", "/nowhere.ini"), 78);
	assert_string_equal(fixture->err, "pgdriftd: /nowhere.ini: No such file or directory\n");
	harness_write_file(ini, "{ \"manifest\": 1,\n \"name\" }");
	assert_int_equal(RUN(fixture, "validate", "--manifest", ini), 78);
	assert_non_null(strstr(fixture->err, ":2:"));
	assert_int_equal(RUN(fixture, "check", "--dsn", "@dsn", "--manifest", ini), 78);
	unlink(ini);
	free(ini);
}

static char *
write_two_targets(const struct fixture *fixture)
{
	char *path = harness_path("ini");
	char *ini = harness_format("[pgdriftd]\nmanifest = %s\n[target a]\nconninfo = %s\n"
	                           "[target b]\nconninfo = host=/nowhere\n",
	                           manifest, fixture->database->conninfo);

	harness_write_file(path, ini);
	free(ini);
	return path;
}

static void
of_several_targets_the_worst_counts(void **state)
{
	struct fixture *fixture = *state;
	char *ini = write_two_targets(fixture);

	assert_int_equal(RUN(fixture, "check", "-c", ini), 3);
	assert_int_equal(RUN(fixture, "check", "-c", ini, "--target", "a"), 0);
	assert_int_equal(RUN(fixture, "check", "-c", ini, "--target", "b"), 3);
	pg_exec(fixture->database, "DROP TABLE posts");
	assert_int_equal(RUN(fixture, "-c", ini, "--target", "b", "--target", "a", "check"), 2);
	assert_int_equal(RUN(fixture, "check", "-c", ini, "--target", "c"), 64);
	assert_non_null(strstr(fixture->err, "there is no target c"));
	unlink(ini);
	free(ini);
}

static void
validate_says_what_there_is(void **state)
{
	struct fixture *fixture = *state;
	char *ini = write_two_targets(fixture);

	assert_int_equal(RUN(fixture, "validate", "-c", ini), 0);
	assert_non_null(strstr(fixture->out, ": 2 targets (a, b)\n"));
	assert_non_null(strstr(fixture->out, "manifest small ("));
	assert_non_null(strstr(fixture->out, "): 2 modules, 2 tables, 1 index\n"));
	assert_int_equal(lines_of(fixture->out), 2);
	assert_int_equal(RUN(fixture, "validate", "--manifest", "@manifest"), 0);
	assert_int_equal(lines_of(fixture->out), 1);
	unlink(ini);
	free(ini);
}

static void
the_verbs_without_a_database_write_to_stdout(void **state)
{
	static const char *const lines[][3] = {
		{ "version" },
		{ "--version" },
		{ "-V" },
		{ "help" },
		{ "--help" },
		{ "help", "check" },
		{ "check", "--help" },
		{ "run", "-h" },
		{ "help", "options" },
		{ "schema", "report" },
		{ "schema", "manifest" },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		const char *words[4] = { NULL };
		memcpy(words, lines[i], sizeof lines[i]);
		assert_int_equal(run_words(fixture, words), 0);
		assert_string_equal(fixture->err, "");
		assert_string_not_equal(fixture->out, "");
		if (strcmp(words[0], "schema") == 0) {
			json_t *schema = json_loads(fixture->out, 0, NULL);
			assert_non_null(json_text_at(schema, "/$schema"));
			json_decref(schema);
		}
	}
	assert_int_equal(RUN(fixture, "help", "options", "--format", "markdown"), 0);
	assert_non_null(strstr(fixture->out, "\n| `check_interval` | "));
}

static void
a_result_that_cannot_be_written_is_74(void **state)
{
	static const char *const commands[] = {
		"exec \"$0\" version >/dev/full",
		"exec \"$0\" check --dsn 'host=/nowhere' --manifest \"$1\" >/dev/full",
		"exec \"$0\" version >&-",
		"exec \"$0\" version </dev/null 1</dev/null",
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		const char *const argv[] = { "sh",     "-c", commands[i], harness_pgdriftd(),
			                     manifest, NULL };
		free(fixture->out);
		free(fixture->err);
		assert_int_equal(run_program(argv, &fixture->out, &fixture->err), 74);
		assert_memory_equal(fixture->err, "pgdriftd: stdout: ", 18);
	}
}

/* The reader is gone before anything is written. */
static void
a_closed_pipe_is_74_too(void **state)
{
	int pipes[2];
	pid_t pid;
	int status;

	(void)state;
	assert_int_equal(pipe(pipes), 0);
	close(pipes[0]);
	pid = fork();
	if (pid == 0) {
		dup2(pipes[1], STDOUT_FILENO);
		close(STDERR_FILENO);
		execl(harness_pgdriftd(), "pgdriftd", "version", (char *)NULL);
		_exit(127);
	}
	close(pipes[1]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 74);
}

static void
a_timeout_makes_it_unknown(void **state)
{
	struct fixture *fixture = *state;
	struct timespec begun, ended;
	int code;

	pg_pause(server);
	clock_gettime(CLOCK_MONOTONIC, &begun);
	code = CHECK(fixture, "--timeout", "1", "--format", "nagios");
	clock_gettime(CLOCK_MONOTONIC, &ended);
	pg_continue(server);
	assert_int_equal(code, 3);
	assert_non_null(strstr(fixture->out, "no verdict within 1 s"));
	assert_true(ended.tv_sec - begun.tv_sec < 8);
}

static void
assert_no_secret(const struct fixture *fixture)
{
	assert_null(strstr(fixture->out, SECRET));
	assert_null(strstr(fixture->err, SECRET));
}

static void
a_password_is_never_written(void **state)
{
	static const char *const conninfos[] = {
		"host=/nowhere dbname=app password=" SECRET,
		"postgresql://app:" SECRET "@127.0.0.1:1/app",
		"host=db password='" SECRET,
		"postgresql://app:" SECRET "@[::1/app",
		"host=db frobnicate=1 password=" SECRET,
		"password=" SECRET " service=nowhere",
		"host=127.0.0.1 port=1 password=" SECRET " sslpassword=" SECRET,
	};
	static const char *const formats[] = { "text", "json", "nagios" };
	struct fixture *fixture = *state;
	char *ini = harness_path("ini");

	for (size_t i = 0; i < sizeof conninfos / sizeof *conninfos; i++) {
		char *text = harness_format("[target a]\nmanifest = %s\nconninfo = %s\n", manifest,
		                            conninfos[i]);
		harness_write_file(ini, text);
		for (size_t j = 0; j < 3; j++) {
			RUN(fixture, "check", "--dsn", conninfos[i], "--manifest", "@manifest",
			    "--format", formats[j]);
			assert_no_secret(fixture);
			RUN(fixture, "check", "-c", ini, "--format", formats[j]);
			assert_no_secret(fixture);
		}
		RUN(fixture, "validate", "-c", ini);
		assert_no_secret(fixture);
		/* In the wrong place. */
		assert_int_equal(RUN(fixture, "check", conninfos[i]), 64);
		assert_no_secret(fixture);
		assert_int_equal(RUN(fixture, conninfos[i]), 64);
		assert_no_secret(fixture);
		free(text);
	}
	unlink(ini);
	free(ini);
}

static bool
is_overwritten_cb(void *arg)
{
	const pid_t *pid = arg;
	char *path = harness_format("/proc/%d/cmdline", (int)*pid);
	FILE *file = fopen(path, "r");
	char line[1024] = "";
	size_t length = 0;

	if (file != NULL) {
		length = fread(line, 1, sizeof line - 1, file);
		fclose(file);
	}
	free(path);
	for (size_t i = 0; i < length; i++)
		line[i] = line[i] == '\0' ? ' ' : line[i];
	return strstr(line, " --dsn xxx") != NULL && strstr(line, SECRET) == NULL &&
	       strstr(line, " --manifest ") != NULL;
}

static void
a_password_does_not_stay_in_the_arguments(void **state)
{
	struct fixture *fixture = *state;
	char *dsn = harness_format("%s password=" SECRET, fixture->database->conninfo);
	const char *const argv[] = { harness_pgdriftd(), "check",  "--dsn", dsn,
		                     "--manifest",       manifest, NULL };
	pid_t pid;

	/* A server that does not answer holds the program where it can be looked at. */
	pg_pause(server);
	pid = harness_spawn(&(struct harness_spawn){ .argv = argv });
	assert_true(wait_until(WAIT_MS, is_overwritten_cb, &pid));
	kill(pid, SIGKILL);
	assert_int_equal(harness_wait(pid, WAIT_MS), 128 + SIGKILL);
	pg_continue(server);
	free(dsn);
}

static void
a_password_works_and_stays_out_of_the_daemon(void **state)
{
	static const char *const paths[] = { "/health", "/v1/report", "/v1/targets/main" };
	const struct pg_options options = { .hba = "local all postgres trust\n"
		                                   "local all all scram-sha-256\n" };
	struct pg_server *guarded = pg_start(&options);
	struct pg_database *database = pg_database(guarded);
	char *ini = harness_format(
		"[pgdriftd]\nlisten = 127.0.0.1:@port@\nmanifest = @manifest@\n"
		"check_interval = 1s\nlog_level = debug\n[target main]\n"
		"conninfo = host=%s port=%d dbname=%s user=watch password=" SECRET "\n",
		pg_socket_dir(guarded), pg_port(guarded), database->name);
	struct daemon *daemon;

	(void)state;
	pg_exec(database, WHOLE "; CREATE ROLE watch LOGIN PASSWORD '" SECRET "';"
	                        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO watch");
	daemon = daemon_start(&(struct daemon_options){ .ini = ini, .manifest = manifest_text });
	daemon_wait_status(daemon, "/health", 200, WAIT_MS);
	/* And when it is wrong, it is not shown either. */
	pg_exec(database, "ALTER ROLE watch PASSWORD 'other'");
	pg_exec(database,
	        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'watch'");
	daemon_wait_json(daemon, "/v1/report", "/targets/0/status", "unknown", WAIT_MS);
	daemon_wait_json(daemon, "/v1/report", "/targets/0/error/sqlstate", "28P01", WAIT_MS);
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		struct http_response *response = http_request(daemon->address, "GET", paths[i],
		                                              NULL, NULL);
		assert_null(strstr(response->body, SECRET));
		http_free(response);
	}
	daemon_reload(daemon, NULL);
	daemon_wait_log(daemon, "reloaded ", WAIT_MS);
	assert_int_equal(daemon_stop(daemon), 0);
	assert_false(daemon_log_contains(daemon, SECRET));
	daemon_free(daemon);
	pg_drop(database);
	pg_free(guarded);
	free(ini);
}

/* What `check` writes to a terminal. */
static char *
terminal_output(const struct fixture *fixture, const char *option, const char *variable)
{
	char *path = harness_path("tty");
	FILE *copy = fopen(path, "w");
	char bytes[4096];
	char *text;
	int terminal, status;
	ssize_t length;
	pid_t pid = forkpty(&terminal, NULL, NULL, NULL);

	assert_true(pid >= 0);
	if (pid == 0) {
		setenv("TERM", "xterm", 1);
		unsetenv("NO_COLOR");
		if (variable != NULL)
			setenv(variable, "1", 1);
		execl(harness_pgdriftd(), "pgdriftd", "check", "--dsn", fixture->database->conninfo,
		      "--manifest", manifest, option, (char *)NULL);
		_exit(127);
	}
	while ((length = read(terminal, bytes, sizeof bytes)) > 0)
		fwrite(bytes, 1, (size_t)length, copy);
	fclose(copy);
	close(terminal);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(WEXITSTATUS(status), 2);
	text = harness_read_file(path);
	unlink(path);
	free(path);
	return text;
}

static void
colour_is_for_terminals_that_want_it(void **state)
{
	struct fixture *fixture = *state;
	char *coloured, *by_option, *by_variable;

	pg_exec(fixture->database, "DROP TABLE posts");
	coloured = terminal_output(fixture, NULL, NULL);
	by_option = terminal_output(fixture, "--no-color", NULL);
	by_variable = terminal_output(fixture, NULL, "NO_COLOR");
	assert_non_null(strstr(coloured, "\033["));
	assert_null(strstr(by_option, "\033["));
	assert_null(strstr(by_variable, "\033["));
	assert_non_null(strstr(by_option, "public.posts"));
	assert_int_equal(CHECK(fixture, "--format", "text"), 2);
	assert_null(strstr(fixture->out, "\033["));
	free(coloured);
	free(by_option);
	free(by_variable);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(the_verdict_is_the_exit_code),
		TEST(min_severity_says_what_counts),
		TEST(modules_of_the_command_line_replace_the_targets),
		TEST(the_json_report_is_the_daemons),
		TEST(nagios_gets_one_line_and_its_codes),
		TEST(nagios_never_sees_64_or_78),
		TEST(a_wrong_command_line_is_64_and_the_usage_of_its_verb),
		TEST(a_wrong_configuration_or_manifest_is_78),
		TEST(of_several_targets_the_worst_counts),
		TEST(validate_says_what_there_is),
		TEST(the_verbs_without_a_database_write_to_stdout),
		TEST(a_result_that_cannot_be_written_is_74),
		TEST(a_closed_pipe_is_74_too),
		TEST(a_timeout_makes_it_unknown),
		TEST(a_password_is_never_written),
		TEST(a_password_does_not_stay_in_the_arguments),
		TEST(a_password_works_and_stays_out_of_the_daemon),
		TEST(colour_is_for_terminals_that_want_it),
	};

	return cmocka_run_group_tests_name("cli", tests, group_setup, group_teardown);
}
