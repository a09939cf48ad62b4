#include "reference.h"

#include "base/text.h"
#include "harness.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct pg_database *
core_database(struct pg_server *server)
{
	struct pg_database *database = pg_database(server);

	pg_load_file(database, "tests/reference/core.sql");
	return database;
}

struct pg_database *
reference_database(struct pg_server *server)
{
	struct pg_database *database = core_database(server);
	char *path = harness_path("ddl");
	char *command = harness_format("tests/reference/ddl.sh >%s", path);
	const char *argv[] = { "sh", "-c", command, NULL };

	assert_int_equal(run_program(argv, NULL, NULL), 0);
	pg_load_file(database, path);
	free(command);
	free(path);
	return database;
}

char *
schema_dump(const struct pg_database *database)
{
	const char *argv[] = { "pg_dump", "-s", "-d", database->conninfo, NULL };
	struct text kept = { 0 };
	char *all;
	char *errors;

	if (run_program(argv, &all, &errors) != 0) {
		/* It speaks to no server newer than itself. */
		if (strstr(errors, "server version mismatch") != NULL)
			skip();
		fail_msg("pg_dump: %s", errors);
	}
	for (const char *line = all; *line != '\0';) {
		size_t length = strcspn(line, "\n") + 1;

		if (strncmp(line, "\\restrict ", 10) != 0 &&
		    strncmp(line, "\\unrestrict ", 12) != 0)
			text_addn(&kept, line, length);
		line += length;
	}
	free(all);
	free(errors);
	return text_take(&kept);
}

void
assert_same_dump(const struct pg_database *made, const struct pg_database *wanted)
{
	char *left = schema_dump(made);
	char *right = schema_dump(wanted);
	size_t at = 0;

	assert_true(strlen(right) > 10000);
	while (left[at] == right[at] && left[at] != '\0')
		at++;
	if (left[at] != right[at])
		fail_msg("the dumps part here:\n%.200s\n--- and not:\n%.200s", left + at,
		         right + at);
	free(left);
	free(right);
}

long
table_count(struct pg_database *database)
{
	return pg_number(database, "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND "
	                           "relnamespace = 'public'::regnamespace");
}
