#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static void
sequence_knows_the_well_formed(void **unused)
{
	static const struct {
		const char *bytes;
		size_t length;
		size_t expected;
	} cases[] = {
		{ "", 0, 0 },
		{ "a", 1, 1 },
		{ "\0", 1, 1 },
		{ "\x7f", 1, 1 },
		{ "\xc2\x80", 2, 2 },
		{ "\xc3\xa9z", 3, 2 },
		{ "\xdf\xbf", 2, 2 },
		{ "\xe0\xa0\x80", 3, 3 },
		{ "\xe2\x82\xac", 3, 3 },
		{ "\xed\x9f\xbf", 3, 3 },
		{ "\xef\xbf\xbf", 3, 3 },
		{ "\xf0\x90\x80\x80", 4, 4 },
		{ "\xf4\x8f\xbf\xbf", 4, 4 },
		{ "\x80", 1, 0 },     /* a continuation alone */
		{ "\xc0\xaf", 2, 0 }, /* overlong */
		{ "\xc1\xbf", 2, 0 },
		{ "\xe0\x9f\xbf", 3, 0 },
		{ "\xf0\x8f\xbf\xbf", 4, 0 },
		{ "\xed\xa0\x80", 3, 0 },     /* surrogate */
		{ "\xf4\x90\x80\x80", 4, 0 }, /* above U+10FFFF */
		{ "\xf5\x80\x80\x80", 4, 0 },
		{ "\xff", 1, 0 },
		{ "\xc3", 1, 0 }, /* cut short */
		{ "\xe2\x82", 2, 0 },
		{ "\xf0\x9f\x98", 3, 0 },
		{ "\xe2\x82z", 3, 0 },
		{ "\xf0\x9f\x98z", 4, 0 },
	};
	(void)unused;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(utf8_sequence(cases[i].bytes, cases[i].length), cases[i].expected);
}

static void
valid_looks_at_every_character(void **unused)
{
	(void)unused;
	assert_true(utf8_valid("", 0));
	assert_true(utf8_valid("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80", 14));
	assert_false(utf8_valid("caf\xc3", 4));
	assert_false(utf8_valid("ok\xff", 3));
	assert_false(utf8_valid("\xc3(ok", 4));
}

static void
whole_drops_only_what_is_unfinished(void **unused)
{
	static const struct {
		const char *bytes;
		size_t expected;
	} cases[] = {
		{ "", 0 },
		{ "abc", 3 },
		{ "ab\xc3", 2 },
		{ "ab\xc3\xa9", 4 },
		{ "ab\xe2\x82", 2 },
		{ "ab\xe2\x82\xac", 5 },
		{ "ab\xf0\x9f\x98", 2 },
		{ "ab\xf0\x9f\x98\x80", 6 },
		{ "\xf0", 0 },
		{ "\x80\x80\x80\x80", 4 }, /* malformed: anywhere */
	};
	(void)unused;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(utf8_whole(cases[i].bytes, strlen(cases[i].bytes)),
		                 cases[i].expected);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sequence_knows_the_well_formed),
		cmocka_unit_test(valid_looks_at_every_character),
		cmocka_unit_test(whole_drops_only_what_is_unfinished),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
