/* GET /v1/stream: server-sent events. A stream holds its place in the history and at most one batch
 * of text: whoever reads slowly makes it wait, and whoever does not read at all is dropped and comes
 * back with the last id that it saw. */
#include "out/http_priv.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define BATCH_BYTES  ((size_t)64 << 10) /* a batch ends with the event that reaches this */
#define BATCH_EVENTS 100
#define ID_DIGITS    18
#define COMING_BACK  ": events of pgdriftd\nretry: 2000\n\n"

struct http_stream {
	int64_t after; /* the sequence of the last event that was put into `out` */
	char *target;  /* NULL: all, and those of the whole daemon */
	bool more;     /* than the last batch may be in the store */
};

/* Where the stream begins: behind the last event that the client saw, or behind the newest. A number
 * that was not given yet is of another history. */
static bool
find_place(const struct http_request *request, int64_t *ret_after)
{
	const char *id = http_text(request, request->head->last_event_id);
	int64_t last = store_last(request->client->http->store);
	int64_t after;

	if (id == NULL || id[0] == '\0')
		id = route_query(request->match, "after");
	else if (strlen(id) > ID_DIGITS || strspn(id, "0123456789") != strlen(id))
		return false;
	after = http_sequence(id, last);
	*ret_after = after > last ? last : after;
	return true;
}

static void
begin(const struct http_request *request, int64_t after)
{
	struct http_client *client = request->client;
	const char *target = route_query(request->match, "target");

	client->stream = mem_alloc(sizeof *client->stream);
	client->stream->after = after;
	client->stream->target = target == NULL ? NULL : mem_strdup(target);
	client->http->streams++;
	client->close = true; /* the end of the connection is that of the answer */
	http_send(client, &(struct http_response){ .status = 200,
	                                           .type = "text/event-stream",
	                                           .bytes = COMING_BACK,
	                                           .length = strlen(COMING_BACK),
	                                           .endless = true });
}

void
http_answer_stream(const struct http_request *request)
{
	struct http_client *client = request->client;
	struct http *http = client->http;
	int64_t after;

	if (http->store == NULL)
		http_problem(client, 404, "no history is kept here");
	else if (http->draining || http->streams >= http->limits.streams)
		http_problem_more(client, 503, "there are too many streams", "Retry-After: ", "10");
	else if (!find_place(request, &after))
		http_problem(client, 400, "Last-Event-ID is not an id of this stream");
	else
		begin(request, after);
}

void
http_stream_free(struct http_client *client)
{
	if (client->stream == NULL)
		return;
	client->http->streams--;
	free(client->stream->target);
	free(client->stream);
}

/* Each line of the data is a line of the event. */
static void
add_data(const char *data, struct text *out)
{
	for (;;) {
		size_t length = strcspn(data, "\r\n");

		text_add(out, "data: ");
		text_addn(out, data, length);
		text_add(out, "\n");
		data += length;
		if (*data == '\0')
			return;
		data += data[0] == '\r' && data[1] == '\n' ? 2 : 1;
	}
}

static bool
add_event(void *arg, const struct event *event)
{
	struct http_client *client = arg;
	struct text *out = &client->out;

	client->stream->after = event->sequence;
	text_addf(out, "id: %lld\nevent: %s\n", (long long)event->sequence,
	          event_type_name(event->type));
	add_data(event->data == NULL ? "" : event->data, out);
	text_add(out, "\n");
	client->stream->more = out->length >= BATCH_BYTES;
	return !client->stream->more;
}

static void
fill(struct http_client *client)
{
	struct http_stream *stream = client->stream;
	struct store *store = client->http->store;
	const struct store_query query = {
		.after = stream->after,
		.target = stream->target,
		.limit = BATCH_EVENTS,
	};
	int64_t last = store_last(store), before = stream->after;

	stream->more = false;
	if (before >= last)
		return;
	store_events(store, &query, add_event, client);
	/* A full batch of small events; and what a target has nothing of is not looked at again. */
	stream->more = stream->more || stream->after - before >= BATCH_EVENTS;
	if (client->out.length == 0)
		stream->after = last;
}

/* Sends what is in `out`; the rest waits for the socket. A broken connection: DONE. */
static void
push(struct http_client *client)
{
	struct text *out = &client->out;
	ssize_t sent;

	if (out->length == 0)
		return;
	sent = send(client->socket, out->bytes, out->length, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (sent < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
		client->state = HTTP_DONE;
		return;
	}
	if (sent > 0) {
		memmove(out->bytes, out->bytes + sent, out->length - (size_t)sent);
		out->length -= (size_t)sent;
		out->bytes[out->length] = '\0';
	}
	if (out->length == 0)
		text_done(out);
}

/* One batch a turn: other clients have theirs in between. */
static void
wait_for_more(struct http_client *client)
{
	if (client->state == HTTP_DONE)
		return;
	if (client->out.length > 0 || client->stream->more) {
		event_add(client->writable, NULL);
	} else {
		event_del(client->writable);
		client->deadline_ms = clock_ms() + client->http->limits.ping_ms;
	}
}

void
http_stream_go_on(struct http_client *client)
{
	client->state = HTTP_STREAMING;
	if (client->out.length == 0) {
		fill(client);
		client->deadline_ms = clock_ms() + client->http->limits.request_ms;
		push(client);
	}
	wait_for_more(client);
}

void
http_stream_write(struct http_client *client)
{
	push(client);
	if (client->state != HTTP_DONE && client->out.length == 0)
		http_stream_go_on(client);
}

void
http_stream_late(struct http_client *client)
{
	if (client->out.length > 0 || client->stream->more) {
		log_line(LOG_LEVEL_DEBUG, NULL, "http %s: dropped a slow reader of events",
		         client->listener->name);
		client->state = HTTP_DONE;
		return;
	}
	text_add(&client->out, ":\n\n");
	client->deadline_ms = clock_ms() + client->http->limits.request_ms;
	push(client);
	wait_for_more(client);
}
