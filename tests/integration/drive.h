/* A link at work: a loop of its own that runs until an operation has ended. Any wait of more than
 * 30 s fails the test. */
#ifndef TESTS_DRIVE_H
#define TESTS_DRIVE_H

#include "pg/link.h"

#include <stddef.h>

#define DRIVE_MS 20000 /* the deadline of operations that should not need it */

/* Everything about the last operation. Zeroed, then drive_open(). */
struct drive {
	struct event_base *base;
	struct conninfo *conninfo;
	struct link *link;
	unsigned done;  /* how often `done` was called since the operation began */
	struct err err; /* code ERR_NONE: success */
	char tag[64];
	size_t rows;
	const char *columns; /* words that hold the names of those that are kept; NULL: all */
	char *text;          /* rows: values separated by '|', null as "~", lines by '\n' */
	size_t length;
	unsigned lost; /* how often link_on_lost() called; the error is in lost_err */
	struct err lost_err;
};

/* A link to that connection string, not connected yet. limits may be NULL. */
void drive_open(struct drive *drive, const char *conninfo, const struct link_limits *limits);
void drive_close(struct drive *drive);

/* Connects; true on success. */
bool drive_connect(struct drive *drive, int timeout_ms);

/* Runs a statement and keeps its rows as text; true on success. */
bool drive_query(struct drive *drive, const char *sql);
bool drive_query_params(struct drive *drive, const char *sql, const char *const *params,
                        int param_count, int timeout_ms);

/* For operations begun by hand with these as handlers: forgets the last one; runs the loop. */
void drive_reset(struct drive *drive);
void drive_row_cb(void *arg, const struct link_row *row);
void drive_count_cb(void *arg, const struct link_row *row); /* counts rows, keeps none */
void drive_done_cb(void *arg, const struct err *err, const char *tag);
void drive_run(struct drive *drive);
void drive_run_until(struct drive *drive, bool (*condition_cb)(struct drive *drive));

/* In ms from now, clock_ms(). */
int64_t drive_deadline(int timeout_ms);

/* A timer on the loop, every 5 ms: how late it was at worst. */
struct drive_ticks {
	struct event *event;
	int64_t last_us;
	int64_t worst_us;
	unsigned count;
};
void drive_ticks_start(struct drive *drive, struct drive_ticks *ticks);
void drive_ticks_stop(struct drive_ticks *ticks);

#endif
