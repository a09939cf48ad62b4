/* Points in time and lengths of time as text. Pure: what the clock says is read elsewhere. */
#ifndef BASE_STAMP_H
#define BASE_STAMP_H

#include <stdbool.h>
#include <stdint.h>

#define CLOCK_STAMP_BYTES 32

/* "2026-11-22T09:00:00.123Z" (RFC 3339, UTC, milliseconds). A time before 1970 or after 9999
 * becomes the first or the last that lies between. */
void clock_stamp(int64_t wall_ms, char ret_stamp[CLOCK_STAMP_BYTES]);

/* Reads what RFC 3339 calls a date-time, "2026-11-22T10:00:00+01:00", from 1970 on, without leap
 * seconds; what is finer than a millisecond is dropped. */
bool clock_stamp_read(const char *text, int64_t *ret_wall_ms);

/* Reads "30min", "1500 ms": a number and one of the units ms, s, min, h and d. */
bool duration_read(const char *text, int64_t *ret_ms);

#endif
