/* The conclusions from what was not seen: missing, where it is known not to be there; and from what
 * was seen of modules that are not wanted. */
#include "drift/ddl.h"
#include "drift/drift_priv.h"

#include <string.h>

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

/* Whether the manifest says enough to create it. */
static bool
creatable(const struct expected_item *item, uint8_t columns)
{
	const struct object *object = &item->object;

	if (item->module == NONE || item->module == MODULE_PREREQUISITES || item->bare ||
	    !ddl_states_enough(object))
		return false;
	/* How a partitioned or a foreign table is made, the manifest does not say. */
	return object->kind != KIND_table ||
	       (columns == COLUMNS_STATED && strcmp(relation_word(object), "table") == 0);
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
	else if (kind_table[item->object.kind].place == PLACE_MODULE)
		survey->others_unknown++;
}

/* Of an unwanted module only what lives in a schema is looked at, and only whether it is there. */
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
