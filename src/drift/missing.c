/* The conclusions from what was not seen: missing, where it is known not to be there; and from what
 * was seen of modules that are not wanted. */
#include "drift/drift_priv.h"

/* Bits of what is known of a table's columns. */
#define COLUMNS_STATED 1
#define COLUMNS_VAGUE  2

/* Per item, of tables: whether columns are stated, and whether one is without its type. */
static uint8_t *
columns_survey(struct compare *compare)
{
	const struct expected *expected = compare->expected;
	uint8_t *columns = arena_array(&compare->arena, expected->item_count, sizeof *columns);

	for (size_t i = 0; i < expected->item_count; i++) {
		const struct expected_item *item = &expected->items[i];

		if (item->object.kind != KIND_column)
			continue;
		columns[item->parent] |= (item->object.stated & (1u << PROPERTY_column_type))
		                                 ? COLUMNS_STATED
		                                 : COLUMNS_VAGUE;
	}
	return columns;
}

static bool
states(const struct object *object, unsigned property)
{
	return (object->stated & (1u << property)) && object->value[property] != NULL;
}

/* Whether the manifest says enough to create it. */
static bool
creatable(const struct expected_item *item, uint8_t columns)
{
	const struct object *object = &item->object;

	if (item->module == NONE || item->module == MODULE_PREREQUISITES)
		return false;
	switch (object->kind) {
	case KIND_table:
		/* How a partitioned or a foreign table is made, the manifest does not say. */
		return !item->bare && columns == COLUMNS_STATED &&
		       (!(object->stated & (1u << PROPERTY_table_kind)) ||
		        string_order(object->value[PROPERTY_table_kind], "table") == 0);
	case KIND_type:
		return states(object, PROPERTY_type_labels);
	case KIND_column:
		return states(object, PROPERTY_column_type);
	case KIND_constraint:
		return states(object, PROPERTY_constraint_definition);
	case KIND_index:
		return states(object, PROPERTY_index_definition);
	case KIND_schema:
	case KIND_revision:
	case KIND_module:
	case KIND_ignore:
	case KIND_COUNT:
		break;
	}
	return false;
}

static void
missing_item(struct compare *compare, size_t index, uint8_t columns)
{
	struct difference *difference = difference_of_item(compare, CHANGE_MISSING, index);

	difference->drift.creatable = creatable(&compare->expected->items[index], columns);
}

/* Notes that nobody knows whether the item is there. */
static void
mark_unknown(struct compare *compare, size_t index)
{
	const struct expected_item *item = &compare->expected->items[index];
	struct survey *survey;

	if (item->module == NONE)
		return;
	survey = &compare->surveys[item->module];
	survey->unknown = true;
	if (item->object.kind == KIND_table)
		survey->tables_unknown++;
	if (item->object.kind == KIND_type)
		survey->types_unknown++;
}

/* Of an unwanted module only tables and types are looked at, and only whether they are there. */
static void
unwanted_item(struct compare *compare, size_t index)
{
	enum kind kind = compare->expected->items[index].object.kind;
	struct difference *difference;

	if (kind_table[kind].place != PLACE_MODULE)
		return;
	if (!(compare->sight[index] & SIGHT_THERE)) {
		if (unknown_covers(compare, index))
			mark_unknown(compare, index);
		return;
	}
	difference = difference_of_item(compare, CHANGE_UNEXPECTED, index);
	if (difference->drift.severity < SEVERITY_WARNING)
		difference->drift.severity = SEVERITY_WARNING;
}

void
missing_walk(struct compare *compare)
{
	const struct expected *expected = compare->expected;
	const uint8_t *columns = columns_survey(compare);

	for (size_t i = 0; i < expected->item_count; i++) {
		const struct expected_item *item = &expected->items[i];

		if (!compare_selected(compare, item->module))
			continue;
		if (!compare_judged(compare, i)) {
			unwanted_item(compare, i);
			continue;
		}
		/* What lives on a table that is not there is said with the table. */
		if ((compare->sight[i] & SIGHT_THERE) ||
		    (item->parent != NONE && !compare_stands(compare, item->parent)))
			continue;
		if (unknown_covers(compare, i))
			mark_unknown(compare, i);
		else if (!compare_wholly_absent(compare, item->module))
			missing_item(compare, i, columns[i]);
	}
}
