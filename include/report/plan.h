/* Plans for people, for psql and for programs. */
#ifndef REPORT_PLAN_H
#define REPORT_PLAN_H

#include "base/text.h"
#include "drift/ddl_transaction.h"
#include "drift/plan.h"

#include <stdbool.h>

#define PLAN_FORMAT 1

/* For a terminal: the statements in the order in which they would run, with comments (module, stage,
 * locks), then what is refused and left out, and why. `colour`: with ANSI sequences, the only control
 * bytes besides newlines that are ever written; so it is not meant to be run. */
void report_plan_text(const struct plan *plan, bool colour, struct text *out);

/* A script for psql that does what the plan does: each transaction with its settings, limits and the
 * lock that others who create wait for. Where one fails psql goes on with the next; nothing of it
 * stays. What is refused and left out stands in comments. */
void report_plan_sql(const struct plan *plan, const struct ddl_limits *limits, struct text *out);

/* The document `{"plan": 1, ...}`, indented by two, with a newline. `target` may be NULL. */
void report_plan_json(const struct plan *plan, const char *target, struct text *out);

/* What that document says of how the same plan is made anew, and how it is known again. */
struct plan_saved {
	const char *fingerprint;
	const char *const *modules; /* names of those that were asked for; NULL: all were */
	size_t module_count;
	unsigned include;
	bool tables_only;
	bool single;
};

/* Strings live in the arena. ERR_MANIFEST: it is no such document. */
bool report_plan_read(const char *bytes, size_t length, struct arena *arena,
                      struct plan_saved *ret_saved, struct err *err);

#endif
