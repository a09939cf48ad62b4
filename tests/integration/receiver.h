/* A server of the test's own, for one connection after another: what a program sends is read by the
 * test itself, which says what it gets for an answer. Whatever takes longer than 20 s fails the test. */
#ifndef TESTS_RECEIVER_H
#define TESTS_RECEIVER_H

#include <stdbool.h>
#include <stddef.h>

#define RECEIVER_BYTES 65536

struct receiver {
	int listener;
	int port;                   /* of 127.0.0.1 */
	int client;                 /* -1: none yet */
	char heard[RECEIVER_BYTES]; /* from the client, NUL-terminated */
	size_t length;
	size_t taken; /* by receiver_line() */
};

void receiver_open(struct receiver *receiver);
void receiver_close(struct receiver *receiver);

/* Waits for the next client, in place of the one that there is. */
void receiver_accept(struct receiver *receiver, int timeout_ms);

void receiver_say(const struct receiver *receiver, const char *text);

/* The next line, which must end with CRLF, as a string of its own within `heard`; NULL: the client
 * has closed. */
const char *receiver_line(struct receiver *receiver);

/* Accepts a client, takes one HTTP request with its Content-Length and answers it. The body stands at
 * `heard` plus what is returned. */
size_t receiver_take(struct receiver *receiver, int timeout_ms, const char *answer);

/* Waits until something comes. */
void receiver_await(int fd, int timeout_ms);

#endif
