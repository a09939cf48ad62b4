#include "creating.h"

#include "harness.h"
#include "harness_http.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

static struct pg_server *group;

int
creating_group_setup(void **state)
{
	struct pg_database *database;

	(void)state;
	group = pg_start(NULL);
	database = pg_database(group);
	pg_exec(database, "CREATE ROLE watcher LOGIN; CREATE ROLE creator LOGIN");
	pg_drop(database);
	return 0;
}

int
creating_group_teardown(void **state)
{
	(void)state;
	pg_free(group);
	return 0;
}

int
creating_setup(void **state)
{
	struct creating_stage *stage = calloc(1, sizeof *stage);

	creating_begin_stage(stage);
	*state = stage;
	return 0;
}

int
creating_teardown(void **state)
{
	creating_end_stage(*state);
	free(*state);
	return 0;
}

struct pg_server *
creating_server(void)
{
	return group;
}

struct pg_database *
creating_database(struct pg_server *server)
{
	struct pg_database *database = pg_database(server);

	pg_load_file(database, "tests/reference/core.sql");
	pg_exec(database, "GRANT SELECT ON alembic_version, organizations TO watcher;"
	                  "ALTER DEFAULT PRIVILEGES FOR ROLE creator IN SCHEMA public "
	                  "GRANT SELECT ON TABLES TO watcher;"
	                  "GRANT CREATE, USAGE ON SCHEMA public TO creator;"
	                  "GRANT SELECT, REFERENCES ON organizations, alembic_version TO creator;"
	                  "SET client_min_messages = warning");
	return database;
}

void
creating_begin_stage(struct creating_stage *stage)
{
	char *token;

	*stage = (struct creating_stage){
		.server = group, .manifest = "config/manifest.json", .options = "", .target = ""
	};
	stage->database = creating_database(group);
	stage->place = harness_path("place");
	assert_int_equal(mkdir(stage->place, 0755), 0);
	token = harness_format("%s/token", stage->place);
	harness_write_file(token, CREATING_TOKEN "\n");
	free(token);
}

void
creating_end_stage(struct creating_stage *stage)
{
	daemon_free(stage->daemon);
	pg_drop(stage->database);
	free(stage->place);
}

char *
creating_ini(const struct creating_stage *stage, const struct pg_database *database)
{
	char *manifest = realpath(stage->manifest, NULL);
	char *watcher = pg_conninfo(stage->server, database->name, "watcher");
	char *creator = pg_conninfo(stage->server, database->name, "creator");
	/* What stands first in the target's lines stands for itself. */
	bool own = strstr(stage->target, "create_conninfo") != NULL;
	char *ini = harness_format(
		"[pgdriftd]\nlisten = 127.0.0.1:@port@\nmanifest = %s\nadmin_token_file = "
		"%s/token\ncheck_interval = 1s\n"
		"log_level = debug\nstate_dir = %s/state\n%s"
		"[target main]\nconninfo = %s\nauto_create = tables\n%s%s\n%s",
		manifest, stage->place, stage->place, stage->options, watcher,
		own ? "" : "create_conninfo = ", own ? "" : creator, stage->target);

	free(manifest);
	free(watcher);
	free(creator);
	return ini;
}

void
creating_start(struct creating_stage *stage)
{
	char *ini = creating_ini(stage, stage->database);

	daemon_free(stage->daemon);
	stage->daemon = daemon_start(&(struct daemon_options){ .ini = ini });
	free(ini);
}

void
creating_fail(const struct creating_stage *stage, const char *what)
{
	char *log = daemon_log(stage->daemon);

	/* It is longer than fail_msg() takes. */
	fputs(log, stderr);
	free(log);
	fail_msg("%s", what);
}

/* --- tables ---------------------------------------------------------------------------------------- */

long
creating_tables(const struct creating_stage *stage)
{
	return pg_number(
		stage->database,
		"SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename NOT "
		"IN ('organizations', 'users', 'alembic_version')");
}

static bool
has_tables_cb(void *arg)
{
	const struct creating_stage *stage = arg;

	return creating_tables(stage) == stage->count;
}

void
creating_wait_tables(struct creating_stage *stage, long count)
{
	stage->count = count;
	if (!wait_until(CREATING_WAIT_MS, has_tables_cb, stage))
		creating_fail(stage, "the tables did not come");
}

/* Whether the name stands on a line of its own. */
static bool
stands(const char *names, const char *name)
{
	char *line = harness_format("\n%s\n", name);
	bool found = strstr(names, line) != NULL;

	free(line);
	return found;
}

void
creating_assert_no_half(const struct creating_stage *stage)
{
	json_error_t error;
	json_t *manifest = json_load_file(stage->manifest, 0, &error);
	/* In one snapshot: a transaction may end meanwhile. */
	char *names = pg_value(
		stage->database,
		"SELECT E'\\n\\n' || coalesce(string_agg(tablename, E'\\n\\n'), '') || "
		"E'\\n\\n' FROM pg_tables WHERE schemaname = 'public'");
	json_t *module, *table;
	size_t i, j;

	assert_non_null(manifest);
	json_array_foreach(json_object_get(manifest, "modules"), i, module)
	{
		json_t *tables = json_object_get(module, "tables");
		size_t there = 0;

		json_array_foreach(tables, j, table)
			there += stands(names, json_string_value(json_object_get(table, "name")));
		if (there != 0 && there != json_array_size(tables))
			fail_msg("%zu tables of module %s", there,
			         json_string_value(json_object_get(module, "name")));
	}
	json_decref(manifest);
	free(names);
}

/* --- what the daemon says -------------------------------------------------------------------------- */

static json_int_t
checks(const struct creating_stage *stage)
{
	json_t *report = http_json(stage->daemon->address, "/v1/report", NULL);
	json_int_t count = json_integer_value(json_at(report, "/targets/0/check"));

	json_decref(report);
	return count;
}

static bool
has_checked_cb(void *arg)
{
	const struct creating_stage *stage = arg;

	return checks(stage) >= stage->count;
}

void
creating_wait_checks(struct creating_stage *stage, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		struct http_response *response;

		stage->count = checks(stage) + 1;
		response = http_request(stage->daemon->address, "POST", "/v1/check",
		                        CREATING_BEARER, NULL);
		assert_int_equal(response->status, 202);
		http_free(response);
		if (!wait_until(CREATING_WAIT_MS, has_checked_cb, stage))
			creating_fail(stage, "the check did not come");
	}
}

/* Counts, and keeps the last one's summary where that is asked for. */
static json_int_t
look_through(const struct creating_stage *stage, const char *type, char **ret_summary)
{
	json_t *page = http_json(stage->daemon->address, "/v1/events?limit=1000", NULL);
	json_t *events = json_object_get(page, "events");
	json_int_t count = 0;
	json_t *event;
	size_t i;

	json_array_foreach(events, i, event)
	{
		const char *name = json_text_at(event, "/event/type");

		if (name == NULL || strstr(name, type) == NULL)
			continue;
		count++;
		if (ret_summary != NULL) {
			free(*ret_summary);
			*ret_summary = strdup(json_text_at(event, "/event/data/summary"));
		}
	}
	json_decref(page);
	return count;
}

json_int_t
creating_events(const struct creating_stage *stage, const char *type)
{
	return look_through(stage, type, NULL);
}

void
creating_assert_events(const struct creating_stage *stage, const char *type, json_int_t count)
{
	if (creating_events(stage, type) != count)
		creating_fail(stage, type);
}

static bool
has_events_cb(void *arg)
{
	const struct creating_stage *stage = arg;

	return creating_events(stage, stage->text) >= stage->count;
}

void
creating_wait_events(struct creating_stage *stage, const char *type, json_int_t count)
{
	stage->text = type;
	stage->count = count;
	if (!wait_until(CREATING_WAIT_MS, has_events_cb, stage))
		creating_fail(stage, type);
}

char *
creating_summary(const struct creating_stage *stage, const char *type)
{
	char *summary = NULL;

	look_through(stage, type, &summary);
	if (summary == NULL)
		creating_fail(stage, type);
	return summary;
}

long
creating_metric(const struct creating_stage *stage, const char *sample)
{
	struct http_response *response = http_request(stage->daemon->address, "GET", "/metrics",
	                                              NULL, NULL);
	const char *line = strstr(response->body, sample);
	long value = -1;

	if (line != NULL && line[strlen(sample)] == ' ')
		value = strtol(line + strlen(sample), NULL, 10);
	http_free(response);
	return value;
}

/* --- what it keeps --------------------------------------------------------------------------------- */

char *
creating_state_path(const struct creating_stage *stage, const char *name)
{
	return harness_format("%s/state/%s", stage->place, name);
}

char *
creating_state(const struct creating_stage *stage, const char *name)
{
	char *path = creating_state_path(stage, name);
	char *text = harness_read_file(path);

	free(path);
	return text;
}

json_t *
creating_trail(const struct creating_stage *stage, const char *what)
{
	char *text = creating_state(stage, "audit.jsonl");
	json_t *trail = json_array();
	char *rest = text, *line;

	while ((line = strsep(&rest, "\n")) != NULL) {
		json_error_t error;
		json_t *object = json_loads(line, 0, &error);
		const char *word = json_string_value(json_object_get(object, "what"));

		if (*line != '\0' && word == NULL)
			fail_msg("%s: %s", error.text, line);
		if (word != NULL && (what == NULL || strcmp(word, what) == 0))
			json_array_append(trail, object);
		json_decref(object);
	}
	free(text);
	return trail;
}
