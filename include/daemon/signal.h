/* The signals of the daemon, handled by the loop. */
#ifndef DAEMON_SIGNAL_H
#define DAEMON_SIGNAL_H

#include <event2/event.h>

struct signals {
	struct event *hangup;
	struct event *terminate;
	struct event *interrupt;
	void (*reload)(void *arg); /* SIGHUP */
	void (*stop)(void *arg);   /* SIGTERM, SIGINT: each time */
	void *arg;
};

/* Handlers are called from the loop. SIGPIPE is ignored from now on. */
void signals_init(struct signals *signals, struct event_base *base, void (*reload)(void *arg),
                  void (*stop)(void *arg), void *arg);

/* Gives the signals back their former action. */
void signals_done(struct signals *signals);

#endif
