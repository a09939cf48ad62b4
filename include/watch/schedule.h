/* When the next check is due: a grid of the interval, which chance moves once, and back-off with full
 * jitter. Pure: time and chance come in. */
#ifndef WATCH_SCHEDULE_H
#define WATCH_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

struct schedule {
	int64_t interval_ms;
	int64_t planned_ms; /* the grid: when the last regular check was planned, monotonic */
	bool moved;         /* the grid, from where the first check put it */
	unsigned failures;  /* in a row */
};

/* The first check of a target: spread over the interval's first tenth (at most 1 s), so that many
 * targets do not start at once. `chance` is a random number. Returns a delay in ms. */
int64_t schedule_first(struct schedule *schedule, int64_t interval_ms, int64_t now_ms,
                       uint32_t chance);

/* After a good check: the next point of the grid. Points that have gone by are skipped, never caught up.
 * The first time, the grid is moved back by up to a tenth of the interval, so that targets that began at
 * once do not go on so; between two regular checks there is never more than the interval. */
int64_t schedule_next(struct schedule *schedule, int64_t now_ms, uint32_t chance);

/* After a failure: 1 s doubling to the interval, at most 60 s, with full jitter (never under 100 ms);
 * after a refused login between 30 s and a ceiling that doubles to 5 min. Returns a delay in ms. */
int64_t schedule_back_off(struct schedule *schedule, bool refused, uint32_t chance);

/* After creating failed `failures` times in a row: half the interval, so that the next check may try
 * again, doubling to an hour (or half the interval, where that is longer), and up to a tenth more.
 * Returns a delay in ms. */
int64_t schedule_create(int64_t interval_ms, unsigned failures, uint32_t chance);

#endif
