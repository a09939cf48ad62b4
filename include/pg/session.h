/* Transactions with pinned settings: the only home of transaction control and of SET. */
#ifndef PG_SESSION_H
#define PG_SESSION_H

#include "pg/link.h"

struct session_limits {
	int lock_timeout_ms;
	int statement_timeout_ms;
	int idle_in_transaction_session_timeout_ms;
};

/* BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY, then the pins, local to the transaction: empty
 * search_path, DateStyle, IntervalStyle, TimeZone, quote_all_identifiers, extra_float_digits,
 * bytea_output, jit off, no parallel workers, memory for joins of large catalogs, and the limits. A
 * setting that the server does not have is left alone (taken from pg_settings). Nothing is left behind
 * in the session. */
void session_begin(struct link *link, const struct session_limits *limits, int64_t deadline_ms,
                   link_done_cb *done, void *arg);

/* A setting by its name and its text. */
struct session_setting {
	const char *name;
	const char *value;
};

/* BEGIN ISOLATION LEVEL READ COMMITTED, the same pins, then the settings (ends with a NULL name), all
 * local to the transaction. It may write where transactions may by default: a database or role that is
 * set to read-only stays so. What is read in it is what stands there at that moment. */
void session_begin_writing(struct link *link, const struct session_limits *limits,
                           const struct session_setting *settings, int64_t deadline_ms,
                           link_done_cb *done, void *arg);

/* The same for what is always rolled back: READ WRITE, whatever transactions are by default. */
void session_begin_trial(struct link *link, const struct session_limits *limits,
                         const struct session_setting *settings, int64_t deadline_ms,
                         link_done_cb *done, void *arg);

/* One more setting, local to the transaction. */
void session_set(struct link *link, const struct session_setting *setting, int64_t deadline_ms,
                 link_done_cb *done, void *arg);

/* SET LOCAL ROLE; NULL: back to the one that the session began with. */
void session_role(struct link *link, const char *role, int64_t deadline_ms, link_done_cb *done,
                  void *arg);

/* A savepoint of a fixed name; the way back to it (which keeps it); and its release. */
void session_savepoint(struct link *link, int64_t deadline_ms, link_done_cb *done, void *arg);
void session_rollback_to(struct link *link, int64_t deadline_ms, link_done_cb *done, void *arg);
void session_release(struct link *link, int64_t deadline_ms, link_done_cb *done, void *arg);

/* COMMIT. An answer with another command tag is ERR_SERVER: the transaction had failed. */
void session_end(struct link *link, int64_t deadline_ms, link_done_cb *done, void *arg);

/* ROLLBACK. */
void session_abort(struct link *link, int64_t deadline_ms, link_done_cb *done, void *arg);

#endif
