/* The case files tests/kinds/<kind>.sql: of each kind, for each property and each way to differ, a
 * database, one change, and the one finding that must follow. A file is made of blocks
 *
 *     -- case: <property> | missing | unexpected | ... [: finer words for people]
 *     -- expect: kind.what, severity           (default: this file's kind and the case's word; its
 *                                               severity in kinds.def), or: nothing;
 *                                               and behind it ", security" where that is its class
 *     -- impact: index ix of public.t          (one line for each, in their order; none: not looked at)
 *     -- since: 140000                         (server_version_num; older servers pass the case over)
 *     -- without: diff                        (a snapshot of the changed database does not show it)
 *     -- without: creation                    (nothing creates what the setup makes)
 *     -- setup
 *     SQL, run by psql in a fresh database as its superuser; then the snapshot is taken
 *     -- change
 *     SQL; then a check must give exactly that finding
 *
 * What stands before the first block is a comment. The word `silent` is for changes that are none, and
 * expects nothing. In every server there are the roles case_owner, case_reader and case_writer, which
 * cases neither change nor drop, and the tablespace case_space. */
#ifndef TESTS_KINDS_CASE_H
#define TESTS_KINDS_CASE_H

#include "model/kind.h"

#include <stdbool.h>
#include <stddef.h>

struct kinds_case {
	char *place; /* "tests/kinds/table.sql:12" */
	char *title; /* what stands after "case:" */
	char *word;
	enum kind file; /* whose file it is */
	size_t number;  /* which of the file, from 0 */
	bool nothing;   /* no finding is expected; else: */
	enum kind kind;
	char *what; /* a property, or a change */
	enum severity severity;
	bool security; /* the class that is expected */
	char *impact;  /* of the finding, joined by "; "; NULL: any */
	long since;
	bool undiffed;
	bool uncreated;
	char *setup;
	char *change;
};

struct kinds_cases {
	struct kinds_case *cases;
	size_t count;
};

/* Adds the cases of a kind's file; a kind without a file adds none. What is malformed fails the test. */
void kinds_cases_read(enum kind kind, struct kinds_cases *cases);
void kinds_cases_free(struct kinds_cases *cases);

/* Words of the kind for which there must be a case and is none, as "kind.word " each. Caller owns. */
char *kinds_cases_lacking(enum kind kind, const struct kinds_cases *cases);

#endif
