/* The daemon: configuration, loop, board, watch, HTTP and signals wired together. */
#ifndef DAEMON_DAEMON_H
#define DAEMON_DAEMON_H

#include "daemon/config.h"

/* Runs until SIGTERM or SIGINT has stopped it: true. Takes ownership of the configuration. false: it
 * could not listen (ERR_IO), and nothing was started. It never waits for a database. */
bool daemon_run(struct config *config, struct err *err);

#endif
