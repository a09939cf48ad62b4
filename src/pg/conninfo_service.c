/* Defaults of a connection string: the environment, and a service of pg_service.conf. libpq reads
 * the latter only when it connects, or for PGSERVICE; so a child sets that variable and asks. */
#include "conninfo_priv.h"

#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SERVICE_TIMEOUT_MS 5000 /* a service may be looked up by LDAP */
#define SERVICE_BYTES      65536

/* What the child says: 'v', then keyword and value by turns, each with its NUL; or one of these, and
 * 'l' with the number of the line. */
#define SAID_VALUES   'v'
#define SAID_UNKNOWN  'u'
#define SAID_NO_FILE  'f'
#define SAID_BAD_LINE 'l'

static void
say(int fd, const void *bytes, size_t length)
{
	const char *rest = bytes;

	while (length > 0) {
		ssize_t written = write(fd, rest, length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			_exit(1);
		rest += written;
		length -= (size_t)written;
	}
}

static void
say_defaults(int fd)
{
	PQconninfoOption *options = PQconndefaults();

	if (options == NULL)
		_exit(1);
	say(fd, &(char){ SAID_VALUES }, 1);
	for (PQconninfoOption *option = options; option->keyword != NULL; option++) {
		if (option->val == NULL)
			continue;
		say(fd, option->keyword, strlen(option->keyword) + 1);
		say(fd, option->val, strlen(option->val) + 1);
	}
}

/* libpq's texts about services quote names of services and files, and give the line. */
static void
say_complaint(int fd, const char *complaint)
{
	const char *line = strstr(complaint, "line ");
	uint32_t number = 0;

	if (strncmp(complaint, "definition of service", 21) == 0) {
		say(fd, &(char){ SAID_UNKNOWN }, 1);
	} else if (line == NULL) {
		say(fd, &(char){ SAID_NO_FILE }, 1);
	} else {
		for (line += 5; *line >= '0' && *line <= '9' && number < 100000000; line++)
			number = number * 10 + (uint32_t)(*line - '0');
		say(fd, &(char){ SAID_BAD_LINE }, 1);
		say(fd, &number, sizeof number);
	}
}

/* PQconndefaults() passes over a service that it does not find. PQconnectStartParams() does not; it
 * gets a value that it refuses before it would connect, and which PQconninfo() shows if libpq came
 * so far. */
static void
child(int fd, const char *service)
{
	static const char refused[] = "?";
	const char *const keywords[] = { "sslmode", NULL };
	const char *const values[] = { refused, NULL };
	PQconninfoOption *option;
	PGconn *conn;

	if (service != NULL && setenv("PGSERVICE", service, 1) != 0)
		_exit(1);
	conn = PQconnectStartParams(keywords, values, 0);
	option = conn == NULL ? NULL : PQconninfo(conn);
	if (option == NULL)
		_exit(1);
	while (option->keyword != NULL && strcmp(option->keyword, "sslmode") != 0)
		option++;
	if (option->keyword != NULL && option->val != NULL && strcmp(option->val, refused) == 0)
		say_defaults(fd);
	else
		say_complaint(fd, PQerrorMessage(conn));
	_exit(0);
}

/* Reads to the end; SIZE_MAX where there is none in time, or no end of it. */
static size_t
listen_to(int fd, char *heard)
{
	int64_t deadline_ms = clock_ms() + SERVICE_TIMEOUT_MS;
	size_t length = 0;

	while (length < SERVICE_BYTES) {
		struct pollfd wait = { .fd = fd, .events = POLLIN };
		int64_t left_ms = deadline_ms - clock_ms();
		ssize_t got;

		if (left_ms <= 0)
			return SIZE_MAX;
		if (poll(&wait, 1, (int)left_ms) <= 0)
			continue;
		got = read(fd, heard + length, SERVICE_BYTES - length);
		if (got == 0)
			return length;
		if (got > 0)
			length += (size_t)got;
		else if (errno != EINTR)
			return SIZE_MAX;
	}
	return SIZE_MAX;
}

static bool
is_secret(const char *keyword)
{
	return strcmp(keyword, "password") == 0 || strcmp(keyword, "sslpassword") == 0;
}

/* `heard` ends with a NUL. */
static bool
take(struct conninfo *conninfo, const char *service, const char *heard, size_t length,
     struct err *err)
{
	const char *end = heard + length;
	uint32_t line = 0;

	switch (length == 0 ? '\0' : heard[0]) {
	case SAID_VALUES:
		for (const char *at = heard + 1; at < end;) {
			const char *value = at + strlen(at) + 1;

			if (strcmp(at, "service") != 0 && value < end)
				conninfo_set(conninfo, at, value, is_secret(at));
			at = value < end ? value + strlen(value) + 1 : end;
		}
		return true;
	case SAID_UNKNOWN:
		return err_set(err, ERR_CONFIG, "connection string: service \"%s\" is not defined",
		               service);
	case SAID_NO_FILE:
		return err_set(err, ERR_CONFIG,
		               "connection string: the file that PGSERVICEFILE "
		               "names cannot be read");
	case SAID_BAD_LINE:
		if (length == 1 + sizeof line)
			memcpy(&line, heard + 1, sizeof line);
		return err_set(err, ERR_CONFIG,
		               "connection string: line %u of the service file is wrong", line);
	default:
		return err_set(err, ERR_CONFIG,
		               "connection string: service \"%s\" could not be looked up", service);
	}
}

/* The child inherits blocked signals: handlers of ours must not run in it. */
static pid_t
start_child(int pipe_write, const char *service)
{
	sigset_t all, before;
	pid_t pid;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	pid = fork();
	if (pid == 0)
		child(pipe_write, service);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return pid;
}

static bool
ask_child(struct conninfo *conninfo, const char *service, struct err *err)
{
	const char *named = service != NULL ? service : getenv("PGSERVICE");
	int ends[2];
	pid_t pid;
	char *heard;
	size_t length;
	bool taken;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return err_set(err, ERR_IO, "pipe: %s", strerror(errno));
	pid = start_child(ends[1], service);
	close(ends[1]);
	if (pid < 0) {
		close(ends[0]);
		return err_set(err, ERR_IO, "fork: %s", strerror(errno));
	}
	heard = mem_alloc(SERVICE_BYTES + 1);
	length = listen_to(ends[0], heard);
	close(ends[0]);
	kill(pid, SIGKILL);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	taken = take(conninfo, named, heard, length == SIZE_MAX ? 0 : length, err);
	explicit_bzero(heard, SERVICE_BYTES);
	free(heard);
	return taken;
}

bool
conninfo_defaults(struct conninfo *conninfo, const char *service, struct err *err)
{
	PQconninfoOption *options;

	if ((service != NULL && service[0] != '\0') || getenv("PGSERVICE") != NULL)
		return ask_child(conninfo, service, err);
	options = PQconndefaults();
	if (options == NULL)
		return err_set(err, ERR_CONFIG, "connection string: out of memory");
	for (PQconninfoOption *option = options; option->keyword != NULL; option++) {
		conninfo_set(conninfo, option->keyword, option->val, is_secret(option->keyword));
		if (is_secret(option->keyword) && option->val != NULL)
			explicit_bzero(option->val, strlen(option->val));
	}
	PQconninfoFree(options);
	return true;
}
