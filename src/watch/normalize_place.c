/* Where in the manifest it is that PostgreSQL refuses: at the column, not at its whole table, and not at
 * each thing besides that needs what was refused. */
#include "normalize_priv.h"

#include <string.h>

static void
add_alone(struct normalize *normalize, size_t table, size_t item)
{
	struct attempt attempt = { .item = item, .stage = STAGE_COLUMN };

	attempt.sql = normalize_column(normalize, table, item, NULL);
	if (attempt.sql != NULL)
		attempts_add(&normalize->columns, &normalize->arena, &attempt);
}

bool
normalize_list_columns(struct normalize *normalize)
{
	const struct expected *expected = normalize->config.expected;

	for (size_t i = 0; i < normalize->attempts.count; i++) {
		const struct attempt *attempt = &normalize->attempts.list[i];
		size_t table = attempt->item;

		if (attempt->done || attempt->support ||
		    expected->items[table].object.kind != KIND_table)
			continue;
		add_alone(normalize, table, table);
		for (size_t j = table + 1;
		     j < expected->item_count && expected->items[j].parent != EXPECTED_NONE; j++) {
			if (expected->items[j].object.kind == KIND_column &&
			    expected->items[j].parent == table)
				add_alone(normalize, table, j);
		}
	}
	return normalize->columns.count > 0;
}

/* What says by itself what the table says; a column may need another one, which is no fault of its own. */
static bool
refuse_columns(struct normalize *normalize, const struct attempt *table)
{
	const struct expected_item *items = normalize->config.expected->items;
	bool found = false;

	for (size_t i = 0; i < normalize->columns.count; i++) {
		const struct attempt *alone = &normalize->columns.list[i];

		if (alone->item == table->item && !alone->done)
			return false;
		if (items[alone->item].parent != table->item || alone->done ||
		    strcmp(alone->err.sqlstate, "42703") == 0)
			continue;
		normalize_refuse(normalize, alone->item, &alone->err);
		found = true;
	}
	return found;
}

static bool
hangs_on_failed(const struct normalize *normalize, size_t item)
{
	const struct expected_item *items = normalize->config.expected->items;

	while (items[item].parent != EXPECTED_NONE) {
		item = items[item].parent;
		if (normalize->failed[item])
			return true;
	}
	return false;
}

void
normalize_refuse_all(struct normalize *normalize)
{
	struct attempts *attempts = &normalize->attempts;

	for (size_t i = 0; i < attempts->count; i++) {
		struct attempt *attempt = &attempts->list[i];

		if (attempt->done || attempt->support || normalize->failed[attempt->item] ||
		    hangs_on_failed(normalize, attempt->item))
			continue;
		if (!refuse_columns(normalize, attempt))
			normalize_refuse(normalize, attempt->item, &attempt->err);
		normalize->failed[attempt->item] = true;
	}
}
