/* Events: what people and programs are told. What they are, and what their document says; when they
 * are told is decided in out/event_decide.h. Pure: no clock, no file, no network. */
#ifndef OUT_EVENT_H
#define OUT_EVENT_H

#include "model/kind.h"

#include <stdint.h>

/* EVENT(word, dotted name, doc): the one list of events; hooks, history and docs come from it. */
#define EVENT_TYPES(EVENT)                                                                         \
	EVENT(DRIFT_DETECTED, "drift.detected", "findings were confirmed that nobody was told of") \
	EVENT(DRIFT_CHANGED, "drift.changed", "findings that were told are others now, or worse")  \
	EVENT(DRIFT_RESOLVED, "drift.resolved", "findings that were told are gone")                \
	EVENT(DRIFT_REMINDER, "drift.reminder", "findings that were told still stand")             \
	EVENT(TARGET_UNREACHABLE, "target.unreachable", "no good check for unknown_after")         \
	EVENT(TARGET_RECOVERED, "target.recovered", "an unreachable target is read again")         \
	EVENT(CHECK_STALE, "check.stale", "no check has ended for unknown_after")                  \
	EVENT(CREATE_SUCCEEDED, "create.succeeded", "missing objects were created")                \
	EVENT(CREATE_FAILED, "create.failed", "missing objects could not be created")              \
	EVENT(TARGET_IDENTITY_CHANGED, "target.identity_changed", "another database answers")      \
	EVENT(CONFIG_REJECTED, "config.rejected", "a reload was refused")                          \
	EVENT(TEST, "test", "somebody tries a hook")

enum event_type {
#define EVENT(word, name, doc) EVENT_TYPE_##word,
	EVENT_TYPES(EVENT)
#undef EVENT
		EVENT_TYPE_COUNT
};

/* One event as it is stored and delivered. It owns its strings. */
struct event {
	int64_t sequence; /* the store's number, growing; 0 until it is stored */
	char id[37];      /* a UUID: the same at every attempt of every delivery */
	enum event_type type;
	int64_t time;          /* wall clock, ms */
	char *target;          /* NULL: of the whole daemon (config.rejected, test) */
	char *status;          /* the target's status word, "drift"; NULL without a target */
	char *previous_status; /* as those know it who were told everything until now; NULL the same */
	char *severity;        /* of the worst finding it tells of; NULL: none */
	size_t findings, critical, warning, info; /* that it tells of */
	int64_t first_seen; /* of the oldest of them, of an outage its beginning; 0: none */
	char *summary;      /* one line for people */
	char *data;         /* the CloudEvents 1.0 document (JSON), at most EVENT_DATA_MAX bytes */
};

#define EVENT_DATA_MAX 65535

void event_done(struct event *event); /* frees and empties */

const char *event_type_name(enum event_type type); /* "drift.detected" */
bool event_type_from_name(const char *name, enum event_type *ret_type);

/* An event that tells of no finding: of creating, of a reload, a test. `target` and `status` may be
 * NULL. `instance` (store_instance()) and `occasion`, random or what happened, go into the id with all
 * the rest: two events must not agree in all of it. The caller owns its contents. */
void event_make(struct event *ret_event, enum event_type type, const char *target,
                const char *status, int64_t time, const char *summary, const char *instance,
                const char *occasion);

#endif
