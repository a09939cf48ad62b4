#include "out/http.h"

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
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A directory of the test's own, and the unix socket in it. */
struct place {
	char directory[64];
	char path[80];
	char address[96];
};

static int
make_place(void **state)
{
	const char *tmp = getenv("TMPDIR");
	struct place *place = calloc(1, sizeof *place);

	snprintf(place->directory, sizeof place->directory, "%s/listen.XXXXXX",
	         tmp == NULL ? "/tmp" : tmp);
	assert_non_null(mkdtemp(place->directory));
	snprintf(place->path, sizeof place->path, "%s/http.sock", place->directory);
	snprintf(place->address, sizeof place->address, "unix:%s", place->path);
	*state = place;
	return 0;
}

static int
remove_place(void **state)
{
	struct place *place = *state;

	unlink(place->path);
	assert_int_equal(rmdir(place->directory), 0);
	free(place);
	return 0;
}

static void
addresses_are_numeric_or_absolute_paths(void **unused)
{
	static const char *const good[] = {
		"127.0.0.1:8432",          "0.0.0.0:1", "[::1]:65535", "[::]:8432",
		"unix:/run/pgdriftd.sock",
	};
	static const char *const bad[] = {
		"",
		":",
		"127.0.0.1",
		"127.0.0.1:",
		"127.0.0.1:0",
		"127.0.0.1:65536",
		"127.0.0.1:99999999999",
		"127.0.0.1:+80",
		"127.0.0.1:80a",
		"127.0.0.1: 80",
		"localhost:8432",
		"*:8432",
		":8432",
		"8432",
		"127.1:8432",
		"::1:8432",
		"[::1]",
		"[::1]8432",
		"[::1:8432",
		"[]:8432",
		"[127.0.0.1]:8432",
		"[:8432",
		"unix:",
		"unix:http.sock",
		"unix:@abstract",
		"http://127.0.0.1:8432",
		"11111111111111111111111111111111111111111111111111111111111111:80",
	};
	char deep[200] = "unix:/";
	(void)unused;

	for (size_t i = 0; i < COUNT(good); i++) {
		struct err err = { 0 };

		if (!http_address_valid(good[i], &err))
			fail_msg("%s: %s", good[i], err.message);
	}
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct err err = { 0 };

		if (http_address_valid(bad[i], &err))
			fail_msg("%s was taken", bad[i]);
		assert_int_equal(err.code, ERR_CONFIG);
		assert_int_equal(strncmp(err.message, bad[i], strlen(bad[i])), 0);
	}
	memset(deep + 6, 'a', sizeof deep - 7);
	deep[5 + 107] = '\0';
	assert_true(http_address_valid(deep, NULL));
	deep[5 + 107] = 'a';
	deep[5 + 108] = '\0';
	assert_false(http_address_valid(deep, NULL));
}

static void
a_unix_socket_is_for_owner_and_group(void **state)
{
	const struct place *place = *state;
	mode_t mask = umask(0);
	struct err err = { 0 };
	struct stat status;
	int fd;

	assert_true(http_listen(place->address, &fd, &err));
	assert_int_equal(umask(mask), 0);
	assert_int_equal(stat(place->path, &status), 0);
	assert_true(S_ISSOCK(status.st_mode));
	assert_int_equal(status.st_mode & 0777, 0660);
	assert_true((fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
	assert_true((fcntl(fd, F_GETFL) & O_NONBLOCK) != 0);
	close(fd);
}

static bool
answers(const struct place *place)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	bool connected;

	snprintf(address.sun_path, sizeof address.sun_path, "%s", place->path);
	connected = connect(fd, (const struct sockaddr *)&address, sizeof address) == 0;
	close(fd);
	return connected;
}

static void
only_a_dead_unix_socket_is_replaced(void **state)
{
	const struct place *place = *state;
	struct err err = { 0 };
	int first, second = -1;

	assert_true(http_listen(place->address, &first, &err));
	assert_false(http_listen(place->address, &second, &err));
	assert_int_equal(second, -1);
	assert_int_equal(err.code, ERR_IO);
	assert_non_null(strstr(err.message, "another process listens there"));
	assert_true(answers(place));
	close(first); /* as a process does that was killed: the file stays */
	assert_false(answers(place));
	err = (struct err){ 0 };
	assert_true(http_listen(place->address, &second, &err));
	assert_true(answers(place));
	close(second);
}

static void
a_file_that_is_no_socket_is_left_alone(void **state)
{
	const struct place *place = *state;
	int file = open(place->path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	struct err err = { 0 };
	struct stat status;
	int fd;

	close(file);
	assert_false(http_listen(place->address, &fd, &err));
	assert_non_null(strstr(err.message, "no socket"));
	assert_int_equal(stat(place->path, &status), 0);
	assert_true(S_ISREG(status.st_mode));
}

static void
a_directory_that_is_missing_is_named(void **state)
{
	const struct place *place = *state;
	char address[128];
	struct err err = { 0 };
	int fd;

	snprintf(address, sizeof address, "unix:%s/missing/http.sock", place->directory);
	assert_false(http_listen(address, &fd, &err));
	assert_non_null(strstr(err.message, address));
	assert_non_null(strstr(err.message, "make the directory first"));
}

/* Another listener on a port of the kernel's choice, on 127.0.0.1. */
static int
occupy(int *ret_port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		                       .sin_addr = { .s_addr = htonl(INADDR_LOOPBACK) } };
	socklen_t length = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	assert_int_equal(listen(fd, 1), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &length), 0);
	*ret_port = ntohs(address.sin_port);
	return fd;
}

static void
a_port_in_use_is_refused_and_free_again_afterwards(void **unused)
{
	struct err err = { 0 };
	char address[64];
	int port, other = occupy(&port), fd = -1;
	(void)unused;

	snprintf(address, sizeof address, "127.0.0.1:%d", port);
	assert_false(http_listen(address, &fd, &err));
	assert_non_null(strstr(err.message, address));
	assert_non_null(strstr(err.message, "another process listens there"));
	close(other);
	err = (struct err){ 0 };
	if (!http_listen(address, &fd, &err))
		fail_msg("%s", err.message);
	close(fd);
}

static void
only_a_listening_socket_is_accepted(void **unused)
{
	const struct http_limits limits = { 8192, 65536, 5000, 10000, 128, 32, 15000 };
	struct event_base *base = event_base_new();
	const struct http_services services = { .board = board_new() };
	struct http *http = http_new(base, &limits, &services);
	int port, listening = occupy(&port), plain = socket(AF_INET, SOCK_STREAM, 0);
	struct err err = { 0 };
	(void)unused;

	assert_false(http_accept(http, plain, "systemd:3", &err));
	assert_non_null(strstr(err.message, "systemd:3"));
	err = (struct err){ 0 };
	assert_false(http_accept(http, STDIN_FILENO, "stdin", &err));
	close(plain);
	err = (struct err){ 0 };
	assert_true(http_accept(http, listening, "inet", &err));
	http_free(http);
	http_free(NULL);
	assert_int_equal(fcntl(listening, F_GETFD), -1); /* it was closed */
	board_free(services.board);
	event_base_free(base);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_numeric_or_absolute_paths),
		cmocka_unit_test_setup_teardown(a_unix_socket_is_for_owner_and_group, make_place,
		                                remove_place),
		cmocka_unit_test_setup_teardown(only_a_dead_unix_socket_is_replaced, make_place,
		                                remove_place),
		cmocka_unit_test_setup_teardown(a_file_that_is_no_socket_is_left_alone, make_place,
		                                remove_place),
		cmocka_unit_test_setup_teardown(a_directory_that_is_missing_is_named, make_place,
		                                remove_place),
		cmocka_unit_test(a_port_in_use_is_refused_and_free_again_afterwards),
		cmocka_unit_test(only_a_listening_socket_is_accepted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
