/* One condition in two spellings, and another one, in each place where PostgreSQL takes one: the first two
 * are no drift, the third one is; and none of it is evaluated to find that out. */
#include "harness.h"
#include "harness_http.h"
#include "harness_pg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
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

/* What people write, and the server after a restore; % is the column. */
#define BY_HAND  "%s IN ('a', 'b')"
#define RESTORED "%s = ANY (ARRAY[('a'::character varying)::text, ('b'::character varying)::text])"
#define OTHER    "%s = ANY (ARRAY[('a'::character varying)::text, ('c'::character varying)::text])"

/* The definition is `make`, with the condition for @, on what `column` says; `drop` comes before it is
 * made again. */
static const struct place {
	int since;
	const char *finding; /* name and property */
	const char *column;
	const char *drop;
	const char *make;
} places[] = {
	/* clang-format off */
	{ 13, "c_default default", "'q'::character varying",
	  "ALTER TABLE t DROP c_default", "ALTER TABLE t ADD c_default bool DEFAULT (@)" },
	{ 13, "c_generated generated", "x",
	  "ALTER TABLE t DROP c_generated",
	  "ALTER TABLE t ADD c_generated bool GENERATED ALWAYS AS (@) STORED" },
	{ 13, "t_check definition", "x",
	  "ALTER TABLE t DROP CONSTRAINT t_check",
	  "ALTER TABLE t ADD CONSTRAINT t_check CHECK (id > 0 OR @) NO INHERIT" },
	{ 13, "e_where definition", "x",
	  "ALTER TABLE t DROP CONSTRAINT e_where",
	  "ALTER TABLE t ADD CONSTRAINT e_where EXCLUDE USING btree (id WITH =) WHERE (@) DEFERRABLE" },
	{ 13, "e_element definition", "x",
	  "ALTER TABLE t DROP CONSTRAINT e_element",
	  "ALTER TABLE t ADD CONSTRAINT e_element EXCLUDE USING btree (id WITH =, ((@)::int) WITH =)" },
	{ 13, "i_where definition", "x",
	  "DROP INDEX i_where", "CREATE INDEX i_where ON t (lower(x), id DESC) WHERE @" },
	{ 13, "i_element definition", "x",
	  "DROP INDEX i_element", "CREATE UNIQUE INDEX i_element ON t (id, (@) DESC) INCLUDE (x)" },
	{ 13, "p_using using", "x",
	  "DROP POLICY p_using ON t", "CREATE POLICY p_using ON t USING (@)" },
	{ 13, "p_check check", "x",
	  "DROP POLICY p_check ON t", "CREATE POLICY p_check ON t FOR INSERT WITH CHECK (@)" },
	{ 13, "p_query using", "o.x",
	  "DROP POLICY p_query ON t",
	  "CREATE POLICY p_query ON t USING (EXISTS (SELECT FROM o WHERE o.id = t.id AND @))" },
	{ 13, "g definition", "new.x",
	  "DROP TRIGGER g ON t",
	  "CREATE TRIGGER g BEFORE UPDATE OF x ON t FOR EACH ROW WHEN (@) EXECUTE FUNCTION fire()" },
	{ 13, "r definition", "new.x",
	  "DROP RULE r ON t", "CREATE RULE r AS ON INSERT TO t WHERE @ DO ALSO DELETE FROM t WHERE id < 0" },
	{ 13, "r_view definition", "old.x",
	  "DROP RULE r_view ON w",
	  "CREATE RULE r_view AS ON DELETE TO w WHERE @ DO INSTEAD DELETE FROM t WHERE id = old.id" },
	{ 13, "parted partition_key", "x",
	  "DROP TABLE parted",
	  "CREATE TABLE parted (id int, x varchar(10)) PARTITION BY RANGE (id, (@))" },
	{ 13, "v definition", "x", "DROP VIEW v", "CREATE VIEW v AS SELECT id FROM t WHERE @" },
	{ 13, "m definition", "x",
	  "DROP MATERIALIZED VIEW m", "CREATE MATERIALIZED VIEW m AS SELECT id FROM t WHERE @" },
	{ 13, "d checks", "VALUE",
	  "DROP DOMAIN d", "CREATE DOMAIN d AS varchar(10) CONSTRAINT dc CHECK (@)" },
	{ 13, "f_default(boolean) definition", "'q'::character varying",
	  "DROP FUNCTION f_default",
	  "CREATE FUNCTION f_default(a bool DEFAULT (@)) RETURNS bool LANGUAGE plpgsql"
	  " AS 'BEGIN RETURN a; END'" },
	{ 14, "f_body(character varying) definition", "a",
	  "DROP FUNCTION f_body",
	  "CREATE FUNCTION f_body(a varchar) RETURNS bool LANGUAGE sql"
	  " BEGIN ATOMIC SELECT @ OR EXISTS (SELECT FROM t); END" },
	{ 14, "f_return(character varying) definition", "a",
	  "DROP FUNCTION f_return",
	  "CREATE FUNCTION f_return(a varchar) RETURNS bool LANGUAGE sql RETURN @" },
	{ 14, "p_body(character varying) definition", "a",
	  "DROP PROCEDURE p_body",
	  "CREATE PROCEDURE p_body(a varchar) LANGUAGE sql BEGIN ATOMIC DELETE FROM t WHERE @; END" },
	{ 14, "s definition", "x", "DROP STATISTICS s", "CREATE STATISTICS s ON id, (@) FROM t" },
	/* clang-format on */
};

static const char schema[] =
	"CREATE TABLE t (id int, x varchar(10)); CREATE TABLE o (id int, x varchar(10));"
	"CREATE VIEW w AS SELECT id, x FROM t;"
	"CREATE FUNCTION fire() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';";

static int
major_of(struct pg_database *database)
{
	return (int)pg_number(database,
	                      "SELECT current_setting('server_version_num')::int / 10000");
}

static void
make(struct pg_database *database, const char *condition, bool again)
{
	int major = major_of(database);

	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		const struct place *place = &places[i];
		const char *at = strchr(place->make, '@');
		const char *column = strstr(condition, "%s");
		char *sql;

		if (place->since > major)
			continue;
		if (again)
			pg_exec(database, "%s", place->drop);
		sql = harness_format("%.*s%.*s%s%s%s", (int)(at - place->make), place->make,
		                     (int)(column - condition), condition, place->column,
		                     column + 2, at + 1);
		pg_exec(database, "%s", sql);
		free(sql);
	}
}

/* The file of a database's snapshot. Caller owns. */
static char *
snapshot(const struct pg_database *database)
{
	char *path = harness_path("manifest.json");
	char *out;
	char *err;
	int code = run_pgdriftd(&out, &err, "snapshot", "--dsn", database->conninfo, "--omit",
	                        "privilege", NULL);

	if (code != 0)
		fail_msg("exit %d: %s", code, err);
	harness_write_file(path, out);
	free(out);
	free(err);
	return path;
}

/* The findings of one check. Free with json_decref(). */
static json_t *
check(const char *conninfo, const char *manifest, bool confirms)
{
	char *path = harness_path("pgdriftd.ini");
	char *ini = harness_format("[target one]\nconninfo = %s\nmanifest = %s\n"
	                           "confirm_definitions = %s\n",
	                           conninfo, manifest, confirms ? "on" : "off");
	char *out;
	char *err;
	json_t *report;
	json_t *findings;

	harness_write_file(path, ini);
	run_pgdriftd(&out, &err, "-c", path, "check", "--format", "json", NULL);
	report = json_loads(out, 0, NULL);
	if (report == NULL)
		fail_msg("%s", err);
	findings = json_incref((json_t *)(uintptr_t)json_at(report, "/targets/0/findings"));
	json_decref(report);
	unlink(path);
	free(path);
	free(ini);
	free(out);
	free(err);
	return findings;
}

/* Every place is found changed once, and nothing else is; unconfirmed for that reason, or not at all. */
static void
assert_all_changed(json_t *findings, int major, const char *why)
{
	char *text = json_dumps(findings, JSON_INDENT(2));
	size_t expected = 0;

	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		const json_t *one;
		size_t found = 0;
		size_t j;

		if (places[i].since > major)
			continue;
		expected++;
		json_array_foreach(findings, j, one)
		{
			char *name = harness_format("%s %s", json_text_at(one, "/name"),
			                            json_text_at(one, "/property"));
			const char *reason = json_text_at(one, "/unconfirmed");

			if (strcmp(name, places[i].finding) == 0 &&
			    (why == NULL ? reason == NULL
			                 : reason != NULL && strstr(reason, why) != NULL))
				found++;
			free(name);
		}
		if (found != 1)
			fail_msg("%s is found %zu times in %s", places[i].finding, found, text);
	}
	if (json_array_size(findings) != expected)
		fail_msg("more than expected: %s", text);
	free(text);
}

static void
assert_none(json_t *findings)
{
	char *text = json_dumps(findings, JSON_INDENT(2));

	if (json_array_size(findings) != 0)
		fail_msg("%s", text);
	free(text);
}

static void
each_place_is_confirmed(void **state)
{
	struct pg_database *database = pg_database(server);
	int major = major_of(database);
	char *manifest;
	json_t *findings;

	(void)state;
	pg_exec(database, "%s", schema);
	make(database, BY_HAND, false);
	manifest = snapshot(database);

	make(database, RESTORED, true);
	findings = check(database->conninfo, manifest, false);
	/* Else this test would say nothing. */
	assert_all_changed(findings, major, "confirm_definitions is off");
	json_decref(findings);
	findings = check(database->conninfo, manifest, true);
	assert_none(findings);
	json_decref(findings);

	make(database, OTHER, true);
	findings = check(database->conninfo, manifest, true);
	assert_all_changed(findings, major, NULL);
	json_decref(findings);
	unlink(manifest);
	free(manifest);
	pg_drop(database);
}

/* What people write, in small letters, with names that have no need of a schema, and more. */
static const char by_hand[] =
	"{ \"manifest\": 1, \"name\": \"m\", \"modules\": [ { \"name\": \"a\","
	" \"functions\": [ { \"name\": \"two\", \"arguments\": [\"integer\"], \"definition\":"
	" \"create function two(a int) returns int language sql as 'select 2'\" } ],"
	" \"statistics\": [ { \"name\": \"s\","
	" \"definition\": \"create statistics public.s on id, x from public.t\" } ],"
	" \"tables\": [ { \"name\": \"parted\", \"partition_key\": \"range (id, lower(x))\" },"
	" { \"name\": \"day\", \"partition_of\":"
	" \"public.days for values from ('2026-1-2') to ('2026-01-03')\" },"
	" { \"name\": \"piece\", \"partition_of\": \"public.lists FOR VALUES IN ( 1,2 )\" },"
	" { \"name\": \"t\","
	" \"policies\": [ { \"name\": \"p\", \"using\": \"id in (1, 2) and x = 'a'\" } ],"
	" \"triggers\": [ { \"name\": \"g\", \"definition\": \"create trigger g before update on t"
	" for each row when (old.id <> new.id) execute procedure public.fire()\" } ],"
	" \"rules\": [ { \"name\": \"r\", \"definition\":"
	" \"create rule r as on insert to t where new.id in (1, 2) do instead nothing\" } ],"
	" \"indexes\": [ { \"name\": \"i\", \"definition\":"
	" \"create index i on public.t (lower( x )) where x='a'\" } ] } ] } ]%s }";

static const char on_server[] =
	"CREATE TABLE parted (id int, x varchar(10)) PARTITION BY RANGE (id, lower(x));"
	"CREATE TABLE days (id int, day timestamptz) PARTITION BY RANGE (day);"
	"CREATE TABLE day PARTITION OF days FOR VALUES FROM ('2026-01-02') TO ('2026-01-03');"
	"CREATE TABLE lists (id int) PARTITION BY LIST (id);"
	"CREATE TABLE piece PARTITION OF lists FOR VALUES IN (1, 2);"
	"CREATE FUNCTION two(a int) RETURNS int LANGUAGE sql AS 'select 2';"
	"CREATE STATISTICS s ON id, x FROM t;"
	"CREATE POLICY p ON t USING (id IN (1, 2) AND x = 'a');"
	"CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW WHEN (old.id <> new.id)"
	" EXECUTE FUNCTION fire();"
	"CREATE RULE r AS ON INSERT TO t WHERE new.id IN (1, 2) DO INSTEAD NOTHING;"
	"CREATE INDEX i ON t (lower(x)) WHERE x = 'a'";

static void
what_people_write_is_confirmed(void **state)
{
	struct pg_database *database = pg_database(server);
	int major = major_of(database);
	char *text = harness_format(
		by_hand, major < 15
				 ? ""
				 : ", \"publications\": [ { \"name\": \"pub\", \"tables\":"
				   " [\"public.o\", \"public.t (id, x) where (id in (1,2))\"] } ]");
	char *path = harness_path("manifest.json");
	json_t *findings;

	(void)state;
	harness_write_file(path, text);
	pg_exec(database, "%s %s", schema, on_server);
	if (major >= 15)
		pg_exec(database, "CREATE PUBLICATION pub FOR TABLE o, t (id, x)"
		                  " WHERE (id IN (1, 2))");
	findings = check(database->conninfo, path, true);
	assert_none(findings);
	json_decref(findings);
	pg_exec(database, "ALTER TABLE lists DETACH PARTITION piece;"
	                  "ALTER TABLE lists ATTACH PARTITION piece FOR VALUES IN (1, 3)");
	findings = check(database->conninfo, path, true);
	assert_int_equal(json_array_size(findings), 1);
	assert_string_equal(json_text_at(findings, "/0/property"), "partition_of");
	assert_true(json_is_null(json_at(findings, "/0/unconfirmed")));
	json_decref(findings);
	pg_exec(database, "ALTER TABLE lists DETACH PARTITION piece;"
	                  "ALTER TABLE lists ATTACH PARTITION piece FOR VALUES IN (1, 2)");
	if (major >= 15) {
		pg_exec(database,
		        "ALTER PUBLICATION pub SET TABLE o, t (id, x) WHERE (id IN (1, 3))");
		findings = check(database->conninfo, path, true);
		assert_int_equal(json_array_size(findings), 1);
		assert_string_equal(json_text_at(findings, "/0/property"), "tables");
		assert_true(json_is_null(json_at(findings, "/0/unconfirmed")));
		json_decref(findings);
	}
	unlink(path);
	free(path);
	free(text);
	pg_drop(database);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_place_is_confirmed),
		cmocka_unit_test(what_people_write_is_confirmed),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
