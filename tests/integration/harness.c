#include "harness.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define POLL_MS 5

/* Waits for our end (its standard input closes), ends the servers that we left, stopped ones too,
 * and removes our directory. Other children die with us by PR_SET_PDEATHSIG. */
static const char keeper_script[] =
	"trap '' INT TERM HUP; cat >/dev/null\n"
	"for file in \"$1\"/*/data/postmaster.pid; do\n"
	"  pid=$(sed q \"$file\") || continue\n"
	"  kill -QUIT $pid; kill -CONT $pid; tries=0\n"
	"  while kill -0 $pid && test $tries -lt 100; do sleep 0.1; tries=$((tries + 1)); done\n"
	"  kill -KILL $pid\n"
	"done\n"
	"rm -rf \"$1\"\n";

/* The keeper outlives us and whoever kills our process group, so it has a session of its own. */
static void
start_keeper(const char *dir)
{
	int ends[2];
	pid_t pid = -1;

	/* Our end stays open until we die; children that exec do not get it. */
	if (pipe2(ends, O_CLOEXEC) != 0 || (pid = fork()) < 0)
		fail_msg("cannot start the keeper of %s", dir);
	if (pid > 0) {
		close(ends[0]);
		return;
	}
	int null = open("/dev/null", O_WRONLY);
	setsid();
	dup2(ends[0], 0);
	dup2(null, 1);
	dup2(null, 2);
	close(ends[1]);
	execl("/bin/sh", "sh", "-c", keeper_script, "keeper", dir, (char *)NULL);
	_exit(127);
}

/* Variables of the caller that would change where our connections go. */
static void
clear_environment(void)
{
	static const char *const names[] = {
		"PGHOST",        "PGHOSTADDR",  "PGPORT",       "PGDATABASE",
		"PGUSER",        "PGPASSWORD",  "PGPASSFILE",   "PGSERVICE",
		"PGOPTIONS",     "PGAPPNAME",   "PGSSLMODE",    "PGTZ",
		"PGSERVICEFILE", "PGDATESTYLE", "PGSYSCONFDIR", "PGCLIENTENCODING",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		unsetenv(names[i]);
}

const char *
harness_dir(void)
{
	static char dir[128];

	if (dir[0] != '\0')
		return dir;
	const char *base = getenv("TMPDIR");
	snprintf(dir, sizeof(dir), "%s/t.XXXXXX", base && strlen(base) < 60 ? base : "/tmp");
	if (!mkdtemp(dir) || chmod(dir, 0755) != 0)
		fail_msg("cannot make the directory %s", dir);
	clear_environment();
	start_keeper(dir);
	return dir;
}

char *
harness_path(const char *prefix)
{
	static int number;

	return harness_format("%s/%s%d", harness_dir(), prefix, number++);
}

char *
harness_format(const char *format, ...)
{
	va_list arguments;
	char *text = NULL;

	va_start(arguments, format);
	int length = vasprintf(&text, format, arguments);
	va_end(arguments);
	if (length < 0)
		abort();
	return text;
}

void
harness_write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "we");

	if (!file || fputs(text, file) < 0 || fclose(file) != 0)
		fail_msg("cannot write %s", path);
}

char *
harness_read_file(const char *path)
{
	char *text = NULL;
	size_t size = 0;
	FILE *file = fopen(path, "re");

	if (!file)
		return harness_format("%s", "");
	/* No file that a test reads holds a NUL. */
	if (getdelim(&text, &size, '\0', file) < 0) {
		free(text);
		text = harness_format("%s", "");
	}
	fclose(file);
	return text;
}

size_t
harness_number(const char *variable, size_t otherwise)
{
	const char *value = getenv(variable);

	return value == NULL ? otherwise : strtoul(value, NULL, 10);
}

int
harness_free_port(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		                       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&address, length) != 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &length) != 0)
		fail_msg("no free port");
	close(fd);
	return ntohs(address.sin_port);
}

bool
wait_until(int timeout_ms, bool (*condition_cb)(void *arg), void *arg)
{
	const struct timespec pause = { .tv_nsec = POLL_MS * 1000000L };
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	int64_t end_ms = now.tv_sec * 1000 + now.tv_nsec / 1000000 + timeout_ms;
	for (;;) {
		if (condition_cb(arg))
			return true;
		clock_gettime(CLOCK_MONOTONIC, &now);
		if (now.tv_sec * 1000 + now.tv_nsec / 1000000 >= end_ms)
			return false;
		nanosleep(&pause, NULL);
	}
}
