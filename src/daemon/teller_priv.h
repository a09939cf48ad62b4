/* Telling people: what is decided at each report, kept in the store, and delivered by the hooks. */
#ifndef DAEMON_TELLER_PRIV_H
#define DAEMON_TELLER_PRIV_H

#include "daemon/config.h"
#include "out/event_decide.h"
#include "out/store.h"

#include <event2/event.h>

struct board;
struct report;
struct told_target;

struct teller {
	const struct config *config; /* the one in force; borrowed */
	struct store *store;
	struct hooks *hooks;
	struct told_target *targets; /* what is remembered of each; made at its first report */
	size_t target_count;
	struct board *board;    /* shows what is muted; borrowed */
	struct event *mute_end; /* the next moment at which something is muted no more */
	/* Called when the store has new events; may be NULL. */
	void (*appended)(void *arg, const struct event *events, size_t count);
	void *appended_arg;
};

/* Opens the store where the configuration says, or in memory, and shows on the board what is muted.
 * Nothing is told before teller_apply(). */
void teller_init(struct teller *teller, struct event_base *base, struct board *board,
                 const struct config *config);

/* The hooks first, the store last. */
void teller_done(struct teller *teller);

/* Puts hooks, webhooks and what is said of events into force, and moves the hooks out of `config`, which
 * lives until the next call. Targets that are gone are forgotten here, not in the store. */
void teller_apply(struct teller *teller, struct config *config);

/* A report was published. */
void teller_report(struct teller *teller, const struct report *old, const struct report *new);

/* A target's creating succeeded, or failed. */
void teller_created(struct teller *teller, const char *target, bool succeeded, const char *summary);

/* When a finding was first seen, as it is remembered; 0: it was not there. */
int64_t teller_first_seen(struct teller *teller, const char *target, const char *id);

/* A reload was refused, because of that. */
void teller_rejected(struct teller *teller, const char *message);

/* teller_mutes.c: the store's acknowledgements and silences are others now. */
void teller_mutes_changed(struct teller *teller);
void teller_mutes_init(struct teller *teller, struct event_base *base);

/* Attempts under way end, and none begins; `stopped` is called once, from the loop. Events are kept
 * until teller_done(). */
void teller_stop(struct teller *teller, void (*stopped)(void *arg), void *arg);

#endif
