/* The step of a check that asks which of the expected relations are there. */
#include "watch_priv.h"

static void
presence_row_cb(void *arg, const struct link_row *row)
{
	struct check *check = arg;
	struct catalog_presence presence;

	if (check->row_error.code != ERR_NONE ||
	    !catalog_presence(row, &presence, &check->row_error))
		return;
	if (presence.ordinal < 1 || presence.ordinal > check->presence_count) {
		err_set(&check->row_error, ERR_PROTOCOL,
		        "the presence query answered for a relation that was not asked for");
		return;
	}
	check->present[presence.ordinal - 1] = true;
	compare_presence(check->compare, check->presence_items[presence.ordinal - 1],
	                 presence.relkind, presence.grant);
}

/* Only a presence query that was read to its end says that something is not there. */
static void
presence_done_cb(void *arg, const struct err *err, const char *tag)
{
	struct check *check = arg;

	if (err == NULL && check->row_error.code == ERR_NONE) {
		for (size_t i = 0; i < check->presence_count; i++) {
			if (!check->present[i])
				compare_presence(check->compare, check->presence_items[i], '\0',
				                 NULL);
		}
	}
	step_done_cb(check, err, tag);
}

void
step_presence(struct check *check)
{
	const char *params[2];

	catalog_presence_params(check->config.expected, check->wanted, &check->scratch, params,
	                        &check->presence_items, &check->presence_count);
	if (check->presence_count == 0) {
		step_next(check);
		return;
	}
	check->present = arena_array(&check->scratch, check->presence_count, sizeof(bool));
	link_query(check->link, catalog_presence_sql(), params, 2, check->deadline_ms,
	           presence_row_cb, presence_done_cb, check);
}
