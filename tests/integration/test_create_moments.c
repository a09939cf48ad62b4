/* Faults 19 and 30: at any moment of creating the daemon is killed, stopped or told to end. No module is ever
 * half there, and nobody waits for its locks. The moments are counted in lines of the trail, so that
 * they do not depend on how fast the machine is. SOAK_SECONDS in the environment: more rounds. */
#include "base/clock.h"
#include "creating.h"
#include "harness.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define GUARD    "idle_in_transaction_session_timeout = 500ms\n"
#define GUARD_MS 500
#define FREE_MS  1000 /* how long the locks may stay after it */
#define ROOM_MS  4000 /* for a machine that does something else */
#define STOP_MS  15000
#define SEED     0x20261128u

/* A sanitized daemon is there for its own faults, and slow. */
static unsigned
rounds(void)
{
	if (getenv("SOAK_SECONDS") != NULL)
		return 100;
#ifdef __SANITIZE_ADDRESS__
	return 3;
#else
	return 10;
#endif
}

/* So far has the trail come: a moment that does not depend on how fast the machine is. */
static size_t
trail_lines(const struct creating_stage *stage)
{
	char *trail = creating_state(stage, "audit.jsonl");
	size_t lines = 0;

	for (const char *c = trail; *c != '\0'; c++)
		lines += *c == '\n';
	free(trail);
	return lines;
}

static bool
has_come_so_far_cb(void *arg)
{
	const struct creating_stage *stage = arg;

	return trail_lines(stage) >= (size_t)stage->count;
}

/* How many lines there are when everything has been created. */
static size_t
whole_trail(void)
{
	static size_t lines;
	struct creating_stage stage;
	json_t *end;

	if (lines > 0)
		return lines;
	creating_begin_stage(&stage);
	creating_start(&stage);
	creating_wait_events(&stage, "create.succeeded", 1);
	end = creating_trail(&stage, "end");
	assert_int_equal(json_array_size(end), 1);
	json_decref(end);
	lines = trail_lines(&stage);
	creating_end_stage(&stage);
	assert_true(lines > 2 * CREATING_TABLES);
	return lines;
}

/* A transaction that has begun and done nothing yet holds its own number, which nobody waits for. */
static bool
locks_are_free_cb(void *arg)
{
	const struct creating_stage *stage = arg;

	return pg_number(stage->database,
	                 "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE "
	                 "usename = 'creator' AND datname = current_database() AND locktype <> "
	                 "'virtualxid'") == 0;
}

/* Locks are gone in time, and whatever was begun is there whole or not at all. */
static void
assert_let_go(struct creating_stage *stage, long since_ms, const char *what)
{
	long left_ms = since_ms + GUARD_MS + FREE_MS + ROOM_MS - clock_ms();

	if (!wait_until((int)(left_ms > 0 ? left_ms : 0), locks_are_free_cb, stage))
		creating_fail(stage, what);
	creating_assert_no_half(stage);
}

typedef void strike_fn(struct creating_stage *stage);

static void
strike(unsigned round, uint32_t *seed, strike_fn *strike_cb)
{
	struct creating_stage stage;
	size_t lines = whole_trail();

	creating_begin_stage(&stage);
	stage.options = GUARD;
	*seed = *seed * 1664525u + 1013904223u;
	creating_start(&stage);
	stage.count = 1 + (json_int_t)((*seed >> 8) % (lines - 1));
	print_message("round %u: at line %d of %zu\n", round, (int)stage.count, lines);
	if (!wait_until(CREATING_WAIT_MS, has_come_so_far_cb, &stage))
		creating_fail(&stage, "the trail does not go on");
	strike_cb(&stage);
	/* Whatever was missing is made in the end, once. */
	creating_wait_tables(&stage, CREATING_TABLES);
	creating_assert_no_half(&stage);
	creating_end_stage(&stage);
}

static void
kill_it(struct creating_stage *stage)
{
	long since_ms = clock_ms();

	kill(stage->daemon->pid, SIGKILL);
	assert_int_equal(harness_wait(stage->daemon->pid, STOP_MS), 128 + SIGKILL);
	stage->daemon->pid = 0;
	assert_let_go(stage, since_ms, "killed, and its locks stay");
	creating_start(stage);
}

static void
stop_it(struct creating_stage *stage)
{
	long since_ms = clock_ms();

	kill(stage->daemon->pid, SIGSTOP);
	assert_let_go(stage, since_ms, "stopped, and its locks stay");
	kill(stage->daemon->pid, SIGCONT);
}

static void
terminate_it(struct creating_stage *stage)
{
	long since_ms = clock_ms();
	json_t *begins, *ends;

	kill(stage->daemon->pid, SIGTERM);
	if (harness_wait(stage->daemon->pid, STOP_MS) != 0)
		creating_fail(stage, "it did not end well in time");
	stage->daemon->pid = 0;
	assert_let_go(stage, since_ms, "terminated, and its locks stay");
	/* The trail says how it ended. */
	begins = creating_trail(stage, "begin");
	ends = creating_trail(stage, "end");
	assert_true(json_array_size(begins) > 0);
	assert_true(json_array_size(ends) > 0);
	json_decref(begins);
	json_decref(ends);
	creating_start(stage);
}

/* It is another target then: what was under way is broken off, and begun anew. */
static void
reload_it(struct creating_stage *stage)
{
	char *ini;

	stage->options = GUARD "check_timeout = 29s\n";
	ini = creating_ini(stage, stage->database);
	daemon_reload(stage->daemon, ini);
	daemon_wait_log(stage->daemon, "reloaded ", CREATING_WAIT_MS);
	free(ini);
}

static void
killed_at_any_moment_it_leaves_nothing_half_made(void **state)
{
	uint32_t seed = SEED;

	(void)state;
	for (unsigned i = 0; i < rounds(); i++)
		strike(i, &seed, kill_it);
}

static void
stopped_at_any_moment_it_holds_nobody_up(void **state)
{
	uint32_t seed = SEED + 1;

	(void)state;
	for (unsigned i = 0; i < rounds(); i++)
		strike(i, &seed, stop_it);
}

static void
terminated_at_any_moment_it_is_out_in_time(void **state)
{
	uint32_t seed = SEED + 2;

	(void)state;
	for (unsigned i = 0; i < rounds(); i += 2)
		strike(i, &seed, terminate_it);
}

static void
reloaded_at_any_moment_it_goes_on(void **state)
{
	uint32_t seed = SEED + 3;

	(void)state;
	for (unsigned i = 0; i < rounds(); i += 2)
		strike(i, &seed, reload_it);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(killed_at_any_moment_it_leaves_nothing_half_made),
		cmocka_unit_test(stopped_at_any_moment_it_holds_nobody_up),
		cmocka_unit_test(terminated_at_any_moment_it_is_out_in_time),
		cmocka_unit_test(reloaded_at_any_moment_it_goes_on),
	};

	return cmocka_run_group_tests(tests, creating_group_setup, creating_group_teardown);
}
