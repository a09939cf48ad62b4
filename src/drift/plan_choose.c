/* What is created and what is left as it is. */
#include "drift/plan_priv.h"

#include "model/token.h"

#include <string.h>

/* --- columns that a table in use can take ------------------------------------------------------- */

/* Functions that are no obstacle: the server asks them once and keeps the answer for all rows. */
static bool
is_stable(const struct token *name)
{
	static const char *const names[] = { "now", "statement_timestamp", "transaction_timestamp",
		                             "timezone", "date_trunc" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (name->kind == TOKEN_BARE && name->length == strlen(names[i]) &&
		    memcmp(name->start, names[i], name->length) == 0)
			return true;
	}
	return false;
}

static bool
is_char(const struct token *token, char c)
{
	return token->kind == TOKEN_OTHER && *token->start == c;
}

/* The server writes what is part of its grammar in capitals. */
static bool
is_function(const struct token *name)
{
	if (name->kind == TOKEN_QUOTED)
		return true;
	return name->kind == TOKEN_BARE && !(*name->start >= 'A' && *name->start <= 'Z') &&
	       !is_stable(name);
}

/* Whether a function is called whose result may differ from row to row. What stands behind :: is a
 * type, up to its modifiers. */
static bool
calls_functions(const char *expression)
{
	struct token before = { .kind = TOKEN_DOT };
	bool in_type = false;

	for (;;) {
		struct token token = token_next(&expression);
		bool is_name = token.kind == TOKEN_BARE || token.kind == TOKEN_QUOTED;

		if (token.kind == TOKEN_END)
			return false;
		if (is_char(&token, '(') && !in_type && is_function(&before))
			return true;
		if (is_char(&token, ':') && is_char(&before, ':'))
			in_type = true;
		else if (!is_name && token.kind != TOKEN_DOT)
			in_type = false;
		before = token;
	}
}

/* Why the column cannot be added to a table that is in use, or NULL. */
static const char *
unsafe(const struct object *column)
{
	const char *const *value = column->value;

	if (value[PROPERTY_column_identity] != NULL || value[PROPERTY_column_generated] != NULL)
		return "the whole table would be written anew while nobody can use it";
	if (value[PROPERTY_column_default] == NULL && value[PROPERTY_column_not_null] != NULL &&
	    strcmp(value[PROPERTY_column_not_null], "true") == 0)
		return "it refuses NULL and has no default, so rows that are there could not have "
		       "it";
	if (value[PROPERTY_column_default] != NULL &&
	    calls_functions(value[PROPERTY_column_default]))
		return "its default calls a function: the whole table would be written anew while "
		       "nobody can use it";
	return NULL;
}

/* --- what is asked for -------------------------------------------------------------------------- */

static void
leave_out(struct work *work, size_t item, const char *why)
{
	work->fate[item] = FATE_LEFT_OUT;
	work->left[item] = why;
}

/* What is missing on a table that is there. */
static void
choose_addition(struct work *work, size_t item)
{
	const struct object *object = &work->expected->items[item].object;
	unsigned bit = 0;
	const char *why;

	if (object->kind == KIND_column)
		bit = PLAN_COLUMNS;
	else if (object->kind == KIND_constraint)
		bit = PLAN_CONSTRAINTS;
	else if (object->kind == KIND_index)
		bit = PLAN_INDEXES;
	if (work->options->tables_only || !(work->options->include & bit)) {
		leave_out(work, item,
		          arena_printf(&work->scratch,
		                       "it belongs to a table that is there, and %s are not asked "
		                       "for",
		                       kind_table[object->kind].plural));
		return;
	}
	why = object->kind == KIND_column ? unsafe(object) : NULL;
	if (why != NULL)
		leave_out(work, item, why);
	else
		work->fate[item] = FATE_CREATED;
}

/* What is missing and no table: it is created with what needs it, where not everything is. */
static bool
is_wanted_by_itself(const struct work *work, const struct expected_item *item)
{
	if (work->options->tables_only)
		return false;
	return item->module != NONE || work->options->modules == NULL;
}

/* What a table may need of its own: no schema, no extension, nothing that only a superuser makes, and no
 * relation with rows. */
static bool
serves_tables(const struct object *object)
{
	return object->kind == KIND_collation || object->kind == KIND_sequence ||
	       object->kind == KIND_function || ddl_stage(object) == STAGE_TYPE;
}

static bool
may_be_needed(const struct work *work, size_t item)
{
	const struct object *object = &work->expected->items[item].object;

	if (work->options->tables_only && !serves_tables(object))
		return false;
	return kind_table[object->kind].place != PLACE_GUEST && object->kind != KIND_table &&
	       plan_asked(work, plan_unit(work, item));
}

static bool
is_withheld(const struct work *work, size_t item)
{
	return item != NONE && work->options->withheld != NULL && work->options->withheld[item];
}

/* What lives on something that is missing comes with it; its host stands before it. */
static void
choose_guest(struct work *work, size_t index)
{
	const struct expected_item *item = &work->expected->items[index];

	if (!work->options->tables_only || work->fate[item->parent] != FATE_NOTHING)
		work->fate[index] = item->object.kind == KIND_column ? FATE_PART : FATE_CREATED;
}

static void
choose(struct work *work, size_t index)
{
	const struct expected_item *item = &work->expected->items[index];

	if (work->standing[index] != STANDING_MISSING ||
	    !plan_asked(work, plan_unit(work, index)) || is_withheld(work, item->parent))
		return;
	if (is_withheld(work, index))
		leave_out(work, index,
		          "it was there before, so creating it again is left to a person");
	else if (item->parent != NONE && work->standing[item->parent] == STANDING_THERE)
		choose_addition(work, index);
	else if (item->parent != NONE)
		choose_guest(work, index);
	else if (item->object.kind == KIND_table || is_wanted_by_itself(work, item))
		work->fate[index] = FATE_CREATED;
}

/* --- what that needs ---------------------------------------------------------------------------- */

struct closing {
	struct work *work;
	size_t *waiting; /* items whose needs are not looked at yet */
	size_t count;
};

static void
close_over_cb(void *arg, const struct need *need)
{
	struct closing *closing = arg;
	struct work *work = closing->work;

	if (need->item == NONE || work->standing[need->item] != STANDING_MISSING ||
	    work->fate[need->item] != FATE_NOTHING || !may_be_needed(work, need->item))
		return;
	work->fate[need->item] = FATE_CREATED;
	closing->waiting[closing->count++] = need->item;
	for (size_t i = work->book.first_child[need->item]; i != NONE;
	     i = work->book.next_child[i]) {
		if (work->standing[i] != STANDING_MISSING || work->fate[i] != FATE_NOTHING)
			continue;
		choose_guest(work, i);
		closing->waiting[closing->count++] = i;
	}
}

static void
close_over_needs(struct work *work)
{
	size_t count = work->expected->item_count;
	struct closing closing = { .work = work };

	closing.waiting = arena_array(&work->scratch, count, sizeof *closing.waiting);
	for (size_t i = count; i > 0; i--) {
		if (work->fate[i - 1] == FATE_CREATED || work->fate[i - 1] == FATE_PART)
			closing.waiting[closing.count++] = i - 1;
	}
	while (closing.count > 0)
		need_walk(&work->book, closing.waiting[--closing.count], false, close_over_cb,
		          &closing);
}

/* An index on a column that is left out is left out too, not refused. */
struct following {
	struct work *work;
	size_t item;
	bool changed;
};

static void
follow_cb(void *arg, const struct need *need)
{
	struct following *following = arg;
	struct work *work = following->work;
	struct text why = { 0 };

	if (need->item == NONE || work->fate[need->item] != FATE_LEFT_OUT ||
	    work->fate[following->item] == FATE_LEFT_OUT)
		return;
	plan_describe(work, need->item, &why);
	text_add(&why, " is missing too, and left out");
	leave_out(work, following->item, arena_strdup(&work->scratch, text_str(&why)));
	text_done(&why);
	following->changed = true;
}

static void
follow_what_is_left_out(struct work *work)
{
	struct following following = { .work = work, .changed = true };

	while (following.changed) {
		following.changed = false;
		for (size_t i = 0; i < work->expected->item_count; i++) {
			following.item = i;
			if (work->fate[i] == FATE_CREATED && plan_on_table(work, i))
				need_walk(&work->book, i, true, follow_cb, &following);
		}
	}
}

void
plan_choose(struct work *work)
{
	for (size_t i = 0; i < work->expected->item_count; i++)
		choose(work, i);
	follow_what_is_left_out(work);
	close_over_needs(work);
}
