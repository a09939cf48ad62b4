#include "watch/schedule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void
first_is_spread_over_a_tenth(void **state)
{
	struct schedule schedule = { 0 };

	(void)state;
	assert_int_equal(schedule_first(&schedule, 5000, 1000, 0), 0);
	assert_int_equal(schedule_first(&schedule, 5000, 1000, 500), 500);
	assert_int_equal(schedule_first(&schedule, 5000, 1000, 501), 0);
	for (uint32_t chance = 0; chance < 5000; chance += 7)
		assert_in_range(schedule_first(&schedule, 3600000, 0, chance), 0, 1000);
}

static void
next_keeps_to_the_grid(void **state)
{
	struct schedule schedule = { 0 };

	(void)state;
	schedule_first(&schedule, 60000, 1000, 0);
	/* A check planned for 1,000 ended at 1,040: the next is at 61,000. */
	assert_int_equal(schedule_next(&schedule, 1040, 0), 59960);
	assert_int_equal(schedule_next(&schedule, 61500, 6000), 59500);
	assert_int_equal(schedule_next(&schedule, 127000, 6000), 54000);
}

/* By up to a tenth, and once: from then on checks are an interval apart, never more. */
static void
chance_moves_the_grid_once(void **state)
{
	struct schedule schedule = { 0 };

	(void)state;
	schedule_first(&schedule, 60000, 1000, 0);
	/* An extra check before the first one of the grid. */
	assert_int_equal(schedule_next(&schedule, 500, 6000), 500);
	assert_int_equal(schedule_next(&schedule, 1040, 6000), 53960);
	assert_int_equal(schedule_next(&schedule, 55040, 3000), 59960);
	assert_int_equal(schedule_next(&schedule, 115000, 0), 60000);
	/* A check that took almost the interval: the next is due at once. */
	schedule_first(&schedule, 60000, 1000, 0);
	assert_int_equal(schedule_next(&schedule, 60900, 6000), 0);
}

static void
next_skips_what_has_gone_by(void **state)
{
	struct schedule schedule = { 0 };

	(void)state;
	schedule_first(&schedule, 1000, 0, 0);
	/* A check took 3.5 intervals: one check follows, not three. */
	assert_int_equal(schedule_next(&schedule, 3500, 0), 500);
	assert_int_equal(schedule_next(&schedule, 4000, 0), 1000);
}

static void
an_extra_check_leaves_the_grid_alone(void **state)
{
	struct schedule schedule = { 0 };

	(void)state;
	schedule_first(&schedule, 60000, 0, 0);
	schedule_next(&schedule, 100, 0);
	assert_int_equal(schedule_next(&schedule, 20000, 0), 40000);
}

static void
back_off_doubles_with_full_jitter(void **state)
{
	static const int64_t ceilings[] = { 1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000 };

	(void)state;
	for (uint32_t chance = 0; chance < 200000; chance += 997) {
		struct schedule schedule = { 0 };

		schedule_first(&schedule, 3600000, 0, 0);
		for (size_t i = 0; i < sizeof ceilings / sizeof *ceilings; i++)
			assert_in_range(schedule_back_off(&schedule, false, chance), 100,
			                ceilings[i]);
	}
}

static void
back_off_reaches_its_ceiling(void **state)
{
	struct schedule schedule = { 0 };

	(void)state;
	schedule_first(&schedule, 3600000, 0, 0);
	schedule.failures = 6;
	assert_int_equal(schedule_back_off(&schedule, false, 59900), 60000);
}

static void
back_off_is_no_longer_than_the_interval(void **state)
{
	struct schedule schedule = { 0 };

	(void)state;
	schedule_first(&schedule, 5000, 0, 0);
	schedule.failures = 20;
	for (uint32_t chance = 0; chance < 100000; chance += 997)
		assert_in_range(schedule_back_off(&schedule, false, chance), 100, 5000);
}

static void
a_refused_login_waits_long(void **state)
{
	struct schedule schedule = { 0 };

	(void)state;
	schedule_first(&schedule, 1000, 0, 0);
	assert_int_equal(schedule_back_off(&schedule, true, 12345), 30000);
	for (uint32_t chance = 0; chance < 1000000; chance += 9973)
		assert_in_range(schedule_back_off(&schedule, true, chance), 30000, 300000);
}

static void
a_good_check_forgets_failures(void **state)
{
	struct schedule schedule = { 0 };

	(void)state;
	schedule_first(&schedule, 60000, 0, 0);
	for (int i = 0; i < 10; i++)
		schedule_back_off(&schedule, false, 1);
	schedule_next(&schedule, 100, 0);
	assert_in_range(schedule_back_off(&schedule, false, 899), 100, 1000);
}

static void
creating_waits_longer_each_time(void **state)
{
	(void)state;
	assert_int_equal(schedule_create(60000, 1, 0), 30000);
	assert_int_equal(schedule_create(60000, 2, 0), 60000);
	assert_int_equal(schedule_create(60000, 7, 0), 1920000);
	assert_int_equal(schedule_create(60000, 100, 0), 3600000);
	assert_int_equal(schedule_create(86400000, 100, 0), 43200000);
	for (uint32_t chance = 0; chance < 1000000; chance += 9973)
		assert_in_range(schedule_create(1000, 1, chance), 500, 550);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_is_spread_over_a_tenth),
		cmocka_unit_test(next_keeps_to_the_grid),
		cmocka_unit_test(chance_moves_the_grid_once),
		cmocka_unit_test(next_skips_what_has_gone_by),
		cmocka_unit_test(an_extra_check_leaves_the_grid_alone),
		cmocka_unit_test(back_off_doubles_with_full_jitter),
		cmocka_unit_test(back_off_reaches_its_ceiling),
		cmocka_unit_test(back_off_is_no_longer_than_the_interval),
		cmocka_unit_test(a_refused_login_waits_long),
		cmocka_unit_test(a_good_check_forgets_failures),
		cmocka_unit_test(creating_waits_longer_each_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
