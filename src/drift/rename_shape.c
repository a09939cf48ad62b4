/* What an object is but for its name, as one hash. */
#include "drift/drift_priv.h"

#include "model/ident.h"

#include <string.h>

/* What makes the shape. Of properties that nobody can leave out at least one must be known, but of kinds
 * that have none. */
static const struct {
	enum kind kind;
	size_t property;
} shapes[] = {
	{ KIND_type, PROPERTY_type_labels },
	{ KIND_type, PROPERTY_type_attributes },
	{ KIND_type, PROPERTY_type_base },
	{ KIND_type, PROPERTY_type_not_null },
	{ KIND_type, PROPERTY_type_default },
	{ KIND_type, PROPERTY_type_collation },
	{ KIND_type, PROPERTY_type_checks },
	{ KIND_type, PROPERTY_type_definition },
	{ KIND_view, PROPERTY_view_definition },
	{ KIND_materialized_view, PROPERTY_materialized_view_definition },
	{ KIND_sequence, PROPERTY_sequence_type },
	{ KIND_sequence, PROPERTY_sequence_start },
	{ KIND_sequence, PROPERTY_sequence_increment },
	{ KIND_sequence, PROPERTY_sequence_minimum },
	{ KIND_sequence, PROPERTY_sequence_maximum },
	{ KIND_sequence, PROPERTY_sequence_cache },
	{ KIND_sequence, PROPERTY_sequence_cycle },
	{ KIND_sequence, PROPERTY_sequence_owned_by },
	{ KIND_column, PROPERTY_column_type },
	{ KIND_column, PROPERTY_column_not_null },
	{ KIND_column, PROPERTY_column_default },
	{ KIND_column, PROPERTY_column_generated },
	{ KIND_column, PROPERTY_column_identity },
	{ KIND_column, PROPERTY_column_collation },
	{ KIND_constraint, PROPERTY_constraint_definition },
	{ KIND_index, PROPERTY_index_definition },
	{ KIND_trigger, PROPERTY_trigger_definition },
	{ KIND_rule, PROPERTY_rule_definition },
	{ KIND_policy, PROPERTY_policy_command },
	{ KIND_policy, PROPERTY_policy_permissive },
	{ KIND_policy, PROPERTY_policy_roles },
	{ KIND_policy, PROPERTY_policy_using },
	{ KIND_policy, PROPERTY_policy_check },
	{ KIND_statistics, PROPERTY_statistics_definition },
	{ KIND_function, PROPERTY_function_definition },
	{ KIND_collation, PROPERTY_collation_definition },
};

uint64_t
rename_mix(uint64_t seed, uint64_t value)
{
	seed = (seed ^ value) * 0x9e3779b97f4a7c15u;
	return seed ^ (seed >> 29);
}

/* Where the object's own name begins in its text: behind a blank or its schema. NULL: nowhere. */
static const char *
find_name(const char *text, const char *name)
{
	for (const char *at = text; (at = strstr(at, name)) != NULL; at++) {
		if (at > text && (at[-1] == ' ' || at[-1] == '.') &&
		    strchr(" (\n", at[strlen(name)]) != NULL)
			return at;
	}
	return NULL;
}

/* A text up to where it names the object itself, which is before anything else has that name, and from
 * there on; its schema is part of the name. */
static uint64_t
hash_unnamed(uint64_t seed, const char *value, const struct object *object)
{
	struct text name = { 0 };
	struct text schema = { 0 };
	struct text before = { 0 };
	struct arena scratch = { 0 };
	const char *at;

	ident_quote(&name, object_own_name(object->kind, object->name, &scratch));
	if (object->schema != NULL)
		ident_quote(&schema, object->schema);
	text_addc(&schema, '.');
	at = find_name(value, text_str(&name));
	if (at != NULL) {
		size_t length = (size_t)(at - value);

		if (at[-1] == '.' && length > schema.length &&
		    memcmp(at - schema.length, text_str(&schema), schema.length) == 0)
			length -= schema.length;
		text_addn(&before, value, length);
		seed = hash_string(seed, text_str(&before));
		value = at + name.length;
	}
	arena_done(&scratch);
	text_done(&name);
	text_done(&schema);
	text_done(&before);
	return hash_string(seed, value);
}

/* `public.t.id` without the schema, which is the sequence's own. */
static const char *
without_schema(const char *column, const char *schema)
{
	struct text quoted = { 0 };

	ident_quote(&quoted, schema);
	text_addc(&quoted, '.');
	if (strncmp(column, text_str(&quoted), quoted.length) == 0)
		column += quoted.length;
	text_done(&quoted);
	return column;
}

static bool
names_itself(enum kind kind)
{
	return kind == KIND_index || kind == KIND_trigger || kind == KIND_rule ||
	       kind == KIND_statistics || kind == KIND_function;
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
	if (value != NULL && names_itself(object->kind))
		return hash_unnamed(seed, value, object);
	if (value != NULL && object->kind == KIND_sequence &&
	    property == PROPERTY_sequence_owned_by)
		value = without_schema(value, object->schema);
	return hash_string(seed, value);
}

uint64_t
rename_shape(const struct object *object)
{
	bool known = object->kind == KIND_policy || object->kind == KIND_sequence;
	uint64_t shape = HASH_SEED;

	if (object->kind == KIND_schema)
		return shape;
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
