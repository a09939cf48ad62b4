/* Words about a report that are safe to show: whatever came from a server may hold control bytes,
 * and none of them reaches a terminal. */
#ifndef REPORT_PHRASE_PRIV_H
#define REPORT_PHRASE_PRIV_H

#include "base/text.h"
#include "report/report.h"

/* Control characters as \n or \x1b, those that turn the direction of writing as \u202e, what is not
 * UTF-8 as \xff; everything else as it is. */
void phrase_safe(struct text *out, const char *string);

/* The same for messages of several lines: each run of white space becomes one space, at the ends
 * none. */
void phrase_message(struct text *out, const char *string);

/* How many columns the bytes take, each character counted as one. */
size_t phrase_width(const char *bytes, size_t length);

/* "1 table", "2 tables". */
void phrase_count(struct text *out, size_t count, const char *one, const char *many);

/* "DRIFT, 2 critical, 1 warning: 2 of 34 tables are missing" */
void phrase_status(struct text *out, const struct report *report);

/* "index ix of public.a: locked", "all types: denied (SQLSTATE 42501)" */
void phrase_unknown(struct text *out, const struct unknown *unknown);

#endif
