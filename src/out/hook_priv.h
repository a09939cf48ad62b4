/* What the files of the hooks share. */
#ifndef OUT_HOOK_PRIV_H
#define OUT_HOOK_PRIV_H

#include "base/arena.h"
#include "base/text.h"
#include "out/hook.h"

#include <sys/types.h>

#define HOOK_GRACE_MS   2000 /* from TERM to KILL; what a transfer has left */
#define HOOK_KEPT_BYTES 4096 /* of an output or an answer, for the log */

/* The beginning of every attempt, child or transfer. */
struct hook_attempt {
	void (*stop)(struct hook_attempt *attempt);
	void (*cancel)(struct hook_attempt *attempt);
	hook_result_cb *done;
	void *arg;
	char *hook;   /* name, for the log */
	char *target; /* may be NULL */
};
void hook_attempt_init(struct hook_attempt *attempt, const struct hook_config *config,
                       const struct event *event, hook_result_cb *done, void *arg);
void hook_attempt_done(struct hook_attempt *attempt);

struct hook_attempt *hook_exec_start(struct event_base *base, const struct hook_config *config,
                                     const struct event *event, unsigned attempt,
                                     hook_result_cb *done, void *arg);
struct hook_attempt *hook_web_start(struct event_base *base, const struct hook_config *config,
                                    const struct event *event, unsigned attempt,
                                    hook_result_cb *done, void *arg);

/* Where the report is read that an event is about: ".../v1/targets/NAME"; "" where that is not said. */
void hook_report_url(const struct hook_config *config, const struct event *event, struct text *out);

/* --- hook_command.c --- */

/* What execve() takes; lives in the arena. */
struct hook_command {
	struct arena arena;
	const char *path;
	char **arguments;
	char **environment;
};
void hook_command_init(struct hook_command *command, const struct hook_config *config,
                       const struct event *event, unsigned attempt);
void hook_command_done(struct hook_command *command);

/* --- hook_child.c --- */

/* A child, and our ends of what leads to it: all non-blocking, CLOEXEC, owned by the caller. */
struct hook_child {
	pid_t pid;
	int pidfd;   /* readable when it has ended */
	int control; /* gives an errno where it could not be executed; its end where it was */
	int input;
	int output[2]; /* stdout, stderr */
};

/* Starts it in a process group of its own, or nothing at all: then the result is an errno, else 0. */
int hook_child_start(const struct hook_command *command, struct hook_child *ret_child);

/* A signal to the group and, wherever it has gone, to the child itself. Only while it is not reaped:
 * then its number is nobody else's. */
void hook_child_signal(const struct hook_child *child, int signal_number);

/* Reaps it: false if it has not ended. The status is as of waitid(): CLD_EXITED and its exit code, or
 * how it was killed. */
bool hook_child_reap(const struct hook_child *child, int *ret_code, int *ret_status);

/* --- hook_sign.c --- */

#define HOOK_SIGNATURE_BYTES 48 /* "v1,", the base64 of 32 bytes, and the terminator */

/* The value of webhook-signature, as Standard Webhooks has it, with a secret that is valid. */
void hook_sign(const char *secret, const char *id, int64_t timestamp_s, const char *body,
               size_t length, char ret_signature[HOOK_SIGNATURE_BYTES]);

/* --- hook_alertmanager.c --- */

/* The event as Alertmanager tells its webhook receivers (version 4). Caller owns. */
char *hook_alertmanager(const struct hook_config *config, const struct event *event);

#endif
