/* A network that is far away: a process between a unix socket of its own and a server's, in which all
 * that is read waits before it is written on. */
#include "lab.h"

#include "../integration/harness.h"

#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define ENDS_MAX 1024
#define PIECE    65536

struct piece {
	struct piece *next;
	double due_ms;
	size_t length;
	char bytes[];
};

/* One end of a connection; what it has received goes out at its peer when it is due. */
struct end {
	int fd; /* -1: free */
	int peer;
	struct piece *first, **last;
};

static pid_t proxy;

static int
connect_to(const struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || connect(fd, (const struct sockaddr *)address, sizeof *address) != 0)
		_exit(1);
	return fd;
}

static int
free_end(struct end *ends)
{
	for (int i = 0; i < ENDS_MAX; i++) {
		if (ends[i].fd < 0)
			return i;
	}
	_exit(1);
}

static void
adopt(struct end *ends, int near, int far)
{
	int a, b;

	a = free_end(ends);
	ends[a].fd = near;
	b = free_end(ends);
	ends[b].fd = far;
	ends[a].peer = b;
	ends[b].peer = a;
	ends[a].last = &ends[a].first;
	ends[b].last = &ends[b].first;
}

static void
drop(struct end *ends, int i)
{
	int both[] = { i, ends[i].peer };

	for (int j = 0; j < 2; j++) {
		struct end *end = &ends[both[j]];

		while (end->first != NULL) {
			struct piece *next = end->first->next;
			free(end->first);
			end->first = next;
		}
		close(end->fd);
		*end = (struct end){ .fd = -1 };
	}
}

static bool
take_in(struct end *end, double due_ms)
{
	struct piece *piece = malloc(sizeof *piece + PIECE);
	ssize_t got = read(end->fd, piece->bytes, PIECE);

	if (got <= 0) {
		free(piece);
		return false;
	}
	piece->next = NULL;
	piece->due_ms = due_ms;
	piece->length = (size_t)got;
	*end->last = piece;
	end->last = &piece->next;
	return true;
}

/* Returns when the next piece is due, or -1 where the other end is gone. */
static double
let_out(struct end *end, int to, double now_ms)
{
	while (end->first != NULL && end->first->due_ms <= now_ms) {
		struct piece *piece = end->first;

		for (size_t sent = 0; sent < piece->length;) {
			ssize_t more = send(to, piece->bytes + sent, piece->length - sent,
			                    MSG_NOSIGNAL);
			if (more <= 0)
				return -1;
			sent += (size_t)more;
		}
		end->first = piece->next;
		if (end->first == NULL)
			end->last = &end->first;
		free(piece);
	}
	return end->first == NULL ? now_ms + 1000 : end->first->due_ms;
}

static void
serve(int listener, const struct sockaddr_un *server, double ms)
{
	static struct end ends[ENDS_MAX];
	static struct pollfd polled[ENDS_MAX + 1];

	for (int i = 0; i < ENDS_MAX; i++)
		ends[i].fd = -1;
	for (;;) {
		double now = lab_now_ms(), next = now + 1000, due;
		struct timespec wait;

		for (int i = 0; i < ENDS_MAX; i++) {
			due = ends[i].fd < 0 ? next : let_out(&ends[i], ends[ends[i].peer].fd, now);
			if (due < 0)
				drop(ends, i);
			else if (due < next)
				next = due;
		}
		polled[ENDS_MAX] = (struct pollfd){ listener, POLLIN, 0 };
		for (int i = 0; i < ENDS_MAX; i++)
			polled[i] = (struct pollfd){ ends[i].fd, POLLIN, 0 };
		due = next - lab_now_ms();
		due = due < 0 ? 0 : due;
		wait = (struct timespec){ (time_t)(due / 1000), (long)(due * 1e6) % 1000000000 };
		if (ppoll(polled, ENDS_MAX + 1, &wait, NULL) < 0 && errno != EINTR)
			_exit(1);
		for (int i = 0; i < ENDS_MAX; i++) {
			if (polled[i].revents != 0 && ends[i].fd == polled[i].fd &&
			    !take_in(&ends[i], lab_now_ms() + ms))
				drop(ends, i);
		}
		if (polled[ENDS_MAX].revents != 0)
			adopt(ends, accept(listener, NULL, NULL), connect_to(server));
	}
}

char *
lab_delay_start(const char *socket_dir, int port, double ms)
{
	char *dir = harness_path("far");
	struct sockaddr_un own = { .sun_family = AF_UNIX };
	struct sockaddr_un server = { .sun_family = AF_UNIX };
	int listener = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(own.sun_path, sizeof own.sun_path, "%s/.s.PGSQL.%d", dir, port);
	snprintf(server.sun_path, sizeof server.sun_path, "%s/.s.PGSQL.%d", socket_dir, port);
	if (mkdir(dir, 0755) != 0 || bind(listener, (struct sockaddr *)&own, sizeof own) != 0 ||
	    listen(listener, ENDS_MAX) != 0)
		fail_msg("no proxy in %s: %s", dir, strerror(errno));
	proxy = fork();
	if (proxy == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		serve(listener, &server, ms);
	}
	close(listener);
	return dir;
}

void
lab_delay_stop(void)
{
	kill(proxy, SIGKILL);
	waitpid(proxy, NULL, 0);
}
