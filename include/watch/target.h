/* The state machine of one target: state and event give the next state, an action and a reason.
 * Pure: no libpq, no clock. */
#ifndef WATCH_TARGET_H
#define WATCH_TARGET_H

/* Where the time of a target goes by:
 * idle          waits for its next check; a kept connection may stand open
 * queued        is due, and waits until fewer checks run at once
 * connecting    a connection is being made
 * reading       a check runs
 * creating      what is missing is created, on a connection of its own; then it is read again
 * leaving       the watch ends, and a COMMIT that was sent has not been answered yet
 * backing_off   the last attempt failed; waits before the next one
 * stopped       is asked for nothing any more */
enum target_state {
	TARGET_IDLE,
	TARGET_QUEUED,
	TARGET_CONNECTING,
	TARGET_READING,
	TARGET_CREATING,
	TARGET_LEAVING,
	TARGET_BACKING_OFF,
	TARGET_STOPPED,
	TARGET_STATES
};

enum target_event {
	EVENT_DUE,           /* the timer, or somebody who asks for a check now */
	EVENT_ADMITTED,      /* fewer checks run, and there is no connection yet */
	EVENT_ADMITTED_OPEN, /* fewer checks run, and a kept connection stands open */
	EVENT_CONNECTED,
	EVENT_CONNECT_FAILED,
	EVENT_READ,        /* the check is done */
	EVENT_READ_FAILED, /* it could not be done */
	EVENT_CONFLICT,    /* it got in the way of another, and may be tried once more */
	EVENT_VANISHED,    /* it is done, and all that was there is gone at once */
	EVENT_LACKING,     /* it is done, and something is missing that may be created */
	EVENT_CREATED,     /* the attempt to create it has ended, whatever came of it */
	EVENT_LOST,        /* a kept connection ended while nothing was under way */
	EVENT_IDLED_OUT,   /* the server ended it only because it was idle for long (57P05) */
	EVENT_STOP,
	TARGET_EVENTS
};

enum target_action {
	ACTION_NONE,
	ACTION_ENQUEUE, /* ask for a place among the checks that run */
	ACTION_CONNECT,
	ACTION_READ,
	ACTION_PUBLISH,  /* the report, and plan the next check */
	ACTION_FAIL,     /* publish unknown, and plan the next attempt */
	ACTION_CONFIRM,  /* close, and connect anew */
	ACTION_RETRY,    /* the same, for a check that got nowhere */
	ACTION_CREATE,   /* the report, then create */
	ACTION_WITHDRAW, /* end the creation: EVENT_CREATED says when */
	ACTION_CEASE,    /* give back the place, close, stop the timers */
	TARGET_ACTIONS
};

struct target_step {
	enum target_state next;
	enum target_action action;
	const char *reason; /* for the log; NULL: the cell is empty, nothing happens */
};

/* The cell of the table. An empty cell has action none, no reason, and stays in its state. */
struct target_step target_step(enum target_state state, enum target_event event);

const char *target_state_word(enum target_state state);
const char *target_event_word(enum target_event event);

#endif
