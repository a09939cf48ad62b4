/* `pgdriftd normalize`: what people write, in the server's spelling; what the server refuses, at its
 * place; and nothing of it stays. */
#include "base/text.h"
#include "harness.h"
#include "harness_http.h"
#include "harness_pg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

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

/* `timeout` NULL: none. */
static int
normalize_within(const char *timeout, const struct pg_database *database, const char *manifest,
                 char **ret_out, char **ret_err)
{
	char *path = harness_path("manifest.json");
	int code;

	harness_write_file(path, manifest);
	code = run_pgdriftd(ret_out, ret_err, "normalize", path, "--dsn", database->conninfo,
	                    timeout == NULL ? NULL : "--timeout", timeout, NULL);
	unlink(path);
	free(path);
	return code;
}

static int
normalize(const struct pg_database *database, const char *manifest, char **ret_out, char **ret_err)
{
	return normalize_within(NULL, database, manifest, ret_out, ret_err);
}

static char *
must_normalize(const struct pg_database *database, const char *manifest)
{
	char *out;
	char *err;
	int code = normalize(database, manifest, &out, &err);

	if (code != 0)
		fail_msg("exit %d: %s", code, err);
	assert_string_equal(err, "");
	free(err);
	return out;
}

static void
assert_empty(struct pg_database *database)
{
	assert_int_equal(pg_number(database, "SELECT count(*) FROM pg_class WHERE oid >= 16384"),
	                 0);
	assert_int_equal(pg_number(database, "SELECT count(*) FROM pg_type WHERE oid >= 16384"), 0);
	assert_int_equal(pg_number(database, "SELECT count(*) FROM pg_namespace"
	                                     " WHERE oid >= 16384 AND nspname !~ '^pg_'"),
	                 0);
}

/* Keys in an order of their own, things that are no objects, short spellings, names without a schema,
 * tables that are only named, a reference to what is not stated at all. */
static const char by_hand[] =
	"{ \"$schema\": \"x\", \"description\": \"by hand\", \"name\": \"m\", \"manifest\": 1,"
	" \"schemas\": [\"other\"],"
	" \"prerequisites\": { \"tables\": [ { \"name\": \"orgs\", \"columns\": ["
	"   { \"name\": \"id\", \"type\": \"varchar(36)\" } ] } ] },"
	" \"modules\": [ { \"requirement\": \"optional\", \"name\": \"ev\", \"description\": \"d\","
	"  \"types\": [ { \"name\": \"st\", \"labels\": [\"a\", \"b\"] } ],"
	"  \"tables\": [ \"bare\", { \"name\": \"aside\", \"schema\": \"other\" },"
	"   { \"description\": \"kept\", \"name\": \"events\", \"columns\": ["
	"    { \"name\": \"id\", \"type\": \"int\", \"not_null\": true },"
	"    { \"name\": \"org\", \"type\": \"varchar(36)\", \"description\": \"kept too\" },"
	"    { \"name\": \"state\", \"type\": \"st\", \"default\": \"'a'\" },"
	"    { \"name\": \"Odd \\\"x\", \"type\": \"numeric(5,2)\", \"default\": \"1+1\" },"
	"    { \"name\": \"vague\" },"
	"    { \"name\": \"g\", \"type\": \"int\", \"generated\": \"id*2\" } ],"
	"   \"constraints\": ["
	"    { \"name\": \"events_pkey\", \"definition\": \"primary key(id)\" },"
	"    { \"name\": \"c\", \"definition\": \"check (state in ('a','b') and id between 1 and 5)\" },"
	"    { \"name\": \"f1\", \"definition\":"
	"      \"foreign key (org) references orgs(id) on delete cascade\" },"
	"    { \"name\": \"f2\", \"definition\": \"foreign key (org) references bare(id)\" },"
	"    { \"name\": \"f3\", \"definition\": \"foreign key (org) references nowhere(id)\" } ],"
	"   \"indexes\": [ { \"name\": \"ix\", \"definition\":"
	"     \"create index ix on events (lower(org)) where state='a'\" } ] } ] } ],"
	" \"revisions\": [ { \"table\": \"v\", \"column\": \"n\", \"expect\": [\"1\"] } ],"
	" \"severity\": { \"column.default\": \"critical\" },"
	" \"ignore\": [ { \"kind\": \"index\", \"name\": \"tmp_*\", \"reason\": \"r\" } ] }";

static void
assert_text(const json_t *json, const char *pointer, const char *text)
{
	const char *found = json_text_at(json, pointer);

	if (found == NULL)
		fail_msg("nothing at %s", pointer);
	assert_string_equal(found, text);
}

static void
what_people_write_gets_the_servers_spelling(void **state)
{
	struct pg_database *database = pg_database(server);
	char *once = must_normalize(database, by_hand);
	char *twice = must_normalize(database, once);
	json_t *json = json_loads(once, 0, NULL);
#define EVENTS "/modules/0/tables/2"

	(void)state;
	assert_string_equal(once, twice);
	assert_text(json, EVENTS "/columns/0/type", "integer");
	assert_text(json, EVENTS "/columns/2/type", "public.st");
	assert_text(json, EVENTS "/columns/2/default", "'a'::public.st");
	assert_text(json, EVENTS "/columns/3/default", "(1 + 1)");
	assert_text(json, EVENTS "/columns/5/generated", "(id * 2)");
	assert_text(json, EVENTS "/constraints/0/definition", "PRIMARY KEY (id)");
	assert_text(json, EVENTS "/constraints/1/definition",
	            "CHECK (((state = ANY (ARRAY['a'::public.st, 'b'::public.st]))"
	            " AND ((id >= 1) AND (id <= 5))))");
	assert_text(json, EVENTS "/constraints/2/definition",
	            "FOREIGN KEY (org) REFERENCES public.orgs(id) ON DELETE CASCADE");
	assert_text(json, EVENTS "/constraints/4/definition",
	            "FOREIGN KEY (org) REFERENCES public.nowhere(id)");
	assert_text(json, EVENTS "/indexes/0/definition",
	            "CREATE INDEX ix ON public.events USING btree (lower((org)::text))"
	            " WHERE (state = 'a'::public.st)");
	assert_empty(database);
	json_decref(json);
	free(once);
	free(twice);
	pg_drop(database);
}

static void
what_is_no_object_is_kept(void **state)
{
	struct pg_database *database = pg_database(server);
	char *text = must_normalize(database, by_hand);
	json_t *json = json_loads(text, 0, NULL);

	(void)state;
	assert_text(json, "/$schema", "x");
	assert_text(json, "/description", "by hand");
	assert_text(json, "/modules/0/requirement", "optional");
	assert_text(json, "/modules/0/description", "d");
	assert_text(json, "/modules/0/tables/0", "bare");
	assert_text(json, EVENTS "/description", "kept");
	assert_text(json, EVENTS "/columns/1/description", "kept too");
	assert_text(json, "/revisions/0/expect/0", "1");
	assert_text(json, "/severity/column.default", "critical");
	assert_text(json, "/ignore/0/reason", "r");
	assert_text(json, "/schemas/0", "other");
	/* Silence stays silence. */
	assert_int_equal(json_object_size(json_at(json, EVENTS "/columns/4")), 1);
	assert_null(json_at(json, EVENTS "/columns/1/not_null"));
	assert_null(json_at(json, "/complete"));
	json_decref(json);
	free(text);
	pg_drop(database);
}

static void
a_snapshot_is_normal_already(void **state)
{
	struct pg_database *database = pg_database(server);
	struct pg_database *empty = pg_database(server);
	char *snapshot;
	char *normal;
	char *err;

	(void)state;
	pg_exec(database,
	        "CREATE TYPE st AS ENUM ('a'); CREATE TABLE o (id int PRIMARY KEY);"
	        "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
	        " o int REFERENCES o, s st DEFAULT 'a', v varchar(3) CHECK (v IN ('a','b')));"
	        "CREATE INDEX i ON t (lower(v));");
	assert_int_equal(
		run_pgdriftd(&snapshot, &err, "snapshot", "--dsn", database->conninfo, NULL), 0);
	free(err);
	/* But for the check, which no server writes the same twice until it is read once more. */
	normal = must_normalize(empty, snapshot);
	free(snapshot);
	snapshot = must_normalize(empty, normal);
	assert_string_equal(normal, snapshot);
	free(normal);
	free(snapshot);
	pg_drop(empty);
	pg_drop(database);
}

static void
refused(struct pg_database *database, const char *manifest, const char *message)
{
	char *out;
	char *err;

	assert_int_equal(normalize(database, manifest, &out, &err), 3);
	assert_string_equal(out, "");
	if (strstr(err, message) == NULL)
		fail_msg("no \"%s\" in: %s", message, err);
	free(out);
	free(err);
}

static void
the_reference_case_is_normal_already(void **state)
{
	struct pg_database *database = pg_database(server);
	char *text = harness_read_file("config/manifest.json");
	char *normal = must_normalize(database, text);
	json_t *before = json_loads(text, 0, NULL);
	json_t *after = json_loads(normal, 0, NULL);

	(void)state;
	assert_true(json_is_object(before));
	assert_true(json_equal(before, after));
	json_decref(before);
	json_decref(after);
	free(text);
	free(normal);
	pg_drop(database);
}

#define MANIFEST(tables)                                                                             \
	"{ \"manifest\": 1, \"name\": \"m\", \"modules\": [ { \"name\": \"a\", \"tables\": [" tables \
	" ] } ] }"
#define TABLE(columns, more) "{ \"name\": \"t\", \"columns\": [" columns "]" more " }"
#define ID                   "{ \"name\": \"id\", \"type\": \"int\" }"

static void
what_is_refused_is_told_at_its_place(void **state)
{
	struct pg_database *database = pg_database(server);

	(void)state;
	refused(database, MANIFEST(TABLE(ID ", { \"name\": \"x\", \"type\": \"nosuch\" }", "")),
	        ": /modules/0/tables/0/columns/1: type \"nosuch\" does not exist (SQLSTATE 42704)");
	refused(database,
	        MANIFEST("\"bare\", " TABLE(
			ID ", { \"name\": \"x\", \"type\": \"int\", \"default\": \"nosuch()\" }",
			"")),
	        ": /modules/0/tables/1/columns/1: function nosuch() does not exist (SQLSTATE 42883)");
	refused(database,
	        MANIFEST(TABLE(ID, ", \"constraints\": [ { \"name\": \"c\", \"definition\":"
	                           " \"CHECK (nosuch > 1)\" } ]")),
	        ": /modules/0/tables/0/constraints/0: column \"nosuch\" does not exist");
	refused(database,
	        MANIFEST(TABLE(ID, ", \"indexes\": [ { \"name\": \"i\", \"definition\":"
	                           " \"CREATE INDEX i ON t (id); DROP TABLE t\" } ]")),
	        ": /modules/0/tables/0/indexes/0: ");
	refused(database, MANIFEST(TABLE(ID, ", \"privileges\": { \"public\": [\"USAGE\"] }")),
	        ": /modules/0/tables/0/privileges: ");
	refused(database,
	        MANIFEST(TABLE(ID, ", \"policies\": [ { \"name\": \"p\","
	                           " \"using\": \"id\" } ]")),
	        ": /modules/0/tables/0/policies/0: argument of POLICY must be type boolean");
	assert_empty(database);
	pg_exec(database, "CREATE TABLE t (a int)");
	refused(database, MANIFEST(TABLE(ID, "")),
	        ": /modules/0/tables/0: relation \"t\" already exists");
	refused(database, MANIFEST(TABLE(ID, "")),
	        "take a database in which nothing of this name is");
	pg_drop(database);
}

/* clang-format off */
static const char broken[] =
	"{ \"manifest\": 1, \"name\": \"m\", \"modules\": [ { \"name\": \"a\", \"tables\": ["
	"{ \"name\": \"t\", \"columns\": [ { \"name\": \"x\", \"type\": \"no1\" },"
	" { \"name\": \"y\", \"type\": \"no2\" },"
	" { \"name\": \"g\", \"type\": \"int\", \"generated\": \"h + 1\" },"
	" { \"name\": \"h\", \"type\": \"int\" } ],"
	" \"constraints\": [ { \"name\": \"c\", \"definition\": \"PRIMARY KEY (x)\" } ] },"
	"{ \"name\": \"u\", \"columns\": [ { \"name\": \"z\", \"type\": \"no3\" } ] } ] } ] }";
/* clang-format on */

static void
several_refusals_are_told_at_once(void **state)
{
	struct pg_database *database = pg_database(server);
	char *out;
	char *err;

	(void)state;
	assert_int_equal(normalize(database, broken, &out, &err), 3);
	assert_non_null(strstr(err, "/modules/0/tables/0/columns/0: type \"no1\""));
	assert_non_null(strstr(err, "/modules/0/tables/0/columns/1: type \"no2\""));
	assert_non_null(strstr(err, "/modules/0/tables/1/columns/0: type \"no3\""));
	assert_null(strstr(err, "columns/2"));
	assert_null(strstr(err, "constraints"));
	assert_non_null(strstr(err, "3 refused; nothing is written"));
	free(out);
	free(err);
	pg_drop(database);
}

/* clang-format off */
static const char all_sorts[] =
	"{ \"manifest\": 1, \"name\": \"m\","
	" \"settings\": [ { \"name\": \"work_mem\", \"value\": \"8MB\" } ],"
	" \"modules\": [ { \"name\": \"a\","
	"  \"functions\": [ { \"name\": \"fire\", \"arguments\": [], \"definition\": \"create function"
	"    fire() returns trigger language plpgsql as 'begin return new; end'\","
	"    \"comment\": \"it fires\" } ],"
	"  \"sequences\": [ { \"name\": \"s\", \"owned_by\": \"t.id\" } ],"
	"  \"materialized_views\": [ { \"name\": \"mv\", \"definition\": \"select 1/0 as x\" } ],"
	"  \"statistics\": [ { \"name\": \"st\", \"definition\": \"create statistics st on id,x from t\" } ],"
	"  \"views\": [ \"vague\", { \"name\": \"v\", \"definition\": \"select id from t\","
	"    \"privileges\": { \"nobody_yet\": [\"SELECT*\"] } },"
	"   { \"name\": \"only\", \"comment\": \"c\", \"privileges\": { \"nobody_yet\": [\"SELECT\"] } } ],"
	"  \"tables\": [ { \"name\": \"t\", \"comment\": \"a table\", \"replica_identity\": \"full\","
	"   \"inherits\": [\"public.p\"],"
	"   \"columns\": [ { \"name\": \"id\", \"type\": \"int\", \"comment\": \"a column\" },"
	"    { \"name\": \"x\", \"type\": \"text\" }, { \"name\": \"y\", \"comment\": \"nobody knows\" } ],"
	"   \"policies\": [ { \"name\": \"p\", \"using\": \"id>0\", \"roles\": [\"nobody_yet\"] } ],"
	"   \"triggers\": [ { \"name\": \"g\", \"definition\": \"create trigger g before insert on t for"
	"     each row when (new.id>0) execute procedure fire()\" } ],"
	"   \"rules\": [ { \"name\": \"r\", \"definition\":"
	"     \"create rule r as on insert to t do also nothing\", \"enabled\": \"disabled\" } ],"
	"   \"privileges\": { \"public\": [\"SELECT\"] } } ] } ] }";
/* clang-format on */

static void
every_sort_is_brought_into_shape(void **state)
{
	struct pg_database *database = pg_database(server);
	char *out;
	char *err;
	char *again;
	json_t *json;

	(void)state;
	assert_int_equal(normalize(database, all_sorts, &out, &err), 0);
	assert_string_equal(err,
	                    "pgdriftd: left as they stand, as nothing creates them:"
	                    " table.replica_identity (1), table.inherits (1), view.comment (1),"
	                    " column.comment (1), setting.value (1)\n");
	free(err);
	json = json_loads(out, 0, NULL);
	assert_text(
		json, "/modules/0/functions/0/definition",
		"CREATE OR REPLACE FUNCTION public.fire()\n RETURNS trigger\n LANGUAGE plpgsql\n"
		"AS $function$begin return new; end$function$\n");
	assert_text(json, "/modules/0/functions/0/comment", "it fires");
	assert_text(json, "/modules/0/sequences/0/owned_by", "public.t.id");
	assert_text(json, "/modules/0/statistics/0/definition",
	            "CREATE STATISTICS public.st ON id, x FROM public.t");
	/* Since 16 a column of the only table stands alone. */
	/* It does not run. */
	assert_text(json, "/modules/0/materialized_views/0/definition", " SELECT (1 / 0) AS x");
	assert_text(json, "/modules/0/views/1/definition",
	            pg_number(database, "SHOW server_version_num") >= 160000
	                    ? " SELECT id\n   FROM public.t"
	                    : " SELECT t.id\n   FROM public.t");
	assert_text(json, "/modules/0/views/1/privileges/nobody_yet/0", "SELECT*");
	assert_text(json, "/modules/0/tables/0/policies/0/using", "(id > 0)");
	assert_text(json, "/modules/0/tables/0/triggers/0/definition",
	            "CREATE TRIGGER g BEFORE INSERT ON public.t FOR EACH ROW WHEN ((new.id > 0))"
	            " EXECUTE FUNCTION public.fire()");
	assert_text(json, "/modules/0/tables/0/rules/0/definition",
	            "CREATE RULE r AS\n    ON INSERT TO public.t DO NOTHING");
	assert_text(json, "/modules/0/tables/0/rules/0/enabled", "disabled");
	json_decref(json);
	assert_int_equal(normalize(database, out, &again, &err), 0);
	assert_string_equal(out, again);
	assert_empty(database);
	assert_int_equal(
		pg_number(database, "SELECT count(*) FROM pg_roles WHERE rolname = 'nobody_yet'"),
		0);
	free(again);
	free(err);
	free(out);
	pg_drop(database);
}

static void
event_triggers_do_not_fire(void **state)
{
	struct pg_database *database = pg_database(server);
	char *conninfo;
	char *out;
	char *err;
	char *path = harness_path("manifest.json");

	(void)state;
	pg_exec(database,
	        "CREATE ROLE normalizer LOGIN; GRANT CREATE ON SCHEMA public TO normalizer;"
	        "CREATE FUNCTION no_ddl() RETURNS event_trigger LANGUAGE plpgsql AS"
	        " 'BEGIN RAISE ''no ddl''; END';"
	        "CREATE EVENT TRIGGER no_ddl ON ddl_command_start EXECUTE FUNCTION no_ddl();");
	free(must_normalize(database, MANIFEST(TABLE(ID, ""))));
	harness_write_file(path, MANIFEST(TABLE(ID, "")));
	conninfo = pg_conninfo(server, database->name, "normalizer");
	assert_int_equal(run_pgdriftd(&out, &err, "normalize", path, "--dsn", conninfo, NULL), 3);
	assert_non_null(strstr(err, "the event trigger no_ddl would fire"));
	free(out);
	free(err);
	pg_exec(database, "ALTER EVENT TRIGGER no_ddl DISABLE");
	assert_int_equal(run_pgdriftd(&out, &err, "normalize", path, "--dsn", conninfo, NULL), 0);
	free(out);
	free(err);
	pg_exec(database, "ALTER EVENT TRIGGER no_ddl ENABLE ALWAYS");
	free(conninfo);
	refused(database, MANIFEST(TABLE(ID, "")), "the event trigger no_ddl would fire");
	pg_exec(database,
	        "DROP EVENT TRIGGER no_ddl; REVOKE CREATE ON SCHEMA public FROM normalizer;"
	        "DROP ROLE normalizer");
	free(path);
	pg_drop(database);
}

static void
a_role_that_only_reads_by_default_can_do_it(void **state)
{
	struct pg_database *database = pg_database(server);

	(void)state;
	pg_exec(database, "ALTER DATABASE %s SET default_transaction_read_only = on",
	        database->name);
	free(must_normalize(database, MANIFEST(TABLE(ID, ""))));
	pg_drop(database);
}

static void
a_timeout_ends_it(void **state)
{
	struct pg_database *database = pg_database(server);
	char *out;
	char *err;
	int code;

	(void)state;
	assert_int_equal(normalize_within("60", database, MANIFEST(TABLE(ID, "")), &out, &err), 0);
	free(out);
	free(err);
	pg_pause(server);
	code = normalize_within("1", database, MANIFEST(TABLE(ID, "")), &out, &err);
	pg_continue(server);
	assert_int_equal(code, 3);
	assert_string_equal(out, "");
	assert_non_null(strstr(err, "took too long\npgdriftd: not done within 1 s (--timeout)\n"));
	free(out);
	free(err);
	pg_drop(database);
}

/* What the configuration allows a check is too little for it. */
static void
a_timeout_gives_it_more_time(void **state)
{
	struct pg_database *database = pg_database(server);
	char *ini = harness_path("normalize.ini");
	char *text = harness_format("[pgdriftd]\nmanifest = m.json\ncheck_timeout = 100ms\n"
	                            "[target main]\nconninfo = %s\n",
	                            database->conninfo);
	char *out;
	char *err;

	(void)state;
	harness_write_file(ini, text);
	if (run_pgdriftd(&out, &err, "-c", ini, "normalize", "config/manifest.json", NULL) != 0)
		assert_non_null(strstr(err, "pgdriftd: --timeout gives it more time\n"));
	free(out);
	free(err);
	assert_int_equal(run_pgdriftd(&out, &err, "-c", ini, "normalize", "config/manifest.json",
	                              "--timeout", "60", NULL),
	                 0);
	free(out);
	free(err);
	unlink(ini);
	free(ini);
	free(text);
	pg_drop(database);
}

/* Thousands of tables in one transaction, a lock for each. */
static void
a_server_without_room_for_the_locks_is_told_of_once(void **state)
{
	struct pg_server *small = pg_start(&(struct pg_options){
		.conf = "max_locks_per_transaction = 10\nmax_connections = 5\n"
			"superuser_reserved_connections = 1\nmax_wal_senders = 0\n" });
	struct pg_database *database = pg_database(small);
	struct text manifest = { 0 };
	char *out;
	char *err;

	(void)state;
	text_add(&manifest, "{ \"manifest\": 1, \"name\": \"m\", \"modules\": [ { \"name\": \"a\","
	                    " \"tables\": [");
	for (int i = 0; i < 5000; i++)
		text_addf(&manifest, "%s{ \"name\": \"t%d\", \"columns\": [" ID "] }",
		          i == 0 ? "" : ",", i);
	text_add(&manifest, "] } ] }");
	assert_int_equal(normalize(database, text_str(&manifest), &out, &err), 3);
	assert_string_equal(out, "");
	assert_string_equal(err, "pgdriftd: out of shared memory: no room for more locks; raise"
	                         " max_locks_per_transaction, or take fewer modules at once\n");
	assert_empty(database);
	free(out);
	free(err);
	text_done(&manifest);
	pg_drop(database);
	pg_free(small);
}

static void
what_is_asked_wrongly_is_refused(void **state)
{
	char *out;
	char *err;

	(void)state;
	assert_int_equal(run_pgdriftd(&out, &err, "normalize", NULL), 64);
	free(out);
	free(err);
	assert_int_equal(run_pgdriftd(&out, &err, "normalize", "/nonexistent", "--dsn",
	                              "host=/nonexistent", NULL),
	                 78);
	free(out);
	free(err);
	assert_int_equal(run_pgdriftd(&out, &err, "normalize", "config/manifest.json", "--dsn",
	                              "host=/nonexistent", NULL),
	                 3);
	assert_string_equal(out, "");
	free(out);
	free(err);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_people_write_gets_the_servers_spelling),
		cmocka_unit_test(what_is_no_object_is_kept),
		cmocka_unit_test(a_snapshot_is_normal_already),
		cmocka_unit_test(the_reference_case_is_normal_already),
		cmocka_unit_test(what_is_refused_is_told_at_its_place),
		cmocka_unit_test(several_refusals_are_told_at_once),
		cmocka_unit_test(every_sort_is_brought_into_shape),
		cmocka_unit_test(event_triggers_do_not_fire),
		cmocka_unit_test(a_role_that_only_reads_by_default_can_do_it),
		cmocka_unit_test(a_timeout_ends_it),
		cmocka_unit_test(a_timeout_gives_it_more_time),
		cmocka_unit_test(a_server_without_room_for_the_locks_is_told_of_once),
		cmocka_unit_test(what_is_asked_wrongly_is_refused),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
