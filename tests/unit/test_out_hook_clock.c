// link: hook_fixture.c
// What hooks make of a store that says odd things: of times that a wrong wall clock wrote, and of a
// delivery that it fails to note. The functions of the store below replace the real ones.
#include "hook_fixture.h"

#include "base/arena.h"
#include "base/clock.h"
#include "out/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define YEAR_MS (INT64_C(365) * 86400 * 1000)

/* One event, owed to whoever asks, until `notes` deliveries of it were noted. */
struct store {
	bool forgetful;
	bool delivered;
	unsigned notes;
	unsigned attempts;
	int64_t first_at, next_at;
};

void
store_subscribe(struct store *store, const struct store_hook *hooks, size_t count)
{
	(void)store;
	(void)hooks;
	(void)count;
}

size_t
store_backlog(struct store *store, const char *hook)
{
	(void)hook;
	return !store->delivered;
}

bool
store_owed(struct store *store, const char *hook, struct store_owed *ret_owed)
{
	(void)hook;
	if (store->delivered)
		return false;
	*ret_owed = (struct store_owed){ .event = ground_event(EVENT_TYPE_TEST, "event"),
		                         .attempts = store->attempts,
		                         .first_at = store->first_at,
		                         .next_at = store->next_at };
	ret_owed->event.sequence = 7;
	return true;
}

void
store_delivered(struct store *store, const char *hook, int64_t sequence)
{
	(void)hook;
	assert_int_equal(sequence, 7);
	store->notes++;
	store->delivered = !store->forgetful;
}

void
store_retry(struct store *store, const char *hook, int64_t sequence, int64_t next_at)
{
	(void)hook;
	assert_int_equal(sequence, 7);
	if (store->forgetful)
		return;
	store->attempts++;
	store->next_at = next_at;
}

static const struct hook_pace pace = { .first_ms = 20, .most_ms = 300, .give_up_ms = 5000 };

static struct hooks *
begin(struct ground *ground, struct store *store, const char *script)
{
	char *path = ground_script(ground, "hook", script);
	char *out = ground_path(ground, "out");
	struct hooks *hooks = hooks_new(ground->base, store, &pace);
	struct hook_config config = {
		.kind = HOOK_EXEC,
		.name = mem_strdup("one"),
		.timeout_ms = 10000,
		.arguments = ground_list((const char *const[]){ path, out, NULL }),
	};

	hooks_set(hooks, &config, 1);
	free(path);
	free(out);
	return hooks;
}

static bool
is_delivered(void *arg)
{
	return ((const struct store *)arg)->delivered;
}

static size_t
attempts_of(struct ground *ground)
{
	char *path = ground_path(ground, "out");
	char *text = ground_read(path);
	size_t length = strlen(text);

	free(text);
	free(path);
	return length / strlen("x\n");
}

#define RETRIES "#!/bin/sh\necho x >>\"$1\"\nexit 75\n"
#define WORKS   "#!/bin/sh\necho x >>\"$1\"\n"

/* The clock was a year ahead when the wait was written down. */
static void
a_wait_of_a_year_is_short(void **state)
{
	struct ground *ground = *state;
	struct store store = { .attempts = 3,
		               .first_at = clock_wall_ms() + YEAR_MS,
		               .next_at = clock_wall_ms() + YEAR_MS };
	int64_t begun_ms = clock_ms();
	struct hooks *hooks = begin(ground, &store, WORKS);

	ground_until(ground, 20000, is_delivered, &store);
	assert_true(clock_ms() - begun_ms >= 290); /* the clock has a grain */
	assert_int_equal(attempts_of(ground), 1);
	hooks_free(hooks);
}

/* The clock is a year ahead now, or we were away for a year: it is tried once more. */
static void
after_a_year_it_is_tried_once_more(void **state)
{
	struct ground *ground = *state;
	struct store store = { .attempts = 3,
		               .first_at = clock_wall_ms() - YEAR_MS,
		               .next_at = clock_wall_ms() - YEAR_MS };
	struct hooks *hooks = begin(ground, &store, RETRIES);
	struct hook_counters counters;

	ground_until(ground, 20000, is_delivered, &store);
	assert_int_equal(attempts_of(ground), 1);
	assert_true(hooks_counters(hooks, 0, &counters));
	assert_int_equal(counters.dropped, 1);
	assert_int_equal(counters.retried, 0);
	hooks_free(hooks);
}

static bool
is_noted_twice(void *arg)
{
	const struct store *store = arg;

	return store->notes >= 2;
}

static bool
is_tried_thrice(void *arg)
{
	return attempts_of(arg) >= 3;
}

/* Neither a delivery nor a wait is repeated at once because nobody wrote it down. */
static void
a_forgetful_store(void **state)
{
	struct ground *ground = *state;
	struct store store = { .forgetful = true };
	struct hooks *hooks = begin(ground, &store, WORKS);
	char *logged;

	ground_for(ground, 700);
	assert_in_range(store.notes, 0, 5);
	ground_until(ground, 20000, is_noted_twice, &store);
	assert_int_equal(attempts_of(ground), 1);
	logged = ground_logged(ground);
	assert_non_null(strstr(logged, "hook one: what was delivered could not be noted"));
	free(logged);
	hooks_free(hooks);

	store = (struct store){ .forgetful = true };
	hooks = begin(ground, &store, RETRIES);
	ground_for(ground, 700);
	assert_in_range(attempts_of(ground), 0, 10); /* 20, 40, 80, 160, 300 ms */
	ground_until(ground, 20000, is_tried_thrice, ground);
	hooks_free(hooks);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, ground_setup, ground_teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_wait_of_a_year_is_short),
		TEST(after_a_year_it_is_tried_once_more),
		TEST(a_forgetful_store),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
