/* Time: a monotonic clock for deadlines, the wall clock for timestamps. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

/* Milliseconds and microseconds of CLOCK_MONOTONIC: never jumps, used for every deadline. */
int64_t clock_ms(void);
int64_t clock_us(void);

/* Milliseconds since 1970-01-01 UTC: only ever written down, never computed with. */
int64_t clock_wall_ms(void);

#endif
