/* What GET /metrics says: counts that need somebody to keep them, and everything together as a
 * scrape. */
#ifndef DAEMON_METER_PRIV_H
#define DAEMON_METER_PRIV_H

#include "out/event.h"
#include "out/hook.h"
#include "out/http.h"
#include "out/store.h"
#include "report/counters.h"
#include "watch/watch.h"

#include <event2/event.h>
#include <stdbool.h>
#include <stdint.h>

/* Counters of the checks, the lateness of the loop, and how the configuration was read. */
struct meter {
	struct counters *counters;
	struct histogram delays;
	struct event *tick;
	int64_t tick_due_us;
	uint64_t events[EVENT_TYPE_COUNT];
	bool config_read;       /* the last reading of it succeeded */
	int64_t config_read_at; /* wall clock, ms: the last one that did */
};

/* Begins to measure the loop. The configuration has just been read. */
void meter_init(struct meter *meter, struct event_base *base);
void meter_done(struct meter *meter);

/* The configuration was read anew, or could not be; `board` has the targets that it left. */
void meter_reloaded(struct meter *meter, const struct board *board, bool ok);

/* An event was decided on. */
void meter_event(struct meter *meter, enum event_type type);

/* Whoever keeps counts of its own. Of a store and of hooks, where there are none (NULL), nothing is
 * said. */
struct meter_sources {
	const struct board *board;
	const struct http *http;
	const struct hooks *hooks;
	const struct store *store;
	const struct watch *watch;
};

/* The whole answer. */
void meter_write(const struct meter *meter, const struct meter_sources *sources, struct text *out);

/* process.c: adds what the kernel says of this process. */
void process_scrape(struct scrape *scrape);

#endif
