#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <time.h>

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
monotonic_clock_goes_on(void **unused)
{
	int64_t start_us = clock_us();
	int64_t start_ms = clock_ms();
	struct timespec pause = { .tv_nsec = 2000000 };
	(void)unused;

	assert_in_range((uintmax_t)start_ms, (uintmax_t)(start_us / 1000),
	                (uintmax_t)(start_us / 1000 + 60000));
	/* What is measured here is that time passes, so time must pass. */
	clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, NULL);
	assert_true(clock_us() - start_us >= 2000);
	assert_true(clock_ms() - start_ms >= 1);
}

static void
wall_clock_is_the_systems(void **unused)
{
	int64_t before = (int64_t)time(NULL) * 1000;
	int64_t now = clock_wall_ms();
	int64_t after = ((int64_t)time(NULL) + 1) * 1000;
	(void)unused;

	/* time() may lag the precise clock by a tick. */
	assert_true(now >= before && now <= after + 1000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stamps),
		cmocka_unit_test(monotonic_clock_goes_on),
		cmocka_unit_test(wall_clock_is_the_systems),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
