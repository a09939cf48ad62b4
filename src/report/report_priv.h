/* What the files of this floor share. */
#ifndef REPORT_REPORT_PRIV_H
#define REPORT_REPORT_PRIV_H

#include "base/text.h"
#include "report/report.h"

/* Fills report->findings from its outcome; `previous` may be NULL. */
void finding_make_all(struct report *report, const struct report_input *input,
                      const struct report *previous);

/* "index ix of public.a", "indexes of public.a", "all indexes". */
void unknown_describe(const struct unknown *unknown, struct text *out);

/* "prerequisites" or the module's name; NULL for EXPECTED_NONE. */
const char *report_module_name(const struct expected *expected, size_t module);

/* To a tenth, so that its text needs no rounding. */
double report_duration_ms(const struct report *report);

/* The report whose findings are the newest that there are: this one, the last good one, or NULL. */
const struct report *report_standing(const struct report *report);

#endif
