/* What stands around the statements of a transaction that creates: settings, and a lock. */
#ifndef DRIFT_DDL_TRANSACTION_H
#define DRIFT_DDL_TRANSACTION_H

#include "base/text.h"

struct ddl_limits {
	int lock_timeout_ms;
	int statement_timeout_ms;
	int idle_in_transaction_session_timeout_ms;
};

/* Where nobody says otherwise. */
extern const struct ddl_limits ddl_limits_standard;

struct ddl_setting {
	const char *name;
	const char *value;
};

/* What definitions are read by, whatever the session or the role has: set locally, before the first
 * statement. Ends with a NULL name. Without standard_conforming_strings a literal may end elsewhere
 * than ddl_write() saw it end. */
extern const struct ddl_setting ddl_settings[];

/* The statement that waits, no longer than lock_timeout, until nobody else who creates in this
 * database by a plan is at work; the lock goes with the transaction. */
#define DDL_LOCK_KEY "8099552897406497892" /* "pgdriftd" in ASCII, read as a number */
extern const char ddl_advisory_lock[];

/* For a script: BEGIN, limits, settings and the lock, a line each. Its end is ddl_close(). */
void ddl_open(const struct ddl_limits *limits, struct text *out);
void ddl_close(struct text *out);

#endif
