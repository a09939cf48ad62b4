/* Creating by the watch itself: when it is allowed, one attempt, and what is told of it. */
#ifndef WATCH_CREATING_PRIV_H
#define WATCH_CREATING_PRIV_H

#include "watch/audit.h"
#include "watch_priv.h"

struct creating {
	struct watched *watched;
	struct link *link; /* of the role that creates; open during an attempt only */
	struct create_config config;
	struct create *create; /* NULL: none is under way, or it is still connecting */
	struct audit *audit;   /* of the attempt under way */
	bool committing;       /* it was told to end, and waits for the answer to COMMIT */
	struct event *ending;  /* an attempt that ends where no handler may be called */
	bool *modules;         /* per module: those in which something may be created */
	unsigned failures;     /* in a row */
	int64_t not_before_ms; /* clock_ms() */
	char *told;            /* what the last refusal or failure was, so that it is told once */
	size_t before;         /* tables that are left to a person, as the log was told */
};

/* creating.c. NULL is fine for all but creating_new(). */
struct creating *creating_new(struct watched *watched);
void creating_free(struct creating *creating);

/* Whether an attempt is to be made after this check. Says why not where something new could be created. */
bool creating_wanted(struct creating *creating, const struct report_input *input);

/* Begins the attempt; EVENT_CREATED says its end. */
void creating_begin(struct creating *creating);

/* Ends it soon: EVENT_CREATED comes from the loop. */
void creating_withdraw(struct creating *creating);

/* Breaks it off, without an event. */
void creating_break(struct creating *creating);

/* creating_rule.c: whether anything may be created in this database, as it was read; and whether by this
 * role. false and *err: why not. */
bool creating_allowed(const struct creating *creating, const struct server *server,
                      const struct outcome *outcome, struct err *err);
bool creating_login_allowed(const struct creating *creating, const struct server *server,
                            struct err *err);

/* How many tables are missing and were never there; *ret_before: and how many that were. */
size_t creating_count(const struct creating *creating, const struct outcome *outcome,
                      size_t *ret_before);

/* creating_say.c: tells what an attempt came to, or why there was none. */
void creating_refused(struct creating *creating, const struct server *server,
                      const struct err *why);
void creating_result(struct creating *creating, const struct create_result *result);
void creating_broken_off(struct creating *creating, enum watch_result result, const char *why);
/* All is well, or nothing is missing: the next failure is news. */
void creating_well(struct creating *creating);

#endif
