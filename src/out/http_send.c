/* Answers as bytes. Nearly always one sendmsg() takes all of it, and nothing is copied or kept. */
#include "out/http_priv.h"

#include "base/clock.h"
#include "base/log.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>

/* A reader that takes less than this in request_ms is too slow. */
#define RENEW_BYTES ((size_t)64 << 10)

/* IMF-fixdate of RFC 9110, made once a second; no locale is asked. */
static const char *
date(struct http *http)
{
	static const char days[7][4] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char months[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
		                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	time_t now = (time_t)(clock_wall_ms() / 1000);
	char date[128]; /* more than any struct tm can need */
	struct tm at;

	if (now == http->date_s || gmtime_r(&now, &at) == NULL)
		return http->date;
	http->date_s = now;
	snprintf(date, sizeof date, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[at.tm_wday],
	         at.tm_mday, months[at.tm_mon], at.tm_year + 1900, at.tm_hour, at.tm_min,
	         at.tm_sec);
	memcpy(http->date, date, sizeof http->date - 1);
	return http->date;
}

static bool
has_no_body(int status)
{
	return status == 204 || status == 304;
}

static void
add_header(struct text *line, const char *name, const char *value)
{
	if (value == NULL)
		return;
	text_add(line, name);
	text_add(line, value);
	text_add(line, "\r\n");
}

/* Status line and headers, into http->line. */
static void
make_head(struct http_client *client, const struct http_response *response)
{
	struct http *http = client->http;
	struct text *line = &http->line;
	char number[32];

	snprintf(number, sizeof number, "HTTP/1.1 %d ", response->status);
	text_clear(line);
	text_add(line, number);
	add_header(line, http_reason(response->status), "");
	add_header(line, "Server: pgdriftd\r\nDate: ", date(http));
	if (!has_no_body(response->status)) {
		snprintf(number, sizeof number, "%zu", response->length);
		add_header(line, "Content-Type: ", response->type);
		if (!response->endless)
			add_header(line, "Content-Length: ", number);
	}
	add_header(line, "X-Content-Type-Options: nosniff\r\nCache-Control: ",
	           response->cache == NULL ? "no-store" : response->cache);
	add_header(line, "ETag: ", response->etag);
	add_header(line, response->name, response->value);
	add_header(line, "Connection: ", client->close ? "close" : "keep-alive");
	text_add(line, "\r\n");
}

/* Returns how much of both went; 0 where the socket is full. A broken connection: DONE. */
static size_t
send_two(struct http_client *client, const char *head, size_t head_length, const char *body,
         size_t body_length)
{
	struct iovec parts[2] = {
		/* sendmsg() only reads; its struct has no const. */
		{ .iov_base = (void *)(uintptr_t)head, .iov_len = head_length },
		{ .iov_base = (void *)(uintptr_t)body, .iov_len = body_length },
	};
	const struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 };
	ssize_t sent = sendmsg(client->socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);

	if (sent >= 0)
		return (size_t)sent;
	if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
		client->state = HTTP_DONE;
	return 0;
}

void
http_send(struct http_client *client, const struct http_response *response)
{
	const struct text *line = &client->http->line;
	bool bare = client->head.method == METHOD_HEAD || has_no_body(response->status);
	size_t length = bare ? 0 : response->length;
	size_t sent;

	http_count(client->http, client->route, response->status);
	client->route = ROUTE_NONE;
	make_head(client, response);
	sent = send_two(client, line->bytes, line->length, response->bytes, length);
	if (client->state == HTTP_DONE)
		return;
	if (sent == line->length + length) {
		http_client_sent(client);
		return;
	}
	if (length > 0) {
		client->blob = http_blob_hold(client->http, response);
		if (client->blob == NULL) {
			log_line(LOG_LEVEL_DEBUG, NULL,
			         "http %s: dropped a slow reader: too many bytes wait already",
			         client->listener->name);
			client->state = HTTP_DONE;
			return;
		}
	}
	if (sent < line->length)
		text_addn(&client->out, line->bytes + sent, line->length - sent);
	client->blob_at = sent < line->length ? 0 : sent - line->length;
	client->blob_renewed = client->blob_at;
	http_client_wait(client);
}

static void
drop_sent(struct text *text, size_t sent)
{
	memmove(text->bytes, text->bytes + sent, text->length - sent);
	text->length -= sent;
	text->bytes[text->length] = '\0';
}

void
http_send_on(struct http_client *client)
{
	const struct http_blob *blob = client->blob;
	size_t rest = blob == NULL ? 0 : blob->length - client->blob_at;
	size_t sent = send_two(client, client->out.bytes, client->out.length,
	                       blob == NULL ? NULL : blob->bytes + client->blob_at, rest);
	size_t of_head = sent < client->out.length ? sent : client->out.length;

	if (of_head > 0)
		drop_sent(&client->out, of_head);
	client->blob_at += sent - of_head;
	if (client->blob_at - client->blob_renewed >= RENEW_BYTES) {
		client->blob_renewed = client->blob_at;
		client->deadline_ms = clock_ms() + client->http->limits.request_ms;
	}
	if (client->state == HTTP_DONE || client->out.length > 0 || sent - of_head < rest)
		return;
	text_done(&client->out);
	http_blob_unref(client->blob);
	client->blob = NULL;
	http_client_sent(client);
}
