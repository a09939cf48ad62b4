/* Acknowledgements, silences and history at the command line, against the running daemon: what they keep
 * from being told, where they are shown, and how they end. */
#include "harness.h"
#include "harness_http.h"
#include "telling.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
start(struct telling *telling)
{
	char *options = harness_format("check_interval = 1h\nstate_dir = %s/state\n"
	                               "control_socket = %s/control.sock\n",
	                               telling->place, telling->place);
	char *sections = harness_format(TELLING_HOOK, telling->hook);

	telling_start(telling, options, sections);
	free(options);
	free(sections);
}

/* Runs a verb of up to eight words with the daemon's configuration. */
static int
say(struct telling *telling, char **ret_out, char **ret_err, const char *const *words)
{
	return run_pgdriftd(ret_out, ret_err, "-c", telling->daemon->ini_path, words[0], words[1],
	                    words[2], words[3], words[4], words[5], words[6], words[7], NULL);
}
#define WORDS(...) ((const char *const[9]){ __VA_ARGS__ })

/* Its output, and that it went well. Caller owns. */
static char *
done(struct telling *telling, const char *const *words)
{
	char *out, *err;
	int code = say(telling, &out, &err, words);

	if (code != 0)
		fail_msg("%s: exit %d\n%s", words[0], code, err);
	free(err);
	return out;
}

static void
assert_says(struct telling *telling, const char *const *words, const char *part)
{
	char *out = done(telling, words);

	if (strstr(out, part) == NULL)
		fail_msg("%s does not say \"%s\":\n%s", words[0], part, out);
	free(out);
}

static void
assert_refused(struct telling *telling, int expected, const char *const *words, const char *part)
{
	char *out, *err;
	int code = say(telling, &out, &err, words);

	assert_string_equal(out, "");
	if (code != expected || strstr(err, part) == NULL)
		fail_msg("%s: exit %d, not %d with \"%s\"\n%s", words[0], code, expected, part,
		         err);
	free(out);
	free(err);
}

/* The id of the one finding there is. Caller owns. */
static char *
finding(struct telling *telling)
{
	json_t *report = http_json(telling->daemon->address, "/v1/report", NULL);
	const char *id = json_text_at(report, "/targets/0/findings/0/id");
	char *copy;

	assert_non_null(id);
	copy = strdup(id);
	json_decref(report);
	return copy;
}

/* In the whole report, and in the one that is rendered for a query. */
static void
assert_shown(struct telling *telling, const char *pointer, const char *text)
{
	static const char *const paths[] = { "/v1/report", "/v1/report?target=main" };

	for (size_t i = 0; i < 2; i++) {
		json_t *report = http_json(telling->daemon->address, paths[i], NULL);

		if (text != NULL)
			telling_assert_text(report, pointer, text);
		else
			assert_null(json_text_at(report, pointer));
		json_decref(report);
	}
}

static void
assert_sample(struct telling *telling, const char *sample)
{
	struct http_response *response = http_request(telling->daemon->address, "GET", "/metrics",
	                                              NULL, NULL);
	char *line = harness_format("\n%s\n", sample);

	if (strstr(response->body, line) == NULL)
		fail_msg("no %s in\n%s", sample, response->body);
	http_free(response);
	free(line);
}

#define BY       "/targets/0/findings/0/acknowledged/by"
#define SILENCED "/targets/0/silenced/reason"
#define ACKED    "pgdriftd_findings_acknowledged{target=\"main\",severity=\"critical\"} "

static void
an_acknowledged_finding_is_shown_and_not_told(void **state)
{
	struct telling *telling = *state;
	char *id, prefix[5];

	start(telling);
	telling_check(telling, 1);
	telling_drop(telling);
	telling_check(telling, 1);
	id = finding(telling);
	memcpy(prefix, id, 4);
	prefix[4] = '\0';
	assert_sample(telling, ACKED "0");
	assert_says(telling, WORDS("ack", prefix, "--by", "ann", "--reason", "DBA-123"),
	            "1  ack      main  by ann, until it is gone or another one: DBA-123 "
	            "(table public.tickets is missing)\n");
	assert_shown(telling, BY, "ann");
	assert_sample(telling, ACKED "1");
	assert_says(telling, WORDS("mutes"), "1  ack ");
	telling_check(telling, 3);
	telling_assert_told(telling, "");
	/* Over a restart as well. */
	assert_int_equal(daemon_stop(telling->daemon), 0);
	start(telling);
	assert_shown(telling, BY, "ann");
	telling_check(telling, 3);
	telling_assert_told(telling, "");
	/* Taken back, it is told after all. */
	assert_says(telling, WORDS("unmute", "1"), "");
	assert_shown(telling, BY, NULL);
	telling_check(telling, 1);
	telling_wait_told(telling, "drift.detected\n");
	free(id);
}

static void
an_acknowledgement_ends_with_its_finding(void **state)
{
	struct telling *telling = *state;
	char *id;

	start(telling);
	telling_drop(telling);
	telling_check(telling, 2);
	telling_wait_told(telling, "drift.detected\n");
	id = finding(telling);
	assert_says(telling, WORDS("ack", id, "--reason", "x", "--for", "1h"), ", until 2");
	telling_create(telling);
	telling_check(telling, 2);
	telling_wait_told(telling, "drift.detected\ndrift.resolved\n");
	daemon_wait_log(telling->daemon, "acknowledgement 1 is over", TELLING_WAIT_MS);
	assert_says(telling, WORDS("mutes", "--format", "json"), "[]\n");
	telling_drop(telling);
	telling_check(telling, 2);
	telling_wait_told(telling, "drift.detected\ndrift.resolved\ndrift.detected\n");
	assert_shown(telling, BY, NULL);
	free(id);
}

static const char with_extra[] =
	"{ \"manifest\": 1, \"name\": \"small\", \"modules\": ["
	" { \"name\": \"core\", \"tables\": [ \"events\", \"tickets\" ] },"
	" { \"name\": \"extra\", \"requirement\": \"optional\", \"tables\": [ \"notes\" ] } ] }";

/* It may be absent; but it was there, and nobody said that it may go. */
static void
an_optional_module_that_vanished_is_critical_until_acknowledged(void **state)
{
	struct telling *telling = *state;
	char *id;

	telling->manifest = with_extra;
	pg_exec(telling->database, "CREATE TABLE notes ()");
	start(telling);
	pg_exec(telling->database, "DROP TABLE notes");
	telling_check(telling, 2);
	telling_wait_told(telling, "drift.detected\n");
	assert_shown(telling, "/targets/0/findings/0/kind", "module");
	assert_shown(telling, "/targets/0/findings/0/severity", "critical");
	assert_int_equal(http_status(telling->daemon->address, "/health"), 503);
	/* Over a restart, too. */
	assert_int_equal(daemon_stop(telling->daemon), 0);
	start(telling);
	telling_check(telling, 2);
	assert_int_equal(http_status(telling->daemon->address, "/health"), 503);
	telling_assert_told(telling, "drift.detected\n");
	id = finding(telling);
	assert_says(telling, WORDS("ack", id, "--by=ann", "--reason=no longer sold"), "by ann");
	telling_check(telling, 1);
	daemon_wait_log(telling->daemon, "module extra is gone for good", TELLING_WAIT_MS);
	telling_check(telling, 1);
	assert_int_equal(http_status(telling->daemon->address, "/health"), 200);
	/* It is gone for good, over a restart as well. */
	assert_int_equal(daemon_stop(telling->daemon), 0);
	start(telling);
	telling_check(telling, 2);
	assert_int_equal(http_status(telling->daemon->address, "/health"), 200);
	telling_wait_told(telling, "drift.detected\ndrift.resolved\n");
	free(id);
}

static bool
is_not_silenced_cb(void *arg)
{
	struct telling *telling = arg;
	json_t *report = http_json(telling->daemon->address, "/v1/report", NULL);
	bool silenced = json_text_at(report, SILENCED) != NULL;

	json_decref(report);
	return !silenced;
}

static void
of_a_silenced_target_nothing_is_told_until_its_end(void **state)
{
	struct telling *telling = *state;

	start(telling);
	telling_check(telling, 1);
	assert_says(telling,
	            WORDS("silence", "--target=main", "--for=30min", "--by=ann", "--reason",
	                  "release 41"),
	            "1  silence  main  by ann, until 2");
	assert_shown(telling, SILENCED, "release 41");
	assert_sample(telling, "pgdriftd_target_silenced{target=\"main\"} 1");
	telling_drop(telling);
	telling_check(telling, 3);
	telling_assert_told(telling, "");
	assert_says(telling, WORDS("unmute", "1"), "");
	assert_sample(telling, "pgdriftd_target_silenced{target=\"main\"} 0");
	telling_check(telling, 1);
	telling_wait_told(telling, "drift.detected\n");
	/* One that ends by itself, without a check. */
	assert_says(telling,
	            WORDS("silence", "--target=main", "--for=1s", "--by=ann", "--reason=short"),
	            "2  silence  main  by ann, until 2");
	assert_true(wait_until(TELLING_WAIT_MS, is_not_silenced_cb, telling));
	daemon_wait_log(telling->daemon, "silence 2 by ann is over", TELLING_WAIT_MS);
	assert_says(telling, WORDS("mutes", "--format", "json"), "[]\n");
}

static void
the_history_is_listed(void **state)
{
	struct telling *telling = *state;
	char *out;

	start(telling);
	assert_says(telling, WORDS("events"), "");
	telling_drop(telling);
	telling_check(telling, 2);
	telling_wait_told(telling, "drift.detected\n");
	out = done(telling, WORDS("events", "--target", "main", "--since", "1h"));
	assert_non_null(strstr(out, "Z  drift.detected           critical  main: table "
	                            "public.tickets is missing\n"));
	free(out);
	out = done(telling, WORDS("events", "--format", "json"));
	assert_memory_equal(out, "{\"sequence\":", 12);
	assert_non_null(strstr(out, ",\"event\":{\"specversion\":\"1.0\""));
	free(out);
	out = done(telling, WORDS("events", "--target", "other"));
	assert_string_equal(out, "");
	free(out);
	out = done(telling, WORDS("events", "--since", "2100-01-01T00:00:00Z"));
	assert_string_equal(out, "");
	free(out);
}

struct expecting {
	const char *path;
	const char *part;
	size_t lines;
};

static bool
has_part_cb(void *arg)
{
	const struct expecting *expecting = arg;
	char *text = harness_read_file(expecting->path);
	bool found = strstr(text, expecting->part) != NULL;

	free(text);
	return found;
}

static void
await_part(const char *path, const char *part)
{
	struct expecting expecting = { .path = path, .part = part };

	if (!wait_until(TELLING_WAIT_MS, has_part_cb, &expecting))
		fail_msg("no \"%s\" in %s", part, path);
}

static size_t
lines_of(const char *text)
{
	size_t count = 0;

	for (const char *at = text; (at = strchr(at, '\n')) != NULL; at++)
		count++;
	return count;
}

static bool
has_lines_cb(void *arg)
{
	const struct expecting *expecting = arg;
	char *text = harness_read_file(expecting->path);
	bool found = lines_of(text) >= expecting->lines;

	free(text);
	return found;
}

/* A line for each event, each once and in this order, and then no more. */
static void
await_events(const char *path, size_t count, const char *const *types)
{
	struct expecting expecting = { .path = path, .lines = count };
	bool there = wait_until(TELLING_WAIT_MS, has_lines_cb, &expecting);
	char *text = harness_read_file(path);
	const char *line = text;

	for (size_t i = 0; i < count; i++) {
		const char *type = strstr(line, types[i]);

		if (!there || type == NULL || type > strchr(line, '\n'))
			fail_msg("no %s as number %zu of:\n%s", types[i], i + 1, text);
		line = strchr(line, '\n') + 1;
	}
	assert_string_equal(line, "");
	free(text);
}

/* What was, what comes, what came while no daemon was there to be followed, one that is killed and one
 * that ends. */
static void
the_history_is_followed(void **state)
{
	struct telling *telling = *state;
	char *path = harness_format("%s/followed", telling->place);
	char *said = harness_format("%s/said", telling->place);
	char *text;
	static const char *const types[] = { "drift.detected", "drift.resolved", "drift.detected",
		                             "drift.resolved" };
	const char *argv[] = { harness_pgdriftd(), "-c", NULL, "events", "-f", NULL };
	pid_t pid;

	start(telling);
	telling_drop(telling);
	telling_check(telling, 2);
	telling_wait_told(telling, "drift.detected\n");
	argv[2] = telling->daemon->ini_path;
	pid = harness_spawn(
		&(struct harness_spawn){ .argv = argv, .out_path = path, .err_path = said });
	await_events(path, 1, types);
	telling_create(telling);
	telling_check(telling, 2);
	await_events(path, 2, types);
	assert_int_equal(daemon_stop(telling->daemon), 0);
	await_part(said, "control.sock has ended; it is waited for\n");
	/* This one has no socket for it. */
	telling_start_usual(telling);
	telling_drop(telling);
	telling_check(telling, 2);
	start(telling);
	await_events(path, 3, types);
	kill(telling->daemon->pid, SIGKILL);
	start(telling);
	telling_create(telling);
	telling_check(telling, 2);
	await_events(path, 4, types);
	kill(pid, SIGINT);
	assert_int_equal(harness_wait(pid, TELLING_WAIT_MS), 0);
	await_events(path, 4, types);
	text = harness_read_file(said);
	assert_int_equal(lines_of(text), 2);
	free(text);
	free(said);
	free(path);
}

static void
what_cannot_be_is_refused_with_the_reason(void **state)
{
	struct telling *telling = *state;

	start(telling);
	assert_refused(telling, 1, WORDS("ack", "0123", "--reason=x"), "there is no such finding");
	assert_refused(telling, 1, WORDS("ack", "tickets", "--reason=x"), "16 hexadecimal digits");
	assert_refused(telling, 1, WORDS("silence", "--target=other", "--for=1h", "--reason=x"),
	               "there is no such target");
	assert_refused(telling, 1, WORDS("ack", "0123", "--reason=a\nb"), "control characters");
	assert_refused(telling, 1, WORDS("unmute", "7"), "of that number");
	assert_refused(telling, 64, WORDS("ack", "0123"), "ack needs --reason");
	assert_refused(telling, 64, WORDS("ack", "0123", "--reason=x", "--for=1h", "--until=1h"),
	               "--until: must be like");
	assert_refused(telling, 64, WORDS("silence", "--for=1h", "--reason=x"),
	               "silence needs --target");
	assert_refused(telling, 64, WORDS("silence", "--target=main", "--reason=x"),
	               "silence needs --for or --until");
	assert_refused(telling, 64, WORDS("silence", "--for=soon"), "--for: must be");
	assert_refused(telling, 64, WORDS("unmute", "-1"), "an option that is not known");
	assert_refused(telling, 64, WORDS("unmute", "one"), "NUMBER must be");
	assert_refused(telling, 64, WORDS("events", "--since", "yesterday"), "--since: must be");
	assert_int_equal(daemon_stop(telling->daemon), 0);
	assert_refused(telling, 69, WORDS("mutes"), "no daemon answers on ");
	assert_refused(telling, 69, WORDS("events"), "No such file or directory");
	harness_write_file(telling->daemon->ini_path, "nonsense\n");
	assert_refused(telling, 78, WORDS("mutes"), ":1:");
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, telling_setup, telling_teardown)
	const struct CMUnitTest tests[] = {
		TEST(an_acknowledged_finding_is_shown_and_not_told),
		TEST(an_acknowledgement_ends_with_its_finding),
		TEST(an_optional_module_that_vanished_is_critical_until_acknowledged),
		TEST(of_a_silenced_target_nothing_is_told_until_its_end),
		TEST(the_history_is_listed),
		TEST(the_history_is_followed),
		TEST(what_cannot_be_is_refused_with_the_reason),
	};

	return cmocka_run_group_tests_name("mutes", tests, NULL, NULL);
}
