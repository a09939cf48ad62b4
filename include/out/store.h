/* The memory that outlives a restart: one SQLite database in the state directory, with the events,
 * the deliveries still owed, what was told per target, acknowledgements and silences. A store that
 * cannot be written costs history, never the watch: every function then works from memory alone,
 * and the failures are counted. */
#ifndef OUT_STORE_H
#define OUT_STORE_H

#include "base/err.h"
#include "out/event.h"

struct store;

struct store_limits {
	size_t events; /* kept at most; the oldest delivered ones go first */
	int64_t age_ms;
};

/* Opens or makes PATH (WAL). A torn or foreign file is renamed to PATH.broken-TIME and a fresh one
 * begun, with an error in the log. path NULL: memory only. Never NULL, never blocks for long. */
struct store *store_open(const char *path, const struct store_limits *limits);
void store_close(struct store *store);

/* One transaction: these events, a delivery of each to each hook that wants it, and what is now
 * remembered of the target (opaque JSON, NULL: as before). Fills in the events' sequences. */
bool store_append(struct store *store, struct event *events, size_t count,
                  const char *const *hooks, size_t hook_count,
                  bool (*wants)(void *arg, const char *hook, const struct event *event), void *arg,
                  const char *target, const char *memory, struct err *err);

/* What is remembered of a target; caller owns; NULL: nothing. */
char *store_memory(struct store *store, const char *target);

/* The first event still owed to a hook; false: none. Free with event_done(). */
struct store_owed {
	struct event event;
	unsigned attempts;   /* made so far */
	int64_t first_at;    /* of the first attempt, wall clock, ms; 0: none was made */
	int64_t next_at;     /* not before, wall clock, ms */
};
bool store_owed(struct store *store, const char *hook, struct store_owed *ret_owed);

/* Notes an attempt: done (owed no more), or to be tried again not before next_at. */
void store_delivered(struct store *store, const char *hook, int64_t sequence);
void store_retry(struct store *store, const char *hook, int64_t sequence, int64_t next_at);

/* Events after a sequence, oldest first, of one target or all; calls `each` until it says stop. */
void store_events(struct store *store, int64_t after, const char *target, size_t limit,
                  bool (*each)(void *arg, const struct event *event), void *arg);

/* Writes that failed since the start, and events dropped because of the limits. */
uint64_t store_failures(const struct store *store);
uint64_t store_dropped(const struct store *store);

#endif
