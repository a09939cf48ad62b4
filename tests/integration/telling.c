#include "telling.h"

#include "harness.h"
#include "harness_http.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

static const char manifest[] =
	"{ \"manifest\": 1, \"name\": \"small\", \"modules\": [ { \"name\": \"core\", \"tables\": ["
	" \"events\", \"tickets\" ] } ] }";

/* Notes what it was told: one line in `told` for each event, its environment and its input beside it. */
static const char script[] = "cat >$PGDRIFTD_EVENT.json\n"
			     "env >$PGDRIFTD_EVENT.env\n"
			     "echo \"$@\" >$PGDRIFTD_EVENT.arguments\n"
			     "echo said by the hook\n"
			     "echo \"$PGDRIFTD_EVENT\" >>told\n";

static char *
told(const struct telling *telling)
{
	char *path = harness_format("%s/told", telling->place);
	char *text = harness_read_file(path);

	free(path);
	return text;
}

static bool
is_told_cb(void *arg)
{
	const struct telling *telling = arg;
	char *text = told(telling);
	bool same = strcmp(text, telling->awaited) == 0;

	free(text);
	return same;
}

void
telling_wait_told(struct telling *telling, const char *events)
{
	telling->awaited = events;
	if (!wait_until(TELLING_WAIT_MS, is_told_cb, telling)) {
		char *text = told(telling), *log = daemon_log(telling->daemon);

		fail_msg("told:\n%sinstead of:\n%s%s", text, events, log);
	}
}

void
telling_assert_told(const struct telling *telling, const char *events)
{
	char *text = told(telling);

	assert_string_equal(text, events);
	free(text);
}

char *
telling_note(const struct telling *telling, const char *event, const char *what)
{
	char *path = harness_format("%s/%s.%s", telling->place, event, what);
	char *text = harness_read_file(path);

	free(path);
	return text;
}

json_int_t
telling_checks(const struct telling *telling)
{
	json_t *report = http_json(telling->daemon->address, "/v1/report", NULL);
	json_int_t count = json_integer_value(json_at(report, "/targets/0/check"));

	json_decref(report);
	return count;
}

struct counting {
	const struct telling *telling;
	json_int_t from;
};

static bool
has_checked_cb(void *arg)
{
	const struct counting *counting = arg;

	return telling_checks(counting->telling) > counting->from;
}

void
telling_check(struct telling *telling, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		struct counting counting = { telling, telling_checks(telling) };
		struct http_response *response = http_request(telling->daemon->address, "POST",
		                                              "/v1/check", TELLING_BEARER, NULL);

		assert_int_equal(response->status, 202);
		http_free(response);
		assert_true(wait_until(TELLING_WAIT_MS, has_checked_cb, &counting));
	}
}

void
telling_start(struct telling *telling, const char *options, const char *sections)
{
	char *ini = harness_format("[pgdriftd]\nlisten = 127.0.0.1:@port@\nmanifest = @manifest@\n"
	                           "admin_token_file = %s/token\nlog_level = debug\n"
	                           "report_url = https://db1.example.com/\n%s\n"
	                           "[target main]\nconninfo = %s\n%s",
	                           telling->place, options, telling->database->conninfo, sections);
	const char *environment[] = { "PGPASSWORD=geheim", "STATE_DIRECTORY", NULL };

	daemon_free(telling->daemon);
	telling->daemon = daemon_start(&(struct daemon_options){
		.ini = ini, .manifest = telling->manifest, .environment = environment });
	if (!telling->impatient)
		daemon_wait_status(telling->daemon, "/readyz", 200, TELLING_WAIT_MS);
	free(ini);
}

void
telling_start_usual(struct telling *telling)
{
	char *options = harness_format("check_interval = 1h\nstate_dir = %s/state\n",
	                               telling->place);
	char *sections = harness_format(TELLING_HOOK, telling->hook);

	telling_start(telling, options, sections);
	free(options);
	free(sections);
}

void
telling_drop(struct telling *telling)
{
	pg_exec(telling->database, "DROP TABLE tickets");
}

void
telling_create(struct telling *telling)
{
	pg_exec(telling->database, "CREATE TABLE tickets ()");
}

int
telling_setup(void **state)
{
	struct telling *telling = calloc(1, sizeof *telling);
	char *token, *text;

	telling->manifest = manifest;
	telling->server = pg_start(NULL);
	telling->database = pg_database(telling->server);
	pg_exec(telling->database, "CREATE TABLE events (id int); CREATE TABLE tickets ()");
	telling->place = harness_path("place");
	assert_int_equal(mkdir(telling->place, 0755), 0);
	token = harness_format("%s/token", telling->place);
	harness_write_file(token, TELLING_TOKEN "\n");
	telling->hook = harness_format("%s/hook", telling->place);
	text = harness_format("#!/bin/sh\nset -eu\ncd %s\n%s", telling->place, script);
	harness_write_file(telling->hook, text);
	assert_int_equal(chmod(telling->hook, 0755), 0);
	free(token);
	free(text);
	*state = telling;
	return 0;
}

int
telling_teardown(void **state)
{
	struct telling *telling = *state;
	const char *argv[] = { "rm", "-rf", telling->place, NULL };

	daemon_free(telling->daemon);
	pg_drop(telling->database);
	pg_free(telling->server);
	run_program(argv, NULL, NULL);
	free(telling->place);
	free(telling->hook);
	free(telling);
	return 0;
}

void
telling_assert_text(const json_t *root, const char *pointer, const char *text)
{
	const char *found = json_text_at(root, pointer);

	if (found == NULL || strcmp(found, text) != 0)
		fail_msg("%s is %s, not %s", pointer, found == NULL ? "nothing" : found, text);
}

void
telling_wait_checks(struct telling *telling, json_int_t count)
{
	struct counting counting = { telling, count - 1 };

	assert_true(wait_until(TELLING_WAIT_MS, has_checked_cb, &counting));
}
