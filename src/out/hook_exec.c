/* One run of an exec hook, from start to result, on the loop. Its end is seen through a pidfd, so
 * that nobody needs a handler of SIGCHLD; a timer ends what takes too long. */
#include "hook_exec_priv.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

/* After its end, for what is still in its pipes. What left its group may hold them open for ever. */
#define DRAIN_MS 200

/* On cancelling, for the kernel to end what was killed. */
#define REAP_MS 100

static struct exec *
exec_of(struct hook_attempt *attempt)
{
	return (struct exec *)(void *)attempt;
}

static void
exec_free(struct exec *exec)
{
	struct hook_child *child = &exec->child;

	for (size_t i = 0; i < 2; i++)
		exec_drop(&exec->outputs[i].reading, &child->output[i]);
	exec_drop(&exec->writing, &child->input);
	exec_drop(&exec->refused, &child->control);
	exec_drop(&exec->ended, &child->pidfd);
	event_free(exec->timer);
	free(exec->data);
	hook_attempt_done(&exec->attempt);
	free(exec);
}

static enum hook_outcome
say_exit(const struct exec *exec, char *text, size_t room)
{
	snprintf(text, room, "exit status %d%s", exec->status,
	         exec->timed_out ? ", after it had been told to end" : "");
	if (exec->status == 0)
		return HOOK_DONE;
	if (exec->stopped)
		return HOOK_STOPPED;
	return exec->status == EX_TEMPFAIL ? HOOK_RETRY : HOOK_FAILED;
}

/* What ran may have told somebody, so it is run again only where it asks for it. What did not run
 * told nobody. */
static enum hook_outcome
judge(const struct exec *exec, char *text, size_t room)
{
	const char *signal_name;

	if (exec->state == EXEC_UNSTARTED) {
		snprintf(text, room, "cannot be started: %s", strerror(exec->start_error));
		return HOOK_RETRY;
	}
	if (exec->exec_error != 0) {
		snprintf(text, room, "cannot be executed: %s", strerror(exec->exec_error));
		return HOOK_RETRY;
	}
	if (exec->code == CLD_EXITED)
		return say_exit(exec, text, room);
	if (exec->stopped) {
		snprintf(text, room, "stopped");
		return HOOK_STOPPED;
	}
	signal_name = sigabbrev_np(exec->status);
	if (exec->timed_out)
		snprintf(text, room, "not ready after %lld ms, and ended",
		         (long long)exec->timeout_ms);
	else
		snprintf(text, room, "killed by SIG%s", signal_name != NULL ? signal_name : "?");
	return HOOK_FAILED;
}

static void
finish(struct exec *exec)
{
	hook_result_cb *done = exec->attempt.done;
	void *arg = exec->attempt.arg;
	struct hook_result result = { 0 };

	result.outcome = judge(exec, result.message, sizeof result.message);
	exec_log_outputs(exec, result.outcome);
	exec_free(exec);
	done(arg, &result);
}

static void
set_timer(struct exec *exec, int64_t ms)
{
	struct timeval delay = { .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 };

	evtimer_add(exec->timer, &delay);
}

/* Asks it to end; the timer goes on with KILL. A stopped process sees TERM only when it goes on. */
static void
end_child(struct exec *exec)
{
	exec->state = EXEC_ENDING;
	hook_child_signal(&exec->child, SIGTERM);
	hook_child_signal(&exec->child, SIGCONT);
	set_timer(exec, HOOK_GRACE_MS);
}

static void
timer_cb(evutil_socket_t fd, short what, void *arg)
{
	struct exec *exec = arg;
	(void)fd;
	(void)what;

	switch (exec->state) {
	case EXEC_RUNNING:
		exec->timed_out = true;
		end_child(exec);
		break;
	case EXEC_ENDING:
		exec->state = EXEC_KILLED;
		hook_child_signal(&exec->child, SIGKILL);
		break;
	case EXEC_UNSTARTED:
	case EXEC_DRAINED:
		finish(exec);
		break;
	case EXEC_KILLED:
		break;
	}
}

static void
read_refusal(struct exec *exec)
{
	int error;

	if (exec->refused == NULL)
		return;
	if (read(exec->child.control, &error, sizeof error) == sizeof error)
		exec->exec_error = error;
	exec_drop(&exec->refused, &exec->child.control);
}

static void
refused_cb(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;

	read_refusal(arg);
}

/* What it leaves behind in its group is killed, while its number still is its own. */
static void
ended_cb(evutil_socket_t fd, short what, void *arg)
{
	struct exec *exec = arg;
	(void)fd;
	(void)what;

	hook_child_signal(&exec->child, SIGKILL);
	if (!hook_child_reap(&exec->child, &exec->code, &exec->status))
		return;
	read_refusal(exec);
	exec_drop(&exec->ended, &exec->child.pidfd);
	exec_drop(&exec->writing, &exec->child.input);
	exec->state = EXEC_DRAINED;
	set_timer(exec, exec_drained(exec) ? 0 : DRAIN_MS);
}

void
exec_outputs_ended(struct exec *exec)
{
	if (exec->state == EXEC_DRAINED)
		set_timer(exec, 0);
}

static void
exec_stop(struct hook_attempt *attempt)
{
	struct exec *exec = exec_of(attempt);

	if (exec->state != EXEC_RUNNING)
		return; /* its end is near, and its outcome is its own */
	exec->stopped = true;
	end_child(exec);
}

static void
exec_cancel(struct hook_attempt *attempt)
{
	struct exec *exec = exec_of(attempt);
	struct pollfd end = { .fd = exec->child.pidfd, .events = POLLIN };

	if (end.fd >= 0) {
		hook_child_signal(&exec->child, SIGKILL);
		poll(&end, 1, REAP_MS);
		hook_child_reap(&exec->child, &exec->code, &exec->status);
	}
	exec_free(exec);
}

static struct event *
watch(struct event_base *base, int fd, event_callback_fn callback, void *arg)
{
	struct event *event = event_new(base, fd, EV_READ | EV_PERSIST, callback, arg);

	if (event == NULL || event_add(event, NULL) != 0)
		abort();
	return event;
}

struct hook_attempt *
hook_exec_start(struct event_base *base, const struct hook_config *config,
                const struct event *event, unsigned attempt, hook_result_cb *done, void *arg)
{
	struct exec *exec = mem_alloc(sizeof *exec);
	struct hook_command command;

	hook_attempt_init(&exec->attempt, config, event, done, arg);
	exec->attempt.stop = exec_stop;
	exec->attempt.cancel = exec_cancel;
	exec->child = (struct hook_child){ -1, -1, -1, -1, { -1, -1 } };
	exec->timeout_ms = config->timeout_ms;
	exec->timer = evtimer_new(base, timer_cb, exec);
	if (exec->timer == NULL)
		abort();
	hook_command_init(&command, config, event, attempt);
	exec->start_error = hook_child_start(&command, &exec->child);
	if (exec->start_error == 0) {
		exec->state = EXEC_RUNNING;
		exec->data = mem_strdup(event->data != NULL ? event->data : "");
		exec->length = strlen(exec->data);
		exec->ended = watch(base, exec->child.pidfd, ended_cb, exec);
		exec->refused = watch(base, exec->child.control, refused_cb, exec);
		exec_pipes_open(exec, base);
	}
	set_timer(exec, exec->state == EXEC_RUNNING ? exec->timeout_ms : 0);
	hook_command_done(&command);
	return &exec->attempt;
}
