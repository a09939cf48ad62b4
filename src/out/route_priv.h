/* What the table of routes and the reading of queries share. */
#ifndef OUT_ROUTE_PRIV_H
#define OUT_ROUTE_PRIV_H

#include "out/route.h"

enum query_bit {
	QUERY_TARGET = 1,
	QUERY_MODULE = 2,
	QUERY_KIND = 4,
	QUERY_SEVERITY = 8,
	QUERY_DRIFT = 16,
	QUERY_UNKNOWN = 32,
	QUERY_SINCE = 64,
	QUERY_AFTER = 128,
	QUERY_LIMIT = 256,
};

/* Says what the answer is instead; always false. */
bool route_refuse(struct route_match *match, int status, const char *problem);

/* Takes "key=value&key=value"; `allowed` are the query bits of the route, `help` is said of others. */
bool route_take_queries(struct route_match *match, unsigned allowed, const char *help,
                        const char *queries);

#endif
