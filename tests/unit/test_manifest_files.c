/* The manifests in tests/manifests: what must be refused, with which words, and what must be taken. */
#include "manifest/manifest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIELDS 4

/* Calls `check` with each row's fields (NULL where there are fewer), and counts what it calls wrong. */
static size_t
each_row(const char *path, size_t (*check)(char *const field[FIELDS]), size_t *ret_rows)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t room = 0;
	size_t wrong = 0;

	assert_non_null(file);
	*ret_rows = 0;
	while (getline(&line, &room, file) >= 0) {
		char *rest = line;
		char *field[FIELDS] = { NULL };

		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '#' || line[0] == '\0')
			continue;
		for (size_t i = 0; i < FIELDS; i++)
			field[i] = strsep(&rest, "\t");
		wrong += check(field);
		(*ret_rows)++;
	}
	free(line);
	fclose(file);
	return wrong;
}

static size_t
files_in(const char *path)
{
	DIR *directory = opendir(path);
	size_t count = 0;

	assert_non_null(directory);
	for (struct dirent *entry; (entry = readdir(directory)) != NULL;)
		count += strstr(entry->d_name, ".json") != NULL;
	closedir(directory);
	return count;
}

static size_t
check_bad(char *const field[FIELDS])
{
	struct expected *expected = NULL;
	struct err err = { 0 };
	char path[256];

	assert_non_null(field[2]);
	snprintf(path, sizeof path, "tests/manifests/bad/%s", field[0]);
	if (manifest_load(path, &expected, &err)) {
		print_error("%s was taken\n", path);
		expected_unref(expected);
		return 1;
	}
	assert_null(expected);
	assert_int_equal(err.code, ERR_MANIFEST);
	if (strncmp(err.message, path, strlen(path)) != 0 ||
	    strncmp(err.message + strlen(path), field[2], strlen(field[2])) != 0) {
		print_error("%s\n   where this was expected: %s\n", err.message, field[2]);
		return 1;
	}
	return 0;
}

static void
bad_manifests_are_refused_at_their_place(void **unused)
{
	size_t rows;

	(void)unused;
	assert_int_equal(each_row("tests/manifests/bad.tsv", check_bad, &rows), 0);
	assert_int_equal(rows, files_in("tests/manifests/bad"));
}

static size_t
check_good(char *const field[FIELDS])
{
	struct expected *expected;
	struct err err = { 0 };
	size_t tables = 0;
	size_t wrong;
	char path[256];

	assert_non_null(field[3]);
	snprintf(path, sizeof path, "tests/manifests/good/%s", field[0]);
	if (!manifest_load(path, &expected, &err)) {
		print_error("%s\n", err.message);
		return 1;
	}
	for (size_t i = 0; i < expected->module_count; i++)
		tables += expected->modules[i].tables;
	wrong = expected->module_count - 1 != strtoul(field[1], NULL, 10) ||
	        tables != strtoul(field[2], NULL, 10) ||
	        expected->item_count != strtoul(field[3], NULL, 10);
	if (wrong > 0)
		print_error("%s: %zu modules, %zu tables, %zu objects\n", path,
		            expected->module_count - 1, tables, expected->item_count);
	expected_unref(expected);
	return wrong;
}

static void
good_manifests_are_taken_whole(void **unused)
{
	size_t rows;

	(void)unused;
	assert_int_equal(each_row("tests/manifests/good.tsv", check_good, &rows), 0);
	assert_int_equal(rows, files_in("tests/manifests/good"));
}

static void
what_is_no_file_is_an_error_of_the_manifest(void **unused)
{
	struct expected *expected = NULL;
	struct err missing = { 0 };
	struct err directory = { 0 };

	(void)unused;
	assert_false(manifest_load("tests/manifests/none.json", &expected, &missing));
	assert_int_equal(missing.code, ERR_MANIFEST);
	assert_string_equal(missing.message,
	                    "tests/manifests/none.json: No such file or directory");
	assert_false(manifest_load("tests/manifests", &expected, &directory));
	assert_int_equal(directory.code, ERR_MANIFEST);
	assert_null(expected);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_manifests_are_refused_at_their_place),
		cmocka_unit_test(good_manifests_are_taken_whole),
		cmocka_unit_test(what_is_no_file_is_an_error_of_the_manifest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
