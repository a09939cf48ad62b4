#include "harness_http.h"

#include "harness.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#define LIMIT_S    20
#define READ_BYTES 65536

static int
connect_to(int family, const void *address, socklen_t length)
{
	const struct timeval limit = { .tv_sec = LIMIT_S };
	int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		fail_msg("socket: %s", strerror(errno));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	if (connect(fd, address, length) == 0)
		return fd;
	close(fd);
	return -1;
}

int
http_connect(const char *address)
{
	struct sockaddr_un local = { .sun_family = AF_UNIX };
	struct sockaddr_in inet = { .sin_family = AF_INET };
	const char *colon = strrchr(address, ':');

	assert_non_null(colon);
	if (strncmp(address, "unix:", 5) == 0) {
		assert_true(strlen(address + 5) < sizeof(local.sun_path));
		memcpy(local.sun_path, address + 5, strlen(address + 5));
		return connect_to(AF_UNIX, &local, sizeof(local));
	}
	char *host = strndup(address, (size_t)(colon - address));
	assert_int_equal(inet_pton(AF_INET, host, &inet.sin_addr), 1);
	inet.sin_port = htons((uint16_t)atoi(colon + 1));
	free(host);
	return connect_to(AF_INET, &inet, sizeof(inet));
}

/* Everything up to the end; a reset is an end as well. */
static char *
read_to_end(int fd, size_t *ret_length)
{
	char *bytes = NULL;
	size_t length = 0;

	for (;;) {
		bytes = realloc(bytes, length + READ_BYTES + 1);
		ssize_t got = read(fd, bytes + length, READ_BYTES);
		if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			fail_msg("the connection was not closed within %d s", LIMIT_S);
		if (got <= 0)
			break;
		length += (size_t)got;
	}
	bytes[length] = '\0';
	*ret_length = length;
	return bytes;
}

char *
http_raw(const char *address, const void *bytes, size_t length, size_t *ret_length)
{
	size_t sent = 0, received = 0;
	int fd = http_connect(address);

	if (fd < 0)
		return NULL;
	/* The other side may close before it has read everything: then its answer is what counts. */
	while (sent < length) {
		ssize_t wrote = send(fd, (const char *)bytes + sent, length - sent, MSG_NOSIGNAL);
		if (wrote < 0)
			break;
		sent += (size_t)wrote;
	}
	char *answer = read_to_end(fd, &received);
	close(fd);
	if (ret_length)
		*ret_length = received;
	return answer;
}

/* Puts chunks together in place. */
static size_t
join_chunks(char *body, size_t length)
{
	size_t in = 0, out = 0;

	while (in < length) {
		char *end = NULL;
		size_t size = strtoul(body + in, &end, 16);
		char *data = strstr(end, "\r\n");
		if (!data || size == 0 || size > length - (size_t)(data + 2 - body))
			break;
		in = (size_t)(data + 2 - body) + size + 2;
		memmove(body + out, data + 2, size);
		out += size;
	}
	body[out] = '\0';
	return out;
}

char *
http_header(const struct http_response *response, const char *name)
{
	size_t length = strlen(name);

	for (const char *line = response->headers; line; line = strstr(line, "\r\n")) {
		line += line == response->headers ? 0 : 2;
		if (strncasecmp(line, name, length) != 0 || line[length] != ':')
			continue;
		const char *value = line + length + 1;
		value += strspn(value, " \t");
		return harness_format("%.*s", (int)strcspn(value, "\r"), value);
	}
	return NULL;
}

static struct http_response *
parse_response(char *answer, size_t length)
{
	struct http_response *response = calloc(1, sizeof(*response));
	char *body = answer ? strstr(answer, "\r\n\r\n") : NULL;

	if (!body || sscanf(answer, "HTTP/1.%*1[01] %d ", &response->status) != 1) {
		response->headers = harness_format("%s", answer ? answer : "");
		response->body = harness_format("%s", "");
		free(answer);
		return response;
	}
	response->headers = harness_format("%.*s", (int)(body - answer), answer);
	response->body_length = length - (size_t)(body + 4 - answer);
	response->body = malloc(response->body_length + 1);
	memcpy(response->body, body + 4, response->body_length + 1);
	free(answer);

	char *encoding = http_header(response, "Transfer-Encoding");
	if (encoding && strcasecmp(encoding, "chunked") == 0)
		response->body_length = join_chunks(response->body, response->body_length);
	free(encoding);
	return response;
}

struct http_response *
http_request(const char *address, const char *method, const char *path, const char *headers,
             const char *body)
{
	char *content = body ? harness_format("Content-Length: %zu\r\n", strlen(body))
	                     : harness_format("%s", "");
	char *request = harness_format(
		"%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s%s\r\n%s", method,
		path, content, headers ? headers : "", body ? body : "");
	size_t length = 0;
	char *answer = http_raw(address, request, strlen(request), &length);

	free(request);
	free(content);
	return parse_response(answer, length);
}

void
http_free(struct http_response *response)
{
	if (!response)
		return;
	free(response->headers);
	free(response->body);
	free(response);
}

int
http_status(const char *address, const char *path)
{
	struct http_response *response = http_request(address, "GET", path, NULL, NULL);
	int status = response->status;

	http_free(response);
	return status;
}

json_t *
http_json(const char *address, const char *path, int *ret_status)
{
	struct http_response *response = http_request(address, "GET", path, NULL, NULL);
	json_error_t error;
	json_t *root = json_loadb(response->body, response->body_length, JSON_REJECT_DUPLICATES,
	                          &error);

	if (!root)
		fail_msg("GET %s: status %d, not JSON (%s): %s", path, response->status, error.text,
		         response->body);
	if (ret_status)
		*ret_status = response->status;
	http_free(response);
	return root;
}
