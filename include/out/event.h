/* Events: what is told, when a report differs from what was told before. Decided by a pure function:
 * no clock, no file, no network. */
#ifndef OUT_EVENT_H
#define OUT_EVENT_H

#include "report/report.h"

/* EVENT(word, dotted name, doc): the one list of events; hooks, history and docs come from it. */
#define EVENT_TYPES(EVENT) \
	EVENT(DRIFT_DETECTED, "drift.detected", "a finding was confirmed that nobody has been told of") \
	EVENT(DRIFT_CHANGED, "drift.changed", "a finding that was told has another expected or observed value") \
	EVENT(DRIFT_RESOLVED, "drift.resolved", "findings that were told are gone") \
	EVENT(DRIFT_REMINDER, "drift.reminder", "findings that were told still stand after remind_every") \
	EVENT(TARGET_UNREACHABLE, "target.unreachable", "no good check for unknown_after") \
	EVENT(TARGET_RECOVERED, "target.recovered", "a target that was unreachable is read again") \
	EVENT(CHECK_STALE, "check.stale", "no check has ended for unknown_after") \
	EVENT(CREATE_SUCCEEDED, "create.succeeded", "missing objects were created") \
	EVENT(CREATE_FAILED, "create.failed", "missing objects could not be created") \
	EVENT(TARGET_IDENTITY_CHANGED, "target.identity_changed", "another database answers under this target's name") \
	EVENT(CONFIG_REJECTED, "config.rejected", "a reload was refused; the old configuration runs on") \
	EVENT(TEST, "test", "somebody tries a hook")

enum event_type {
#define EVENT(word, name, doc) EVENT_TYPE_##word,
	EVENT_TYPES(EVENT)
#undef EVENT
	EVENT_TYPE_COUNT
};

/* One event as it is stored and delivered. Strings are owned by whoever made it (event_done()). */
struct event {
	int64_t sequence; /* the store's number, growing; 0 until it is stored */
	char id[37];      /* a UUID: the same at every attempt of every delivery */
	enum event_type type;
	int64_t time;     /* wall clock, ms */
	char *target;     /* NULL: of the whole daemon (config.rejected, test) */
	char *status;     /* the target's status word, "drift" */
	char *previous_status;
	char *severity;   /* of the worst finding it tells of; NULL: none */
	size_t findings, critical, warning, info; /* that it tells of */
	int64_t first_seen; /* of the oldest of them; 0: none */
	char *summary;    /* one line for people */
	char *data;       /* the CloudEvents 1.0 document (JSON), under 64 KiB, findings cut off counted */
};
void event_done(struct event *event);
const char *event_type_name(enum event_type type);

#endif
