/* One run of an exec hook. */
#ifndef OUT_HOOK_EXEC_PRIV_H
#define OUT_HOOK_EXEC_PRIV_H

#include "out/hook_priv.h"

#include <event2/event.h>

enum exec_state {
	EXEC_UNSTARTED, /* there never was a child */
	EXEC_RUNNING,   /* until the timer ends it, or it ends by itself */
	EXEC_ENDING,    /* it got TERM */
	EXEC_KILLED,    /* it got KILL: nothing is left to do but wait */
	EXEC_DRAINED    /* it is reaped; the pipes have a moment to run dry */
};

struct exec_output {
	struct exec *exec;
	struct event *reading; /* NULL: at its end, and closed */
	char kept[HOOK_KEPT_BYTES];
	size_t length;
	uint64_t dropped; /* bytes */
};

struct exec {
	struct hook_attempt attempt; /* first: the outside holds a pointer to it */
	enum exec_state state;
	struct hook_child child; /* descriptors are -1 once closed */
	struct event *ended;
	struct event *refused; /* the child says why it could not be executed */
	struct event *writing;
	struct event *timer;
	struct exec_output outputs[2]; /* stdout, stderr */
	char *data;                    /* for its stdin */
	size_t length, written;
	int64_t timeout_ms;
	bool timed_out, stopped;
	int start_error;  /* errno of fork() or what it needs; 0: it was started */
	int exec_error;   /* errno of execve(); 0: it was executed */
	int code, status; /* as hook_child_reap() gives them */
};

/* --- hook_exec_pipe.c --- */

/* Everything that goes through the pipes, from now on. */
void exec_pipes_open(struct exec *exec, struct event_base *base);

/* Frees the event and closes what it waits for. */
void exec_drop(struct event **event, int *fd);

/* Whether both outputs have come to their end. */
bool exec_drained(const struct exec *exec);

/* What came out, one line for each output. */
void exec_log_outputs(const struct exec *exec, enum hook_outcome outcome);

/* Both outputs are at their end (hook_exec.c). */
void exec_outputs_ended(struct exec *exec);

#endif
