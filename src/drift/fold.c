/* One cause, one finding. Every difference looks for the one that it hangs on by identity, in the
 * manifest's index, never by going through the others: what is missing for what it needs, what is there
 * in other words for what rewrites or takes away its text. Chains go up (index, check, default > column >
 * type > schema; foreign key > table, key > column), and where they do not, circles are broken. */
#include "drift/fold_priv.h"
#include "drift/reference_priv.h"

#include <stdlib.h>
#include <string.h>

static const struct object *
object_of(const struct fold *fold, const struct difference *difference)
{
	return &fold->compare->expected->items[difference->item].object;
}

/* Of a constraint or an index; NULL where none is stated. */
static const char *
definition_of(const struct object *object)
{
	return object->value[object->kind == KIND_index ? (size_t)PROPERTY_index_definition
	                                                : (size_t)PROPERTY_constraint_definition];
}

static bool
begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static bool
is_property(const struct drift *drift, enum kind kind, size_t property)
{
	return drift->kind == kind && drift->property == kind_table[kind].properties[property].word;
}

size_t
fold_lost(const struct fold *fold, enum kind kind, const char *schema, const char *table,
          const char *name)
{
	size_t item = expected_find(fold->compare->expected, kind, schema, table, name);
	size_t cause = item == NONE ? NONE : fold->cause[item];

	if (cause == NONE || fold->compare->differences[cause].drift.change == CHANGE_CHANGED)
		return NONE;
	return cause;
}

/* The difference of a plain column of the table that is missing, or whose type changed. */
static size_t
column_cause(const struct fold *fold, const struct object *on, const char *name)
{
	size_t item = expected_find(fold->compare->expected, KIND_column, on->schema, on->table,
	                            name);

	if (item == NONE ||
	    fold->compare->expected->items[item].object.value[PROPERTY_column_generated] != NULL)
		return NONE;
	return fold->cause[item];
}

/* What the text, which is there in other words, mentions first of what rewrites it: a type that is lost
 * or, where `columns`, a column that is missing or of another type. */
static size_t
mention_cause(struct fold *fold, const struct object *on, const char *text, bool columns)
{
	struct mentions mentions;
	struct mention mention;
	size_t cause = NONE;

	if (text == NULL)
		return NONE;
	mentions_start(&mentions, text);
	while (cause == NONE && mentions_next(&mentions, &fold->scratch, &mention)) {
		if (mention.schema != NULL)
			cause = fold_lost(fold, KIND_type, mention.schema, NULL, mention.name);
		else if (columns)
			cause = column_cause(fold, on, mention.name);
	}
	return cause;
}

static size_t
type_cause(struct fold *fold, const struct object *column)
{
	const char *type = column->value[PROPERTY_column_type];
	const char *schema;
	const char *name;

	if (type == NULL || !reference_type(type, &fold->scratch, &schema, &name))
		return NONE;
	return fold_lost(fold, KIND_type, schema, NULL, name);
}

static size_t
cause_of_column(struct fold *fold, const struct difference *difference)
{
	const struct object *column = object_of(fold, difference);
	const struct drift *drift = &difference->drift;
	size_t own = fold->cause[difference->item];
	size_t cause;

	if (is_property(drift, KIND_column, PROPERTY_column_type))
		return type_cause(fold, column);
	if (own != NONE)
		return is_property(drift, KIND_column, PROPERTY_column_default) ||
		                       is_property(drift, KIND_column, PROPERTY_column_generated) ||
		                       is_property(drift, KIND_column, PROPERTY_column_collation)
		               ? own
		               : NONE;
	if (is_property(drift, KIND_column, PROPERTY_column_generated))
		return mention_cause(fold, column, column->value[PROPERTY_column_generated], true);
	if (!is_property(drift, KIND_column, PROPERTY_column_default))
		return NONE;
	cause = type_cause(fold, column);
	if (cause == NONE)
		cause = mention_cause(fold, column, column->value[PROPERTY_column_default], false);
	return cause != NONE ? cause : fold_cause_of_loss(fold, difference);
}

/* Of a constraint or an index that is there in other words: no type rewrites the text of a key. */
static size_t
cause_of_dependent(struct fold *fold, const struct difference *difference)
{
	const struct object *object = object_of(fold, difference);
	const char *definition = definition_of(object);

	if (definition == NULL || begins(definition, "FOREIGN KEY") ||
	    begins(definition, "PRIMARY KEY") || begins(definition, "UNIQUE"))
		return NONE;
	return mention_cause(fold, object, definition, true);
}

/* Whether it is a view whose query is another one: its columns follow. */
static bool
is_redefined(const struct fold *fold, size_t host)
{
	const struct drift *drift;

	if (host == NONE || fold->cause[host] == NONE)
		return false;
	drift = &fold->compare->differences[fold->cause[host]].drift;
	return is_property(drift, KIND_view, PROPERTY_view_definition) ||
	       is_property(drift, KIND_materialized_view, PROPERTY_materialized_view_definition);
}

static size_t
cause_of(struct fold *fold, const struct difference *difference)
{
	const struct drift *drift = &difference->drift;
	size_t renamed = fold_cause_of_text(fold, difference);

	if (renamed != NONE)
		return renamed;
	if (drift->kind == KIND_column && is_redefined(fold, difference->host))
		return fold->cause[difference->host];
	if (drift->kind == KIND_revision)
		return fold_lost(fold, KIND_table, drift->schema, drift->table, drift->table);
	if (difference->item == NONE)
		return NONE;
	if (drift->change == CHANGE_RENAMED)
		return fold_cause_of_rename(fold, difference);
	if (drift->change == CHANGE_MISSING)
		return fold_cause_of_missing(fold, difference);
	if (drift->change != CHANGE_CHANGED)
		return NONE;
	if (drift->kind == KIND_column)
		return cause_of_column(fold, difference);
	if (drift->kind == KIND_constraint || drift->kind == KIND_index)
		return cause_of_dependent(fold, difference);
	return fold_cause_of_loss(fold, difference);
}

/* Makes the difference known as one that others may hang on. */
static void
enlist(struct fold *fold, size_t index)
{
	const struct difference *difference = &fold->compare->differences[index];
	const struct drift *drift = &difference->drift;

	if (difference->item == NONE)
		return;
	if (drift->change == CHANGE_MISSING || drift->change == CHANGE_WRONG_KIND ||
	    (drift->change == CHANGE_RENAMED && drift->kind == KIND_schema) ||
	    is_property(drift, KIND_column, PROPERTY_column_type) ||
	    is_property(drift, KIND_view, PROPERTY_view_definition) ||
	    is_property(drift, KIND_materialized_view, PROPERTY_materialized_view_definition))
		fold->cause[difference->item] = index;
	if (drift->change == CHANGE_MISSING &&
	    (drift->kind == KIND_constraint || drift->kind == KIND_index))
		fold->book.lacks_key[difference->host] = true;
}

void
fold_causes(struct compare *compare)
{
	size_t items = compare->expected->item_count;
	size_t count = compare->difference_count;
	struct fold fold = { .compare = compare };

	if (count == 0)
		return;
	need_book_init(&fold.book, compare->expected);
	fold.cause = arena_array(&compare->arena, items, sizeof *fold.cause);
	for (size_t i = 0; i < items; i++)
		fold.cause[i] = NONE;
	for (size_t i = count; i > 0; i--)
		enlist(&fold, i - 1);
	fold_list_renames(&fold);
	for (size_t i = 0; i < count; i++) {
		compare->differences[i].cause = cause_of(&fold, &compare->differences[i]);
		arena_done(&fold.scratch);
	}
	need_book_done(&fold.book);
	fold_break_circles(compare);
}
