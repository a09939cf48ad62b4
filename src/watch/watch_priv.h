/* What the files of one check share: its state, and how its steps follow each other. */
#ifndef WATCH_PRIV_H
#define WATCH_PRIV_H

#include "pg/catalog.h"
#include "watch/check.h"

struct check {
	struct link *link;
	struct check_config config;
	check_done_cb *done;
	void *arg;

	struct arena arena;   /* becomes the report's */
	struct arena scratch; /* dies with the check */
	struct report_input result;
	struct compare *compare;
	bool *wanted; /* per expected item */

	size_t step; /* the one that comes next */
	int64_t started_us;
	int64_t deadline_ms;
	struct err row_error; /* a row that was not what its query promises */
	struct catalog_identity identity;

	size_t *presence_items; /* the expected item of each name that was asked for */
	bool *present;          /* whether a row came for it */
	size_t presence_count;

	size_t kind; /* the one that is being read */
	unsigned attempts;
	struct catalog_reader reader;

	size_t revision; /* the one that is being read */
	const char **revision_rows;
	size_t revision_count;

};

/* Goes on with the next step. */
void step_next(struct check *check);

/* The end of an operation after which nothing but the next step is to be done. */
void step_done_cb(void *arg, const struct err *err, const char *tag);

/* The two ends: hand the result over, and free the check. */
void check_succeed(struct check *check);
void check_fail(struct check *check, const struct err *err);

/* check_kinds.c, check_revisions.c: the steps that read one kind, one revision after another. */
void read_kinds(struct check *check);
void read_revisions(struct check *check);

/* Whether an error of a statement costs only what that statement reads: then the word for its
 * unknown, and whether it is worth to look again at once. NULL: it costs the check. */
const char *read_failure(const struct err *err, bool *ret_again);

#endif
