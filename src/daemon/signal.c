#include "daemon/signal.h"

#include "base/log.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

static void
reload_cb(evutil_socket_t number, short what, void *arg)
{
	const struct signals *signals = arg;

	(void)number;
	(void)what;
	signals->reload(signals->arg);
}

static void
stop_cb(evutil_socket_t number, short what, void *arg)
{
	const struct signals *signals = arg;

	(void)what;
	log_line(LOG_LEVEL_INFO, NULL, "SIG%s received", sigabbrev_np((int)number));
	signals->stop(signals->arg);
}

static struct event *
watch_signal(struct signals *signals, struct event_base *base, int number,
             event_callback_fn callback)
{
	struct event *event = evsignal_new(base, number, callback, signals);

	if (event == NULL || event_add(event, NULL) != 0)
		abort();
	return event;
}

void
signals_init(struct signals *signals, struct event_base *base, void (*reload)(void *arg),
             void (*stop)(void *arg), void *arg)
{
	signals->reload = reload;
	signals->stop = stop;
	signals->arg = arg;
	signal(SIGPIPE, SIG_IGN);
	signals->hangup = watch_signal(signals, base, SIGHUP, reload_cb);
	signals->terminate = watch_signal(signals, base, SIGTERM, stop_cb);
	signals->interrupt = watch_signal(signals, base, SIGINT, stop_cb);
}

void
signals_done(struct signals *signals)
{
	event_free(signals->hangup);
	event_free(signals->terminate);
	event_free(signals->interrupt);
}
