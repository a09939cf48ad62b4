#include "clock_fake.h"

#include "base/clock.h"

/* 2026-11-22T09:00:00Z */
static int64_t wall_ms = INT64_C(1795338000000);
static int64_t steady_ms = 1000000;

int64_t
clock_us(void)
{
	return steady_ms * 1000;
}

int64_t
clock_ms(void)
{
	return steady_ms;
}

int64_t
clock_wall_ms(void)
{
	return wall_ms;
}

void
clock_fake_advance(int64_t ms)
{
	wall_ms += ms;
	steady_ms += ms;
}
