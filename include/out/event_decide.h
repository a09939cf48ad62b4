/* When people are told: on the edge, never on the level. Decided by a pure function of what is
 * remembered of a target, its new report, what people muted, the configuration and the time.
 *
 * The rules, for one target:
 * - A finding is told (drift.detected) when `confirm` good checks in a row had it; that it is gone
 *   (drift.resolved) when as many had it not. What a check could not read says nothing either way.
 * - A told finding is told again (drift.changed) when its fingerprint is another one in `confirm`
 *   checks in a row, when it weighs more, or when it begins to flap.
 * - All that is to be told of findings after one check is one event of each type.
 * - drift.reminder tells all that stand, told and not acknowledged, every remind_every.
 * - A finding that came or changed more than flap_limit times within flap_window flaps: that is told
 *   once, and nothing more of it until it has been steady for flap_window.
 * - Without a good check for unknown_after, and after more than one attempt, the target is unreachable
 *   (or its checks are stale: none ends); that is told once, and of drift nothing, until a good check.
 *   Outages flap like findings.
 * - Another system identifier or database is told (target.identity_changed) after `confirm` checks.
 * - During a deployment nothing is told of drift, and no check counts for `confirm`, for at most
 *   hold_max. An acknowledged finding is not told; of a silenced target nothing is. What is
 *   remembered goes on all the while: when that ends, what still stands and was not told is told.
 * - That something was created is told (create.succeeded); why it was not (create.failed) once, until
 *   it is for another reason or nothing that is expected is missing any more. */
#ifndef OUT_EVENT_DECIDE_H
#define OUT_EVENT_DECIDE_H

#include "out/event.h"
#include "report/mute.h"
#include "report/report.h"

/* Findings that are remembered at most, the worst of each report: what stands beyond them is neither
 * told nor missed. So writing the memory down stays a matter of milliseconds. */
#define EVENT_FINDINGS_MAX 500

struct event_config {
	const char *instance;   /* store_instance() */
	const char *report_url; /* where people find the HTTP server: "https://db1:8432"; or NULL */
	unsigned confirm;       /* at least 1 */
	int64_t unknown_after_ms;
	int64_t remind_every_ms; /* 0: never */
	int64_t hold_max_ms;     /* 0: no deployment holds anything */
	unsigned flap_limit;     /* 0: nothing flaps */
	int64_t flap_window_ms;
};

/* What is remembered of one target. */
struct event_memory;
struct event_memory *event_memory_new(void);
void event_memory_free(struct event_memory *memory); /* NULL is fine */

/* As JSON, to be kept; caller owns. What cannot be read (NULL: there is none) is an empty one, never
 * NULL, and *err says why. */
char *event_memory_write(const struct event_memory *memory);
struct event_memory *event_memory_read(const char *text, struct err *err);

/* When a finding that is there was first seen, wall clock, ms; 0: it is not. */
int64_t event_first_seen(const struct event_memory *memory, const char *id);

struct event_input {
	const struct report *report; /* new; not pending */
	const struct mutes *mutes;   /* of all targets; may be NULL */
	bool deployment;             /* see event_deployment() */
	int64_t now;                 /* wall clock, ms */
};

struct event_decision {
	struct event *events; /* in the order in which they are to be told */
	size_t count;
	int64_t *lapsed; /* acknowledgements that are over: their finding is gone or another one */
	size_t lapsed_count;
	bool held; /* from now on: a deployment has begun */
	bool keep; /* what is remembered is to be written down now; always with an event */
};

/* Decides, and changes `memory` to what is to be remembered. Caller owns the decision's contents. */
void event_decide(struct event_memory *memory, const struct event_input *input,
                  const struct event_config *config, struct event_decision *ret_decision);
/* The same for one attempt at creating, after which the target's status is `status` (NULL: unknown). */
struct event_creation {
	const char *target;
	const char *status;
	bool succeeded;
	const char *summary;       /* what was created, or why nothing was */
	const struct mutes *mutes; /* may be NULL */
	int64_t now;
};
void event_decide_created(struct event_memory *memory, const struct event_creation *creation,
                          const struct event_config *config, struct event_decision *ret_decision);

void event_decision_done(struct event_decision *decision);

/* Whether a deployment seems to be under way: another session has a user's table locked ACCESS
 * EXCLUSIVE, or something could not be read because of such a lock, or the recorded revisions changed
 * from one good check to the next. */
bool event_deployment(const struct report *old, const struct report *new);

#endif
