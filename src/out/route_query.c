/* The keys of queries, and what their values may be. */
#include "out/route_priv.h"

#include "base/stamp.h"
#include "base/utf8.h"
#include "model/kind.h"
#include "out/percent_priv.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

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

/* A sequence: digits that fit into 64 bits. */
static bool
number_value(const char *value)
{
	size_t length = strlen(value);

	return length <= 18 && strspn(value, "0123456789") == length;
}

static bool
limit_value(const char *value)
{
	long limit = number_value(value) ? strtol(value, NULL, 10) : 0;

	return limit >= 1 && limit <= ROUTE_LIMIT_MAX;
}

static bool
time_value(const char *value)
{
	int64_t ignored;

	return clock_stamp_read(value, &ignored);
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
	{ "since", QUERY_SINCE, time_value,
	  "the query key since must be a time, 2026-11-22T09:00:00Z; a + is written %2B" },
	{ "after", QUERY_AFTER, number_value, "the query key after must be a sequence, a number" },
	{ "limit", QUERY_LIMIT, limit_value, "the query key limit must be a number, 1 to 1000" },
};

_Static_assert(COUNT(query_rows) <= ROUTE_QUERY_MAX, "every key once must fit");

static const struct query_row *
find_query(unsigned allowed, const char *key, size_t length)
{
	for (size_t i = 0; i < COUNT(query_rows); i++) {
		if ((allowed & query_rows[i].bit) != 0 && strlen(query_rows[i].key) == length &&
		    memcmp(query_rows[i].key, key, length) == 0)
			return &query_rows[i];
	}
	return NULL;
}

/* One "key=value". */
static bool
take_query(struct route_match *match, unsigned allowed, const char *help, const char *pair,
           size_t length)
{
	const char *equals = memchr(pair, '=', length);
	const struct query_row *query;
	char *value;

	if (equals == NULL)
		return route_refuse(match, 400, "the query must be made of key=value");
	query = find_query(allowed, pair, (size_t)(equals - pair));
	if (query == NULL)
		return route_refuse(match, 400, help);
	if (route_query(match, query->key) != NULL)
		return route_refuse(match, 400, "a query key stands twice");
	value = percent_decode(equals + 1, length - (size_t)(equals + 1 - pair), true);
	match->query[match->query_count++] = (struct route_query){ query->key, value };
	if (value[0] == '\0')
		return route_refuse(match, 400, "a query key has no value");
	if (!utf8_valid(value, strlen(value)))
		return route_refuse(match, 400, "the query is not UTF-8");
	return query->valid == NULL || query->valid(value) ||
	       route_refuse(match, 400, query->problem);
}

bool
route_take_queries(struct route_match *match, unsigned allowed, const char *help,
                   const char *queries)
{
	for (const char *at = queries;; at++) {
		size_t length = strcspn(at, "&");

		if (!take_query(match, allowed, help, at, length))
			return false;
		at += length;
		if (*at == '\0')
			return true;
	}
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
