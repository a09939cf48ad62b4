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
	struct conninfo *create_conninfo; /* NULL: conninfo */
	struct expected *expected;        /* a reference */
	char **modules;                   /* patterns, see drift/select.h */
	size_t module_count;
	int64_t check_interval_ms;
	int64_t connect_timeout_ms;
	int64_t check_timeout_ms; /* a whole check, connecting not counted */
	int64_t unknown_after_ms;
	bool keep_connection;
	int64_t full_check_every_ms; /* see watch/check.h, and the next one */
	size_t fingerprints_from;

	bool confirm_definitions;
	struct session_limits limits;
	bool auto_create;
	bool create_as_superuser;
	struct session_limits create_limits;   /* of transactions that create */
	int64_t create_timeout_ms;             /* of each of them, with its reading */
	const struct check_observer *observer; /* borrowed; see watch/check.h */
	char *identity; /* everything of the configuration that, changed, means another target: as text */
};
void watch_target_done(struct watch_target *target); /* frees what it owns */

struct watch;

/* What an attempt at creating came to, the worst of it last. */
enum watch_result {
	WATCH_DONE,
	WATCH_REFUSED, /* before the first statement */
	WATCH_BUSY,    /* somebody held a lock; it is tried again later */
	WATCH_FAILED,  /* rolled back */
	WATCH_UNKNOWN, /* the connection was lost at COMMIT */
	WATCH_RESULTS
};

/* What a target's creating came to. Valid during the call. */
struct watch_creation {
	const char *target;
	bool succeeded;
	const char *summary; /* one line for people */
};

/* What outlives a restart, and what is told of creating. To be called before the first watch_set(). */
struct watch_keeping {
	const char *state_dir; /* NULL: nothing is kept, and nothing created */
	/* Whether something else knows that the target was checked before. */
	bool (*met)(void *arg, const char *target);
	/* Whether somebody acknowledged the finding of that fingerprint: if it is that an optional
	 * module is gone, the module is forgotten, and may be absent from then on. */
	bool (*acknowledged)(void *arg, const char *target, const char *fingerprint);
	void (*created)(void *arg, const struct watch_creation *creation);
	/* When a finding was first seen by a process before this one, wall clock, ms; 0: it was not there. */
	int64_t (*first_seen)(void *arg, const char *target, const char *id);
	void *arg;
};
void watch_keep(struct watch *watch, const struct watch_keeping *keeping);

/* Since the start; those of creating stay 0 where auto_create is off. */
struct watch_counts {
	uint64_t attempts[WATCH_RESULTS]; /* by what they came to */
	uint64_t tables;                  /* that were created */
	uint64_t broken;                  /* records that were set aside */
	bool creates;                     /* auto_create is on */
};

/* Of the target at the index, in the order of the configuration; false: there is none. */
bool watch_counts(const struct watch *watch, size_t index, const char **ret_target,
                  struct watch_counts *ret_counts);
const char *watch_result_word(enum watch_result result); /* "done", "refused", ... */

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

/* No new checks; `stopped` is called from the loop when those under way have ended: at once, as their
 * transactions only read, and so are those that create rolled back, but for a COMMIT that was sent: its
 * answer is awaited. */
void watch_stop(struct watch *watch, void (*stopped)(void *arg), void *arg);

#endif
