/* The ground of the integration tests: a directory of their own, child processes with time limits,
 * waiting for conditions. Whatever a test starts ends with it, also when it crashes.
 *
 * A broken expectation of the harness itself fails the running test (cmocka's fail_msg). */
#ifndef TESTS_HARNESS_H
#define TESTS_HARNESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* The directory of this program, made on first use under TMPDIR and removed when the program has
 * ended, however it ended. Short enough for socket paths, reachable by every user. */
const char *harness_dir(void);

/* A new path in that directory, "prefix" and a number. Caller owns. */
char *harness_path(const char *prefix);

/* printf into fresh memory; caller owns. */
char *harness_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

void harness_write_file(const char *path, const char *text);
/* The whole file, NUL-terminated; "" where there is none. Caller owns. */
char *harness_read_file(const char *path);

/* A number from the environment: WALK_STEP and WALK_FROM let a long walk take each n-th step only. */
size_t harness_number(const char *variable, size_t otherwise);

/* A TCP port of 127.0.0.1 that nobody listened on a moment ago. */
int harness_free_port(void);

/* How to start a child. Only argv is needed; argv[0] is looked up in PATH. */
struct harness_spawn {
	const char *const *argv;
	const char *user;     /* run as this user (NULL: as we are) */
	const char *out_path; /* NULL: /dev/null; the same path as err_path is fine */
	const char *err_path;
	const char *const *environment; /* "NAME=value" to add, "NAME" to remove; ends with NULL */
	const int *listen_fds;          /* handed over as systemd does: 3, 4, ... and LISTEN_PID */
	size_t listen_fd_count;
	int death_signal; /* what it gets if we die (0: SIGKILL) */
};

/* Starts the child; the caller waits for it with harness_wait(). */
pid_t harness_spawn(const struct harness_spawn *spawn);

/* The exit code, or 128 + the signal that ended it, or -1: it is still running after timeout_ms. */
int harness_wait(pid_t pid, int timeout_ms);

/* Runs a program to its end: exit code as harness_wait(); after 60 s it is killed and the test
 * fails. Output goes to *ret_out and *ret_err (caller owns; either may be NULL). */
int run_program(const char *const *argv, char **ret_out, char **ret_err);

/* The same for pgdriftd's verbs: run_pgdriftd(&out, &err, "check", "--dsn", dsn, NULL). */
int run_pgdriftd(char **ret_out, char **ret_err, ...) __attribute__((sentinel));

/* The program under test: PGDRIFTD_BIN, else $BUILD/pgdriftd. */
const char *harness_pgdriftd(void);

/* Asks the condition every few milliseconds until it is true (true) or the time is over (false). */
bool wait_until(int timeout_ms, bool (*condition_cb)(void *arg), void *arg);

#endif
