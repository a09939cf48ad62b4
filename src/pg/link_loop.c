/* What wakes a link: its socket, its deadline, and its next turn. */
#include "link_priv.h"

#include "base/clock.h"

#include <sys/ioctl.h>

static void wait_cb(evutil_socket_t fd, short what, void *arg);
static void turn_cb(evutil_socket_t fd, short what, void *arg);
static void deadline_cb(evutil_socket_t fd, short what, void *arg);

void
link_events_init(struct link *link)
{
	event_assign(&link->wait, link->base, -1, 0, wait_cb, link);
	evtimer_assign(&link->deadline, link->base, deadline_cb, link);
	evtimer_assign(&link->turn, link->base, turn_cb, link);
}

void
link_set_timer(struct link *link, int64_t at_ms)
{
	int64_t left_ms = at_ms - clock_ms();
	struct timeval left;

	if (left_ms < 0)
		left_ms = 0;
	left.tv_sec = (time_t)(left_ms / 1000);
	left.tv_usec = (suseconds_t)(left_ms % 1000 * 1000);
	event_add(&link->deadline, &left);
}

void
link_wait(struct link *link, short what, int at_most_ms)
{
	struct timeval at_most = { .tv_usec = (suseconds_t)at_most_ms * 1000 };

	event_del(&link->wait);
	event_assign(&link->wait, link->base, PQsocket(link->conn), what, wait_cb, link);
	event_add(&link->wait, at_most_ms == 0 ? NULL : &at_most);
}

void
link_continue(struct link *link)
{
	/* A timer, as an event that is made active runs before the loop looks at anything else. */
	evtimer_add(&link->turn, &(struct timeval){ 0 });
}

bool
link_count_bytes(struct link *link, size_t limit)
{
	int readable = 0;

	if (ioctl(PQsocket(link->conn), FIONREAD, &readable) == 0 && readable > 0)
		link->unread_bytes += (size_t)readable;
	if (link->unread_bytes <= limit)
		return true;
	return err_set(&link->failure, ERR_PROTOCOL,
	               "the server sends too much: over %zu bytes at once", limit);
}

/* What an idle session receives: changed settings, and its end. */
static void
look_at_idle(struct link *link)
{
	link_done_cb *lost = link->lost;
	struct err failure;
	bool receiving;

	link->failure = (struct err){ 0 };
	receiving = link_count_bytes(link, LINK_LOGIN_BYTES) && PQconsumeInput(link->conn) == 1;
	PQisBusy(link->conn); /* this is what makes libpq look at it */
	for (PGnotify *notify; (notify = PQnotifies(link->conn)) != NULL;)
		PQfreemem(notify);
	if (receiving && PQstatus(link->conn) == CONNECTION_OK && link->notices <= LINK_NOTICES) {
		link_wait(link, EV_READ, 0);
		return;
	}
	if (link->notices > LINK_NOTICES)
		err_set(&link->failure, ERR_PROTOCOL, "a flood of notices");
	link_note_lost(link);
	failure = link->failure;
	link_drop(link);
	if (lost != NULL)
		link_call_done(link, lost, link->lost_arg, &failure, "");
}

static void
wait_cb(evutil_socket_t fd, short what, void *arg)
{
	struct link *link = arg;

	(void)fd;
	(void)what;
	if (link->phase == LINK_CONNECTING)
		link_poll(link);
	else if (link->phase == LINK_QUERYING)
		link_receive(link);
	else if (link->phase == LINK_READY)
		look_at_idle(link);
}

static void
turn_cb(evutil_socket_t fd, short what, void *arg)
{
	struct link *link = arg;

	(void)fd;
	(void)what;
	if (link->done == NULL)
		look_at_idle(link);
	else if (link->failure.code != ERR_NONE && link->failure.code != ERR_SERVER)
		link_finish(link);
	else if (link->phase == LINK_QUERYING)
		link_read(link);
}

/* The loop's clock may lag behind a callback that took long: a timer can be early. */
static void
deadline_cb(evutil_socket_t fd, short what, void *arg)
{
	struct link *link = arg;

	(void)fd;
	(void)what;
	if (link->phase == LINK_RESOLVING || link->phase == LINK_CONNECTING) {
		link_connect_timer(link);
	} else if (clock_ms() < link->deadline_ms) {
		link_set_timer(link, link->deadline_ms);
	} else {
		link->failure = (struct err){ 0 };
		err_set(&link->failure, ERR_TIMEOUT, "the server did not answer a query in time");
		link_finish(link);
	}
}
