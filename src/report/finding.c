/* The history of findings: ids, fingerprints, and since when. Looked up by bisection: a database
 * that lost everything has as many findings as the manifest has objects. */
#include "model/kind.h"
#include "report/report_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct past {
	const char *id;
	int64_t first_seen;
};

/* The findings of an earlier report, sorted by id; empty where there was none. */
struct history {
	struct past *past;
	size_t count;
};

static void
set_ids(struct finding *finding, const char *target)
{
	const struct drift *drift = finding->drift;
	const char *identity[] = {
		target,      kind_table[drift->kind].word, drift->schema,   drift->table,
		drift->name, change_word(drift->change),   drift->property,
	};
	const char *content[] = { finding->id, drift->expected, drift->observed };

	hash_strings(identity, sizeof identity / sizeof identity[0], FINDING_ID_BYTES - 1,
	             finding->id);
	hash_strings(content, sizeof content / sizeof content[0], FINDING_ID_BYTES - 1,
	             finding->fingerprint);
}

static bool
matches(const char *any_or, const char *is)
{
	return any_or == NULL || (is != NULL && strcmp(any_or, is) == 0);
}

bool
report_unread(const struct outcome *outcome, enum kind kind, const char *schema, const char *table,
              const char *name)
{
	for (size_t i = 0; i < outcome->unknown_count; i++) {
		const struct unknown *unknown = &outcome->unknowns[i];

		if (unknown->kind == kind && matches(unknown->schema, schema) &&
		    matches(unknown->table, table) && matches(unknown->name, name))
			return true;
	}
	return false;
}

static bool
unread(const struct outcome *outcome, const struct drift *drift)
{
	return report_unread(outcome, drift->kind, drift->schema, drift->table, drift->name);
}

static int
past_order(const void *a, const void *b)
{
	const struct past *left = a, *right = b;

	return strcmp(left->id, right->id);
}

static struct history
history_of(const struct report *report)
{
	struct history history = { 0 };

	if (report == NULL)
		return history;
	history.count = report->outcome->drift_count;
	history.past = mem_resize(NULL, history.count, sizeof *history.past);
	for (size_t i = 0; i < history.count; i++)
		history.past[i] = (struct past){ report->findings[i].id,
			                         report->findings[i].first_seen };
	qsort(history.past, history.count, sizeof *history.past, past_order);
	return history;
}

static const struct past *
history_find(const struct history *history, const char *id)
{
	struct past key = { id, 0 };

	if (history->count == 0)
		return NULL;
	return bsearch(&key, history->past, history->count, sizeof key, past_order);
}

/* Of what was there before this process: when, or 0. */
static int64_t
remembered(const struct report_input *input, const struct report *report, const char *id)
{
	return input->remembered == NULL
	               ? 0
	               : input->remembered(input->remembered_arg, report->target, id);
}

void
finding_make_all(struct report *report, const struct report_input *input,
                 const struct report *previous)
{
	const struct report *newest = previous == NULL ? NULL : report_standing(previous);
	const struct report *whole = newest == NULL ? NULL : newest->last_good;
	struct history recent = history_of(newest), older = history_of(whole);
	size_t count = report->outcome->drift_count;

	report->findings = arena_array(&report->arena, count, sizeof *report->findings);
	for (size_t i = 0; i < count; i++) {
		struct finding *finding = &report->findings[i];
		const struct past *past;

		finding->drift = &report->outcome->drifts[i];
		set_ids(finding, report->target);
		past = history_find(&recent, finding->id);
		/* A drift does not begin anew because its table was locked at one check. */
		if (past == NULL && whole != NULL && unread(newest->outcome, finding->drift))
			past = history_find(&older, finding->id);
		finding->first_seen = past != NULL ? past->first_seen : 0;
		if (newest == NULL)
			finding->first_seen = remembered(input, report, finding->id);
		if (finding->first_seen == 0)
			finding->first_seen = report->checked_at;
	}
	free(recent.past);
	free(older.past);
}
