/* One asynchronous PostgreSQL session on the event loop: connects, runs one query at a time, gives
 * rows as they come, never blocks. Handlers are called from the loop only, never from within
 * link_connect() or link_query(); each operation ends with exactly one call of its `done`. */
#ifndef PG_LINK_H
#define PG_LINK_H

#include "base/err.h"
#include "pg/conninfo.h"

#include <event2/event.h>
#include <stdint.h>

/* One row: `count` values as text, NULL for SQL null, and the columns' names. Borrowed for the call. */
struct link_row {
	int count;
	const char *const *names;
	const char *const *values;
};

typedef void link_row_cb(void *arg, const struct link_row *row);

/* `err` is NULL on success. `tag` is the command tag ("SELECT 3", "COMMIT", "ROLLBACK"), "" where
 * there is none. After an error whose code is not ERR_SERVER the session is closed. */
typedef void link_done_cb(void *arg, const struct err *err, const char *tag);

struct link_limits {
	size_t result_bytes; /* of one query's rows; more is ERR_PROTOCOL and closes the session */
	int64_t turn_us;     /* how long rows are handed out before the loop gets its turn */
};
#define LINK_RESULT_BYTES ((size_t)1024 * 1024 * 1024)
#define LINK_TURN_US      1000

struct link;

/* `conninfo` is borrowed and outlives the link. `application` goes out as
 * fallback_application_name. `limits` NULL: the values above. */
struct link *link_new(struct event_base *base, const struct conninfo *conninfo,
                      const char *application, const struct link_limits *limits);

/* Closes at once, without calling a handler. NULL is fine. */
void link_free(struct link *link);

/* Resolves (in other threads), connects, authenticates: all before `deadline_ms` (clock_ms()). Of
 * several hosts, each has its share of that time. May be called again after a failure or
 * link_close(). */
void link_connect(struct link *link, int64_t deadline_ms, link_done_cb *done, void *arg);

/* Runs one statement with text parameters (PQsendQueryParams: never more than one statement).
 * `row` may be NULL. SQL, parameters and their strings are copied or sent before it returns. The
 * server's statement_timeout is the caller's; at `deadline_ms` the session is closed (ERR_TIMEOUT). */
void link_query(struct link *link, const char *sql, const char *const *params, int param_count,
                int64_t deadline_ms, link_row_cb *row, link_done_cb *done, void *arg);

/* The same for many rows, at a third of their price: `sql` is a COPY … TO STDOUT (FORMAT csv, HEADER),
 * which takes no parameters. A query that is answered by COPY, or a COPY by rows, is ERR_PROTOCOL. */
void link_copy(struct link *link, const char *sql, int64_t deadline_ms, link_row_cb *row,
               link_done_cb *done, void *arg);

/* Closes the session; the handler of an operation under way is not called. */
void link_close(struct link *link);

/* Called from the loop when an idle session is lost (a server restart, say); the link is then
 * closed. Not called while an operation is under way: that one's `done` says it. */
void link_on_lost(struct link *link, link_done_cb *lost, void *arg);

bool link_is_open(const struct link *link);        /* connected, ready or busy */
bool link_is_busy(const struct link *link);        /* an operation is under way */
int link_server_version(const struct link *link);  /* PQserverVersion: 150020; 0 while closed */
bool link_in_transaction(const struct link *link); /* as libpq knows it */

#endif
