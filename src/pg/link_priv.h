/* One asynchronous session from the inside. link.c: its life and its operations.
 * link_loop.c: what wakes it. link_resolve.c, link_connect.c, link_guard.c: the way to a session.
 * link_read.c: what a query gives. link_copy.c: what a COPY gives. link_error.c: errors. */
#ifndef LINK_PRIV_H
#define LINK_PRIV_H

#include "base/arena.h"
#include "pg/link.h"
#include "pg/session.h"

#include <event2/event_struct.h>
#include <libpq-fe.h>

/* A connection is set up in a few thousand bytes. */
#define LINK_LOGIN_BYTES ((size_t)1024 * 1024)
/* libpq keeps a message as a whole: this many bytes may come without any row or result, and this much
 * room may it make for one. */
#define LINK_MESSAGE_BYTES ((size_t)16 * 1024 * 1024)
/* Notices are counted and forgotten. More of them in one operation are a flood. */
#define LINK_NOTICES 1000
/* One statement gives one result; a second one may follow an error. */
#define LINK_RESULTS 16
/* An error's text: more of it is not looked at. */
#define LINK_ERROR_BYTES ((size_t)8192)
/* Bytes can lie unseen in the TLS library, which epoll knows nothing of: then a look now and then. */
#define LINK_TLS_GLANCE_MS 20
/* Addresses that a name may have; hosts and addresses that one attempt goes through. */
#define LINK_ADDRESSES 16
#define LINK_HOSTS     64
#define LINK_SECRETS   4
#define LINK_TAG_BYTES 64

enum link_phase {
	LINK_CLOSED,     /* no connection; an operation may still wait to be told why */
	LINK_RESOLVING,  /* link->resolve looks names up */
	LINK_CONNECTING, /* libpq goes through link->hosts */
	LINK_READY,      /* a session, and no operation */
	LINK_QUERYING    /* a statement is on its way, or its rows are */
};

/* A host that libpq tries: at most one address each, so that it never looks up a name itself. */
struct link_host {
	const char *host;
	const char *hostaddr;
	const char *port;
};

/* Strings that must not be shown. Borrowed. */
struct link_secrets {
	const char *secret[LINK_SECRETS];
	size_t count;
};

/* What a begin keeps between its statements. */
struct session_begin {
	struct session_limits limits;
	const struct session_setting *settings; /* or NULL */
	int64_t deadline_ms;
	link_done_cb *done;
	void *arg;
	struct err failure;
};

/* Invariant: `done` is set exactly while an operation is under way; `conn` exactly from CONNECTING
 * on. Only one of the three events is the reason why a handler is called; each of them takes its
 * operation off the link first, as a handler may begin another one, close or free the link. */
struct link {
	struct event_base *base;
	const struct conninfo *conninfo;
	char *application;
	struct link_limits limits;
	link_done_cb *lost;
	void *lost_arg;

	enum link_phase phase;
	PGconn *conn;
	struct event wait; /* the socket; made anew for each wait */
	struct event deadline;
	struct event turn; /* goes on in the next turn of the loop */

	link_done_cb *done; /* the operation */
	link_row_cb *row;
	void *arg;
	int64_t deadline_ms;
	unsigned serial;    /* counts operations begun and sessions closed */
	struct err failure; /* the first thing that went wrong */
	char tag[LINK_TAG_BYTES];

	struct resolve *resolve;
	struct arena hosts_arena;
	struct link_host hosts[LINK_HOSTS];
	size_t host_count;
	size_t host_now; /* the one that libpq is at */
	int64_t host_deadline_ms;

	size_t result_bytes; /* of rows, this operation */
	size_t unread_bytes; /* received since the last row or result */
	size_t mapped_bytes; /* before this was received; SIZE_MAX: a handler has run since */
	unsigned results;
	unsigned notices;
	bool copies;         /* the operation is a COPY TO STDOUT */
	bool copying;        /* and its rows are coming */
	struct err farewell; /* why the server ends the session, if it said so */
	char **names;        /* of the result's columns */
	const char **values;
	int column_count; /* 0 where names is NULL */

	unsigned calls; /* handlers that are being called */
	bool freed;     /* by one of them: gone when it returns */
	struct session_begin begin;
};

/* --- link.c ------------------------------------------------------------------------------------ */

/* Ends the operation: calls `done` with the failure, or with success where none is noted. After an
 * error that is not the server's answer to a statement the session is closed first. The last thing that
 * whoever calls it does. */
void link_finish(struct link *link);

/* Notes a failure and ends the operation in the next turn of the loop. */
void link_fail_later(struct link *link);

/* Notes why the session was lost, as the server said it, else as libpq does. */
void link_note_lost(struct link *link);

/* Closes and forgets everything of the session, and of its operation. */
void link_drop(struct link *link);

/* Calls a row's handler; false if the operation is no more. */
bool link_hand_row(struct link *link, const struct link_row *row);

/* Calls a handler, after which the link may be gone. */
void link_call_done(struct link *link, link_done_cb *done, void *arg, const struct err *err,
                    const char *tag);

/* --- link_loop.c ------------------------------------------------------------------------------- */

void link_events_init(struct link *link);

/* Waits for the socket, at most `at_most_ms` (0: for ever). */
void link_wait(struct link *link, short what, int at_most_ms);
void link_continue(struct link *link); /* in the next turn of the loop */

/* Sets the timer for deadline_ms, or for an earlier moment at which there is something to do. */
void link_set_timer(struct link *link, int64_t at_ms);

/* Counts what can be read now into unread_bytes. False, with a failure, where that is too much. */
bool link_count_bytes(struct link *link, size_t limit);

/* --- link_resolve.c ---------------------------------------------------------------------------- */

void link_resolve(struct link *link);        /* and then link_start() */
bool link_resolve_partly(struct link *link); /* goes on with what is known; false if nothing is */

/* --- link_connect.c ---------------------------------------------------------------------------- */

void link_start(struct link *link);         /* with link->hosts */
void link_poll(struct link *link);          /* the socket is ready */
void link_connect_timer(struct link *link); /* the timer fired while connecting */

/* --- link_guard.c ------------------------------------------------------------------------------ */

/* Looks at what the server asks for before libpq answers it. */
enum guard { GUARD_PASS, GUARD_WAIT, GUARD_REFUSE };
#define GUARD_WAIT_MS 10 /* for the rest of a message */
enum guard link_guard(struct link *link);

/* `head` is the beginning of what was received, `waiting` how much that is in all. */
enum guard link_guard_message(const unsigned char *head, size_t length, size_t waiting,
                              struct err *err);
#define GUARD_HEAD_BYTES ((size_t)9)

/* What became of one step of reading. */
enum reading {
	READ_ON,
	READ_ENDS, /* with link->failure; the session is of no use any more */
	READ_GONE  /* a handler ended the operation; the link itself may be gone */
};

/* --- link_read.c ------------------------------------------------------------------------------- */

void link_await(struct link *link);   /* sends what is left to send, and waits for an answer */
void link_receive(struct link *link); /* the socket is ready */
void link_read(struct link *link);    /* hands out what has been received, and waits for more */
void link_notice_cb(void *arg, const PGresult *notice);
void link_names_done(struct link *link);
void link_names_keep(struct link *link, const char *const *names, int count);

/* More than an error of the statement, even if there was one before. */
enum reading link_breach(struct link *link, const char *what);

/* Hands out one row, with link->values filled in. `bytes`: how much was received for it. */
enum reading link_take_row(struct link *link, size_t bytes);

/* --- link_copy.c ------------------------------------------------------------------------------- */

/* Takes one line of CSV apart, in place. The first line of a COPY has the names. */
enum reading link_copy_row(struct link *link, char *line, size_t length);

/* How many fields a line of CSV has, each of them ended with NUL where it stands; NULL is null, "" is
 * the empty string. 0: the line is malformed, or has more than `room`. */
int link_copy_split(char *line, size_t length, const char **ret_fields, int room);

/* --- link_error.c ------------------------------------------------------------------------------ */

struct link_secrets link_secrets(const struct link *link);

/* The message of a failed login: libpq's text, or the server's with its SQLSTATE (verbosity
 * PQERRORS_VERBOSE). `tls` says that the attempt ended while TLS was being set up. */
void link_error_login(const char *text, bool tls, const struct link_secrets *secrets,
                      struct err *err);

/* A result that is an error. `lost`: the session ended with it. */
void link_error_result(const PGresult *result, bool lost, const struct link_secrets *secrets,
                       struct err *err);

/* libpq's own text, without SQLSTATE. */
void link_error_unnamed(const char *text, bool lost, const struct link_secrets *secrets,
                        struct err *err);

#endif
