/* Listening sockets that systemd has opened for us (LISTEN_FDS, sd_listen_fds(3)). */
#ifndef DAEMON_ACTIVATION_H
#define DAEMON_ACTIVATION_H

#include "base/err.h"

#include <stddef.h>

#define ACTIVATION_FIRST 3 /* the first descriptor: the protocol's own number */

/* How many sockets were handed over to this very process: the descriptors from ACTIVATION_FIRST on.
 * 0: none. They are made close-on-exec, and the variables are taken out of the environment. One that is
 * not a listening stream socket is an error (ERR_IO, with its name). Call it once, first of all. */
bool activation_take(size_t *ret_count, struct err *err);

/* The address that a listening socket is bound to, for messages: "127.0.0.1:8432", "[::1]:8432",
 * "unix:/run/x.sock". Caller owns. */
char *activation_describe(int socket);

#endif
