// link: event_stage.c
// link: report_fixture.c
/* Each rule of out/event_decide.h, and where it must not speak. */
#include "out/event_decide.h"

#include "event_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#define A_MISSING "main: table public.a is missing"
#define B_MISSING "main: table public.b is missing"

static int
setup(void **state)
{
	struct stage *stage = calloc(1, sizeof *stage);

	stage_init(stage);
	*state = stage;
	return 0;
}

static int
teardown(void **state)
{
	struct stage *stage = *state;

	stage_done(stage);
	free(stage);
	return 0;
}

#define NOTHING(said) assert_string_equal(said, "")

/* Table a was told as missing, after a time in which all was well. */
static void
tell_a(struct stage *stage)
{
	NOTHING(stage_checks(stage, 3));
	stage_find(stage, "a", SEVERITY_CRITICAL, NULL);
	NOTHING(stage_check(stage));
	assert_string_equal(stage_check(stage), "drift.detected critical in_sync>drift " A_MISSING);
}

/* --- confirm ------------------------------------------------------------------------------------- */

static void
a_finding_is_told_when_it_is_confirmed(void **state)
{
	struct stage *stage = *state;

	tell_a(stage);
	assert_int_equal(stage->decision.events[0].findings, 1);
	assert_int_equal(stage->decision.events[0].critical, 1);
	assert_int_equal(stage->decision.events[0].first_seen, STAGE_BEGIN + 3 * STAGE_MINUTE);
	NOTHING(stage_checks(stage, 100));
	stage_lose(stage, "a");
	NOTHING(stage_check(stage));
	assert_string_equal(
		stage_check(stage),
		"drift.resolved critical drift>in_sync main: resolved: table public.a is missing");
	NOTHING(stage_checks(stage, 100));
}

static void
with_confirm_1_it_is_told_at_once(void **state)
{
	struct stage *stage = *state;

	stage->config.confirm = 1;
	stage_find(stage, "a", SEVERITY_CRITICAL, NULL);
	assert_string_equal(stage_check(stage), "drift.detected critical pending>drift " A_MISSING);
	NOTHING(stage_check(stage));
	stage_lose(stage, "a");
	assert_string_equal(
		stage_check(stage),
		"drift.resolved critical drift>in_sync main: resolved: table public.a is missing");
}

static void
with_confirm_5_four_checks_tell_nothing(void **state)
{
	struct stage *stage = *state;

	stage->config.confirm = 5;
	NOTHING(stage_check(stage));
	stage_find(stage, "a", SEVERITY_CRITICAL, NULL);
	NOTHING(stage_checks(stage, 4));
	stage_lose(stage, "a");
	NOTHING(stage_check(stage));
	stage_find(stage, "a", SEVERITY_CRITICAL, NULL);
	NOTHING(stage_checks(stage, 4));
	assert_string_equal(stage_check(stage), "drift.detected critical in_sync>drift " A_MISSING);
}

/* Fault 16: a migration drops and creates again within an interval or two. */
static void
what_is_back_at_the_next_check_is_never_told(void **state)
{
	struct stage *stage = *state;

	NOTHING(stage_checks(stage, 3));
	stage_find(stage, "a", SEVERITY_CRITICAL, NULL);
	NOTHING(stage_check(stage));
	stage_lose(stage, "a");
	NOTHING(stage_checks(stage, 20));
}

static void
a_told_finding_that_is_away_for_one_check_is_not_resolved(void **state)
{
	struct stage *stage = *state;

	tell_a(stage);
	stage_lose(stage, "a");
	NOTHING(stage_check(stage));
	stage_find(stage, "a", SEVERITY_CRITICAL, NULL);
	NOTHING(stage_checks(stage, 20));
}

static void
many_findings_of_one_check_are_one_event(void **state)
{
	struct stage *stage = *state;

	NOTHING(stage_checks(stage, 2));
	stage_find(stage, "c", SEVERITY_WARNING, "1");
	stage_find(stage, "a", SEVERITY_CRITICAL, NULL);
	stage_find(stage, "d", SEVERITY_INFO, NULL);
	stage_find(stage, "b", SEVERITY_CRITICAL, NULL);
	NOTHING(stage_check(stage));
	assert_string_equal(stage_check(stage),
	                    "drift.detected critical in_sync>drift main: 4 findings (2 critical, "
	                    "1 warning, 1 info): table public.a is missing, and 3 more");
	assert_int_equal(stage->decision.events[0].findings, 4);
	assert_int_equal(stage->decision.events[0].warning, 1);
	/* One of them goes, another comes: two events, in that order. */
	stage_lose(stage, "b");
	stage_find(stage, "e", SEVERITY_INFO, NULL);
	NOTHING(stage_check(stage));
	assert_string_equal(
		stage_check(stage),
		"drift.resolved critical drift>drift main: resolved: table public.b is missing\n"
		"drift.detected info drift>drift main: table public.e is unexpected");
}

static void
what_could_not_be_read_says_nothing(void **state)
{
	struct stage *stage = *state;

	tell_a(stage);
	stage_thing(stage, "a")->unread = true;
	NOTHING(stage_checks(stage, 10));
	stage_thing(stage, "a")->unread = false;
	NOTHING(stage_checks(stage, 10));
	/* Nor does it confirm. */
	stage_find(stage, "b", SEVERITY_CRITICAL, NULL);
	NOTHING(stage_check(stage));
	stage_thing(stage, "b")->unread = true;
	NOTHING(stage_checks(stage, 10));
	stage_thing(stage, "b")->unread = false;
	assert_string_equal(stage_check(stage), "drift.detected critical drift>drift " B_MISSING);
}

/* --- changed ------------------------------------------------------------------------------------- */

static void
a_told_finding_that_is_another_is_told_again(void **state)
{
	struct stage *stage = *state;

	NOTHING(stage_check(stage));
	stage_find(stage, "a", SEVERITY_WARNING, "1");
	stage_checks(stage, 2);
	strcpy(stage_thing(stage, "a")->value, "2");
	NOTHING(stage_check(stage));
	assert_string_equal(stage_check(stage),
	                    "drift.changed warning drift>drift main: changed: default of column "
	                    "public.a.state is 2");
	NOTHING(stage_checks(stage, 10));
	/* Another one for one check only. */
	strcpy(stage_thing(stage, "a")->value, "3");
	NOTHING(stage_check(stage));
	strcpy(stage_thing(stage, "a")->value, "2");
	NOTHING(stage_checks(stage, 10));
}

static void
a_finding_that_changes_at_each_check_is_told_all_the_same(void **state)
{
	struct stage *stage = *state;

	NOTHING(stage_check(stage));
	stage_find(stage, "a", SEVERITY_WARNING, "1");
	NOTHING(stage_check(stage));
	strcpy(stage_thing(stage, "a")->value, "2");
	assert_string_equal(stage_check(stage),
	                    "drift.detected warning in_sync>drift main: default of column "
	                    "public.a.state is 2");
	for (int i = 0; i < 20; i++) {
		stage_thing(stage, "a")->value[0] = (char)('a' + i);
		NOTHING(stage_check(stage));
	}
}

static void
a_told_finding_that_weighs_more_is_told_again(void **state)
{
	struct stage *stage = *state;

	NOTHING(stage_check(stage));
	stage_find(stage, "a", SEVERITY_INFO, NULL);
	stage_checks(stage, 2);
	/* As after a reload of a manifest that says so. */
	stage_thing(stage, "a")->severity = SEVERITY_CRITICAL;
	assert_string_equal(stage_check(stage), "drift.changed critical drift>drift main: changed: "
	                                        "table public.a is unexpected");
	NOTHING(stage_checks(stage, 10));
	stage_thing(stage, "a")->severity = SEVERITY_WARNING;
	NOTHING(stage_checks(stage, 10));
}

/* --- reminders ----------------------------------------------------------------------------------- */

static void
what_stands_is_told_again_every_remind_every(void **state)
{
	struct stage *stage = *state;

	tell_a(stage);
	NOTHING(stage_checks(stage, 10));
	stage_find(stage, "b", SEVERITY_INFO, NULL);
	stage_checks(stage, 2);
	NOTHING(stage_checks(stage, 24 * 60 - 13));
	assert_string_equal(stage_check(stage),
	                    "drift.reminder critical drift>drift main: still: 2 findings "
	                    "(1 critical, 1 info): table public.a is missing, and 1 more");
	NOTHING(stage_checks(stage, 24 * 60 - 1));
	assert_string_equal(stage_check(stage),
	                    "drift.reminder critical drift>drift main: still: 2 findings "
	                    "(1 critical, 1 info): table public.a is missing, and 1 more");
	/* Acknowledged ones need none. */
	stage_ack(stage, "a", 0);
	NOTHING(stage_checks(stage, 24 * 60 - 1));
	assert_string_equal(
		stage_check(stage),
		"drift.reminder info drift>drift main: still: table public.b is unexpected");
	stage_ack(stage, "b", 0);
	NOTHING(stage_checks(stage, 3 * 24 * 60));
}

static void
with_remind_every_0_never(void **state)
{
	struct stage *stage = *state;

	stage->config.remind_every_ms = 0;
	tell_a(stage);
	NOTHING(stage_checks(stage, 5 * 24 * 60));
}

/* --- outages ------------------------------------------------------------------------------------- */

static void
an_outage_is_told_once_and_its_end(void **state)
{
	struct stage *stage = *state;

	NOTHING(stage_checks(stage, 3));
	stage->down = true;
	NOTHING(stage_checks(stage, 2));
	assert_string_equal(stage_check(stage),
	                    "target.unreachable in_sync>unknown main: not read since "
	                    "2026-11-23T00:02:00.000Z: connection refused");
	assert_int_equal(stage->decision.events[0].first_seen, STAGE_BEGIN + 2 * STAGE_MINUTE);
	NOTHING(stage_checks(stage, 1000));
	stage->down = false;
	assert_string_equal(stage_check(stage),
	                    "target.recovered unknown>in_sync main: read again (not read since "
	                    "2026-11-23T00:02:00.000Z)");
	NOTHING(stage_checks(stage, 10));
}

static void
a_short_outage_is_not_told(void **state)
{
	struct stage *stage = *state;

	NOTHING(stage_checks(stage, 3));
	stage->down = true;
	NOTHING(stage_checks(stage, 2));
	stage->down = false;
	NOTHING(stage_checks(stage, 10));
}

static void
a_target_that_was_never_there_is_told(void **state)
{
	struct stage *stage = *state;

	stage->down = true;
	NOTHING(stage_checks(stage, 3));
	assert_string_equal(stage_check(stage),
	                    "target.unreachable pending>unknown main: not read since "
	                    "2026-11-23T00:00:00.000Z: connection refused");
}

/* A machine that slept: the first attempt after it fails, the second does not. */
static void
one_failed_attempt_is_no_outage(void **state)
{
	struct stage *stage = *state;

	NOTHING(stage_checks(stage, 3));
	stage->now += 8 * STAGE_HOUR;
	stage->down = true;
	NOTHING(stage_check(stage));
	stage->down = false;
	NOTHING(stage_checks(stage, 3));
}

static void
of_drift_nothing_is_told_meanwhile(void **state)
{
	struct stage *stage = *state;

	NOTHING(stage_check(stage));
	stage_find(stage, "a", SEVERITY_CRITICAL, NULL);
	NOTHING(stage_check(stage));
	stage->down = true;
	stage_checks(stage, 24 * 60 + 10);
	stage->down = false;
	/* Two checks in a row, an outage between them. */
	assert_string_equal(stage_check(stage),
	                    "target.recovered unknown>drift main: read again (not read since "
	                    "2026-11-23T00:01:00.000Z)\n"
	                    "drift.detected critical in_sync>drift " A_MISSING);
}

static void
checks_that_do_not_end_are_stale(void **state)
{
	struct stage *stage = *state;

	NOTHING(stage_checks(stage, 3));
	stage->now += 2 * STAGE_MINUTE;
	stage->stale = true;
	assert_string_equal(stage_check(stage),
	                    "check.stale in_sync>unknown main: not read since "
	                    "2026-11-23T00:02:00.000Z: no good check for 180 s");
	/* One outage, one event, whatever its reason becomes. */
	stage->stale = false;
	stage->down = true;
	NOTHING(stage_checks(stage, 10));
	stage->down = false;
	assert_string_equal(stage_check(stage),
	                    "target.recovered unknown>in_sync main: read again (not read since "
	                    "2026-11-23T00:02:00.000Z)");
}

static void
outages_flap_too(void **state)
{
	struct stage *stage = *state;
	int unreachable = 0, recovered = 0;

	NOTHING(stage_checks(stage, 3));
	for (int i = 0; i < 12; i++) {
		const char *said;

		stage->down = true;
		said = stage_checks(stage, 3);
		unreachable += strstr(said, "target.unreachable") != NULL;
		assert_true((i == 3) == (strstr(said, "(flapping)") != NULL));
		stage->down = false;
		recovered += stage_checks(stage, 2)[0] != '\0';
	}
	assert_int_equal(unreachable, 4);
	assert_int_equal(recovered, 3);
	NOTHING(stage_checks(stage, 57));
	assert_non_null(strstr(stage_checks(stage, 3), "target.recovered"));
	NOTHING(stage_checks(stage, 100));
}

/* --- identity ------------------------------------------------------------------------------------ */

static void
another_database_is_told(void **state)
{
	struct stage *stage = *state;

	NOTHING(stage_checks(stage, 3));
	strcpy(stage->system, "8");
	NOTHING(stage_check(stage));
	assert_string_equal(stage_check(stage),
	                    "target.identity_changed in_sync>in_sync main: another database "
	                    "answers: system identifier 8, database app; it was "
	                    "7312345678901234567, app");
	NOTHING(stage_checks(stage, 100));
	strcpy(stage->database, "app2");
	assert_non_null(strstr(stage_checks(stage, 2), "target.identity_changed"));
}

/* Dropped and made anew under the same name. */
static void
a_database_made_anew_is_another_one(void **state)
{
	struct stage *stage = *state;

	NOTHING(stage_checks(stage, 3)); /* by a version that did not ask for it */
	strcpy(stage->database_oid, "16384");
	NOTHING(stage_checks(stage, 3));
	strcpy(stage->database_oid, "16999");
	NOTHING(stage_check(stage));
	assert_string_equal(stage_check(stage),
	                    "target.identity_changed in_sync>in_sync main: another database "
	                    "answers: system identifier 7312345678901234567, database app (oid "
	                    "16999); it was 7312345678901234567, app (oid 16384)");
	NOTHING(stage_checks(stage, 100));
}

static void
what_this_role_may_not_see_is_no_other_database(void **state)
{
	struct stage *stage = *state;

	NOTHING(stage_checks(stage, 3));
	stage->system[0] = '\0';
	NOTHING(stage_checks(stage, 10));
	strcpy(stage->system, "7312345678901234567");
	NOTHING(stage_checks(stage, 10));
}

static void
two_databases_that_take_turns_are_told_once_an_hour(void **state)
{
	struct stage *stage = *state;
	int told = 0;

	for (int i = 0; i < 120; i++) {
		strcpy(stage->system, i / 2 % 2 == 0 ? "8" : "9");
		told += stage_check(stage)[0] != '\0';
	}
	assert_in_range(told, 2, 3);
	/* Each check another one: no two in a row, nothing is confirmed. */
	for (int i = 0; i < 120; i++) {
		strcpy(stage->system, i % 2 == 0 ? "9" : "8");
		stage_check(stage);
	}
}

/* --- flapping ------------------------------------------------------------------------------------ */

static void
what_comes_and_goes_is_told_once_as_flapping(void **state)
{
	struct stage *stage = *state;
	int detected = 0, resolved = 0;

	NOTHING(stage_checks(stage, 3));
	for (int i = 0; i < 12; i++) {
		const char *said;

		stage_find(stage, "a", SEVERITY_CRITICAL, NULL);
		said = stage_checks(stage, 2);
		detected += strstr(said, "drift.detected") != NULL;
		assert_true((i == 3) == (strstr(said, "(flapping)") != NULL));
		stage_lose(stage, "a");
		resolved += strstr(stage_checks(stage, 2), "drift.resolved") != NULL;
	}
	assert_int_equal(detected, 4);
	assert_int_equal(resolved, 3);
	/* Steady for an hour: told that it is gone. */
	NOTHING(stage_checks(stage, 58));
	assert_string_equal(
		stage_check(stage),
		"drift.resolved critical drift>in_sync main: resolved: table public.a is missing");
	NOTHING(stage_checks(stage, 100));
}

/* Never there for two checks in a row: without this rule nobody would ever know. */
static void
what_blinks_is_told_as_flapping(void **state)
{
	struct stage *stage = *state;

	for (int i = 0; i < 3; i++) {
		stage_find(stage, "a", SEVERITY_CRITICAL, NULL);
		NOTHING(stage_check(stage));
		stage_lose(stage, "a");
		NOTHING(stage_check(stage));
	}
	stage_find(stage, "a", SEVERITY_CRITICAL, NULL);
	assert_string_equal(stage_check(stage),
	                    "drift.detected critical in_sync>drift " A_MISSING " (flapping)");
	stage_lose(stage, "a");
	NOTHING(stage_checks(stage, 60));
	assert_non_null(strstr(stage_check(stage), "drift.resolved"));
}

static void
a_told_finding_that_begins_to_flap_is_told_again(void **state)
{
	struct stage *stage = *state;
	const char *said = "";

	tell_a(stage);
	for (int i = 0; i < 3; i++) {
		stage_lose(stage, "a");
		NOTHING(stage_check(stage));
		stage_find(stage, "a", SEVERITY_CRITICAL, NULL);
		said = stage_check(stage);
	}
	assert_string_equal(said, "drift.changed critical drift>drift main: changed: table public.a"
	                          " is missing (flapping)");
	/* It stays: it stands as it was told, and is no longer flapping after an hour. */
	NOTHING(stage_checks(stage, 120));
	stage_lose(stage, "a");
	NOTHING(stage_check(stage));
	assert_non_null(strstr(stage_check(stage), "drift.resolved"));
}

static void
three_times_an_hour_do_not_flap(void **state)
{
	struct stage *stage = *state;

	for (int hour = 0; hour < 5; hour++) {
		for (int i = 0; i < 3; i++) {
			stage_find(stage, "a", SEVERITY_CRITICAL, NULL);
			assert_null(strstr(stage_checks(stage, 2), "flapping"));
			stage_lose(stage, "a");
			assert_non_null(strstr(stage_checks(stage, 2), "drift.resolved"));
		}
		NOTHING(stage_checks(stage, 48));
	}
}

static void
with_flap_limit_0_nothing_flaps(void **state)
{
	struct stage *stage = *state;

	stage->config.flap_limit = 0;
	for (int i = 0; i < 10; i++) {
		stage_find(stage, "a", SEVERITY_CRITICAL, NULL);
		assert_non_null(strstr(stage_checks(stage, 2), "drift.detected"));
		stage_lose(stage, "a");
		assert_non_null(strstr(stage_checks(stage, 2), "drift.resolved"));
	}
}

static void
a_value_that_goes_to_and_fro_flaps(void **state)
{
	struct stage *stage = *state;
	int changed = 0;

	stage_find(stage, "a", SEVERITY_WARNING, "0");
	stage_checks(stage, 2);
	for (int i = 1; i < 20; i++) {
		stage_thing(stage, "a")->value[0] = (char)('0' + i % 2);
		changed += stage_checks(stage, 2)[0] != '\0';
	}
	/* The coming, two changes, and the third as flapping. */
	assert_int_equal(changed, 3);
	/* Steady again, and another one than it was when it was told last. */
	stage_thing(stage, "a")->value[0] = '7';
	NOTHING(stage_checks(stage, 60));
	assert_string_equal(stage_check(stage), "drift.changed warning drift>drift main: changed: "
	                                        "default of column public.a.state is 7");
}

/* --- deployments --------------------------------------------------------------------------------- */

static void
during_a_deployment_nothing_is_told_of_drift(void **state)
{
	struct stage *stage = *state;

	NOTHING(stage_checks(stage, 3));
	stage->locked = true;
	stage_find(stage, "a", SEVERITY_CRITICAL, NULL);
	NOTHING(stage_checks(stage, 10));
	/* It ended well. */
	stage_lose(stage, "a");
	stage->locked = false;
	NOTHING(stage_checks(stage, 10));
	/* It did not: that must be confirmed afterwards. */
	stage->locked = true;
	stage_find(stage, "b", SEVERITY_CRITICAL, NULL);
	NOTHING(stage_checks(stage, 10));
	stage->locked = false;
	NOTHING(stage_check(stage));
	assert_string_equal(stage_check(stage), "drift.detected critical in_sync>drift " B_MISSING);
	/* Nor is a table resolved that a deployment is just creating. */
	stage->locked = true;
	stage_lose(stage, "b");
	NOTHING(stage_checks(stage, 10));
	stage_find(stage, "b", SEVERITY_CRITICAL, NULL);
	stage->locked = false;
	NOTHING(stage_checks(stage, 10));
}

static void
a_lock_holds_for_hold_max(void **state)
{
	struct stage *stage = *state;

	NOTHING(stage_checks(stage, 3));
	stage->locked = true;
	stage_find(stage, "a", SEVERITY_CRITICAL, NULL);
	NOTHING(stage_checks(stage, 31));
	assert_string_equal(stage_check(stage), "drift.detected critical in_sync>drift " A_MISSING);
	/* And not again while it lasts. */
	stage_find(stage, "b", SEVERITY_CRITICAL, NULL);
	NOTHING(stage_check(stage));
	assert_string_equal(stage_check(stage), "drift.detected critical drift>drift " B_MISSING);
}

static void
with_hold_max_0_nothing_is_held(void **state)
{
	struct stage *stage = *state;

	stage->config.hold_max_ms = 0;
	NOTHING(stage_checks(stage, 3));
	stage->locked = true;
	stage_find(stage, "a", SEVERITY_CRITICAL, NULL);
	NOTHING(stage_check(stage));
	assert_string_equal(stage_check(stage), "drift.detected critical in_sync>drift " A_MISSING);
}

static void
new_revisions_are_a_deployment(void **state)
{
	struct stage *stage = *state;

	NOTHING(stage_checks(stage, 3));
	stage_find(stage, "a", SEVERITY_CRITICAL, NULL);
	NOTHING(stage_check(stage));
	stage->revision = "{c}";
	NOTHING(stage_check(stage));
	stage->revision = "{d}";
	NOTHING(stage_check(stage));
	stage->revision = NULL;
	NOTHING(stage_check(stage));
	assert_string_equal(stage_check(stage), "drift.detected critical in_sync>drift " A_MISSING);
	/* One that has been another for long is none. */
	stage->revision = "{c}";
	assert_non_null(strstr(stage_checks(stage, 3), "alembic_version records another"));
	stage_find(stage, "b", SEVERITY_CRITICAL, NULL);
	NOTHING(stage_check(stage));
	assert_string_equal(stage_check(stage), "drift.detected critical drift>drift " B_MISSING);
}

static void
an_outage_is_told_in_a_deployment_too(void **state)
{
	struct stage *stage = *state;

	NOTHING(stage_check(stage));
	stage->locked = true;
	NOTHING(stage_check(stage));
	stage->down = true;
	assert_non_null(strstr(stage_checks(stage, 5), "target.unreachable"));
	stage->down = false;
	assert_non_null(strstr(stage_check(stage), "target.recovered"));
}

/* --- acknowledgements ---------------------------------------------------------------------------- */

static void
an_acknowledged_finding_is_not_told(void **state)
{
	struct stage *stage = *state;

	NOTHING(stage_checks(stage, 3));
	stage_find(stage, "a", SEVERITY_CRITICAL, NULL);
	NOTHING(stage_check(stage));
	stage_ack(stage, "a", 0);
	NOTHING(stage_checks(stage, 100));
	/* The others are. */
	stage_find(stage, "b", SEVERITY_CRITICAL, NULL);
	NOTHING(stage_check(stage));
	assert_string_equal(stage_check(stage), "drift.detected critical in_sync>drift " B_MISSING);
	/* Nobody was told of it: so its end is no news. */
	stage_lose(stage, "a");
	NOTHING(stage_checks(stage, 10));
	assert_int_equal(stage->mutes.count, 0);
}

static void
the_end_of_a_told_one_is_told_though_it_is_acknowledged(void **state)
{
	struct stage *stage = *state;

	tell_a(stage);
	stage_ack(stage, "a", 0);
	NOTHING(stage_checks(stage, 3));
	stage_lose(stage, "a");
	NOTHING(stage_check(stage));
	assert_int_equal(stage->mutes.count, 1);
	assert_non_null(strstr(stage_check(stage), "drift.resolved"));
	assert_int_equal(stage->decision.lapsed_count, 1);
	assert_int_equal(stage->mutes.count, 0);
	/* When it comes back it is a new one. */
	stage_find(stage, "a", SEVERITY_CRITICAL, NULL);
	assert_non_null(strstr(stage_checks(stage, 2), "drift.detected"));
}

static void
it_lapses_when_the_drift_changes(void **state)
{
	struct stage *stage = *state;

	NOTHING(stage_check(stage));
	stage_find(stage, "a", SEVERITY_WARNING, "1");
	NOTHING(stage_check(stage));
	stage_ack(stage, "a", 0);
	NOTHING(stage_checks(stage, 10));
	strcpy(stage_thing(stage, "a")->value, "2");
	assert_string_equal(stage_check(stage),
	                    "drift.detected warning in_sync>drift main: default "
	                    "of column public.a.state is 2");
	assert_int_equal(stage->mutes.count, 1);
	NOTHING(stage_check(stage));
	assert_int_equal(stage->mutes.count, 0);
	strcpy(stage_thing(stage, "a")->value, "1");
	assert_non_null(strstr(stage_checks(stage, 2), "drift.changed"));
}

static void
it_ends_when_its_time_has_come(void **state)
{
	struct stage *stage = *state;

	NOTHING(stage_check(stage));
	stage_find(stage, "a", SEVERITY_CRITICAL, NULL);
	NOTHING(stage_check(stage));
	stage_ack(stage, "a", 30);
	NOTHING(stage_checks(stage, 30));
	assert_string_equal(stage_check(stage), "drift.detected critical in_sync>drift " A_MISSING);
}

static void
what_cannot_be_read_keeps_its_acknowledgement(void **state)
{
	struct stage *stage = *state;

	NOTHING(stage_check(stage));
	stage_find(stage, "a", SEVERITY_CRITICAL, NULL);
	NOTHING(stage_check(stage));
	stage_ack(stage, "a", 0);
	NOTHING(stage_check(stage));
	stage_thing(stage, "a")->unread = true;
	NOTHING(stage_checks(stage, 10));
	stage->down = true;
	stage_checks(stage, 10);
	stage->down = false;
	stage_checks(stage, 10);
	assert_int_equal(stage->mutes.count, 1);
}

/* --- silences ------------------------------------------------------------------------------------ */

static void
of_a_silenced_target_nothing_is_told(void **state)
{
	struct stage *stage = *state;

	tell_a(stage);
	stage_silence(stage, 60);
	stage_find(stage, "b", SEVERITY_CRITICAL, NULL);
	stage_lose(stage, "a");
	NOTHING(stage_checks(stage, 10));
	stage->down = true;
	NOTHING(stage_checks(stage, 20));
	stage->down = false;
	strcpy(stage->system, "8");
	NOTHING(stage_checks(stage, 30));
	/* It ends: what still is so is told. The outage is over and was not told. */
	assert_string_equal(
		stage_check(stage),
		"target.identity_changed drift>drift main: another database answers: system "
		"identifier 8, database app; it was 7312345678901234567, app\n"
		"drift.resolved critical drift>drift main: resolved: table public.a is missing\n"
		"drift.detected critical in_sync>drift " B_MISSING);
}

static void
what_was_well_again_before_the_silence_ended_is_never_told(void **state)
{
	struct stage *stage = *state;

	NOTHING(stage_checks(stage, 3));
	stage_silence(stage, 0);
	stage_find(stage, "a", SEVERITY_CRITICAL, NULL);
	NOTHING(stage_checks(stage, 10));
	stage_lose(stage, "a");
	NOTHING(stage_checks(stage, 10));
	stage_unmute(stage);
	NOTHING(stage_checks(stage, 10));
}

static void
an_outage_that_outlasts_the_silence_is_told(void **state)
{
	struct stage *stage = *state;

	NOTHING(stage_checks(stage, 3));
	stage_silence(stage, 30);
	stage->down = true;
	NOTHING(stage_checks(stage, 30));
	assert_non_null(strstr(stage_check(stage), "target.unreachable"));
	/* And one that ends within the next one: that it ended, afterwards. */
	stage_silence(stage, 30);
	stage->down = false;
	NOTHING(stage_checks(stage, 30));
	assert_non_null(strstr(stage_check(stage), "target.recovered"));
}

/* --- time ---------------------------------------------------------------------------------------- */

static void
a_clock_that_goes_back_does_not_stop_anything(void **state)
{
	struct stage *stage = *state;

	tell_a(stage);
	stage->now -= 365 * 24 * STAGE_HOUR;
	NOTHING(stage_checks(stage, 24 * 60));
	assert_non_null(strstr(stage_check(stage), "drift.reminder"));
	stage->down = true;
	assert_non_null(strstr(stage_checks(stage, 4), "target.unreachable"));
}

static void
what_is_remembered_is_kept_once_a_minute_at_most_without_a_reason(void **state)
{
	struct stage *stage = *state;
	int kept = 0;

	stage_checks(stage, 10);
	for (int i = 0; i < 60; i++) {
		stage_check(stage);
		kept += stage->decision.keep;
		stage->now -= STAGE_MINUTE - 1000;
	}
	assert_in_range(kept, 0, 2);
	stage_find(stage, "a", SEVERITY_CRITICAL, NULL);
	stage_check(stage);
	assert_true(stage->decision.keep);
}

/* --- restarts ------------------------------------------------------------------------------------ */

static void
a_restart_neither_tells_again_nor_forgets(void **state)
{
	struct stage *stage = *state;

	tell_a(stage);
	stage_restart(stage);
	NOTHING(stage_checks(stage, 10));
	stage_restart(stage);
	stage_lose(stage, "a");
	NOTHING(stage_check(stage));
	stage_restart(stage);
	assert_string_equal(
		stage_check(stage),
		"drift.resolved critical drift>in_sync main: resolved: table public.a is missing");
	assert_int_equal(stage->decision.events[0].first_seen, STAGE_BEGIN + 3 * STAGE_MINUTE);
}

static void
with_a_restart_before_every_check_all_is_told_as_without(void **state)
{
	struct stage *stage = *state;
	struct stage other;
	char said[4096];

	stage_init(&other);
	for (int i = 0; i < 300; i++) {
		if (i % 20 == 3 || i % 50 == 30)
			stage_find(&other, "a", SEVERITY_CRITICAL, NULL);
		if (i % 20 == 7 || i % 50 == 31)
			stage_lose(&other, "a");
		other.down = i % 70 > 60;
		memcpy(stage->things, other.things, sizeof other.things);
		stage->thing_count = other.thing_count;
		stage->down = other.down;
		strcpy(said, stage_check(&other));
		/* Of failed checks the report knows less after a restart. */
		if (!other.down)
			stage_restart(stage);
		assert_string_equal(stage_check(stage), said);
		if (stage->decision.count > 0)
			assert_string_equal(stage->decision.events[0].id,
			                    other.decision.events[0].id);
	}
	stage_done(&other);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_finding_is_told_when_it_is_confirmed),
		TEST(with_confirm_1_it_is_told_at_once),
		TEST(with_confirm_5_four_checks_tell_nothing),
		TEST(what_is_back_at_the_next_check_is_never_told),
		TEST(a_told_finding_that_is_away_for_one_check_is_not_resolved),
		TEST(many_findings_of_one_check_are_one_event),
		TEST(what_could_not_be_read_says_nothing),
		TEST(a_told_finding_that_is_another_is_told_again),
		TEST(a_finding_that_changes_at_each_check_is_told_all_the_same),
		TEST(a_told_finding_that_weighs_more_is_told_again),
		TEST(what_stands_is_told_again_every_remind_every),
		TEST(with_remind_every_0_never),
		TEST(an_outage_is_told_once_and_its_end),
		TEST(a_short_outage_is_not_told),
		TEST(a_target_that_was_never_there_is_told),
		TEST(one_failed_attempt_is_no_outage),
		TEST(of_drift_nothing_is_told_meanwhile),
		TEST(checks_that_do_not_end_are_stale),
		TEST(outages_flap_too),
		TEST(another_database_is_told),
		TEST(a_database_made_anew_is_another_one),
		TEST(what_this_role_may_not_see_is_no_other_database),
		TEST(two_databases_that_take_turns_are_told_once_an_hour),
		TEST(what_comes_and_goes_is_told_once_as_flapping),
		TEST(what_blinks_is_told_as_flapping),
		TEST(a_told_finding_that_begins_to_flap_is_told_again),
		TEST(three_times_an_hour_do_not_flap),
		TEST(with_flap_limit_0_nothing_flaps),
		TEST(a_value_that_goes_to_and_fro_flaps),
		TEST(during_a_deployment_nothing_is_told_of_drift),
		TEST(a_lock_holds_for_hold_max),
		TEST(with_hold_max_0_nothing_is_held),
		TEST(new_revisions_are_a_deployment),
		TEST(an_outage_is_told_in_a_deployment_too),
		TEST(an_acknowledged_finding_is_not_told),
		TEST(the_end_of_a_told_one_is_told_though_it_is_acknowledged),
		TEST(it_lapses_when_the_drift_changes),
		TEST(it_ends_when_its_time_has_come),
		TEST(what_cannot_be_read_keeps_its_acknowledgement),
		TEST(of_a_silenced_target_nothing_is_told),
		TEST(what_was_well_again_before_the_silence_ended_is_never_told),
		TEST(an_outage_that_outlasts_the_silence_is_told),
		TEST(a_clock_that_goes_back_does_not_stop_anything),
		TEST(what_is_remembered_is_kept_once_a_minute_at_most_without_a_reason),
		TEST(a_restart_neither_tells_again_nor_forgets),
		TEST(with_a_restart_before_every_check_all_is_told_as_without),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
