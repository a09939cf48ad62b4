/* The routes as a table, and a request line matched against it. Pure: no libevent. */
#ifndef OUT_ROUTE_H
#define OUT_ROUTE_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum method {
	METHOD_GET = 1,
	METHOD_HEAD = 2,
	METHOD_POST = 4,
	METHOD_OTHER = 8,
	METHOD_DELETE = 16
};

enum route {
	ROUTE_NONE,
	ROUTE_LIVEZ,
	ROUTE_READYZ,
	ROUTE_HEALTH,
	ROUTE_REPORT,
	ROUTE_TARGET,
	ROUTE_PLAN,
	ROUTE_CHECK,
	ROUTE_METRICS,
	ROUTE_EVENTS,
	ROUTE_STREAM,
	ROUTE_MUTES,
	ROUTE_MUTE,
	ROUTE_ACKS,
	ROUTE_SILENCES,
	ROUTE_COUNT
};

#define ROUTE_QUERY_MAX 9
#define ROUTE_LIMIT_MAX 1000 /* of ?limit= */

struct route_query {
	const char *key;
	char *value; /* decoded */
};

struct route_match {
	int status; /* 200: go on; 400, 404, 405: answer that */
	enum route route;
	const char *allow;   /* with 405: "GET, HEAD" */
	const char *problem; /* with 400, 404: what is wrong, for `detail` */
	struct text name;    /* the decoded {name} of the path */
	struct route_query query[ROUTE_QUERY_MAX];
	size_t query_count;
};

/* Matches a method and a request target ("/v1/report?target=main"). Everything that is not plainly
 * well-formed is 400: bad percent escapes, %00, control bytes, "..", "//", fragments, an absolute
 * form, an unknown or repeated query key, a value outside its list. */
void route_match(enum method method, const char *target, struct route_match *ret_match);
void route_match_done(struct route_match *match);

/* The path of a route as documented, "/v1/targets/{name}"; NULL for ROUTE_NONE. */
const char *route_path(enum route route);

/* The value of a query key, or NULL. */
const char *route_query(const struct route_match *match, const char *key);

#endif
