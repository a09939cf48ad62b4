/* Time: a monotonic clock for deadlines, the wall clock for timestamps. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

#define CLOCK_STAMP_BYTES 32

/* Milliseconds and microseconds of CLOCK_MONOTONIC: never jumps, used for every deadline. */
int64_t clock_ms(void);
int64_t clock_us(void);

/* Milliseconds since 1970-01-01 UTC: only ever written down, never computed with. */
int64_t clock_wall_ms(void);

/* "2026-11-22T09:00:00.123Z" (RFC 3339, UTC, milliseconds). A time before 1970 or after 9999 becomes
 * the first or the last that lies between. */
void clock_stamp(int64_t wall_ms, char ret_stamp[CLOCK_STAMP_BYTES]);

#endif
