/* One check on an open session: presence, structure, revisions, in one snapshot; the comparison. */
#ifndef WATCH_CHECK_H
#define WATCH_CHECK_H

#include "drift/compare.h"
#include "pg/session.h"
#include "report/report.h"
#include "watch/seen.h"
#include "watch/verdict.h"

struct check;

/* Told of all that is read, instead of the comparison, whose outcome then says nothing. What is told is
 * borrowed for the call. An object may come again. */
struct check_observer {
	void (*observed)(void *arg, const struct object *object);
	void (*unread)(void *arg, const struct unknown *unknown);
	void *arg;
	bool partitions; /* all of them, not only those of which the manifest names one */
};

struct spellings;

struct check_config {
	const char *target;
	struct expected *expected;
	const struct selection *selection;
	const struct seen *seen; /* of earlier checks; NULL: nothing is known of them */
	struct session_limits limits;
	int64_t timeout_ms;
	/* The transaction is open already, and stays so: everything is read in full, as it stands
	 * within it, what it has created itself as well. */
	bool within;
	bool narrow;   /* what is selected alone, though the manifest may speak of a whole scope */
	bool confirms; /* texts that differ are tried on the server (confirm_definitions) */
	/* What is known of earlier ones; NULL: nothing is kept, and all the time that there is goes to it. */
	struct spellings *spellings;
	const struct check_observer *observer; /* NULL: what is read is compared */
	/* What earlier checks remember, and this one will; NULL: it reads everything in full, and nothing
	 * is remembered. */
	struct verdicts *verdicts;
	int64_t full_check_every_ms; /* 0: always in full */
	size_t fingerprints_from;    /* how many such texts the manifest has before they are used */
};

/* The result is handed over once, from the loop: input->arena, outcome and server, or error with no
 * outcome, or `unchanged` with neither: nothing has changed since the newest report. The callee may
 * take the input's contents; what it leaves is freed. `target`, checked_at and duration are filled in,
 * `check` is not. */
typedef void check_done_cb(void *arg, struct report_input *input);

/* `link` is open and idle; it and the config are borrowed until done. */
struct check *check_start(struct link *link, const struct check_config *config, check_done_cb *done,
                          void *arg);

/* Forgets a check that is under way; `done` is not called. The caller closes the link. */
void check_cancel(struct check *check);

#endif
