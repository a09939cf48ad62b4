#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <time.h>

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
		cmocka_unit_test(monotonic_clock_goes_on),
		cmocka_unit_test(wall_clock_is_the_systems),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
