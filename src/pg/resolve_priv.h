/* Host names to addresses by the system's own rules (nsswitch), without blocking the loop: each name
 * in a thread of its own, so that a silent server delays nobody else's. */
#ifndef RESOLVE_PRIV_H
#define RESOLVE_PRIV_H

#include <event2/event.h>
#include <netdb.h>
#include <stdbool.h>
#include <stddef.h>

struct resolve;

/* Called from the loop, each time that a name is done with. */
typedef void resolve_cb(void *arg);

/* Starts looking up all the names, which are copied. NULL where no thread can be had. */
struct resolve *resolve_start(struct event_base *base, const char *const *names, size_t count,
                              resolve_cb *changed, void *arg);

/* Forgets about it, at once; `changed` is not called any more. What threads still use lives as long as
 * they do. NULL is fine. */
void resolve_cancel(struct resolve *resolve);

/* Whether name i is done with. Then *ret_addresses is its list, or NULL and *ret_error says why
 * (gai_strerror). Borrowed. */
bool resolve_result(const struct resolve *resolve, size_t i, const struct addrinfo **ret_addresses,
                    int *ret_error);

/* Whether all are done with. */
bool resolve_is_done(const struct resolve *resolve);

#endif
