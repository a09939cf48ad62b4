/* What two manifests differ in, for people and as JSON: a report without a database. */
#ifndef REPORT_DIFF_H
#define REPORT_DIFF_H

#include "base/text.h"
#include "report/report.h"

/* `report` is of a comparison with `other` in the place of a database. */
struct diff {
	const struct report *report;
	const struct expected *other;
	enum severity minimum; /* findings below it count for nothing, and are not shown */
};

/* 0 the same, 2 they differ, 3 no difference, but `other` does not speak of everything. */
int diff_verdict(const struct diff *diff);

/* Findings are those of a report, as text and as JSON (`{"diff": 1, "status": "differ", ...}`). */
void diff_text(const struct diff *diff, bool colour, struct text *out);
void diff_json(const struct diff *diff, struct text *out);

#endif
