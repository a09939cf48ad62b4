#include "daemon/news.h"

#include "model/ident.h"

#include <string.h>

#define NAMED_MAX 5 /* tables, and summaries of other findings; the rest is counted */

static const char *const status_words[STATUS_COUNT] = {
	[STATUS_PENDING] = "pending",
	[STATUS_IN_SYNC] = "in sync",
	[STATUS_DRIFT] = "drift",
	[STATUS_UNKNOWN] = "unknown",
};

static bool
has_finding(const struct report *report, const char *fingerprint)
{
	for (size_t i = 0; i < report->outcome->drift_count; i++) {
		if (strcmp(report->findings[i].fingerprint, fingerprint) == 0)
			return true;
	}
	return false;
}

/* Findings are sorted by what they are about, so equal ones mostly stand at equal places. */
static bool
same_findings(const struct report *a, const struct report *b)
{
	if (a->outcome == NULL || b->outcome == NULL ||
	    a->outcome->drift_count != b->outcome->drift_count)
		return false;
	for (size_t i = 0; i < a->outcome->drift_count; i++) {
		if (strcmp(a->findings[i].fingerprint, b->findings[i].fingerprint) != 0 &&
		    !has_finding(a, b->findings[i].fingerprint))
			return false;
	}
	return true;
}

static bool
is_news(const struct report *old, const struct report *new)
{
	if (new->status == STATUS_PENDING)
		return false;
	/* What failed the watch has said, with the next attempt. */
	if (new->status == STATUS_UNKNOWN && !new->outcome)
		return false;
	if (old == NULL || old->status != new->status)
		return true;
	if (new->status == STATUS_DRIFT)
		return !same_findings(old, new);
	return new->status == STATUS_UNKNOWN && old->error.code != new->error.code;
}

static void
add_missing_tables(const struct outcome *outcome, struct text *out)
{
	size_t named = outcome->tables_missing < NAMED_MAX ? outcome->tables_missing : NAMED_MAX;

	text_addf(out, "%zu table%s missing", outcome->tables_missing,
	          outcome->tables_missing == 1 ? "" : "s");
	for (size_t i = 0; i < named; i++) {
		const struct object *table = &outcome->expected->items[outcome->missing_tables[i]]
		                                      .object;
		text_add(out, i == 0 ? ": " : ", ");
		ident_quote_qualified(out, table->schema, table->name);
	}
	if (named < outcome->tables_missing)
		text_addf(out, " and %zu more", outcome->tables_missing - named);
}

static bool
is_missing_table(const struct drift *drift)
{
	return drift->change == CHANGE_MISSING && drift->kind == KIND_table;
}

static void
add_other_findings(const struct outcome *outcome, bool first, struct text *out)
{
	size_t named = 0, more = 0;

	for (size_t i = 0; i < outcome->drift_count; i++) {
		if (is_missing_table(&outcome->drifts[i]))
			continue;
		if (named++ < NAMED_MAX)
			text_addf(out, "%s%s", first && named == 1 ? "" : "; ",
			          outcome->drifts[i].summary);
		else
			more++;
	}
	if (more > 0)
		text_addf(out, "; and %zu more", more);
}

static void
add_drift(const struct outcome *outcome, struct text *out)
{
	const char *separator = "drift: ";

	for (int severity = SEVERITY_COUNT - 1; severity >= 0; severity--) {
		if (outcome->by_severity[severity] == 0)
			continue;
		text_addf(out, "%s%zu %s", separator, outcome->by_severity[severity],
		          severity_word((enum severity)severity));
		separator = ", ";
	}
	text_add(out, " (");
	if (outcome->tables_missing > 0)
		add_missing_tables(outcome, out);
	add_other_findings(outcome, outcome->tables_missing == 0, out);
	text_add(out, ")");
}

bool
news_line(const struct report *old, const struct report *new, struct text *out,
          enum log_level *ret_level)
{
	bool first = old == NULL || old->status == STATUS_PENDING;

	if (!is_news(old, new))
		return false;
	*ret_level = LOG_LEVEL_NOTICE;
	if (new->status == STATUS_DRIFT) {
		add_drift(new->outcome, out);
	} else if (new->status == STATUS_UNKNOWN) {
		text_addf(out, "unknown: %s", new->error.message);
	} else {
		text_add(out, first ? "in sync" : "in sync again");
		if (first)
			*ret_level = LOG_LEVEL_INFO;
	}
	return true;
}

void
news_status(const struct board *board, struct text *out)
{
	size_t count = board_count(board);
	size_t by_status[STATUS_COUNT] = { 0 };
	const char *separator = ": ";

	for (size_t i = 0; i < count; i++)
		by_status[board_at(board, i)->status]++;
	text_addf(out, "%zu target%s", count, count == 1 ? "" : "s");
	for (size_t i = 0; i < STATUS_COUNT; i++) {
		/* What is pending comes last: it is the first state only in time. */
		enum status status = (enum status)((i + 1) % STATUS_COUNT);
		if (by_status[status] == 0)
			continue;
		text_addf(out, "%s%zu %s", separator, by_status[status], status_words[status]);
		separator = ", ";
	}
}
