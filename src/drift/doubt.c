#include "drift/doubt.h"

#include "doubt_priv.h"
#include "drift/clause_priv.h"
#include "drift/drift_priv.h"
#include "model/array.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What of a property can be in doubt. */
enum doubtful_as {
	AS_WHOLE,      /* all of it is tried */
	AS_EXPRESSION, /* it is one */
	AS_PARTS,      /* the expressions in it; all of it, where more than those differ */
	/* Where more than the expressions in it differ, it is another one. */
	AS_KEY,
	AS_STATISTICS,
	AS_TABLES,
	AS_BOUND, /* what stands behind the table that it is a partition of */
};

/* What the server writes anew each time, or people may write otherwise than it does. */
static const struct doubtful {
	enum kind kind;
	size_t property;
	enum doubtful_as as;
	doubt_certain_fn *certain; /* or NULL */
} doubtful[] = {
	/* clang-format off */
	{ KIND_column, PROPERTY_column_default, AS_WHOLE, NULL },
	{ KIND_column, PROPERTY_column_generated, AS_EXPRESSION, NULL },
	{ KIND_constraint, PROPERTY_constraint_definition, AS_PARTS, doubt_is_plain },
	{ KIND_index, PROPERTY_index_definition, AS_PARTS, doubt_is_plain },
	{ KIND_table, PROPERTY_table_partition_key, AS_KEY, NULL },
	{ KIND_table, PROPERTY_table_partition_of, AS_BOUND, NULL },
	{ KIND_view, PROPERTY_view_definition, AS_WHOLE, NULL },
	{ KIND_materialized_view, PROPERTY_materialized_view_definition, AS_WHOLE, NULL },
	{ KIND_type, PROPERTY_type_checks, AS_WHOLE, NULL },
	{ KIND_type, PROPERTY_type_default, AS_WHOLE, NULL },
	{ KIND_policy, PROPERTY_policy_using, AS_EXPRESSION, NULL },
	{ KIND_policy, PROPERTY_policy_check, AS_EXPRESSION, NULL },
	{ KIND_trigger, PROPERTY_trigger_definition, AS_WHOLE, doubt_is_plain_trigger },
	{ KIND_rule, PROPERTY_rule_definition, AS_WHOLE, NULL },
	{ KIND_statistics, PROPERTY_statistics_definition, AS_STATISTICS, NULL },
	{ KIND_function, PROPERTY_function_definition, AS_WHOLE, doubt_is_plain_routine },
	{ KIND_publication, PROPERTY_publication_tables, AS_TABLES, NULL },
	/* clang-format on */
};

/* Its text is always the same, and trying one would lock another table. */
static bool
is_foreign_key(const char *definition)
{
	return strncasecmp(definition, "FOREIGN KEY", strlen("FOREIGN KEY")) == 0;
}

/* It is one expression, and nothing evaluates it. */
static bool
is_check(const char *definition)
{
	return strncasecmp(definition, "CHECK", strlen("CHECK")) == 0;
}

/* --- doubts ------------------------------------------------------------------------------------- */

static const struct doubtful *
doubtful_of(const struct drift *drift)
{
	if (drift->change != CHANGE_CHANGED || drift->expected == NULL || drift->observed == NULL)
		return NULL;
	for (size_t i = 0; i < sizeof doubtful / sizeof *doubtful; i++) {
		const struct doubtful *row = &doubtful[i];
		const char *word = kind_table[row->kind].properties[row->property].word;

		if (row->kind != drift->kind || strcmp(word, drift->property) != 0)
			continue;
		if (row->certain != NULL && row->certain(drift->expected) &&
		    row->certain(drift->observed))
			return NULL;
		if (row->kind == KIND_constraint &&
		    (is_foreign_key(drift->expected) || is_foreign_key(drift->observed) ||
		     doubt_is_not_valid(drift->expected) != doubt_is_not_valid(drift->observed)))
			return NULL;
		return row;
	}
	return NULL;
}

struct doubts {
	struct arena *arena;
	struct doubt *list;
	size_t count;
	size_t room;
};

static bool
add(struct doubts *doubts, const struct doubt *doubt)
{
	if (doubts->count == doubts->room) {
		struct doubt *list;

		doubts->room = doubts->room == 0 ? 16 : 2 * doubts->room;
		list = arena_array(doubts->arena, doubts->room, sizeof *list);
		for (size_t i = 0; i < doubts->count; i++)
			list[i] = doubts->list[i];
		doubts->list = list;
	}
	doubts->list[doubts->count++] = *doubt;
	return true;
}

/* Where nothing differs but expressions: a doubt for each of them; false: more does. */
static bool
add_parts(struct doubts *doubts, const struct doubt *whole)
{
	struct doubt part = *whole;
	struct split expected;
	struct split observed;

	if (!doubt_split(whole->expected, doubts->arena, &expected) ||
	    !doubt_split(whole->observed, doubts->arena, &observed) ||
	    expected.count != observed.count || strcmp(expected.rest, observed.rest) != 0)
		return false;
	part.expression = true;
	for (size_t i = 0; i < expected.count; i++) {
		part.expected = expected.expressions[i];
		part.observed = observed.expressions[i];
		if (strcmp(part.expected, part.observed) != 0)
			add(doubts, &part);
	}
	return true;
}

/* The table that it is over stands behind FROM. */
static bool
add_statistics(struct doubts *doubts, const struct doubt *whole)
{
	struct doubt doubt = *whole;
	struct split split;
	struct clause_name name;
	const char *from = NULL;

	if (!doubt_split(whole->observed, doubts->arena, &split))
		return false;
	for (const char *at = split.rest; (at = strstr(at, "from ")) != NULL; at++)
		from = at;
	if (from == NULL || !clause_take(&from, "FROM @", doubts->arena, &name))
		return false;
	doubt.schema = name.schema;
	doubt.table = name.name;
	return add_parts(doubts, &doubt);
}

/* Table by table: "public.t (a, b) WHERE (a > 1)". */
static bool
add_tables(struct doubts *doubts, const struct doubt *whole)
{
	struct array expected;
	struct array observed;

	if (!array_read(whole->expected, doubts->arena, &expected, NULL) ||
	    !array_read(whole->observed, doubts->arena, &observed, NULL) ||
	    expected.count != observed.count)
		return false;
	for (size_t i = 0; i < expected.count; i++) {
		struct doubt doubt = *whole;
		struct clause_name name;
		const char *at = observed.elements[i];

		doubt.expected = expected.elements[i];
		doubt.observed = observed.elements[i];
		if (doubt.expected == NULL || at == NULL ||
		    !clause_take(&at, "@", doubts->arena, &name))
			return false;
		doubt.schema = name.schema;
		doubt.table = name.name;
		if (strcmp(doubt.expected, doubt.observed) != 0 && !add_parts(doubts, &doubt))
			return false;
	}
	return true;
}

/* false: they differ, and there is no doubt of it. */
static bool
add_doubts(struct doubts *doubts, enum doubtful_as as, const struct doubt *whole)
{
	struct doubt doubt = *whole;

	switch (as) {
	case AS_PARTS:
		return (!is_check(whole->expected) && add_parts(doubts, whole)) ||
		       ((!doubt_is_spelled(whole->expected) ||
		         !doubt_is_spelled(whole->observed)) &&
		        add(doubts, whole));
	case AS_KEY:
		return add_parts(doubts, whole);
	case AS_STATISTICS:
		return add_statistics(doubts, whole);
	case AS_TABLES:
		return add_tables(doubts, whole);
	case AS_BOUND:
		return doubt_bounds(&doubt.expected, &doubt.observed, doubts->arena) &&
		       add(doubts, &doubt);
	case AS_EXPRESSION:
		doubt.expression = true;
		return add(doubts, &doubt);
	case AS_WHOLE:
		return add(doubts, whole);
	}
	return false;
}

/* What differs in no expression and nothing else is settled. */
static void
list_one(struct compare *compare, size_t index, struct doubts *doubts)
{
	struct difference *difference = &compare->differences[index];
	const struct drift *drift = &difference->drift;
	const struct doubtful *row = doubtful_of(drift);
	size_t before = doubts->count;
	const struct doubt whole = {
		.difference = index,
		.kind = drift->kind,
		.schema = drift->schema,
		.table = drift->table,
		.name = drift->name,
		.property = row == NULL ? 0 : row->property,
		.expected = drift->expected,
		.observed = drift->observed,
	};

	if (row == NULL)
		return;
	if (!add_doubts(doubts, row->as, &whole)) {
		doubts->count = before;
		return;
	}
	difference->doubts = doubts->count - before;
	difference->same = difference->doubts == 0;
	difference->confirmed = drift->severity;
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
doubt_list(struct compare *compare, struct arena *arena, struct doubt **ret_doubts)
{
	struct doubts doubts = { .arena = arena };

	for (size_t i = 0; i < compare->difference_count; i++)
		list_one(compare, i, &doubts);
	if (doubts.count > 0)
		qsort(doubts.list, doubts.count, sizeof *doubts.list, order_cb);
	*ret_doubts = doubts.list;
	return doubts.count;
}

void
doubt_settle(struct compare *compare, const struct doubt *doubt, enum doubt_verdict verdict,
             const char *why)
{
	struct difference *difference = &compare->differences[doubt->difference];
	struct drift *drift = &difference->drift;

	if (verdict == DOUBT_SAME) {
		difference->same = --difference->doubts == 0;
	} else if (verdict == DOUBT_DIFFERENT) {
		difference->other = true;
		drift->unconfirmed = NULL;
		drift->severity = difference->confirmed;
	} else if (!difference->other) {
		drift->unconfirmed = compare_keep(compare, why);
		if (drift->severity > SEVERITY_WARNING)
			drift->severity = SEVERITY_WARNING;
	}
}
