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

static void
stamps_are_read(void **unused)
{
	static const struct {
		const char *text;
		int64_t wall_ms;
	} cases[] = {
		{ "1970-01-01T00:00:00Z", 0 },
		{ "1970-01-01T01:00:00.001+01:00", 1 },
		{ "2026-11-22T09:00:00Z", 1795338000000 },
		{ "2026-11-22t09:00:00.1z", 1795338000100 },
		{ "2026-11-22T09:00:00.123999Z", 1795338000123 },
		{ "2026-11-22T14:30:00+05:30", 1795338000000 },
		{ "2026-11-22T01:00:00-08:00", 1795338000000 },
		{ "2000-02-29T12:34:56.789Z", 951827696789 },
		{ "9999-12-31T23:59:59.999Z", 253402300799999 },
	};
	(void)unused;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t wall_ms = -1;
		assert_true(clock_stamp_read(cases[i].text, &wall_ms));
		assert_int_equal(wall_ms, cases[i].wall_ms);
	}
}

static void
what_is_no_stamp_is_refused(void **unused)
{
	static const char *const cases[] = {
		"",
		"2026",
		"2026-11-22",
		"2026-11-22T09:00:00",
		"2026-11-22 09:00:00Z",
		"2026-11-22T09:00Z",
		"2026-11-22T09:00:00.Z",
		"2026-11-22T09:00:00Z ",
		" 2026-11-22T09:00:00Z",
		"2026-11-22T24:00:00Z",
		"2026-11-22T23:60:00Z",
		"2026-11-22T23:59:60Z",
		"2026-02-29T00:00:00Z",
		"2026-13-01T00:00:00Z",
		"2026-00-01T00:00:00Z",
		"2026-01-00T00:00:00Z",
		"2026-11-22T09:00:00+24:00",
		"2026-11-22T09:00:00+0100",
		"2026-11-22T09:00:00 01:00",
		"1969-12-31T23:59:59Z",
		"1970-01-01T00:00:00+00:01",
		"-026-11-22T09:00:00Z",
		"12026-11-22T09:00:00Z",
	};
	int64_t wall_ms = 7;
	(void)unused;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		if (clock_stamp_read(cases[i], &wall_ms))
			fail_msg("taken: %s", cases[i]);
		assert_int_equal(wall_ms, 7);
	}
}

static void
durations_are_read(void **unused)
{
	static const struct {
		const char *text;
		int64_t ms;
	} cases[] = {
		{ "0s", 0 },       { "1500ms", 1500 }, { "30 min", 1800000 },
		{ "2h", 7200000 }, { "1d", 86400000 }, { "9223372036854775807ms", INT64_MAX },
	};
	static const char *const bad[] = { "",
		                           "30",
		                           "min",
		                           "-1s",
		                           "+1s",
		                           "1.5h",
		                           "30m",
		                           "1s ",
		                           " 1s",
		                           "1 S",
		                           "1w",
		                           "0x1s",
		                           "9223372036854775808ms",
		                           "9223372036854775807s" };
	int64_t ms;
	(void)unused;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_true(duration_read(cases[i].text, &ms));
		assert_int_equal(ms, cases[i].ms);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		if (duration_read(bad[i], &ms))
			fail_msg("taken: %s", bad[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stamps),
		cmocka_unit_test(stamps_are_read),
		cmocka_unit_test(what_is_no_stamp_is_refused),
		cmocka_unit_test(durations_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
