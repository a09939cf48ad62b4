// link: report_fixture.c
// link: report_scenes.c
#include "report/metrics.h"

#include "report/counters.h"
#include "report_fixture.h"
#include "report_scenes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* The board in every situation, its first checks counted, and one sample that another part adds. */
static void
a_scrape_is_written_byte_for_byte(void **unused)
{
	struct report *reports[] = { scene_in_sync("calm"), scene_drift("main"),
		                     scene_lost("lost"),    scene_half("half"),
		                     scene_down("down"),    scene_stale("stale"),
		                     scene_pending("new"),  scene_hostile() };
	struct counters *counters = counters_new();
	struct board *board = board_new();
	struct scrape scrape = { 0 };
	struct text text = { 0 };
	(void)unused;

	for (size_t i = 0; i < sizeof reports / sizeof reports[0]; i++) {
		counters_report(counters, reports[i]);
		board_publish(board, reports[i]);
	}
	/* Added first, and written where the table has it. */
	scrape_add(&scrape, METRIC_process_start_time_seconds, 1795338000.25, NO_LABELS);
	scrape_board(&scrape, board);
	counters_scrape(counters, board, &scrape);
	scrape_write(&scrape, &text);
	fixture_golden("metrics.txt", &text);
	scrape_done(&scrape);
	text_done(&text);
	board_free(board);
	counters_free(counters);
}

static char *
written(struct scrape *scrape)
{
	struct text text = { 0 };

	scrape_write(scrape, &text);
	scrape_done(scrape);
	return text_take(&text);
}

static void
assert_contains(const char *text, const char *line)
{
	if (strstr(text, line) == NULL)
		fail_msg("no \"%s\" in:\n%s", line, text);
}

static void
label_values_are_escaped_and_mended(void **unused)
{
	struct scrape scrape = { 0 };
	char *text;
	(void)unused;

	scrape_add(&scrape, METRIC_pgdriftd_target_up, 1,
	           LABELS("a\"b\\c\nd\xff\xc3\xa9\x01{},= \xe2\x82"));
	text = written(&scrape);
	assert_contains(text,
	                "\npgdriftd_target_up{target=\"a\\\"b\\\\c\\nd\xef\xbf\xbd\xc3\xa9\x01"
	                "{},= \xef\xbf\xbd\xef\xbf\xbd\"} 1\n");
	free(text);
}

static void
a_metric_without_samples_is_not_named(void **unused)
{
	struct scrape scrape = { 0 };
	char *text;
	(void)unused;

	scrape_add(&scrape, METRIC_process_open_fds, 7, NO_LABELS);
	text = written(&scrape);
	assert_string_equal(text, "# HELP process_open_fds open file descriptors\n"
	                          "# TYPE process_open_fds gauge\n"
	                          "process_open_fds 7\n");
	free(text);
}

/* A value on a bound is within it; the buckets add up; what is longer than all of them is counted. */
static void
a_histogram_counts_each_duration_once(void **unused)
{
	static const double durations[] = { 0, 0.001, 0.0011, 0.02, 29, 30.5, 3600 };
	struct histogram histogram = { 0 };
	struct scrape scrape = { 0 };
	char *text;
	(void)unused;

	for (size_t i = 0; i < sizeof durations / sizeof durations[0]; i++)
		histogram_observe(&histogram, durations[i]);
	scrape_add_histogram(&scrape, METRIC_pgdriftd_event_loop_delay_seconds, &histogram,
	                     NO_LABELS);
	text = written(&scrape);
	assert_contains(text, "_bucket{le=\"0.001\"} 2\n");
	assert_contains(text, "_bucket{le=\"0.002\"} 3\n");
	assert_contains(text, "_bucket{le=\"0.01\"} 3\n");
	assert_contains(text, "_bucket{le=\"0.02\"} 4\n");
	assert_contains(text, "_bucket{le=\"10\"} 4\n");
	assert_contains(text, "_bucket{le=\"30\"} 5\n");
	assert_contains(text, "_bucket{le=\"+Inf\"} 7\n");
	assert_contains(text, "_sum 3659.5221\n");
	assert_contains(text, "_count 7\n");
	free(text);
}

static char *
counted(const struct counters *counters, const struct board *board)
{
	struct scrape scrape = { 0 };

	counters_scrape(counters, board, &scrape);
	return written(&scrape);
}

static void
checks_are_counted_and_nothing_else_is(void **unused)
{
	struct counters *counters = counters_new();
	struct board *board = board_new();
	struct report *reports[] = { scene_pending("main"), scene_in_sync("main"),
		                     scene_stale("main"), scene_down("main"), scene_half("main") };
	char *text;
	(void)unused;

	for (size_t i = 0; i < sizeof reports / sizeof reports[0]; i++) {
		counters_report(counters, reports[i]);
		board_publish(board, reports[i]);
	}
	text = counted(counters, board);
	assert_contains(text, "\npgdriftd_checks_total{target=\"main\"} 3\n");
	assert_contains(text,
	                "\npgdriftd_check_failures_total{target=\"main\",reason=\"auth\"} 1\n");
	assert_contains(text,
	                "\npgdriftd_check_failures_total{target=\"main\",reason=\"timeout\"} 0\n");
	assert_contains(text, "\npgdriftd_check_duration_seconds_count{target=\"main\"} 3\n");
	assert_null(strstr(text, "stale"));
	assert_null(strstr(text, "partial"));
	free(text);
	board_free(board);
	counters_free(counters);
}

static void
a_target_that_is_gone_is_forgotten(void **unused)
{
	struct counters *counters = counters_new();
	struct board *board = board_new();
	char *text;
	(void)unused;

	for (size_t i = 0; i < 2; i++) {
		struct report *report = scene_in_sync(i == 0 ? "first" : "second");

		counters_report(counters, report);
		board_publish(board, report);
	}
	board_remove(board, "first");
	text = counted(counters, board);
	assert_null(strstr(text, "first"));
	free(text);
	/* One of its name that comes later begins at zero, the other goes on. */
	counters_keep(counters, board);
	board_publish(board, scene_pending("first"));
	text = counted(counters, board);
	assert_contains(text, "\npgdriftd_checks_total{target=\"first\"} 0\n");
	assert_contains(text, "\npgdriftd_checks_total{target=\"second\"} 1\n");
	free(text);
	board_free(board);
	counters_free(counters);
}

/* What the conventions of Prometheus ask for, row by row. */
static void
the_table_keeps_the_conventions(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < METRIC_COUNT; i++) {
		const struct metric_info *info = &metric_table[i];
		size_t length = strlen(info->name);
		bool total = length > 6 && strcmp(info->name + length - 6, "_total") == 0;

		assert_true(strncmp(info->name, "pgdriftd_", 9) == 0 ||
		            strncmp(info->name, "process_", 8) == 0);
		assert_int_equal(total, info->type == METRIC_TYPE_COUNTER);
		assert_true(info->help[0] != '\0' && strpbrk(info->help, "\n\\") == NULL);
		for (const char *at = info->labels; *at != '\0'; at++)
			assert_true(islower((unsigned char)*at) || *at == ' ');
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_scrape_is_written_byte_for_byte),
		cmocka_unit_test(label_values_are_escaped_and_mended),
		cmocka_unit_test(a_metric_without_samples_is_not_named),
		cmocka_unit_test(a_histogram_counts_each_duration_once),
		cmocka_unit_test(checks_are_counted_and_nothing_else_is),
		cmocka_unit_test(a_target_that_is_gone_is_forgotten),
		cmocka_unit_test(the_table_keeps_the_conventions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
