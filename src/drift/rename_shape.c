/* What an object is but for its name, as one hash. */
#include "drift/drift_priv.h"

#include "model/ident.h"

#include <string.h>

/* What makes the shape. Properties that nobody can leave out must be known of at least one. */
static const struct {
	enum kind kind;
	size_t property;
} shapes[] = {
	{ KIND_type, PROPERTY_type_labels },
	{ KIND_type, PROPERTY_type_attributes },
	{ KIND_type, PROPERTY_type_base },
	{ KIND_type, PROPERTY_type_not_null },
	{ KIND_type, PROPERTY_type_default },
	{ KIND_type, PROPERTY_type_definition },
	{ KIND_view, PROPERTY_view_definition },
	{ KIND_materialized_view, PROPERTY_materialized_view_definition },
	{ KIND_column, PROPERTY_column_type },
	{ KIND_column, PROPERTY_column_not_null },
	{ KIND_column, PROPERTY_column_default },
	{ KIND_column, PROPERTY_column_generated },
	{ KIND_column, PROPERTY_column_identity },
	{ KIND_column, PROPERTY_column_collation },
	{ KIND_constraint, PROPERTY_constraint_definition },
	{ KIND_index, PROPERTY_index_definition },
	{ KIND_trigger, PROPERTY_trigger_definition },
};

/* Texts that name the object itself do so once, between blanks, before anything else has that name. */
static uint64_t
hash_unnamed(uint64_t seed, const char *value, const char *name)
{
	struct text quoted = { 0 };
	struct text before = { 0 };
	const char *at;

	text_addc(&quoted, ' ');
	ident_quote(&quoted, name);
	text_addc(&quoted, ' ');
	at = strstr(value, text_str(&quoted));
	if (at != NULL) {
		text_addn(&before, value, (size_t)(at - value));
		seed = hash_string(seed, text_str(&before));
		value = at + quoted.length;
	}
	text_done(&quoted);
	text_done(&before);
	return hash_string(seed, value);
}

static uint64_t
hash_property(uint64_t seed, const struct object *object, size_t property, bool *known)
{
	const struct property_info *info = &kind_table[object->kind].properties[property];
	bool always = info->unstated == kind_never;
	const char *value = always ? NULL : info->unstated;

	if (object->stated & (1u << property))
		value = object->value[property];
	*known |= always && value != NULL;
	if (value != NULL && (object->kind == KIND_index || object->kind == KIND_trigger))
		return hash_unnamed(seed, value, object->name);
	return hash_string(seed, value);
}

uint64_t
rename_shape(const struct object *object)
{
	uint64_t shape = HASH_SEED;
	bool known = false;

	/* All partitions have the same columns. */
	if (object->kind == KIND_table)
		return hash_string(hash_string(shape, relation_word(object)),
		                   object->value[PROPERTY_table_partition_of]);
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		if (shapes[i].kind == object->kind)
			shape = hash_property(shape, object, shapes[i].property, &known);
	}
	return known ? shape : 0;
}
