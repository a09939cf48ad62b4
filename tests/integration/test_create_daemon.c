/* Creation by the daemon itself: what it creates, where it does not, and what it says of it. */
#include "creating.h"
#include "harness.h"
#include "harness_http.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* --- the reference case ---------------------------------------------------------------------------- */

static void
assert_trail_of_the_reference_case(const struct creating_stage *stage)
{
	json_t *begins = creating_trail(stage, "begin");
	json_t *statements = creating_trail(stage, "statement");
	json_t *commits = creating_trail(stage, "committed");
	json_t *ends = creating_trail(stage, "end");
	char *path = creating_state_path(stage, "audit.jsonl");
	struct stat status;
	json_t *line;
	size_t i, stated = 0, created = 0;

	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0600);
	assert_int_equal(json_array_size(begins), 8);
	assert_int_equal(json_array_size(commits), 8);
	assert_int_equal(json_array_size(ends), 1);
	json_array_foreach(begins, i, line)
		stated += (size_t)json_integer_value(json_object_get(line, "statements"));
	assert_int_equal(json_array_size(statements), stated);
	json_array_foreach(statements, i, line)
	{
		const char *sql = json_text_at(line, "/statement");

		created += strncmp(sql, "CREATE TABLE ", 13) == 0;
		assert_string_equal(json_text_at(line, "/role"), "creator");
		assert_string_equal(json_text_at(line, "/by"), "run");
		assert_string_equal(json_text_at(line, "/target"), "main");
		assert_string_equal(json_text_at(line, "/database"), stage->database->name);
		assert_int_equal(strlen(json_text_at(line, "/plan")), 64);
		assert_true(json_array_size(json_object_get(line, "modules")) > 0);
		assert_true(json_is_real(json_object_get(line, "duration_ms")));
		assert_true(json_is_null(json_object_get(line, "error")));
		assert_string_equal(json_text_at(line, "/attempt"),
		                    json_text_at(json_array_get(ends, 0), "/attempt"));
	}
	assert_int_equal(created, CREATING_TABLES);
	assert_int_equal(json_array_size(json_at(json_array_get(ends, 0), "/transactions")), 8);
	assert_true(json_is_null(json_at(json_array_get(ends, 0), "/reason")));
	json_decref(begins);
	json_decref(statements);
	json_decref(commits);
	json_decref(ends);
	free(path);
}

static void
everything_is_created_at_first_contact(void **state)
{
	struct creating_stage *stage = *state;
	char *summary, *audit, *again;

	creating_start(stage);
	creating_wait_tables(stage, CREATING_TABLES);
	daemon_wait_json(stage->daemon, "/v1/report", "/targets/0/status", "in_sync",
	                 CREATING_WAIT_MS);
	creating_wait_events(stage, "create.succeeded", 1);
	summary = creating_summary(stage, "create.succeeded");
	assert_non_null(strstr(summary, "created 34 tables in 8 modules ("));
	assert_trail_of_the_reference_case(stage);
	assert_int_equal(pg_number(stage->database,
	                           "SELECT count(*) FROM pg_tables WHERE tableowner = 'creator'"),
	                 CREATING_TABLES);
	assert_int_equal(creating_metric(stage, "pgdriftd_create_tables_total{target=\"main\"}"),
	                 34);
	assert_int_equal(
		creating_metric(stage,
	                        "pgdriftd_create_attempts_total{target=\"main\",result=\"done\"}"),
		1);
	assert_true(daemon_log_contains(stage->daemon,
	                                "notice target=main created 34 tables in 8 modules ("));
	/* Once, and then nothing: nobody else is connected as the one who creates. */
	audit = creating_state(stage, "audit.jsonl");
	creating_wait_checks(stage, 3);
	again = creating_state(stage, "audit.jsonl");
	assert_string_equal(audit, again);
	creating_assert_events(stage, "create.", 1);
	creating_assert_events(stage, "drift.", 0);
	assert_int_equal(
		pg_number(stage->database,
	                  "SELECT count(*) FROM pg_stat_activity WHERE usename = 'creator'"),
		0);
	free(summary);
	free(audit);
	free(again);
}

/* With the daemon's own configuration; the trail is the same. */
static void
apply_by_a_person(const struct creating_stage *stage)
{
	char *out, *errors;
	json_t *trail, *last;

	if (run_pgdriftd(&out, &errors, "-c", stage->daemon->ini_path, "apply", "--yes", NULL) != 0)
		creating_fail(stage, errors);
	assert_int_equal(creating_tables(stage), CREATING_TABLES);
	trail = creating_trail(stage, NULL);
	last = json_array_get(trail, json_array_size(trail) - 1);
	assert_string_equal(json_text_at(last, "/what"), "end");
	assert_memory_equal(json_text_at(last, "/by"), "apply by ", 9);
	assert_string_equal(json_text_at(last, "/role"), "creator");
	assert_string_equal(json_text_at(last, "/transactions/0/result"), "done");
	json_decref(trail);
	free(out);
	free(errors);
}

static void
a_table_that_vanished_is_left_to_a_person(void **state)
{
	struct creating_stage *stage = *state;

	creating_start(stage);
	creating_wait_tables(stage, CREATING_TABLES);
	daemon_wait_json(stage->daemon, "/v1/report", "/targets/0/status", "in_sync",
	                 CREATING_WAIT_MS);
	pg_exec(stage->database, "DROP TABLE event_tickets");
	creating_wait_checks(stage, 3);
	creating_wait_events(stage, "drift.detected", 1);
	assert_int_equal(creating_tables(stage), CREATING_TABLES - 1);
	assert_true(daemon_log_contains(stage->daemon, "1 missing table was there before"));
	/* Nor after a restart. */
	assert_int_equal(daemon_stop(stage->daemon), 0);
	creating_start(stage);
	creating_wait_checks(stage, 3);
	assert_int_equal(creating_tables(stage), CREATING_TABLES - 1);
	creating_assert_events(stage, "create.", 1);
	apply_by_a_person(stage);
	daemon_wait_json(stage->daemon, "/v1/report", "/targets/0/status", "in_sync",
	                 CREATING_WAIT_MS);
	creating_assert_events(stage, "create.", 1);
}

/* --- the wrong database ---------------------------------------------------------------------------- */

static void
start_and_create(struct creating_stage *stage)
{
	creating_start(stage);
	creating_wait_tables(stage, CREATING_TABLES);
	daemon_wait_json(stage->daemon, "/v1/report", "/targets/0/status", "in_sync",
	                 CREATING_WAIT_MS);
}

static void
lead_to(struct creating_stage *stage, const struct pg_database *database)
{
	char *ini = creating_ini(stage, database);

	daemon_reload(stage->daemon, ini);
	daemon_wait_json(stage->daemon, "/v1/report", "/targets/0/server/database", database->name,
	                 CREATING_WAIT_MS);
	free(ini);
}

static long
attempts(const struct creating_stage *stage, const char *result)
{
	char *sample = harness_format(
		"pgdriftd_create_attempts_total{target=\"main\",result=\"%s\"}", result);
	long value = creating_metric(stage, sample);

	free(sample);
	return value;
}

/* It has the core tables and nothing else, like the first one at first contact. */
static void
another_database_behind_the_target_gets_nothing(void **state)
{
	struct creating_stage *stage = *state;
	struct pg_database *other = creating_database(creating_server());
	char *record, *again, *summary;

	/* Of the first one only a part was ever seen: the rest is new, and could be created. */
	stage->target = "modules = community\n";
	creating_start(stage);
	creating_wait_tables(stage, 5);
	daemon_wait_json(stage->daemon, "/v1/report", "/targets/0/status", "in_sync",
	                 CREATING_WAIT_MS);
	record = creating_state(stage, "seen-main.json");
	stage->target = "";
	lead_to(stage, other);
	creating_wait_checks(stage, 1);
	creating_wait_events(stage, "target.identity_changed", 1);
	creating_wait_checks(stage, 2);
	assert_int_equal(
		pg_number(other, "SELECT count(*) FROM pg_tables WHERE tableowner = 'creator'"), 0);
	assert_true(daemon_log_contains(stage->daemon,
	                                "nothing is created: this is not the database that was met "
	                                "first"));
	assert_int_equal(attempts(stage, "refused"), 1);
	again = creating_state(stage, "seen-main.json");
	assert_string_equal(record, again);
	summary = creating_summary(stage, "target.identity_changed");
	assert_non_null(strstr(summary, other->name));
	/* Of that there is one event, not two. */
	creating_assert_events(stage, "create.failed", 0);
	/* The first one is known again. */
	lead_to(stage, stage->database);
	creating_wait_tables(stage, CREATING_TABLES);
	pg_drop(other);
	free(record);
	free(again);
	free(summary);
}

/* As above, but only the connection that creates goes elsewhere. */
static void
credentials_that_lead_elsewhere_create_nothing(void **state)
{
	struct creating_stage *stage = *state;
	struct pg_database *other = creating_database(creating_server());
	char *creator = pg_conninfo(creating_server(), other->name, "creator");
	char *target = harness_format("create_conninfo = %s\n", creator);
	char *summary;

	stage->target = target;
	creating_start(stage);
	creating_wait_events(stage, "create.failed", 1);
	summary = creating_summary(stage, "create.failed");
	assert_non_null(strstr(summary, "this is not the database that was met first"));
	creating_wait_checks(stage, 3);
	creating_assert_events(stage, "create.failed", 1);
	assert_int_equal(creating_tables(stage), 0);
	assert_int_equal(
		pg_number(other, "SELECT count(*) FROM pg_tables WHERE tableowner = 'creator'"), 0);
	pg_drop(other);
	free(creator);
	free(target);
	free(summary);
}

/* One look is not enough to say that all is gone. It is asked on a second connection; then it is true,
 * told, and nobody's to create but a person's. */
static void
all_gone_at_once_is_confirmed_and_left_alone(void **state)
{
	struct creating_stage *stage = *state;

	start_and_create(stage);
	pg_exec(stage->database, "DROP SCHEMA public CASCADE; CREATE SCHEMA public;"
	                         "GRANT CREATE, USAGE ON SCHEMA public TO creator, watcher");
	daemon_wait_log(stage->daemon, "vanished: reading -> connecting", CREATING_WAIT_MS);
	creating_wait_events(stage, "drift.detected", 1);
	creating_wait_checks(stage, 2);
	assert_int_equal(creating_tables(stage), 0);
	creating_assert_events(stage, "create.", 1);
	assert_true(daemon_log_contains(stage->daemon, "34 missing tables were there before"));
}

/* --- what it keeps --------------------------------------------------------------------------------- */

static void
without_a_record_nothing_that_is_missing_is_created(void **state)
{
	struct creating_stage *stage = *state;
	char *path, *record;

	start_and_create(stage);
	assert_int_equal(daemon_stop(stage->daemon), 0);
	pg_exec(stage->database, "DROP TABLE event_tickets");
	path = creating_state_path(stage, "seen-main.json");
	/* Torn. */
	record = harness_read_file(path);
	record[strlen(record) / 2] = '\0';
	harness_write_file(path, record);
	creating_start(stage);
	creating_wait_checks(stage, 3);
	assert_int_equal(creating_tables(stage), CREATING_TABLES - 1);
	assert_true(daemon_log_contains(stage->daemon, "error target=main "));
	assert_true(
		daemon_log_contains(stage->daemon, "and nothing that is missing now is created"));
	assert_int_equal(creating_metric(stage, "pgdriftd_seen_broken_total{target=\"main\"}"), 1);
	/* Gone. */
	assert_int_equal(daemon_stop(stage->daemon), 0);
	assert_int_equal(unlink(path), 0);
	creating_start(stage);
	creating_wait_checks(stage, 3);
	assert_int_equal(creating_tables(stage), CREATING_TABLES - 1);
	assert_true(daemon_log_contains(stage->daemon, "though the target was met before"));
	assert_int_equal(creating_metric(stage, "pgdriftd_seen_broken_total{target=\"main\"}"), 0);
	creating_assert_events(stage, "create.", 1);
	free(path);
	free(record);
}

static void
without_a_trail_nothing_is_created(void **state)
{
	struct creating_stage *stage = *state;
	char *directory = harness_format("%s/state", stage->place);
	char *path = creating_state_path(stage, "audit.jsonl");
	char *summary;

	assert_int_equal(mkdir(directory, 0700), 0);
	assert_int_equal(mkdir(path, 0700), 0);
	creating_start(stage);
	creating_wait_events(stage, "create.failed", 1);
	summary = creating_summary(stage, "create.failed");
	assert_non_null(strstr(summary, "audit.jsonl: Is a directory"));
	assert_int_equal(creating_tables(stage), 0);
	/* As soon as there is one, all goes its way. */
	assert_int_equal(rmdir(path), 0);
	creating_wait_tables(stage, CREATING_TABLES);
	creating_wait_events(stage, "create.succeeded", 1);
	free(summary);
	free(path);
	free(directory);
}

/* --- who creates, and where ------------------------------------------------------------------------ */

static void
a_superuser_is_refused_unless_it_is_allowed(void **state)
{
	struct creating_stage *stage = *state;
	char *superuser = pg_conninfo(creating_server(), stage->database->name, "postgres");
	char *refused = harness_format("create_conninfo = %s\n", superuser);
	char *allowed = harness_format("create_conninfo = %s\ncreate_as_superuser = on\n",
	                               superuser);
	char *summary, *ini;

	stage->target = refused;
	creating_start(stage);
	creating_wait_events(stage, "create.failed", 1);
	summary = creating_summary(stage, "create.failed");
	assert_non_null(strstr(summary, "role postgres is a superuser"));
	assert_int_equal(creating_tables(stage), 0);
	stage->target = allowed;
	ini = creating_ini(stage, stage->database);
	daemon_reload(stage->daemon, ini);
	creating_wait_tables(stage, CREATING_TABLES);
	free(superuser);
	free(refused);
	free(allowed);
	free(summary);
	free(ini);
}

static void
nothing_is_created_while_prerequisites_do_not_stand(void **state)
{
	struct creating_stage *stage = *state;
	char *summary;

	pg_exec(stage->database, "ALTER TABLE users DROP CONSTRAINT users_organization_id_fkey;"
	                         "ALTER TABLE organizations ALTER id TYPE uuid USING id::uuid");
	creating_start(stage);
	creating_wait_events(stage, "create.failed", 1);
	summary = creating_summary(stage, "create.failed");
	assert_non_null(strstr(summary, "the prerequisites do not stand: "));
	creating_wait_checks(stage, 3);
	assert_int_equal(creating_tables(stage), 0);
	creating_assert_events(stage, "create.failed", 1);
	assert_int_equal(attempts(stage, "refused"), 1);
	pg_exec(stage->database,
	        "ALTER TABLE organizations ALTER id TYPE varchar(36) USING id::text");
	creating_wait_tables(stage, CREATING_TABLES);
	free(summary);
}

static void
what_the_role_may_not_do_is_told_once(void **state)
{
	struct creating_stage *stage = *state;
	char *summary;

	pg_exec(stage->database, "REVOKE REFERENCES ON organizations FROM creator");
	creating_start(stage);
	creating_wait_events(stage, "create.failed", 1);
	summary = creating_summary(stage, "create.failed");
	assert_non_null(
		strstr(summary, "GRANT REFERENCES ON TABLE public.organizations TO creator"));
	creating_wait_checks(stage, 5);
	creating_assert_events(stage, "create.failed", 1);
	creating_assert_no_half(stage);
	pg_exec(stage->database, "GRANT REFERENCES ON organizations TO creator");
	creating_wait_tables(stage, CREATING_TABLES);
	free(summary);
}

static const char optional_modules[] =
	"{ \"manifest\": 1, \"name\": \"small\", \"modules\": ["
	" { \"name\": \"core\", \"tables\": [ { \"name\": \"a\", \"columns\": [ { \"name\": \"id\","
	" \"type\": \"int\" } ] } ] },"
	" { \"name\": \"named\", \"requirement\": \"optional\", \"tables\": [ { \"name\": \"b\","
	" \"columns\": [ { \"name\": \"id\", \"type\": \"int\" } ] } ] },"
	" { \"name\": \"other\", \"requirement\": \"optional\", \"tables\": [ { \"name\": \"c\","
	" \"columns\": [ { \"name\": \"id\", \"type\": \"int\" } ] } ] },"
	" { \"name\": \"no\", \"tables\": [ { \"name\": \"d\","
	" \"columns\": [ { \"name\": \"id\", \"type\": \"int\" } ] } ] } ] }";

static long
there(const struct creating_stage *stage, const char *table)
{
	return pg_number(stage->database, "SELECT count(*) FROM pg_tables WHERE tablename = '%s'",
	                 table);
}

static void
only_what_is_required_or_named_is_created(void **state)
{
	struct creating_stage *stage = *state;
	char *manifest = harness_format("%s/manifest.json", stage->place);

	harness_write_file(manifest, optional_modules);
	stage->manifest = manifest;
	stage->target = "modules = *, named, !no\n";
	creating_start(stage);
	creating_wait_tables(stage, 2);
	creating_wait_checks(stage, 2);
	assert_int_equal(there(stage, "a"), 1);
	assert_int_equal(there(stage, "b"), 1);
	assert_int_equal(there(stage, "c"), 0);
	assert_int_equal(there(stage, "d"), 0);
	free(manifest);
}

/* A view, with what lives on it, is no table: it keeps no table from being created. A type that a table
 * needs comes with what lives on it. */
static void
views_are_left_to_a_person(void **state)
{
	static const char with_view[] =
		"{ \"manifest\": 1, \"name\": \"small\", \"modules\": [ { \"name\": \"core\","
		" \"types\": [ { \"name\": \"state\", \"labels\": [\"x\"],"
		" \"privileges\": { \"watcher\": [\"USAGE\"] } } ],"
		" \"tables\": [ { \"name\": \"a\", \"columns\": [ { \"name\": \"s\","
		" \"type\": \"public.state\" } ], \"privileges\": { \"watcher\": [\"SELECT\"] } } ],"
		" \"views\": [ { \"name\": \"v\", \"definition\": \" SELECT 1 AS one;\","
		" \"privileges\": { \"watcher\": [\"SELECT\"] } } ] } ] }";
	struct creating_stage *stage = *state;
	char *manifest = harness_format("%s/manifest.json", stage->place);

	harness_write_file(manifest, with_view);
	stage->manifest = manifest;
	creating_start(stage);
	creating_wait_tables(stage, 1);
	creating_wait_checks(stage, 2);
	assert_int_equal(pg_number(stage->database,
	                           "SELECT count(*) FROM pg_type WHERE typname = 'state' "
	                           "AND typacl::text LIKE '%%watcher=U%%'"),
	                 1);
	assert_int_equal(
		pg_number(stage->database, "SELECT count(*) FROM pg_class WHERE relname = 'v'"), 0);
	creating_assert_events(stage, "create.failed", 0);
	free(manifest);
}

/* What a missing table's columns and triggers call is made with it; what none calls is not. */
static void
what_tables_need_is_created_with_them(void **state)
{
	static const char with_needs[] =
		"{ \"manifest\": 1, \"name\": \"small\", \"modules\": [ { \"name\": \"core\","
		" \"sequences\": [ { \"name\": \"a_id_seq\", \"owned_by\": \"public.a.id\" },"
		" { \"name\": \"spare\" } ],"
		" \"collations\": [ { \"name\": \"plain\", \"definition\":"
		" \"(PROVIDER = libc, LOCALE = 'C')\" } ],"
		" \"functions\": [ { \"name\": \"code\", \"arguments\": [], \"definition\": \"CREATE"
		" FUNCTION public.code() RETURNS text LANGUAGE sql AS 'SELECT 1::text'\" },"
		" { \"name\": \"keep\", \"arguments\": [], \"definition\": \"CREATE FUNCTION"
		" public.keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'\" },"
		" { \"name\": \"spare_one\", \"arguments\": [], \"definition\": \"CREATE FUNCTION"
		" public.spare_one() RETURNS integer LANGUAGE sql AS 'SELECT 1'\" } ],"
		" \"tables\": [ { \"name\": \"a\", \"columns\": [ { \"name\": \"id\","
		" \"type\": \"bigint\", \"default\": \"nextval('public.a_id_seq'::regclass)\" },"
		" { \"name\": \"code\", \"type\": \"text\", \"collation\": \"public.plain\","
		" \"default\": \"public.code()\" } ], \"triggers\": [ { \"name\": \"kept\","
		" \"definition\": \"CREATE TRIGGER kept BEFORE INSERT ON public.a FOR EACH ROW"
		" EXECUTE FUNCTION public.keep()\" } ] } ] } ] }";
	struct creating_stage *stage = *state;
	char *manifest = harness_format("%s/manifest.json", stage->place);

	harness_write_file(manifest, with_needs);
	stage->manifest = manifest;
	creating_start(stage);
	creating_wait_tables(stage, 1);
	creating_wait_checks(stage, 2);
	pg_exec(stage->database, "INSERT INTO a DEFAULT VALUES");
	assert_int_equal(pg_number(stage->database, "SELECT id FROM a WHERE code = '1'"), 1);
	assert_int_equal(
		pg_number(stage->database, "SELECT count(*) FROM pg_class WHERE relname = 'spare'"),
		0);
	assert_int_equal(pg_number(stage->database,
	                           "SELECT count(*) FROM pg_proc WHERE proname = 'spare_one'"),
	                 0);
	creating_assert_events(stage, "create.failed", 0);
	free(manifest);
}

/* --- optional modules ------------------------------------------------------------------------------ */

static char *
lost_module(const struct creating_stage *stage)
{
	json_t *report = http_json(stage->daemon->address, "/v1/report", NULL);
	json_t *finding;
	char *id = NULL;
	size_t i;

	json_array_foreach(json_at(report, "/targets/0/findings"), i, finding)
	{
		if (strcmp(json_text_at(finding, "/kind"), "module") != 0)
			continue;
		assert_string_equal(json_text_at(finding, "/severity"), "critical");
		assert_string_equal(json_text_at(finding, "/name"), "other");
		id = strdup(json_text_at(finding, "/id"));
	}
	json_decref(report);
	return id;
}

static void
assert_lost(const struct creating_stage *stage, bool lost)
{
	char *id = lost_module(stage);

	if ((id != NULL) != lost)
		creating_fail(stage, lost ? "the module is not missed" : "the module is missed");
	free(id);
}

/* Critical until somebody acknowledges it, over restarts too. */
static void
an_optional_module_is_missed_until_that_is_acknowledged(void **state)
{
	struct creating_stage *stage = *state;
	char *manifest = harness_format("%s/manifest.json", stage->place);
	struct http_response *response;
	char *id, *body;

	harness_write_file(manifest, optional_modules);
	stage->manifest = manifest;
	pg_exec(stage->database, "CREATE TABLE c (id int)");
	creating_start(stage);
	creating_wait_checks(stage, 2);
	assert_lost(stage, false);
	pg_exec(stage->database, "DROP TABLE c");
	creating_wait_checks(stage, 2);
	assert_lost(stage, true);
	assert_int_equal(daemon_stop(stage->daemon), 0);
	creating_start(stage);
	creating_wait_checks(stage, 3);
	assert_lost(stage, true);
	id = lost_module(stage);
	body = harness_format("{\"finding\": \"%s\", \"by\": \"eva\", \"reason\": \"not needed\"}",
	                      id);
	response = http_request(stage->daemon->address, "POST", "/v1/acks",
	                        CREATING_BEARER "Content-Type: application/json\r\n", body);
	assert_int_equal(response->status, 201);
	http_free(response);
	creating_wait_checks(stage, 3);
	assert_lost(stage, false);
	assert_int_equal(daemon_stop(stage->daemon), 0);
	creating_start(stage);
	creating_wait_checks(stage, 2);
	assert_lost(stage, false);
	free(id);
	free(body);
	free(manifest);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, creating_setup, creating_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(everything_is_created_at_first_contact),
		TEST(a_table_that_vanished_is_left_to_a_person),
		TEST(another_database_behind_the_target_gets_nothing),
		TEST(credentials_that_lead_elsewhere_create_nothing),
		TEST(all_gone_at_once_is_confirmed_and_left_alone),
		TEST(without_a_record_nothing_that_is_missing_is_created),
		TEST(without_a_trail_nothing_is_created),
		TEST(a_superuser_is_refused_unless_it_is_allowed),
		TEST(nothing_is_created_while_prerequisites_do_not_stand),
		TEST(what_the_role_may_not_do_is_told_once),
		TEST(only_what_is_required_or_named_is_created),
		TEST(views_are_left_to_a_person),
		TEST(what_tables_need_is_created_with_them),
		TEST(an_optional_module_is_missed_until_that_is_acknowledged),
	};

	return cmocka_run_group_tests(tests, creating_group_setup, creating_group_teardown);
}
