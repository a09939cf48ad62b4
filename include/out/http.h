/* The HTTP server: a strict HTTP/1.1 (RFC 9112) for small answers, on the event loop.
 * Not on evhttp: that has no limits, takes requests that two readers understand differently, and
 * took 27 us of CPU per request of a kept connection where this takes 17 and nginx 19. */
#ifndef OUT_HTTP_H
#define OUT_HTTP_H

#include "base/err.h"
#include "out/store.h"
#include "report/board.h"
#include "report/health.h"

#include <event2/event.h>

struct http_limits {
	size_t header_bytes; /* 8 KiB: request line and headers together */
	size_t body_bytes;   /* 64 KiB */
	int64_t idle_ms;     /* 5 s: a connection with nothing under way */
	int64_t request_ms; /* 10 s: a whole request, however slowly it drips; and for an answer, or
	                      * each 64 KiB of a long one, to be taken */
	size_t connections; /* 128, on each listening socket: slow clients of one do not shut another */
	size_t streams;     /* of events, over all sockets; 0: 32 */
	int64_t ping_ms; /* how often a stream without events shows that it lives; 0: 15 s */
};

/* What the server asks of the rest of the program. */
struct http_services {
	struct board *board;
	health_stands *stands; /* called with `arg`, as all below */
	/* An extra check of a target (NULL: of all). false: no such target. */
	bool (*check_now)(void *arg, const char *target);
	/* Adds what GET /metrics answers. */
	void (*metrics)(void *arg, struct text *out);
	/* After an acknowledgement or a silence came or was taken back; may be NULL. */
	void (*mutes_changed)(void *arg);
	void *arg;
	const char *admin_token; /* copied; NULL or "": POST is 403 */
};

struct http;

/* `base` and what the services point to are borrowed and outlive the server. */
struct http *http_new(struct event_base *base, const struct http_limits *limits,
                      const struct http_services *services);
/* Closes everything at once. NULL is fine. */
void http_free(struct http *http);

/* Takes over a listening socket, ours or systemd's; `name` is for messages ("127.0.0.1:8432").
 * Errors: ERR_IO where it is none; then it is still the caller's. */
bool http_accept(struct http *http, int socket, const char *name, struct err *err);

/* The same, and whoever can connect there needs no token. */
bool http_accept_control(struct http *http, int socket, const char *name, struct err *err);

/* Opens "127.0.0.1:8432", "[::1]:8432", "unix:/run/x.sock" (mode 0660; a dead socket of that name is
 * replaced, one that somebody answers on is not) for listening. Caller owns the descriptor.
 * Errors: ERR_IO, with the address and what to do. */
bool http_listen(const char *address, int *ret_socket, struct err *err);

/* Opens a unix socket for whoever may do everything: the same, with mode 0600 and a bare path. */
bool http_listen_control(const char *path, int *ret_socket, struct err *err);

/* Whether `address` is one that http_listen() understands; for the configuration. Errors:
 * ERR_CONFIG. */
bool http_address_valid(const char *address, struct err *err);

/* No more connections and no keep-alive; what is under way is answered, within request_ms. `idle`
 * is called once, from the loop, when nothing is left. */
void http_drain(struct http *http, void (*idle)(void *arg), void *arg);

/* Answers since the start that there were any of: by path ("other": none of ours, or no request) and
 * status ("other": one that a query chose). */
typedef void http_counted(void *arg, const char *path, const char *status, uint64_t count);
void http_counts(const struct http *http, http_counted *each, void *arg);

/* History, acknowledgements and silences. Borrowed, and outlives the server; until it is given, the
 * paths of all that are 404. */
void http_set_store(struct http *http, struct store *store);

/* The store has new events: they go out to the streams once the loop turns. */
void http_events_changed(struct http *http);

/* Changes the token after a reload (NULL: none). Copied. */
void http_set_admin_token(struct http *http, const char *token);

#endif
