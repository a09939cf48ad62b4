#include "drift/stand_in.h"

#include "drift/drift_priv.h"

/* Whether silence of the manifest about the item's properties means their defaults. */
static bool
silence_tells(const struct expected *other, const struct expected_item *item)
{
	const char *schema = item->object.schema;

	if (!other->complete || item->bare)
		return false;
	return schema == NULL || expected_in_scope(other, schema);
}

static void
tell_item(struct compare *compare, const struct expected *other, size_t index, const char **values)
{
	const struct expected_item *item = &other->items[index];
	const struct kind_info *kind = &kind_table[item->object.kind];
	struct object object = item->object;

	object.value = values;
	for (size_t i = 0; i < kind->property_count; i++) {
		const char *unstated = kind->properties[i].unstated;
		uint32_t bit = UINT32_C(1) << i;

		values[i] = item->object.value[i];
		if ((object.stated & bit) != 0)
			continue;
		values[i] = NULL;
		if (!silence_tells(other, item) || unstated == kind_never ||
		    expected_omits(other, kind->properties[i].word))
			continue;
		values[i] = unstated;
		object.stated |= bit;
	}
	compare_observed(compare, &object);
}

static void
tell_not_stated(struct compare *compare, const struct object *object, enum kind kind,
                const char *name)
{
	compare_unknown(compare, &(struct unknown){
					 .kind = kind,
					 .schema = object->schema,
					 .table = object->table,
					 .name = name,
					 .reason = "not_stated",
				 });
}

/* Of a bare relation only its existence is said. */
static void
tell_bare(struct compare *compare, const struct object *relation)
{
	const struct kind_info *info = &kind_table[relation->kind];

	for (size_t i = 0; info->shape == SHAPE_RELATION && i < info->guest_count; i++)
		tell_not_stated(compare, relation, info->guests[i], NULL);
}

/* Whether the manifest would state the object if it were there. */
static bool
speaks_of(const struct expected *other, const struct object *object)
{
	const enum kind_place place = kind_table[object->kind].place;
	size_t host = place == PLACE_GUEST ? expected_host(other, object) : NONE;

	if (expected_omits(other, kind_table[object->kind].word) ||
	    (host != NONE && other->items[host].bare &&
	     kind_table[other->items[host].object.kind].shape != SHAPE_RELATION))
		return false;
	if (object->kind == KIND_schema && other->complete && other->all_schemas)
		return true;
	if (place == PLACE_TOP)
		return other->stated[object->kind];
	return !other->complete || object->schema == NULL ||
	       expected_in_scope(other, object->schema);
}

/* A schema in which something is stated is there. */
static bool
is_lived_in(const struct expected *other, const struct object *schema)
{
	for (size_t i = 0; schema->kind == KIND_schema && i < other->item_count; i++) {
		if (string_order(other->items[i].object.schema, schema->name) == 0)
			return true;
	}
	return false;
}

/* What is expected and not stated: not there, or unknown. Tables are told of by presence. */
static void
tell_absent(struct compare *compare, const struct expected *expected, const struct expected *other)
{
	for (size_t i = 0; i < expected->item_count; i++) {
		const struct object *object = &expected->items[i].object;

		if (expected_find(other, object->kind, object->schema, object->table,
		                  object->name) != NONE)
			continue;
		if (is_lived_in(other, object))
			compare_observed(compare, &(struct object){ .kind = KIND_schema,
			                                            .name = object->name });
		else if (!speaks_of(other, object))
			tell_not_stated(compare, object, object->kind, object->name);
		else if (kind_table[object->kind].shape == SHAPE_RELATION)
			compare_presence(compare, i, '\0', NULL);
	}
}

static void
tell_revisions(struct compare *compare, const struct expected *expected,
               const struct expected *other)
{
	for (size_t i = 0; i < expected->revision_count; i++) {
		const struct revision *told = &expected->revisions[i];

		for (size_t j = 0; j < other->revision_count; j++) {
			const struct revision *revision = &other->revisions[j];

			if (string_order(told->schema, revision->schema) == 0 &&
			    string_order(told->table, revision->table) == 0 &&
			    string_order(told->column, revision->column) == 0)
				told = revision;
		}
		compare_revision(compare, i, told->expect, told->expect_count, false);
	}
}

void
stand_in_tell(struct compare *compare, const struct expected *expected,
              const struct expected *other)
{
	const char *values[PROPERTY_MAX];

	for (size_t i = 0; i < other->item_count; i++) {
		tell_item(compare, other, i, values);
		if (other->items[i].bare)
			tell_bare(compare, &other->items[i].object);
	}
	tell_absent(compare, expected, other);
	tell_revisions(compare, expected, other);
	for (size_t kind = 0; kind < KIND_COUNT; kind++) {
		if (kind_table[kind].place != PLACE_NONE)
			compare_kind_done(compare, (enum kind)kind);
	}
}
