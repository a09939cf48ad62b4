#include "base/stamp.h"

#include <stdio.h>
#include <time.h>

#define WALL_MOST_MS INT64_C(253402300799999) /* the end of the year 9999 */

void
clock_stamp(int64_t wall_ms, char ret_stamp[CLOCK_STAMP_BYTES])
{
	struct tm parts;
	time_t seconds;
	size_t length;

	if (wall_ms < 0)
		wall_ms = 0;
	if (wall_ms > WALL_MOST_MS)
		wall_ms = WALL_MOST_MS;
	seconds = (time_t)(wall_ms / 1000);
	gmtime_r(&seconds, &parts);
	length = strftime(ret_stamp, CLOCK_STAMP_BYTES, "%Y-%m-%dT%H:%M:%S", &parts);
	snprintf(ret_stamp + length, CLOCK_STAMP_BYTES - length, ".%03uZ",
	         (unsigned)(wall_ms % 1000));
}
