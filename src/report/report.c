/* Invariants:
 * - A report with an outcome is good. One that could read all keeps no other report; one that could
 *   read a part may keep a whole one; one that could read nothing keeps the newest good one. So no
 *   chain is longer than three reports, however long a database stays away.
 * - After it is made nothing of a report changes but its count of references. */
#include "report/report.h"

#include "model/ident.h"
#include "model/object.h"
#include "report/report_priv.h"

#include <assert.h>
#include <stdlib.h>

static const char *const status_words[STATUS_COUNT] = {
	[STATUS_PENDING] = "pending",
	[STATUS_IN_SYNC] = "in_sync",
	[STATUS_DRIFT] = "drift",
	[STATUS_UNKNOWN] = "unknown",
};

const char *
status_word(enum status status)
{
	assert(status < STATUS_COUNT);
	return status_words[status];
}

bool
report_good(const struct report *report)
{
	return report->outcome != NULL;
}

static bool
partial(const struct report *report)
{
	return report_good(report) && report->outcome->unknown_count > 0;
}

const struct report *
report_standing(const struct report *report)
{
	return report_good(report) ? report : report->last_good;
}

double
report_duration_ms(const struct report *report)
{
	int64_t tenths = (report->duration_us + 50) / 100;

	return (double)tenths / 10;
}

const char *
report_module_name(const struct expected *expected, size_t module)
{
	if (module == EXPECTED_NONE)
		return NULL;
	return module == MODULE_PREREQUISITES ? "prerequisites" : expected->modules[module].name;
}

void
unknown_describe(const struct unknown *unknown, struct text *out)
{
	if (unknown->name != NULL) {
		object_describe(unknown->kind, unknown->schema, unknown->table, unknown->name, out);
		return;
	}
	if (unknown->table == NULL) {
		text_addf(out, "all %s", kind_table[unknown->kind].plural);
		return;
	}
	text_addf(out, "%s of ", kind_table[unknown->kind].plural);
	ident_quote_qualified(out, unknown->schema, unknown->table);
}

static struct report *
make(const char *target, struct expected *expected)
{
	struct report *report = mem_alloc(sizeof *report);

	report->references = 1;
	report->target = arena_strdup(&report->arena, target);
	report->expected = expected == NULL ? NULL : expected_ref(expected);
	return report;
}

/* What stands behind a report that could not read all: see the invariants. */
static struct report *
behind(const struct report *previous, bool whole)
{
	const struct report *standing = previous == NULL ? NULL : report_standing(previous);

	if (whole && standing != NULL && partial(standing))
		standing = standing->last_good;
	return standing == NULL ? NULL : report_ref(standing);
}

/* When the errors began that this one continues. */
static int64_t
since(const struct report *report, const struct report *previous, int64_t now)
{
	if (previous == NULL || previous->error.code == ERR_NONE ||
	    report_good(previous) != report_good(report))
		return now;
	return previous->error_since;
}

static void
become_failed(struct report *report, const struct report *previous, int64_t now)
{
	report->status = STATUS_UNKNOWN;
	report->error_since = since(report, previous, now);
	report->good_at = previous == NULL ? 0 : previous->good_at;
	report->stale_since = report->good_at;
	report->last_good = behind(previous, false);
}

static void
say_partial(const struct outcome *outcome, struct err *err)
{
	const struct unknown *first = &outcome->unknowns[0];
	struct text what = { 0 };

	unknown_describe(first, &what);
	text_addf(&what, " could not be read (%s)", first->reason);
	if (outcome->unknown_count > 1)
		text_addf(&what, ", nor %zu more", outcome->unknown_count - 1);
	err_set_sqlstate(err, ERR_PARTIAL, first->sqlstate, "%s", text_str(&what));
	text_done(&what);
}

static void
become_good(struct report *report, const struct report_input *input, const struct report *previous)
{
	const struct outcome *outcome = report->outcome;

	report->good_at = report->checked_at;
	finding_make_all(report, input, previous);
	if (outcome->unknown_count > 0)
		report->last_good = behind(previous, true);
	report->status = outcome->drift_count > 0 ? STATUS_DRIFT : STATUS_IN_SYNC;
	if (report->status == STATUS_DRIFT || outcome->unknown_count == 0)
		return;
	report->status = STATUS_UNKNOWN;
	say_partial(outcome, &report->error);
	report->error_since = since(report, previous, report->checked_at);
}

/* Outcome and findings are those of the check that read them. */
static void
become_unchanged(struct report *report, const struct report *previous)
{
	const struct report *source = previous->source != NULL ? previous->source : previous;

	assert(report_good(previous) && !partial(previous));
	report->source = report_ref(source);
	report->server = source->server;
	report->outcome = source->outcome;
	report->findings = source->findings;
	report->status = source->status;
	report->good_at = report->checked_at;
}

struct report *
report_new(struct report_input *input, const struct report *previous)
{
	struct report *report = mem_alloc(sizeof *report);

	assert(input->outcome != NULL || (input->unchanged && previous != NULL) ||
	       input->error.code != ERR_NONE);
	report->arena = *input->arena;
	*input->arena = (struct arena){ 0 };
	report->references = 1;
	report->target = arena_strdup(&report->arena, input->target);
	report->expected = input->expected == NULL ? NULL : expected_ref(input->expected);
	report->server = input->server;
	report->checked_at = input->checked_at;
	report->duration_us = input->duration_us;
	report->check = input->check;
	report->outcome = input->outcome;
	if (input->unchanged && previous != NULL) {
		become_unchanged(report, previous);
		return report;
	}
	if (report->outcome != NULL) {
		become_good(report, input, previous);
		return report;
	}
	report->error = input->error;
	become_failed(report, previous, input->checked_at);
	return report;
}

struct report *
report_pending(const char *target, struct expected *expected)
{
	return make(target, expected);
}

struct report *
report_stale(const struct report *previous, int64_t now, const char *message)
{
	struct report *report = make(previous->target, previous->expected);

	report->server = previous->server;
	report->server.system_identifier = arena_strdup(&report->arena,
	                                                previous->server.system_identifier);
	report->server.database = arena_strdup(&report->arena, previous->server.database);
	report->server.database_oid = arena_strdup(&report->arena, previous->server.database_oid);
	report->server.user = arena_strdup(&report->arena, previous->server.user);
	report->checked_at = previous->checked_at;
	report->duration_us = previous->duration_us;
	report->check = previous->check;
	err_set(&report->error, ERR_STALE, "%s", message);
	become_failed(report, previous, now);
	return report;
}

/* Only the count changes, and it is no part of what the report says: hence const outside. No report
 * is ever made in read-only memory. */
struct report *
report_ref(const struct report *report)
{
	struct report *shared = (struct report *)(uintptr_t)report;

	shared->references++;
	return shared;
}

void
report_unref(struct report *report)
{
	while (report != NULL && --report->references == 0) {
		struct report *behind_it = report->last_good;

		expected_unref(report->expected);
		report_unref(report->source); /* which has no source itself */
		arena_done(&report->arena);
		free(report);
		report = behind_it;
	}
}

int
report_verdict(const struct report *report, enum severity minimum)
{
	const struct outcome *outcome = report->outcome;
	size_t counted = 0;

	if (outcome == NULL)
		return 3;
	if (outcome->by_severity[SEVERITY_CRITICAL] > 0)
		return 2;
	if (outcome->unknown_count > 0)
		return 3;
	for (enum severity severity = minimum; severity < SEVERITY_COUNT; severity++)
		counted += outcome->by_severity[severity];
	return counted > 0 ? 1 : 0;
}

int
report_worse(int verdict, int other)
{
	static const int rank[] = { 0, 1, 3, 2 };

	return rank[verdict] >= rank[other] ? verdict : other;
}
