/* GET /v1/events: the history, a page at a time. */
#include "out/http_priv.h"

#include "base/stamp.h"

#include <stdlib.h>
#include <string.h>

#define LIMIT_STANDARD 100
#define PAGE_BYTES     ((size_t)1 << 20) /* an event more than that is the last of its page */

struct page {
	struct text *out;
	size_t limit;
	size_t count;
	bool more; /* than fit into this page */
};

int64_t
http_sequence(const char *digits, int64_t other)
{
	/* At most 18 digits: route_match() has seen to it. */
	return digits == NULL ? other : strtoll(digits, NULL, 10);
}

/* What the store keeps of an event is JSON already. */
static bool
add_event(void *arg, const struct event *event)
{
	struct page *page = arg;
	bool data = event->data != NULL && event->data[0] != '\0';

	page->more = page->count == page->limit || page->out->length >= PAGE_BYTES;
	if (page->more)
		return false;
	text_addf(page->out, "%s\n  {\"sequence\": %lld, \"event\": ", page->count > 0 ? "," : "",
	          (long long)event->sequence);
	text_add(page->out, data ? event->data : "null");
	text_add(page->out, "}");
	page->count++;
	return true;
}

void
http_answer_events(const struct http_request *request)
{
	struct http *http = request->client->http;
	struct store *store = http->store;
	const char *since = route_query(request->match, "since");
	struct page page = { .out = &http->body };
	struct store_query query = {
		.after = http_sequence(route_query(request->match, "after"), 0),
		.target = route_query(request->match, "target"),
	};

	if (store == NULL) {
		http_problem(request->client, 404, "no history is kept here");
		return;
	}
	page.limit = (size_t)http_sequence(route_query(request->match, "limit"), LIMIT_STANDARD);
	query.limit = page.limit + 1; /* one more tells that there are more */
	if (since != NULL)
		clock_stamp_read(since, &query.since);
	text_clear(page.out);
	text_add(page.out, "{\"events\": [");
	store_events(store, &query, add_event, &page);
	text_addf(page.out, "%s],\n \"last\": %lld, \"more\": %s}\n", page.count > 0 ? "\n" : "",
	          (long long)store_last(store), page.more ? "true" : "false");
	http_send(request->client, &(struct http_response){ .status = 200,
	                                                    .type = "application/json",
	                                                    .bytes = page.out->bytes,
	                                                    .length = page.out->length });
}
