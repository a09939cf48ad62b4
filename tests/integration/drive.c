#include "drive.h"

#include "base/arena.h"
#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define LIMIT_MS 30000
#define TICK_US  5000

int64_t
drive_deadline(int timeout_ms)
{
	return clock_ms() + timeout_ms;
}

static void
lost_cb(void *arg, const struct err *err, const char *tag)
{
	struct drive *drive = arg;

	(void)tag;
	drive->lost++;
	drive->lost_err = *err;
}

void
drive_open(struct drive *drive, const char *conninfo, const struct link_limits *limits)
{
	struct err err = { 0 };

	*drive = (struct drive){ 0 };
	drive->base = event_base_new();
	if (!conninfo_parse(conninfo, &drive->conninfo, &err))
		fail_msg("%s: %s", conninfo, err.message);
	drive->link = link_new(drive->base, drive->conninfo, "pgdriftd/test", limits);
	link_on_lost(drive->link, lost_cb, drive);
}

void
drive_close(struct drive *drive)
{
	link_free(drive->link);
	conninfo_free(drive->conninfo);
	event_base_free(drive->base);
	free(drive->text);
	*drive = (struct drive){ 0 };
}

void
drive_reset(struct drive *drive)
{
	drive->done = 0;
	drive->err = (struct err){ 0 };
	drive->tag[0] = '\0';
	drive->rows = 0;
	drive->length = 0;
	free(drive->text);
	drive->text = mem_strdup("");
}

void
drive_count_cb(void *arg, const struct link_row *row)
{
	struct drive *drive = arg;

	(void)row;
	drive->rows++;
}

void
drive_row_cb(void *arg, const struct link_row *row)
{
	struct drive *drive = arg;
	FILE *out;
	char *more = NULL;
	size_t length = 0;

	assert_int_equal(drive->done, 0);
	out = open_memstream(&more, &length);
	for (int i = 0; i < row->count; i++) {
		if (drive->columns != NULL && strstr(drive->columns, row->names[i]) == NULL)
			continue;
		fprintf(out, "%s%s", i == 0 ? "" : "|",
		        row->values[i] == NULL ? "~" : row->values[i]);
	}
	fputc('\n', out);
	fclose(out);
	drive->text = mem_resize(drive->text, drive->length + length + 1, 1);
	memcpy(drive->text + drive->length, more, length + 1);
	drive->length += length;
	drive->rows++;
	free(more);
}

void
drive_done_cb(void *arg, const struct err *err, const char *tag)
{
	struct drive *drive = arg;

	drive->done++;
	if (err != NULL)
		drive->err = *err;
	snprintf(drive->tag, sizeof drive->tag, "%s", tag);
	assert_false(link_is_busy(drive->link));
	if (err != NULL && err->code != ERR_SERVER)
		assert_false(link_is_open(drive->link));
}

static void
wake_cb(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	(void)arg;
}

void
drive_run_until(struct drive *drive, bool (*condition_cb)(struct drive *drive))
{
	int64_t end_ms = drive_deadline(LIMIT_MS);
	struct event *wake = event_new(drive->base, -1, EV_PERSIST, wake_cb, NULL);

	/* So that a loop with nothing to do comes back. */
	event_add(wake, &(struct timeval){ .tv_usec = 50000 });
	while (!condition_cb(drive)) {
		if (clock_ms() > end_ms)
			fail_msg("the loop did not come to its end");
		event_base_loop(drive->base, EVLOOP_ONCE);
	}
	event_free(wake);
}

static bool
is_done(struct drive *drive)
{
	return drive->done > 0;
}

void
drive_run(struct drive *drive)
{
	drive_run_until(drive, is_done);
	assert_int_equal(drive->done, 1);
}

bool
drive_connect(struct drive *drive, int timeout_ms)
{
	drive_reset(drive);
	link_connect(drive->link, drive_deadline(timeout_ms), drive_done_cb, drive);
	assert_int_equal(drive->done, 0);
	drive_run(drive);
	assert_int_equal(link_is_open(drive->link), drive->err.code == ERR_NONE);
	return drive->err.code == ERR_NONE;
}

bool
drive_query_params(struct drive *drive, const char *sql, const char *const *params, int param_count,
                   int timeout_ms)
{
	drive_reset(drive);
	link_query(drive->link, sql, params, param_count, drive_deadline(timeout_ms), drive_row_cb,
	           drive_done_cb, drive);
	assert_int_equal(drive->done, 0);
	assert_int_equal(drive->rows, 0);
	drive_run(drive);
	return drive->err.code == ERR_NONE;
}

bool
drive_query(struct drive *drive, const char *sql)
{
	return drive_query_params(drive, sql, NULL, 0, DRIVE_MS);
}

static void
tick_cb(evutil_socket_t fd, short what, void *arg)
{
	struct drive_ticks *ticks = arg;
	int64_t now_us = clock_us();
	int64_t late_us = now_us - ticks->last_us - TICK_US;

	(void)fd;
	(void)what;
	if (late_us > ticks->worst_us)
		ticks->worst_us = late_us;
	ticks->last_us = now_us;
	ticks->count++;
}

void
drive_ticks_start(struct drive *drive, struct drive_ticks *ticks)
{
	*ticks = (struct drive_ticks){ .last_us = clock_us() };
	ticks->event = event_new(drive->base, -1, EV_PERSIST, tick_cb, ticks);
	event_add(ticks->event, &(struct timeval){ .tv_usec = TICK_US });
}

void
drive_ticks_stop(struct drive_ticks *ticks)
{
	event_free(ticks->event);
}
