/* Only the {name} of a path and the values of a query are decoded; all else must be spelled as in
 * the table. A path is thus never read in two ways. */
#include "out/route.h"

#include "base/utf8.h"
#include "out/percent_priv.h"
#include "out/route_priv.h"

#include <stdlib.h>
#include <string.h>

#define GET_OR_HEAD (METHOD_GET | METHOD_HEAD)

struct route_row {
	const char *path; /* one that ends in a slash is followed by a {name} */
	const char *tail; /* what follows the name */
	enum route route;
	unsigned methods;
	unsigned queries;
	const char *queries_help; /* what is said of an unknown key */
};

static const struct route_row rows[] = {
	{ "/health", "", ROUTE_HEALTH, GET_OR_HEAD,
	  QUERY_TARGET | QUERY_MODULE | QUERY_DRIFT | QUERY_UNKNOWN,
	  "unknown query key: target, module, drift and unknown are known here" },
	{ "/livez", "", ROUTE_LIVEZ, GET_OR_HEAD, 0, "no query key is known here" },
	{ "/healthz", "", ROUTE_LIVEZ, GET_OR_HEAD, 0, "no query key is known here" },
	{ "/readyz", "", ROUTE_READYZ, GET_OR_HEAD, 0, "no query key is known here" },
	{ "/v1/report", "", ROUTE_REPORT, GET_OR_HEAD,
	  QUERY_TARGET | QUERY_MODULE | QUERY_KIND | QUERY_SEVERITY,
	  "unknown query key: target, module, kind and severity are known here" },
	{ "/v1/targets/", "", ROUTE_TARGET, GET_OR_HEAD, QUERY_MODULE | QUERY_KIND | QUERY_SEVERITY,
	  "unknown query key: module, kind and severity are known here" },
	{ "/v1/targets/", "/plan", ROUTE_PLAN, GET_OR_HEAD, 0, "no query key is known here" },
	{ "/metrics", "", ROUTE_METRICS, GET_OR_HEAD, 0, "no query key is known here" },
	{ "/v1/check", "", ROUTE_CHECK, METHOD_POST, QUERY_TARGET,
	  "unknown query key: target is known here" },
	{ "/v1/events", "", ROUTE_EVENTS, GET_OR_HEAD,
	  QUERY_TARGET | QUERY_SINCE | QUERY_AFTER | QUERY_LIMIT,
	  "unknown query key: target, since, after and limit are known here" },
	{ "/v1/stream", "", ROUTE_STREAM, METHOD_GET, QUERY_TARGET | QUERY_AFTER,
	  "unknown query key: target and after are known here" },
	{ "/v1/mutes", "", ROUTE_MUTES, GET_OR_HEAD, 0, "no query key is known here" },
	{ "/v1/mutes/", "", ROUTE_MUTE, METHOD_DELETE, 0, "no query key is known here" },
	{ "/v1/acks", "", ROUTE_ACKS, METHOD_POST, 0, "no query key is known here" },
	{ "/v1/silences", "", ROUTE_SILENCES, METHOD_POST, 0, "no query key is known here" },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

bool
route_refuse(struct route_match *match, int status, const char *problem)
{
	match->status = status;
	match->problem = problem;
	return false;
}

/* Bytes, escapes and the form of the whole target, whichever route it may be for. */
static bool
check_form(struct route_match *match, const char *target)
{
	if (target[0] != '/')
		return route_refuse(match, 400, "the request target must begin with a slash");
	for (const char *at = target; *at != '\0'; at++) {
		if (*at <= ' ' || *at > '~')
			return route_refuse(match, 400,
			                    "the request target holds a byte that must be escaped");
		if (*at == '#')
			return route_refuse(match, 400, "the request target holds a fragment");
		if (*at == '%' && !percent_valid(at))
			return route_refuse(
				match, 400,
				"the request target holds a bad percent escape, or one of NUL");
	}
	return true;
}

static bool
is_dots(const char *segment)
{
	return strcmp(segment, ".") == 0 || strcmp(segment, "..") == 0;
}

/* No empty segment but a last one, no "." and "..", escaped or not. */
static bool
check_segments(struct route_match *match, const char *path, size_t length)
{
	const char *end = path + length;

	for (const char *at = path; at < end;) {
		const char *begin = at + 1;
		const char *slash = memchr(begin, '/', (size_t)(end - begin));
		char *segment;
		bool dots;

		at = slash == NULL ? end : slash;
		if (slash != NULL && slash == begin)
			return route_refuse(match, 400, "the path holds an empty segment");
		segment = percent_decode(begin, (size_t)(at - begin), false);
		dots = is_dots(segment);
		free(segment);
		if (dots)
			return route_refuse(match, 400, "the path holds a relative segment");
	}
	return true;
}

static bool
take_name(struct route_match *match, const char *part, size_t length)
{
	char *name = percent_decode(part, length, false);
	bool valid = utf8_valid(name, strlen(name));

	if (valid)
		text_add(&match->name, name);
	free(name);
	return valid || route_refuse(match, 400, "the path is not UTF-8");
}

static bool
is_named(const struct route_row *row)
{
	return row->path[strlen(row->path) - 1] == '/';
}

static bool
path_is(const struct route_row *row, const char *path, size_t length)
{
	size_t fixed = strlen(row->path);
	size_t tail = strlen(row->tail);

	if (!is_named(row))
		return length == fixed && memcmp(path, row->path, length) == 0;
	return length > fixed + tail && memcmp(path, row->path, fixed) == 0 &&
	       memcmp(path + length - tail, row->tail, tail) == 0 &&
	       memchr(path + fixed, '/', length - fixed - tail) == NULL;
}

static const struct route_row *
find_row(const char *path, size_t length)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		if (path_is(&rows[i], path, length))
			return &rows[i];
	}
	return NULL;
}

static const char *
allow(unsigned methods)
{
	if (methods == GET_OR_HEAD)
		return "GET, HEAD";
	if (methods == METHOD_GET)
		return "GET";
	return methods == METHOD_POST ? "POST" : "DELETE";
}

void
route_match(enum method method, const char *target, struct route_match *ret_match)
{
	const struct route_row *row;
	size_t length = strcspn(target, "?");

	*ret_match = (struct route_match){ .status = 200 };
	if (!check_form(ret_match, target))
		return;
	row = find_row(target, length);
	if ((row == NULL || is_named(row)) && !check_segments(ret_match, target, length))
		return;
	if (row == NULL) {
		route_refuse(ret_match, 404, "there is nothing at this path");
		return;
	}
	ret_match->route = row->route;
	if ((row->methods & method) == 0) {
		ret_match->allow = allow(row->methods);
		route_refuse(ret_match, 405, "this path does not know the method");
		return;
	}
	if (is_named(row) && !take_name(ret_match, target + strlen(row->path),
	                                length - strlen(row->path) - strlen(row->tail)))
		return;
	if (target[length] == '?' && target[length + 1] != '\0')
		route_take_queries(ret_match, row->queries, row->queries_help, target + length + 1);
}

const char *
route_path(enum route route)
{
	static const char *const paths[ROUTE_COUNT] = {
		[ROUTE_LIVEZ] = "/livez",
		[ROUTE_READYZ] = "/readyz",
		[ROUTE_HEALTH] = "/health",
		[ROUTE_REPORT] = "/v1/report",
		[ROUTE_METRICS] = "/metrics",
		[ROUTE_TARGET] = "/v1/targets/{name}",
		[ROUTE_PLAN] = "/v1/targets/{name}/plan",
		[ROUTE_CHECK] = "/v1/check",
		[ROUTE_EVENTS] = "/v1/events",
		[ROUTE_STREAM] = "/v1/stream",
		[ROUTE_MUTES] = "/v1/mutes",
		[ROUTE_MUTE] = "/v1/mutes/{number}",
		[ROUTE_ACKS] = "/v1/acks",
		[ROUTE_SILENCES] = "/v1/silences",
	};

	return paths[route];
}

void
route_match_done(struct route_match *match)
{
	for (size_t i = 0; i < match->query_count; i++)
		free(match->query[i].value);
	text_done(&match->name);
	*match = (struct route_match){ 0 };
}
