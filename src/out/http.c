/* The life of the server: its parts, its timers, its end. One timer looks at all deadlines, so that
 * a request costs no timer of its own; it runs only while there are connections. */
#include "out/http_priv.h"

#include "base/arena.h"
#include "base/clock.h"

#include <stdlib.h>
#include <string.h>

#define SWEEP_MS_LEAST 10
#define SWEEP_MS_MOST  250
#define STREAMS        32
#define PING_MS        15000

static void
sweep_cb(evutil_socket_t socket, short what, void *arg)
{
	struct http *http = arg;
	int64_t now_ms = clock_ms();
	struct http_client *next;
	(void)socket;
	(void)what;

	for (struct http_client *client = http->clients; client != NULL; client = next) {
		next = client->next;
		http_client_sweep(client, now_ms);
	}
}

static void
resume_cb(evutil_socket_t socket, short what, void *arg)
{
	struct http *http = arg;
	struct http_client *next;
	(void)socket;
	(void)what;

	for (struct http_client *client = http->clients; client != NULL; client = next) {
		next = client->next;
		if (client->more)
			http_client_resume(client);
	}
}

static void
news_cb(evutil_socket_t socket, short what, void *arg)
{
	struct http *http = arg;
	struct http_client *next;
	(void)socket;
	(void)what;

	for (struct http_client *client = http->clients; client != NULL; client = next) {
		next = client->next;
		if (client->state == HTTP_STREAMING)
			http_client_resume(client);
	}
}

static void
drained_cb(evutil_socket_t socket, short what, void *arg)
{
	struct http *http = arg;
	void (*idle)(void *arg) = http->idle;
	(void)socket;
	(void)what;

	http->idle = NULL;
	if (idle != NULL)
		idle(http->idle_arg);
}

struct http *
http_new(struct event_base *base, const struct http_limits *limits,
         const struct http_services *services)
{
	struct http *http = mem_alloc(sizeof *http);

	http->base = base;
	http->limits = *limits;
	if (http->limits.streams == 0)
		http->limits.streams = STREAMS;
	if (http->limits.ping_ms == 0)
		http->limits.ping_ms = PING_MS;
	http->services = *services;
	http->services.admin_token = NULL; /* only its hash is kept */
	http_set_admin_token(http, services->admin_token);
	http->sweep = event_new(base, -1, EV_PERSIST, sweep_cb, http);
	http->resume = event_new(base, -1, 0, resume_cb, http);
	http->drained = event_new(base, -1, 0, drained_cb, http);
	http->news = event_new(base, -1, 0, news_cb, http);
	if (http->sweep == NULL || http->resume == NULL || http->drained == NULL ||
	    http->news == NULL)
		abort(); /* out of memory */
	http->date_s = -1;
	return http;
}

void
http_free(struct http *http)
{
	if (http == NULL)
		return;
	while (http->clients != NULL)
		http_client_free(http->clients);
	while (http->listeners != NULL) {
		struct http_listener *listener = http->listeners;

		http->listeners = listener->next;
		http_listener_free(listener);
	}
	event_free(http->sweep);
	event_free(http->resume);
	event_free(http->drained);
	event_free(http->news);
	free(http->token_hash);
	http_plan_done(&http->plan);
	text_done(&http->health);
	text_done(&http->line);
	text_done(&http->body);
	free(http);
}

void
http_set_admin_token(struct http *http, const char *token)
{
	char hash[HASH_HEX_BYTES];

	free(http->token_hash);
	http->token_hash = NULL;
	if (token == NULL || token[0] == '\0')
		return;
	hash_sha256(token, strlen(token), hash);
	http->token_hash = mem_strdup(hash);
}

void
http_set_store(struct http *http, struct store *store)
{
	http->store = store;
}

void
http_events_changed(struct http *http)
{
	if (http->streams > 0)
		event_active(http->news, EV_TIMEOUT, 0);
}

void
http_joined(struct http *http)
{
	const struct http_limits *limits = &http->limits;
	int64_t ms = limits->idle_ms < limits->request_ms ? limits->idle_ms : limits->request_ms;
	struct timeval interval;

	if (evtimer_pending(http->sweep, NULL))
		return;
	ms /= 4;
	if (ms < SWEEP_MS_LEAST)
		ms = SWEEP_MS_LEAST;
	if (ms > SWEEP_MS_MOST)
		ms = SWEEP_MS_MOST;
	interval = (struct timeval){ .tv_sec = 0, .tv_usec = (suseconds_t)ms * 1000 };
	event_add(http->sweep, &interval);
}

void
http_left(struct http *http)
{
	if (http->clients != NULL)
		return;
	event_del(http->sweep);
	if (http->draining)
		event_active(http->drained, EV_TIMEOUT, 0);
}

void
http_drain(struct http *http, void (*idle)(void *arg), void *arg)
{
	struct http_client *next;

	http->idle = idle;
	http->idle_arg = arg;
	for (struct http_listener *at = http->listeners; at != NULL; at = at->next)
		http_listener_close(at);
	http->draining = true;
	/* A request that is already in the socket is answered; a client without one goes. */
	for (struct http_client *client = http->clients; client != NULL; client = next) {
		next = client->next;
		http_client_resume(client);
	}
	http_left(http);
}
