/* One text: the twin is made, read back, and taken back. */
#include "confirm_priv.h"

#include <string.h>

static const char *
value_of(const struct link_row *row, const char *name)
{
	for (int i = 0; i < row->count; i++) {
		if (strcmp(row->names[i], name) == 0)
			return row->values[i];
	}
	return NULL;
}

/* An error of a statement costs this text, any other one all that is left. */
static bool
failed(struct confirm *confirm, const struct err *err)
{
	if (err == NULL || (err->code == ERR_SERVER && link_is_open(confirm->check->link)))
		return false;
	confirm_give_up(confirm, err->message);
	return true;
}

/* --- the way back ------------------------------------------------------------------------------- */

static void
taken_back_cb(void *arg, const struct err *err, const char *tag)
{
	struct confirm *confirm = arg;

	(void)tag;
	if (err != NULL) {
		confirm_give_up(confirm, err->message);
		return;
	}
	if (confirm->refused.code != ERR_NONE)
		confirm_remember(confirm, NULL, confirm->refused.message);
	else if (confirm->made == NULL)
		confirm_remember(confirm, NULL, "it is not there when it was made");
	else
		confirm_remember(confirm, confirm->made, NULL);
	confirm_next(confirm);
}

/* The savepoint stays. */
static void
take_back(struct confirm *confirm)
{
	session_rollback_to(confirm->check->link, confirm->check->deadline_ms, taken_back_cb,
	                    confirm);
}

/* --- making it ---------------------------------------------------------------------------------- */

static void
text_row_cb(void *arg, const struct link_row *row)
{
	struct confirm *confirm = arg;

	confirm->made = arena_strdup(&confirm->arena, value_of(row, "text"));
}

static void
read_cb(void *arg, const struct err *err, const char *tag)
{
	struct confirm *confirm = arg;

	(void)tag;
	if (failed(confirm, err))
		return;
	if (err != NULL)
		confirm->refused = *err;
	take_back(confirm);
}

static void made_cb(void *arg, const struct err *err, const char *tag);

static void
make_next(struct confirm *confirm)
{
	const struct twin *twin = &confirm->twin;
	struct check *check = confirm->check;
	const char *params[] = { twin->what, twin->relation, twin->name,
		                 confirm->doubts[confirm->now].schema };

	if (confirm->statement < twin->statement_count)
		link_query(check->link, twin->statements[confirm->statement], NULL, 0,
		           check->deadline_ms, NULL, made_cb, confirm);
	else
		link_query(check->link, trial_twin_sql(), params, 4, check->deadline_ms,
		           text_row_cb, read_cb, confirm);
}

static void
made_cb(void *arg, const struct err *err, const char *tag)
{
	struct confirm *confirm = arg;

	(void)tag;
	if (failed(confirm, err))
		return;
	if (err != NULL) {
		confirm->refused = *err;
		take_back(confirm);
		return;
	}
	confirm->statement++;
	make_next(confirm);
}

static bool
make(struct confirm *confirm)
{
	struct err err = { 0 };
	const char *why = NULL;

	confirm->made = NULL;
	confirm->refused = (struct err){ 0 };
	confirm->statement = 0;
	if (!ddl_twin(&confirm->doubts[confirm->now], confirm->text, confirm->columns,
	              confirm->column_count, &confirm->arena, &confirm->twin, &err))
		why = err.message;
	else if (confirm->twin.evaluates)
		why = "functions would run when it is made";
	else if (confirm->reads_by_function && doubt_has_own_literal(confirm->text))
		why = "a function of another role would run when it is read";
	if (why != NULL)
		confirm_remember(confirm, NULL, why);
	else
		make_next(confirm);
	return why == NULL;
}

/* --- the columns of the table ------------------------------------------------------------------- */

/* Whose columns the twin has. */
static const char *
owner_of(const struct doubt *doubt)
{
	return doubt->table != NULL ? doubt->table : doubt->name;
}

static void
column_row_cb(void *arg, const struct link_row *row)
{
	struct confirm *confirm = arg;

	if (confirm->column_count == confirm->column_room) {
		struct twin_column *columns;

		confirm->column_room = confirm->column_room == 0 ? 32 : 2 * confirm->column_room;
		columns = arena_array(&confirm->arena, confirm->column_room, sizeof *columns);
		for (size_t i = 0; i < confirm->column_count; i++)
			columns[i] = confirm->columns[i];
		confirm->columns = columns;
	}
	confirm->columns[confirm->column_count++] = (struct twin_column){
		.name = arena_strdup(&confirm->arena, value_of(row, "name")),
		.type = arena_strdup(&confirm->arena, value_of(row, "type")),
		.collation = arena_strdup(&confirm->arena, value_of(row, "collation")),
		.bound_by = arena_strdup(&confirm->arena, value_of(row, "bound_by")),
	};
}

static void
columns_cb(void *arg, const struct err *err, const char *tag)
{
	struct confirm *confirm = arg;
	const struct doubt *doubt = &confirm->doubts[confirm->now];

	(void)tag;
	if (err != NULL) {
		confirm_give_up(confirm, err->message);
		return;
	}
	confirm->table_schema = doubt->schema;
	confirm->table = owner_of(doubt);
	if (!make(confirm))
		confirm_next(confirm);
}

bool
confirm_try(struct confirm *confirm)
{
	const struct doubt *doubt = &confirm->doubts[confirm->now];
	const char *params[] = { doubt->schema, owner_of(doubt) };

	if (confirm->table != NULL && strcmp(confirm->table, params[1]) == 0 &&
	    strcmp(confirm->table_schema, doubt->schema) == 0)
		return make(confirm);
	confirm->column_count = 0;
	confirm->column_room = 0;
	link_query(confirm->check->link, trial_columns_sql(), params, 2,
	           confirm->check->deadline_ms, column_row_cb, columns_cb, confirm);
	return true;
}
