/* A server that speaks PostgreSQL's protocol as badly as a test wants it to, on a free port of
 * 127.0.0.1. Each connection is served by a process of its own, which ends with the connection. */
#ifndef TESTS_FAKE_SERVER_H
#define TESTS_FAKE_SERVER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* What the server has seen of its clients; shared with the processes that serve them. */
struct fake_seen {
	atomic_int connections;
	atomic_int startups;  /* of sessions, in plain text */
	atomic_int passwords; /* 'p' messages, in plain text */
};

typedef void fake_serve(int fd, struct fake_seen *seen);

struct fake_server {
	bool everywhere; /* not on 127.0.0.1 alone; set before fake_start() */
	int port;
	pid_t pid;
	struct fake_seen *seen;
};

/* Listens, and gives each connection to `serve`. End it with fake_stop(). */
void fake_start(struct fake_server *server, fake_serve *serve);
void fake_stop(struct fake_server *server);

/* --- for serve functions: each ends the process where the client is gone ------------------------ */

/* Reads requests for encryption, which are answered with `encryption` ('S' or 'N'), until there is the
 * startup of a session; with 'S' only the first request. */
void fake_startup(int fd, struct fake_seen *seen, char encryption);

/* A startup, and a session that is ready. */
void fake_login(int fd, struct fake_seen *seen);

/* Reads a message; its type. */
char fake_message(int fd, struct fake_seen *seen);

/* Reads until the client waits for an answer. */
void fake_request(int fd, struct fake_seen *seen);

void fake_send(int fd, char type, const void *bytes, size_t length);
void fake_send_raw(int fd, const void *bytes, size_t length);

/* Answers nothing, for as long as the client stays. */
void fake_hang(int fd);

#endif
