/* Whether the target is read at all, and who answers. */
#include "event_priv.h"

#include "base/arena.h"
#include "base/stamp.h"

#include <stdlib.h>
#include <string.h>

#define ATTEMPTS_MIN 2 /* one may fail because this machine was asleep */

static int64_t
read_last(const struct event_memory *memory)
{
	return memory->good_at != 0 ? memory->good_at : memory->begun_at;
}

static void
tell_outage(struct deciding *deciding)
{
	struct event_memory *memory = deciding->memory;
	const struct report *report = deciding->input->report;
	struct telling telling = { 0 };
	const char *previous = event_told_status(memory);
	char since[CLOCK_STAMP_BYTES];

	if (!memory->outage.told)
		memory->away_since = read_last(memory);
	clock_stamp(memory->away_since, since);
	telling.first_seen = memory->away_since;
	telling.type = memory->stale ? EVENT_TYPE_CHECK_STALE : EVENT_TYPE_TARGET_UNREACHABLE;
	text_addf(&telling.what, "not read since %s%s: %s", since,
	          memory->outage.flapping ? " (flapping)" : "", report->error.message);
	memory->outage.told = true;
	memory->outage.told_flapping = memory->outage.flapping;
	event_settle(deciding, &telling, previous);
}

static void
tell_recovered(struct deciding *deciding)
{
	struct event_memory *memory = deciding->memory;
	struct telling telling = { .type = EVENT_TYPE_TARGET_RECOVERED,
		                   .first_seen = memory->away_since };
	const char *previous = event_told_status(memory);
	char since[CLOCK_STAMP_BYTES];

	clock_stamp(memory->away_since, since);
	text_addf(&telling.what, "read again (not read since %s)", since);
	memory->outage.told = false;
	memory->outage.told_flapping = false;
	event_settle(deciding, &telling, previous);
}

void
decide_bad(struct deciding *deciding)
{
	struct event_memory *memory = deciding->memory;
	const struct event_input *input = deciding->input;
	bool stale = input->report->error.code == ERR_STALE;
	bool away = stale || memory->outage.there;

	memory->failures++;
	memory->touched = memory->touched || memory->failures <= ATTEMPTS_MIN;
	if (memory->failures >= ATTEMPTS_MIN &&
	    input->now - read_last(memory) >= deciding->config->unknown_after_ms)
		away = true;
	if (away && !memory->outage.there)
		memory->stale = stale;
	if (edge_see(&memory->outage, away, true, input->now, deciding->config))
		memory->touched = true;
	if (memory->outage.there && !deciding->silenced &&
	    (!memory->outage.told || (memory->outage.flapping && !memory->outage.told_flapping)))
		tell_outage(deciding);
}

void
decide_recovered(struct deciding *deciding)
{
	struct event_memory *memory = deciding->memory;

	if (edge_see(&memory->outage, false, true, deciding->input->now, deciding->config))
		memory->touched = true;
	if (memory->outage.told && !memory->outage.flapping && !deciding->silenced)
		tell_recovered(deciding);
	memory->failures = 0;
	memory->good_at = deciding->input->report->checked_at;
}

static bool
same_or_unknown(const char *known, const char *seen)
{
	return known == NULL || seen == NULL || strcmp(known, seen) == 0;
}

/* Whether it is news. */
static bool
remember_text(char **known, const char *seen)
{
	if (seen == NULL || (*known != NULL && strcmp(*known, seen) == 0))
		return false;
	free(*known);
	*known = mem_strdup(seen);
	return true;
}

static void
add_identity(struct text *out, const char *system_identifier, const char *words,
             const char *database, const char *oid)
{
	text_addf(out, "%s, %s%s", system_identifier == NULL ? "unknown" : system_identifier, words,
	          database == NULL ? "unknown" : database);
	if (oid != NULL)
		text_addf(out, " (oid %s)", oid);
}

static bool
is_same(const struct event_memory *memory, const struct server *server)
{
	return same_or_unknown(memory->system_identifier, server->system_identifier) &&
	       same_or_unknown(memory->database, server->database) &&
	       same_or_unknown(memory->database_oid, server->database_oid);
}

static bool
remember(struct event_memory *memory, const struct server *server)
{
	bool news = remember_text(&memory->system_identifier, server->system_identifier);

	news = remember_text(&memory->database, server->database) || news;
	return remember_text(&memory->database_oid, server->database_oid) || news;
}

static void
tell_identity(struct deciding *deciding)
{
	struct event_memory *memory = deciding->memory;
	const struct server *server = &deciding->input->report->server;
	struct telling telling = { .type = EVENT_TYPE_TARGET_IDENTITY_CHANGED };
	const char *previous = event_told_status(memory);

	text_add(&telling.what, "another database answers: system identifier ");
	add_identity(&telling.what, server->system_identifier, "database ", server->database,
	             server->database_oid);
	text_add(&telling.what, "; it was ");
	add_identity(&telling.what, memory->system_identifier, "", memory->database,
	             memory->database_oid);
	remember(memory, server);
	memory->other = 0;
	memory->identity_at = deciding->input->now;
	event_settle(deciding, &telling, previous);
}

/* Two databases that take turns (behind a balancer, say) are told once in a flap_window. */
void
decide_identity(struct deciding *deciding)
{
	struct event_memory *memory = deciding->memory;
	const struct server *server = &deciding->input->report->server;
	int64_t quiet_ms = deciding->config->flap_limit == 0 ? 0 : deciding->config->flap_window_ms;

	if (is_same(memory, server)) {
		memory->touched = remember(memory, server) || memory->touched || memory->other > 0;
		memory->other = 0;
		return;
	}
	if (memory->other < deciding->config->confirm) {
		memory->other++;
		memory->touched = true;
	}
	if (memory->other >= deciding->config->confirm && !deciding->silenced &&
	    (memory->identity_at == 0 || deciding->input->now - memory->identity_at >= quiet_ms))
		tell_identity(deciding);
}
