/* The kinds of relation, in the words that people know them by. */
#include "drift/drift_priv.h"

const char *
relation_of(char relkind)
{
	switch (relkind) {
	case 'r':
		return "table";
	case 'p':
		return "partitioned table";
	case 'f':
		return "foreign table";
	case 'v':
		return "view";
	case 'm':
		return "materialized view";
	case 'S':
		return "sequence";
	case 'i':
		return "index";
	case 'I':
		return "partitioned index";
	case 'c':
		return "composite type";
	case 't':
		return "TOAST table";
	default:
		return "relation of another kind";
	}
}

const char *
relation_word(const struct object *object)
{
	const char *kind;

	if (object->kind == KIND_view)
		return relation_of('v');
	if (object->kind == KIND_materialized_view)
		return relation_of('m');
	if (object->kind == KIND_sequence)
		return relation_of('S');
	kind = object->value[PROPERTY_table_kind];
	return (object->stated & (1u << PROPERTY_table_kind)) && kind != NULL ? kind
	                                                                      : relation_of('r');
}
