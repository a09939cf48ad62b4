/* A point in time as text. Pure: what the clock says is read elsewhere. */
#ifndef BASE_STAMP_H
#define BASE_STAMP_H

#include <stdint.h>

#define CLOCK_STAMP_BYTES 32

/* "2026-11-22T09:00:00.123Z" (RFC 3339, UTC, milliseconds). A time before 1970 or after 9999
 * becomes the first or the last that lies between. */
void clock_stamp(int64_t wall_ms, char ret_stamp[CLOCK_STAMP_BYTES]);

#endif
