/* Reports for people and for Nagios. */
#ifndef REPORT_PLAIN_H
#define REPORT_PLAIN_H

#include "base/text.h"
#include "report/report.h"

/* For a terminal or a mail: a headline per target, its modules, its findings, what was not read,
 * what to do. Findings below `minimum` are counted only. `colour`: with ANSI sequences, the only
 * control bytes besides newlines that are ever written. */
void report_text(const struct report *const *reports, size_t count, enum severity minimum,
                 bool colour, struct text *out);

/* One status line with performance data, then long output, as the Monitoring Plugins' development
 * guidelines say: `PGDRIFT CRITICAL - main: DRIFT, 2 critical: 2 of 34 tables are missing |
 * tables_missing=2;;;0;34 ...`. The state is that of report_verdict(); of several targets the
 * worst, and labels begin with the target ('main::tables_missing'). */
void report_nagios(const struct report *const *reports, size_t count, enum severity minimum,
                   struct text *out);

/* The one UNKNOWN line for a plugin that could not even start. */
void report_nagios_failure(const char *message, struct text *out);

#endif
