/* Objects that nobody expects: only where the manifest is complete, only in its scope, and only where
 * what they live on is expected in full. */
#include "drift/drift_priv.h"

#include <stdlib.h>
#include <string.h>

static int
order_cb(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Whether the manifest has a say about schemas that it does not state. */
static bool
schemas_complete(const struct expected *expected)
{
	return expected->stated[KIND_schema] || (expected->all_schemas && expected->complete);
}

void
unexpected_prepare(struct compare *compare)
{
	const struct expected *expected = compare->expected;
	size_t count = 0;
	size_t unique = 0;

	if (!schemas_complete(expected))
		return;
	compare->lived_in = arena_array(&compare->arena, expected->item_count,
	                                sizeof *compare->lived_in);
	for (size_t i = 0; i < expected->item_count; i++) {
		const char *schema = expected->items[i].object.schema;

		if (schema != NULL &&
		    (count == 0 || strcmp(compare->lived_in[count - 1], schema) != 0))
			compare->lived_in[count++] = schema;
	}
	if (count > 0)
		qsort(compare->lived_in, count, sizeof *compare->lived_in, order_cb);
	for (size_t i = 0; i < count; i++) {
		if (unique == 0 || strcmp(compare->lived_in[unique - 1], compare->lived_in[i]) != 0)
			compare->lived_in[unique++] = compare->lived_in[i];
	}
	compare->lived_in_count = unique;
}

/* A schema that the scope names, or in which something is expected, is expected by that alone. */
static bool
schema_unexpected(const struct compare *compare, const char *schema)
{
	const struct expected *expected = compare->expected;

	if (!schemas_complete(expected) || strncmp(schema, "pg_", 3) == 0 ||
	    strcmp(schema, "information_schema") == 0)
		return false;
	if (expected_find(expected, KIND_schema, NULL, NULL, schema) != NONE)
		return false;
	for (size_t i = 0; i < expected->scope_count; i++) {
		if (strcmp(expected->scope[i], schema) == 0)
			return false;
	}
	return compare->lived_in_count == 0 ||
	       bsearch(&schema, compare->lived_in, compare->lived_in_count,
	               sizeof *compare->lived_in, order_cb) == NULL;
}

/* What lives on something that is expected in full, in a complete manifest: within its scope, or on
 * what has no schema. */
static bool
guest_possible(const struct compare *compare, const struct object *object)
{
	const struct expected *expected = compare->expected;
	size_t host = expected_host(expected, object);

	if (host == NONE || !compare_judged(compare, host) || expected->items[host].bare)
		return false;
	return object->schema == NULL || expected_in_scope(expected, object->schema);
}

/* A relation of another kind in the place of an expected one: that is said of the expected one. */
static bool
takes_a_place(const struct expected *expected, const struct object *object)
{
	return kind_table[object->kind].shape == SHAPE_RELATION &&
	       expected_relation(expected, object->schema, object->name) != NONE;
}

bool
unexpected_possible(const struct compare *compare, const struct object *object)
{
	const struct expected *expected = compare->expected;

	if (expected_omits(expected, kind_table[object->kind].word))
		return false;
	switch (kind_table[object->kind].place) {
	case PLACE_TOP:
		if (object->kind == KIND_schema)
			return schema_unexpected(compare, object->name);
		return expected->stated[object->kind];
	case PLACE_MODULE:
		return expected->complete && expected_in_scope(expected, object->schema) &&
		       !schema_unexpected(compare, object->schema) &&
		       !takes_a_place(expected, object);
	case PLACE_GUEST:
		return expected->complete && guest_possible(compare, object);
	case PLACE_NONE:
		break;
	}
	return false;
}

bool
unexpected_observe(struct compare *compare, const struct object *observed)
{
	struct difference *difference;
	size_t prints = compare->print_count;

	rename_observe(compare, observed);
	if (!unexpected_possible(compare, observed))
		return compare->print_count == prints;
	difference = difference_of_object(compare, CHANGE_UNEXPECTED, observed,
	                                  expected_host(compare->expected, observed));
	if (compare->expected->complete)
		difference->shape = rename_shape(observed);
	return false;
}
