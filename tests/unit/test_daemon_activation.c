#include "daemon/activation.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static int
tcp_socket(bool listening)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		                       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int descriptor = socket(AF_INET, SOCK_STREAM, 0);

	if (bind(descriptor, (struct sockaddr *)&address, sizeof address) != 0 ||
	    (listening && listen(descriptor, 5) != 0))
		abort();
	return descriptor;
}

static int
unix_socket(const char *path, int type)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int descriptor = socket(AF_UNIX, type, 0);

	snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	if (bind(descriptor, (struct sockaddr *)&address, sizeof address) != 0)
		abort();
	if (type == SOCK_STREAM && listen(descriptor, 5) != 0)
		abort();
	return descriptor;
}

/* What the child tells the test: count, or the message, and what is left of it all. */
struct outcome {
	bool ok;
	size_t count;
	bool environment_clean;
	bool close_on_exec;
	char message[512];
	char first_name[128];
};

static void
set_environment(const char *pid, const char *count)
{
	char own[32];

	snprintf(own, sizeof own, "%d", (int)getpid());
	setenv("LISTEN_PID", pid != NULL ? pid : own, 1);
	setenv("LISTEN_FDS", count, 1);
	setenv("LISTEN_FDNAMES", "http", 1);
}

static void
take_in_child(const int *sockets, size_t socket_count, const char *pid, const char *count,
              struct outcome *outcome)
{
	struct err err = { 0 };

	for (size_t i = 0; i < socket_count; i++)
		dup2(sockets[i], ACTIVATION_FIRST + (int)i);
	set_environment(pid, count);
	outcome->ok = activation_take(&outcome->count, &err);
	outcome->environment_clean = getenv("LISTEN_PID") == NULL && getenv("LISTEN_FDS") == NULL &&
	                             getenv("LISTEN_FDNAMES") == NULL;
	outcome->close_on_exec = (fcntl(ACTIVATION_FIRST, F_GETFD) & FD_CLOEXEC) != 0;
	snprintf(outcome->message, sizeof outcome->message, "%.500s", err.message);
	if (outcome->ok && outcome->count > 0) {
		char *name = activation_describe(ACTIVATION_FIRST);
		snprintf(outcome->first_name, sizeof outcome->first_name, "%.120s", name);
		free(name);
	}
}

/* Runs in a child, because the numbers of the descriptors are the protocol's. */
static struct outcome
outcome_of(const int *sockets, size_t socket_count, const char *pid, const char *count)
{
	struct outcome outcome = { 0 };
	int high[4], pipes[2], back, status;
	pid_t child;

	/* Out of the way of the numbers that they are to have. */
	for (size_t i = 0; i < socket_count; i++)
		high[i] = fcntl(sockets[i], F_DUPFD, 100);
	assert_int_equal(pipe(pipes), 0);
	back = fcntl(pipes[1], F_DUPFD, 100);
	child = fork();
	if (child == 0) {
		take_in_child(high, socket_count, pid, count, &outcome);
		_exit(write(back, &outcome, sizeof outcome) == (ssize_t)sizeof outcome ? 0 : 1);
	}
	assert_int_equal(read(pipes[0], &outcome, sizeof outcome), sizeof outcome);
	assert_int_equal(waitpid(child, &status, 0), child);
	for (size_t i = 0; i < socket_count; i++) {
		close(high[i]);
		close(sockets[i]);
	}
	close(pipes[0]);
	close(pipes[1]);
	close(back);
	return outcome;
}

static void
sockets_are_taken_over(void **unused)
{
	char path[64];
	char name[80];
	struct outcome outcome;

	(void)unused;
	snprintf(path, sizeof path, "/tmp/pgdriftd-activation-%d", (int)getpid());
	int sockets[] = { unix_socket(path, SOCK_STREAM), tcp_socket(true) };
	outcome = outcome_of(sockets, 2, NULL, "2");
	unlink(path);
	assert_string_equal(outcome.message, "");
	assert_true(outcome.ok);
	assert_int_equal(outcome.count, 2);
	assert_true(outcome.environment_clean);
	assert_true(outcome.close_on_exec);
	snprintf(name, sizeof name, "unix:%s", path);
	assert_string_equal(outcome.first_name, name);
}

static void
a_tcp_socket_has_address_and_port(void **unused)
{
	int sockets[] = { tcp_socket(true) };
	struct outcome outcome = outcome_of(sockets, 1, NULL, "1");

	(void)unused;
	assert_true(outcome.ok);
	assert_memory_equal(outcome.first_name, "127.0.0.1:", 10);
	assert_true(atoi(outcome.first_name + 10) > 0);
}

static void
what_is_meant_for_another_process_is_left_alone(void **unused)
{
	static const char *const pids[] = { "1", "", "x", "-1" };

	(void)unused;
	for (size_t i = 0; i < sizeof pids / sizeof *pids; i++) {
		int sockets[] = { tcp_socket(true) };
		struct outcome outcome = outcome_of(sockets, 1, pids[i], "1");
		assert_true(outcome.ok);
		assert_int_equal(outcome.count, 0);
		assert_true(outcome.environment_clean);
		assert_false(outcome.close_on_exec);
	}
}

static void
what_does_not_listen_is_refused(void **unused)
{
	char path[64];
	int sockets[] = { tcp_socket(false) };
	struct outcome outcome = outcome_of(sockets, 1, NULL, "1");

	(void)unused;
	assert_false(outcome.ok);
	assert_string_equal(outcome.message,
	                    "descriptor 3 of LISTEN_FDS (http) is not a listening TCP or "
	                    "unix stream socket");
	assert_true(outcome.environment_clean);

	snprintf(path, sizeof path, "/tmp/pgdriftd-activation-%d", (int)getpid());
	sockets[0] = unix_socket(path, SOCK_DGRAM);
	outcome = outcome_of(sockets, 1, NULL, "1");
	unlink(path);
	assert_false(outcome.ok);

	sockets[0] = open("/dev/null", O_RDONLY);
	outcome = outcome_of(sockets, 1, NULL, "1");
	assert_false(outcome.ok);
}

static void
more_than_there_are_is_refused(void **unused)
{
	int sockets[] = { tcp_socket(true) };
	struct outcome outcome = outcome_of(sockets, 1, NULL, "9");

	(void)unused;
	assert_false(outcome.ok);
	sockets[0] = tcp_socket(true);
	outcome = outcome_of(sockets, 1, NULL, "65");
	assert_false(outcome.ok);
	assert_string_equal(outcome.message, "LISTEN_FDS: more than 64 sockets");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sockets_are_taken_over),
		cmocka_unit_test(a_tcp_socket_has_address_and_port),
		cmocka_unit_test(what_is_meant_for_another_process_is_left_alone),
		cmocka_unit_test(what_does_not_listen_is_refused),
		cmocka_unit_test(more_than_there_are_is_refused),
	};

	return cmocka_run_group_tests_name("daemon_activation", tests, NULL, NULL);
}
