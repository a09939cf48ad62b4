/* Manifests too deep, too large or with too many objects: made here, as they lie badly in a
 * repository. */
#include "manifest/manifest.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char head[] = "{\"manifest\":1,\"name\":\"big\",\"modules\":[";

/* Parses the text and frees it. Returns the expected objects, or NULL. */
static struct expected *
parse(struct text *manifest, struct err *err)
{
	struct expected *expected = NULL;

	manifest_parse(text_str(manifest), manifest->length, "big.json", &expected, err);
	text_done(manifest);
	return expected;
}

static void
refused(struct text *manifest, const char *message)
{
	struct err err = { 0 };

	assert_null(parse(manifest, &err));
	assert_int_equal(err.code, ERR_MANIFEST);
	assert_string_equal(err.message, message);
}

static void
add_tables(struct text *out, size_t count)
{
	text_add(out, "{\"name\":\"m\",\"tables\":[");
	for (size_t i = 0; i < count; i++)
		text_addf(out, "%s\"t%zu\"", i > 0 ? "," : "", i);
	text_add(out, "]}");
}

static void
add_nested(struct text *out, size_t depth)
{
	for (size_t i = 0; i < depth; i++)
		text_addc(out, '[');
	for (size_t i = 0; i < depth; i++)
		text_addc(out, ']');
}

static void
depth_is_bounded(void **unused)
{
	struct text deepest = { 0 };
	struct text deeper = { 0 };

	(void)unused;
	add_nested(&deepest, 2048);
	refused(&deepest, "big.json: (document): expected an object, not an array");
	add_nested(&deeper, 2049);
	refused(&deeper, "big.json:1:2049: more than 2048 deep; nothing in a manifest is nested as "
	                 "deeply");
}

static void
two_hundred_thousand_objects_are_taken(void **unused)
{
	struct text manifest = { 0 };
	struct err err = { 0 };
	struct expected *expected;

	(void)unused;
	text_add(&manifest, head);
	add_tables(&manifest, EXPECTED_OBJECTS_MAX);
	text_add(&manifest, "]}");
	expected = parse(&manifest, &err);
	assert_non_null(expected);
	assert_int_equal(expected->item_count, EXPECTED_OBJECTS_MAX);
	assert_int_not_equal(expected_find(expected, KIND_table, "public", "t199999", "t199999"),
	                     EXPECTED_NONE);
	expected_unref(expected);
}

static void
one_more_is_refused(void **unused)
{
	struct text manifest = { 0 };

	(void)unused;
	text_add(&manifest, head);
	text_add(&manifest, "{\"name\":\"l\",\"tables\":[{\"name\":\"x\",\"columns\":[{\"name\":"
	                    "\"a\"}]}]},");
	add_tables(&manifest, EXPECTED_OBJECTS_MAX - 1);
	text_add(&manifest, "]}");
	refused(&manifest, "big.json: (document): states 200001 objects; the limit is 200000");
}

static void
columns_count_as_objects(void **unused)
{
	struct text manifest = { 0 };

	(void)unused;
	text_add(&manifest, head);
	text_add(&manifest, "{\"name\":\"m\",\"tables\":[{\"name\":\"t\",\"columns\":[");
	for (size_t i = 0; i < EXPECTED_OBJECTS_MAX; i++)
		text_addf(&manifest, "%s{\"name\":\"c%zu\"}", i > 0 ? "," : "", i);
	text_add(&manifest, "]}]}]}");
	refused(&manifest, "big.json: (document): states 200001 objects; the limit is 200000");
}

static void
other_lists_are_bounded_too(void **unused)
{
	static const char *const keys[] = { "revisions", "ignore", "scope", "omit" };

	(void)unused;
	for (size_t key = 0; key < sizeof keys / sizeof *keys; key++) {
		struct text manifest = { 0 };
		char message[128];

		text_addf(&manifest, "{\"%s\":[0", keys[key]);
		for (size_t i = 0; i < EXPECTED_OBJECTS_MAX; i++)
			text_add(&manifest, ",0");
		text_addf(&manifest, "],%s{\"name\":\"m\",\"tables\":[\"t\"]}]}", head + 1);
		snprintf(message, sizeof message,
		         "big.json: /%s: has 200001 entries; the limit is 200000", keys[key]);
		refused(&manifest, message);
	}
}

/* So many that parsing them would take gigabytes; what stands in strings does not count. */
static void
values_are_bounded_before_they_are_parsed(void **unused)
{
	static const char *const values[] = { "{},", "0," };

	(void)unused;
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		struct text manifest = { 0 };

		text_add(&manifest, "{\"ignore\":[");
		while (manifest.length < (size_t)20 * 1024 * 1024)
			text_add(&manifest, values[i]);
		refused(&manifest,
		        "big.json: holds far more values than a manifest of the limit of "
		        "200000 objects");
	}
}

static void
commas_in_strings_are_no_values(void **unused)
{
	struct text manifest = { 0 };
	struct err err = { 0 };
	struct expected *expected;

	(void)unused;
	text_add(&manifest, "{\"description\":\"\\\\\\\"");
	while (manifest.length < (size_t)20 * 1024 * 1024)
		text_add(&manifest, ",{[");
	text_addf(&manifest, "\",%s{\"name\":\"m\",\"tables\":[\"t\"]}]}", head + 1);
	expected = parse(&manifest, &err);
	assert_non_null(expected);
	expected_unref(expected);
}

static void
bytes_are_bounded(void **unused)
{
	char *bytes = malloc(MANIFEST_BYTES_MAX + 1);
	struct expected *expected = NULL;
	struct err over = { 0 };
	struct err within = { 0 };

	(void)unused;
	assert_non_null(bytes);
	memset(bytes, ' ', MANIFEST_BYTES_MAX + 1);
	assert_false(manifest_parse(bytes, MANIFEST_BYTES_MAX + 1, "big.json", &expected, &over));
	assert_string_equal(over.message, "big.json: larger than the limit of 64 MiB");
	assert_false(manifest_parse(bytes, MANIFEST_BYTES_MAX, "big.json", &expected, &within));
	assert_string_equal(within.message, "big.json:1:1: is empty");
	free(bytes);
}

static void
files_are_bounded_before_they_are_read(void **unused)
{
	const char *directory = getenv("TMPDIR");
	struct expected *expected = NULL;
	struct err err = { 0 };
	char path[256];
	int descriptor;

	(void)unused;
	snprintf(path, sizeof path, "%s/big.XXXXXX", directory != NULL ? directory : "/tmp");
	descriptor = mkstemp(path);
	assert_true(descriptor >= 0);
	assert_int_equal(ftruncate(descriptor, (off_t)MANIFEST_BYTES_MAX + 1), 0);
	close(descriptor);
	assert_false(manifest_load(path, &expected, &err));
	unlink(path);
	assert_int_equal(err.code, ERR_MANIFEST);
	assert_non_null(strstr(err.message, "larger than the limit of 64 MiB"));
	assert_int_equal(strncmp(err.message, path, strlen(path)), 0);
}

/* A key or word of any length leaves room for what the message is about. */
static void
long_words_do_not_drown_the_message(void **unused)
{
	struct text manifest = { 0 };
	struct err err = { 0 };
	char key[4001];

	(void)unused;
	memset(key, 'k', sizeof key - 1);
	key[sizeof key - 1] = '\0';
	text_addf(&manifest, "{\"%s\":1,%s{\"name\":\"m\",\"tables\":[\"t\"]}]}", key, head + 1);
	assert_null(parse(&manifest, &err));
	assert_non_null(strstr(err.message, "...: unknown key \"kkk"));
	assert_non_null(strstr(err.message, "...\"; known here are manifest, name, modules"));
}

static void
messages_are_one_line(void **unused)
{
	struct text manifest = { 0 };

	(void)unused;
	text_addf(&manifest,
	          "%s{\"name\":\"m\",\"tables\":[\"a\\nb\\u001b[1m\",\"a\\nb\\u001b[1m\"]}]}",
	          head);
	refused(&manifest,
	        "big.json: /modules/0/tables/1: table public.\"a\\u000ab\\u001b[1m\" stands a "
	        "second time; the first is /modules/0/tables/0");
}

static void
the_first_error_stays(void **unused)
{
	struct err err = { 0 };
	struct text manifest = { 0 };

	(void)unused;
	err_set(&err, ERR_IO, "earlier");
	text_add(&manifest, "[");
	assert_null(parse(&manifest, &err));
	assert_string_equal(err.message, "earlier");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(depth_is_bounded),
		cmocka_unit_test(two_hundred_thousand_objects_are_taken),
		cmocka_unit_test(one_more_is_refused),
		cmocka_unit_test(columns_count_as_objects),
		cmocka_unit_test(other_lists_are_bounded_too),
		cmocka_unit_test(values_are_bounded_before_they_are_parsed),
		cmocka_unit_test(commas_in_strings_are_no_values),
		cmocka_unit_test(bytes_are_bounded),
		cmocka_unit_test(files_are_bounded_before_they_are_read),
		cmocka_unit_test(long_words_do_not_drown_the_message),
		cmocka_unit_test(messages_are_one_line),
		cmocka_unit_test(the_first_error_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
