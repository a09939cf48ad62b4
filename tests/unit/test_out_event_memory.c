// link: event_stage.c
// link: report_fixture.c
#include "out/event_decide.h"

#include "base/text.h"
#include "event_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Something of everything: told, pending, flapping, an outage, a hold. */
static char *
make_memory(void)
{
	struct stage stage;
	char *text;

	stage_init(&stage);
	stage_checks(&stage, 2);
	stage_find(&stage, "told", SEVERITY_CRITICAL, NULL);
	stage_find(&stage, "changed", SEVERITY_WARNING, "1");
	stage_checks(&stage, 3);
	strcpy(stage_thing(&stage, "changed")->value, "2");
	stage_find(&stage, "pending", SEVERITY_INFO, NULL);
	stage.locked = true;
	stage_check(&stage);
	stage.down = true;
	stage_checks(&stage, 5);
	text = event_memory_write(stage.memory);
	stage_done(&stage);
	return text;
}

static void
it_reads_what_it_writes(void **unused)
{
	char *text = make_memory(), *again;
	struct event_memory *memory;
	struct err err = { 0 };
	(void)unused;

	memory = event_memory_read(text, &err);
	assert_int_equal(err.code, ERR_NONE);
	again = event_memory_write(memory);
	assert_string_equal(again, text);
	assert_non_null(strstr(text, "\"told\":true"));
	assert_non_null(strstr(text, "\"told_fingerprint\""));
	assert_non_null(strstr(text, "\"hold_since\""));
	assert_non_null(strstr(text, "\"database\":\"app\""));
	event_memory_free(memory);
	event_memory_free(NULL);
	free(text);
	free(again);
}

static void
assert_unreadable(const char *text)
{
	struct err err = { 0 };
	struct event_memory *memory = event_memory_read(text, &err);
	struct event_memory *empty = event_memory_new();
	char *said = event_memory_write(memory), *nothing = event_memory_write(empty);

	if (err.code == ERR_NONE)
		fail_msg("taken for a memory: %s", text);
	assert_true(err.message[0] != '\0');
	assert_string_equal(said, nothing);
	free(said);
	free(nothing);
	event_memory_free(memory);
	event_memory_free(empty);
}

static void
what_is_no_memory_is_an_empty_one_and_is_said(void **unused)
{
	static const char *const texts[] = {
		"",
		"{}",
		"[]",
		"null",
		"{\"memory\":1}",
		"{\"memory\":2,\"findings\":[]}",
		"{\"memory\":\"1\",\"findings\":[]}",
		"{\"memory\":1,\"memory\":1,\"findings\":[]}",
		"{\"memory\":1,\"findings\":{}}",
		"{\"memory\":1,\"findings\":[1]}",
		"{\"memory\":1,\"findings\":[{}]}",
		"{\"memory\":1,\"good_at\":-1,\"findings\":[]}",
		"{\"memory\":1,\"number\":9223372036854775807,\"findings\":[]}",
		"{\"memory\":1,\"good_at\":1.5,\"findings\":[]}",
		"{\"memory\":1,\"good_at\":\"1\",\"findings\":[]}",
		"{\"memory\":1,\"stale\":1,\"findings\":[]}",
		"{\"memory\":1,\"database\":5,\"findings\":[]}",
		"{\"memory\":1,\"outage\":[],\"findings\":[]}",
		"{\"memory\":1,\"outage\":{\"told\":\"yes\"},\"findings\":[]}",
	};
	(void)unused;

	assert_unreadable(NULL);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_unreadable(texts[i]);
}

static void
cut_anywhere_it_is_no_memory(void **unused)
{
	char *text = make_memory();
	(void)unused;

	for (size_t length = strlen(text); length-- > 0;) {
		text[length] = '\0';
		assert_unreadable(text);
	}
	free(text);
}

#define KNOWN(id) \
	"{\"id\":\"" id "\",\"fingerprint\":\"0123456789abcdef\",\"summary\":\"s\",\"text\":\"{}\"}"
#define A "aaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbb"

static void
findings_are_sorted_once_each_and_bounded(void **unused)
{
	struct text many = { 0 };
	struct err err = { 0 };
	(void)unused;

	event_memory_free(
		event_memory_read("{\"memory\":1,\"findings\":[" KNOWN(A) "," KNOWN(B) "]}", &err));
	assert_int_equal(err.code, ERR_NONE);
	assert_unreadable("{\"memory\":1,\"findings\":[" KNOWN(B) "," KNOWN(A) "]}");
	assert_unreadable("{\"memory\":1,\"findings\":[" KNOWN(A) "," KNOWN(A) "]}");
	assert_unreadable("{\"memory\":1,\"findings\":[" KNOWN("short") "]}");
	assert_unreadable("{\"memory\":1,\"findings\":[{\"id\":\"" A "\"}]}");
	text_add(&many, "{\"memory\":1,\"findings\":[");
	for (int i = 0; i <= EVENT_FINDINGS_MAX; i++) {
		text_addf(&many, "%s{\"id\":\"%016x\",", i == 0 ? "" : ",", (unsigned)i);
		text_add(&many, "\"fingerprint\":\"" A "\",\"summary\":\"s\",\"text\":\"{}\"}");
	}
	text_add(&many, "]}");
	assert_unreadable(text_str(&many));
	text_done(&many);
}

/* Whatever a file holds, a decision can be made with it. */
static void
strange_but_well_formed_is_survived(void **unused)
{
	static const char text[] =
		"{\"memory\":1,\"begun_at\":4611686018427387903,\"good_at\":4611686018427387903,"
		"\"failures\":4611686018427387903,\"findings\":[{\"id\":\"" A "\","
		"\"fingerprint\":\"" B
		"\",\"severity\":2,\"summary\":\"gone\",\"text\":\"no JSON\","
		"\"edge\":{\"told\":true,\"there\":true,\"streak\":4611686018427387903,"
		"\"comings\":4611686018427387903,\"turned_at\":4611686018427387903}}]}";
	struct stage stage;
	struct err err = { 0 };
	(void)unused;

	stage_init(&stage);
	event_memory_free(stage.memory);
	stage.memory = event_memory_read(text, &err);
	assert_int_equal(err.code, ERR_NONE);
	stage.locked = true;
	stage_check(&stage);
	stage.locked = false;
	assert_string_equal(stage_checks(&stage, 3),
	                    "drift.resolved critical drift>in_sync main: resolved: gone");
	stage.down = true;
	stage_checks(&stage, 10);
	stage_done(&stage);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_reads_what_it_writes),
		cmocka_unit_test(what_is_no_memory_is_an_empty_one_and_is_said),
		cmocka_unit_test(cut_anywhere_it_is_no_memory),
		cmocka_unit_test(findings_are_sorted_once_each_and_bounded),
		cmocka_unit_test(strange_but_well_formed_is_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
