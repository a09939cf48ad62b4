#include "harness.h"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define RUN_LIMIT_MS    60000
#define ARGUMENTS_MAX   64
#define FIRST_LISTEN_FD 3

const char *
harness_pgdriftd(void)
{
	static char path[4096];
	const char *build = getenv("BUILD");
	const char *binary = getenv("PGDRIFTD_BIN");

	if (binary)
		snprintf(path, sizeof(path), "%s", binary);
	else
		snprintf(path, sizeof(path), "%s/pgdriftd", build ? build : "build");
	return path;
}

static bool
become(const char *user)
{
	const struct passwd *entry = getpwnam(user);

	/* The working directory may be closed to that user, and PostgreSQL wants to know its own. */
	return entry && chdir("/") == 0 && initgroups(user, entry->pw_gid) == 0 &&
	       setgid(entry->pw_gid) == 0 && setuid(entry->pw_uid) == 0;
}

static bool
redirect(int fd, const char *path, bool append)
{
	int flags = O_CREAT | O_RDWR | (append ? O_APPEND : O_APPEND | O_TRUNC);
	int file = open(path ? path : "/dev/null", flags, 0644);

	return file >= 0 && dup2(file, fd) == fd && (file <= 2 || close(file) == 0);
}

static void
hand_over(const int *fds, size_t count)
{
	char number[24];

	/* First out of the way: a given descriptor may be one that is about to be overwritten. */
	int moved[ARGUMENTS_MAX];
	for (size_t i = 0; i < count; i++)
		moved[i] = fcntl(fds[i], F_DUPFD, 100);
	for (size_t i = 0; i < count; i++) {
		dup2(moved[i], FIRST_LISTEN_FD + (int)i);
		close(moved[i]);
	}
	snprintf(number, sizeof(number), "%zu", count);
	setenv("LISTEN_FDS", number, 1);
	snprintf(number, sizeof(number), "%ld", (long)getpid());
	setenv("LISTEN_PID", number, 1);
}

static void
change_environment(const char *const *environment)
{
	for (; environment && *environment; environment++) {
		const char *equals = strchr(*environment, '=');
		char *name = strndup(*environment,
		                     equals ? (size_t)(equals - *environment) : SIZE_MAX >> 1);
		if (equals)
			setenv(name, equals + 1, 1);
		else
			unsetenv(name);
		free(name);
	}
}

pid_t
harness_spawn(const struct harness_spawn *spawn)
{
	bool same = spawn->out_path && spawn->err_path &&
	            strcmp(spawn->out_path, spawn->err_path) == 0;
	char **argv = (char **)(uintptr_t)spawn->argv; /* execvp's prototype lacks the const */
	pid_t parent = getpid();

	harness_dir(); /* the keeper, before any child */
	assert_true(spawn->listen_fd_count < ARGUMENTS_MAX);
	pid_t pid = fork();
	if (pid < 0)
		fail_msg("fork failed for %s", argv[0]);
	if (pid > 0)
		return pid;

	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (!redirect(0, NULL, false) || !redirect(1, spawn->out_path, false) ||
	    !redirect(2, spawn->err_path, same) || (spawn->user && !become(spawn->user)))
		_exit(126);
	/* After changing the user, which clears it; and we may have died meanwhile. */
	prctl(PR_SET_PDEATHSIG, spawn->death_signal ? spawn->death_signal : SIGKILL);
	if (getppid() != parent)
		_exit(126);
	change_environment(spawn->environment);
	if (spawn->listen_fd_count > 0)
		hand_over(spawn->listen_fds, spawn->listen_fd_count);
	execvp(argv[0], argv);
	_exit(127);
}

int
harness_wait(pid_t pid, int timeout_ms)
{
	struct pollfd ended = { .fd = pidfd_open(pid, 0), .events = POLLIN };
	int status = 0;

	if (ended.fd < 0)
		fail_msg("process %ld is not ours to wait for", (long)pid);
	int ready = poll(&ended, 1, timeout_ms);
	close(ended.fd);
	if (ready != 1 || waitpid(pid, &status, 0) != pid)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int
run_program(const char *const *argv, char **ret_out, char **ret_err)
{
	char *out_path = harness_path("out");
	char *err_path = harness_path("err");
	struct harness_spawn spawn = { .argv = argv, .out_path = out_path, .err_path = err_path };
	pid_t pid = harness_spawn(&spawn);
	int code = harness_wait(pid, RUN_LIMIT_MS);

	if (code < 0) {
		kill(pid, SIGKILL);
		harness_wait(pid, RUN_LIMIT_MS);
		fail_msg("%s did not end within %d ms", argv[0], RUN_LIMIT_MS);
	}
	if (ret_out)
		*ret_out = harness_read_file(out_path);
	if (ret_err)
		*ret_err = harness_read_file(err_path);
	unlink(out_path);
	unlink(err_path);
	free(out_path);
	free(err_path);
	return code;
}

int
run_pgdriftd(char **ret_out, char **ret_err, ...)
{
	const char *argv[ARGUMENTS_MAX] = { harness_pgdriftd() };
	size_t count = 1;
	va_list arguments;

	va_start(arguments, ret_err);
	while ((argv[count] = va_arg(arguments, const char *)) != NULL)
		assert_true(++count < ARGUMENTS_MAX);
	va_end(arguments);
	return run_program(argv, ret_out, ret_err);
}
