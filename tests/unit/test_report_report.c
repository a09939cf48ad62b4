// link: report_fixture.c
// link: report_scenes.c
#include "report/report.h"

#include "report_fixture.h"
#include "report_scenes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static void
ids_tell_identity_and_fingerprints_content(void **unused)
{
	static const struct drift base = {
		.change = CHANGE_CHANGED,
		.kind = KIND_column,
		.schema = "public",
		.table = "events",
		.name = "id",
		.property = "type",
		.expected = "uuid",
		.observed = "text",
		.module = MODULE_EVENTS,
		.severity = SEVERITY_CRITICAL,
		.summary = "one",
	};
	struct expected *expected = fixture_expected();
	struct drift other[8];
	struct fixture fixture;
	struct report *report;
	(void)unused;

	for (size_t i = 0; i < 8; i++)
		other[i] = base;
	other[1].schema = "Public";
	other[2].table = "event";
	other[3].name = "i";
	other[4].property = "default";
	other[5].change = CHANGE_RENAMED;
	other[6].kind = KIND_constraint;
	other[7].schema = NULL;
	fixture_begin(&fixture, expected);
	for (size_t i = 0; i < 8; i++)
		fixture_drift(&fixture, &other[i]);
	other[0].observed = "varchar";
	fixture_drift(&fixture, &other[0]);
	report = fixture_report(&fixture, "main", NULL, NINE, 1);
	for (size_t i = 0; i < 8; i++) {
		assert_int_equal(strlen(report->findings[i].id), 16);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(report->findings[i].id, report->findings[j].id);
	}
	assert_string_equal(report->findings[8].id, report->findings[0].id);
	assert_string_not_equal(report->findings[8].fingerprint, report->findings[0].fingerprint);
	report_unref(report);
	expected_unref(expected);
}

static void
ids_are_the_target_s_own(void **unused)
{
	struct report *one = scene_missing("one"), *again = scene_missing("one"),
		      *two = scene_missing("two");
	(void)unused;

	assert_string_equal(one->findings[0].id, again->findings[0].id);
	assert_string_not_equal(one->findings[0].id, two->findings[0].id);
	report_unref(one);
	report_unref(again);
	report_unref(two);
}

/* A next check that finds the named tables of event_management missing. Consumes `previous`. */
static struct report *
next_missing(struct report *previous, const char *const *tables, int64_t checked_at)
{
	struct fixture fixture;
	struct report *report;

	fixture_begin(&fixture, previous->expected);
	for (; *tables != NULL; tables++)
		fixture_missing(&fixture, *tables);
	report = fixture_report(&fixture, "main", previous, checked_at, previous->check + 1);
	report_unref(previous);
	return report;
}

static struct report *
next_failed(struct report *previous, enum err_code code, int64_t checked_at)
{
	struct report *report = fixture_failed(previous->expected, "main", code, NULL, "failed",
	                                       previous, checked_at, previous->check + 1);

	report_unref(previous);
	return report;
}

static void
first_seen_is_carried_on(void **unused)
{
	static const char *const both[] = { "event_sessions", "event_tickets", NULL };
	static const char *const three[] = { "events", "event_sessions", "event_tickets", NULL };
	static const char *const one[] = { "event_tickets", NULL };
	struct report *report = next_missing(scene_in_sync("main"), both, NINE + MINUTE);
	(void)unused;

	assert_int_equal(report->findings[0].first_seen, NINE + MINUTE);
	report = next_missing(report, three, NINE + 2 * MINUTE);
	assert_int_equal(report->findings[0].first_seen, NINE + 2 * MINUTE);
	assert_int_equal(report->findings[1].first_seen, NINE + MINUTE);
	assert_int_equal(report->findings[2].first_seen, NINE + MINUTE);
	report = next_missing(report, one, NINE + 3 * MINUTE);
	assert_int_equal(report->findings[0].first_seen, NINE + MINUTE);
	/* What was away for one check has begun anew. */
	report = next_missing(report, both, NINE + 4 * MINUTE);
	assert_int_equal(report->findings[0].first_seen, NINE + 4 * MINUTE);
	assert_int_equal(report->findings[1].first_seen, NINE + MINUTE);
	report_unref(report);
}

static void
first_seen_outlives_failed_and_stale_checks(void **unused)
{
	static const char *const tables[] = { "event_tickets", NULL };
	struct report *report = next_missing(scene_in_sync("main"), tables, NINE);
	struct report *stale;
	(void)unused;

	report = next_failed(report, ERR_CONNECT, NINE + MINUTE);
	report = next_failed(report, ERR_TIMEOUT, NINE + 2 * MINUTE);
	stale = report_stale(report, NINE + 3 * MINUTE, "nothing");
	report_unref(report);
	report = next_missing(stale, tables, NINE + 4 * MINUTE);
	assert_int_equal(report->findings[0].first_seen, NINE);
	report_unref(report);
}

/* Finds what is unread, and no drift. Consumes `previous`. */
static struct report *
next_partial(struct report *previous, const struct unknown *unknown, int64_t checked_at)
{
	struct fixture fixture;
	struct report *report;

	fixture_begin(&fixture, previous->expected);
	fixture_unknown(&fixture, unknown);
	report = fixture_report(&fixture, "main", previous, checked_at, previous->check + 1);
	report_unref(previous);
	return report;
}

static void
first_seen_outlives_what_could_not_be_read(void **unused)
{
	static const char *const tables[] = { "event_sessions", "event_tickets", NULL };
	static const struct unknown unknown = { .kind = KIND_table,
		                                .schema = "public",
		                                .table = "event_tickets",
		                                .name = "event_tickets",
		                                .reason = "locked" };
	static const struct unknown elsewhere = { .kind = KIND_index, .reason = "denied" };
	struct report *report = scene_missing("main");
	(void)unused;

	report = next_partial(report, &unknown, NINE + MINUTE);
	report = next_partial(report, &elsewhere, NINE + 2 * MINUTE);
	report = next_partial(report, &unknown, NINE + 3 * MINUTE);
	report = next_failed(report, ERR_CONNECT, NINE + 4 * MINUTE);
	report = next_missing(report, tables, NINE + 5 * MINUTE);
	/* Read in between, and not found missing: that is a new one. */
	assert_int_equal(report->findings[0].first_seen, NINE + 5 * MINUTE);
	assert_int_equal(report->findings[1].first_seen, NINE);
	report_unref(report);
}

static void
a_row_of_failures_has_one_beginning(void **unused)
{
	struct report *report = scene_in_sync("main");
	(void)unused;

	assert_int_equal(report->error.code, ERR_NONE);
	assert_int_equal(report->good_at, NINE);
	assert_int_equal(report->stale_since, 0);
	report = next_failed(report, ERR_CONNECT, NINE + MINUTE);
	report = next_failed(report, ERR_AUTH, NINE + 2 * MINUTE);
	assert_int_equal(report->status, STATUS_UNKNOWN);
	assert_false(report_good(report));
	assert_int_equal(report->error.code, ERR_AUTH);
	assert_int_equal(report->error_since, NINE + MINUTE);
	assert_int_equal(report->good_at, NINE);
	assert_int_equal(report->stale_since, NINE);
	assert_int_equal(report->checked_at, NINE + 2 * MINUTE);
	assert_int_equal(report->last_good->check, 1);
	report_unref(report);
}

static void
without_a_good_check_nothing_stands_behind(void **unused)
{
	struct report *report = next_failed(scene_pending("main"), ERR_CONNECT, NINE);
	(void)unused;

	assert_null(report->last_good);
	assert_int_equal(report->error_since, NINE);
	assert_int_equal(report->good_at, 0);
	assert_int_equal(report->stale_since, 0);
	report_unref(report);
}

static void
a_partial_check_without_findings_is_unknown_and_good(void **unused)
{
	struct report *report = scene_partial("main");
	static const struct unknown unknown = { .kind = KIND_index, .reason = "denied" };
	(void)unused;

	assert_int_equal(report->status, STATUS_UNKNOWN);
	assert_int_equal(report->error.code, ERR_PARTIAL);
	assert_string_equal(report->error.sqlstate, "55P03");
	assert_int_equal(report->error_since, NINE + MINUTE);
	assert_true(report_good(report));
	assert_int_equal(report->good_at, NINE + MINUTE);
	assert_int_equal(report->stale_since, 0);
	/* It goes on being partial; then a failure begins something else. */
	report = next_partial(report, &unknown, NINE + 2 * MINUTE);
	assert_int_equal(report->error_since, NINE + MINUTE);
	assert_string_equal(report->error.sqlstate, "");
	report = next_failed(report, ERR_CONNECT, NINE + 3 * MINUTE);
	assert_int_equal(report->error_since, NINE + 3 * MINUTE);
	assert_int_equal(report->stale_since, NINE + 2 * MINUTE);
	report_unref(report);
}

static void
a_partial_check_with_findings_is_drift(void **unused)
{
	struct report *report = scene_half("main");
	(void)unused;

	assert_int_equal(report->status, STATUS_DRIFT);
	assert_int_equal(report->error.code, ERR_NONE);
	report_unref(report);
}

/* However long it lasts: failed, partial, whole, and nothing behind that. */
static void
the_chain_of_reports_stays_short(void **unused)
{
	static const struct unknown unknown = { .kind = KIND_index, .reason = "denied" };
	struct report *report = scene_in_sync("main");
	(void)unused;

	for (int i = 0; i < 20; i++) {
		report = next_partial(report, &unknown, NINE + i * MINUTE);
		report = next_failed(report, ERR_CONNECT, NINE + i * MINUTE);
		report = next_failed(report, ERR_CONNECT, NINE + i * MINUTE);
	}
	assert_int_equal(report->last_good->check, 59);
	assert_int_equal(report->last_good->last_good->check, 1);
	assert_null(report->last_good->last_good->last_good);
	report_unref(report);
}

static void
a_stale_report_says_when_and_of_what(void **unused)
{
	struct report *report = scene_stale("main");
	(void)unused;

	assert_int_equal(report->status, STATUS_UNKNOWN);
	assert_int_equal(report->error.code, ERR_STALE);
	assert_int_equal(report->error_since, NINE + 3 * MINUTE);
	assert_int_equal(report->stale_since, NINE);
	assert_int_equal(report->check, 1);
	assert_string_equal(report->server.database, "app");
	assert_int_equal(report->last_good->status, STATUS_IN_SYNC);
	report_unref(report);
}

static void
a_report_outlives_what_it_was_made_of(void **unused)
{
	struct report *lost = scene_lost("main");
	struct report *good = report_ref(lost->last_good);
	struct report *same = report_ref(good);
	(void)unused;

	report_unref(lost);
	assert_string_equal(good->findings[0].drift->name, "event_sessions");
	assert_string_equal(good->expected->name, "acme-platform");
	report_unref(good);
	assert_string_equal(same->target, "main");
	report_unref(same);
	report_unref(NULL);
}

static void
assert_verdict(struct report *report, int info, int warning, int critical)
{
	assert_int_equal(report_verdict(report, SEVERITY_INFO), info);
	assert_int_equal(report_verdict(report, SEVERITY_WARNING), warning);
	assert_int_equal(report_verdict(report, SEVERITY_CRITICAL), critical);
	report_unref(report);
}

static struct report *
information(void)
{
	struct expected *expected = fixture_expected();
	struct fixture fixture;
	struct report *report;

	fixture_begin(&fixture, expected);
	fixture_drift(&fixture, &(struct drift){ .change = CHANGE_UNEXPECTED,
	                                         .kind = KIND_schema,
	                                         .name = "tmp",
	                                         .module = EXPECTED_NONE,
	                                         .summary = "schema tmp is not expected" });
	report = fixture_report(&fixture, "main", NULL, NINE, 1);
	expected_unref(expected);
	return report;
}

static void
verdicts(void **unused)
{
	(void)unused;
	assert_verdict(scene_in_sync("main"), 0, 0, 0);
	assert_verdict(information(), 1, 0, 0);
	assert_verdict(scene_warning("main"), 1, 1, 0);
	assert_verdict(scene_missing("main"), 2, 2, 2);
	assert_verdict(scene_drift("main"), 2, 2, 2);
	assert_verdict(scene_pending("main"), 3, 3, 3);
	assert_verdict(scene_down("main"), 3, 3, 3);
	assert_verdict(scene_lost("main"), 3, 3, 3);
	assert_verdict(scene_partial("main"), 3, 3, 3);
	assert_verdict(scene_half("main"), 3, 3, 3);
	assert_verdict(scene_hostile(), 2, 2, 2); /* critical and something unread */
}

static void
the_worse_of_two_verdicts(void **unused)
{
	static const int order[] = { 0, 1, 3, 2 };
	(void)unused;

	for (size_t i = 0; i < 4; i++) {
		for (size_t j = 0; j < 4; j++)
			assert_int_equal(report_worse(order[i], order[j]), order[i > j ? i : j]);
	}
}

static void
words_of_status(void **unused)
{
	(void)unused;
	assert_string_equal(status_word(STATUS_PENDING), "pending");
	assert_string_equal(status_word(STATUS_IN_SYNC), "in_sync");
	assert_string_equal(status_word(STATUS_DRIFT), "drift");
	assert_string_equal(status_word(STATUS_UNKNOWN), "unknown");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_tell_identity_and_fingerprints_content),
		cmocka_unit_test(ids_are_the_target_s_own),
		cmocka_unit_test(first_seen_is_carried_on),
		cmocka_unit_test(first_seen_outlives_failed_and_stale_checks),
		cmocka_unit_test(first_seen_outlives_what_could_not_be_read),
		cmocka_unit_test(a_row_of_failures_has_one_beginning),
		cmocka_unit_test(without_a_good_check_nothing_stands_behind),
		cmocka_unit_test(a_partial_check_without_findings_is_unknown_and_good),
		cmocka_unit_test(a_partial_check_with_findings_is_drift),
		cmocka_unit_test(the_chain_of_reports_stays_short),
		cmocka_unit_test(a_stale_report_says_when_and_of_what),
		cmocka_unit_test(a_report_outlives_what_it_was_made_of),
		cmocka_unit_test(verdicts),
		cmocka_unit_test(the_worse_of_two_verdicts),
		cmocka_unit_test(words_of_status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
