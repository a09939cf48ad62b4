#include "model/array.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

/* What PostgreSQL 15 and 18 write for text[] of these elements. */
static const struct {
	const char *element;
	const char *written;
} odd_labels[] = {
	{ "a", "a" },
	{ "b c", "\"b c\"" },
	{ "NULL", "\"NULL\"" },
	{ "null", "\"null\"" },
	{ "NuLl", "\"NuLl\"" },
	{ "NULLx", "NULLx" },
	{ "nul", "nul" },
	{ NULL, "NULL" },
	{ "", "\"\"" },
	{ "a,b", "\"a,b\"" },
	{ "{", "\"{\"" },
	{ "}", "\"}\"" },
	{ "x{y}", "\"x{y}\"" },
	{ "q\"q", "\"q\\\"q\"" },
	{ "b\\s", "\"b\\\\s\"" },
	{ "tab\there", "\"tab\there\"" },
	{ "new\nline", "\"new\nline\"" },
	{ "vt\vx", "\"vt\vx\"" },
	{ "ff\fx", "\"ff\fx\"" },
	{ "cr\rx", "\"cr\rx\"" },
	{ "caf\xc3\xa9", "caf\xc3\xa9" },
	{ "nb\xc2\xa0sp", "nb\xc2\xa0sp" },
	{ "\xe2\x80\x83", "\xe2\x80\x83" },
	{ "(1)", "(1)" },
	{ "a'b", "a'b" },
	{ "\x01", "\x01" },
	{ ";", ";" },
	{ "a b\"c\\d", "\"a b\\\"c\\\\d\"" },
};

#define ODD_LABELS (sizeof odd_labels / sizeof *odd_labels)

static void
elements_are_written_as_the_server_does(void **unused)
{
	struct text out = { 0 };
	(void)unused;

	for (size_t i = 0; i < ODD_LABELS; i++) {
		text_clear(&out);
		array_add(&out, true, odd_labels[i].element);
		assert_string_equal(text_str(&out), odd_labels[i].written);
	}
	text_done(&out);
}

static void
arrays_are_written(void **unused)
{
	struct text out = { 0 };
	(void)unused;

	array_write(&out, (const char *[]){ "a", "b c", "NULL", "", NULL }, 5);
	assert_string_equal(text_str(&out), "{a,\"b c\",\"NULL\",\"\",NULL}");
	text_clear(&out);
	array_write(&out, NULL, 0);
	assert_string_equal(text_str(&out), "{}");
	text_done(&out);
}

static void
what_is_written_is_read_again(void **unused)
{
	const char *elements[ODD_LABELS];
	struct arena arena = { 0 };
	struct text out = { 0 };
	struct err err = { 0 };
	struct array array;
	(void)unused;

	for (size_t i = 0; i < ODD_LABELS; i++)
		elements[i] = odd_labels[i].element;
	array_write(&out, elements, ODD_LABELS);
	assert_true(array_read(text_str(&out), &arena, &array, &err));
	assert_int_equal(array.count, ODD_LABELS);
	for (size_t i = 0; i < ODD_LABELS; i++) {
		if (elements[i] == NULL)
			assert_null(array.elements[i]);
		else
			assert_string_equal(array.elements[i], elements[i]);
	}
	text_done(&out);
	arena_done(&arena);
}

/* Looser spellings, and what PostgreSQL makes of them. */
static void
loose_spellings_are_read(void **unused)
{
	static const char *const cases[][2] = {
		{ "{ a , b c ,\"d\" , NULL, null, nulL, \"NULL\"  }",
		  "{a,\"b c\",d,NULL,NULL,NULL,\"NULL\"}" },
		{ "{a\\,b,a\\\"b, x\\ }", "{\"a,b\",\"a\\\"b\",\"x \"}" },
		{ "{a b  }", "{\"a b\"}" },
		{ "  {a}  ", "{a}" },
		{ "{ }", "{}" },
		{ "{\"\"}", "{\"\"}" },
		{ "{\\N}", "{N}" },
		{ "{\\NULL}", "{\"NULL\"}" },
		{ "{NULL\\ }", "{\"NULL \"}" },
		{ "{\v a\f}", "{a}" },
		{ "{\"a\"\v,b}", "{a,b}" },
		{ "{ a\\  }", "{\"a \"}" },
		{ "{a \\ }", "{\"a  \"}" },
		{ "{\"a\\bc\"}", "{abc}" },
	};
	struct arena arena = { 0 };
	struct text out = { 0 };
	struct err err = { 0 };
	struct array array;
	(void)unused;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		if (!array_read(cases[i][0], &arena, &array, &err))
			fail_msg("%s: %s", cases[i][0], err.message);
		text_clear(&out);
		array_write(&out, array.elements, array.count);
		assert_string_equal(text_str(&out), cases[i][1]);
	}
	text_done(&out);
	arena_done(&arena);
}

static void
what_is_malformed_is_refused(void **unused)
{
	/* clang-format off */
	static const char *const cases[] = { "", "a", " ", "{", "{a", "{\"a}", "{a\\}", "{\"a\\", "{a,",
		"{\"a\"b}", "{a\"b\"}", "{a \"b\"}", "{\"a\" \"b\"}", "{a,}", "{,a}", "{,}", "{a,,b}", "{a}x",
		"{a}}", "{a{b}", "{{a},{b}}", "{{}}", "[0:1]={a,b}", "{\\", "{}{}", "{ " };
	/* clang-format on */
	struct arena arena = { 0 };
	(void)unused;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct array array = { .count = 4711 };
		struct err err = { 0 };
		if (array_read(cases[i], &arena, &array, &err))
			fail_msg("taken: %s", cases[i]);
		assert_int_equal(err.code, ERR_PROTOCOL);
		assert_memory_equal(err.message, "malformed array: ", strlen("malformed array: "));
		assert_int_equal(array.count, 4711);
	}
	arena_done(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(elements_are_written_as_the_server_does),
		cmocka_unit_test(arrays_are_written),
		cmocka_unit_test(what_is_written_is_read_again),
		cmocka_unit_test(loose_spellings_are_read),
		cmocka_unit_test(what_is_malformed_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
