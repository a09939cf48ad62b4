// link: store_fixture.c
// link: clock_fake.c
#include "out/store.h"

#include "clock_fake.h"
#include "store_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define DAY INT64_C(86400000)

static void
what_was_stored_is_there_after_a_restart(void **state)
{
	const struct place *place = *state;
	struct store *store = store_open(place->path, &roomy);
	char instance[64];
	int64_t one, two;

	assert_true(store_on_disk(store));
	snprintf(instance, sizeof instance, "%s", store_instance(store));
	assert_int_equal(strlen(instance), 32);
	store_subscribe(store, &mail, 1);
	one = append(store, "one", "{\"told\":1}");
	two = append(store, "two", NULL);
	assert_true(0 < one && one < two);
	store_close(store);

	store = store_open(place->path, &roomy);
	assert_string_equal(store_instance(store), instance);
	assert_string_equal(history(store), "one two");
	assert_memory(store, "{\"told\":1}");
	assert_int_equal(store_backlog(store, "mail"), 2);
	assert_int_equal(store_last(store), two);
	store_subscribe(store, &mail, 1);
	assert_true(append(store, "three", NULL) > two);
	assert_string_equal(deliver_all(store, "mail"), "one two three");
	assert_int_equal(store_failures(store), 0);
	store_close(store);
	store_close(NULL);
}

static void
an_event_comes_back_as_it_went_in(void **state)
{
	const struct place *place = *state;
	struct store *store = store_open(place->path, &roomy);
	struct event event = sample("table \"p\".\"\xc3\xa4'b\" is missing"), none = { 0 };
	struct store_owed owed;

	store_subscribe(store, &mail, 1);
	store_append(store, &event, 1, "main", NULL);
	assert_true(store_owed(store, "mail", &owed));
	assert_int_equal(owed.attempts, 0);
	assert_int_equal(owed.first_at, 0);
	assert_int_equal(owed.next_at, 0);
	assert_int_equal(owed.event.sequence, event.sequence);
	assert_string_equal(owed.event.id, event.id);
	assert_int_equal(owed.event.type, event.type);
	assert_int_equal(owed.event.time, event.time);
	assert_string_equal(owed.event.target, "main");
	assert_string_equal(owed.event.status, "drift");
	assert_string_equal(owed.event.previous_status, "in_sync");
	assert_string_equal(owed.event.severity, "critical");
	assert_int_equal(owed.event.findings, 3);
	assert_int_equal(owed.event.critical, 1);
	assert_int_equal(owed.event.warning, 2);
	assert_int_equal(owed.event.info, 0);
	assert_int_equal(owed.event.first_seen, event.first_seen);
	assert_string_equal(owed.event.summary, event.summary);
	assert_string_equal(owed.event.data, "{}");
	event_done(&owed.event);
	store_delivered(store, "mail", event.sequence);
	event_done(&event);

	/* One of the whole daemon: what it has not stays NULL. */
	none.type = EVENT_TYPE_CONFIG_REJECTED;
	none.summary = strdup("no");
	none.data = strdup("{}");
	store_append(store, &none, 1, NULL, NULL);
	assert_true(store_owed(store, "mail", &owed));
	assert_null(owed.event.target);
	assert_null(owed.event.status);
	assert_null(owed.event.severity);
	event_done(&owed.event);
	event_done(&none);
	store_close(store);
}

static void
each_hook_is_owed_what_it_wants_in_order(void **state)
{
	const struct place *place = *state;
	static const struct store_hook hooks[] = {
		{ "all", UINT32_MAX, SEVERITY_INFO },
		{ "resolved", 1u << EVENT_TYPE_DRIFT_RESOLVED, SEVERITY_INFO },
		{ "critical", UINT32_MAX, SEVERITY_CRITICAL },
	};
	struct store *store = store_open(place->path, &roomy);
	struct event events[3] = { sample("a"), sample("b"), sample("c") };

	strcpy(events[1].severity, "warning");
	events[1].type = EVENT_TYPE_DRIFT_RESOLVED;
	events[2].type = EVENT_TYPE_TARGET_UNREACHABLE;
	free(events[2].severity);
	events[2].severity = NULL;
	store_subscribe(store, hooks, 3);
	store_append(store, events, 3, "main", NULL);
	for (int i = 0; i < 3; i++)
		event_done(&events[i]);
	append(store, "d", NULL);
	assert_string_equal(deliver_all(store, "resolved"), "b");
	assert_string_equal(deliver_all(store, "critical"), "a c d");
	assert_string_equal(deliver_all(store, "all"), "a b c d");
	assert_string_equal(deliver_all(store, "nobody"), "");
	assert_string_equal(history(store), "a b c d");
	store_close(store);
}

static void
an_attempt_that_failed_is_noted(void **state)
{
	const struct place *place = *state;
	struct store *store = store_open(place->path, &roomy);
	struct store_owed owed;
	int64_t sequence;

	store_subscribe(store, &mail, 1);
	sequence = append(store, "a", NULL);
	append(store, "b", NULL);
	store_retry(store, "mail", sequence, 12345);
	clock_fake_advance(1000);
	store_retry(store, "mail", sequence, 23456);
	store_close(store);

	store = store_open(place->path, &roomy);
	assert_true(store_owed(store, "mail", &owed));
	assert_string_equal(owed.event.summary, "a");
	assert_int_equal(owed.attempts, 2);
	assert_int_equal(owed.next_at, 23456);
	assert_int_equal(owed.first_at, owed.event.time);
	event_done(&owed.event);
	store_close(store);
}

static void
a_hook_that_is_gone_is_owed_nothing(void **state)
{
	const struct place *place = *state;
	const struct store_hook both[] = { mail, { "pager", UINT32_MAX, SEVERITY_INFO } };
	struct store *store = store_open(place->path, &roomy);

	store_subscribe(store, both, 2);
	append(store, "a", NULL);
	store_subscribe(store, &mail, 1);
	assert_int_equal(store_backlog(store, "pager"), 0);
	assert_int_equal(store_backlog(store, "mail"), 1);
	store_subscribe(store, both, 2);
	append(store, "b", NULL);
	assert_string_equal(deliver_all(store, "pager"), "b");
	assert_string_equal(deliver_all(store, "mail"), "a b");
	assert_int_equal(store_dropped(store), 0);
	store_close(store);
}

static void
a_test_is_owed_to_its_hook_alone(void **state)
{
	const struct place *place = *state;
	const struct store_hook hooks[] = { mail, { "pager", 0, SEVERITY_CRITICAL } };
	struct store *store = store_open(place->path, &roomy);
	struct event event = sample("try");

	store_subscribe(store, hooks, 2);
	store_append_for(store, &event, "pager");
	event_done(&event);
	assert_string_equal(deliver_all(store, "mail"), "");
	assert_string_equal(deliver_all(store, "pager"), "try");
	store_close(store);
}

struct collected {
	size_t count;
	size_t stop_after;
	int64_t last;
};

static bool
collect_cb(void *arg, const struct event *event)
{
	struct collected *collected = arg;

	assert_true(event->sequence > collected->last);
	collected->last = event->sequence;
	return ++collected->count != collected->stop_after;
}

static size_t
count_events(struct store *store, struct store_query query, size_t stop_after)
{
	struct collected collected = { .stop_after = stop_after };

	store_events(store, &query, collect_cb, &collected);
	return collected.count;
}

static void
history_is_asked_by_sequence_time_and_target(void **state)
{
	const struct place *place = *state;
	struct store *store = store_open(place->path, &roomy);
	int64_t second = 0, time = 0;

	for (int i = 0; i < 10; i++) {
		struct event event = sample("x");

		event.time += i * 1000;
		if (i == 3)
			strcpy(event.target, "aux");
		store_append(store, &event, 1, event.target, NULL);
		if (i == 1)
			second = event.sequence;
		if (i == 7)
			time = event.time;
		event_done(&event);
	}
	assert_int_equal(count_events(store, (struct store_query){ .limit = 100 }, 0), 10);
	assert_int_equal(count_events(store, (struct store_query){ .limit = 4 }, 0), 4);
	assert_int_equal(count_events(store, (struct store_query){ .limit = 100 }, 3), 3);
	assert_int_equal(
		count_events(store, (struct store_query){ .after = second, .limit = 100 }, 0), 8);
	assert_int_equal(
		count_events(store, (struct store_query){ .since = time, .limit = 100 }, 0), 3);
	assert_int_equal(
		count_events(store, (struct store_query){ .target = "aux", .limit = 100 }, 0), 1);
	assert_int_equal(
		count_events(store, (struct store_query){ .target = "no", .limit = 100 }, 0), 0);
	store_close(store);
}

static void
the_oldest_delivered_go_first(void **state)
{
	const struct place *place = *state;
	struct store_limits limits = roomy;
	struct store *store;
	int64_t third = 0;
	char name[16];

	limits.events = 5;
	store = store_open(place->path, &limits);
	store_subscribe(store, &mail, 1);
	for (int i = 1; i <= 5; i++) {
		snprintf(name, sizeof name, "%d", i);
		if (i == 3)
			third = append(store, name, NULL);
		else
			append(store, name, NULL);
	}
	store_delivered(store, "mail", third);
	append(store, "6", NULL);
	assert_string_equal(history(store), "1 2 4 5 6");
	assert_int_equal(store_dropped(store), 0);
	/* None was delivered: the oldest goes, and that is counted. */
	append(store, "7", NULL);
	assert_string_equal(history(store), "2 4 5 6 7");
	assert_int_equal(store_dropped(store), 1);
	assert_string_equal(deliver_all(store, "mail"), "2 4 5 6 7");
	store_close(store);
}

static void
age_takes_the_delivered_only(void **state)
{
	const struct place *place = *state;
	struct store_limits limits = roomy;
	struct store *store;

	limits.age_ms = DAY;
	store = store_open(place->path, &limits);
	append(store, "told", NULL);
	store_subscribe(store, &mail, 1);
	append(store, "owed", NULL);
	clock_fake_advance(3 * DAY);
	append(store, "new", NULL);
	assert_string_equal(history(store), "owed new");
	assert_int_equal(store_dropped(store), 0);
	store_close(store);
}

static void
the_file_is_bounded(void **state)
{
	const struct place *place = *state;
	struct store_limits limits = { 100000, (size_t)1024 * 1024, 30 * DAY };
	struct store *store = store_open(place->path, &limits);
	struct stat status;

	store_subscribe(store, &mail, 1);
	for (int i = 0; i < 300; i++) {
		struct event event = sample("big");

		free(event.data);
		event.data = malloc(EVENT_DATA_MAX + 1);
		memset(event.data, 'x', EVENT_DATA_MAX);
		event.data[EVENT_DATA_MAX] = '\0';
		store_append(store, &event, 1, "main", NULL);
		event_done(&event);
	}
	assert_true(store_backlog(store, "mail") > 4);
	assert_int_equal(store_backlog(store, "mail") + store_dropped(store), 300);
	store_close(store);
	assert_int_equal(stat(place->path, &status), 0);
	assert_in_range(status.st_size, 512 * 1024, 1024 * 1024 + 512 * 1024);
}

static void
mutes_are_kept_replaced_taken_back_and_expire(void **state)
{
	const struct place *place = *state;
	struct store *store = store_open(place->path, &roomy);
	struct mute silence = { .kind = MUTE_SILENCE,
		                .target = "main",
		                .by = "bob",
		                .reason = "deployment",
		                .at = 1000,
		                .until = 9000 };
	struct mute ack = { .kind = MUTE_ACK,
		            .target = "main",
		            .finding = "f",
		            .fingerprint = "p",
		            .what = "table a is missing",
		            .by = "alice",
		            .reason = "r",
		            .at = 2000 };
	struct mutes mutes;
	int64_t first;

	assert_true(store_mute(store, &silence));
	first = silence.number;
	assert_true(store_mute(store, &ack));
	assert_true(ack.number > first);
	silence.until = 8000;
	assert_true(store_mute(store, &silence));
	assert_true(silence.number > ack.number);
	store_close(store);

	store = store_open(place->path, &roomy);
	store_mutes(store, &mutes);
	assert_int_equal(mutes.count, 2);
	assert_int_equal(mutes.list[0].kind, MUTE_ACK);
	assert_int_equal(mutes.list[0].number, ack.number);
	assert_string_equal(mutes.list[0].fingerprint, "p");
	assert_string_equal(mutes.list[0].finding, "f");
	assert_string_equal(mutes.list[0].what, "table a is missing");
	assert_string_equal(mutes.list[0].by, "alice");
	assert_int_equal(mutes.list[0].until, 0);
	assert_int_equal(mutes.list[1].kind, MUTE_SILENCE);
	assert_null(mutes.list[1].fingerprint);
	assert_string_equal(mutes.list[1].reason, "deployment");
	assert_int_equal(mutes.list[1].until, 8000);
	mutes_done(&mutes);

	assert_false(store_expire(store, 7999));
	assert_true(store_expire(store, 8000));
	assert_false(store_unmute(store, first));
	assert_false(store_unmute(store, silence.number));
	assert_true(store_unmute(store, ack.number));
	store_mutes(store, &mutes);
	assert_int_equal(mutes.count, 0);
	mutes_done(&mutes);
	store_close(store);
}

static void
mutes_are_bounded(void **state)
{
	const struct place *place = *state;
	struct store *store = store_open(NULL, &roomy);
	char target[16];
	(void)place;

	for (int i = 0; i < STORE_MUTES_MAX; i++) {
		snprintf(target, sizeof target, "t%d", i);
		assert_true(store_mute(store,
		                       &(struct mute){ .kind = MUTE_SILENCE, .target = target }));
	}
	assert_false(store_mute(store, &(struct mute){ .kind = MUTE_SILENCE, .target = "more" }));
	store_close(store);
}

static void
memory_alone_does_for_a_run(void **unused)
{
	struct store *store = store_open(NULL, &roomy);
	char name[16];
	(void)unused;

	assert_false(store_on_disk(store));
	assert_int_equal(store_failures(store), 0);
	store_subscribe(store, &mail, 1);
	append(store, "a", "{}");
	assert_memory(store, "{}");
	assert_string_equal(deliver_all(store, "mail"), "a");
	for (int i = 0; i < 600; i++) {
		snprintf(name, sizeof name, "%d", i);
		append(store, name, NULL);
	}
	assert_int_equal(store_backlog(store, "mail"), 500);
	assert_int_equal(store_dropped(store), 100);
	store_close(store);
}

static void
the_file_is_private(void **state)
{
	const struct place *place = *state;
	struct store *store = store_open(place->path, &roomy);
	struct stat status;
	char log[200];

	append(store, "a", NULL);
	assert_int_equal(stat(place->path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	snprintf(log, sizeof log, "%s-wal", place->path);
	assert_int_equal(stat(log, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	store_close(store);
	assert_int_equal(place_count(place, "state.db"), 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, place_setup, place_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_was_stored_is_there_after_a_restart),
		TEST(an_event_comes_back_as_it_went_in),
		TEST(each_hook_is_owed_what_it_wants_in_order),
		TEST(an_attempt_that_failed_is_noted),
		TEST(a_hook_that_is_gone_is_owed_nothing),
		TEST(a_test_is_owed_to_its_hook_alone),
		TEST(history_is_asked_by_sequence_time_and_target),
		TEST(the_oldest_delivered_go_first),
		TEST(age_takes_the_delivered_only),
		TEST(the_file_is_bounded),
		TEST(mutes_are_kept_replaced_taken_back_and_expire),
		TEST(mutes_are_bounded),
		cmocka_unit_test(memory_alone_does_for_a_run),
		TEST(the_file_is_private),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
