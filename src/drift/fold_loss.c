/* What was taken out of an object that is there, because something is missing: a default, an element of a
 * list, the index that a table is clustered on. Only what is gone, and nothing in its place. */
#include "drift/fold_priv.h"

#include "model/array.h"

#include <string.h>

static bool
holds(const struct array *array, const char *element)
{
	for (size_t i = 0; i < array->count; i++) {
		if (string_order(array->elements[i], element) == 0)
			return true;
	}
	return false;
}

/* The lost one that an element, or a value, names. */
static size_t
element_cause(const struct fold *fold, const struct difference *difference, const char *element)
{
	const struct drift *drift = &difference->drift;

	if (drift->kind == KIND_publication &&
	    strcmp(drift->property,
	           kind_table[KIND_publication].properties[PROPERTY_publication_schemas].word) == 0)
		return fold_lost(fold, KIND_schema, NULL, NULL, element);
	return fold_cause_in_text(fold, difference->item, element);
}

/* The first cause of those that all elements that are gone have. */
static size_t
list_cause(struct fold *fold, const struct difference *difference)
{
	const struct drift *drift = &difference->drift;
	struct array expected = { 0 };
	struct array observed = { 0 };
	size_t first = NONE;

	if (!array_read(drift->expected, &fold->scratch, &expected, NULL) ||
	    !array_read(drift->observed, &fold->scratch, &observed, NULL))
		return NONE;
	for (size_t i = 0; i < observed.count; i++) {
		if (!holds(&expected, observed.elements[i]))
			return NONE;
	}
	for (size_t i = 0; i < expected.count; i++) {
		size_t cause;

		if (holds(&observed, expected.elements[i]))
			continue;
		cause = element_cause(fold, difference, expected.elements[i]);
		if (cause == NONE)
			return NONE;
		if (first == NONE)
			first = cause;
	}
	return first;
}

/* The index, or the constraint that has it, that a property of a relation names. */
static size_t
index_cause(const struct fold *fold, const struct drift *drift, const char *name)
{
	size_t cause = fold_lost(fold, KIND_index, drift->schema, drift->table, name);

	return cause != NONE ? cause
	                     : fold_lost(fold, KIND_constraint, drift->schema, drift->table, name);
}

size_t
fold_cause_of_loss(struct fold *fold, const struct difference *difference)
{
	static const char identity[] = "index ";
	const struct drift *drift = &difference->drift;
	size_t property;

	if (drift->expected == NULL || !kind_property(drift->kind, drift->property, &property))
		return NONE;
	if (kind_form_is_list(kind_table[drift->kind].properties[property].form))
		return drift->observed == NULL ? NONE : list_cause(fold, difference);
	if (drift->observed != NULL)
		return NONE;
	if (drift->kind == KIND_table && property == PROPERTY_table_replica_identity)
		return strncmp(drift->expected, identity, strlen(identity)) != 0
		               ? NONE
		               : index_cause(fold, drift, drift->expected + strlen(identity));
	if ((drift->kind == KIND_table && property == PROPERTY_table_cluster_index) ||
	    (drift->kind == KIND_materialized_view &&
	     property == PROPERTY_materialized_view_cluster_index))
		return index_cause(fold, drift, drift->expected);
	return fold_cause_in_text(fold, difference->item, drift->expected);
}
