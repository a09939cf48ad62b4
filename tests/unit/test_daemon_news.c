#include "daemon/news.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#define TABLES 7

static const char *const table_names[TABLES] = { "a", "b", "c", "d", "e", "f", "Odd" };

/* A manifest of seven tables. */
static struct expected *
make_expected(void)
{
	struct expected *expected = expected_new();

	expected->items = arena_array(&expected->arena, TABLES, sizeof *expected->items);
	expected->item_count = TABLES;
	for (size_t i = 0; i < TABLES; i++) {
		struct expected_item *item = &expected->items[i];
		item->module = EXPECTED_NONE;
		item->parent = EXPECTED_NONE;
		item->object.kind = KIND_table;
		item->object.schema = "public";
		item->object.table = item->object.name = table_names[i];
		item->object.value = object_values(&expected->arena, KIND_table);
	}
	return expected;
}

/* A finding of the outcomes below. */
struct entry {
	enum change change;
	enum kind kind;
	const char *name;
	enum severity severity;
	const char *summary;
};

static struct report *
report_of(struct expected *expected, const struct entry *entries, size_t count, size_t missing,
          const struct report *previous)
{
	struct arena arena = { 0 };
	struct outcome *outcome = arena_alloc(&arena, sizeof *outcome);
	size_t *tables = arena_array(&arena, TABLES, sizeof *tables);
	struct report_input input = { .target = "main",
		                      .expected = expected,
		                      .arena = &arena,
		                      .outcome = outcome,
		                      .checked_at = 1000,
		                      .check = 1 };

	outcome->expected = expected;
	outcome->drifts = arena_array(&arena, count, sizeof *outcome->drifts);
	outcome->drift_count = count;
	outcome->modules = arena_array(&arena, expected->module_count, sizeof *outcome->modules);
	outcome->tables_expected = TABLES;
	outcome->tables_missing = missing;
	outcome->missing_tables = tables;
	for (size_t i = 0; i < missing; i++)
		tables[i] = TABLES - 1 - i;
	for (size_t i = 0; i < count; i++) {
		struct drift *drift = &outcome->drifts[i];
		drift->change = entries[i].change;
		drift->kind = entries[i].kind;
		drift->schema = "public";
		drift->table = drift->name = entries[i].name;
		drift->severity = entries[i].severity;
		drift->module = EXPECTED_NONE;
		drift->summary = entries[i].summary;
		outcome->by_severity[drift->severity]++;
	}
	return report_new(&input, previous);
}

static struct report *
failed(struct expected *expected, enum err_code code, const char *message,
       const struct report *previous)
{
	struct arena arena = { 0 };
	struct report_input input = { .target = "main",
		                      .expected = expected,
		                      .arena = &arena,
		                      .checked_at = 1000,
		                      .check = 1 };

	err_set(&input.error, code, "%s", message);
	return report_new(&input, previous);
}

static const struct entry missing_two[] = {
	{ CHANGE_MISSING, KIND_table, "Odd", SEVERITY_CRITICAL, "table public.\"Odd\" is missing" },
	{ CHANGE_MISSING, KIND_table, "f", SEVERITY_CRITICAL, "table public.f is missing" },
};
static const struct entry other_table[] = {
	{ CHANGE_MISSING, KIND_table, "a", SEVERITY_CRITICAL, "table public.a is missing" },
	{ CHANGE_MISSING, KIND_table, "f", SEVERITY_CRITICAL, "table public.f is missing" },
};
static const struct entry mixed[] = {
	{ CHANGE_MISSING, KIND_table, "Odd", SEVERITY_CRITICAL, "table public.\"Odd\" is missing" },
	{ CHANGE_MISSING, KIND_index, "i", SEVERITY_WARNING, "index i is missing" },
	{ CHANGE_UNEXPECTED, KIND_table, "z", SEVERITY_INFO, "table public.z is unexpected" },
};

/* The line, or "" where there is no news. */
static const char *
line_of(const struct report *old, const struct report *new, enum log_level *ret_level)
{
	static char line[1024];
	struct text text = { 0 };
	bool news = news_line(old, new, &text, ret_level);

	assert_int_equal(news, text.length > 0);
	snprintf(line, sizeof line, "%s", text_str(&text));
	text_done(&text);
	return line;
}

static void
the_first_verdict_is_news(void **unused)
{
	struct expected *expected = make_expected();
	struct report *pending = report_pending("main", expected);
	struct report *good = report_of(expected, NULL, 0, 0, pending);
	enum log_level level = LOG_LEVEL_DEBUG;

	(void)unused;
	assert_string_equal(line_of(NULL, pending, &level), "");
	assert_string_equal(line_of(pending, good, &level), "in sync");
	assert_int_equal(level, LOG_LEVEL_INFO);
	assert_string_equal(line_of(good, good, &level), "");
	report_unref(pending);
	report_unref(good);
	expected_unref(expected);
}

static void
drift_is_told_when_it_comes_changes_and_goes(void **unused)
{
	struct expected *expected = make_expected();
	struct report *good = report_of(expected, NULL, 0, 0, NULL);
	struct report *drift = report_of(expected, missing_two, 2, 2, good);
	struct report *same = report_of(expected, missing_two, 2, 2, drift);
	struct report *other = report_of(expected, other_table, 2, 2, same);
	struct report *well = report_of(expected, NULL, 0, 0, other);
	enum log_level level = LOG_LEVEL_DEBUG;

	(void)unused;
	assert_string_equal(line_of(good, drift, &level),
	                    "drift: 2 critical (2 tables missing: public.\"Odd\", public.f)");
	assert_int_equal(level, LOG_LEVEL_NOTICE);
	assert_string_equal(line_of(drift, same, &level), "");
	assert_string_not_equal(line_of(same, other, &level), "");
	level = LOG_LEVEL_DEBUG;
	assert_string_equal(line_of(other, well, &level), "in sync again");
	assert_int_equal(level, LOG_LEVEL_NOTICE);
	report_unref(good);
	report_unref(drift);
	report_unref(same);
	report_unref(other);
	report_unref(well);
	expected_unref(expected);
}

static void
findings_that_are_no_missing_tables_are_named_too(void **unused)
{
	struct expected *expected = make_expected();
	struct report *drift = report_of(expected, mixed, 3, 1, NULL);
	struct report *less = report_of(expected, mixed + 1, 2, 0, NULL);
	enum log_level level;

	(void)unused;
	assert_string_equal(
		line_of(NULL, drift, &level),
		"drift: 1 critical, 1 warning, 1 info (1 table missing: public.\"Odd\"; "
		"index i is missing; table public.z is unexpected)");
	assert_string_equal(line_of(drift, less, &level),
	                    "drift: 1 warning, 1 info (index i is missing; table public.z is "
	                    "unexpected)");
	report_unref(drift);
	report_unref(less);
	expected_unref(expected);
}

static void
many_are_counted(void **unused)
{
	struct expected *expected = make_expected();
	struct entry entries[TABLES + 8];
	struct report *report;
	enum log_level level;

	(void)unused;
	for (size_t i = 0; i < TABLES + 8; i++)
		entries[i] = (struct entry){ CHANGE_MISSING, i < TABLES ? KIND_table : KIND_index,
			                     i < TABLES ? table_names[TABLES - 1 - i] : "i",
			                     SEVERITY_CRITICAL, "index i is missing" };
	report = report_of(expected, entries, TABLES + 8, TABLES, NULL);
	assert_string_equal(
		line_of(NULL, report, &level),
		"drift: 15 critical (7 tables missing: public.\"Odd\", public.f, public.e, "
		"public.d, public.c and 2 more; index i is missing; index i is missing; "
		"index i is missing; index i is missing; index i is missing; and 3 more)");
	report_unref(report);
	expected_unref(expected);
}

/* The watch says why a check failed, and when it tries again: said twice it would be two troubles. */
static void
a_failed_check_is_left_to_the_watch(void **unused)
{
	struct expected *expected = make_expected();
	struct report *good = report_of(expected, NULL, 0, 0, NULL);
	struct report *down = failed(expected, ERR_CONNECT, "connection refused", good);
	struct report *well = report_of(expected, NULL, 0, 0, down);
	enum log_level level = LOG_LEVEL_DEBUG;

	(void)unused;
	assert_string_equal(line_of(good, down, &level), "");
	assert_string_equal(line_of(down, well, &level), "in sync again");
	assert_int_equal(level, LOG_LEVEL_NOTICE);
	report_unref(good);
	report_unref(down);
	report_unref(well);
	expected_unref(expected);
}

static void
the_status_counts_targets(void **unused)
{
	struct expected *expected = make_expected();
	struct board *board = board_new();
	struct text text = { 0 };

	(void)unused;
	news_status(board, &text);
	assert_string_equal(text_str(&text), "0 targets");
	text_clear(&text);
	board_publish(board, report_pending("a", expected));
	news_status(board, &text);
	assert_string_equal(text_str(&text), "1 target: 1 pending");
	text_clear(&text);
	board_publish(board, report_of(expected, NULL, 0, 0, NULL));
	board_publish(board, report_pending("b", expected));
	news_status(board, &text);
	assert_string_equal(text_str(&text), "3 targets: 1 in sync, 2 pending");
	text_clear(&text);
	board_publish(board, report_of(expected, missing_two, 2, 2, NULL));
	news_status(board, &text);
	assert_string_equal(text_str(&text), "3 targets: 1 drift, 2 pending");
	text_clear(&text);
	board_publish(board, failed(expected, ERR_CONNECT, "x", NULL));
	news_status(board, &text);
	assert_string_equal(text_str(&text), "3 targets: 1 unknown, 2 pending");
	text_done(&text);
	board_free(board);
	expected_unref(expected);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_verdict_is_news),
		cmocka_unit_test(drift_is_told_when_it_comes_changes_and_goes),
		cmocka_unit_test(findings_that_are_no_missing_tables_are_named_too),
		cmocka_unit_test(many_are_counted),
		cmocka_unit_test(a_failed_check_is_left_to_the_watch),
		cmocka_unit_test(the_status_counts_targets),
	};

	return cmocka_run_group_tests_name("daemon_news", tests, NULL, NULL);
}
