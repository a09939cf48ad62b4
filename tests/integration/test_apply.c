/* `plan` and `apply` as a user runs them: what is made is what the facts describe, what is refused is
 * refused before anything is made, and nothing half made stays. */
#include "harness.h"
#include "harness_daemon.h"
#include "harness_http.h"
#include "harness_pg.h"
#include "reference.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MANIFEST "config/manifest.json"

static struct pg_server *server;

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

/* Runs a verb against the database and a manifest with one more argument, or NULL; expects the code.
 * Both streams, one after the other; caller owns. */
static char *
run_on(int code, const char *verb, const char *conninfo, const char *manifest, const char *argument)
{
	char *out, *errors, *all;
	int got = run_pgdriftd(&out, &errors, verb, "--dsn", conninfo, "--manifest", manifest,
	                       argument, NULL);

	all = harness_format("%s%s", out, errors);
	if (got != code)
		fail_msg("%s gave %d instead of %d:\n%s", verb, got, code, all);
	free(out);
	free(errors);
	return all;
}

static void
run_quietly(int code, const char *verb, const struct pg_database *database, const char *argument)
{
	free(run_on(code, verb, database->conninfo, MANIFEST, argument));
}

static void
assert_says(const char *text, const char *part)
{
	if (strstr(text, part) == NULL)
		fail_msg("nothing says \"%s\":\n%s", part, text);
}

/* A manifest of these modules, written to a file. Caller owns its path. */
static char *
manifest_file(const char *modules)
{
	char *path = harness_path("manifest");
	char *json = harness_format("{\"manifest\": 1, \"name\": \"lab\", %s}", modules);

	harness_write_file(path, json);
	free(json);
	return path;
}

/* --- what is made ------------------------------------------------------------------------------- */

static void
apply_makes_what_the_facts_describe(void **state)
{
	struct pg_database *wanted = reference_database(server);
	static const char *const ways[] = { "--yes", "--single-transaction" };

	(void)state;
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		struct pg_database *made = core_database(server);
		char *out;
		int code = run_pgdriftd(&out, NULL, "apply", "--dsn", made->conninfo, "--manifest",
		                        MANIFEST, "--yes",
		                        strcmp(ways[i], "--yes") == 0 ? NULL : ways[i], NULL);

		if (code != 0)
			fail_msg("apply gave %d: %s", code, out);
		assert_says(out, "CREATE TABLE public.events");
		assert_says(out, i == 0 ? "module event_management: created: 5 tables"
		                        : "event_management: created: 34 tables");
		assert_same_dump(made, wanted);
		run_quietly(0, "check", made, NULL);
		free(out);
		pg_drop(made);
	}
	pg_drop(wanted);
}

static void
a_second_run_does_nothing_and_says_so(void **state)
{
	struct pg_database *made = core_database(server);
	char *before, *after, *out;

	(void)state;
	run_quietly(0, "apply", made, "--yes");
	before = schema_dump(made);
	out = run_on(0, "apply", made->conninfo, MANIFEST, "--yes");
	after = schema_dump(made);
	assert_says(out, "nothing to create");
	assert_string_equal(before, after);
	run_quietly(0, "plan", made, NULL);
	free(before);
	free(after);
	free(out);
	pg_drop(made);
}

static void
names_that_could_be_more_are_made_as_they_are(void **state)
{
	static const char hostile[] = "tests/manifests/plan/hostile.json";
	struct pg_database *made = pg_database(server);

	(void)state;
	pg_exec(made, "CREATE TABLE public.canary (); CREATE SCHEMA other; "
	              "CREATE TABLE other.canary ()");
	free(run_on(0, "apply", made->conninfo, hostile, "--yes"));
	free(run_on(0, "plan", made->conninfo, hostile, NULL));
	assert_int_equal(pg_number(made, "SELECT count(*) FROM pg_class WHERE relname = 'canary'"),
	                 2);
	assert_int_equal(pg_number(made, "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND "
	                                 "relnamespace = 'lab'::regnamespace"),
	                 2);
	pg_drop(made);
}

static void
one_module_alone_with_what_is_asked_for_on_its_tables(void **state)
{
	struct pg_database *made = core_database(server);
	char *out;

	(void)state;
	free(run_on(0, "apply", made->conninfo, MANIFEST, "--yes"));
	pg_exec(made, "DROP TABLE blog_posts; DROP INDEX ix_events_organization_id; "
	              "ALTER TABLE events DROP COLUMN description");
	out = run_on(0, "apply", made->conninfo, MANIFEST, "--yes");
	assert_says(out, "indexes are not asked for");
	assert_int_equal(table_count(made), 3 + 34);
	run_quietly(2, "check", made, NULL);
	assert_int_equal(run_pgdriftd(NULL, NULL, "apply", "--dsn", made->conninfo, "--manifest",
	                              MANIFEST, "--yes", "--module", "event_management",
	                              "--include", "columns,indexes", NULL),
	                 0);
	run_quietly(0, "check", made, NULL);
	free(out);
	pg_drop(made);
}

/* --- what is shown ------------------------------------------------------------------------------ */

static void
a_plan_runs_nothing_and_psql_runs_it(void **state)
{
	struct pg_database *made = core_database(server);
	char *command;
	const char *argv[] = { "sh", "-c", NULL, NULL };

	(void)state;
	run_quietly(2, "plan", made, NULL);
	run_quietly(2, "plan", made, "--format=json");
	run_quietly(0, "apply", made, "--dry-run");
	run_quietly(64, "apply", made, NULL);
	assert_int_equal(table_count(made), 3);
	command = harness_format("%s plan --dsn '%s' --manifest %s --format sql | "
	                         "psql -X -q -v ON_ERROR_STOP=1 -d '%s'",
	                         harness_pgdriftd(), made->conninfo, MANIFEST, made->conninfo);
	argv[2] = command;
	assert_int_equal(run_program(argv, NULL, NULL), 0);
	run_quietly(0, "check", made, NULL);
	run_quietly(0, "plan", made, "--format=sql");
	free(command);
	pg_drop(made);
}

static char *
saved_plan(const struct pg_database *database)
{
	char *path = harness_path("plan");
	char *json;

	assert_int_equal(run_pgdriftd(&json, NULL, "plan", "--dsn", database->conninfo,
	                              "--manifest", MANIFEST, "--module", "community", "--format",
	                              "json", NULL),
	                 2);
	harness_write_file(path, json);
	free(json);
	return path;
}

static void
a_saved_plan_runs_once_and_only_where_it_was_made(void **state)
{
	struct pg_database *made = core_database(server);
	struct pg_database *other = core_database(server);
	char *path = saved_plan(made);
	char *argument = harness_format("--plan=%s", path);
	char *out;

	(void)state;
	assert_int_equal(run_pgdriftd(NULL, &out, "apply", "--dsn", other->conninfo, "--manifest",
	                              MANIFEST, "--yes", "--plan", path, NULL),
	                 2);
	assert_says(out, "has moved since the plan was made");
	assert_int_equal(table_count(other), 3);
	free(out);
	assert_int_equal(run_pgdriftd(NULL, NULL, "apply", "--dsn", made->conninfo, "--manifest",
	                              MANIFEST, "--yes", "--plan", path, NULL),
	                 0);
	assert_int_equal(table_count(made), 3 + 5);
	assert_int_equal(run_pgdriftd(NULL, &out, "apply", "--dsn", made->conninfo, "--manifest",
	                              MANIFEST, "--yes", "--plan", path, NULL),
	                 2);
	assert_says(out, "has moved since the plan was made");
	free(out);
	harness_write_file(path, "{\"plan\": 2}");
	assert_int_equal(run_pgdriftd(NULL, NULL, "apply", "--dsn", made->conninfo, "--manifest",
	                              MANIFEST, "--yes", argument, NULL),
	                 78);
	free(argument);
	free(path);
	pg_drop(other);
	pg_drop(made);
}

/* Over HTTP, by the daemon's last check: the same plan, in two forms, with the same fingerprint. */
static void
the_daemon_shows_the_same_plan(void **state)
{
	struct pg_database *made = core_database(server);
	char *own = realpath(MANIFEST, NULL);
	char *ini = harness_format("[pgdriftd]\nlisten = 127.0.0.1:@port@\nmanifest = %s\n"
	                           "[target main]\nconninfo = %s\n[target down]\nconninfo = "
	                           "host=127.0.0.1 port=1\n",
	                           own, made->conninfo);
	struct daemon *daemon;
	struct http_response *sql;
	json_t *plan;

	(void)state;
	free(own);
	daemon = daemon_start(&(struct daemon_options){ .ini = ini });
	daemon_wait_status(daemon, "/readyz", 200, 20000);
	plan = http_json(daemon->address, "/v1/targets/main/plan", NULL);
	assert_int_equal(json_integer_value(json_at(plan, "/tables")), 34);
	own = run_on(2, "plan", made->conninfo, MANIFEST, "--format=json");
	assert_says(own, json_text_at(plan, "/fingerprint"));
	free(own);
	own = run_on(2, "plan", made->conninfo, MANIFEST, "--format=sql");
	sql = http_request(daemon->address, "GET", "/v1/targets/main/plan",
	                   "Accept: text/html, application/sql;q=0.9\r\n", NULL);
	assert_string_equal(sql->body, own);
	assert_int_equal(http_status(daemon->address, "/v1/targets/down/plan"), 503);
	assert_int_equal(table_count(made), 3);
	assert_int_equal(daemon_stop(daemon), 0);
	daemon_free(daemon);
	http_free(sql);
	json_decref(plan);
	free(own);
	free(ini);
	pg_drop(made);
}

/* --- what is refused ---------------------------------------------------------------------------- */

static void
another_type_of_a_prerequisite_refuses_what_needs_it(void **state)
{
	struct pg_database *made = core_database(server);
	char *out;

	(void)state;
	pg_exec(made, "ALTER TABLE users DROP CONSTRAINT users_organization_id_fkey; "
	              "ALTER TABLE organizations ALTER COLUMN id TYPE uuid USING id::uuid");
	out = run_on(2, "apply", made->conninfo, MANIFEST, "--yes");
	assert_says(out, "organizations.id is uuid, the manifest expects character varying(36): 8 "
	                 "foreign keys in 6 modules cannot be created");
	assert_int_equal(table_count(made), 3 + 2);
	assert_int_equal(pg_number(made, "SELECT count(*) FROM pg_class WHERE relname IN "
	                                 "('valuation_export_logs', 'blog_posts')"),
	                 2);
	assert_int_equal(pg_number(made, "SELECT count(*) FROM pg_type WHERE typtype = 'e'"), 1);
	free(out);
	pg_drop(made);
}

/* Each changes a fresh database, or is a role that may less; what must be said then. */
static const struct refusal {
	const char *change;
	const char *role; /* who runs it; NULL: the superuser */
	const char *said;
	long made; /* tables, besides the three that are there */
} refusals[] = {
	{ "CREATE ROLE maker; GRANT REFERENCES ON organizations, users TO maker; "
	  "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
	  "maker", "role maker must not create in schema public (42501)", 0 },
	{ "CREATE ROLE referrer; GRANT CREATE ON SCHEMA public TO referrer", "referrer",
	  "role referrer must not refer to public.organizations (42501)", 2 },
	{ "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', "
	  "current_database()); END $$",
	  NULL, "default_transaction_read_only is on, so nothing is written (25006)", 0 },
	{ "CREATE TABLE elsewhere (a integer CONSTRAINT ix_events_organization_id UNIQUE)", NULL,
	  "the name public.ix_events_organization_id is taken by an index of public.elsewhere",
	  30 },
	{ "CREATE VIEW events AS SELECT 1 AS one", NULL, "is a view, the manifest expects a table",
	  29 },
	{ "CREATE DOMAIN event_tickets AS integer", NULL,
	  "the name public.event_tickets is taken by a domain", 29 },
	{ "DROP TABLE organizations CASCADE", NULL,
	  "organizations is missing; it is a prerequisite, and never created", 1 },
};

static void
each_refusal_comes_before_the_first_statement(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
		const struct refusal *refusal = &refusals[i];
		struct pg_database *made = core_database(server);
		char *conninfo = pg_conninfo(server, made->name, "postgres");
		char *out;

		pg_exec(made, "%s", refusal->change);
		if (refusal->role != NULL) {
			pg_exec(made, "ALTER ROLE %s LOGIN", refusal->role);
			free(conninfo);
			conninfo = pg_conninfo(server, made->name, refusal->role);
		}
		out = run_on(2, "apply", conninfo, MANIFEST, "--yes");
		assert_says(out, refusal->said);
		if (refusal->made == 0)
			assert_null(strstr(out, "CREATE TABLE"));
		free(out);
		out = run_on(2, "plan", conninfo, MANIFEST, NULL);
		assert_says(out, refusal->said);
		free(out);
		free(conninfo);
		pg_drop(made);
	}
}

static void
a_schema_that_nobody_states_is_missing(void **state)
{
	struct pg_database *made = pg_database(server);
	char *path = manifest_file("\"modules\": [{\"name\": \"a\", \"tables\": [{\"schema\": "
	                           "\"elsewhere\", \"name\": \"t\", \"columns\": [{\"name\": "
	                           "\"a\", \"type\": \"int\"}]}]}]");
	char *out = run_on(2, "apply", made->conninfo, path, "--yes");

	(void)state;
	assert_says(out, "schema elsewhere is missing, and the manifest does not state it");
	free(out);
	free(path);
	pg_drop(made);
}

/* --- what fails --------------------------------------------------------------------------------- */

/* An event trigger that adds to what is made: the database does not give what was stated. */
static void
what_is_read_back_otherwise_is_rolled_back_and_shown(void **state)
{
	struct pg_database *made = core_database(server);
	char *out;

	(void)state;
	pg_exec(made, "CREATE FUNCTION meddle() RETURNS event_trigger LANGUAGE plpgsql AS $$ "
	              "BEGIN ALTER TABLE IF EXISTS public.events DROP COLUMN title; END $$; "
	              "CREATE EVENT TRIGGER meddle ON ddl_command_end WHEN TAG IN "
	              "('CREATE INDEX') EXECUTE FUNCTION meddle()");
	out = run_on(3, "apply", made->conninfo, MANIFEST, "--yes");
	assert_says(out, "what was made is not what the manifest states");
	assert_says(out, "column public.events.title is missing");
	assert_says(out, "nothing of it stays");
	assert_int_equal(table_count(made), 3 + 29);
	assert_int_equal(pg_number(made, "SELECT count(*) FROM pg_type WHERE typname = "
	                                 "'event_state'"),
	                 0);
	free(out);
	pg_drop(made);
}

static void
a_statement_that_fails_takes_its_module_and_no_other(void **state)
{
	struct pg_database *made = core_database(server);
	char *out;

	(void)state;
	pg_exec(made, "CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ "
	              "BEGIN IF EXISTS (SELECT FROM pg_class WHERE relname = 'event_tickets') "
	              "THEN RAISE 'not today'; END IF; END $$; CREATE EVENT TRIGGER refuse ON "
	              "ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION refuse()");
	out = run_on(3, "apply", made->conninfo, MANIFEST, "--yes");
	assert_says(out, "module event_management: failed: not today; nothing of it stays");
	assert_says(out, "in: CREATE TABLE public.event_tickets");
	assert_int_equal(table_count(made), 3 + 29);
	free(out);
	pg_drop(made);
}

static void
a_server_that_is_not_there_is_an_error(void **state)
{
	char *conninfo = pg_conninfo(server, "nowhere", NULL);

	(void)state;
	free(run_on(3, "plan", conninfo, MANIFEST, NULL));
	free(run_on(3, "apply", conninfo, MANIFEST, "--yes"));
	free(conninfo);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(apply_makes_what_the_facts_describe),
		cmocka_unit_test(a_second_run_does_nothing_and_says_so),
		cmocka_unit_test(names_that_could_be_more_are_made_as_they_are),
		cmocka_unit_test(one_module_alone_with_what_is_asked_for_on_its_tables),
		cmocka_unit_test(a_plan_runs_nothing_and_psql_runs_it),
		cmocka_unit_test(a_saved_plan_runs_once_and_only_where_it_was_made),
		cmocka_unit_test(the_daemon_shows_the_same_plan),
		cmocka_unit_test(another_type_of_a_prerequisite_refuses_what_needs_it),
		cmocka_unit_test(each_refusal_comes_before_the_first_statement),
		cmocka_unit_test(a_schema_that_nobody_states_is_missing),
		cmocka_unit_test(what_is_read_back_otherwise_is_rolled_back_and_shown),
		cmocka_unit_test(a_statement_that_fails_takes_its_module_and_no_other),
		cmocka_unit_test(a_server_that_is_not_there_is_an_error),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
