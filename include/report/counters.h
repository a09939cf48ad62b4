/* What the checks of each target came to since the start: counted as their reports are published. */
#ifndef REPORT_COUNTERS_H
#define REPORT_COUNTERS_H

#include "report/metrics.h"

struct counters;

struct counters *counters_new(void);
void counters_free(struct counters *counters); /* NULL is fine */

/* Counts the check that the report is of; a report that no check made counts nothing. */
void counters_report(struct counters *counters, const struct report *report);

/* Forgets the targets that are no longer on the board. */
void counters_keep(struct counters *counters, const struct board *board);

/* Adds the samples of the targets on the board; of one that was not checked yet they are 0. */
void counters_scrape(const struct counters *counters, const struct board *board,
                     struct scrape *scrape);

#endif
