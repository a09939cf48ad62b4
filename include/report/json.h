/* Reports as JSON: the document of CONTRACT's /v1/report and `check --format json`. */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include "base/text.h"
#include "report/mute.h"
#include "report/report.h"

/* NULL and -1 let everything through. A target that does not match is left out; so are findings
 * that do not match, and modules and missing tables of another module. The summary stays the whole
 * target's. */
struct report_filter {
	const char *target;
	const char *module; /* "prerequisites" are one too */
	int kind;           /* enum kind, or -1 */
	int severity;       /* at least this one, or -1 */
	const struct mutes
		*mutes; /* to be shown with what they mute, whatever the time; may be NULL */
};

/* `{"report": 1, ..., "targets": [...]}` over the reports, indented by two, with a newline. The
 * version is the program's. generated_at is the newest checked_at, so that the same reports always
 * give the same bytes; null where nothing was checked. The filter may be NULL. */
void report_document(const struct report *const *reports, size_t count,
                     const struct report_filter *filter, struct text *out);

/* One target's object alone (GET /v1/targets/{name}), with the same members. */
void report_target(const struct report *report, const struct report_filter *filter,
                   struct text *out);

#endif
