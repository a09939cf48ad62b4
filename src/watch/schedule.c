#include "watch/schedule.h"

#define FIRST_SPREAD_MAX_MS 1000
#define BACK_OFF_FIRST_MS   1000
#define BACK_OFF_MAX_MS     60000
#define CREATE_MAX_MS       3600000
#define BACK_OFF_LEAST_MS   100
#define REFUSED_FIRST_MS    30000
#define REFUSED_MAX_MS      300000

/* A number from 0 to `span`, both included. */
static int64_t
spread(int64_t span, uint32_t chance)
{
	return span <= 0 ? 0 : (int64_t)((uint64_t)chance % ((uint64_t)span + 1));
}

int64_t
schedule_first(struct schedule *schedule, int64_t interval_ms, int64_t now_ms, uint32_t chance)
{
	int64_t span = interval_ms / 10;
	int64_t delay = spread(span < FIRST_SPREAD_MAX_MS ? span : FIRST_SPREAD_MAX_MS, chance);

	schedule->interval_ms = interval_ms;
	schedule->planned_ms = now_ms + delay;
	schedule->moved = false;
	schedule->failures = 0;
	return delay;
}

int64_t
schedule_next(struct schedule *schedule, int64_t now_ms, uint32_t chance)
{
	int64_t gone = now_ms - schedule->planned_ms;

	schedule->failures = 0;
	/* An extra check that ran before its time leaves the grid alone. */
	if (gone >= 0)
		schedule->planned_ms += (gone / schedule->interval_ms + 1) * schedule->interval_ms;
	if (gone >= 0 && !schedule->moved) {
		schedule->planned_ms -= spread(schedule->interval_ms / 10, chance);
		schedule->moved = true;
	}
	return schedule->planned_ms > now_ms ? schedule->planned_ms - now_ms : 0;
}

/* first, 2 first, 4 first ... at most `most`. */
static int64_t
doubled(int64_t first, unsigned times, int64_t most)
{
	int64_t value = first;

	while (times-- > 0 && value < most)
		value *= 2;
	return value < most ? value : most;
}

int64_t
schedule_back_off(struct schedule *schedule, bool refused, uint32_t chance)
{
	int64_t most = BACK_OFF_MAX_MS;
	int64_t ceiling;

	if (refused) {
		ceiling = doubled(REFUSED_FIRST_MS, schedule->failures++, REFUSED_MAX_MS);
		/* Full jitter would ask again at once, and lock the account. */
		return REFUSED_FIRST_MS + spread(ceiling - REFUSED_FIRST_MS, chance);
	}
	if (schedule->interval_ms < most)
		most = schedule->interval_ms;
	if (most < BACK_OFF_FIRST_MS)
		most = BACK_OFF_FIRST_MS;
	ceiling = doubled(BACK_OFF_FIRST_MS, schedule->failures++, most);
	return BACK_OFF_LEAST_MS + spread(ceiling - BACK_OFF_LEAST_MS, chance);
}

int64_t
schedule_create(int64_t interval_ms, unsigned failures, uint32_t chance)
{
	int64_t first = interval_ms / 2;
	int64_t most = first > CREATE_MAX_MS ? first : CREATE_MAX_MS;
	int64_t delay = doubled(first, failures == 0 ? 0 : failures - 1, most);

	return delay + spread(delay / 10, chance);
}
