/* From bytes to requests. Requests of one connection are answered one after another, and while an
 * answer waits for its reader nothing more is read: what a client can make us hold is one request,
 * one read beyond it, and one answer. */
#include "out/http_priv.h"

#include "base/clock.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static bool
is_reading(const struct http_client *client)
{
	return client->state == HTTP_HEAD || client->state == HTTP_BODY;
}

/* The head is all there: is it a request that we take? */
static bool
take_head(struct http_client *client, char *bytes)
{
	struct http_head *head = &client->head;
	int status = http_head_parse(bytes, client->scan.at, head);

	if (status == 200 && head->body_length > client->http->limits.body_bytes) {
		status = 413;
		head->problem = "the body is too large";
	}
	if (status != 200) {
		http_refuse(client, status, head->problem);
		return false;
	}
	client->state = HTTP_BODY;
	return true;
}

static void
ask_for_body(struct http_client *client)
{
	static const char answer[] = "HTTP/1.1 100 Continue\r\n\r\n";

	if (!client->head.expects_continue)
		return;
	client->head.expects_continue = false;
	(void)!send(client->socket, answer, sizeof answer - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* Answers the request at `bytes`. Returns its length, or 0: it is not all there, or was refused. */
static size_t
take_request(struct http_client *client, char *bytes, size_t length)
{
	struct http_request request = {
		.client = client,
		.head = &client->head,
		.bytes = bytes,
	};
	size_t whole;

	if (client->state == HTTP_HEAD) {
		int status = http_scan(&client->scan, bytes, length,
		                       client->http->limits.header_bytes);

		if (status != 0 && status != 200)
			http_refuse(client, status, client->scan.problem);
		if (status != 200 || !take_head(client, bytes))
			return 0;
	}
	whole = client->scan.at + client->head.body_length;
	if (length < whole) {
		ask_for_body(client);
		return 0;
	}
	request.body = bytes + client->scan.at;
	client->close = !client->head.keep_alive || client->http->draining;
	client->state = HTTP_HEAD;
	client->scan = (struct http_scan){ 0 };
	http_answer(&request);
	client->head = (struct http_head){ 0 };
	return whole;
}

/* Keeps what is not used up. `bytes` may lie in client->in. */
static void
keep_rest(struct http_client *client, const char *bytes, size_t length)
{
	struct text *in = &client->in;

	if (length == 0 || client->close || client->state == HTTP_DONE) {
		text_done(in);
	} else if (in->length > 0) {
		memmove(in->bytes, bytes, length);
		in->bytes[length] = '\0';
		in->length = length;
	} else {
		text_addn(in, bytes, length);
	}
}

void
http_receive_later(struct http_client *client)
{
	static const struct timeval now = { 0 };

	client->more = true;
	event_del(client->readable);
	event_add(client->http->resume, &now);
}

/* Answers the requests that are there. `bytes` is client->in, or what was just read. */
static void
process(struct http_client *client, char *bytes, size_t length)
{
	const struct http_limits *limits = &client->http->limits;
	size_t used = 0, count = 0;

	while (is_reading(client) && used < length && count < HTTP_PIPELINE_MAX) {
		size_t taken = take_request(client, bytes + used, length - used);

		if (taken == 0)
			break;
		used += taken;
		count++;
	}
	keep_rest(client, bytes + used, length - used);
	if (count == 0 || !is_reading(client))
		return;
	client->begun = used < length;
	client->deadline_ms = clock_ms() + (client->begun ? limits->request_ms : limits->idle_ms);
	if (count == HTTP_PIPELINE_MAX && used < length)
		http_receive_later(client);
}

void
http_receive(struct http_client *client)
{
	struct http *http = client->http;
	ssize_t got = read(client->socket, http->in, HTTP_READ_BYTES);

	if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
		return;
	if (got <= 0) {
		client->state = HTTP_DONE;
		return;
	}
	if (client->state == HTTP_LINGERING || client->state == HTTP_STREAMING)
		return;
	if (!client->begun) {
		client->begun = true;
		client->deadline_ms = clock_ms() + http->limits.request_ms;
	}
	if (client->in.length == 0) {
		process(client, http->in, (size_t)got);
		return;
	}
	text_addn(&client->in, http->in, (size_t)got);
	process(client, client->in.bytes, client->in.length);
}

void
http_receive_more(struct http_client *client)
{
	client->more = false;
	event_add(client->readable, NULL);
	process(client, client->in.bytes, client->in.length);
}
