/* A web server of a few lines in a process of its own, as good or as bad as it is told to be. */
#ifndef TESTS_HOOK_RECEIVER_H
#define TESTS_HOOK_RECEIVER_H

#include "hook_fixture.h"

#include <sys/types.h>

enum receiver_way {
	RECEIVER_ANSWERS,       /* with the text, and closes */
	RECEIVER_ECHOES,        /* the request comes back in the body */
	RECEIVER_DRIPS,         /* the text, then a byte at a time, for ever */
	RECEIVER_FLOODS,        /* the text, then 'x' for ever */
	RECEIVER_FLOODS_HEADER, /* a header line after the other */
	RECEIVER_SILENT,        /* takes the request, and says nothing */
	RECEIVER_HANGS_UP       /* at once */
};
struct receiver_step {
	enum receiver_way way;
	const char *text;
};

struct receiver {
	pid_t pid;
	int port;
	char *directory; /* the n-th request lies in "request-n" there, from 0 */
};

/* The n-th connection is treated by the n-th step, those after the last one by the last. With a
 * certificate (a PEM file that holds its key too) it speaks TLS. */
struct receiver receiver_start(const struct ground *ground, const struct receiver_step *steps,
                               size_t count, const char *certificate);
void receiver_stop(struct receiver *receiver);

/* The whole request, or "" if it has not come; caller owns. */
char *receiver_request(const struct receiver *receiver, unsigned number);

/* A self-signed certificate for 127.0.0.1 (or for another name) with its key; caller owns the path. */
char *receiver_certificate(const struct ground *ground, const char *alternative_name);

#endif
