/* The second look. A snapshot cannot show that something has changed since, and the functions that make
 * texts do not keep to it: so fingerprints are read once more, in a transaction of their own. What has
 * the one that it had did not move; what has another is unknown, until the next check. */
#include "watch_priv.h"

#include <stdlib.h>
#include <string.h>

/* From this many objects on, all that is expected of the kind is read again. */
#define NAMES_MAX 500

static void again_next(struct check *check);

static bool
hangs(const struct check *check, size_t item)
{
	const struct check_texts *texts = &check->texts;

	return (texts->held_of != NULL && texts->held_of[item] != 0) ||
	       (texts->pending != NULL && texts->pending[item] != 0);
}

/* What of the kind is to be looked at; false: nothing. */
static bool
again_params(struct check *check, enum kind kind, const char *ret_params[CATALOG_PARAMS])
{
	const struct expected *expected = check->config.expected;
	struct catalog_names names = { 0 };
	size_t property;
	bool any;

	if (catalog_sql(kind) == NULL || !catalog_prints(kind, &property))
		return false;
	for (size_t i = 0; i < expected->item_count && names.count < NAMES_MAX; i++) {
		const struct object *object = &expected->items[i].object;

		if (object->kind == kind && hangs(check, i))
			catalog_names_add(&names, object->schema, object->table);
	}
	any = names.count > 0;
	if (names.count < NAMES_MAX)
		catalog_names_params(&names, &check->scratch, ret_params);
	else
		catalog_params(expected, check->wanted, kind, CATALOG_NAMED, &check->scratch,
		               ret_params);
	catalog_names_done(&names);
	return any;
}

static void
again_row_cb(void *arg, const struct link_row *row)
{
	struct check *check = arg;
	struct check_texts *texts = &check->texts;
	struct object object;
	struct catalog_print print;
	const char *unreadable;
	struct held *held;
	size_t item;

	if (check->row_error.code != ERR_NONE ||
	    !catalog_row(&check->reader, row, &object, &unreadable, &check->row_error))
		return;
	print = catalog_print(&check->reader, row);
	item = compare_item(check->compare, &object);
	if (item == EXPECTED_NONE || print.hash == 0)
		return;
	if (texts->held_of != NULL && texts->held_of[item] != 0) {
		held = &texts->held[texts->held_of[item] - 1];
		if (!texts->again)
			held->hash = print.hash;
		else
			held->steady = held->hash == print.hash;
	}
	if (texts->again && texts->pending != NULL && texts->pending[item] == print.hash)
		verdicts_keep(check->config.verdicts, item, print.hash);
}

/* The end of both looks: tells what was held back. */
static void
conclude(struct check *check)
{
	for (size_t i = 0; i < check->texts.held_count; i++) {
		const struct held *held = &check->texts.held[i];
		const struct object *object = held->object;

		if (held->steady)
			tell_observed(check, object);
		else
			tell_unread(check, &(struct unknown){
						   .kind = object->kind,
						   .schema = object->schema,
						   .table = object->table,
						   .name = object->name,
						   .reason = "moving",
					   });
	}
	step_next(check);
}

/* Nothing is known to have moved, and nothing to have stayed. */
static void
given_up_cb(void *arg, const struct err *err, const char *tag)
{
	struct check *check = arg;

	(void)tag;
	if (err != NULL)
		check_fail(check, err);
	else if (check->texts.again)
		conclude(check);
	else
		step_next(check);
}

static void
give_up(struct check *check)
{
	for (size_t i = 0; i < check->texts.held_count; i++)
		check->texts.held[i].steady = false;
	if (check->texts.again)
		session_abort(check->link, check->deadline_ms, given_up_cb, check);
	else
		session_rollback_to(check->link, check->deadline_ms, given_up_cb, check);
}

static void
ended_cb(void *arg, const struct err *err, const char *tag)
{
	struct check *check = arg;

	(void)tag;
	if (err != NULL)
		check_fail(check, err);
	else
		conclude(check);
}

static void
again_kind_cb(void *arg, const struct err *err, const char *tag)
{
	struct check *check = arg;

	(void)tag;
	if (check->row_error.code != ERR_NONE) {
		check_fail(check, &check->row_error);
	} else if (err != NULL && err->code != ERR_SERVER) {
		check_fail(check, err);
	} else if (err != NULL) {
		give_up(check);
	} else {
		check->kind++;
		again_next(check);
	}
}

static void
again_next(struct check *check)
{
	const char *params[CATALOG_PARAMS];
	char *sql;

	while (check->kind < KIND_COUNT && !again_params(check, (enum kind)check->kind, params))
		check->kind++;
	if (check->kind == KIND_COUNT) {
		if (check->texts.again)
			session_end(check->link, check->deadline_ms, ended_cb, check);
		else
			step_next(check);
		return;
	}
	catalog_reader_init(&check->reader, (enum kind)check->kind);
	sql = catalog_copy_sql((enum kind)check->kind, params,
	                       (struct catalog_depth){ .prints = true, .again = true });
	link_copy(check->link, sql, check->deadline_ms, again_row_cb, again_kind_cb, check);
	free(sql);
}

static void
epoch_cb(void *arg, const struct err *err, const char *tag)
{
	struct check *check = arg;
	bool same = strcmp(check->epoch, check->answer) == 0;

	(void)tag;
	if (err != NULL && err->code != ERR_SERVER) {
		check_fail(check, err);
		return;
	}
	if (!check->texts.again && err == NULL)
		memcpy(check->epoch, check->answer, sizeof check->epoch);
	if (err != NULL || (check->texts.again && !same)) {
		give_up(check);
		return;
	}
	check->kind = 0;
	again_next(check);
}

static void
begun_cb(void *arg, const struct err *err, const char *tag)
{
	struct check *check = arg;

	(void)tag;
	if (err != NULL)
		check_fail(check, err);
	else
		read_answer(check, catalog_epoch_sql(), epoch_cb);
}

/* Where fingerprints were read beside the texts, what is always read has none even so. */
void
read_prints(struct check *check)
{
	const struct check_texts *texts = &check->texts;
	size_t known = 0;

	while (known < texts->held_count && texts->held[known].hash != 0)
		known++;
	if (known == texts->held_count)
		step_next(check);
	else
		read_answer(check, catalog_epoch_sql(), epoch_cb);
}

/* No transaction has ended: nothing has moved. */
static void
settle(struct check *check)
{
	struct check_texts *texts = &check->texts;

	for (size_t i = 0; i < texts->held_count; i++)
		texts->held[i].steady = true;
	for (size_t i = 0; texts->pending != NULL && i < check->config.expected->item_count; i++) {
		if (texts->pending[i] != 0)
			verdicts_keep(check->config.verdicts, i, texts->pending[i]);
	}
	conclude(check);
}

static void
moment_cb(void *arg, const struct err *err, const char *tag)
{
	struct check *check = arg;

	(void)tag;
	if (err != NULL)
		check_fail(check, err);
	else if (check->moment[0] != '\0' && strcmp(check->answer, check->moment) == 0)
		settle(check);
	else
		session_begin(check->link, &check->config.limits, check->deadline_ms, begun_cb,
		              check);
}

void
look_again(struct check *check)
{
	check->texts.again = true;
	if (check->texts.held_count == 0 && check->texts.pending_count == 0)
		step_next(check);
	else
		read_answer(check, catalog_moment_sql(), moment_cb);
}
