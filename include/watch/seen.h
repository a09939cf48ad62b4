/* What is remembered of one target's database over restarts: which database it is, which expected tables
 * were ever there, and which optional modules. Whoever creates by itself must know what is new and what
 * has vanished. One file per target in the state directory, written by fsync and rename. */
#ifndef WATCH_SEEN_H
#define WATCH_SEEN_H

#include "drift/compare.h"
#include "report/report.h"

struct seen;

struct seen_options {
	const char *state_dir; /* NULL: nothing is kept */
	const char *target;
	const struct expected *expected; /* borrowed until seen_free() */
	bool met; /* something else says that the target was checked before */
	/* Brought to the disk at once, for whoever creates by it. Else a loss of power may take back
	 * the last of it; with many targets, it is many waits for the disk less. */
	bool durable;
};

/* Reads STATE_DIR/seen-TARGET.json. A file that cannot be read is set aside (TARGET.json.broken-TIME)
 * with an error in the log; then, and where there is none though the target was met, every expected
 * table is presumed to have been there once. Never NULL. */
struct seen *seen_open(const struct seen_options *options);
void seen_free(struct seen *seen); /* NULL is fine */

enum seen_identity {
	SEEN_FIRST,   /* no database was met yet */
	SEEN_SAME,    /* the one that was met */
	SEEN_ANOTHER, /* not that one */
	SEEN_UNTOLD,  /* this role may not ask for the system identifier */
};
enum seen_identity seen_identify(const struct seen *seen, const struct server *server);

/* Tells the comparison which optional modules were there at earlier checks, if this is the database. */
void seen_tell(const struct seen *seen, const struct server *server, struct compare *compare);

/* Whether every expected table that was there at the last good check, and there was one, is gone now. */
bool seen_vanished(const struct seen *seen, const struct outcome *outcome);

/* Whether there are tables that were ever there, and now none of them is. */
bool seen_none_left(const struct seen *seen, const struct outcome *outcome);

/* Takes in a good check. Of another database only what was there last is remembered. What is new is on
 * disk afterwards, unless seen_kept() says otherwise; a write that failed is tried again each time. */
void seen_learn(struct seen *seen, const struct server *server, const struct outcome *outcome);

/* Per item: a table that was ever there, or is presumed to have been. Borrowed. */
const bool *seen_before(const struct seen *seen);

/* Whether all that is known stands on disk. false and *err: why not. */
bool seen_kept(const struct seen *seen, struct err *err);

/* Somebody acknowledged that the module is gone. false: it was not known to have been there. */
bool seen_forget_module(struct seen *seen, size_t module);

/* How many files were set aside since seen_open(). */
unsigned seen_broken(const struct seen *seen);

#endif
