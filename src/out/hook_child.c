/* Fork and exec of a hook. The process has threads (name look-ups): between fork() and execve() the
 * child calls async-signal-safe functions only, on what was made ready before. It waits for a word of
 * ours before it becomes the program: so either it is watched, or it never ran. */
#include "hook_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define FD_CONTROL 3
#define FD_SCRATCH 10

/* Programs that use select() break above this. Ours may be higher. */
#define DESCRIPTORS 1024

/* Both ends of everything; -1 where there is none. */
struct ends {
	int control[2]; /* ours, the child's */
	int input[2];   /* read by the child, written by us */
	int output[2];  /* read by us, written by the child */
	int error[2];
};

/* The end of a child that could not become the program. */
static _Noreturn void
give_up(int control)
{
	int error = errno;

	_exit(write(control, &error, sizeof error) == sizeof error ? 127 : 126);
}

/* To a number above those that are about to be replaced. */
static int
lift(int fd, int control)
{
	int lifted = fcntl(fd, F_DUPFD, FD_SCRATCH);

	if (lifted < 0)
		give_up(control);
	return lifted;
}

static void
take_descriptors(const struct ends *ends)
{
	int control = lift(ends->control[1], ends->control[1]);
	int input = lift(ends->input[0], control);
	int output = lift(ends->output[1], control);
	int error = lift(ends->error[1], control);

	if (dup2(input, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 ||
	    dup2(error, STDERR_FILENO) < 0 || dup3(control, FD_CONTROL, O_CLOEXEC) < 0)
		give_up(control);
	closefrom(FD_CONTROL + 1);
}

static void
reset_signals(void)
{
	struct sigaction standard = { .sa_handler = SIG_DFL };
	sigset_t none;

	for (int number = 1; number < NSIG; number++)
		sigaction(number, &standard, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static void
limit_descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur <= DESCRIPTORS)
		return;
	limit.rlim_cur = DESCRIPTORS;
	setrlimit(RLIMIT_NOFILE, &limit);
}

/* All signals are blocked when it begins. */
static _Noreturn void
child(const struct hook_command *command, const struct ends *ends)
{
	char go;

	setpgid(0, 0);
	take_descriptors(ends);
	umask(077);
	if (chdir("/") != 0)
		give_up(FD_CONTROL);
	limit_descriptors();
	/* Nobody will ask for its result once we are gone. */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	reset_signals();
	if (read(FD_CONTROL, &go, 1) != 1)
		_exit(127);
	execve(command->path, command->arguments, command->environment);
	give_up(FD_CONTROL);
}

static void
close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void
close_all(struct ends *ends)
{
	for (size_t i = 0; i < 2; i++) {
		close_end(&ends->control[i]);
		close_end(&ends->input[i]);
		close_end(&ends->output[i]);
		close_end(&ends->error[i]);
	}
}

/* Ours never wait; the child's are as a program expects them. */
static bool
open_all(struct ends *ends)
{
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends->control) == 0 &&
	       pipe2(ends->input, O_CLOEXEC) == 0 && pipe2(ends->output, O_CLOEXEC) == 0 &&
	       pipe2(ends->error, O_CLOEXEC) == 0 &&
	       fcntl(ends->control[0], F_SETFL, O_NONBLOCK) == 0 &&
	       fcntl(ends->input[1], F_SETFL, O_NONBLOCK) == 0 &&
	       fcntl(ends->output[0], F_SETFL, O_NONBLOCK) == 0 &&
	       fcntl(ends->error[0], F_SETFL, O_NONBLOCK) == 0;
}

/* Handlers of ours must not run in the child. */
static pid_t
fork_child(const struct hook_command *command, const struct ends *ends)
{
	sigset_t all, before;
	pid_t pid;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	pid = fork();
	if (pid == 0)
		child(command, ends);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return pid;
}

static int
take_end(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

int
hook_child_start(const struct hook_command *command, struct hook_child *ret_child)
{
	struct ends ends = { { -1, -1 }, { -1, -1 }, { -1, -1 }, { -1, -1 } };
	pid_t pid = -1;
	int pidfd = -1;

	if (open_all(&ends))
		pid = fork_child(command, &ends);
	if (pid > 0) {
		setpgid(pid, pid);
		pidfd = pidfd_open(pid, 0);
	}
	if (pidfd < 0 || send(ends.control[0], "", 1, MSG_NOSIGNAL) != 1) {
		int error = errno;

		/* Without the word the child ends by itself. */
		close_all(&ends);
		if (pidfd >= 0)
			close(pidfd);
		while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			continue;
		return error;
	}
	*ret_child = (struct hook_child){
		.pid = pid,
		.pidfd = pidfd,
		.control = take_end(&ends.control[0]),
		.input = take_end(&ends.input[1]),
		.output = { take_end(&ends.output[0]), take_end(&ends.error[0]) },
	};
	close_all(&ends);
	return 0;
}

void
hook_child_signal(const struct hook_child *child, int signal_number)
{
	kill(-child->pid, signal_number);
	/* It may have left its group. */
	pidfd_send_signal(child->pidfd, signal_number, NULL, 0);
}

bool
hook_child_reap(const struct hook_child *child, int *ret_code, int *ret_status)
{
	siginfo_t info = { 0 };

	if (waitid(P_PIDFD, (id_t)child->pidfd, &info, WEXITED | WNOHANG) != 0) {
		/* Somebody ignores SIGCHLD: it is gone, and nobody knows how. */
		*ret_code = 0;
		*ret_status = 0;
		return errno == ECHILD;
	}
	if (info.si_pid == 0)
		return false;
	*ret_code = info.si_code;
	*ret_status = info.si_status;
	return true;
}
