// link: event_stage.c
// link: report_fixture.c
/* What an event says: to people in one line, to programs in its document. */
#include "out/event_decide.h"

#include "event_stage.h"
#include "report_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *
load(const struct event *event)
{
	json_error_t error;
	json_t *root = json_loads(event->data, JSON_REJECT_DUPLICATES, &error);

	if (root == NULL)
		fail_msg("%s: %s", error.text, event->data);
	assert_true(strlen(event->data) <= EVENT_DATA_MAX);
	return root;
}

static void
assert_golden(const char *name, const struct event *event)
{
	json_t *root = load(event);
	char *pretty = json_dumps(root, JSON_INDENT(2));
	struct text text = { 0 };

	text_addf(&text, "%s\n", pretty);
	fixture_golden(name, &text);
	free(pretty);
	json_decref(root);
}

static void
the_documents_are_as_they_were(void **unused)
{
	struct stage stage;
	(void)unused;

	stage_init(&stage);
	stage_checks(&stage, 2);
	stage_find(&stage, "orders", SEVERITY_CRITICAL, NULL);
	stage_find(&stage, "carts", SEVERITY_WARNING, "'new'");
	stage_checks(&stage, 2);
	assert_golden("event-detected.json", &stage.decision.events[0]);
	stage_lose(&stage, "orders");
	stage_checks(&stage, 2);
	assert_golden("event-resolved.json", &stage.decision.events[0]);
	stage.down = true;
	stage_checks(&stage, 3);
	assert_golden("event-unreachable.json", &stage.decision.events[0]);
	stage_done(&stage);
}

static void
one_of_the_whole_daemon(void **unused)
{
	struct event event;
	(void)unused;

	event_make(&event, EVENT_TYPE_CONFIG_REJECTED, NULL, NULL, STAGE_BEGIN,
	           "pgdriftd.ini:7: no option \"chek\"\nsecond line", "instance", "7");
	assert_string_equal(event.summary, "pgdriftd.ini:7: no option \"chek\" second line");
	assert_null(event.target);
	assert_null(event.status);
	assert_golden("event-rejected.json", &event);
	event_done(&event);
	assert_null(event.data);
	event_make(&event, EVENT_TYPE_CREATE_FAILED, "main", "drift", STAGE_BEGIN, "refused", "i",
	           "1");
	assert_string_equal(event.status, "drift");
	event_done(&event);
}

static void
an_id_is_a_uuid_and_its_own(void **unused)
{
	struct event a, b;
	(void)unused;

	event_make(&a, EVENT_TYPE_TEST, "main", NULL, STAGE_BEGIN, "s", "instance", "1");
	assert_int_equal(strlen(a.id), 36);
	for (size_t i = 0; i < 36; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		assert_true(dash ? a.id[i] == '-' : strchr("0123456789abcdef", a.id[i]) != NULL);
	}
	assert_int_equal(a.id[14], '8');
	assert_non_null(strchr("89ab", a.id[19]));
#define DIFFERS(...)                                          \
	do {                                                  \
		event_make(&b, EVENT_TYPE_TEST, __VA_ARGS__); \
		assert_string_not_equal(a.id, b.id);          \
		event_done(&b);                               \
	} while (0)
	DIFFERS("main", NULL, STAGE_BEGIN, "s", "instance", "2");
	DIFFERS("main", NULL, STAGE_BEGIN, "s", "other", "1");
	DIFFERS("main", NULL, STAGE_BEGIN + 1, "s", "instance", "1");
	DIFFERS("aux", NULL, STAGE_BEGIN, "s", "instance", "1");
	event_make(&b, EVENT_TYPE_TEST, "main", NULL, STAGE_BEGIN, "s", "instance", "1");
	assert_string_equal(a.id, b.id);
	event_done(&a);
	event_done(&b);
}

static void
types_have_names(void **unused)
{
	enum event_type type;
	(void)unused;

	for (size_t i = 0; i < EVENT_TYPE_COUNT; i++) {
		assert_true(event_type_from_name(event_type_name((enum event_type)i), &type));
		assert_int_equal(type, i);
	}
	assert_string_equal(event_type_name(EVENT_TYPE_DRIFT_DETECTED), "drift.detected");
	assert_false(event_type_from_name("drift.detecte", &type));
	assert_false(event_type_from_name("", &type));
}

/* --- many, long, hostile ------------------------------------------------------------------------- */

/* A report of that many findings, info but for one critical, each with a long value. */
static struct report *
crowd(struct expected *expected, size_t count, size_t value_bytes, const char *name, int64_t now)
{
	struct arena arena = { 0 };
	struct report_input input = { .target = "main",
		                      .expected = expected,
		                      .arena = &arena,
		                      .checked_at = now,
		                      .check = 1 };
	struct outcome *outcome = arena_alloc(&arena, sizeof *outcome);
	char *value = arena_alloc(&arena, value_bytes + 1);

	memset(value, 'x', value_bytes);
	outcome->expected = expected;
	outcome->modules = arena_array(&arena, expected->module_count, sizeof *outcome->modules);
	outcome->drifts = arena_array(&arena, count, sizeof *outcome->drifts);
	for (size_t i = 0; i < count; i++) {
		struct drift *drift = &outcome->drifts[outcome->drift_count++];

		drift->change = CHANGE_CHANGED;
		drift->kind = KIND_column;
		drift->schema = "public";
		drift->table = arena_printf(&arena, "%s%05zu", name, i);
		drift->name = "state";
		drift->property = "default";
		drift->observed = value;
		drift->module = EXPECTED_NONE;
		drift->severity = i == 0 ? SEVERITY_CRITICAL : SEVERITY_INFO;
		drift->summary = arena_printf(&arena, "default of %s is wrong", drift->table);
		outcome->by_severity[drift->severity]++;
	}
	input.outcome = outcome;
	return report_new(&input, NULL);
}

struct play {
	struct event_memory *memory;
	struct event_config config;
	struct event_decision decision;
	int64_t now;
};

static void
decide(struct play *play, struct report *report)
{
	struct event_input input = { .report = report, .now = play->now };

	event_decision_done(&play->decision);
	event_decide(play->memory, &input, &play->config, &play->decision);
	play->now += STAGE_MINUTE;
	report_unref(report);
}

static void
play_init(struct play *play)
{
	*play = (struct play){ .memory = event_memory_new(), .now = STAGE_BEGIN };
	play->config = (struct event_config){ .instance = "test", .confirm = 1 };
}

static void
play_done(struct play *play)
{
	event_decision_done(&play->decision);
	event_memory_free(play->memory);
}

static void
findings_are_cut_off_and_counted(void **unused)
{
	struct expected *expected = fixture_expected();
	struct play play;
	json_t *root, *data;
	size_t listed;
	(void)unused;

	play_init(&play);
	decide(&play, crowd(expected, 400, 10000, "t", play.now));
	assert_int_equal(play.decision.count, 1);
	assert_int_equal(play.decision.events[0].findings, 400);
	assert_int_equal(play.decision.events[0].critical, 1);
	root = load(&play.decision.events[0]);
	data = json_object_get(root, "data");
	listed = json_array_size(json_object_get(data, "findings"));
	assert_in_range(listed, 50, 200);
	assert_int_equal(json_integer_value(json_object_get(data, "findings_omitted")),
	                 400 - listed);
	/* The worst stand first, long values are cut. */
	data = json_array_get(json_object_get(data, "findings"), 0);
	assert_string_equal(json_string_value(json_object_get(data, "severity")), "critical");
	assert_in_range(strlen(json_string_value(json_object_get(data, "observed"))), 100, 310);
	json_decref(root);
	play_done(&play);
	expected_unref(expected);
}

static void
more_than_can_be_remembered(void **unused)
{
	struct expected *expected = fixture_expected();
	struct play play;
	char *text;
	struct err err = { 0 };
	(void)unused;

	play_init(&play);
	decide(&play, crowd(expected, EVENT_FINDINGS_MAX + 500, 10, "t", play.now));
	assert_int_equal(play.decision.events[0].findings, EVENT_FINDINGS_MAX);
	for (int i = 0; i < 5; i++) {
		decide(&play, crowd(expected, EVENT_FINDINGS_MAX + 500, 10, "t", play.now));
		assert_int_equal(play.decision.count, 0);
	}
	text = event_memory_write(play.memory);
	event_memory_free(event_memory_read(text, &err));
	assert_int_equal(err.code, ERR_NONE);
	free(text);
	/* A worse one finds room; of what gave way nothing is said. */
	decide(&play, crowd(expected, EVENT_FINDINGS_MAX + 500, 10, "u", play.now));
	assert_int_equal(play.decision.count, 2);
	assert_int_equal(play.decision.events[0].type, EVENT_TYPE_DRIFT_RESOLVED);
	assert_int_equal(play.decision.events[1].type, EVENT_TYPE_DRIFT_DETECTED);
	assert_int_equal(play.decision.events[1].critical, 1);
	/* All gone. */
	decide(&play, crowd(expected, 0, 10, "t", play.now));
	assert_int_equal(play.decision.events[0].type, EVENT_TYPE_DRIFT_RESOLVED);
	decide(&play, crowd(expected, 0, 10, "t", play.now));
	assert_int_equal(play.decision.count, 0);
	play_done(&play);
	expected_unref(expected);
}

static void
names_that_no_terminal_should_see(void **unused)
{
	struct expected *expected = fixture_expected();
	struct play play;
	(void)unused;

	play_init(&play);
	decide(&play, crowd(expected, 1, 10, "a\n\x1b[31m\x7f\xc2\x9b\xff\"", play.now));
	for (const char *c = play.decision.events[0].summary; *c != '\0'; c++)
		assert_true((unsigned char)*c >= ' ' && *c != 0x7f);
	assert_null(strstr(play.decision.events[0].summary, "\xc2\x9b"));
	assert_null(strchr(play.decision.events[0].data, '\n'));
	assert_null(strchr(play.decision.events[0].data, 0x7f));
	json_decref(load(&play.decision.events[0]));
	play_done(&play);
	expected_unref(expected);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_documents_are_as_they_were),
		cmocka_unit_test(one_of_the_whole_daemon),
		cmocka_unit_test(an_id_is_a_uuid_and_its_own),
		cmocka_unit_test(types_have_names),
		cmocka_unit_test(findings_are_cut_off_and_counted),
		cmocka_unit_test(more_than_can_be_remembered),
		cmocka_unit_test(names_that_no_terminal_should_see),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
