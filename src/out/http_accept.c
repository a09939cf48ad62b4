/* Listening sockets: accepting, the limit on connections, and what happens when accepting fails. */
#include "out/http_priv.h"

#include "base/arena.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ACCEPTS_A_TURN 64
#define PAUSE_MS       500L

/* Over the limit: an answer that costs nothing, and the end. What the client has sent already is
 * taken first, or closing would send a reset that overtakes the answer. */
static void
turn_away(struct http_listener *listener, int socket)
{
	struct text *answer = &listener->http->line;
	char *body = http_problem_text(503, "there are too many connections");

	text_clear(answer);
	text_addf(
		answer,
		"HTTP/1.1 503 %s\r\nServer: pgdriftd\r\nContent-Type: application/problem+json\r\n"
		"Content-Length: %zu\r\nRetry-After: 1\r\nConnection: close\r\n\r\n%s",
		http_reason(503), strlen(body), body);
	free(body);
	http_count(listener->http, ROUTE_NONE, 503);
	(void)!read(socket, listener->http->in, HTTP_READ_BYTES);
	(void)!send(socket, answer->bytes, answer->length, MSG_NOSIGNAL | MSG_DONTWAIT);
	close(socket);
	log_line(LOG_LEVEL_DEBUG, NULL, "http %s: refused a connection: over the limit of %zu",
	         listener->name, listener->http->limits.connections);
}

static void
welcome(struct http_listener *listener, int socket)
{
	static const int on = 1;

	listener->failing = false;
	if (listener->clients >= listener->http->limits.connections) {
		turn_away(listener, socket);
		return;
	}
	/* Not for unix sockets, which say so. */
	(void)setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	http_client_new(listener, socket);
}

/* Level-triggered, a listening socket that cannot be accepted from would spin the loop. */
static void
pause_listener(struct http_listener *listener, int error)
{
	static const struct timeval pause = { .tv_sec = 0, .tv_usec = PAUSE_MS * 1000 };

	event_del(listener->event);
	event_add(listener->pause, &pause);
	if (!listener->failing)
		log_line(LOG_LEVEL_WARNING, NULL,
		         "http %s: cannot accept connections: %s; trying again every %ld ms",
		         listener->name, strerror(error), PAUSE_MS);
	listener->failing = true;
}

static void
accept_cb(evutil_socket_t fd, short what, void *arg)
{
	struct http_listener *listener = arg;
	(void)what;

	for (int i = 0; i < ACCEPTS_A_TURN; i++) {
		int socket = accept4((int)fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (socket >= 0) {
			welcome(listener, socket);
			continue;
		}
		if (errno == EAGAIN || errno == EWOULDBLOCK)
			return;
		if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
			pause_listener(listener, errno);
			return;
		}
		/* Else that one connection has failed already (accept(2)): on to the next. */
	}
}

static void
pause_cb(evutil_socket_t fd, short what, void *arg)
{
	struct http_listener *listener = arg;
	(void)fd;
	(void)what;

	event_add(listener->event, NULL);
}

static bool
accept_on(struct http *http, int socket, const char *name, bool control, struct err *err)
{
	struct http_listener *listener;
	int listens = 0;
	socklen_t length = sizeof listens;

	if (getsockopt(socket, SOL_SOCKET, SO_ACCEPTCONN, &listens, &length) != 0 || !listens)
		return err_set(err, ERR_IO, "%s: file descriptor %d is not a listening socket",
		               name, socket);
	if (fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_NONBLOCK) != 0 ||
	    fcntl(socket, F_SETFD, FD_CLOEXEC) != 0)
		return err_set(err, ERR_IO, "%s: %s", name, strerror(errno));

	listener = mem_alloc(sizeof *listener);
	listener->http = http;
	listener->socket = socket;
	listener->name = mem_strdup(name);
	listener->control = control;
	listener->event = event_new(http->base, socket, EV_READ | EV_PERSIST, accept_cb, listener);
	listener->pause = event_new(http->base, -1, 0, pause_cb, listener);
	if (listener->event == NULL || listener->pause == NULL)
		abort(); /* out of memory */
	event_add(listener->event, NULL);
	listener->next = http->listeners;
	http->listeners = listener;
	return true;
}

bool
http_accept(struct http *http, int socket, const char *name, struct err *err)
{
	return accept_on(http, socket, name, false, err);
}

bool
http_accept_control(struct http *http, int socket, const char *name, struct err *err)
{
	return accept_on(http, socket, name, true, err);
}

void
http_listener_close(struct http_listener *listener)
{
	if (listener->socket < 0)
		return;
	/* Who has connected before the end is heard. */
	accept_cb(listener->socket, EV_READ, listener);
	event_del(listener->event);
	event_del(listener->pause);
	close(listener->socket);
	listener->socket = -1;
}

void
http_listener_free(struct http_listener *listener)
{
	event_free(listener->event);
	event_free(listener->pause);
	if (listener->socket >= 0)
		close(listener->socket);
	free(listener->name);
	free(listener);
}
