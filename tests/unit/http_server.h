/* A server in a child process, with literal reports on its board, and a client that sends and sees
 * every byte. The server ends by SIGTERM as the daemon does: it drains, frees everything, exits 0. */
#ifndef TESTS_HTTP_SERVER_H
#define TESTS_HTTP_SERVER_H

#include "out/http.h"

#include <sys/types.h>

#define ODD_TARGET "q\"/\xc3\xa9\x01" /* a name that must be escaped everywhere */

/* Targets: `main` (two tables are missing), `calm` (in sync), ODD_TARGET (in sync). An extra check of
 * `main` finds it in sync, and where there is history, is an event of `main` that is told to streams;
 * what is acknowledged or silenced then is an event of no target. /metrics lists
 * http_counts(): "/health 503 1". */
struct server_options {
	struct http_limits limits; /* zeroes: the daemon's own, but idle_ms and request_ms 2 s */
	const char *token;
	unsigned long descriptors; /* 0: as many as we have */
	size_t findings;           /* of one more target, `big` */
	bool pending;              /* one more target, `new`, is pending */
	bool history;              /* a store, and a control socket */
	size_t events;             /* in the store from the beginning, "e1", "e2", ... of `main` */
	size_t event_bytes;        /* of the data of each, about */
};

struct http_server {
	pid_t pid;
	bool ending;        /* has had its SIGTERM */
	int port;           /* on 127.0.0.1 */
	char directory[64]; /* holds the unix sockets http.sock and control.sock and the log */
};

void server_start(struct http_server *server, const struct server_options *options);

/* Sends the SIGTERM. */
void server_end(struct http_server *server);

/* Ends it, removes what it left; a server that does not end cleanly fails the test. */
void server_stop(struct http_server *server);

/* utime and stime, in ms. */
long server_cpu_ms(const struct http_server *server);

/* All of its log. Caller owns. */
char *server_log(const struct http_server *server);

/* Connected sockets that wait at most 20 s for anything; -1: refused. */
int server_connect(const struct http_server *server);
int server_connect_unix(const struct http_server *server);
int server_connect_control(const struct http_server *server);

void send_bytes(int socket, const char *bytes, size_t length);
void send_text(int socket, const char *text);

struct reply {
	int status; /* 0: the connection ended instead */
	char *head; /* status line and headers, with the last CRLF of each */
	char *body;
	size_t length; /* of the body */
};

/* Reads one answer of a kept connection. `bare`: to HEAD, has no body. */
struct reply reply_read(int socket, bool bare);
void reply_done(struct reply *reply);

/* The value of a header, or NULL; borrowed until the next call. */
const char *reply_header(const struct reply *reply, const char *name);

/* The next byte is the end (or a reset). */
bool is_closed(int socket);

/* On a connection of its own: sends, reads one answer. ret_closed (or NULL): whether the server then
 * closed, asked for only where the answer says so. */
struct reply ask_bytes(const struct http_server *server, const char *bytes, size_t length,
                       bool *ret_closed);
struct reply ask(const struct http_server *server, const char *text);

/* "GET PATH" with the headers that it needs; or another method. */
struct reply ask_path(const struct http_server *server, const char *method, const char *path);

#endif
