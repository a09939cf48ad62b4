#include "base/stamp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
stamps(void **unused)
{
	static const struct {
		int64_t wall_ms;
		const char *expected;
	} cases[] = {
		{ 0, "1970-01-01T00:00:00.000Z" },
		{ 1, "1970-01-01T00:00:00.001Z" },
		{ 951827696789, "2000-02-29T12:34:56.789Z" },
		{ 1795338000123, "2026-11-22T09:00:00.123Z" },
		{ INT64_C(4294967296) * 1000, "2106-02-07T06:28:16.000Z" },
		{ 253402300799999, "9999-12-31T23:59:59.999Z" },
		{ -1, "1970-01-01T00:00:00.000Z" },
		{ INT64_MIN, "1970-01-01T00:00:00.000Z" },
		{ INT64_MAX, "9999-12-31T23:59:59.999Z" },
	};
	(void)unused;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char stamp[CLOCK_STAMP_BYTES];
		clock_stamp(cases[i].wall_ms, stamp);
		assert_string_equal(stamp, cases[i].expected);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stamps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
