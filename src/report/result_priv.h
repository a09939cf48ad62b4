/* What one check found out, as members of a JSON object. */
#ifndef REPORT_RESULT_PRIV_H
#define REPORT_RESULT_PRIV_H

#include "report/json.h"
#include "report/value.h"

/* Puts summary, modules, missing_tables, findings and coverage. Of a report without an outcome all
 * of them are there, and null or empty. */
void result_put(json_t *value, const struct report *report, const struct report_filter *filter);

#endif
