/* Which hosts an attempt goes through: names looked up, one entry per address. */
#include "link_priv.h"

#include "base/clock.h"
#include "conninfo_priv.h"
#include "resolve_priv.h"

#include <arpa/inet.h>
#include <netdb.h>

static bool
needs_lookup(const struct conninfo_host *host)
{
	struct in6_addr ignored;

	return host->hostaddr[0] == '\0' && !conninfo_is_socket(host) &&
	       inet_pton(AF_INET, host->host, &ignored) != 1 &&
	       inet_pton(AF_INET6, host->host, &ignored) != 1;
}

static void
add_host(struct link *link, const struct conninfo_host *host, const char *hostaddr)
{
	if (link->host_count < LINK_HOSTS)
		link->hosts[link->host_count++] = (struct link_host){ host->host, hostaddr,
			                                              host->port };
}

static void
add_addresses(struct link *link, const struct conninfo_host *host, const struct addrinfo *address)
{
	for (int i = 0; address != NULL && i < LINK_ADDRESSES; i++, address = address->ai_next) {
		char numeric[NI_MAXHOST];

		if (getnameinfo(address->ai_addr, address->ai_addrlen, numeric, sizeof numeric,
		                NULL, 0, NI_NUMERICHOST) == 0)
			add_host(link, host, arena_strdup(&link->hosts_arena, numeric));
	}
}

/* One entry per address, in the order of the connection string. What could not be looked up is noted
 * as a failure, which counts if nothing else is left. */
static void
collect_hosts(struct link *link)
{
	size_t name = 0;

	arena_done(&link->hosts_arena);
	link->host_count = 0;
	for (size_t i = 0; i < link->conninfo->host_count; i++) {
		const struct conninfo_host *host = &link->conninfo->host[i];
		const struct addrinfo *addresses = NULL;
		int error = EAI_AGAIN;

		if (!needs_lookup(host)) {
			add_host(link, host,
			         host->hostaddr[0] == '\0' && !conninfo_is_socket(host)
			                 ? host->host
			                 : host->hostaddr);
			continue;
		}
		resolve_result(link->resolve, name++, &addresses, &error);
		add_addresses(link, host, addresses);
		if (addresses == NULL)
			err_set(&link->failure, ERR_RESOLVE, "could not look up host \"%s\": %s",
			        host->host, gai_strerror(error));
	}
}

/* Goes on with the hosts that are known by now. */
static void
resolved(struct link *link)
{
	link->failure = (struct err){ 0 };
	collect_hosts(link);
	resolve_cancel(link->resolve);
	link->resolve = NULL;
	if (link->host_count == 0) {
		link_fail_later(link);
		return;
	}
	link->failure = (struct err){ 0 };
	link_start(link);
}

static void
resolve_changed_cb(void *arg)
{
	struct link *link = arg;

	if (resolve_is_done(link->resolve))
		resolved(link);
}

void
link_resolve(struct link *link)
{
	const char *names[CONNINFO_HOSTS];
	size_t count = 0;
	int64_t now_ms = clock_ms();

	link->phase = LINK_RESOLVING;
	for (size_t i = 0; i < link->conninfo->host_count; i++) {
		if (needs_lookup(&link->conninfo->host[i]))
			names[count++] = link->conninfo->host[i].host;
	}
	if (count == 0) {
		resolved(link);
		return;
	}
	link->resolve = resolve_start(link->base, names, count, resolve_changed_cb, link);
	if (link->resolve == NULL) {
		err_set(&link->failure, ERR_IO, "no thread to look up host \"%s\"", names[0]);
		link_fail_later(link);
	} else if (link->conninfo->host_count > 1) {
		/* One name without an answer leaves half of the time to the other hosts. */
		link_set_timer(link, now_ms + (link->deadline_ms - now_ms) / 2);
	}
}

bool
link_resolve_partly(struct link *link)
{
	collect_hosts(link);
	link->failure = (struct err){ 0 };
	if (link->host_count == 0)
		return false;
	resolved(link);
	return true;
}
