/* HTTP as others speak it: curl against the real daemon, on a database that is there. */
#include "harness.h"
#include "harness_daemon.h"
#include "harness_http.h"
#include "harness_pg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define WAIT_MS 20000
#define TOKEN   "0123456789abcdef"

static const char manifest[] =
	"{ \"manifest\": 1, \"name\": \"small\", \"modules\": [ { \"name\": \"core\", \"tables\": ["
	" \"events\" ] } ] }";

/* One daemon that checks once an hour, and its database, which has the table. */
struct world {
	struct pg_server *server;
	struct pg_database *database;
	struct daemon *daemon;
	char *token_file;
};

static int
group_setup(void **state)
{
	struct world *world = calloc(1, sizeof *world);
	char *ini;

	world->server = pg_start(NULL);
	world->database = pg_database(world->server);
	pg_exec(world->database, "CREATE TABLE events (id int)");
	world->token_file = harness_path("token");
	harness_write_file(world->token_file, TOKEN "\n");
	ini = harness_format("[pgdriftd]\nmanifest = @manifest@\ncheck_interval = 1h\n"
	                     "listen = 127.0.0.1:@port@\nlisten = unix:@dir@/http.sock\n"
	                     "admin_token_file = %s\n[target main]\nconninfo = %s\n",
	                     world->token_file, world->database->conninfo);
	world->daemon = daemon_start(&(struct daemon_options){ .ini = ini, .manifest = manifest });
	daemon_wait_status(world->daemon, "/health", 200, WAIT_MS);
	free(ini);
	*state = world;
	return 0;
}

static int
group_teardown(void **state)
{
	struct world *world = *state;

	assert_int_equal(daemon_stop(world->daemon), 0);
	daemon_free(world->daemon);
	pg_drop(world->database);
	pg_free(world->server);
	free(world->token_file);
	free(world);
	return 0;
}

/* What curl prints for these arguments (a shell's words), 127.0.0.1:PORT being $A. Caller owns. */
static char *
curl(const struct world *world, const char *arguments, int expected_code)
{
	char *command = harness_format("A=http://%s; curl -sS --max-time 20 %s",
	                               world->daemon->address, arguments);
	const char *argv[] = { "sh", "-c", command, NULL };
	char *out, *err;
	int code = run_program(argv, &out, &err);

	if (code != expected_code)
		fail_msg("%s: exit %d\n%s%s", command, code, out, err);
	free(err);
	free(command);
	return out;
}

static void
curl_gets_and_heads(void **state)
{
	const struct world *world = *state;
	char *out;

	out = curl(world, "-f $A/livez", 0);
	assert_string_equal(out, "ok\n");
	free(out);
	out = curl(world, "-f -I $A/health", 0);
	assert_non_null(strstr(out, "HTTP/1.1 200 OK\r\n"));
	assert_non_null(strstr(out, "Content-Type: application/health+json\r\n"));
	free(out);
	out = curl(world, "-f --http1.0 $A/livez", 0);
	assert_string_equal(out, "ok\n");
	free(out);
	out = curl(world, "-f $A/nowhere", 22); /* curl's word for 400 and above */
	free(out);
	out = curl(world,
	           "-f -G --data-urlencode 'target=ma in' $A/health -o /dev/null -w '%{http_code}'",
	           22);
	assert_string_equal(out, "404");
	free(out);
}

static void
curl_speaks_over_the_unix_socket(void **state)
{
	const struct world *world = *state;
	char *arguments = harness_format(
		"-f --unix-socket %s/http.sock http://localhost/v1/targets/main",
		world->daemon->dir);
	char *out = curl(world, arguments, 0);

	assert_non_null(strstr(out, "\"in_sync\""));
	free(out);
	free(arguments);
}

static void
curl_keeps_its_connection(void **state)
{
	const struct world *world = *state;
	char *out = curl(world,
	                 "-o /dev/null -o /dev/null -o /dev/null -w '%{num_connects}' "
	                 "$A/health $A/v1/report $A/nowhere",
	                 0);

	assert_string_equal(out, "100"); /* one connect, then none */
	free(out);
}

static void
curl_spares_what_it_has(void **state)
{
	const struct world *world = *state;
	char *etag = harness_path("etag");
	char *arguments = harness_format("-f --etag-save %s $A/v1/report", etag);
	char *out = curl(world, arguments, 0);

	assert_true(strlen(out) > 100);
	free(out);
	free(arguments);
	arguments = harness_format("-f --etag-compare %s -w '%%{http_code}' $A/v1/report", etag);
	out = curl(world, arguments, 0);
	assert_string_equal(out, "304");
	free(out);
	free(arguments);
	free(etag);
}

static void
curl_posts(void **state)
{
	const struct world *world = *state;
	char *out;

	out = curl(world, "-X POST -o /dev/null -w '%{http_code}' $A/v1/check", 0);
	assert_string_equal(out, "401");
	free(out);
	out = curl(world,
	           "-d x=1 -H 'Authorization: Bearer " TOKEN
	           "' -o /dev/null -w '%{http_code}' $A/v1/check",
	           0);
	assert_string_equal(out, "415");
	free(out);
	/* A body for which curl asks first, and waits. */
	out = curl(world,
	           "-d {} -H 'Content-Type: application/json' -H 'Expect: 100-continue' "
	           "--expect100-timeout 15 -H 'Authorization: Bearer " TOKEN "' "
	           "--max-time 10 -f \"$A/v1/check?target=main\"",
	           0);
	assert_non_null(strstr(out, "\"main\""));
	free(out);
}

/* Asks for a check, which is the only one for an hour. */
static void
ask_for_check(const struct world *world)
{
	struct http_response *response = http_request(world->daemon->address, "POST", "/v1/check",
	                                              "Authorization: Bearer " TOKEN "\r\n", NULL);

	assert_int_equal(response->status, 202);
	http_free(response);
}

static char *
etag_of(const struct world *world)
{
	struct http_response *response = http_request(world->daemon->address, "HEAD", "/v1/report",
	                                              NULL, NULL);
	char *etag = http_header(response, "ETag");

	assert_non_null(etag);
	http_free(response);
	return etag;
}

static void
an_extra_check_shows_what_has_changed(void **state)
{
	struct world *world = *state;
	char *before = etag_of(world), *after;

	pg_exec(world->database, "DROP TABLE events");
	assert_int_equal(http_status(world->daemon->address, "/health"), 200);
	ask_for_check(world);
	daemon_wait_status(world->daemon, "/health", 503, WAIT_MS);
	assert_int_equal(http_status(world->daemon->address, "/health?drift=200"), 200);
	daemon_wait_json(world->daemon, "/v1/targets/main?kind=table", "/findings/0/change",
	                 "missing", WAIT_MS);
	after = etag_of(world);
	assert_string_not_equal(before, after);
	pg_exec(world->database, "CREATE TABLE events (id int)");
	ask_for_check(world);
	daemon_wait_status(world->daemon, "/health", 200, WAIT_MS);
	free(after);
	free(before);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(curl_gets_and_heads),
		cmocka_unit_test(curl_speaks_over_the_unix_socket),
		cmocka_unit_test(curl_keeps_its_connection),
		cmocka_unit_test(curl_spares_what_it_has),
		cmocka_unit_test(curl_posts),
		cmocka_unit_test(an_extra_check_shows_what_has_changed),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
