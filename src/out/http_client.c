/* The life of one connection: its deadlines, and its end. */
#include "out/http_priv.h"

#include "base/arena.h"
#include "base/clock.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static bool
is_reading(const struct http_client *client)
{
	return client->state == HTTP_HEAD || client->state == HTTP_BODY;
}

static void
reap(struct http_client *client)
{
	if (client->state == HTTP_DONE)
		http_client_free(client);
}

static void
readable_cb(evutil_socket_t socket, short what, void *arg)
{
	struct http_client *client = arg;
	(void)socket;
	(void)what;

	http_receive(client);
	reap(client);
}

static void
writable_cb(evutil_socket_t socket, short what, void *arg)
{
	struct http_client *client = arg;
	(void)socket;
	(void)what;

	if (client->state == HTTP_STREAMING)
		http_stream_write(client);
	else
		http_send_on(client);
	reap(client);
}

void
http_client_new(struct http_listener *listener, int socket)
{
	struct http *http = listener->http;
	struct http_client *client = mem_alloc(sizeof *client);

	client->http = http;
	client->listener = listener;
	client->socket = socket;
	client->readable = event_new(http->base, socket, EV_READ | EV_PERSIST, readable_cb, client);
	client->writable = event_new(http->base, socket, EV_WRITE | EV_PERSIST, writable_cb,
	                             client);
	if (client->readable == NULL || client->writable == NULL)
		abort(); /* out of memory */
	event_add(client->readable, NULL);
	client->deadline_ms = clock_ms() + http->limits.idle_ms;
	client->next = http->clients;
	client->self = &http->clients;
	if (client->next != NULL)
		client->next->self = &client->next;
	http->clients = client;
	listener->clients++;
	http_joined(http);
}

void
http_client_free(struct http_client *client)
{
	struct http *http = client->http;

	*client->self = client->next;
	if (client->next != NULL)
		client->next->self = client->self;
	client->listener->clients--;
	event_free(client->readable);
	event_free(client->writable);
	close(client->socket);
	text_done(&client->in);
	text_done(&client->out);
	http_blob_unref(client->blob);
	http_stream_free(client);
	free(client);
	http_left(http);
}

void
http_client_wait(struct http_client *client)
{
	client->state = HTTP_ANSWERING;
	client->deadline_ms = clock_ms() + client->http->limits.request_ms;
	event_del(client->readable);
	event_add(client->writable, NULL);
}

void
http_client_sent(struct http_client *client)
{
	bool waited = client->state == HTTP_ANSWERING;

	if (waited) {
		event_del(client->writable);
		event_add(client->readable, NULL);
	}
	if (client->stream != NULL) {
		http_stream_go_on(client);
		return;
	}
	if (waited && client->http->draining && client->in.length == 0)
		client->close = true;
	if (client->close) {
		/* RFC 9112, 9.6: or a reset could overtake the answer. */
		client->state = shutdown(client->socket, SHUT_WR) == 0 ? HTTP_LINGERING : HTTP_DONE;
		client->deadline_ms = clock_ms() + HTTP_LINGER_MS;
		return;
	}
	client->state = HTTP_HEAD;
	if (!waited)
		return;
	client->begun = client->in.length > 0;
	client->deadline_ms = clock_ms() + (client->begun ? client->http->limits.request_ms
	                                                  : client->http->limits.idle_ms);
	if (client->begun)
		http_receive_later(client);
}

void
http_client_sweep(struct http_client *client, int64_t now_ms)
{
	if (now_ms < client->deadline_ms)
		return;
	if (is_reading(client) && client->begun)
		http_refuse(client, 408, "the request took too long");
	else if (client->state == HTTP_STREAMING)
		http_stream_late(client);
	else
		client->state = HTTP_DONE;
	reap(client);
}

void
http_client_resume(struct http_client *client)
{
	bool draining = client->http->draining;

	if (client->more) {
		http_receive_more(client);
	} else if (draining && is_reading(client)) {
		http_receive(client);
	} else if (client->state == HTTP_STREAMING) {
		http_stream_go_on(client);
	}
	/* A stream has no end of its own; its reader comes back with the last id. */
	if (draining && client->state == HTTP_STREAMING)
		client->state = HTTP_DONE;
	if (draining && client->state == HTTP_HEAD && !client->begun)
		client->state = HTTP_DONE;
	reap(client);
}
