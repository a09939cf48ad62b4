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

#include <stdio.h>
#include <string.h>

static void
check_scene(struct report *report, const char *golden)
{
	const struct report *reports[] = { report };
	struct text text = { 0 };

	report_nagios(reports, 1, SEVERITY_INFO, &text);
	fixture_golden(golden, &text);
	report_unref(report);
}

static void
every_situation_has_its_line(void **unused)
{
	(void)unused;
	check_scene(scene_pending("main"), "nagios-pending.txt");
	check_scene(scene_in_sync("main"), "nagios-in-sync.txt");
	check_scene(scene_drift("main"), "nagios-drift.txt");
	check_scene(scene_warning("main"), "nagios-warning.txt");
	check_scene(scene_lost("main"), "nagios-lost.txt");
	check_scene(scene_partial("main"), "nagios-partial.txt");
	check_scene(scene_hostile(), "nagios-hostile.txt");
}

static void
labels_of_several_targets_begin_with_the_target(void **unused)
{
	struct report *reports[] = { scene_missing("main"), scene_in_sync("asia"), scene_hostile(),
		                     scene_in_sync("eu") };
	struct text text = { 0 };
	(void)unused;

	report_nagios((const struct report *const *)reports, 4, SEVERITY_INFO, &text);
	fixture_golden("nagios-several.txt", &text);
	for (size_t i = 0; i < 4; i++)
		report_unref(reports[i]);
}

static void
assert_state(struct report *report, enum severity minimum, const char *state)
{
	const struct report *reports[] = { report };
	struct text text = { 0 };

	report_nagios(reports, 1, minimum, &text);
	if (strncmp(text_str(&text), state, strlen(state)) != 0)
		fail_msg("%s does not begin with %s", text_str(&text), state);
	text_done(&text);
	report_unref(report);
}

static void
the_minimum_decides_the_state(void **unused)
{
	(void)unused;
	assert_state(scene_warning("a"), SEVERITY_INFO, "PGDRIFT WARNING - ");
	assert_state(scene_warning("a"), SEVERITY_WARNING, "PGDRIFT WARNING - ");
	assert_state(scene_warning("a"), SEVERITY_CRITICAL, "PGDRIFT OK - ");
	assert_state(scene_missing("a"), SEVERITY_CRITICAL, "PGDRIFT CRITICAL - ");
	assert_state(scene_half("a"), SEVERITY_CRITICAL, "PGDRIFT UNKNOWN - ");
}

/* One status line; one pipe in it, and none after it, whatever the names. */
static void
pipes_only_begin_performance_data(void **unused)
{
	struct report *report = scene_hostile();
	const struct report *reports[] = { report };
	struct text text = { 0 };
	const char *pipe;
	(void)unused;

	report_nagios(reports, 1, SEVERITY_INFO, &text);
	pipe = strchr(text.bytes, '|');
	assert_non_null(pipe);
	assert_ptr_equal(pipe, strrchr(text.bytes, '|'));
	assert_true(pipe < strchr(text.bytes, '\n'));
	text_done(&text);
	report_unref(report);
}

static void
long_output_ends_somewhere(void **unused)
{
	struct expected *expected = fixture_expected();
	struct fixture fixture;
	struct text text = { 0 };
	struct report *report;
	const struct report *reports[1];
	size_t lines = 0;
	(void)unused;

	fixture_begin(&fixture, expected);
	for (size_t i = 0; i < 60; i++)
		fixture_drift(&fixture, &(struct drift){
						.change = CHANGE_MISSING,
						.kind = KIND_index,
						.schema = "public",
						.table = "events",
						.name = arena_printf(&fixture.arena, "ix_%zu", i),
						.module = MODULE_EVENTS,
						.severity = SEVERITY_WARNING,
						.summary = "an index is missing",
					});
	report = fixture_report(&fixture, "main", NULL, NINE, 1);
	reports[0] = report;
	report_nagios(reports, 1, SEVERITY_INFO, &text);
	for (const char *at = text.bytes; *at != '\0'; at++)
		lines += *at == '\n';
	assert_int_equal(lines, 1 + 50 + 1);
	assert_non_null(strstr(text.bytes, "\nand 10 more\n"));
	text_done(&text);
	report_unref(report);
	expected_unref(expected);
}

static void
a_failure_to_start_is_one_unknown_line(void **unused)
{
	struct text text = { 0 };
	(void)unused;

	report_nagios_failure("/etc/a|b.ini:3: no such\nkey \033[31m\n", &text);
	assert_string_equal(text_str(&text),
	                    "PGDRIFT UNKNOWN - /etc/a/b.ini:3: no such key \\x1b[31m\n");
	text_done(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_situation_has_its_line),
		cmocka_unit_test(labels_of_several_targets_begin_with_the_target),
		cmocka_unit_test(the_minimum_decides_the_state),
		cmocka_unit_test(pipes_only_begin_performance_data),
		cmocka_unit_test(long_output_ends_somewhere),
		cmocka_unit_test(a_failure_to_start_is_one_unknown_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
