#include "watch/target.h"

#include <stddef.h>

#define STOP_CELL [EVENT_STOP] = { TARGET_STOPPED, ACTION_CEASE, "the watch ends" }

static const struct target_step table[TARGET_STATES][TARGET_EVENTS] = {
	[TARGET_IDLE] = {
		[EVENT_DUE] = { TARGET_QUEUED, ACTION_ENQUEUE, "a check is due" },
		[EVENT_LOST] = { TARGET_BACKING_OFF, ACTION_FAIL, "the kept connection was lost" },
		[EVENT_IDLED_OUT] = { TARGET_IDLE, ACTION_NONE, "the server ends idle sessions" },
		STOP_CELL,
	},
	[TARGET_QUEUED] = {
		[EVENT_ADMITTED] = { TARGET_CONNECTING, ACTION_CONNECT, "a place is free" },
		[EVENT_ADMITTED_OPEN] = { TARGET_READING, ACTION_READ, "a place is free" },
		/* It will connect anew when its turn comes. */
		[EVENT_LOST] = { TARGET_QUEUED, ACTION_NONE, "the kept connection was lost" },
		[EVENT_IDLED_OUT] = { TARGET_QUEUED, ACTION_NONE, "the server ends idle sessions" },
		STOP_CELL,
	},
	[TARGET_CONNECTING] = {
		[EVENT_CONNECTED] = { TARGET_READING, ACTION_READ, "the connection stands" },
		[EVENT_CONNECT_FAILED] = { TARGET_BACKING_OFF, ACTION_FAIL, "no connection" },
		STOP_CELL,
	},
	[TARGET_READING] = {
		[EVENT_READ] = { TARGET_IDLE, ACTION_PUBLISH, "the check is done" },
		[EVENT_READ_FAILED] = { TARGET_BACKING_OFF, ACTION_FAIL, "the check failed" },
		[EVENT_CONFLICT] = { TARGET_CONNECTING, ACTION_RETRY,
		                     "the check was in the way: once more" },
		[EVENT_VANISHED] = { TARGET_CONNECTING, ACTION_CONFIRM,
		                     "all is gone at once: a second connection must say so too" },
		[EVENT_LACKING] = { TARGET_CREATING, ACTION_CREATE, "missing tables may be created" },
		STOP_CELL,
	},
	[TARGET_CREATING] = {
		[EVENT_CREATED] = { TARGET_CONNECTING, ACTION_CONNECT, "what came of it is read" },
		[EVENT_STOP] = { TARGET_LEAVING, ACTION_WITHDRAW, "the watch ends" },
	},
	[TARGET_LEAVING] = {
		[EVENT_CREATED] = { TARGET_STOPPED, ACTION_CEASE, "what was created is known" },
		STOP_CELL,
	},
	[TARGET_BACKING_OFF] = {
		[EVENT_DUE] = { TARGET_QUEUED, ACTION_ENQUEUE, "the next attempt is due" },
		STOP_CELL,
	},
};

struct target_step
target_step(enum target_state state, enum target_event event)
{
	struct target_step step = table[state][event];

	if (step.reason == NULL)
		step.next = state;
	return step;
}

const char *
target_state_word(enum target_state state)
{
	static const char *const words[TARGET_STATES] = {
		[TARGET_IDLE] = "idle",
		[TARGET_QUEUED] = "queued",
		[TARGET_CONNECTING] = "connecting",
		[TARGET_READING] = "reading",
		[TARGET_CREATING] = "creating",
		[TARGET_LEAVING] = "leaving",
		[TARGET_BACKING_OFF] = "backing_off",
		[TARGET_STOPPED] = "stopped",
	};

	return words[state];
}

const char *
target_event_word(enum target_event event)
{
	static const char *const words[TARGET_EVENTS] = {
		[EVENT_DUE] = "due",
		[EVENT_ADMITTED] = "admitted",
		[EVENT_ADMITTED_OPEN] = "admitted_open",
		[EVENT_CONNECTED] = "connected",
		[EVENT_CONNECT_FAILED] = "connect_failed",
		[EVENT_READ] = "read",
		[EVENT_READ_FAILED] = "read_failed",
		[EVENT_CONFLICT] = "conflict",
		[EVENT_VANISHED] = "vanished",
		[EVENT_LACKING] = "lacking",
		[EVENT_CREATED] = "created",
		[EVENT_LOST] = "lost",
		[EVENT_IDLED_OUT] = "idled_out",
		[EVENT_STOP] = "stop",
	};

	return words[event];
}
