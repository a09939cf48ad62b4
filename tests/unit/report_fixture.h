/* Reports made of literal outcomes, and files that their texts are compared with. */
#ifndef TESTS_REPORT_FIXTURE_H
#define TESTS_REPORT_FIXTURE_H

#include "base/text.h"
#include "report/report.h"

/* 2026-11-22T09:00:00Z, and a minute. */
#define NINE   INT64_C(1795338000000)
#define MINUTE INT64_C(60000)

/* A manifest with prerequisites (organizations) and three modules: event_management with three
 * tables, blog_content (optional) with one, old_shop (unwanted) with one. Caller owns. */
struct expected *fixture_expected(void);

enum { MODULE_EVENTS = 1, MODULE_BLOG, MODULE_SHOP };

/* An outcome in the making. */
struct fixture {
	struct arena arena;
	struct expected *expected;
	struct outcome *outcome;
};

/* All is there; 412 objects read. `expected` is borrowed. */
void fixture_begin(struct fixture *fixture, struct expected *expected);

/* Adds a finding, and counts it. The worst are to be added first. Strings are not copied. */
void fixture_drift(struct fixture *fixture, const struct drift *drift);

/* A table of event_management that is missing: the finding, and what it changes elsewhere. */
void fixture_missing(struct fixture *fixture, const char *table);

void fixture_unknown(struct fixture *fixture, const struct unknown *unknown);

/* The report of the outcome: PostgreSQL 15.20, 4.1 ms. Consumes the fixture. */
struct report *fixture_report(struct fixture *fixture, const char *target,
                              const struct report *previous, int64_t checked_at, uint64_t check);

/* The report of a check that failed. `expected` is borrowed. */
struct report *fixture_failed(struct expected *expected, const char *target, enum err_code code,
                              const char *sqlstate, const char *message,
                              const struct report *previous, int64_t checked_at, uint64_t check);

/* Compares with tests/golden/NAME, or rewrites it if UPDATE_GOLDEN is set. The program's version
 * stands there as VERSION. Empties the text. */
void fixture_golden(const char *name, struct text *text);

#endif
