/* Where the control socket is: the daemon makes it, verbs like ack and silence connect to it. */
#ifndef DAEMON_CONTROL_H
#define DAEMON_CONTROL_H

#include "base/err.h"

/* Where it is when nothing says so, as the unit file has it. */
#define CONTROL_STANDARD "/run/pgdriftd/control.sock"

/* What is configured, or control.sock in $RUNTIME_DIRECTORY, or `otherwise`; any may be NULL. Caller
 * owns; NULL: nowhere. */
char *control_path(const char *configured, const char *otherwise);

/* What a configuration file says of it: of all else its syntax alone is looked at, so that this needs
 * neither manifests nor secrets. Caller owns *ret_path; NULL: nothing. Errors: ERR_CONFIG, ERR_IO. */
bool control_configured(const char *file, char **ret_path, struct err *err);

#endif
