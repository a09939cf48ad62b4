/* The report of one target after one check: immutable, owns its arena, shared by references. */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "base/err.h"
#include "drift/drift.h"

#define FINDING_ID_BYTES 17 /* 16 hexadecimal digits and the terminator */

enum status { STATUS_PENDING, STATUS_IN_SYNC, STATUS_DRIFT, STATUS_UNKNOWN, STATUS_COUNT };

/* A drift with its history. */
struct finding {
	const struct drift *drift;
	char id[FINDING_ID_BYTES];          /* of target, kind, identity, change, property */
	char fingerprint[FINDING_ID_BYTES]; /* of id, expected, observed */
	int64_t first_seen;                 /* wall clock, ms */
};

/* Who answered. Zero or NULL where it could not be told. */
struct server {
	int version; /* 150020 */
	const char *system_identifier;
	const char *database;
	const char *database_oid;
	const char *user; /* as whom it was asked */
	bool superuser;   /* that one is */
	bool in_recovery;
	int64_t started_at; /* wall clock, ms */
	bool deployment;    /* another session had a user's table locked ACCESS EXCLUSIVE */
};

struct report {
	struct arena arena;
	unsigned references;
	const char *target;
	enum status status;
	struct expected *expected; /* a reference; may be NULL while pending */
	struct server server;
	int64_t checked_at; /* wall clock, ms; 0 while pending */
	int64_t duration_us;
	uint64_t check;                /* which check of this target, from 1 */
	const struct outcome *outcome; /* NULL where the check failed, or none was made */
	struct finding *findings;      /* one per drift of the outcome, in its order */
	struct err error;              /* code ERR_NONE where there is none */
	/* Wall clock, ms. */
	int64_t error_since; /* the first check in a row that failed, or that was partial */
	int64_t good_at;     /* the last check that counts as good; 0: none */
	int64_t stale_since; /* = good_at of a report whose own check was not good; else 0 */
	/* A reference, or NULL. Of a failed check the newest good report, of a partial one the
	 * newest that could read all. */
	struct report *last_good;
	struct report *
		source; /* a reference: owns outcome and findings of one that found nothing changed */
};

/* What a check found out, to make a report of. */
struct report_input {
	const char *target;
	struct expected *expected; /* borrowed: the report takes a reference */
	struct server server;
	/* Holds outcome and server's strings; moved into the report, then empty. */
	struct arena *arena;
	const struct outcome *outcome; /* NULL: the check failed, `error` says why */
	bool unchanged; /* no outcome, and no error: that of `previous` stands, which is a whole one */
	struct err error;
	int64_t checked_at;
	int64_t duration_us;
	uint64_t check;
	/* When a finding was first seen by a process before this one, wall clock, ms; 0: it was not
	 * there. Asked for the first good report. May be NULL. */
	int64_t (*remembered)(void *arg, const char *target, const char *id);
	void *remembered_arg;
};

/* Makes the report. `previous` (may be NULL) gives first_seen of findings that were there before,
 * error_since, good_at and the last good report. Status: a failed check is unknown; a check with
 * unknowns and no finding is unknown with ERR_PARTIAL, and still a good one. Caller owns a
 * reference. */
struct report *report_new(struct report_input *input, const struct report *previous);

/* The report of a target that has not been checked yet. */
struct report *report_pending(const char *target, struct expected *expected);

/* What `previous` becomes when no check was good for too long, and none says why: unknown,
 * ERR_STALE. */
struct report *report_stale(const struct report *previous, int64_t now, const char *message);

struct report *report_ref(const struct report *report);
void report_unref(struct report *report);

/* Whether the check counts as good: it read the database, if only in part. */
bool report_good(const struct report *report);

/* Whether nothing can be told of that object, because it could not be read. */
bool report_unread(const struct outcome *outcome, enum kind kind, const char *schema,
                   const char *table, const char *name);

/* 0 in sync, 1 drift (at most warning), 2 critical, 3 unknown; only findings from `minimum` on
 * count. The worst over unknowns and findings is 2, 3, 1, 0 in that order. */
int report_verdict(const struct report *report, enum severity minimum);
int report_worse(int verdict, int other);

const char *status_word(enum status status);

#endif
