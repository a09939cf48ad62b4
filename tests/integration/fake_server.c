#include "fake_server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define STARTUP_BYTES 10000
#define PROTOCOL_3    196608
#define REQUEST_SSL   80877103
#define REQUEST_GSS   80877104

static void
read_bytes(int fd, void *bytes, size_t length)
{
	char *at = bytes;

	while (length > 0) {
		ssize_t got = recv(fd, at, length, 0);

		if (got <= 0)
			_exit(0);
		at += got;
		length -= (size_t)got;
	}
}

static uint32_t
read_number(int fd)
{
	uint32_t number;

	read_bytes(fd, &number, sizeof number);
	return ntohl(number);
}

static void
skip_bytes(int fd, size_t length)
{
	char bytes[4096];

	while (length > 0) {
		size_t part = length < sizeof bytes ? length : sizeof bytes;

		read_bytes(fd, bytes, part);
		length -= part;
	}
}

void
fake_send_raw(int fd, const void *bytes, size_t length)
{
	const char *at = bytes;

	while (length > 0) {
		ssize_t sent = send(fd, at, length, MSG_NOSIGNAL);

		if (sent <= 0)
			_exit(0);
		at += sent;
		length -= (size_t)sent;
	}
}

void
fake_send(int fd, char type, const void *bytes, size_t length)
{
	uint32_t said = htonl((uint32_t)(length + sizeof said));

	fake_send_raw(fd, &type, 1);
	fake_send_raw(fd, &said, sizeof said);
	fake_send_raw(fd, bytes, length);
}

void
fake_hang(int fd)
{
	for (;;)
		skip_bytes(fd, 1);
}

void
fake_startup(int fd, struct fake_seen *seen, char encryption)
{
	for (;;) {
		uint32_t length = read_number(fd);
		uint32_t code = read_number(fd);

		if (length < 8 || length > STARTUP_BYTES)
			_exit(0);
		skip_bytes(fd, length - 8);
		if (code != REQUEST_SSL && code != REQUEST_GSS) {
			seen->startups += code == PROTOCOL_3;
			return;
		}
		fake_send_raw(fd, &encryption, 1);
		if (encryption != 'N')
			return;
	}
}

static void
send_parameter(int fd, const char *name, const char *value)
{
	char bytes[256];
	size_t length = strlen(name) + 1;

	memcpy(bytes, name, length);
	memcpy(bytes + length, value, strlen(value) + 1);
	fake_send(fd, 'S', bytes, length + strlen(value) + 1);
}

void
fake_login(int fd, struct fake_seen *seen)
{
	fake_startup(fd, seen, 'N');
	fake_send(fd, 'R', "\0\0\0\0", 4);
	send_parameter(fd, "server_version", "15.4");
	send_parameter(fd, "server_encoding", "UTF8");
	send_parameter(fd, "client_encoding", "UTF8");
	send_parameter(fd, "standard_conforming_strings", "on");
	fake_send(fd, 'K', "\0\0\0\1\0\0\0\2", 8);
	fake_send(fd, 'Z', "I", 1);
}

char
fake_message(int fd, struct fake_seen *seen)
{
	char type;
	uint32_t length;

	read_bytes(fd, &type, 1);
	length = read_number(fd);
	skip_bytes(fd, length - sizeof length);
	seen->passwords += type == 'p';
	return type;
}

void
fake_request(int fd, struct fake_seen *seen)
{
	char type;

	do
		type = fake_message(fd, seen);
	while (type != 'S' && type != 'Q');
}

/* Ends with whoever has started it. */
static void
serve_all(int listener, fake_serve *serve, struct fake_seen *seen)
{
	signal(SIGCHLD, SIG_IGN);
	for (;;) {
		int fd = accept(listener, NULL, NULL);

		if (fd < 0)
			_exit(1);
		seen->connections++;
		if (fork() == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			close(listener);
			serve(fd, seen);
			_exit(0);
		}
		close(fd);
	}
}

void
fake_start(struct fake_server *server, fake_serve *serve)
{
	uint32_t host = server->everywhere ? INADDR_ANY : INADDR_LOOPBACK;
	struct sockaddr_in address = { .sin_family = AF_INET,
		                       .sin_addr = { .s_addr = htonl(host) } };
	socklen_t length = sizeof address;
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
	assert_int_equal(listen(listener, 16), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &length), 0);
	server->port = ntohs(address.sin_port);
	server->seen = mmap(NULL, sizeof *server->seen, PROT_READ | PROT_WRITE,
	                    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(server->seen != MAP_FAILED);
	server->pid = fork();
	assert_true(server->pid >= 0);
	if (server->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		serve_all(listener, serve, server->seen);
	}
	close(listener);
}

void
fake_stop(struct fake_server *server)
{
	if (server->pid == 0)
		return;
	kill(server->pid, SIGKILL);
	assert_int_equal(waitpid(server->pid, NULL, 0), server->pid);
	server->pid = 0;
	munmap(server->seen, sizeof *server->seen);
}
