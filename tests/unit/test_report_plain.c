// link: report_fixture.c
// link: report_scenes.c
#include "report/plain.h"

#include "report_fixture.h"
#include "report_scenes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static void
check_scene(struct report *report, enum severity minimum, bool colour, const char *golden)
{
	const struct report *reports[] = { report };
	struct text text = { 0 };

	report_text(reports, 1, minimum, colour, &text);
	fixture_golden(golden, &text);
	report_unref(report);
}

static void
every_situation_has_its_text(void **unused)
{
	(void)unused;
	check_scene(scene_pending("main"), SEVERITY_INFO, false, "report-pending.txt");
	check_scene(scene_in_sync("main"), SEVERITY_INFO, false, "report-in-sync.txt");
	check_scene(scene_missing("main"), SEVERITY_INFO, false, "report-missing.txt");
	check_scene(scene_drift("main"), SEVERITY_INFO, false, "report-drift.txt");
	check_scene(scene_down("main"), SEVERITY_INFO, false, "report-down.txt");
	check_scene(scene_lost("main"), SEVERITY_INFO, false, "report-lost.txt");
	check_scene(scene_partial("main"), SEVERITY_INFO, false, "report-partial.txt");
	check_scene(scene_half("main"), SEVERITY_INFO, false, "report-half.txt");
	check_scene(scene_stale("main"), SEVERITY_INFO, false, "report-stale.txt");
	check_scene(scene_hostile(), SEVERITY_INFO, false, "report-hostile.txt");
}

static void
findings_below_the_minimum_are_counted(void **unused)
{
	(void)unused;
	check_scene(scene_drift("main"), SEVERITY_CRITICAL, false, "report-drift-critical.txt");
}

static void
colour_is_added_where_it_is_asked_for(void **unused)
{
	(void)unused;
	check_scene(scene_drift("main"), SEVERITY_INFO, true, "report-drift-colour.txt");
}

static void
targets_stand_one_after_another(void **unused)
{
	struct report *reports[] = { scene_missing("main"), scene_pending("eu"),
		                     scene_in_sync("asia") };
	struct text text = { 0 };
	(void)unused;

	report_text((const struct report *const *)reports, 3, SEVERITY_INFO, false, &text);
	fixture_golden("report-several.txt", &text);
	for (size_t i = 0; i < 3; i++)
		report_unref(reports[i]);
}

static void
nothing_reaches_a_terminal_but_text_and_newlines(void **unused)
{
	struct report *report = scene_hostile();
	const struct report *reports[] = { report };
	struct text text = { 0 };
	(void)unused;

	report_text(reports, 1, SEVERITY_INFO, false, &text);
	for (size_t i = 0; i < text.length; i++) {
		unsigned char byte = (unsigned char)text.bytes[i];

		assert_true(byte == '\n' || (byte >= 0x20 && byte != 0x7f));
	}
	assert_null(strstr(text.bytes, "\xc2\x9b"));
	assert_null(strstr(text.bytes, "\xe2\x80\xae"));
	assert_null(strchr(text.bytes, '\xff'));
	assert_non_null(strstr(text.bytes, "\xc3\xa9")); /* an honest letter stays */
	text_done(&text);
	report_unref(report);
}

/* What a migration tool recorded has a sentence that says more than its two values. */
static void
a_revision_keeps_its_sentence(void **unused)
{
	struct expected *expected = fixture_expected();
	struct fixture fixture;
	struct report *report;
	struct text text = { 0 };
	(void)unused;

	fixture_begin(&fixture, expected);
	fixture_drift(&fixture,
	              &(struct drift){
			      .change = CHANGE_CHANGED,
			      .kind = KIND_revision,
			      .schema = "public",
			      .table = "alembic_version",
			      .name = "version_num",
			      .property = "applied",
			      .expected = "all tables are there",
			      .observed = "7 tables are missing",
			      .module = EXPECTED_NONE,
			      .severity = SEVERITY_CRITICAL,
			      .summary = "revision 774225e563ca of public.alembic_version is "
					 "recorded as applied, but 7 tables are missing",
		      });
	report = fixture_report(&fixture, "main", NULL, NINE, 1);
	report_text((const struct report *const *)&report, 1, SEVERITY_INFO, false, &text);
	assert_non_null(strstr(text_str(&text), "recorded as applied"));
	assert_null(strstr(text_str(&text), "applied differs"));
	assert_null(strstr(text_str(&text), "observed:"));
	text_done(&text);
	report_unref(report);
	expected_unref(expected);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_revision_keeps_its_sentence),
		cmocka_unit_test(every_situation_has_its_text),
		cmocka_unit_test(findings_below_the_minimum_are_counted),
		cmocka_unit_test(colour_is_added_where_it_is_asked_for),
		cmocka_unit_test(targets_stand_one_after_another),
		cmocka_unit_test(nothing_reaches_a_terminal_but_text_and_newlines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
