/* Only the {name} of a path and the values of a query are decoded; all else must be spelled as in
 * the table. A path is thus never read in two ways. */
#include "out/route.h"

#include "base/utf8.h"
#include "model/kind.h"
#include "out/percent_priv.h"

#include <stdlib.h>
#include <string.h>

#define GET_OR_HEAD (METHOD_GET | METHOD_HEAD)

enum query_bit {
	QUERY_TARGET = 1,
	QUERY_MODULE = 2,
	QUERY_KIND = 4,
	QUERY_SEVERITY = 8,
	QUERY_DRIFT = 16,
	QUERY_UNKNOWN = 32,
};

struct route_row {
	const char *path; /* one that ends in a slash is followed by a {name} */
	enum route route;
	unsigned methods;
	unsigned queries;
	const char *queries_help; /* what is said of an unknown key */
};

static const struct route_row rows[] = {
	{ "/health", ROUTE_HEALTH, GET_OR_HEAD,
	  QUERY_TARGET | QUERY_MODULE | QUERY_DRIFT | QUERY_UNKNOWN,
	  "unknown query key: target, module, drift and unknown are known here" },
	{ "/livez", ROUTE_LIVEZ, GET_OR_HEAD, 0, "no query key is known here" },
	{ "/healthz", ROUTE_LIVEZ, GET_OR_HEAD, 0, "no query key is known here" },
	{ "/readyz", ROUTE_READYZ, GET_OR_HEAD, 0, "no query key is known here" },
	{ "/v1/report", ROUTE_REPORT, GET_OR_HEAD,
	  QUERY_TARGET | QUERY_MODULE | QUERY_KIND | QUERY_SEVERITY,
	  "unknown query key: target, module, kind and severity are known here" },
	{ "/v1/targets/", ROUTE_TARGET, GET_OR_HEAD, QUERY_MODULE | QUERY_KIND | QUERY_SEVERITY,
	  "unknown query key: module, kind and severity are known here" },
	{ "/metrics", ROUTE_METRICS, GET_OR_HEAD, 0, "no query key is known here" },
	{ "/v1/check", ROUTE_CHECK, METHOD_POST, QUERY_TARGET,
	  "unknown query key: target is known here" },
};

static bool
kind_value(const char *value)
{
	enum kind kind;

	return kind_from_word(value, &kind);
}

static bool
severity_value(const char *value)
{
	enum severity severity;

	return severity_from_word(value, &severity);
}

static bool
status_value(const char *value)
{
	return strlen(value) == 3 && strspn(value, "0123456789") == 3 && value[0] >= '2' &&
	       value[0] <= '5';
}

static const struct query_row {
	const char *key;
	enum query_bit bit;
	bool (*valid)(const char *value); /* NULL: any value is */
	const char *problem;              /* with a value that is not valid */
} query_rows[] = {
	{ "target", QUERY_TARGET, NULL, NULL },
	{ "module", QUERY_MODULE, NULL, NULL },
	{ "kind", QUERY_KIND, kind_value, "the query key kind has a value that is no kind" },
	{ "severity", QUERY_SEVERITY, severity_value,
	  "the query key severity must be info, warning or critical" },
	{ "drift", QUERY_DRIFT, status_value, "the query key drift must be a status, 200 to 599" },
	{ "unknown", QUERY_UNKNOWN, status_value,
	  "the query key unknown must be a status, 200 to 599" },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
_Static_assert(COUNT(query_rows) <= ROUTE_QUERY_MAX, "every key once must fit");

static bool
refuse(struct route_match *match, int status, const char *problem)
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
		return refuse(match, 400, "the request target must begin with a slash");
	for (const char *at = target; *at != '\0'; at++) {
		if (*at <= ' ' || *at > '~')
			return refuse(match, 400,
			              "the request target holds a byte that must be escaped");
		if (*at == '#')
			return refuse(match, 400, "the request target holds a fragment");
		if (*at == '%' && !percent_valid(at))
			return refuse(
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
			return refuse(match, 400, "the path holds an empty segment");
		segment = percent_decode(begin, (size_t)(at - begin), false);
		dots = is_dots(segment);
		free(segment);
		if (dots)
			return refuse(match, 400, "the path holds a relative segment");
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
	return valid || refuse(match, 400, "the path is not UTF-8");
}

static bool
path_is(const struct route_row *row, const char *path, size_t length)
{
	size_t fixed = strlen(row->path);

	if (row->path[fixed - 1] != '/')
		return length == fixed && memcmp(path, row->path, length) == 0;
	return length > fixed && memcmp(path, row->path, fixed) == 0 &&
	       memchr(path + fixed, '/', length - fixed) == NULL;
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

static const struct query_row *
find_query(const struct route_row *row, const char *key, size_t length)
{
	for (size_t i = 0; i < COUNT(query_rows); i++) {
		if ((row->queries & query_rows[i].bit) != 0 &&
		    strlen(query_rows[i].key) == length &&
		    memcmp(query_rows[i].key, key, length) == 0)
			return &query_rows[i];
	}
	return NULL;
}

/* One "key=value". */
static bool
take_query(struct route_match *match, const struct route_row *row, const char *pair, size_t length)
{
	const char *equals = memchr(pair, '=', length);
	const struct query_row *query;
	char *value;

	if (equals == NULL)
		return refuse(match, 400, "the query must be made of key=value");
	query = find_query(row, pair, (size_t)(equals - pair));
	if (query == NULL)
		return refuse(match, 400, row->queries_help);
	if (route_query(match, query->key) != NULL)
		return refuse(match, 400, "a query key stands twice");
	value = percent_decode(equals + 1, length - (size_t)(equals + 1 - pair), true);
	match->query[match->query_count++] = (struct route_query){ query->key, value };
	if (value[0] == '\0')
		return refuse(match, 400, "a query key has no value");
	if (!utf8_valid(value, strlen(value)))
		return refuse(match, 400, "the query is not UTF-8");
	return query->valid == NULL || query->valid(value) || refuse(match, 400, query->problem);
}

static bool
take_queries(struct route_match *match, const struct route_row *row, const char *queries)
{
	for (const char *at = queries;; at++) {
		size_t length = strcspn(at, "&");

		if (!take_query(match, row, at, length))
			return false;
		at += length;
		if (*at == '\0')
			return true;
	}
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
	if ((row == NULL || row->route == ROUTE_TARGET) &&
	    !check_segments(ret_match, target, length))
		return;
	if (row == NULL) {
		refuse(ret_match, 404, "there is nothing at this path");
		return;
	}
	ret_match->route = row->route;
	if ((row->methods & method) == 0) {
		ret_match->allow = row->methods == GET_OR_HEAD ? "GET, HEAD" : "POST";
		refuse(ret_match, 405, "this path does not know the method");
		return;
	}
	if (row->route == ROUTE_TARGET &&
	    !take_name(ret_match, target + strlen(row->path), length - strlen(row->path)))
		return;
	if (target[length] == '?' && target[length + 1] != '\0')
		take_queries(ret_match, row, target + length + 1);
}

const char *
route_path(enum route route)
{
	static const char *const paths[ROUTE_COUNT] = {
		[ROUTE_LIVEZ] = "/livez",     [ROUTE_READYZ] = "/readyz",
		[ROUTE_HEALTH] = "/health",   [ROUTE_REPORT] = "/v1/report",
		[ROUTE_METRICS] = "/metrics", [ROUTE_TARGET] = "/v1/targets/{name}",
		[ROUTE_CHECK] = "/v1/check",
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

const char *
route_query(const struct route_match *match, const char *key)
{
	for (size_t i = 0; i < match->query_count; i++) {
		if (strcmp(match->query[i].key, key) == 0)
			return match->query[i].value;
	}
	return NULL;
}
