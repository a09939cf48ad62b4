#include "daemon/notify.h"

#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The other end: what systemd listens on. */
struct listener {
	int socket;
	char directory[64];
	char path[96]; /* "" where the socket is abstract */
	char message[4096];
};

static void
listen_on(struct listener *listener, const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	socklen_t length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name));

	memcpy(address.sun_path, name, strlen(name));
	if (name[0] == '@')
		address.sun_path[0] = '\0';
	listener->socket = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	assert_true(listener->socket >= 0);
	assert_int_equal(bind(listener->socket, (struct sockaddr *)&address, length), 0);
	setenv("NOTIFY_SOCKET", name, 1);
}

static int
setup(void **state)
{
	struct listener *listener = calloc(1, sizeof *listener);

	strcpy(listener->directory, "/tmp/pgdriftd-notify-XXXXXX");
	if (mkdtemp(listener->directory) == NULL)
		return -1;
	snprintf(listener->path, sizeof listener->path, "%s/socket", listener->directory);
	unsetenv("NOTIFY_SOCKET");
	unsetenv("WATCHDOG_USEC");
	unsetenv("WATCHDOG_PID");
	listener->socket = -1;
	*state = listener;
	return 0;
}

static int
teardown(void **state)
{
	struct listener *listener = *state;
	int failed;

	if (listener->socket >= 0)
		close(listener->socket);
	unlink(listener->path);
	failed = rmdir(listener->directory);
	free(listener);
	return failed;
}

/* The next datagram that has arrived, or "". */
static const char *
heard(struct listener *listener)
{
	ssize_t length = recv(listener->socket, listener->message, sizeof listener->message - 1,
	                      MSG_DONTWAIT);

	listener->message[length > 0 ? length : 0] = '\0';
	return listener->message;
}

static void
each_message_is_one_datagram(void **state)
{
	struct listener *listener = *state;
	struct notify notify;

	listen_on(listener, listener->path);
	notify_open(&notify);
	notify_ready(&notify, "3 targets: 1 in sync");
	notify_status(&notify, "2 targets");
	notify_watchdog(&notify);
	notify_stopping(&notify);
	assert_string_equal(heard(listener), "READY=1\nSTATUS=3 targets: 1 in sync\n");
	assert_string_equal(heard(listener), "STATUS=2 targets\n");
	assert_string_equal(heard(listener), "WATCHDOG=1\n");
	assert_string_equal(heard(listener), "STOPPING=1\nSTATUS=stopping\n");
	assert_string_equal(heard(listener), "");
	notify_close(&notify);
}

static void
a_reload_says_when_it_began(void **state)
{
	struct listener *listener = *state;
	struct notify notify;
	int64_t before = clock_us(), said = 0;

	listen_on(listener, listener->path);
	notify_open(&notify);
	notify_reloading(&notify);
	assert_int_equal(sscanf(heard(listener), "RELOADING=1\nMONOTONIC_USEC=%" SCNd64, &said), 1);
	assert_true(said >= before && said <= clock_us());
	notify_close(&notify);
}

static void
a_newline_in_a_status_adds_no_assignment(void **state)
{
	struct listener *listener = *state;
	struct notify notify;

	listen_on(listener, listener->path);
	notify_open(&notify);
	notify_status(&notify, "a\nSTOPPING=1");
	assert_string_equal(heard(listener), "STATUS=a STOPPING=1\n");
	notify_close(&notify);
}

static void
abstract_sockets_are_reached(void **state)
{
	struct listener *listener = *state;
	struct notify notify;
	char name[64];

	snprintf(name, sizeof name, "@pgdriftd-test-%d", (int)getpid());
	listen_on(listener, name);
	notify_open(&notify);
	notify_watchdog(&notify);
	assert_string_equal(heard(listener), "WATCHDOG=1\n");
	notify_close(&notify);
}

static void
the_variables_are_not_left_to_children(void **state)
{
	struct listener *listener = *state;
	struct notify notify;

	listen_on(listener, listener->path);
	setenv("WATCHDOG_USEC", "30000000", 1);
	setenv("WATCHDOG_PID", "1", 1);
	notify_open(&notify);
	assert_null(getenv("NOTIFY_SOCKET"));
	assert_null(getenv("WATCHDOG_USEC"));
	assert_null(getenv("WATCHDOG_PID"));
	notify_close(&notify);
}

static int64_t
watchdog_with(struct listener *listener, const char *usec, const char *pid)
{
	struct notify notify;
	int64_t watchdog_us;

	setenv("NOTIFY_SOCKET", listener->path, 1);
	setenv("WATCHDOG_USEC", usec, 1);
	unsetenv("WATCHDOG_PID");
	if (pid != NULL)
		setenv("WATCHDOG_PID", pid, 1);
	notify_open(&notify);
	watchdog_us = notify.watchdog_us;
	notify_close(&notify);
	return watchdog_us;
}

static void
the_watchdog_watches_its_own_process_only(void **state)
{
	struct listener *listener = *state;
	char own[32];

	snprintf(own, sizeof own, "%d", (int)getpid());
	listen_on(listener, listener->path);
	assert_int_equal(watchdog_with(listener, "30000000", NULL), 30000000);
	assert_int_equal(watchdog_with(listener, "30000000", own), 30000000);
	assert_int_equal(watchdog_with(listener, "30000000", "1"), 0);
	assert_int_equal(watchdog_with(listener, "30000000", ""), 0);
	assert_int_equal(watchdog_with(listener, "0", NULL), 0);
	assert_int_equal(watchdog_with(listener, "-5", NULL), 0);
	assert_int_equal(watchdog_with(listener, "5s", NULL), 0);
	assert_int_equal(watchdog_with(listener, "99999999999999999999", NULL), 0);
}

static void
without_a_listener_nothing_happens(void **state)
{
	static const char *const names[] = { NULL, "", "@", "/", "relative", "vsock:2:5" };
	char longest[256];
	struct notify notify;

	(void)state;
	for (size_t i = 0; i <= sizeof names / sizeof *names; i++) {
		const char *name = i < sizeof names / sizeof *names ? names[i] : longest;
		memset(longest, '/', sizeof longest - 1);
		longest[sizeof longest - 1] = '\0';
		if (name != NULL)
			setenv("NOTIFY_SOCKET", name, 1);
		setenv("WATCHDOG_USEC", "1000000", 1);
		notify_open(&notify);
		assert_int_equal(notify.address_length, 0);
		assert_int_equal(notify.watchdog_us, 0);
		notify_ready(&notify, "x");
		notify_close(&notify);
	}
}

/* systemd reads slowly: what is only the newest of many must not wait for it. */
static void
a_full_socket_holds_nobody_up(void **state)
{
	struct listener *listener = *state;
	struct notify notify;
	int64_t begun;

	listen_on(listener, listener->path);
	notify_open(&notify);
	begun = clock_ms();
	for (int i = 0; i < 10000; i++)
		notify_watchdog(&notify);
	notify_status(&notify, "late");
	assert_true(clock_ms() - begun < 5000);
	assert_string_equal(heard(listener), "WATCHDOG=1\n");
	notify_close(&notify);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_message_is_one_datagram, setup, teardown),
		cmocka_unit_test_setup_teardown(a_reload_says_when_it_began, setup, teardown),
		cmocka_unit_test_setup_teardown(a_newline_in_a_status_adds_no_assignment, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(abstract_sockets_are_reached, setup, teardown),
		cmocka_unit_test_setup_teardown(the_variables_are_not_left_to_children, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(the_watchdog_watches_its_own_process_only, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(without_a_listener_nothing_happens, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(a_full_socket_holds_nobody_up, setup, teardown),
	};

	return cmocka_run_group_tests_name("daemon_notify", tests, NULL, NULL);
}
