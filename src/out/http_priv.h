/* What the files of the HTTP server share: the server, its listening sockets, its connections, and
 * an answer on its way. */
#ifndef OUT_HTTP_PRIV_H
#define OUT_HTTP_PRIV_H

#include "out/http.h"

#include "base/hash.h"
#include "base/text.h"
#include "out/http_head_priv.h"
#include "out/route.h"

#define HTTP_READ_BYTES   16384
#define HTTP_DATE_BYTES   30 /* "Sun, 06 Nov 1994 08:49:37 GMT" */
#define HTTP_ETAG_BYTES   (HASH_HEX_BYTES + 2)
#define HTTP_LINGER_MS    1000
#define HTTP_HELD_BYTES   ((size_t)64 << 20)
#define HTTP_STATUSES     21 /* that have a name here */
#define HTTP_PIPELINE_MAX 16 /* requests of one connection in one turn of the loop */

/* Bytes of answers that their readers are slow to take; the same answer is held once. */
struct http_blob {
	unsigned references;
	struct http *http;
	char etag[HTTP_ETAG_BYTES];
	size_t length;
	char *bytes;
};

struct http_listener {
	struct http_listener *next;
	struct http *http;
	int socket;
	char *name;
	bool control; /* no token is asked for */
	size_t clients;
	struct event *event; /* a connection waits */
	struct event *pause; /* after accepting failed, until it is tried again */
	bool failing;        /* said in the log already */
};

/* HEAD and BODY: reading. ANSWERING: the reader is slow; nothing is read until the answer is out.
 * STREAMING: events go out as they come; what the client says is dropped.
 * LINGERING: the last answer is out and our side closed; what still comes is dropped, so that no
 * reset overtakes the answer. DONE: freed as soon as the callback returns. */
enum http_state { HTTP_HEAD, HTTP_BODY, HTTP_ANSWERING, HTTP_STREAMING, HTTP_LINGERING, HTTP_DONE };

struct http_stream;

struct http_client {
	struct http_client *next, **self; /* *self == this client */
	struct http *http;
	struct http_listener *listener;
	int socket;
	struct event *readable; /* persistent; pending in all states but ANSWERING and DONE */
	struct event *writable; /* persistent; pending in ANSWERING, and in STREAMING with `out` */
	enum http_state state;
	bool begun; /* a request has: deadline_ms is the request's, else that of idleness */
	bool close; /* after the answer under way */
	bool more;  /* has had its share of this turn; its next request is already in `in` */
	int64_t deadline_ms;
	struct text in; /* what has come and is not used up */
	struct http_scan scan;
	enum route route;       /* of the request that is being answered, where one matched */
	struct http_head head;  /* valid in BODY; its offsets count from the start of the request */
	struct text out;        /* the rest of a head, while ANSWERING */
	struct http_blob *blob; /* and of a body, from blob_at on; may be NULL */
	size_t blob_at;
	size_t blob_renewed;        /* where blob_at was when the deadline was last moved */
	struct http_stream *stream; /* NULL: no stream of events was asked for */
};

/* The plan that was asked for last, in its two forms: made once for a report, as a large one takes its
 * time. */
struct http_plan {
	struct report *report; /* a reference, or NULL */
	struct text json;      /* empty: not made yet */
	struct text sql;
};

struct http {
	struct event_base *base;
	struct http_limits limits;
	struct http_services services;
	struct store *store; /* NULL: there is no history */
	char *token_hash;    /* SHA-256 of the admin token, or NULL */
	struct http_listener *listeners;
	struct http_client *clients;
	struct event *sweep;  /* looks for passed deadlines, while there are clients */
	struct event *resume; /* goes on with clients that have `more` */
	struct event *drained;
	struct event *news; /* the store has new events */
	size_t streams;
	bool draining;
	void (*idle)(void *arg);
	void *idle_arg;
	struct http_blob *shared; /* the newest blob with an ETag; not a reference */
	size_t held;              /* bytes in blobs */
	int64_t date_s;           /* what `date` says */
	char date[HTTP_DATE_BYTES];
	struct text health; /* the answer to /health without a query, of ... */
	int health_status;  /* 0: none */
	uint64_t health_generation;
	int64_t health_s;
	struct http_plan plan;
	struct text line; /* head of the answer being made */
	struct text body; /* of an answer that was rendered for it */
	uint64_t answered[ROUTE_COUNT][HTTP_STATUSES + 1]; /* by http_status_place() */
	char in[HTTP_READ_BYTES + 1];
};

struct http_request {
	struct http_client *client;
	const struct http_head *head;
	const char *bytes; /* the head's offsets count from here */
	const char *body;  /* of head->body_length */
	const struct route_match *match;
};

/* An answer. Whether it is one to HEAD, and whether the connection is closed after it, the client
 * knows. */
struct http_response {
	int status;
	const char *type;  /* Content-Type */
	const char *cache; /* Cache-Control; NULL: no-store */
	const char *etag;  /* with its quotes, or NULL */
	const char *name;  /* of one more header, with ": ", or NULL */
	const char *value; /* and its value */
	const char *bytes; /* borrowed until http_send() returns */
	size_t length;
	bool endless; /* there is more to come, until the connection ends */
};

/* http.c: the sweep begins with the first client; `http_left` ends a drain when it was the last. */
void http_joined(struct http *http);
void http_left(struct http *http);

/* http_accept.c */
void http_listener_free(struct http_listener *listener);
void http_listener_close(struct http_listener *listener); /* accepts what waits, then no more */

/* http_client.c: one connection. The first four may free the client. */
void http_client_new(struct http_listener *listener, int socket);
void http_client_free(struct http_client *client);
void http_client_sweep(struct http_client *client, int64_t now_ms);
void http_client_resume(struct http_client *client);
/* What becomes of a client when its answer did not go at once, and when all of it has gone. */
void http_client_wait(struct http_client *client);
void http_client_sent(struct http_client *client);

/* http_receive.c: reads what there is, and answers the requests in it; never frees the client. */
void http_receive(struct http_client *client);
void http_receive_more(struct http_client *client);  /* goes on with what was read before */
void http_receive_later(struct http_client *client); /* the same, once the loop has turned */

/* http_send.c: sends an answer, at once or in pieces; sets the client's state, never frees it. */
void http_send(struct http_client *client, const struct http_response *response);
void http_send_on(struct http_client *client); /* the socket takes more */

/* http_blob.c: the whole body of an answer, or NULL where too much is held already. */
struct http_blob *http_blob_hold(struct http *http, const struct http_response *response);
void http_blob_unref(struct http_blob *blob); /* NULL is fine */

/* http_answer.c: answers a request, which has no match yet. */
void http_answer(const struct http_request *request);
const char *http_text(const struct http_request *request, size_t offset); /* NULL for offset 0 */

/* http_report.c, http_plan.c, http_admin.c, http_events.c, http_mutes.c, http_mute.c */
void http_answer_report(const struct http_request *request);
void http_answer_target(const struct http_request *request);
void http_answer_plan(const struct http_request *request);

/* http_report.c: 200 with an ETag, or 304 where the client has it already. `varies` (or NULL): the
 * header of the request that it depends on. */
void http_send_data(const struct http_request *request, const char *type, const char *varies,
                    const struct text *body);
void http_send_not_found(const struct http_request *request, const char *what, const char *name);
void http_answer_check(const struct http_request *request);
void http_answer_events(const struct http_request *request);
void http_answer_mutes(const struct http_request *request);
void http_answer_unmute(const struct http_request *request);
void http_answer_ack(const struct http_request *request);
void http_answer_silence(const struct http_request *request);

/* http_admin.c: whether who asks may change something; else the request has been answered. The same
 * for a body that is JSON, as its type says (true without a body). */
bool http_is_admin(const struct http_request *request);
bool http_is_json(const struct http_request *request);

/* http_mutes.c: the acknowledgement or silence, with this status. */
void http_send_mute(const struct http_request *request, int status, const struct mute *mute);

/* http_stream.c: a client that is sent events. None of them frees the client. */
void http_answer_stream(const struct http_request *request);
void http_stream_go_on(struct http_client *client);       /* sends what there is to send */
void http_stream_write(struct http_client *client);       /* the socket takes more */
void http_stream_late(struct http_client *client);        /* its deadline has passed */
void http_stream_free(struct http_client *client);        /* its stream, where it has one */
int64_t http_sequence(const char *digits, int64_t other); /* `other` where digits is NULL */

void http_plan_done(struct http_plan *plan);

/* http_problem.c: answers with application/problem+json (RFC 9457). */
void http_problem(struct http_client *client, int status, const char *detail);
/* With one more header: name as in struct http_response; NULL: none. */
void http_problem_more(struct http_client *client, int status, const char *detail, const char *name,
                       const char *value);
/* And closes: what comes after is not to be trusted. */
void http_refuse(struct http_client *client, int status, const char *detail);
char *http_problem_text(int status, const char *detail); /* caller owns (free) */
/* 202: a check of the target (NULL: of all) has been asked for. */
void http_send_accepted(struct http_client *client, const char *target);
bool http_is_empty_object(const char *bytes, size_t length);

/* http_condition.c, pure: whether an If-None-Match names the ETag. */
bool http_none_match(const char *list, const char *etag);

/* http_status.c, pure: "Not Found"; "" for a status without a name here. */
const char *http_reason(int status);
size_t http_status_place(int status);       /* HTTP_STATUSES for one without */
const char *http_status_text(size_t place); /* "404"; "other" for HTTP_STATUSES */

/* http_count.c: one more answer to a request of that route. */
void http_count(struct http *http, enum route route, int status);

#endif
