/* A libpq connection string, taken apart once at load: so that it can be checked, resolved without
 * blocking, and never shown. */
#ifndef PG_CONNINFO_H
#define PG_CONNINFO_H

#include "base/err.h"

#include <stddef.h>

struct conninfo;

/* Takes a conninfo or URI verbatim. `service=` (and PGSERVICE) is expanded in a short-lived child,
 * because PQconninfoParse() does not do it and PQconndefaults() needs the environment changed.
 * Caller owns *ret_conninfo. Errors: ERR_CONFIG; never libpq's own text, which may hold the
 * password: it says what kind of thing is wrong and at which keyword. */
bool conninfo_parse(const char *verbatim, struct conninfo **ret_conninfo, struct err *err);
void conninfo_free(struct conninfo *conninfo);

/* The value of a libpq keyword ("host", "dbname"), or NULL. Never ask for "password". Borrowed. */
const char *conninfo_get(const struct conninfo *conninfo, const char *keyword);

/* Whether a TCP host that is not loopback would be spoken to with sslmode below `require`. */
bool conninfo_plaintext_risk(const struct conninfo *conninfo);

/* "host=db.internal port=5432 dbname=app user=watch": for messages; no secrets, no options. Caller
 * owns. */
char *conninfo_describe(const struct conninfo *conninfo);

#endif
