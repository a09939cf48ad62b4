/* The pipes of an exec hook: the event goes in, two outputs come back. A child that does not read,
 * or that writes without end, costs a bounded amount of memory, and a bounded time in each turn of
 * the loop. */
#include "hook_exec_priv.h"

#include "base/log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define READ_BYTES 16384

void
exec_drop(struct event **event, int *fd)
{
	if (*event != NULL)
		event_free(*event);
	*event = NULL;
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

bool
exec_drained(const struct exec *exec)
{
	return exec->outputs[0].reading == NULL && exec->outputs[1].reading == NULL;
}

static void
keep(struct exec_output *output, const char *bytes, size_t length)
{
	size_t room = sizeof output->kept - output->length;
	size_t kept = length < room ? length : room;

	memcpy(output->kept + output->length, bytes, kept);
	output->length += kept;
	output->dropped += length - kept;
}

/* One piece in each turn: a flood keeps nobody else waiting. */
static void
read_cb(evutil_socket_t fd, short what, void *arg)
{
	struct exec_output *output = arg;
	struct exec *exec = output->exec;
	char bytes[READ_BYTES];
	ssize_t got = read(fd, bytes, sizeof bytes);
	(void)what;

	if (got > 0) {
		keep(output, bytes, (size_t)got);
		return;
	}
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	exec_drop(&output->reading, &exec->child.output[output - exec->outputs]);
	if (exec_drained(exec))
		exec_outputs_ended(exec);
}

static void
write_cb(evutil_socket_t fd, short what, void *arg)
{
	struct exec *exec = arg;
	ssize_t written = write(fd, exec->data + exec->written, exec->length - exec->written);
	(void)what;

	if (written < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (written > 0)
		exec->written += (size_t)written;
	/* A child that closes its stdin (EPIPE) does not want to know. */
	if (written <= 0 || exec->written == exec->length)
		exec_drop(&exec->writing, &exec->child.input);
}

static struct event *
watch(struct event_base *base, int fd, short what, event_callback_fn callback, void *arg)
{
	struct event *event = event_new(base, fd, (short)(what | EV_PERSIST), callback, arg);

	if (event == NULL || event_add(event, NULL) != 0)
		abort();
	return event;
}

void
exec_pipes_open(struct exec *exec, struct event_base *base)
{
	for (size_t i = 0; i < 2; i++) {
		exec->outputs[i].exec = exec;
		exec->outputs[i].reading = watch(base, exec->child.output[i], EV_READ, read_cb,
		                                 &exec->outputs[i]);
	}
	exec->writing = watch(base, exec->child.input, EV_WRITE, write_cb, exec);
}

void
exec_log_outputs(const struct exec *exec, enum hook_outcome outcome)
{
	static const char *const names[] = { "stdout", "stderr" };

	for (size_t i = 0; i < 2; i++) {
		const struct exec_output *output = &exec->outputs[i];
		char more[64] = "";

		if (output->length == 0)
			continue;
		if (output->dropped > 0)
			snprintf(more, sizeof more, " (and %llu bytes more)",
			         (unsigned long long)output->dropped);
		log_line(outcome == HOOK_DONE ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING,
		         exec->attempt.target, "hook %s: %s:%s %.*s", exec->attempt.hook, names[i],
		         more, (int)output->length, output->kept);
	}
}
