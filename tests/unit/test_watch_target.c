#include "watch/target.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static enum target_state
walk(enum target_state state, const enum target_event *events, size_t count)
{
	for (size_t i = 0; i < count; i++)
		state = target_step(state, events[i]).next;
	return state;
}

static void
a_check_goes_round(void **state)
{
	const enum target_event fresh[] = { EVENT_DUE, EVENT_ADMITTED, EVENT_CONNECTED,
		                            EVENT_READ };
	const enum target_event kept[] = { EVENT_DUE, EVENT_ADMITTED_OPEN, EVENT_READ };

	(void)state;
	assert_int_equal(walk(TARGET_IDLE, fresh, 4), TARGET_IDLE);
	assert_int_equal(walk(TARGET_IDLE, kept, 3), TARGET_IDLE);
	assert_int_equal(target_step(TARGET_READING, EVENT_READ).action, ACTION_PUBLISH);
}

static void
each_failure_is_told_and_backs_off(void **state)
{
	static const struct {
		enum target_state state;
		enum target_event event;
	} failures[] = {
		{ TARGET_CONNECTING, EVENT_CONNECT_FAILED },
		{ TARGET_READING, EVENT_READ_FAILED },
		{ TARGET_IDLE, EVENT_LOST },
	};

	(void)state;
	for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
		struct target_step step = target_step(failures[i].state, failures[i].event);

		assert_int_equal(step.next, TARGET_BACKING_OFF);
		assert_int_equal(step.action, ACTION_FAIL);
	}
	assert_int_equal(target_step(TARGET_BACKING_OFF, EVENT_DUE).next, TARGET_QUEUED);
}

static void
a_lost_connection_does_not_lose_the_place_in_the_queue(void **state)
{
	(void)state;
	assert_int_equal(target_step(TARGET_QUEUED, EVENT_LOST).next, TARGET_QUEUED);
	assert_int_equal(target_step(TARGET_IDLE, EVENT_IDLED_OUT).next, TARGET_IDLE);
}

static void
stop_is_final_from_everywhere(void **state)
{
	(void)state;
	for (int i = 0; i < TARGET_STATES; i++) {
		if (i == TARGET_STOPPED || i == TARGET_CREATING)
			continue;
		assert_int_equal(target_step((enum target_state)i, EVENT_STOP).next,
		                 TARGET_STOPPED);
		assert_int_equal(target_step((enum target_state)i, EVENT_STOP).action,
		                 ACTION_CEASE);
	}
	for (int i = 0; i < TARGET_EVENTS; i++)
		assert_null(target_step(TARGET_STOPPED, (enum target_event)i).reason);
}

/* Once, whatever comes of it; then it is read again, on a connection that was made after it. */
static void
what_is_missing_is_created_and_read_again(void **state)
{
	const enum target_event cycle[] = { EVENT_DUE,     EVENT_ADMITTED_OPEN, EVENT_LACKING,
		                            EVENT_CREATED, EVENT_CONNECTED,     EVENT_READ };

	(void)state;
	assert_int_equal(walk(TARGET_IDLE, cycle, 3), TARGET_CREATING);
	assert_int_equal(target_step(TARGET_READING, EVENT_LACKING).action, ACTION_CREATE);
	assert_int_equal(target_step(TARGET_CREATING, EVENT_CREATED).action, ACTION_CONNECT);
	assert_int_equal(walk(TARGET_IDLE, cycle, 6), TARGET_IDLE);
	assert_null(target_step(TARGET_CREATING, EVENT_DUE).reason);
	assert_null(target_step(TARGET_CREATING, EVENT_LOST).reason);
}

static void
a_commit_that_was_sent_is_waited_for(void **state)
{
	(void)state;
	assert_int_equal(target_step(TARGET_CREATING, EVENT_STOP).next, TARGET_LEAVING);
	assert_int_equal(target_step(TARGET_CREATING, EVENT_STOP).action, ACTION_WITHDRAW);
	assert_int_equal(target_step(TARGET_LEAVING, EVENT_CREATED).next, TARGET_STOPPED);
	/* Whoever asks twice does not wait. */
	assert_int_equal(target_step(TARGET_LEAVING, EVENT_STOP).next, TARGET_STOPPED);
}

static void
what_vanished_is_looked_at_on_a_second_connection(void **state)
{
	(void)state;
	assert_int_equal(target_step(TARGET_READING, EVENT_VANISHED).next, TARGET_CONNECTING);
	assert_int_equal(target_step(TARGET_READING, EVENT_VANISHED).action, ACTION_CONFIRM);
}

static void
a_check_that_was_in_the_way_is_tried_again(void **state)
{
	(void)state;
	assert_int_equal(target_step(TARGET_READING, EVENT_CONFLICT).next, TARGET_CONNECTING);
	assert_int_equal(target_step(TARGET_READING, EVENT_CONFLICT).action, ACTION_RETRY);
}

/* Whatever comes, in whatever order: only a check that was begun can end, and only what was asked
 * for is done. */
static void
an_empty_cell_changes_nothing(void **state)
{
	(void)state;
	for (int s = 0; s < TARGET_STATES; s++) {
		for (int e = 0; e < TARGET_EVENTS; e++) {
			struct target_step step = target_step((enum target_state)s,
			                                      (enum target_event)e);

			assert_non_null(target_state_word((enum target_state)s));
			assert_non_null(target_event_word((enum target_event)e));
			if (step.reason != NULL)
				continue;
			assert_int_equal(step.next, s);
			assert_int_equal(step.action, ACTION_NONE);
		}
	}
	assert_null(target_step(TARGET_IDLE, EVENT_READ).reason);
	assert_null(target_step(TARGET_READING, EVENT_DUE).reason);
	assert_null(target_step(TARGET_CONNECTING, EVENT_READ).reason);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_check_goes_round),
		cmocka_unit_test(each_failure_is_told_and_backs_off),
		cmocka_unit_test(a_lost_connection_does_not_lose_the_place_in_the_queue),
		cmocka_unit_test(stop_is_final_from_everywhere),
		cmocka_unit_test(what_is_missing_is_created_and_read_again),
		cmocka_unit_test(a_commit_that_was_sent_is_waited_for),
		cmocka_unit_test(what_vanished_is_looked_at_on_a_second_connection),
		cmocka_unit_test(a_check_that_was_in_the_way_is_tried_again),
		cmocka_unit_test(an_empty_cell_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
