#include "receiver.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define WAIT_MS 20000

void
receiver_await(int fd, int timeout_ms)
{
	struct pollfd poller = { .fd = fd, .events = POLLIN };

	if (poll(&poller, 1, timeout_ms) != 1)
		fail_msg("nothing came for %d ms", timeout_ms);
}

void
receiver_open(struct receiver *receiver)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		                       .sin_addr = { .s_addr = htonl(INADDR_LOOPBACK) } };
	socklen_t length = sizeof address;

	memset(receiver, 0, sizeof *receiver);
	receiver->client = -1;
	receiver->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(receiver->listener, (struct sockaddr *)&address, sizeof address), 0);
	assert_int_equal(listen(receiver->listener, 16), 0);
	assert_int_equal(getsockname(receiver->listener, (struct sockaddr *)&address, &length), 0);
	receiver->port = ntohs(address.sin_port);
}

void
receiver_close(struct receiver *receiver)
{
	close(receiver->listener);
	if (receiver->client >= 0)
		close(receiver->client);
}

void
receiver_accept(struct receiver *receiver, int timeout_ms)
{
	if (receiver->client >= 0)
		close(receiver->client);
	receiver_await(receiver->listener, timeout_ms);
	receiver->client = accept4(receiver->listener, NULL, NULL, SOCK_CLOEXEC);
	assert_true(receiver->client >= 0);
	receiver->length = 0;
	receiver->taken = 0;
	receiver->heard[0] = '\0';
}

void
receiver_say(const struct receiver *receiver, const char *text)
{
	assert_int_equal(send(receiver->client, text, strlen(text), MSG_NOSIGNAL), strlen(text));
}

/* Reads more; false: the other side has closed. */
static bool
read_more(struct receiver *receiver)
{
	ssize_t got;

	assert_true(receiver->length < RECEIVER_BYTES - 1);
	receiver_await(receiver->client, WAIT_MS);
	got = read(receiver->client, receiver->heard + receiver->length,
	           RECEIVER_BYTES - 1 - receiver->length);
	if (got <= 0)
		return false;
	receiver->length += (size_t)got;
	receiver->heard[receiver->length] = '\0';
	return true;
}

const char *
receiver_line(struct receiver *receiver)
{
	const char *line;
	char *end;

	while ((end = strchr(receiver->heard + receiver->taken, '\n')) == NULL) {
		if (!read_more(receiver))
			return NULL;
	}
	line = receiver->heard + receiver->taken;
	assert_true(end > line && end[-1] == '\r');
	end[-1] = '\0';
	receiver->taken = (size_t)(end + 1 - receiver->heard);
	return line;
}

size_t
receiver_take(struct receiver *receiver, int timeout_ms, const char *answer)
{
	size_t wanted = RECEIVER_BYTES, body = 0;

	receiver_accept(receiver, timeout_ms);
	while (receiver->length < wanted && read_more(receiver)) {
		const char *end = strstr(receiver->heard, "\r\n\r\n");
		const char *length;

		if (end == NULL)
			continue;
		length = strcasestr(receiver->heard, "\r\nContent-Length: ");
		assert_non_null(length);
		body = (size_t)(end + 4 - receiver->heard);
		wanted = body + strtoul(length + strlen("\r\nContent-Length: "), NULL, 10);
	}
	assert_int_equal(receiver->length, wanted);
	receiver_say(receiver, answer);
	return body;
}
