// link: report_fixture.c
// link: report_scenes.c
#include "report/health.h"

#include "report_fixture.h"
#include "report_scenes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <jansson.h>
#include <string.h>

static const struct health_query anything = { NULL, NULL, 503, 503 };

static bool
always(void *arg, const char *target)
{
	(void)arg;
	(void)target;
	return true;
}

static bool
never(void *arg, const char *target)
{
	(void)arg;
	(void)target;
	return false;
}

/* Takes the reports over. */
static struct board *
board_of(struct report *const *reports, size_t count)
{
	struct board *board = board_new();

	for (size_t i = 0; i < count; i++)
		board_publish(board, reports[i]);
	return board;
}

static void
assert_string_member(const json_t *object, const char *key, const char *value)
{
	const char *is = json_string_value(json_object_get(object, key));

	if (value == NULL)
		assert_null(is);
	else
		assert_string_equal(is == NULL ? "(none)" : is, value);
}

/* The answer for one report: code, status of the body, and verdict of its one check. */
static void
check_answer(struct report *report, const struct health_query *query, health_stands *stands,
             int code, const char *status, const char *verdict)
{
	struct board *board = board_of(&report, 1);
	struct text text = { 0 };
	json_t *body, *check;

	assert_int_equal(health_render(board, query, stands, NULL, &text), code);
	body = json_loadb(text_str(&text), text.length, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(body);
	check = json_array_get(json_object_get(json_object_get(body, "checks"), "main:drift"), 0);
	assert_string_member(body, "status", status);
	assert_string_member(check, "status", status);
	assert_string_member(check, "verdict", verdict);
	json_decref(body);
	text_done(&text);
	board_free(board);
}

static void
drift_of_at_most_warning_is_200(void **unused)
{
	(void)unused;
	check_answer(scene_in_sync("main"), &anything, always, 200, "pass", "in_sync");
	check_answer(scene_warning("main"), &anything, always, 200, "warn", "drift");
	check_answer(scene_missing("main"), &anything, always, 503, "fail", "critical");
}

static void
a_partial_check_is_a_good_one(void **unused)
{
	(void)unused;
	check_answer(scene_partial("main"), &anything, always, 200, "warn", "partial");
	check_answer(scene_half("main"), &anything, always, 200, "warn", "partial");
}

static void
no_good_check_is_unknown(void **unused)
{
	(void)unused;
	check_answer(scene_pending("main"), &anything, never, 503, "fail", "unknown");
	check_answer(scene_down("main"), &anything, never, 503, "fail", "unknown");
	check_answer(scene_down("main"), &anything, always, 503, "fail", "unknown");
	check_answer(scene_in_sync("main"), &anything, never, 503, "fail", "unknown");
	check_answer(scene_stale("main"), &anything, never, 503, "fail", "unknown");
}

static void
the_last_good_verdict_stands_for_a_while(void **unused)
{
	(void)unused;
	check_answer(scene_lost("main"), &anything, always, 503, "fail", "critical");
	check_answer(scene_stale("main"), &anything, always, 200, "warn", "in_sync");
	check_answer(scene_lost("main"), &anything, never, 503, "fail", "unknown");
}

static void
the_caller_chooses_the_codes(void **unused)
{
	struct health_query query = { NULL, NULL, 200, 503 };
	(void)unused;

	check_answer(scene_missing("main"), &query, always, 200, "warn", "critical");
	check_answer(scene_down("main"), &query, never, 503, "fail", "unknown");
	query = (struct health_query){ NULL, NULL, 500, 200 };
	check_answer(scene_missing("main"), &query, always, 500, "fail", "critical");
	check_answer(scene_down("main"), &query, never, 200, "warn", "unknown");
}

static void
information_alone_passes(void **unused)
{
	struct expected *expected = fixture_expected();
	struct fixture fixture;
	(void)unused;

	fixture_begin(&fixture, expected);
	fixture_drift(&fixture, &(struct drift){
					.change = CHANGE_UNEXPECTED,
					.kind = KIND_table,
					.schema = "public",
					.table = "tmp",
					.name = "tmp",
					.module = EXPECTED_NONE,
					.summary = "table public.tmp is not expected",
				});
	check_answer(fixture_report(&fixture, "main", NULL, NINE, 1), &anything, always, 200,
	             "pass", "drift");
	expected_unref(expected);
}

static int
code_of(struct board *board, const char *target, const char *module, int drift, int unknown)
{
	struct health_query query = { target, module, drift, unknown };
	struct text text = { 0 };
	int code = health_render(board, &query, always, NULL, &text);

	assert_int_equal(text.length == 0, code == 0);
	text_done(&text);
	return code;
}

static void
the_worst_target_decides_unless_it_does_not_count(void **unused)
{
	struct report *reports[] = { scene_in_sync("well"), scene_missing("missing"),
		                     scene_pending("pending") };
	struct board *board = board_of(reports, 3);
	(void)unused;

	assert_int_equal(code_of(board, NULL, NULL, 500, 503), 500);
	assert_int_equal(code_of(board, NULL, NULL, 200, 503), 503);
	assert_int_equal(code_of(board, NULL, NULL, 500, 200), 500);
	assert_int_equal(code_of(board, NULL, NULL, 200, 200), 200);
	assert_int_equal(code_of(board, "well", NULL, 500, 503), 200);
	assert_int_equal(code_of(board, "pending", NULL, 500, 503), 503);
	board_free(board);
}

static void
a_module_is_judged_alone(void **unused)
{
	struct report *report = scene_drift("main");
	struct board *board = board_of(&report, 1);
	(void)unused;

	assert_int_equal(code_of(board, NULL, "event_management", 503, 500), 503);
	assert_int_equal(code_of(board, NULL, "prerequisites", 503, 500), 503);
	assert_int_equal(code_of(board, NULL, "blog_content", 503, 500), 200);
	assert_int_equal(code_of(board, "main", "old_shop", 503, 500), 200);
	board_free(board);
}

static void
a_module_without_a_good_check_is_unknown(void **unused)
{
	struct report *reports[] = { scene_down("down"), scene_pending("pending") };
	struct board *board = board_of(reports, 2);
	(void)unused;

	assert_int_equal(code_of(board, "down", "blog_content", 503, 500), 500);
	assert_int_equal(code_of(board, "pending", "blog_content", 503, 500), 500);
	board_free(board);
}

/* After a reload the manifest may know a module that no check has looked at. */
static void
a_module_newer_than_the_last_good_check_is_unknown(void **unused)
{
	struct report *good = scene_in_sync("main");
	struct expected *newer = fixture_expected();
	struct report *report;
	struct board *board;
	(void)unused;

	newer->modules[MODULE_BLOG].name = "brand_new";
	report = fixture_failed(newer, "main", ERR_CONNECT, NULL, "gone", good, NINE + MINUTE, 2);
	board = board_of(&report, 1);
	assert_int_equal(code_of(board, NULL, "brand_new", 503, 500), 500);
	assert_int_equal(code_of(board, NULL, "blog_content", 503, 500), 0);
	assert_int_equal(code_of(board, NULL, "event_management", 503, 500), 200);
	board_free(board);
	report_unref(good);
	expected_unref(newer);
}

static void
what_does_not_exist_is_not_answered(void **unused)
{
	struct report *report = scene_in_sync("main");
	struct board *board = board_of(&report, 1);
	struct board *empty = board_new();
	(void)unused;

	assert_int_equal(code_of(board, "no such", NULL, 503, 503), 0);
	assert_int_equal(code_of(board, NULL, "no such", 503, 503), 0);
	assert_int_equal(code_of(board, NULL, "", 503, 503), 0);
	assert_int_equal(code_of(empty, NULL, NULL, 503, 503), 0);
	board_free(board);
	board_free(empty);
}

static void
check_body(struct board *board, const struct health_query *query, const char *golden)
{
	struct text text = { 0 };

	health_render(board, query, always, NULL, &text);
	fixture_golden(golden, &text);
	board_free(board);
}

static void
bodies(void **unused)
{
	struct report *several[] = { scene_lost("main"), scene_in_sync("eu"), scene_partial("asia"),
		                     scene_down("africa"), scene_hostile() };
	struct report *well = scene_in_sync("main"), *drift = scene_drift("main");
	struct health_query module = { "main", "event_management", 503, 503 };
	(void)unused;

	check_body(board_of(&well, 1), &anything, "health-in-sync.json");
	check_body(board_of(several, 5), &anything, "health-several.json");
	check_body(board_of(&drift, 1), &module, "health-module.json");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(drift_of_at_most_warning_is_200),
		cmocka_unit_test(a_partial_check_is_a_good_one),
		cmocka_unit_test(no_good_check_is_unknown),
		cmocka_unit_test(the_last_good_verdict_stands_for_a_while),
		cmocka_unit_test(the_caller_chooses_the_codes),
		cmocka_unit_test(information_alone_passes),
		cmocka_unit_test(the_worst_target_decides_unless_it_does_not_count),
		cmocka_unit_test(a_module_is_judged_alone),
		cmocka_unit_test(a_module_without_a_good_check_is_unknown),
		cmocka_unit_test(a_module_newer_than_the_last_good_check_is_unknown),
		cmocka_unit_test(what_does_not_exist_is_not_answered),
		cmocka_unit_test(bodies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
