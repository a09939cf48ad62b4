/* The memory that outlives a restart: one SQLite database in the state directory, with the events,
 * the deliveries still owed, what was told of each target, acknowledgements and silences. A store
 * that cannot be written costs history, never the watch: it then works from memory alone, counts and
 * logs that, and finds back by itself. So nothing here can fail for its caller, and nothing waits
 * for anybody but the disk. */
#ifndef OUT_STORE_H
#define OUT_STORE_H

#include "model/kind.h"
#include "out/event.h"
#include "report/mute.h"

struct store;

struct store_limits {
	size_t events;  /* kept at most; the oldest delivered ones go first, then the oldest */
	size_t bytes;   /* of the database; the same */
	int64_t age_ms; /* of what was delivered */
};

/* Opens or makes PATH. A torn or foreign file is renamed to PATH.broken-TIME and a fresh one begun,
 * with an error in the log. Another program that has it open, or a directory that cannot be written:
 * in memory, until that ends. path NULL: in memory for good. Never NULL. */
struct store *store_open(const char *path, const struct store_limits *limits);
void store_close(struct store *store); /* NULL is fine */

/* Random text, made with the database: two daemons never share it. Borrowed. */
const char *store_instance(const struct store *store);

/* Who is told: what is appended from now on is owed to each of these hooks that wants it. What was
 * owed to a hook that is none of them is dropped. */
struct store_hook {
	const char *name;
	uint32_t events;       /* bit per enum event_type that it wants */
	enum severity minimum; /* events with a lesser severity are not owed to it */
};
void store_subscribe(struct store *store, const struct store_hook *hooks, size_t count);

/* One transaction: these events, what is owed of them, and what is now remembered of the target
 * (NULL: as before). Fills in the events' sequences. */
void store_append(struct store *store, struct event *events, size_t count, const char *target,
                  const char *memory);

/* One event that is owed to one hook, whatever it wants (a test of it). */
void store_append_for(struct store *store, struct event *event, const char *hook);

/* What is remembered of a target; caller owns; NULL: nothing. */
char *store_memory(struct store *store, const char *target);

/* The first event still owed to a hook; false: none. Free with event_done(&owed.event). */
struct store_owed {
	struct event event;
	unsigned attempts; /* made so far, and noted */
	int64_t first_at;  /* of the first of them, wall clock, ms; 0: none was */
	int64_t next_at;   /* not before, wall clock, ms; 0: at once */
};
bool store_owed(struct store *store, const char *hook, struct store_owed *ret_owed);

/* Notes an attempt: done (owed no more), or to be tried again not before next_at. */
void store_delivered(struct store *store, const char *hook, int64_t sequence);
void store_retry(struct store *store, const char *hook, int64_t sequence, int64_t next_at);

/* Events, oldest first, until `each` says stop (false). The event is borrowed. `each` does not call
 * the store. */
struct store_query {
	int64_t after;      /* a sequence; 0: all */
	int64_t since;      /* wall clock, ms, inclusive; 0: all */
	const char *target; /* NULL: all, and those of the whole daemon */
	size_t limit;
};
void store_events(struct store *store, const struct store_query *query,
                  bool (*each)(void *arg, const struct event *event), void *arg);

/* The newest sequence that was ever given; 0: none. Sequences grow, also from one database to the
 * one that takes its place. */
int64_t store_last(struct store *store);

/* Acknowledgements and silences. Adding one that says the same of the same replaces it. At most
 * STORE_MUTES_MAX are kept (false: there are so many). The number is filled in. */
#define STORE_MUTES_MAX 1000
bool store_mute(struct store *store, struct mute *mute);
bool store_unmute(struct store *store, int64_t number); /* false: there is none of that number */
bool store_expire(struct store *store, int64_t now);    /* whether any went */
void store_mutes(struct store *store, struct mutes *ret_mutes); /* caller owns: mutes_done() */

/* For metrics. Writes that failed, events that the limits dropped undelivered (both since the start),
 * events owed to a hook, and whether what is written now reaches the disk. */
uint64_t store_failures(const struct store *store);
uint64_t store_dropped(const struct store *store);
size_t store_backlog(struct store *store, const char *hook);
bool store_on_disk(const struct store *store);

#endif
