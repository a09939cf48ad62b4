/* libcurl says which sockets and which time it waits for, and is called when they come. */
#include "hook_web_priv.h"

#include <stdlib.h>

struct web_socket {
	struct web_loop *loop;
	struct event *event;
	struct web_socket *next;
};

static void
act(struct web_loop *loop, curl_socket_t fd, int mask)
{
	int running;

	curl_multi_socket_action(loop->multi, fd, mask, &running);
	loop->moved(loop->arg);
}

static void
socket_cb(evutil_socket_t fd, short what, void *arg)
{
	struct web_socket *socket = arg;

	act(socket->loop, fd,
	    ((what & EV_READ) != 0 ? CURL_CSELECT_IN : 0) |
	            ((what & EV_WRITE) != 0 ? CURL_CSELECT_OUT : 0));
}

static void
timer_cb(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;

	act(arg, CURL_SOCKET_TIMEOUT, 0);
}

/* There are few: the connection's, and the resolver's. */
static void
socket_drop(struct web_loop *loop, struct web_socket *socket)
{
	struct web_socket **at = &loop->sockets;

	while (*at != socket)
		at = &(*at)->next;
	*at = socket->next;
	event_free(socket->event);
	free(socket);
}

static struct web_socket *
socket_new(struct web_loop *loop)
{
	struct web_socket *socket = mem_alloc(sizeof *socket);

	socket->loop = loop;
	socket->next = loop->sockets;
	loop->sockets = socket;
	return socket;
}

/* libcurl: wait for this at that socket from now on. */
static int
wants_socket_cb(CURL *easy, curl_socket_t fd, int what, void *arg, void *known)
{
	struct web_loop *loop = arg;
	struct web_socket *socket = known;
	(void)easy;

	if (what == CURL_POLL_REMOVE) {
		if (socket != NULL)
			socket_drop(loop, socket);
		return 0;
	}
	if (socket == NULL) {
		socket = socket_new(loop);
		curl_multi_assign(loop->multi, fd, socket);
	} else {
		event_free(socket->event);
	}
	socket->event = event_new(loop->base, fd,
	                          (short)(EV_PERSIST | ((what & CURL_POLL_IN) != 0 ? EV_READ : 0) |
	                                  ((what & CURL_POLL_OUT) != 0 ? EV_WRITE : 0)),
	                          socket_cb, socket);
	if (socket->event == NULL || event_add(socket->event, NULL) != 0)
		abort();
	return 0;
}

/* libcurl: call me after that time, or never mind (-1). */
static int
wants_time_cb(CURLM *multi, long ms, void *arg)
{
	struct web_loop *loop = arg;
	struct timeval delay = { .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 };
	(void)multi;

	if (ms < 0)
		evtimer_del(loop->timer);
	else
		evtimer_add(loop->timer, &delay);
	return 0;
}

void
web_loop_init(struct web_loop *loop, struct event_base *base, void (*moved)(void *arg), void *arg)
{
	*loop = (struct web_loop){ .base = base, .moved = moved, .arg = arg };
	loop->timer = evtimer_new(base, timer_cb, loop);
	loop->multi = curl_multi_init();
	if (loop->timer == NULL || loop->multi == NULL)
		abort();
	curl_multi_setopt(loop->multi, CURLMOPT_SOCKETFUNCTION, wants_socket_cb);
	curl_multi_setopt(loop->multi, CURLMOPT_SOCKETDATA, loop);
	curl_multi_setopt(loop->multi, CURLMOPT_TIMERFUNCTION, wants_time_cb);
	curl_multi_setopt(loop->multi, CURLMOPT_TIMERDATA, loop);
}

void
web_loop_done(struct web_loop *loop)
{
	struct web_socket *next;

	curl_multi_cleanup(loop->multi);
	for (struct web_socket *socket = loop->sockets; socket != NULL; socket = next) {
		next = socket->next;
		event_free(socket->event);
		free(socket);
	}
	event_free(loop->timer);
}
