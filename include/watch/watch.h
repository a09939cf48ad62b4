/* The watch: every target checked at its interval, at most so many at once, reports on the board. */
#ifndef WATCH_WATCH_H
#define WATCH_WATCH_H

#include "drift/select.h"
#include "pg/conninfo.h"
#include "pg/session.h"
#include "report/board.h"

#include <event2/event.h>

/* One target as configured. The watch takes ownership of what the pointers name. */
struct check_observer;
struct watch_target {
	char *name;
	struct conninfo *conninfo;
	struct expected *expected; /* a reference */
	char **modules;            /* patterns, see drift/select.h */
	size_t module_count;
	int64_t check_interval_ms;
	int64_t connect_timeout_ms;
	int64_t check_timeout_ms; /* a whole check, connecting not counted */
	int64_t unknown_after_ms;
	bool keep_connection;
	struct session_limits limits;
	struct session_limits create_limits; /* of transactions that create */
	int64_t create_timeout_ms;           /* of each of them */
	const struct check_observer *observer; /* borrowed; see watch/check.h */
	char *identity; /* everything of the configuration that, changed, means another target: as text */
};
void watch_target_done(struct watch_target *target); /* frees what it owns */

struct watch;

/* `board` is borrowed and outlives the watch. `once`: each target is checked a single time, at once,
 * and not again, whatever comes out. */
struct watch *watch_new(struct event_base *base, struct board *board, size_t concurrent, bool once);
void watch_free(struct watch *watch);

/* Makes these the targets (moves their contents out). One whose name and identity are as before
 * goes on undisturbed; a changed one starts anew with its history; one that is gone is taken off
 * the board. false, and nothing is changed, if a target's modules do not fit its manifest. */
bool watch_set(struct watch *watch, struct watch_target *targets, size_t count, size_t concurrent,
               struct err *err);

/* An extra check as soon as may be, at most one waiting per target (NULL: all). false: no such
 * target. */
bool watch_check_now(struct watch *watch, const char *target);

/* Whether the last good verdict of a target still stands (a health_stands; arg is the watch): by the
 * monotonic clock, so that a jump of the wall clock makes nothing stale. */
bool watch_stands(void *watch, const char *target);

/* No new checks; `stopped` is called from the loop when those under way have ended (their
 * transactions only read: they are closed at once). */
void watch_stop(struct watch *watch, void (*stopped)(void *arg), void *arg);

#endif
