/* The situations that every way of showing a report is shown with. The caller owns each report. */
#ifndef TESTS_REPORT_SCENES_H
#define TESTS_REPORT_SCENES_H

#include "report/report.h"

struct report *scene_pending(const char *target);
struct report *scene_in_sync(const char *target);
struct report *scene_missing(const char *target); /* two tables, nothing else */
struct report *scene_warning(const char *target); /* one finding, a warning */
struct report *scene_drift(const char *target);   /* every change, every severity */
struct report *scene_down(const char *target);    /* the first check failed */
struct report *scene_lost(const char *target);    /* scene_missing, then two checks failed */
struct report *scene_partial(const char *target); /* scene_in_sync, then something unread */
struct report *scene_half(const char *target);    /* a warning, and something unread */
struct report *scene_stale(const char *target);   /* scene_in_sync, then nothing for long */
struct report *scene_hostile(void);               /* names that no terminal should see */

#endif
