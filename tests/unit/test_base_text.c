#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

static void
empty_text_reads_as_empty(void **unused)
{
	struct text text = { 0 };
	(void)unused;

	assert_string_equal(text_str(&text), "");
	text_clear(&text);
	assert_string_equal(text_str(&text), "");
	text_done(&text);
	text_done(&text);
}

static void
every_way_to_add(void **unused)
{
	struct text text = { 0 };
	(void)unused;

	text_add(&text, "a");
	text_addc(&text, 'b');
	text_addn(&text, "cdef", 2);
	text_addn(&text, NULL, 0);
	text_addf(&text, "-%d-%s", 42, "x");
	assert_string_equal(text_str(&text), "abcd-42-x");
	assert_int_equal(text.length, 9);
	text_done(&text);
}

static void
nul_bytes_are_kept(void **unused)
{
	struct text text = { 0 };
	(void)unused;

	text_addn(&text, "a\0b", 3);
	text_addc(&text, '\0');
	assert_int_equal(text.length, 4);
	assert_memory_equal(text_str(&text), "a\0b\0", 5);
	text_done(&text);
}

static void
grows_and_stays_terminated(void **unused)
{
	struct text text = { 0 };
	(void)unused;

	for (size_t i = 0; i < 10000; i++) {
		text_addc(&text, (char)('a' + i % 26));
		assert_int_equal(text.bytes[text.length], '\0');
		assert_true(text.length < text.room);
	}
	for (size_t i = 0; i < 10000; i++)
		assert_int_equal(text_str(&text)[i], 'a' + i % 26);
	text_addf(&text, "%5000s", "far");
	assert_int_equal(text.length, 15000);
	assert_string_equal(text_str(&text) + 14997, "far");
	text_done(&text);
}

static void
clear_keeps_the_memory(void **unused)
{
	struct text text = { 0 };
	(void)unused;

	text_addf(&text, "%300s", "x");
	char *bytes = text.bytes;
	text_clear(&text);
	assert_string_equal(text_str(&text), "");
	text_addf(&text, "%300s", "y");
	assert_ptr_equal(text.bytes, bytes);
	text_done(&text);
}

static void
take_hands_the_string_over(void **unused)
{
	struct text text = { 0 };
	char *taken;
	(void)unused;

	taken = text_take(&text);
	assert_string_equal(taken, "");
	free(taken);
	text_add(&text, "mine");
	taken = text_take(&text);
	assert_string_equal(taken, "mine");
	assert_null(text.bytes);
	assert_int_equal(text.length, 0);
	text_add(&text, "next");
	assert_string_equal(taken, "mine");
	free(taken);
	text_done(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(empty_text_reads_as_empty),
		cmocka_unit_test(every_way_to_add),
		cmocka_unit_test(nul_bytes_are_kept),
		cmocka_unit_test(grows_and_stays_terminated),
		cmocka_unit_test(clear_keeps_the_memory),
		cmocka_unit_test(take_hands_the_string_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
