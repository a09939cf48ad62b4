/* What the floor knows of a connection string: keywords and values, hosts taken apart. */
#ifndef CONNINFO_PRIV_H
#define CONNINFO_PRIV_H

#include "base/arena.h"
#include "pg/conninfo.h"

#include <stdbool.h>

#define CONNINFO_KEYWORDS 64 /* libpq 15 has 38, 18 has 52 */
#define CONNINFO_HOSTS    32

/* One entry of the lists; "" where libpq's default stands. */
struct conninfo_host {
	const char *host;
	const char *hostaddr;
	const char *port;
};

/* Invariant: no value is empty, no keyword stands twice, and none is "service": what it stood for
 * has been put in. Secrets are where libpq's own table of keywords says "*". */
struct conninfo {
	size_t count;
	char *keyword[CONNINFO_KEYWORDS];
	char *value[CONNINFO_KEYWORDS];
	bool secret[CONNINFO_KEYWORDS];
	struct conninfo_host host[CONNINFO_HOSTS];
	size_t host_count;
	struct arena arena; /* of the hosts' strings */
};

/* Sets a value, in place of an older one. An empty value is as good as none (libpq's own rule for
 * keywords and values in arrays). */
void conninfo_set(struct conninfo *conninfo, const char *keyword, const char *value, bool secret);

/* Fills in what libpq takes from the environment and from the service `service` (NULL: that of
 * PGSERVICE, if any), in a child where there is a service. ERR_CONFIG. */
bool conninfo_defaults(struct conninfo *conninfo, const char *service, struct err *err);

/* Takes host, hostaddr and port apart. ERR_CONFIG. */
bool conninfo_split_hosts(struct conninfo *conninfo, struct err *err);

/* A path or an abstract socket; libpq's default counts, as it is one. */
bool conninfo_is_socket(const struct conninfo_host *host);

/* Whether what is said to it stays on this machine. */
bool conninfo_is_loopback(const struct conninfo_host *host);

/* Says what PQconninfoParse() found wrong (`complaint`, its text) without quoting anything that
 * could be a part of a password. Always returns false. */
bool conninfo_complain(const char *verbatim, const char *complaint, struct err *err);

#endif
