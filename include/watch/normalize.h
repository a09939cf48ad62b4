/* A manifest in PostgreSQL's spelling: all that it states is created in a transaction, read back by the
 * queries of a check, and rolled back. */
#ifndef WATCH_NORMALIZE_H
#define WATCH_NORMALIZE_H

#include "drift/select.h"
#include "pg/session.h"

struct normalize_config {
	const char *target;
	struct expected *expected;         /* its values are replaced by what is read back */
	const struct selection *selection; /* of all modules */
	/* A text that was not read back, as nothing creates it; told where all else was. */
	void (*left)(void *arg, size_t item, size_t property);
	struct session_limits limits;
	int64_t connect_timeout_ms;
	int64_t timeout_ms;  /* connecting not counted */
	int64_t deadline_ms; /* instead: of all of it (clock_ms()); 0: none */
};

/* An item that PostgreSQL, or the program before it, refuses, and why. */
typedef void normalize_refused_cb(void *arg, size_t item, const struct err *err);

/* NULL: all that can be created was read back. Else the values are not to be used. */
typedef void normalize_done_cb(void *arg, const struct err *err);

/* Connects the link, which is new and outlives the call of `done`, as does the config. */
void normalize_start(struct link *link, const struct normalize_config *config,
                     normalize_refused_cb *refused, normalize_done_cb *done, void *arg);

#endif
