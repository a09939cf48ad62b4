/* One delivery to a webhook. */
#ifndef OUT_HOOK_WEB_PRIV_H
#define OUT_HOOK_WEB_PRIV_H

#include "out/hook_priv.h"

#include <curl/curl.h>
#include <event2/event.h>

/* --- hook_web_loop.c --- */

/* libcurl's multi interface on the event loop, for one transfer. */
struct web_loop {
	struct event_base *base;
	CURLM *multi;
	struct event *timer;
	struct web_socket *sockets;
	/* Called from the loop, last, after libcurl did something: may free the loop. */
	void (*moved)(void *arg);
	void *arg;
};
void web_loop_init(struct web_loop *loop, struct event_base *base, void (*moved)(void *arg),
                   void *arg);
/* After the transfer was taken out. */
void web_loop_done(struct web_loop *loop);

/* --- hook_web.c --- */

struct web {
	struct hook_attempt attempt; /* first: the outside holds a pointer to it */
	struct web_loop loop;
	CURL *easy;
	struct curl_slist *headers;
	size_t headers_ours; /* the first of them; the others are from the configuration */
	char *body;
	char *url;           /* to find it in an answer */
	struct event *limit; /* of the grace after a stop */
	char error[CURL_ERROR_SIZE];
	char answer[2 * HOOK_KEPT_BYTES]; /* its beginning; see hook_web_answer.c */
	size_t answer_length;
	size_t answer_bytes;
	size_t header_bytes;
};

/* --- hook_web_request.c --- */

/* All options and headers of the request. */
void web_request(struct web *web, const struct hook_config *config, const struct event *event);

/* --- hook_web_answer.c --- */

/* What is received goes here; stops the transfer where it is too much. */
void web_answer_receive(struct web *web);

/* How a transfer that ended with `code` is to be taken. */
void web_answer_judge(const struct web *web, CURLcode code, struct hook_result *ret_result);

/* The beginning of the answer at debug level; not where it repeats what may be a secret. */
void web_answer_log(const struct web *web);

#endif
