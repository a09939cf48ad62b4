/* What a query gives: rows one by one, for as long as a turn of the loop may last. What has been
 * received already wakes no event: until it is used up, the link goes on by itself in the next turn. */
#include "link_priv.h"

#include "base/clock.h"

#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
link_names_done(struct link *link)
{
	for (int i = 0; i < link->column_count; i++)
		free(link->names[i]);
	free(link->names);
	free(link->values);
	link->names = NULL;
	link->values = NULL;
	link->column_count = 0;
}

void
link_names_keep(struct link *link, const char *const *names, int count)
{
	link->names = mem_alloc(((size_t)count + 1) * sizeof *link->names);
	link->values = mem_alloc(((size_t)count + 1) * sizeof *link->values);
	for (int i = 0; i < count; i++)
		link->names[i] = mem_strdup(names[i]);
	link->column_count = count;
}

enum reading
link_breach(struct link *link, const char *what)
{
	link->failure = (struct err){ 0 };
	err_set(&link->failure, ERR_PROTOCOL, "%s", what);
	return READ_ENDS;
}

/* Large pieces of memory, which the C library maps one by one. Told from them is that libpq makes room for
 * a message: it does so as soon as it has read the length, and would then read without a pause. */
static size_t
mapped_bytes(void)
{
	return mallinfo2().hblkhd;
}

/* Whether the message that is coming is larger than any should be. */
static bool
is_oversized(const struct link *link)
{
	return link->mapped_bytes != SIZE_MAX &&
	       mapped_bytes() > link->mapped_bytes + LINK_MESSAGE_BYTES;
}

static enum reading
await_more(struct link *link)
{
	if (is_oversized(link))
		return link_breach(link, "the server sends a message of too many bytes");
	link_await(link);
	return READ_GONE;
}

enum reading
link_take_row(struct link *link, size_t bytes)
{
	struct link_row row = {
		.count = link->column_count,
		.names = (const char *const *)link->names,
		.values = link->values,
	};

	link->mapped_bytes = SIZE_MAX;
	link->result_bytes += bytes;
	if (link->result_bytes > link->limits.result_bytes)
		return link_breach(link, "the server sends more rows than a result may have");
	return link_hand_row(link, &row) ? READ_ON : READ_GONE;
}

static enum reading
take_tuple(struct link *link, const PGresult *result)
{
	int count = PQnfields(result);
	size_t bytes = 0;

	if (link->names == NULL) {
		const char **names = mem_alloc(((size_t)count + 1) * sizeof *names);

		for (int i = 0; i < count; i++)
			names[i] = PQfname(result, i);
		link_names_keep(link, names, count);
		free(names);
	}
	if (count != link->column_count)
		return link_breach(link, "the rows of one result differ in their columns");
	for (int i = 0; i < count; i++) {
		link->values[i] = PQgetisnull(result, 0, i) ? NULL : PQgetvalue(result, 0, i);
		bytes += (size_t)PQgetlength(result, 0, i);
	}
	return link_take_row(link, bytes);
}

/* The first error counts: after 57P01, say, libpq adds one of its own without SQLSTATE. */
static enum reading
take_error(struct link *link, const PGresult *result)
{
	struct link_secrets secrets = link_secrets(link);
	bool lost = PQstatus(link->conn) == CONNECTION_BAD;

	if (link->farewell.code != ERR_NONE && link->failure.code == ERR_NONE &&
	    PQresultErrorField(result, PG_DIAG_SQLSTATE) == NULL)
		link->failure = link->farewell;
	link_error_result(result, lost, &secrets, &link->failure);
	return link->failure.code == ERR_SERVER ? READ_ON : READ_ENDS;
}

static enum reading
take_result(struct link *link, PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);
	bool done = status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK ||
	            status == PGRES_EMPTY_QUERY;

	link->unread_bytes = 0;
	if (status == PGRES_SINGLE_TUPLE)
		return take_tuple(link, result);
	if (++link->results > LINK_RESULTS)
		return link_breach(link, "the server sends results without end");
	if (status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE)
		return take_error(link, result);
	if (status == PGRES_COPY_OUT && link->copies && !link->copying) {
		link->copying = true;
		return READ_ON;
	}
	if (!done)
		return link_breach(link, "the server answers a query with a COPY or the like");
	snprintf(link->tag, sizeof link->tag, "%s", PQcmdStatus(result));
	return READ_ON;
}

void
link_await(struct link *link)
{
	bool sending = PQflush(link->conn) == 1;
	bool glance = PQsslInUse(link->conn) == 1;

	if (PQsocket(link->conn) < 0)
		link_continue(link); /* libpq tells why */
	else
		link_wait(link, (short)(sending ? EV_READ | EV_WRITE : EV_READ),
		          glance ? LINK_TLS_GLANCE_MS : 0);
}

/* One row of a COPY. The end of the rows is followed by a result, a lost session too. */
static enum reading
copy_step(struct link *link)
{
	enum reading reading = READ_ON;
	char *line;
	int length = PQgetCopyData(link->conn, &line, 1);

	if (length > 0) {
		link->unread_bytes = 0;
		reading = link_copy_row(link, line, (size_t)length);
		PQfreemem(line);
	} else if (length == 0 && PQstatus(link->conn) == CONNECTION_OK) {
		reading = await_more(link);
	} else {
		link->copying = false;
	}
	return reading;
}

/* One step: a row or result, the wait for one (READ_GONE), or the end. */
static enum reading
step(struct link *link)
{
	enum reading reading;
	PGresult *result;

	if (link->notices > LINK_NOTICES)
		return link_breach(link, "the server sends notices without end");
	if (link->copying)
		return copy_step(link);
	if (PQstatus(link->conn) == CONNECTION_OK && PQisBusy(link->conn))
		return await_more(link);
	result = PQgetResult(link->conn);
	if (result == NULL) {
		if (link->results == 0)
			return link_breach(link, "the server gave no answer to a query");
		return READ_ENDS;
	}
	reading = take_result(link, result);
	PQclear(result);
	return reading;
}

void
link_read(struct link *link)
{
	int64_t end_us = clock_us() + link->limits.turn_us;
	enum reading reading;

	do
		reading = step(link);
	while (reading == READ_ON && clock_us() < end_us);
	if (reading == READ_ON) {
		link->mapped_bytes = SIZE_MAX;
		link_continue(link);
	} else if (reading == READ_ENDS) {
		link_finish(link);
	}
}

void
link_receive(struct link *link)
{
	if (!link_count_bytes(link, LINK_MESSAGE_BYTES)) {
		link_breach(link, "the server sends a message of too many bytes");
		link_finish(link);
		return;
	}
	link->mapped_bytes = mapped_bytes();
	/* Where this fails, PQgetResult() has the error. */
	PQconsumeInput(link->conn);
	link_read(link);
}

/* The server announces the end of a session as an error (57P01) or a warning (57P02), which libpq
 * takes for a notice where no query is under way. */
void
link_notice_cb(void *arg, const PGresult *notice)
{
	struct link *link = arg;
	const char *sqlstate = PQresultErrorField(notice, PG_DIAG_SQLSTATE);
	const char *severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);

	link->notices++;
	if (sqlstate == NULL || link->farewell.code != ERR_NONE)
		return;
	if (strncmp(sqlstate, "57P", 3) == 0 ||
	    (severity != NULL && strcmp(severity, "FATAL") == 0)) {
		struct link_secrets secrets = link_secrets(link);

		link_error_result(notice, true, &secrets, &link->farewell);
	}
}
