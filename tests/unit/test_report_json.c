// link: report_fixture.c
// link: report_scenes.c
#include "report/json.h"

#include "report_fixture.h"
#include "report_scenes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <jansson.h>
#include <string.h>

#define EVERYTHING                       \
	{                                \
		NULL, NULL, -1, -1, NULL \
	}

/* Each report alone in a document, against its golden file. */
static void
check_scene(struct report *report, const char *golden)
{
	const struct report *reports[] = { report };
	struct text text = { 0 };

	report_document(reports, 1, NULL, &text);
	fixture_golden(golden, &text);
	report_unref(report);
}

static void
every_situation_has_its_document(void **unused)
{
	(void)unused;
	check_scene(scene_pending("main"), "report-pending.json");
	check_scene(scene_in_sync("main"), "report-in-sync.json");
	check_scene(scene_missing("main"), "report-missing.json");
	check_scene(scene_drift("main"), "report-drift.json");
	check_scene(scene_down("main"), "report-down.json");
	check_scene(scene_lost("main"), "report-lost.json");
	check_scene(scene_partial("main"), "report-partial.json");
	check_scene(scene_half("main"), "report-half.json");
	check_scene(scene_stale("main"), "report-stale.json");
	check_scene(scene_hostile(), "report-hostile.json");
}

static void
several_targets_keep_their_order(void **unused)
{
	struct report *reports[] = { scene_missing("main"), scene_pending("eu"),
		                     scene_in_sync("asia") };
	struct text text = { 0 };
	(void)unused;

	report_document((const struct report *const *)reports, 3, NULL, &text);
	fixture_golden("report-several.json", &text);
	for (size_t i = 0; i < 3; i++)
		report_unref(reports[i]);
}

static json_t *
document(struct report *const *reports, size_t count, const struct report_filter *filter)
{
	struct text text = { 0 };
	json_t *parsed;

	report_document((const struct report *const *)reports, count, filter, &text);
	assert_int_equal(text.bytes[text.length - 1], '\n');
	parsed = json_loadb(text.bytes, text.length, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(parsed);
	text_done(&text);
	return parsed;
}

static const char *
status_of(struct report *const *reports, size_t count)
{
	static char status[16];
	json_t *parsed = document(reports, count, NULL);

	strncpy(status, json_string_value(json_object_get(parsed, "status")), sizeof status - 1);
	json_decref(parsed);
	return status;
}

static void
the_worst_status_wins(void **unused)
{
	struct report *well = scene_in_sync("a"), *warning = scene_warning("b"),
		      *down = scene_down("c"), *missing = scene_missing("d"),
		      *pending = scene_pending("e"), *half = scene_half("f");
	(void)unused;

	assert_string_equal(status_of(NULL, 0), "unknown");
	assert_string_equal(status_of((struct report *[]){ pending, pending }, 2), "pending");
	assert_string_equal(status_of((struct report *[]){ well, pending }, 2), "unknown");
	assert_string_equal(status_of((struct report *[]){ well, well }, 2), "in_sync");
	assert_string_equal(status_of((struct report *[]){ warning, well }, 2), "drift");
	assert_string_equal(status_of((struct report *[]){ half, well }, 2), "drift");
	assert_string_equal(status_of((struct report *[]){ warning, down }, 2), "unknown");
	assert_string_equal(status_of((struct report *[]){ down, missing, pending }, 3), "drift");
	report_unref(well);
	report_unref(warning);
	report_unref(down);
	report_unref(missing);
	report_unref(pending);
	report_unref(half);
}

static json_t *
filtered_target(struct report *report, const struct report_filter *filter)
{
	struct text text = { 0 };
	json_t *parsed;

	report_target(report, filter, &text);
	parsed = json_loadb(text.bytes, text.length, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(parsed);
	text_done(&text);
	return parsed;
}

static void
assert_filtered(struct report *report, struct report_filter filter, size_t modules, size_t missing,
                size_t findings)
{
	json_t *target = filtered_target(report, &filter);
	json_t *summary = json_object_get(target, "summary");

	assert_int_equal(json_array_size(json_object_get(target, "modules")), modules);
	assert_int_equal(json_array_size(json_object_get(target, "missing_tables")), missing);
	assert_int_equal(json_array_size(json_object_get(target, "findings")), findings);
	assert_int_equal(json_integer_value(json_object_get(summary, "findings")), 8);
	json_decref(target);
}

static void
filters_leave_out_what_does_not_match(void **unused)
{
	struct report *report = scene_drift("main");
	(void)unused;

	assert_filtered(report, (struct report_filter)EVERYTHING, 3, 1, 8);
	assert_filtered(report, (struct report_filter){ NULL, "event_management", -1, -1, NULL }, 1,
	                1, 4);
	assert_filtered(report, (struct report_filter){ NULL, "prerequisites", -1, -1, NULL }, 0, 0,
	                1);
	assert_filtered(report, (struct report_filter){ NULL, "none", -1, -1, NULL }, 0, 0, 0);
	assert_filtered(report, (struct report_filter){ NULL, NULL, KIND_table, -1, NULL }, 3, 1,
	                4);
	assert_filtered(report, (struct report_filter){ NULL, NULL, KIND_schema, -1, NULL }, 3, 1,
	                1);
	assert_filtered(report, (struct report_filter){ NULL, NULL, -1, SEVERITY_INFO, NULL }, 3, 1,
	                8);
	assert_filtered(report, (struct report_filter){ NULL, NULL, -1, SEVERITY_WARNING, NULL }, 3,
	                1, 6);
	assert_filtered(report, (struct report_filter){ NULL, NULL, -1, SEVERITY_CRITICAL, NULL },
	                3, 1, 3);
	assert_filtered(report,
	                (struct report_filter){ NULL, "event_management", KIND_column,
	                                        SEVERITY_CRITICAL, NULL },
	                1, 1, 1);
	report_unref(report);
}

static void
last_known_findings_are_filtered_too(void **unused)
{
	struct report *report = scene_lost("main");
	struct report_filter filter = { NULL, "blog_content", -1, -1, NULL };
	json_t *target = filtered_target(report, &filter);
	json_t *known = json_object_get(target, "last_known");
	(void)unused;

	assert_int_equal(json_array_size(json_object_get(known, "modules")), 1);
	assert_int_equal(json_array_size(json_object_get(known, "findings")), 0);
	json_decref(target);
	report_unref(report);
}

static void
a_filter_chooses_the_target(void **unused)
{
	struct report *reports[] = { scene_missing("main"), scene_in_sync("eu") };
	struct report_filter filter = EVERYTHING;
	json_t *parsed;
	(void)unused;

	filter.target = "eu";
	parsed = document(reports, 2, &filter);
	assert_int_equal(json_array_size(json_object_get(parsed, "targets")), 1);
	assert_string_equal(json_string_value(json_object_get(parsed, "status")), "in_sync");
	json_decref(parsed);
	filter.target = "no such";
	parsed = document(reports, 2, &filter);
	assert_int_equal(json_array_size(json_object_get(parsed, "targets")), 0);
	assert_true(json_is_null(json_object_get(parsed, "generated_at")));
	json_decref(parsed);
	report_unref(reports[0]);
	report_unref(reports[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_situation_has_its_document),
		cmocka_unit_test(several_targets_keep_their_order),
		cmocka_unit_test(the_worst_status_wins),
		cmocka_unit_test(filters_leave_out_what_does_not_match),
		cmocka_unit_test(last_known_findings_are_filtered_too),
		cmocka_unit_test(a_filter_chooses_the_target),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
