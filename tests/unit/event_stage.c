#include "event_stage.h"

#include "report_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
stage_init(struct stage *stage)
{
	*stage = (struct stage){ .now = STAGE_BEGIN };
	stage->expected = fixture_expected();
	stage->memory = event_memory_new();
	stage->config = (struct event_config){ .instance = "test",
		                               .report_url = "https://db1:8432",
		                               .confirm = 2,
		                               .unknown_after_ms = 3 * STAGE_MINUTE,
		                               .remind_every_ms = 24 * STAGE_HOUR,
		                               .hold_max_ms = 30 * STAGE_MINUTE,
		                               .flap_limit = 3,
		                               .flap_window_ms = STAGE_HOUR };
	strcpy(stage->database, "app");
	strcpy(stage->system, "7312345678901234567");
}

void
stage_done(struct stage *stage)
{
	report_unref(stage->last);
	expected_unref(stage->expected);
	event_memory_free(stage->memory);
	event_decision_done(&stage->decision);
	mutes_done(&stage->mutes);
}

struct thing *
stage_thing(struct stage *stage, const char *name)
{
	size_t i = 0;

	while (i < stage->thing_count && strcmp(stage->things[i].name, name) != 0)
		i++;
	assert_true(i < stage->thing_count);
	return &stage->things[i];
}

void
stage_find(struct stage *stage, const char *name, enum severity severity, const char *value)
{
	struct thing *thing = &stage->things[stage->thing_count++];

	assert_true(stage->thing_count < sizeof stage->things / sizeof *stage->things);
	*thing = (struct thing){ .shape = severity, .severity = severity };
	snprintf(thing->name, sizeof thing->name, "%s", name);
	snprintf(thing->value, sizeof thing->value, "%s", value == NULL ? "" : value);
}

void
stage_lose(struct stage *stage, const char *name)
{
	struct thing *thing = stage_thing(stage, name);

	*thing = stage->things[--stage->thing_count];
}

void
stage_restart(struct stage *stage)
{
	struct err err = { 0 };
	char *text = event_memory_write(stage->memory);

	event_memory_free(stage->memory);
	stage->memory = event_memory_read(text, &err);
	assert_int_equal(err.code, ERR_NONE);
	free(text);
	report_unref(stage->last);
	stage->last = NULL;
	stage->check = 0;
}

/* --- mutes --------------------------------------------------------------------------------------- */

static int64_t
in_minutes(const struct stage *stage, int64_t minutes)
{
	return minutes == 0 ? 0 : stage->now + minutes * STAGE_MINUTE;
}

void
stage_ack(struct stage *stage, const char *name, int64_t minutes)
{
	assert_non_null(stage->last);
	for (size_t i = 0; i < stage->last->outcome->drift_count; i++) {
		const struct finding *finding = &stage->last->findings[i];

		if (strcmp(finding->drift->table, name) != 0)
			continue;
		mutes_add(&stage->mutes, &(struct mute){ .number = ++stage->mute_number,
		                                         .kind = MUTE_ACK,
		                                         .target = "main",
		                                         .finding = finding->id,
		                                         .fingerprint = finding->fingerprint,
		                                         .what = finding->drift->summary,
		                                         .by = "alice",
		                                         .reason = "known",
		                                         .at = stage->now,
		                                         .until = in_minutes(stage, minutes) });
		return;
	}
	fail_msg("no finding on %s", name);
}

void
stage_silence(struct stage *stage, int64_t minutes)
{
	mutes_add(&stage->mutes, &(struct mute){ .number = ++stage->mute_number,
	                                         .kind = MUTE_SILENCE,
	                                         .target = "main",
	                                         .by = "bob",
	                                         .reason = "deployment",
	                                         .at = stage->now,
	                                         .until = in_minutes(stage, minutes) });
}

void
stage_unmute(struct stage *stage)
{
	mutes_done(&stage->mutes);
}

static bool
is_lapsed(const struct event_decision *decision, int64_t number)
{
	for (size_t i = 0; i < decision->lapsed_count; i++) {
		if (decision->lapsed[i] == number)
			return true;
	}
	return false;
}

/* As the store does when it is told. */
static void
remove_lapsed(struct stage *stage)
{
	struct mutes rest = { 0 };

	for (size_t i = 0; i < stage->mutes.count; i++) {
		if (!is_lapsed(&stage->decision, stage->mutes.list[i].number))
			mutes_add(&rest, &stage->mutes.list[i]);
	}
	mutes_done(&stage->mutes);
	stage->mutes = rest;
}

/* --- checks -------------------------------------------------------------------------------------- */

static void
add_thing(struct fixture *fixture, const struct thing *thing)
{
	static const enum change changes[] = { CHANGE_UNEXPECTED, CHANGE_CHANGED, CHANGE_MISSING };
	bool column = thing->shape == SEVERITY_WARNING;
	struct drift drift = { .change = changes[thing->shape],
		               .kind = column ? KIND_column : KIND_table,
		               .schema = "public",
		               .module = MODULE_EVENTS,
		               .severity = thing->severity };

	drift.table = arena_strdup(&fixture->arena, thing->name);
	drift.name = column ? "state" : drift.table;
	if (column) {
		drift.property = "default";
		drift.expected = "'draft'";
		drift.observed = arena_strdup(&fixture->arena, thing->value);
		drift.summary = arena_printf(&fixture->arena,
		                             "default of column public.%s.state is %s", drift.table,
		                             drift.observed);
	} else {
		drift.summary = arena_printf(&fixture->arena, "table public.%s is %s", drift.table,
		                             change_word(drift.change));
	}
	fixture_drift(fixture, &drift);
}

static void
add_unknown(struct fixture *fixture, const char *table, enum kind kind, const char *reason)
{
	fixture_unknown(fixture, &(struct unknown){ .kind = kind,
	                                            .schema = "public",
	                                            .table = arena_strdup(&fixture->arena, table),
	                                            .reason = reason });
}

static void
fill(struct stage *stage, struct fixture *fixture)
{
	for (int severity = SEVERITY_CRITICAL; severity >= SEVERITY_INFO; severity--) {
		for (size_t i = 0; i < stage->thing_count; i++) {
			const struct thing *thing = &stage->things[i];

			if (thing->severity == (enum severity)severity && !thing->unread)
				add_thing(fixture, thing);
		}
	}
	for (size_t i = 0; i < stage->thing_count; i++) {
		const struct thing *thing = &stage->things[i];
		bool column = thing->shape == SEVERITY_WARNING;

		if (thing->unread)
			add_unknown(fixture, thing->name, column ? KIND_column : KIND_table,
			            "moving");
	}
	if (stage->locked)
		add_unknown(fixture, "elsewhere", KIND_index, "locked");
	if (stage->revision != NULL)
		fixture_drift(
			fixture,
			&(struct drift){ .change = CHANGE_CHANGED,
		                         .kind = KIND_revision,
		                         .schema = "public",
		                         .table = "alembic_version",
		                         .name = "version_num",
		                         .property = "expect",
		                         .expected = "{b}",
		                         .observed = stage->revision,
		                         .module = EXPECTED_NONE,
		                         .severity = SEVERITY_INFO,
		                         .summary = "public.alembic_version records another" });
}

static struct report *
make_good(struct stage *stage)
{
	struct report_input input = { .target = "main",
		                      .expected = stage->expected,
		                      .checked_at = stage->now,
		                      .check = ++stage->check };
	struct fixture fixture;

	fixture_begin(&fixture, stage->expected);
	fill(stage, &fixture);
	input.arena = &fixture.arena;
	input.outcome = fixture.outcome;
	input.server.version = 150020;
	input.server.deployment = stage->deployment;
	if (stage->system[0] != '\0')
		input.server.system_identifier = arena_strdup(&fixture.arena, stage->system);
	input.server.database = arena_strdup(&fixture.arena, stage->database);
	if (stage->database_oid[0] != '\0')
		input.server.database_oid = arena_strdup(&fixture.arena, stage->database_oid);
	return report_new(&input, stage->last);
}

static struct report *
make_report(struct stage *stage)
{
	struct report *pending, *report;

	if (!stage->stale && !stage->down)
		return make_good(stage);
	if (stage->down)
		return fixture_failed(stage->expected, "main", ERR_CONNECT, NULL,
		                      "connection refused", stage->last, stage->now,
		                      ++stage->check);
	if (stage->last != NULL)
		return report_stale(stage->last, stage->now, "no good check for 180 s");
	pending = report_pending("main", stage->expected);
	report = report_stale(pending, stage->now, "no good check for 180 s");
	report_unref(pending);
	return report;
}

static void
write_events(const struct event_decision *decision, struct text *out)
{
	for (size_t i = 0; i < decision->count; i++) {
		const struct event *event = &decision->events[i];

		text_addf(out, "%s%s%s%s %s>%s %s", out->length == 0 ? "" : "\n",
		          event_type_name(event->type), event->severity == NULL ? "" : " ",
		          event->severity == NULL ? "" : event->severity, event->previous_status,
		          event->status, event->summary);
		assert_int_equal(event->time == 0, 0);
		assert_true(strlen(event->data) <= EVENT_DATA_MAX);
	}
}

static void
one_check(struct stage *stage, struct text *out)
{
	struct report *report = make_report(stage);
	struct event_input input = { .report = report, .mutes = &stage->mutes, .now = stage->now };

	input.deployment = event_deployment(stage->last, report);
	event_decision_done(&stage->decision);
	event_decide(stage->memory, &input, &stage->config, &stage->decision);
	/* Whoever is told something must not be told it again after a restart. */
	assert_true(stage->decision.keep || stage->decision.count == 0);
	remove_lapsed(stage);
	report_unref(stage->last);
	stage->last = report;
	stage->now += STAGE_MINUTE;
	write_events(&stage->decision, out);
}

const char *
stage_checks(struct stage *stage, int count)
{
	static char said[4096];
	struct text text = { 0 };

	for (int i = 0; i < count; i++)
		one_check(stage, &text);
	assert_true(text.length < sizeof said);
	strcpy(said, text_str(&text));
	text_done(&text);
	return said;
}

const char *
stage_created(struct stage *stage, bool succeeded, const char *summary)
{
	const struct event_creation creation = {
		.target = "main",
		.status = stage->last == NULL ? NULL : status_word(stage->last->status),
		.succeeded = succeeded,
		.summary = summary,
		.mutes = &stage->mutes,
		.now = stage->now
	};

	static char said[4096];
	struct text text = { 0 };

	event_decision_done(&stage->decision);
	event_decide_created(stage->memory, &creation, &stage->config, &stage->decision);
	assert_true(stage->decision.keep || stage->decision.count == 0);
	write_events(&stage->decision, &text);
	assert_true(text.length < sizeof said);
	strcpy(said, text_str(&text));
	text_done(&text);
	return said;
}

const char *
stage_check(struct stage *stage)
{
	return stage_checks(stage, 1);
}
