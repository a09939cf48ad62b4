/* What is no JSON, and what is said of it where; what is, in all its spellings. */
#include "manifest/tree_priv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

static struct arena arena;

static bool
parse(const char *text, struct tree *ret_tree, struct err *err)
{
	size_t length = strlen(text);

	return tree_parse(arena_strdup(&arena, text), length, "f", &arena, ret_tree, err);
}

static int
done(void **unused)
{
	(void)unused;
	arena_done(&arena);
	return 0;
}

static void
errors_say_where(void **unused)
{
	static const struct {
		const char *text;
		const char *message;
	} rows[] = {
		{ "\"a\"", "f:1:1: expected an object or an array, not a string" },
		{ " ]", "f:1:2: expected an object or an array, not \"]\"" },
		{ "[1] x", "f:1:5: expected the end of the file, not \"x\"" },
		{ "[", "f:1:1: expected a value, not the end of the file" },
		{ "[1,\n2", "f:2:1: expected ',' or ']', not the end of the file" },
		{ "[1 2]", "f:1:4: expected ',' or ']', not \"2\"" },
		{ "[1,]",
		  "f:1:4: expected a value, not \"]\"; no comma stands after the last one" },
		{ "[tru]", "f:1:4: expected a value, not \"tru\"" },
		{ "[nullx]", "f:1:6: expected a value, not \"nullx\"" },
		{ "[.5]", "f:1:3: expected a value, not \".5\"" },
		{ "[-]", "f:1:2: expected a number, not \"-\"" },
		{ "[1.]", "f:1:3: expected a number, not \"1.\"" },
		{ "[1e+]", "f:1:4: expected a number, not \"1e+\"" },
		{ "[1.5.2]", "f:1:6: expected a number, not \"1.5.2\"" },
		{ "[\x01]", "f:1:2: expected a value, not the byte 0x01" },
		{ "[\xff]", "f:1:2: expected a value, not the byte 0xff" },
		{ "[\xc3\xa9]", "f:1:2: expected a value, not \"\xc3\xa9\"" },
		{ "{\"a\"}", "f:1:5: expected ':', not \"}\"" },
		{ "{\"a\":}", "f:1:6: expected a value, not \"}\"" },
		{ "{\"a\":1 \"b\":2}", "f:1:8: expected ',' or '}', not a string" },
		{ "{\"a\":1,\n \"\\u0061\":2}",
		  "f:2:9: the same key again; a key stands once in its object" },
		{ "[\"\\q\"]", "f:1:4: no such escape in a string" },
		{ "[\"\\u12g4\"]", "f:1:7: \\u has four hexadecimal digits" },
		{ "[\"\\ud800\\u0041\"]", "f:1:15: half of a surrogate pair in a string" },
		{ "[\"\xc3\xa9\\u00e9\", 1 2]", "f:1:15: expected ',' or ']', not \"2\"" },
		{ "[\"a\tb\"]", "f:1:4: a control character, 0x09, in a string" },
		{ "[\"ab", "f:1:4: the file ends within a string" },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct err err = { 0 };
		struct tree tree = { 0 };

		assert_false(parse(rows[i].text, &tree, &err));
		assert_int_equal(err.code, ERR_MANIFEST);
		assert_string_equal(err.message, rows[i].message);
		assert_null(tree.text);
	}
}

static void
escapes_are_undone(void **unused)
{
	static const char text[] =
		"[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\", \"\\u00e9\\u20AC\\ud83d\\ude00.\"]";
	struct err err = { 0 };
	struct tree tree;

	(void)unused;
	assert_true(parse(text, &tree, &err));
	assert_int_equal(tree_length(&tree), 2);
	assert_string_equal(tree_string(tree_at(&tree, 0)), "\"\\/\b\f\n\r\t");
	assert_string_equal(tree_string(tree_at(&tree, 1)),
	                    "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80.");
	assert_int_equal(tree_at(&tree, 1)->count, 10);
	assert_null(tree_at(&tree, 2));
}

/* Few keys are held against each other, many are found by their hash. */
static void
a_key_of_many_stands_once_too(void **unused)
{
	struct err err = { 0 };
	struct tree tree;
	char *text = arena_alloc(&arena, 64 * 1024);
	size_t length = 0;

	(void)unused;
	for (int i = 0; i < 2000; i++)
		length += (size_t)sprintf(text + length, "%s\"k%d\":[%d]", i > 0 ? "," : "{", i, i);
	strcpy(text + length, "}");
	assert_true(parse(text, &tree, &err));
	assert_int_equal(tree.count, 2000);
	assert_string_equal(tree_at(tree_get(&tree, "k1234"), 0)->text, "1234");
	assert_null(tree_get(&tree, "k2000"));
	strcpy(text + length, ",\n\"k7\":0}");
	assert_false(parse(text, &tree, &err));
	assert_string_equal(err.message,
	                    "f:2:4: the same key again; a key stands once in its object");
}

static void
numbers_stay_as_they_stand(void **unused)
{
	struct err err = { 0 };
	struct tree tree;

	(void)unused;
	assert_true(parse("[-0, 9223372036854775807, 1.50e+3, 1E5]", &tree, &err));
	assert_int_equal(tree_at(&tree, 0)->type, TREE_INTEGER);
	assert_string_equal(tree_at(&tree, 1)->text, "9223372036854775807");
	assert_int_equal(tree_at(&tree, 2)->type, TREE_REAL);
	assert_string_equal(tree_at(&tree, 2)->text, "1.50e+3");
	assert_int_equal(tree_at(&tree, 3)->type, TREE_REAL);
	assert_null(tree_string(tree_at(&tree, 3)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(errors_say_where, done),
		cmocka_unit_test_teardown(escapes_are_undone, done),
		cmocka_unit_test_teardown(a_key_of_many_stands_once_too, done),
		cmocka_unit_test_teardown(numbers_stay_as_they_stand, done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
