// link: store_fixture.c
/* A process that appends and delivers is killed again and again. Whoever receives outlives it. */
#include "out/store.h"

#include "store_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define EVENTS 10000
#define KILLS  100
#define HOOKS  2

static const struct store_limits limits = { 2 * EVENTS, (size_t)256 * 1024 * 1024, INT64_MAX / 2 };
static const struct store_hook hooks[HOOKS] = { { "a", UINT32_MAX, SEVERITY_INFO },
	                                        { "b", UINT32_MAX, SEVERITY_INFO } };

/* A kill is no loss of power: what the page cache has is safe. */
int
fsync(int file)
{
	(void)file;
	return 0;
}

int
fdatasync(int file)
{
	(void)file;
	return 0;
}

/* --- the process that is killed ------------------------------------------------------------------ */

/* What is remembered says how far it came: in the same transaction as the event. */
static long
told(struct store *store)
{
	char *memory = store_memory(store, "main");
	long number = memory == NULL ? 0 : strtol(memory, NULL, 10);

	free(memory);
	return number;
}

static void
tell_next(struct store *store)
{
	char number[24];

	snprintf(number, sizeof number, "%ld", told(store) + 1);
	append(store, number, number);
}

/* The receiver fails half of the time, before or after it has taken the event. */
static bool
deliver(struct store *store, const char *hook, int receiver)
{
	struct store_owed owed;
	unsigned luck = arc4random_uniform(4);
	char line[64];
	int length;

	if (!store_owed(store, hook, &owed))
		return false;
	length = snprintf(line, sizeof line, "%s %s\n", hook, owed.event.summary);
	if (luck != 0 && write(receiver, line, (size_t)length) != length)
		_exit(1);
	if (luck <= 1)
		store_retry(store, hook, owed.event.sequence, 1);
	else
		store_delivered(store, hook, owed.event.sequence);
	event_done(&owed.event);
	return true;
}

static void
live(const char *path, int receiver)
{
	struct store *store = store_open(path, &limits);
	bool busy = true;

	if (!store_on_disk(store))
		_exit(2);
	store_subscribe(store, hooks, HOOKS);
	while (busy) {
		busy = false;
		if (told(store) < EVENTS) {
			tell_next(store);
			busy = true;
		}
		for (size_t i = 0; i < HOOKS; i++)
			busy = deliver(store, hooks[i].name, receiver) || busy;
	}
	if (store_dropped(store) > 0 || store_failures(store) > 0)
		_exit(3);
	store_close(store);
	_exit(0);
}

/* --- the receiver -------------------------------------------------------------------------------- */

struct receiver {
	FILE *lines;
	long last[HOOKS];
	long repeated;
};

/* Each event comes after the one before it, or once more. */
static bool
receive(struct receiver *receiver)
{
	char hook;
	long number, *last;

	if (fscanf(receiver->lines, "%c %ld\n", &hook, &number) != 2)
		return false;
	last = &receiver->last[hook - 'a'];
	if (number != *last && number != *last + 1)
		fail_msg("hook %c: %ld came after %ld", hook, number, *last);
	receiver->repeated += number == *last;
	*last = number;
	return true;
}

/* Lives until it has delivered so many, and is killed then; or until it has nothing more to do. */
static int
one_life(const char *path, struct receiver *receiver, long most)
{
	int ends[2], status;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		close(ends[0]);
		live(path, ends[1]);
	}
	close(ends[1]);
	receiver->lines = fdopen(ends[0], "r");
	for (long i = 0; i < most && receive(receiver); i++)
		continue;
	if (most < LONG_MAX)
		kill(child, SIGKILL);
	/* What it had sent before it died was received. */
	while (receive(receiver))
		continue;
	fclose(receiver->lines);
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static void
killed_at_any_moment_it_delivers_all_in_order(void **state)
{
	const struct place *place = *state;
	struct receiver receiver = { 0 };
	struct store *store;
	int status;

	for (int i = 0; i < KILLS; i++) {
		status = one_life(place->path, &receiver,
		                  (long)arc4random_uniform(EVENTS * 2 / KILLS));
		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), SIGKILL);
	}
	status = one_life(place->path, &receiver, LONG_MAX);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	for (size_t i = 0; i < HOOKS; i++)
		assert_int_equal(receiver.last[i], EVENTS);
	assert_true(receiver.repeated > 0);

	store = store_open(place->path, &limits);
	assert_int_equal(told(store), EVENTS);
	assert_int_equal(place_count(place, "broken"), 0);
	store_close(store);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, place_setup, place_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(killed_at_any_moment_it_delivers_all_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
