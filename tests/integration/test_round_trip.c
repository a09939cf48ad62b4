/* There and back: what the setups of tests/kinds make is written down by snapshot, created by apply in an
 * empty database, and in sync there. Each case has a schema and a module of its own, so that as many as
 * get along share a database. */
#include "harness.h"
#include "harness_pg.h"
#include "kinds_case.h"

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

#define WORLDS_MAX      24
#define NOT_CREATED_MAX 16

/* What a manifest can state and nothing creates: where one is, its module is refused. */
static const char *const not_created[] = { NULL };

/* The same, of what stands at the top level: it would be everything that is refused. A subscription's
 * conninfo is never read, and a setting's statement must name the database. */
static const char *const passed_over[] = { "subscription", "setting", NULL };

static struct pg_server *server;

enum fate { WAITING, THERE, REFUSED, DONE };

struct journey {
	struct kinds_cases cases;
	enum fate *fates; /* one of each case */
	bool refused[NOT_CREATED_MAX + 1];
	struct pg_database *from;
	struct pg_database *to;
	char *manifest; /* the path of the snapshot */
};

static int
group_setup(void **state)
{
	struct pg_database *database;

	(void)state;
	server = pg_start(NULL);
	database = pg_database(server);
	pg_exec(database,
	        "CREATE ROLE case_owner; CREATE ROLE case_reader; CREATE ROLE case_writer; "
	        "SET allow_in_place_tablespaces = on");
	pg_exec(database, "CREATE TABLESPACE case_space LOCATION ''");
	pg_drop(database);
	return 0;
}

static int
group_teardown(void **state)
{
	(void)state;
	pg_free(server);
	return 0;
}

/* --- there -------------------------------------------------------------------------------------- */

/* All of the setup in one transaction, or nothing of it. */
static bool
set_up(const struct journey *journey, size_t number)
{
	char *path = harness_path("setup");
	char *sql = harness_format(
		"CREATE SCHEMA case_%zu;\nSET search_path = case_%zu, public;\n%s", number, number,
		journey->cases.cases[number].setup);
	const char *argv[] = {
		"psql", "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-d", journey->from->conninfo,
		"-f",   path, NULL
	};
	int code;

	harness_write_file(path, sql);
	code = run_program(argv, NULL, NULL);
	free(sql);
	free(path);
	return code == 0;
}

static bool
is_passed_over(enum kind kind)
{
	for (size_t i = 0; passed_over[i] != NULL; i++) {
		if (strcmp(passed_over[i], kind_table[kind].word) == 0)
			return true;
	}
	return false;
}

/* Those that do not get along with the ones before them wait for the next database. */
static size_t
set_up_all(struct journey *journey)
{
	size_t count = 0;

	for (size_t i = 0; i < journey->cases.count; i++) {
		if (is_passed_over(journey->cases.cases[i].file) ||
		    journey->cases.cases[i].uncreated)
			journey->fates[i] = DONE;
		if (journey->fates[i] == WAITING && set_up(journey, i)) {
			journey->fates[i] = THERE;
			count++;
		}
	}
	return count;
}

/* A verb with a switch for each case that is there; the code, and what it wrote (caller owns). */
static int
run_verb(const struct journey *journey, const char *const *verb, const char *conninfo,
         const char *each, enum fate fate, char **ret_out, char **ret_errors)
{
	const char **argv = calloc(2 * journey->cases.count + 16, sizeof *argv);
	char **made = calloc(journey->cases.count + 1, sizeof *made);
	size_t count = 0, made_count = 0;
	int code;

	argv[count++] = harness_pgdriftd();
	while (*verb != NULL)
		argv[count++] = *verb++;
	argv[count++] = "--dsn";
	argv[count++] = conninfo;
	for (size_t i = 0; each != NULL && i < journey->cases.count; i++) {
		char number[24];

		if (journey->fates[i] != fate)
			continue;
		snprintf(number, sizeof number, "%zu", i);
		made[made_count] = harness_format("%s", each);
		for (char *at = strchr(made[made_count], '@'); at != NULL;
		     at = strchr(made[made_count], '@')) {
			char *longer = harness_format("%.*s%s%s", (int)(at - made[made_count]),
			                              made[made_count], number, at + 1);

			free(made[made_count]);
			made[made_count] = longer;
		}
		argv[count++] = "--module";
		argv[count++] = made[made_count++];
	}
	code = run_program(argv, ret_out, ret_errors);
	while (made_count > 0)
		free(made[--made_count]);
	free(made);
	free(argv);
	return code;
}

static void
write_down(struct journey *journey)
{
	static const char *const verb[] = { "snapshot", NULL };
	char *json, *errors;
	int code = run_verb(journey, verb, journey->from->conninfo, "case_@=case_@.*", THERE, &json,
	                    &errors);

	if (code != 0)
		fail_msg("snapshot gave %d: %s", code, errors);
	harness_write_file(journey->manifest, json);
	free(json);
	free(errors);
}

/* --- in the server's spelling ------------------------------------------------------------------- */

/* Caller owns. */
static char *
normalize(const struct pg_database *empty, const char *manifest)
{
	char *out;
	char *err;

	if (run_pgdriftd(&out, &err, "normalize", manifest, "--dsn", empty->conninfo, NULL) != 0)
		fail_msg("normalize: %s", err);
	free(err);
	return out;
}

/* Normalizing what is normal changes nothing, and leaves nothing behind. */
static void
normalize_twice(const struct journey *journey)
{
	char *path = harness_path("normal");
	char *once = normalize(journey->to, journey->manifest);
	char *twice;

	harness_write_file(path, once);
	twice = normalize(journey->to, path);
	assert_string_equal(once, twice);
	assert_int_equal(pg_number(journey->to, "SELECT count(*) FROM pg_class WHERE oid >= 16384"),
	                 0);
	unlink(path);
	free(path);
	free(once);
	free(twice);
}

/* --- and back ----------------------------------------------------------------------------------- */

/* Which of not_created the sentence speaks of; NOT_CREATED_MAX: none. */
static size_t
refused_kind(const char *why)
{
	for (size_t i = 0; not_created[i] != NULL; i++) {
		if (strstr(why, not_created[i]) != NULL)
			return i;
	}
	return NOT_CREATED_MAX;
}

static void
note_refused(struct journey *journey, const char *module, const char *why)
{
	size_t number = strtoul(module + strlen("case_"), NULL, 10);
	const struct kinds_case *its = &journey->cases.cases[number];
	size_t which = refused_kind(why);

	if (strncmp(module, "case_", 5) != 0 || which == NOT_CREATED_MAX)
		fail_msg("%s: case: %s: module %s: refused: %s", its->place, its->title, module,
		         why);
	journey->fates[number] = REFUSED;
	journey->refused[which] = true;
}

static void
read_refusals(struct journey *journey)
{
	const char *const verb[] = { "plan",       "--format",        "json",
		                     "--manifest", journey->manifest, NULL };
	char *json, *errors;
	int code = run_verb(journey, verb, journey->to->conninfo, NULL, THERE, &json, &errors);
	json_t *plan = json_loads(json, 0, NULL);
	json_t *refusal, *module;
	size_t i, j;

	if (code != 2 || plan == NULL)
		fail_msg("plan gave %d: %s%s", code, json, errors);
	json_array_foreach(json_object_get(plan, "refusals"), i, refusal)
	{
		const char *text = json_string_value(json_object_get(refusal, "text"));
		const json_t *modules = json_object_get(refusal, "modules");

		if (json_array_size(modules) == 0)
			fail_msg("refused at the top level: %s", text);
		json_array_foreach(modules, j, module)
			note_refused(journey, json_string_value(module), text);
	}
	json_decref(plan);
	free(json);
	free(errors);
}

static void
come_back(struct journey *journey)
{
	const char *const apply[] = { "apply",      "--yes",           "--single-transaction",
		                      "--manifest", journey->manifest, NULL };
	const char *const check[] = { "check", "--manifest", journey->manifest, NULL };
	char *out, *errors;
	int code;

	read_refusals(journey);
	code = run_verb(journey, apply, journey->to->conninfo, NULL, THERE, &out, &errors);
	if (code != 0 && code != 2)
		fail_msg("apply gave %d: %s", code,
		         strstr(errors, ": failed: ") != NULL ? strstr(errors, ": failed: ")
		                                              : errors);
	free(out);
	free(errors);
	code = run_verb(journey, check, journey->to->conninfo, "!case_@", REFUSED, &out, &errors);
	if (code != 0)
		fail_msg("check gave %d: %s%s", code, out, errors);
	free(out);
	free(errors);
	for (size_t i = 0; i < journey->cases.count; i++) {
		if (journey->fates[i] == THERE || journey->fates[i] == REFUSED)
			journey->fates[i] = DONE;
	}
}

static void
all_kinds_come_back(void **state)
{
	struct journey journey = { .manifest = harness_path("manifest") };
	struct pg_database *database = pg_database(server);
	long version = pg_number(database, "SELECT current_setting('server_version_num')::integer");
	size_t worlds = 0, count;
	bool all_needed = true;

	(void)state;
	pg_drop(database);
	for (size_t kind = 0; kind < KIND_COUNT; kind++)
		kinds_cases_read((enum kind)kind, &journey.cases);
	journey.fates = calloc(journey.cases.count, sizeof *journey.fates);
	/* Nothing creates them, and they stand at the top level, where one refuses all. */
	for (size_t i = 0; i < journey.cases.count; i++) {
		if (strstr(journey.cases.cases[i].setup, "DEFAULT PRIVILEGES") != NULL)
			journey.fates[i] = DONE;
	}
	do {
		journey.from = pg_database(server);
		journey.to = pg_database(server);
		count = set_up_all(&journey);
		if (count > 0) {
			write_down(&journey);
			normalize_twice(&journey);
			come_back(&journey);
		}
		pg_drop(journey.from);
		pg_drop(journey.to);
		print_message("%zu cases\n", count);
	} while (count > 0 && ++worlds < WORLDS_MAX);
	for (size_t i = 0; i < journey.cases.count; i++) {
		const struct kinds_case *its = &journey.cases.cases[i];

		if (journey.fates[i] != DONE && its->since <= version)
			fail_msg("%s: case: %s was not set up", its->place, its->title);
	}
	for (size_t i = 0; not_created[i] != NULL; i++) {
		if (!journey.refused[i])
			print_error("it does %s: take it off the list\n", not_created[i]);
		all_needed = all_needed && journey.refused[i];
	}
	assert_true(all_needed);
	free(journey.fates);
	free(journey.manifest);
	kinds_cases_free(&journey.cases);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_kinds_come_back),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
