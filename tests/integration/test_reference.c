/* The reference case from the outside: whole it is in sync, and every single loss is one finding. */
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
#include <jansson.h>

#define TOKEN "0123456789abcdef0123456789abcdef"

static struct pg_server *server;
static struct pg_database *reference; /* whole at the beginning and at the end of each test */
static char *lost_before;             /* what lost_sql says of it while it is whole */

/* What was lost with the change on tables that are still there, as the report would name it. */
static const char lost_sql[] =
	"SELECT coalesce(string_agg(o, E'\\n' ORDER BY o), '') FROM ("
	"SELECT format('constraint %I of %I.%I', conname, 'public', relname) AS o, relname "
	"FROM pg_constraint c JOIN pg_class r ON r.oid = conrelid WHERE contype <> 'n' "
	"UNION ALL SELECT format('index %I of %I.%I', i.relname, 'public', r.relname), r.relname "
	"FROM pg_index x JOIN pg_class i ON i.oid = indexrelid JOIN pg_class r ON r.oid = indrelid "
	"JOIN pg_namespace n ON n.oid = r.relnamespace AND nspname = 'public' "
	"WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)) s "
	"WHERE relname <> 'users' AND relname <> 'organizations' AND relname <> 'alembic_version'";

static char *
ddl_file(void)
{
	char *path = harness_path("ddl");
	char *command = harness_format("tests/reference/ddl.sh >%s", path);
	const char *argv[] = { "sh", "-c", command, NULL };

	assert_int_equal(run_program(argv, NULL, NULL), 0);
	free(command);
	return path;
}

static int
group_setup(void **state)
{
	char *ddl = ddl_file();

	(void)state;
	server = pg_start(NULL);
	reference = pg_database(server);
	pg_load_file(reference, "tests/reference/core.sql");
	pg_load_file(reference, ddl);
	pg_load_file(reference, "tests/reference/restore.sql");
	pg_exec(reference, "SET client_min_messages = warning");
	lost_before = pg_value(reference, "%s", lost_sql);
	free(ddl);
	return 0;
}

static int
group_teardown(void **state)
{
	(void)state;
	free(lost_before);
	pg_drop(reference);
	pg_free(server);
	return 0;
}

/* Puts back whatever a test has taken away or changed. */
static int
restore(void **state)
{
	(void)state;
	pg_exec(reference, "SELECT restore.columns(); SELECT restore.definitions()");
	return 0;
}

/* One check with that manifest; its report. Free with json_decref(). */
static json_t *
check(const struct pg_database *database, const char *manifest, int *ret_code)
{
	json_t *report;
	json_error_t error;
	char *out;
	char *err;

	*ret_code = run_pgdriftd(&out, &err, "check", "--dsn", database->conninfo, "--manifest",
	                         manifest, "--format", "json", NULL);
	report = json_loads(out, 0, &error);
	if (report == NULL)
		fail_msg("exit %d, no report: %s\n%s%s", *ret_code, error.text, out, err);
	free(out);
	free(err);
	return report;
}

/* A daemon that checks when it is asked to: its kept connection makes a check many times cheaper
 * than a program of its own for each. */
static struct daemon *
start_daemon(void)
{
	char *token = harness_path("token");
	char *manifest = realpath("config/manifest.json", NULL);
	char *ini = harness_format("[pgdriftd]\nlisten = 127.0.0.1:@port@\nmanifest = %s\n"
	                           "check_interval = 1h\nadmin_token_file = %s\n"
	                           "[target main]\nconninfo = %s\n",
	                           manifest, token, reference->conninfo);
	struct daemon *daemon;

	harness_write_file(token, TOKEN "\n");
	daemon = daemon_start(&(struct daemon_options){ .ini = ini });
	daemon_wait_status(daemon, "/readyz", 200, 20000);
	free(ini);
	free(manifest);
	free(token);
	return daemon;
}

struct next_report {
	const struct daemon *daemon;
	json_int_t check; /* the one that it comes after */
	json_t *report;
};

static bool
has_checked_cb(void *arg)
{
	struct next_report *next = arg;
	json_t *report = http_json(next->daemon->address, "/v1/report", NULL);

	if (json_integer_value(json_at(report, "/targets/0/check")) <= next->check) {
		json_decref(report);
		return false;
	}
	next->report = report;
	return true;
}

/* The report of a check that began after this call. Free with json_decref(). */
static json_t *
check_again(const struct daemon *daemon)
{
	json_t *before = http_json(daemon->address, "/v1/report", NULL);
	struct next_report next = {
		.daemon = daemon, .check = json_integer_value(json_at(before, "/targets/0/check"))
	};
	struct http_response *response = http_request(daemon->address, "POST", "/v1/check",
	                                              "Authorization: Bearer " TOKEN "\r\n", NULL);

	assert_int_equal(response->status, 202);
	http_free(response);
	json_decref(before);
	assert_true(wait_until(20000, has_checked_cb, &next));
	return next.report;
}

/* Prints what was found, where a test expects something else. */
static void
show(const json_t *report, const char *change)
{
	char *text = json_dumps(json_at(report, "/targets/0/findings"), JSON_INDENT(1));

	print_message("after %s: %s\n", change, text == NULL ? "no findings" : text);
	free(text);
}

static void
whole_is_in_sync(void **state)
{
	json_t *report;
	int code;

	(void)state;
	report = check(reference, "config/manifest.json", &code);
	if (code != 0)
		show(report, "nothing");
	assert_int_equal(code, 0);
	assert_string_equal(json_text_at(report, "/targets/0/status"), "in_sync");
	assert_int_equal(json_array_size(json_at(report, "/targets/0/findings")), 0);
	assert_int_equal(json_integer_value(json_at(report, "/targets/0/summary/tables_expected")),
	                 34);
	assert_int_equal(json_integer_value(json_at(report, "/targets/0/summary/tables_missing")),
	                 0);
	assert_int_equal(json_array_size(json_at(report, "/targets/0/modules")), 8);
	json_decref(report);
}

static bool
impact_names(const json_t *finding, const char *object)
{
	size_t index;
	const json_t *line;

	json_array_foreach(json_object_get(finding, "impact"), index, line)
	{
		if (strcmp(json_string_value(line), object) == 0)
			return true;
	}
	return false;
}

static char **
lines_of(char *text, size_t *ret_count)
{
	char **lines = calloc(strlen(text) + 1, sizeof *lines);
	char *save = NULL;

	*ret_count = 0;
	for (char *line = strtok_r(text, "\n", &save); line != NULL;
	     line = strtok_r(NULL, "\n", &save))
		lines[(*ret_count)++] = line;
	return lines;
}

/* Everything that was there before and is not now, but for what the finding itself is about and for
 * what lived on a table that has gone with it, is named by the finding's impact. */
static void
impact_is_complete(const json_t *finding, const char *change)
{
	char *before = harness_format("%s", lost_before);
	char *after = pg_value(reference, "%s", lost_sql);
	char *own = harness_format(" of public.%s", json_text_at(finding, "/table"));
	bool table = strcmp(json_text_at(finding, "/kind"), "table") == 0;
	char *self = harness_format("%s %s of public.%s", json_text_at(finding, "/kind"),
	                            json_text_at(finding, "/name"),
	                            json_text_at(finding, "/table"));
	size_t count;
	char **lines = lines_of(before, &count);
	char *padded = harness_format("\n%s\n", after);

	for (size_t i = 0; i < count; i++) {
		char *line = harness_format("\n%s\n", lines[i]);
		const char *tail = strstr(lines[i], own);
		bool with_table = table && tail != NULL && strcmp(tail, own) == 0;

		if (strstr(padded, line) == NULL && strcmp(lines[i], self) != 0 && !with_table &&
		    !impact_names(finding, lines[i]))
			fail_msg("after %s: %s is not in the impact", change, lines[i]);
		free(line);
	}
	free(padded);
	free(lines);
	free(self);
	free(own);
	free(after);
	free(before);
}

/* Makes each change that the query lists (statement, kind, table, name, change, property), expects
 * exactly the finding that it lists, and takes the change back. */
static void
walk(const char *query, size_t at_least)
{
	char *list = pg_value(reference,
	                      "SELECT string_agg(concat_ws(E'\\t', statement, kind, "
	                      "\"table\", name, change, property), E'\\n') FROM (%s) q",
	                      query);
	struct daemon *daemon = start_daemon();
	size_t step = harness_number("WALK_STEP", 1);
	size_t from = harness_number("WALK_FROM", 0);
	size_t count;
	char **lines = lines_of(list, &count);

	assert_in_range(count, at_least, SIZE_MAX);
	for (size_t i = from; i < count; i += step) {
		char *field[6] = { NULL };
		char *save = NULL;
		const json_t *finding;
		json_t *report;

		for (int f = 0; f < 6; f++)
			field[f] = strtok_r(f == 0 ? lines[i] : NULL, "\t", &save);
		pg_exec(reference, "%s", field[0]);
		report = check_again(daemon);
		finding = json_at(report, "/targets/0/findings/0");
		if (json_array_size(json_at(report, "/targets/0/findings")) != 1) {
			show(report, field[0]);
			fail_msg("after %s: not exactly one finding", field[0]);
		}
		assert_string_equal(json_text_at(finding, "/kind"), field[1]);
		assert_string_equal(json_text_at(finding, "/schema"), "public");
		assert_string_equal(json_text_at(finding, "/table"), field[2]);
		assert_string_equal(json_text_at(finding, "/name"), field[3]);
		assert_string_equal(json_text_at(finding, "/change"), field[4]);
		if (field[5] != NULL)
			assert_string_equal(json_text_at(finding, "/property"), field[5]);
		assert_int_equal(http_status(daemon->address, "/health"),
		                 strcmp(json_text_at(finding, "/severity"), "critical") == 0 ? 503
		                                                                             : 200);
		impact_is_complete(finding, field[0]);
		json_decref(report);
		restore(NULL);
	}
	free(lines);
	free(list);
	assert_int_equal(daemon_stop(daemon), 0);
	daemon_free(daemon);
	whole_is_in_sync(NULL);
}

#define OUR_TABLES                                                     \
	"relkind = 'r' AND relnamespace = 'public'::regnamespace AND " \
	"relname NOT IN ('organizations', 'users', 'alembic_version')"

#define OUR_COLUMNS                                                                               \
	"pg_class c JOIN pg_attribute a ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped " \
	"WHERE " OUR_TABLES

static void
each_table_dropped(void **state)
{
	(void)state;
	walk("SELECT format('DROP TABLE %I CASCADE', relname) AS statement, 'table' AS kind, "
	     "relname AS \"table\", relname AS name, 'missing' AS change, NULL AS property "
	     "FROM pg_class WHERE " OUR_TABLES,
	     34);
}

static void
each_column_dropped(void **state)
{
	(void)state;
	walk("SELECT format('ALTER TABLE %I DROP COLUMN %I CASCADE', relname, attname) AS statement, "
	     "'column' AS kind, relname AS \"table\", attname AS name, 'missing' AS change, "
	     "NULL AS property FROM " OUR_COLUMNS,
	     250);
}

static void
each_column_retyped(void **state)
{
	(void)state;
	walk("SELECT format('ALTER TABLE %I ALTER COLUMN %I TYPE %s', relname, attname, "
	     "CASE WHEN atttypid = 'text'::regtype THEN 'varchar(77)' "
	     "WHEN format_type(atttypid, -1) LIKE '%[]' THEN 'text[]' ELSE 'text' END) AS statement, "
	     "'column' AS kind, relname AS \"table\", attname AS name, 'changed' AS change, "
	     "'type' AS property FROM " OUR_COLUMNS,
	     250);
}

static void
each_column_made_nullable(void **state)
{
	(void)state;
	walk("SELECT format('ALTER TABLE %I ALTER COLUMN %I DROP NOT NULL', relname, attname) "
	     "AS statement, 'column' AS kind, relname AS \"table\", attname AS name, "
	     "'changed' AS change, 'not_null' AS property FROM " OUR_COLUMNS
	     " AND attnotnull AND NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = c.oid "
	     "AND contype = 'p' AND attnum = ANY (conkey))",
	     60);
}

static void
each_index_dropped(void **state)
{
	(void)state;
	walk("SELECT format('DROP INDEX %I', i.relname) AS statement, 'index' AS kind, "
	     "c.relname AS \"table\", i.relname AS name, 'missing' AS change, NULL AS property "
	     "FROM pg_index x JOIN pg_class i ON i.oid = indexrelid JOIN pg_class c ON c.oid = indrelid "
	     "WHERE c.relnamespace = 'public'::regnamespace AND c.relname <> 'users' AND NOT EXISTS "
	     "(SELECT FROM pg_constraint WHERE conindid = indexrelid)",
	     46);
}

static void
each_constraint_dropped(void **state)
{
	(void)state;
	/* 15 foreign keys, 4 unique constraints, 34 primary keys. */
	walk("SELECT format('ALTER TABLE %I DROP CONSTRAINT %I CASCADE', relname, conname) "
	     "AS statement, 'constraint' AS kind, relname AS \"table\", conname AS name, "
	     "'missing' AS change, NULL AS property FROM pg_constraint JOIN pg_class c "
	     "ON c.oid = conrelid WHERE contype IN ('f', 'u', 'p') AND " OUR_TABLES,
	     53);
}

/* The finding that the reference case would have needed: applied by the books, absent in truth. */
static void
a_recorded_revision_does_not_hide_missing_tables(void **state)
{
	char *manifest = harness_path("manifest.json");
	char *command = harness_format(
		"sed 's|^  \"manifest\": 1,|&  \"revisions\": [{ \"table\": \"alembic_version\", "
		"\"column\": \"version_num\", \"expect\": [\"774225e563ca\"] }],|' "
		"config/manifest.json >%s",
		manifest);
	const char *argv[] = { "sh", "-c", command, NULL };
	const json_t *finding;
	json_t *report;
	size_t index;
	bool found = false;
	int code;

	(void)state;
	assert_int_equal(run_program(argv, NULL, NULL), 0);
	report = check(reference, manifest, &code);
	assert_int_equal(code, 0);
	json_decref(report);

	pg_exec(reference, "DROP TABLE event_sessions, event_tickets");
	report = check(reference, manifest, &code);
	assert_int_equal(code, 2);
	json_array_foreach(json_at(report, "/targets/0/findings"), index, finding)
	{
		if (strcmp(json_text_at(finding, "/kind"), "revision") != 0)
			continue;
		found = true;
		assert_string_equal(json_text_at(finding, "/severity"), "critical");
		assert_non_null(strstr(json_text_at(finding, "/summary"),
		                       "recorded as applied, but 2 tables are missing"));
	}
	assert_true(found);
	json_decref(report);

	/* Another revision alone is a warning. */
	restore(NULL);
	pg_exec(reference, "UPDATE alembic_version SET version_num = 'another'");
	report = check(reference, manifest, &code);
	assert_int_equal(code, 1);
	assert_string_equal(json_text_at(report, "/targets/0/findings/0/kind"), "revision");
	assert_string_equal(json_text_at(report, "/targets/0/findings/0/severity"), "warning");
	json_decref(report);
	pg_exec(reference, "UPDATE alembic_version SET version_num = '774225e563ca'");
	free(command);
	free(manifest);
}

static void
a_role_without_privileges_gets_forbidden(void **state)
{
	char *conninfo = pg_conninfo(server, reference->name, "stranger");
	struct pg_database as_stranger = { .conninfo = conninfo };
	const json_t *finding;
	json_t *report;
	size_t index;
	int code;

	(void)state;
	pg_exec(reference, "CREATE ROLE stranger LOGIN");
	pg_exec(reference, "DROP TABLE event_tickets");
	report = check(&as_stranger, "config/manifest.json", &code);
	assert_int_equal(code, 2);
	assert_int_equal(json_integer_value(json_at(report, "/targets/0/summary/tables_missing")),
	                 1);
	assert_int_equal(json_array_size(json_at(report, "/targets/0/findings")), 1 + 33 + 1);
	json_array_foreach(json_at(report, "/targets/0/findings"), index, finding)
	{
		if (strcmp(json_text_at(finding, "/name"), "event_tickets") == 0) {
			assert_string_equal(json_text_at(finding, "/change"), "missing");
			continue;
		}
		assert_string_equal(json_text_at(finding, "/change"), "forbidden");
		assert_string_equal(json_text_at(finding, "/severity"), "warning");
		assert_non_null(strstr(json_text_at(finding, "/observed"), "GRANT SELECT ON "));
		assert_non_null(strstr(json_text_at(finding, "/observed"), " TO stranger"));
	}
	json_decref(report);

	/* Forbidden tables are compared in full all the same: the catalog shows them. */
	pg_exec(reference, "ALTER TABLE blog_posts ALTER COLUMN title DROP NOT NULL");
	report = check(&as_stranger, "config/manifest.json", &code);
	assert_int_equal(json_array_size(json_at(report, "/targets/0/findings")), 1 + 33 + 1 + 1);
	json_decref(report);
	pg_exec(reference, "DROP OWNED BY stranger; DROP ROLE stranger");
	free(conninfo);
}

static void
a_prerequisite_of_another_type_is_critical(void **state)
{
	json_t *report;
	int code;

	(void)state;
	pg_exec(reference, "ALTER TABLE organizations ALTER COLUMN id TYPE text");
	report = check(reference, "config/manifest.json", &code);
	assert_int_equal(code, 2);
	assert_int_equal(json_array_size(json_at(report, "/targets/0/findings")), 1);
	assert_string_equal(json_text_at(report, "/targets/0/findings/0/table"), "organizations");
	assert_string_equal(json_text_at(report, "/targets/0/findings/0/observed"), "text");
	assert_string_equal(json_text_at(report, "/targets/0/findings/0/expected"),
	                    "character varying(36)");
	json_decref(report);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_is_in_sync),
		cmocka_unit_test(each_table_dropped),
		cmocka_unit_test(each_column_dropped),
		cmocka_unit_test(each_column_retyped),
		cmocka_unit_test(each_column_made_nullable),
		cmocka_unit_test(each_index_dropped),
		cmocka_unit_test(each_constraint_dropped),
		cmocka_unit_test_teardown(a_recorded_revision_does_not_hide_missing_tables,
		                          restore),
		cmocka_unit_test_teardown(a_role_without_privileges_gets_forbidden, restore),
		cmocka_unit_test_teardown(a_prerequisite_of_another_type_is_critical, restore),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
