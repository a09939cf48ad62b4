/* The event loop, as every part of the program wants it. */
#ifndef DAEMON_LOOP_H
#define DAEMON_LOOP_H

#include <event2/event.h>
#include <stdint.h>

/* epoll with a change list, no locks (one thread), libevent's own messages in our log. Without
 * memory or descriptors for it the program aborts. Caller owns (event_base_free). */
struct event_base *loop_new(void);

/* A duration for a timer. */
struct timeval loop_ms(int64_t ms);

#endif
