/* The head of an HTTP/1.x request (RFC 9112), read strictly: what two readers could take in two
 * ways is refused. Pure: bytes in, verdict out. */
#ifndef OUT_HTTP_HEAD_PRIV_H
#define OUT_HTTP_HEAD_PRIV_H

#include "out/route.h"

/* How far the search for the end of a head has come. Zero-initialise for each request. */
struct http_scan {
	size_t at;           /* the next byte to look at; when all is there, the head's length */
	size_t line;         /* where its line begins */
	bool begun;          /* the request line is behind us */
	const char *problem; /* with a refusal: for `detail` */
};

/* Looks at what has arrived since the last call; `bytes` is the request from its start. Returns 0:
 * more must come; 200: the head is scan->at bytes long; else the status of the refusal (400, 414,
 * 431), which comes as early as it can be known. `limit` bounds the whole head. */
int http_scan(struct http_scan *scan, const char *bytes, size_t length, size_t limit);

/* Texts are offsets from the start of the request, NUL-terminated there, so that they stay right
 * when the bytes move; 0: there is none. */
struct http_head {
	enum method method;
	size_t target;
	size_t if_none_match; /* also 0 where the header stands twice: then it counts
                           for nothing */
	size_t authorization;
	size_t accept; /* the first of several */
	size_t content_type;
	size_t last_event_id;
	size_t body_length; /* SIZE_MAX: more than a number can say */
	bool keep_alive;
	bool expects_continue;
	const char *problem; /* with a refusal: for `detail` */
};

/* Takes a head that http_scan() has passed apart, in place. Returns 200, or the status of the
 * refusal (400, 417, 505). */
int http_head_parse(char *bytes, size_t length, struct http_head *ret_head);

#endif
