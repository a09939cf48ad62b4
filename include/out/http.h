/* The HTTP server: evhttp behind a small seam that adds what it lacks (strictness, limits). */
#ifndef OUT_HTTP_H
#define OUT_HTTP_H

#include "base/err.h"
#include "report/board.h"
#include "report/health.h"

#include <event2/event.h>

struct http_limits {
	size_t header_bytes; /* 8 KiB */
	size_t body_bytes;   /* 64 KiB */
	int64_t idle_ms;     /* 5 s: a keep-alive connection with nothing under way */
	int64_t request_ms;  /* 10 s: a whole request, however slowly it drips */
	size_t connections;  /* 128 */
};

/* What the server asks of the rest of the program. */
struct http_services {
	struct board *board;
	health_stands *stands; /* called with `arg` */
	/* An extra check of a target (NULL: of all). false: no such target. */
	bool (*check_now)(void *arg, const char *target);
	void *arg;
	const char *admin_token; /* NULL: POST is 403 */
};

struct http;

struct http *http_new(struct event_base *base, const struct http_limits *limits,
                      const struct http_services *services);
void http_free(struct http *http);

/* Takes over a listening socket; `name` is for messages ("127.0.0.1:8432"). */
bool http_accept(struct http *http, int socket, const char *name, struct err *err);

/* Opens "127.0.0.1:8432", "[::1]:8432", "unix:/run/x.sock" (mode 0660; a dead socket of that name is
 * replaced, one that somebody answers on is not) for listening. Caller owns the descriptor.
 * Errors: ERR_IO, with the address and what to do. */
bool http_listen(const char *address, int *ret_socket, struct err *err);

/* Whether `address` is one that http_listen() understands; for the configuration. */
bool http_address_valid(const char *address, struct err *err);

/* No more connections and no keep-alive; what is under way is answered. `idle` is called from the
 * loop when nothing is left. */
void http_drain(struct http *http, void (*idle)(void *arg), void *arg);

/* Changes the token after a reload (NULL: none). Copied. */
void http_set_admin_token(struct http *http, const char *token);

#endif
