#include "out/event_decide.h"

#include "base/arena.h"
#include "event_priv.h"

#include <stdlib.h>
#include <string.h>

#define EVENTS_MAX 8     /* that one decision can make */
#define KEEP_EVERY 60000 /* ms: the time of the last good check is worth keeping */

void
event_decision_done(struct event_decision *decision)
{
	for (size_t i = 0; i < decision->count; i++)
		event_done(&decision->events[i]);
	free(decision->events);
	free(decision->lapsed);
	*decision = (struct event_decision){ 0 };
}

const char *
event_told_status(const struct event_memory *memory)
{
	if (memory->outage.told)
		return status_word(STATUS_UNKNOWN);
	for (size_t i = 0; i < memory->count; i++) {
		if (memory->findings[i].edge.told)
			return status_word(STATUS_DRIFT);
	}
	return status_word(memory->settled ? STATUS_IN_SYNC : STATUS_PENDING);
}

void
event_settle(struct deciding *deciding, struct telling *telling, const char *previous_status)
{
	struct event_memory *memory = deciding->memory;
	struct event_decision *decision = deciding->decision;

	event_tell(&decision->events[decision->count++], telling, deciding->input->report,
	           previous_status, ++memory->number, deciding->input->now, deciding->config);
	memory->touched = true;
}

/* --- time ---------------------------------------------------------------------------------------- */

static void
mend(int64_t *time, int64_t now)
{
	if (*time > now)
		*time = now;
}

static void
mend_edge(struct edge *edge, int64_t now)
{
	mend(&edge->turned_at, now);
	mend(&edge->comings_since, now);
}

/* A clock that went back must not make us wait until it is where it was. */
static void
mend_times(struct event_memory *memory, int64_t now)
{
	mend(&memory->begun_at, now);
	mend(&memory->good_at, now);
	mend(&memory->identity_at, now);
	mend(&memory->hold_since, now);
	mend(&memory->remind_from, now);
	mend(&memory->kept_at, now);
	mend_edge(&memory->outage, now);
	for (size_t i = 0; i < memory->count; i++)
		mend_edge(&memory->findings[i].edge, now);
}

/* --- deployments --------------------------------------------------------------------------------- */

static bool
is_revision(const struct drift *drift)
{
	return drift->kind == KIND_revision &&
	       (drift->property == NULL ||
	        strcmp(drift->property,
	               kind_table[KIND_revision].properties[PROPERTY_revision_expect].word) == 0);
}

/* Whether a finding on a revision of this report is not in the other one, or not the same. */
static bool
revisions_differ(const struct report *report, const struct report *other)
{
	for (size_t i = 0; i < report->outcome->drift_count; i++) {
		bool found = false;

		if (!is_revision(&report->outcome->drifts[i]))
			continue;
		for (size_t j = 0; j < other->outcome->drift_count && !found; j++)
			found = strcmp(report->findings[i].fingerprint,
			               other->findings[j].fingerprint) == 0;
		if (!found)
			return true;
	}
	return false;
}

bool
event_deployment(const struct report *old, const struct report *new)
{
	const struct outcome *outcome = new->outcome;

	if (outcome == NULL)
		return false;
	if (new->server.deployment)
		return true;
	for (size_t i = 0; i < outcome->unknown_count; i++) {
		if (strcmp(outcome->unknowns[i].reason, "locked") == 0)
			return true;
	}
	return old != NULL && old->outcome != NULL &&
	       (revisions_differ(old, new) || revisions_differ(new, old));
}

static bool
holds(struct deciding *deciding)
{
	struct event_memory *memory = deciding->memory;
	const struct event_input *input = deciding->input;
	const struct event_config *config = deciding->config;
	int64_t since = memory->hold_since;

	if (!input->deployment || config->hold_max_ms == 0)
		memory->hold_since = 0;
	else if (since == 0)
		memory->hold_since = input->now;
	memory->touched = memory->touched || memory->hold_since != since;
	deciding->decision->held = since == 0 && memory->hold_since != 0;
	return memory->hold_since != 0 && input->now - memory->hold_since < config->hold_max_ms;
}

/* --- acknowledgements ---------------------------------------------------------------------------- */

static bool
is_in(const struct report *report, const char *fingerprint)
{
	for (size_t i = 0; i < report->outcome->drift_count; i++) {
		if (strcmp(report->findings[i].fingerprint, fingerprint) == 0)
			return true;
	}
	return false;
}

/* Whether its finding is gone or another one, for good. */
static bool
is_over(const struct deciding *deciding, const struct mute *mute)
{
	const struct known *known = known_find(deciding->memory, mute->finding);
	unsigned confirm = deciding->config->confirm;

	if (known == NULL)
		return !is_in(deciding->input->report, mute->fingerprint);
	if (strcmp(known->fingerprint, mute->fingerprint) != 0 && known->edge.there)
		return known->same >= confirm;
	return edge_gone(&known->edge, confirm);
}

static void
lapse(struct deciding *deciding)
{
	const struct mutes *mutes = deciding->input->mutes;
	struct event_decision *decision = deciding->decision;

	if (mutes == NULL || mutes->count == 0)
		return;
	decision->lapsed = mem_resize(NULL, mutes->count, sizeof *decision->lapsed);
	for (size_t i = 0; i < mutes->count; i++) {
		const struct mute *mute = &mutes->list[i];

		if (mute->kind == MUTE_ACK &&
		    strcmp(mute->target, deciding->input->report->target) == 0 &&
		    is_over(deciding, mute))
			decision->lapsed[decision->lapsed_count++] = mute->number;
	}
}

/* --- the decision -------------------------------------------------------------------------------- */

/* Nothing waits to be told: from now on silence means that all is well. */
static void
consider_settled(struct deciding *deciding)
{
	struct event_memory *memory = deciding->memory;
	bool waits = false;

	for (size_t i = 0; i < memory->count && !waits; i++) {
		const struct known *known = &memory->findings[i];

		waits = known->edge.there && !known->edge.told &&
		        !event_acknowledged(deciding, known);
	}
	memory->touched = memory->touched || (!memory->settled && !waits);
	memory->settled = memory->settled || !waits;
}

static bool
is_missing_anything(const struct outcome *outcome)
{
	for (size_t i = 0; i < outcome->drift_count; i++) {
		if (outcome->drifts[i].change == CHANGE_MISSING)
			return true;
	}
	return false;
}

static void
decide_good(struct deciding *deciding)
{
	struct event_memory *memory = deciding->memory;
	bool held = holds(deciding);

	if (!is_missing_anything(deciding->input->report->outcome))
		event_forget_failure(memory);
	decide_identity(deciding);
	decide_recovered(deciding);
	known_see(memory, deciding->input, !held, deciding->config);
	if (!held && !deciding->silenced)
		decide_drift(deciding);
	lapse(deciding);
	consider_settled(deciding);
	known_forget(memory, deciding->input->now, deciding->config);
}

void
event_decide(struct event_memory *memory, const struct event_input *input,
             const struct event_config *config, struct event_decision *ret_decision)
{
	struct deciding deciding = { memory, input, config, ret_decision, false };

	*ret_decision = (struct event_decision){ 0 };
	ret_decision->events = mem_alloc(EVENTS_MAX * sizeof *ret_decision->events);
	deciding.silenced = mutes_silence(input->mutes, input->report->target, input->now) != NULL;
	mend_times(memory, input->now);
	if (memory->begun_at == 0)
		memory->begun_at = input->now;
	if (report_good(input->report))
		decide_good(&deciding);
	else
		decide_bad(&deciding);
	ret_decision->keep = memory->touched || ret_decision->lapsed_count > 0 ||
	                     input->now - memory->kept_at >= KEEP_EVERY;
	if (ret_decision->keep) {
		memory->kept_at = input->now;
		memory->touched = false;
	}
}
