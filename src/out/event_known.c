/* Findings, from report to report. */
#include "event_priv.h"

#include "base/arena.h"
#include "base/utf8.h"
#include "report/value.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define VALUE_BYTES_MAX 300 /* of expected, observed, summary */
#define IMPACT_MAX      10

void
known_done(struct known *known)
{
	free(known->summary);
	free(known->text);
	*known = (struct known){ 0 };
}

/* --- what is kept of a finding ------------------------------------------------------------------ */

/* Cut where a character ends, with an ellipsis. */
static void
cut_member(json_t *object, const char *key)
{
	const char *whole = json_string_value(json_object_get(object, key));
	struct text text = { 0 };

	if (whole == NULL || strlen(whole) <= VALUE_BYTES_MAX)
		return;
	text_addn(&text, whole, utf8_whole(whole, VALUE_BYTES_MAX));
	text_add(&text, "\xe2\x80\xa6");
	value_put(object, key, value_text(text_str(&text)));
	text_done(&text);
}

static void
cut_impact(json_t *object)
{
	json_t *impact = json_object_get(object, "impact");
	size_t count = json_array_size(impact);
	struct text text = { 0 };

	if (count <= IMPACT_MAX)
		return;
	while (json_array_size(impact) > IMPACT_MAX)
		json_array_remove(impact, json_array_size(impact) - 1);
	text_addf(&text, "and %zu more", count - IMPACT_MAX);
	value_append(impact, value_text(text_str(&text)));
	text_done(&text);
}

static void
describe(struct known *known, const struct report *report)
{
	json_t *value = value_finding(report, known->finding, NULL);
	struct text text = { 0 };

	cut_member(value, "expected");
	cut_member(value, "observed");
	cut_member(value, "summary");
	cut_impact(value);
	free(known->summary);
	known->summary = mem_strdup(json_string_value(json_object_get(value, "summary")));
	value_write_compact(value, &text);
	free(known->text);
	known->text = text_take(&text);
}

/* --- finding it again ---------------------------------------------------------------------------- */

static int
known_order(const void *a, const void *b)
{
	const struct known *left = a, *right = b;

	return strcmp(left->id, right->id);
}

struct known *
known_find(const struct event_memory *memory, const char *id)
{
	struct known key = { 0 };

	if (memory->count == 0)
		return NULL;
	strncpy(key.id, id, sizeof key.id - 1);
	return bsearch(&key, memory->findings, memory->count, sizeof key, known_order);
}

int64_t
event_first_seen(const struct event_memory *memory, const char *id)
{
	const struct known *known = known_find(memory, id);

	return known == NULL || !known->edge.there ? 0 : known->first_seen;
}

/* Lets each that is known have its place in the report; returns how many of the report are known. */
static size_t
match(struct event_memory *memory, const struct report *report)
{
	size_t matched = 0;

	for (size_t i = 0; i < memory->count; i++)
		memory->findings[i].finding = NULL;
	for (size_t i = 0; i < report->outcome->drift_count; i++) {
		struct known *known = known_find(memory, report->findings[i].id);

		if (known != NULL) {
			known->finding = &report->findings[i];
			matched++;
		}
	}
	return matched;
}

static const char *
member(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static bool
unread(const struct known *known, const struct outcome *outcome)
{
	json_t *value;
	enum kind kind;
	bool found;

	if (outcome->unknown_count == 0)
		return false;
	value = json_loads(known->text, 0, NULL);
	found = value != NULL && member(value, "kind") != NULL &&
	        kind_from_word(member(value, "kind"), &kind) &&
	        report_unread(outcome, kind, member(value, "schema"), member(value, "table"),
	                      member(value, "name"));
	json_decref(value);
	return found;
}

/* --- taking a report in -------------------------------------------------------------------------- */

struct seeing {
	struct event_memory *memory;
	const struct report *report;
	const struct event_config *config;
	int64_t now;
	bool counts;
};

static void
see_there(const struct seeing *seeing, struct known *known)
{
	const struct finding *finding = known->finding;
	bool other = strcmp(known->fingerprint, finding->fingerprint) != 0;
	int64_t severity = finding->drift->severity;

	if (!known->edge.told && edge_gone(&known->edge, seeing->config->confirm))
		known->first_seen = finding->first_seen;
	if (other || severity != known->severity) {
		describe(known, seeing->report);
		seeing->memory->touched = true;
	}
	if (other && known->edge.flapping)
		known->edge.turned_at = seeing->now;
	if (other || !known->edge.there) {
		known->same = seeing->counts ? 1 : 0;
	} else if (seeing->counts && known->same < seeing->config->confirm) {
		known->same++;
		seeing->memory->touched = true;
	}
	memcpy(known->fingerprint, finding->fingerprint, sizeof known->fingerprint);
	known->severity = severity;
	known->last_seen = seeing->report->checked_at;
}

static void
see(const struct seeing *seeing, struct known *known)
{
	bool there = known->finding != NULL;

	if (!there && unread(known, seeing->report->outcome))
		return;
	if (there)
		see_there(seeing, known);
	if (edge_see(&known->edge, there, seeing->counts, seeing->now, seeing->config))
		seeing->memory->touched = true;
}

/* Forgets one that weighs less; those first that nobody was told of. */
static bool
make_room(struct event_memory *memory, int64_t severity)
{
	struct known *least = NULL;

	for (size_t i = 0; i < memory->count; i++) {
		struct known *known = &memory->findings[i];

		if (known->severity < severity &&
		    (least == NULL || known->severity < least->severity ||
		     (known->severity == least->severity && !known->edge.told && least->edge.told)))
			least = known;
	}
	if (least == NULL)
		return false;
	known_done(least);
	*least = memory->findings[--memory->count];
	return true;
}

static void
meet(const struct seeing *seeing, const struct finding *finding)
{
	struct event_memory *memory = seeing->memory;
	struct known *known;

	if (memory->count == EVENT_FINDINGS_MAX && !make_room(memory, finding->drift->severity))
		return;
	known = &memory->findings[memory->count++];
	*known = (struct known){ .finding = finding, .first_seen = finding->first_seen };
	memcpy(known->id, finding->id, sizeof known->id);
	see(seeing, known);
}

/* Newcomers stand behind those that are sorted, until all of them are in. */
static void
meet_newcomers(const struct seeing *seeing)
{
	struct event_memory *memory = seeing->memory;
	const struct outcome *outcome = seeing->report->outcome;
	struct event_memory sorted = { .findings = memory->findings, .count = memory->count };
	const struct finding **newcomers = mem_resize(NULL, outcome->drift_count,
	                                              sizeof *newcomers);
	size_t count = 0;

	for (size_t i = 0; i < outcome->drift_count; i++) {
		if (known_find(&sorted, seeing->report->findings[i].id) == NULL)
			newcomers[count++] = &seeing->report->findings[i];
	}
	memory->findings = mem_resize(memory->findings,
	                              memory->count + count < EVENT_FINDINGS_MAX
	                                      ? memory->count + count
	                                      : EVENT_FINDINGS_MAX,
	                              sizeof *memory->findings);
	for (size_t i = 0; i < count; i++)
		meet(seeing, newcomers[i]);
	free(newcomers);
	qsort(memory->findings, memory->count, sizeof *memory->findings, known_order);
}

void
known_see(struct event_memory *memory, const struct event_input *input, bool counts,
          const struct event_config *config)
{
	struct seeing seeing = { memory, input->report, config, input->now, counts };
	size_t matched = match(memory, input->report);

	for (size_t i = 0; i < memory->count; i++)
		see(&seeing, &memory->findings[i]);
	if (matched < input->report->outcome->drift_count)
		meet_newcomers(&seeing);
}

void
known_forget(struct event_memory *memory, int64_t now, const struct event_config *config)
{
	size_t kept = 0;

	for (size_t i = 0; i < memory->count; i++) {
		struct known *known = &memory->findings[i];
		const struct edge *edge = &known->edge;
		bool flaps = config->flap_limit > 0 && edge->comings > 0 &&
		             now - edge->comings_since < config->flap_window_ms;

		known->finding = NULL;
		if (!edge->told && edge_gone(edge, config->confirm) && !flaps) {
			known_done(known);
			memory->touched = true;
		} else {
			memory->findings[kept++] = *known;
		}
	}
	memory->count = kept;
}
