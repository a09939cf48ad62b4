/* What changes, told on the edge: a log line when a target's verdict or drift becomes another one, and
 * the one line about all targets for systemd. */
#ifndef DAEMON_NEWS_H
#define DAEMON_NEWS_H

#include "base/log.h"
#include "base/text.h"
#include "report/board.h"

/* Whether `new` says something that `old` (NULL: the first) did not; then the line without its target,
 * and its level: "drift: 2 critical (2 tables missing: public.a, public.b)", "in sync again",
 * "unknown: connection refused". Ages and counters are no news. */
bool news_line(const struct report *old, const struct report *new, struct text *out,
               enum log_level *ret_level);

/* "3 targets: 1 in sync, 1 drift, 1 unknown" */
void news_status(const struct board *board, struct text *out);

#endif
