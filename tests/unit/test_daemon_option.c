#include "daemon/option.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

/* The number that an option's text stands for; fails the test if it is refused. */
static int64_t
number_of(enum option option, const char *text)
{
	struct arena arena = { 0 };
	struct option_value value = { 0 };
	struct err err = { 0 };
	bool ok = option_read(option, text, &arena, &value, &err);

	arena_done(&arena);
	if (!ok)
		fail_msg("%s: %s", text, err.message);
	return value.number;
}

static void
assert_refused(enum option option, const char *text, const char *message)
{
	struct arena arena = { 0 };
	struct option_value value = { .number = 4711 };
	struct err err = { 0 };

	if (option_read(option, text, &arena, &value, &err))
		fail_msg("%s = %s is taken", option_table[option].word, text);
	assert_int_equal(err.code, ERR_CONFIG);
	assert_string_equal(err.message, message);
	assert_int_equal(value.number, 4711);
	arena_done(&arena);
}

static void
durations_have_postgresql_units(void **unused)
{
	(void)unused;
	assert_int_equal(number_of(OPTION_check_interval, "1500ms"), 1500);
	assert_int_equal(number_of(OPTION_check_interval, "60s"), 60000);
	assert_int_equal(number_of(OPTION_check_interval, "5 min"), 300000);
	assert_int_equal(number_of(OPTION_check_interval, "2h"), 7200000);
	assert_int_equal(number_of(OPTION_check_interval, "7d"), 604800000);
}

static void
a_bare_number_has_the_unit_of_its_row(void **unused)
{
	(void)unused;
	assert_int_equal(number_of(OPTION_check_interval, "90"), 90000);
	assert_int_equal(number_of(OPTION_lock_timeout, "250"), 250);
	assert_int_equal(number_of(OPTION_http_header_limit, "2048"), 2048);
	assert_int_equal(number_of(OPTION_max_concurrent_checks, "7"), 7);
}

static void
sizes_have_postgresql_units(void **unused)
{
	(void)unused;
	assert_int_equal(number_of(OPTION_http_body_limit, "2000B"), 2000);
	assert_int_equal(number_of(OPTION_http_body_limit, "64kB"), 65536);
	assert_int_equal(number_of(OPTION_http_body_limit, "16MB"), 16777216);
	assert_refused(OPTION_http_body_limit, "64KB",
	               "http_body_limit: must be a size from 1kB to 16MB "
	               "(B, kB, MB or GB; without a unit: B)");
}

static void
a_range_error_says_range_and_unit(void **unused)
{
	static const char *const texts[] = { "0",
		                             "-1s",
		                             "999ms",
		                             "8d",
		                             "604801",
		                             "99999999999999999999999",
		                             "9223372036854775807d",
		                             "1.5h",
		                             "5 m",
		                             "5S",
		                             "s",
		                             "60s 1",
		                             "soon" };

	(void)unused;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_refused(OPTION_check_interval, texts[i],
		               "check_interval: must be a duration from 1s to 7d "
		               "(ms, s, min, h or d; without a unit: s)");
	assert_refused(OPTION_max_concurrent_checks, "0",
	               "max_concurrent_checks: must be a whole number from 1 to 1000");
	assert_refused(OPTION_max_concurrent_checks, "16s",
	               "max_concurrent_checks: must be a whole number from 1 to 1000");
	assert_refused(OPTION_lock_timeout, "11s",
	               "lock_timeout: must be a duration from 1ms to 10s "
	               "(ms, s, min, h or d; without a unit: ms)");
}

static void
the_ends_of_a_range_belong_to_it(void **unused)
{
	(void)unused;
	assert_int_equal(number_of(OPTION_check_interval, "1s"), 1000);
	assert_int_equal(number_of(OPTION_unknown_after, "0"), 0);
	assert_int_equal(number_of(OPTION_max_concurrent_checks, "1000"), 1000);
}

static void
switches_are_postgresqls(void **unused)
{
	static const char *const on[] = { "on", "true", "yes", "1", "ON", "True" };
	static const char *const off[] = { "off", "false", "no", "0", "OFF", "No" };

	(void)unused;
	for (size_t i = 0; i < sizeof on / sizeof *on; i++)
		assert_int_equal(number_of(OPTION_keep_connection, on[i]), 1);
	for (size_t i = 0; i < sizeof off / sizeof *off; i++)
		assert_int_equal(number_of(OPTION_keep_connection, off[i]), 0);
	assert_refused(OPTION_keep_connection, "2", "keep_connection: must be on or off");
	assert_refused(OPTION_keep_connection, "maybe", "keep_connection: must be on or off");
}

static void
words_come_out_of_a_list(void **unused)
{
	struct arena arena = { 0 };
	struct option_value value = { 0 };

	(void)unused;
	assert_true(option_read(OPTION_log_level, "Warning", &arena, &value, NULL));
	assert_string_equal(value.text, "warning");
	assert_int_equal(value.number, 1);
	arena_done(&arena);
	assert_refused(OPTION_log_level, "warn",
	               "log_level: must be error, warning, notice, info or debug "
	               "(how much is logged: lines of this level and of those before it)");
}

static void
lists_are_cut_at_commas(void **unused)
{
	struct arena arena = { 0 };
	struct option_value value = { 0 };

	(void)unused;
	assert_true(option_read(OPTION_modules, "*,\t!blog_content ,a b", &arena, &value, NULL));
	assert_int_equal(value.count, 3);
	assert_string_equal(value.list[0], "*");
	assert_string_equal(value.list[1], "!blog_content");
	assert_string_equal(value.list[2], "a b");
	arena_done(&arena);
	assert_refused(OPTION_modules, "a,,b", "modules: must not have an empty part in its list");
	assert_refused(OPTION_modules, "a,", "modules: must not have an empty part in its list");
	assert_refused(OPTION_modules, ",", "modules: must not have an empty part in its list");
}

static void
lines_are_collected_up_to_a_bound(void **unused)
{
	struct arena arena = { 0 };
	struct option_value value = { 0 };
	struct err err = { 0 };

	(void)unused;
	for (size_t i = 0; i < 64; i++)
		assert_true(option_read(OPTION_listen, i == 0 ? "a" : "b", &arena, &value, NULL));
	assert_int_equal(value.count, 64);
	assert_string_equal(value.list[0], "a");
	assert_string_equal(value.list[63], "b");
	assert_false(option_read(OPTION_listen, "c", &arena, &value, &err));
	assert_string_equal(err.message, "listen: must not be given more than 64 times");
	arena_done(&arena);
}

static void
nothing_may_be_empty(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		struct arena arena = { 0 };
		struct option_value value = { 0 };
		struct err err = { 0 };
		assert_false(option_read((enum option)i, "", &arena, &value, &err));
		assert_memory_equal(err.message, option_table[i].word,
		                    strlen(option_table[i].word));
		arena_done(&arena);
	}
}

static void
a_value_is_not_repeated_in_an_error(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		struct arena arena = { 0 };
		struct option_value value = { 0 };
		struct err err = { 0 };
		if (!option_read((enum option)i, "password=geheim", &arena, &value, &err))
			assert_null(strstr(err.message, "geheim"));
		arena_done(&arena);
	}
}

static void
every_default_can_be_read_and_is_written_back(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		const struct option_info *info = &option_table[i];
		struct arena arena = { 0 };
		struct option_value value = { 0 };
		struct option_value again = { 0 };
		struct err err = { 0 };
		struct text text = { 0 };
		if (info->standard == NULL)
			continue;
		if (!option_read((enum option)i, info->standard, &arena, &value, &err))
			fail_msg("%s", err.message);
		option_write((enum option)i, &value, &text);
		if (!option_read((enum option)i, text_str(&text), &arena, &again, &err))
			fail_msg("%s", err.message);
		assert_true(option_same((enum option)i, &value, &again));
		text_done(&text);
		arena_done(&arena);
	}
}

static void
every_row_of_the_table_is_whole(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		const struct option_info *info = &option_table[i];
		bool number = info->type == TYPE_INTEGER || info->type == TYPE_DURATION ||
		              info->type == TYPE_SIZE;
		assert_true(strlen(info->help) > 10);
		assert_int_not_equal(info->sections, 0);
		assert_true(number == (info->maximum > 0));
		assert_true((info->type == TYPE_WORD) == (info->words != NULL));
		assert_true((info->type == TYPE_DURATION || info->type == TYPE_SIZE) ==
		            (info->unit != UNIT_NONE));
	}
}

static void
options_are_found_in_their_section_only(void **unused)
{
	enum option option = OPTION_COUNT;

	(void)unused;
	assert_true(option_find(SECTION_DAEMON, "listen", &option));
	assert_int_equal(option, OPTION_listen);
	assert_false(option_find(SECTION_TARGET, "listen", &option));
	assert_false(option_find(SECTION_DAEMON, "conninfo", &option));
	assert_true(option_find(SECTION_TARGET, "check_interval", &option));
	assert_int_equal(option, OPTION_check_interval);
	assert_false(option_find(SECTION_DAEMON, "Listen", &option));
	assert_string_equal(option_nearest(SECTION_DAEMON, "lisen"), "listen");
	assert_string_equal(option_nearest(SECTION_TARGET, "connninfo"), "conninfo");
	assert_null(option_nearest(SECTION_DAEMON, "frobnicate"));
}

static void
sameness_looks_at_the_value_only(void **unused)
{
	struct arena arena = { 0 };
	struct option_value a = { .line = 3 };
	struct option_value b = { .line = 9 };

	(void)unused;
	assert_true(option_read(OPTION_modules, "a, b", &arena, &a, NULL));
	assert_true(option_read(OPTION_modules, "a,b", &arena, &b, NULL));
	assert_true(option_same(OPTION_modules, &a, &b));
	assert_true(option_read(OPTION_modules, "a, c", &arena, &b, NULL));
	assert_false(option_same(OPTION_modules, &a, &b));
	assert_true(option_read(OPTION_modules, "a", &arena, &b, NULL));
	assert_false(option_same(OPTION_modules, &a, &b));
	assert_false(option_same(OPTION_manifest, &(struct option_value){ .text = "x" },
	                         &(struct option_value){ 0 }));
	arena_done(&arena);
}

static void
the_defaults_are_those_of_the_contract(void **unused)
{
	struct arena arena = { 0 };
	struct settings settings;

	(void)unused;
	settings_standard(&settings, &arena);
	assert_int_equal(settings.value[OPTION_listen].count, 1);
	assert_string_equal(settings.value[OPTION_listen].list[0], "127.0.0.1:8432");
	assert_int_equal(settings.value[OPTION_check_interval].number, 60000);
	assert_int_equal(settings.value[OPTION_connect_timeout].number, 10000);
	assert_int_equal(settings.value[OPTION_check_timeout].number, 30000);
	assert_int_equal(settings.value[OPTION_lock_timeout].number, 100);
	assert_int_equal(settings.value[OPTION_statement_timeout].number, 30000);
	assert_int_equal(settings.value[OPTION_idle_in_transaction_session_timeout].number, 10000);
	assert_int_equal(settings.value[OPTION_max_concurrent_checks].number, 16);
	assert_int_equal(settings.value[OPTION_unknown_after].number, 0);
	assert_int_equal(settings.value[OPTION_keep_connection].number, 1);
	assert_int_equal(settings.value[OPTION_require_tls].number, 0);
	assert_int_equal(settings.value[OPTION_http_header_limit].number, 8192);
	assert_int_equal(settings.value[OPTION_http_body_limit].number, 65536);
	assert_int_equal(settings.value[OPTION_http_idle_timeout].number, 5000);
	assert_int_equal(settings.value[OPTION_http_request_timeout].number, 10000);
	assert_int_equal(settings.value[OPTION_http_max_connections].number, 128);
	assert_null(settings.value[OPTION_admin_token_file].text);
	assert_null(settings.value[OPTION_conninfo].text);
	assert_int_equal(settings.value[OPTION_log_level].line, 0);
	arena_done(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(durations_have_postgresql_units),
		cmocka_unit_test(a_bare_number_has_the_unit_of_its_row),
		cmocka_unit_test(sizes_have_postgresql_units),
		cmocka_unit_test(a_range_error_says_range_and_unit),
		cmocka_unit_test(the_ends_of_a_range_belong_to_it),
		cmocka_unit_test(switches_are_postgresqls),
		cmocka_unit_test(words_come_out_of_a_list),
		cmocka_unit_test(lists_are_cut_at_commas),
		cmocka_unit_test(lines_are_collected_up_to_a_bound),
		cmocka_unit_test(nothing_may_be_empty),
		cmocka_unit_test(a_value_is_not_repeated_in_an_error),
		cmocka_unit_test(every_default_can_be_read_and_is_written_back),
		cmocka_unit_test(every_row_of_the_table_is_whole),
		cmocka_unit_test(options_are_found_in_their_section_only),
		cmocka_unit_test(sameness_looks_at_the_value_only),
		cmocka_unit_test(the_defaults_are_those_of_the_contract),
	};

	return cmocka_run_group_tests_name("daemon_option", tests, NULL, NULL);
}
