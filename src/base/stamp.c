#include "base/stamp.h"

#include <stdio.h>
#include <string.h>
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

/* Exactly `count` digits. */
static bool
read_digits(const char **at, int count, int *ret_number)
{
	int number = 0;

	for (int i = 0; i < count; i++) {
		char c = *(*at)++;

		if (c < '0' || c > '9')
			return false;
		number = number * 10 + (c - '0');
	}
	*ret_number = number;
	return true;
}

static bool
read_char(const char **at, const char *allowed)
{
	char c = **at;

	if (c == '\0' || strchr(allowed, c) == NULL)
		return false;
	(*at)++;
	return true;
}

/* ".123", or nothing. */
static bool
read_fraction(const char **at, int *ret_ms)
{
	int scale = 100;

	*ret_ms = 0;
	if (!read_char(at, "."))
		return true;
	if (**at < '0' || **at > '9')
		return false;
	for (; **at >= '0' && **at <= '9'; (*at)++, scale /= 10)
		*ret_ms += (**at - '0') * scale;
	return true;
}

/* "Z", "+01:00". */
static bool
read_offset(const char **at, int64_t *ret_seconds)
{
	bool west = **at == '-';
	int hours, minutes;

	*ret_seconds = 0;
	if (read_char(at, "Zz"))
		return true;
	if (!read_char(at, "+-") || !read_digits(at, 2, &hours) || !read_char(at, ":") ||
	    !read_digits(at, 2, &minutes) || hours > 23 || minutes > 59)
		return false;
	*ret_seconds = (int64_t)(hours * 60 + minutes) * (west ? -60 : 60);
	return true;
}

bool
clock_stamp_read(const char *text, int64_t *ret_wall_ms)
{
	const char *at = text;
	struct tm parts = { 0 }, check;
	int64_t seconds, offset;
	time_t local;
	int ms;

	if (!read_digits(&at, 4, &parts.tm_year) || !read_char(&at, "-") ||
	    !read_digits(&at, 2, &parts.tm_mon) || !read_char(&at, "-") ||
	    !read_digits(&at, 2, &parts.tm_mday) || !read_char(&at, "Tt") ||
	    !read_digits(&at, 2, &parts.tm_hour) || !read_char(&at, ":") ||
	    !read_digits(&at, 2, &parts.tm_min) || !read_char(&at, ":") ||
	    !read_digits(&at, 2, &parts.tm_sec) || !read_fraction(&at, &ms) ||
	    !read_offset(&at, &offset) || *at != '\0')
		return false;
	parts.tm_year -= 1900;
	parts.tm_mon--;
	if (parts.tm_hour > 23 || parts.tm_min > 59 || parts.tm_sec > 59)
		return false;
	check = parts;
	local = timegm(&check);
	/* The 30th of February has become another day. */
	if (check.tm_mon != parts.tm_mon || check.tm_mday != parts.tm_mday)
		return false;
	seconds = (int64_t)local - offset;
	if (seconds < 0)
		return false;
	*ret_wall_ms = seconds * 1000 + ms;
	return true;
}

bool
duration_read(const char *text, int64_t *ret_ms)
{
	static const struct {
		const char *word;
		int64_t ms;
	} units[] = {
		{ "ms", 1 }, { "s", 1000 }, { "min", 60000 }, { "h", 3600000 }, { "d", 86400000 },
	};
	const char *at = text;
	int64_t number = 0;

	for (; *at >= '0' && *at <= '9'; at++) {
		if (__builtin_mul_overflow(number, 10, &number) ||
		    __builtin_add_overflow(number, *at - '0', &number))
			return false;
	}
	if (at == text)
		return false;
	at += strspn(at, " ");
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		if (strcmp(units[i].word, at) == 0)
			return !__builtin_mul_overflow(number, units[i].ms, ret_ms);
	}
	return false;
}
