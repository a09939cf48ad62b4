/* Which findings are told, and as what. */
#include "event_priv.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

bool
event_acknowledged(const struct deciding *deciding, const struct known *known)
{
	return mutes_ack(deciding->input->mutes, deciding->input->report->target,
	                 known->fingerprint, deciding->input->now) != NULL;
}

/* A change that is confirmed may itself be one too many. */
static bool
is_changed(const struct deciding *deciding, struct known *known)
{
	struct edge *edge = &known->edge;

	if (!edge->flapping && known->same >= deciding->config->confirm &&
	    strcmp(known->fingerprint, known->told_fingerprint) != 0) {
		edge_come(edge, deciding->input->now, deciding->config);
		return true;
	}
	return known->severity > known->told_severity || (edge->flapping && !edge->told_flapping);
}

/* Which event is to tell of it now; EVENT_TYPE_COUNT: none. */
static enum event_type
due(const struct deciding *deciding, struct known *known)
{
	const struct edge *edge = &known->edge;
	unsigned confirm = deciding->config->confirm;

	if (edge->told && edge_gone(edge, confirm))
		return EVENT_TYPE_DRIFT_RESOLVED;
	/* What is not in this report (gone a moment ago, or unread) is not told as being there. */
	if (known->finding == NULL || event_acknowledged(deciding, known))
		return EVENT_TYPE_COUNT;
	if (!edge->told)
		return edge_stands(edge, confirm) ? EVENT_TYPE_DRIFT_DETECTED : EVENT_TYPE_COUNT;
	return is_changed(deciding, known) ? EVENT_TYPE_DRIFT_CHANGED : EVENT_TYPE_COUNT;
}

static void
mark_told(struct known *known, enum event_type type)
{
	struct edge *edge = &known->edge;

	if (type == EVENT_TYPE_DRIFT_RESOLVED) {
		edge->told = false;
		edge->told_flapping = false;
		known->told_severity = 0;
		known->told_fingerprint[0] = '\0';
		return;
	}
	edge->told = true;
	edge->told_flapping = edge->flapping;
	known->told_severity = known->severity;
	memcpy(known->told_fingerprint, known->fingerprint, sizeof known->told_fingerprint);
}

static bool
any_told(const struct event_memory *memory)
{
	for (size_t i = 0; i < memory->count; i++) {
		if (memory->findings[i].edge.told)
			return true;
	}
	return false;
}

/* The reminders of an episode are counted from its first telling. */
static void
start_reminding(struct deciding *deciding)
{
	if (!any_told(deciding->memory))
		deciding->memory->remind_from = 0;
	else if (deciding->memory->remind_from == 0)
		deciding->memory->remind_from = deciding->input->now;
}

static void
tell_findings(struct deciding *deciding, enum event_type type, const enum event_type *types)
{
	struct event_memory *memory = deciding->memory;
	const char *previous = event_told_status(memory);
	struct telling telling = { .type = type };

	telling.findings = mem_resize(NULL, memory->count, sizeof *telling.findings);
	for (size_t i = 0; i < memory->count; i++) {
		if (types[i] != type)
			continue;
		telling.findings[telling.count++] = &memory->findings[i];
		if (type != EVENT_TYPE_DRIFT_REMINDER)
			mark_told(&memory->findings[i], type);
	}
	if (telling.count > 0)
		event_settle(deciding, &telling, previous);
	else
		free(telling.findings);
}

static bool
reminder_due(const struct deciding *deciding)
{
	const struct event_memory *memory = deciding->memory;
	int64_t every_ms = deciding->config->remind_every_ms;

	return every_ms > 0 && memory->remind_from != 0 &&
	       deciding->input->now - memory->remind_from >= every_ms;
}

/* What is told right now needs no reminder beside it. */
static void
remind(struct deciding *deciding, enum event_type *types)
{
	struct event_memory *memory = deciding->memory;
	size_t count = 0;

	for (size_t i = 0; i < memory->count; i++) {
		struct known *known = &memory->findings[i];
		bool stands = types[i] == EVENT_TYPE_COUNT && known->edge.told &&
		              known->finding != NULL && !event_acknowledged(deciding, known);

		types[i] = stands ? EVENT_TYPE_DRIFT_REMINDER : EVENT_TYPE_COUNT;
		count += stands;
	}
	if (count == 0)
		return;
	tell_findings(deciding, EVENT_TYPE_DRIFT_REMINDER, types);
	memory->remind_from = deciding->input->now;
}

void
decide_drift(struct deciding *deciding)
{
	struct event_memory *memory = deciding->memory;
	bool remind_now = reminder_due(deciding);
	enum event_type *types = mem_resize(NULL, memory->count, sizeof *types);

	for (size_t i = 0; i < memory->count; i++)
		types[i] = due(deciding, &memory->findings[i]);
	tell_findings(deciding, EVENT_TYPE_DRIFT_RESOLVED, types);
	tell_findings(deciding, EVENT_TYPE_DRIFT_CHANGED, types);
	tell_findings(deciding, EVENT_TYPE_DRIFT_DETECTED, types);
	if (remind_now)
		remind(deciding, types);
	free(types);
	start_reminding(deciding);
}
