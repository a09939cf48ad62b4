#include "drift/doubt.h"

#include "drift/drift_priv.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What the server writes anew each time. Of constraints not foreign keys: their text is always the same,
 * and trying one would lock another table. */
static const struct {
	enum kind kind;
	size_t property;
	const char *never; /* how a text begins that is not in doubt; or NULL */
} doubtful[] = {
	{ KIND_column, PROPERTY_column_default, NULL },
	{ KIND_column, PROPERTY_column_generated, NULL },
	{ KIND_constraint, PROPERTY_constraint_definition, "FOREIGN KEY" },
	{ KIND_index, PROPERTY_index_definition, NULL },
	{ KIND_view, PROPERTY_view_definition, NULL },
	{ KIND_materialized_view, PROPERTY_materialized_view_definition, NULL },
	{ KIND_type, PROPERTY_type_checks, NULL },
	{ KIND_type, PROPERTY_type_default, NULL },
};

bool
doubt_has_expression(const char *definition)
{
	const char *open = strchr(definition, '(');

	return open == NULL || strchr(open + 1, '(') != NULL ||
	       strcasestr(definition, "WHERE") != NULL;
}

/* Plain columns in the server's own spelling, which is always the same. */
static bool
is_certain(const char *definition)
{
	static const char *const begins[] = { "PRIMARY KEY (", "UNIQUE (",
		                              "UNIQUE NULLS NOT DISTINCT (", "CREATE" };

	if (doubt_has_expression(definition))
		return false;
	for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
		if (strncmp(definition, begins[i], strlen(begins[i])) == 0)
			return strcmp(begins[i], "CREATE") != 0 ||
			       strstr(definition, " USING ") != NULL;
	}
	return false;
}

/* A twin is made without rows, and always valid: it cannot tell. */
static bool
is_not_valid(const char *definition)
{
	static const char end[] = " NOT VALID";
	size_t length = strlen(definition);

	return length >= sizeof end && strcasecmp(definition + length - strlen(end), end) == 0;
}

static bool
is_doubtful(const struct drift *drift, size_t *ret_property)
{
	if (drift->change != CHANGE_CHANGED || drift->expected == NULL || drift->observed == NULL ||
	    (is_certain(drift->expected) && is_certain(drift->observed)) ||
	    is_not_valid(drift->expected) != is_not_valid(drift->observed))
		return false;
	for (size_t i = 0; i < sizeof doubtful / sizeof *doubtful; i++) {
		const char *never = doubtful[i].never;

		if (doubtful[i].kind != drift->kind ||
		    strcmp(kind_table[drift->kind].properties[doubtful[i].property].word,
		           drift->property) != 0)
			continue;
		*ret_property = doubtful[i].property;
		return never == NULL || (strncasecmp(drift->expected, never, strlen(never)) != 0 &&
		                         strncasecmp(drift->observed, never, strlen(never)) != 0);
	}
	return false;
}

static int
order_cb(const void *a, const void *b)
{
	const struct doubt *left = a;
	const struct doubt *right = b;
	int order = string_order(left->schema, right->schema);

	if (order == 0)
		order = string_order(left->table, right->table);
	if (order == 0)
		order = string_order(left->name, right->name);
	return order != 0 ? order
	                  : (left->difference > right->difference) -
	                            (left->difference < right->difference);
}

size_t
doubt_list(const struct compare *compare, struct arena *arena, struct doubt **ret_doubts)
{
	struct doubt *doubts = arena_array(arena, compare->difference_count, sizeof *doubts);
	size_t count = 0;

	for (size_t i = 0; i < compare->difference_count; i++) {
		const struct drift *drift = &compare->differences[i].drift;
		size_t property;

		if (is_doubtful(drift, &property))
			doubts[count++] = (struct doubt){
				i,           drift->kind, drift->schema,   drift->table,
				drift->name, property,    drift->expected, drift->observed
			};
	}
	if (count > 0)
		qsort(doubts, count, sizeof *doubts, order_cb);
	*ret_doubts = doubts;
	return count;
}

void
doubt_settle(struct compare *compare, const struct doubt *doubt, enum doubt_verdict verdict,
             const char *why)
{
	struct difference *difference = &compare->differences[doubt->difference];

	difference->same = verdict == DOUBT_SAME;
	if (verdict != DOUBT_OPEN)
		return;
	difference->drift.unconfirmed = compare_keep(compare, why);
	if (difference->drift.severity > SEVERITY_WARNING)
		difference->drift.severity = SEVERITY_WARNING;
}
