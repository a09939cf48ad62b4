#include "pg/link.h"

#include "conninfo_priv.h"
#include "link_priv.h"
#include "resolve_priv.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct link *
link_new(struct event_base *base, const struct conninfo *conninfo, const char *application,
         const struct link_limits *limits)
{
	struct link *link = mem_alloc(sizeof *link);

	link->base = base;
	link->conninfo = conninfo;
	link->application = mem_strdup(application);
	link->limits = limits != NULL ? *limits
	                              : (struct link_limits){ .result_bytes = LINK_RESULT_BYTES,
		                                              .turn_us = LINK_TURN_US };
	link_events_init(link);
	return link;
}

static void
destroy(struct link *link)
{
	arena_done(&link->hosts_arena);
	link_names_done(link);
	free(link->application);
	free(link);
}

void
link_free(struct link *link)
{
	if (link == NULL)
		return;
	link_close(link);
	link->freed = true;
	if (link->calls == 0)
		destroy(link);
}

void
link_drop(struct link *link)
{
	event_del(&link->wait);
	event_del(&link->deadline);
	event_del(&link->turn);
	resolve_cancel(link->resolve);
	link->resolve = NULL;
	PQfinish(link->conn);
	link->conn = NULL;
	link->phase = LINK_CLOSED;
	link->serial++;
}

void
link_close(struct link *link)
{
	link_drop(link);
	link->done = NULL;
	link->row = NULL;
}

void
link_call_done(struct link *link, link_done_cb *done, void *arg, const struct err *err,
               const char *tag)
{
	link->calls++;
	done(arg, err, tag);
	link->calls--;
	if (link->freed && link->calls == 0)
		destroy(link);
}

bool
link_hand_row(struct link *link, const struct link_row *row)
{
	unsigned serial = link->serial;

	if (link->row == NULL)
		return true;
	link->calls++;
	link->row(link->arg, row);
	link->calls--;
	if (link->freed && link->calls == 0) {
		destroy(link);
		return false;
	}
	return link->serial == serial;
}

void
link_fail_later(struct link *link)
{
	assert(link->failure.code != ERR_NONE);
	event_del(&link->wait);
	link_continue(link);
}

void
link_note_lost(struct link *link)
{
	struct link_secrets secrets = link_secrets(link);
	bool lost = PQstatus(link->conn) == CONNECTION_BAD;

	/* The first error wins: what the server said, then what libpq says. */
	if (link->farewell.code != ERR_NONE && link->failure.code == ERR_NONE)
		link->failure = link->farewell;
	link_error_unnamed(PQerrorMessage(link->conn), lost, &secrets, &link->failure);
}

/* Waits for whatever happens to an idle session. */
static void
rest(struct link *link)
{
	link->phase = LINK_READY;
	link->unread_bytes = 0;
	if (PQstatus(link->conn) == CONNECTION_BAD || PQsocket(link->conn) < 0)
		link_continue(link);
	else
		link_wait(link, EV_READ, 0);
}

void
link_finish(struct link *link)
{
	link_done_cb *done = link->done;
	struct err failure = link->failure;
	char tag[LINK_TAG_BYTES];

	memcpy(tag, link->tag, sizeof tag);
	link->done = NULL;
	link->row = NULL;
	event_del(&link->deadline);
	if (failure.code != ERR_NONE && failure.code != ERR_SERVER)
		link_drop(link);
	else
		rest(link);
	link_call_done(link, done, link->arg, failure.code == ERR_NONE ? NULL : &failure, tag);
}

static void
begin(struct link *link, int64_t deadline_ms, link_done_cb *done, void *arg)
{
	assert(link->done == NULL && done != NULL);
	event_del(&link->turn);
	link->done = done;
	link->arg = arg;
	link->deadline_ms = deadline_ms;
	link->failure = (struct err){ 0 };
	link->tag[0] = '\0';
	link->serial++;
	link->result_bytes = 0;
	link->unread_bytes = 0;
	link->results = 0;
	link->notices = 0;
	link->copies = false;
	link->copying = false;
	link_set_timer(link, deadline_ms);
}

void
link_connect(struct link *link, int64_t deadline_ms, link_done_cb *done, void *arg)
{
	assert(link->phase == LINK_CLOSED);
	begin(link, deadline_ms, done, arg);
	link->farewell = (struct err){ 0 };
	link_resolve(link);
}

static void
send_query(struct link *link, const char *sql, const char *const *params, int param_count)
{
	link_names_done(link);
	if (link->phase != LINK_READY) {
		err_set(&link->failure, ERR_CONNECT, "there is no session");
		link_fail_later(link);
		return;
	}
	link->phase = LINK_QUERYING;
	event_del(&link->wait);
	if (PQsendQueryParams(link->conn, sql, param_count, NULL, params, NULL, NULL, 0) == 1) {
		if (!link->copies)
			PQsetSingleRowMode(link->conn);
		link_await(link);
	} else {
		link_note_lost(link);
		link_fail_later(link);
	}
}

void
link_query(struct link *link, const char *sql, const char *const *params, int param_count,
           int64_t deadline_ms, link_row_cb *row, link_done_cb *done, void *arg)
{
	begin(link, deadline_ms, done, arg);
	link->row = row;
	send_query(link, sql, params, param_count);
}

void
link_copy(struct link *link, const char *sql, int64_t deadline_ms, link_row_cb *row,
          link_done_cb *done, void *arg)
{
	begin(link, deadline_ms, done, arg);
	link->row = row;
	link->copies = true;
	send_query(link, sql, NULL, 0);
}

void
link_on_lost(struct link *link, link_done_cb *lost, void *arg)
{
	link->lost = lost;
	link->lost_arg = arg;
}

bool
link_is_open(const struct link *link)
{
	return link->phase == LINK_READY || link->phase == LINK_QUERYING;
}

bool
link_is_busy(const struct link *link)
{
	return link->done != NULL;
}

int
link_server_version(const struct link *link)
{
	return link_is_open(link) ? PQserverVersion(link->conn) : 0;
}

bool
link_in_transaction(const struct link *link)
{
	PGTransactionStatusType status = PQtransactionStatus(link->conn);

	return link_is_open(link) && status != PQTRANS_IDLE && status != PQTRANS_UNKNOWN;
}
