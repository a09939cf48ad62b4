/* One cause, one finding. Every difference looks for the one that it hangs on by identity, in the
 * manifest's index, never by going through the others. Chains end, because each step goes up: index,
 * check, default, generated column > plain column > type > schema; foreign key > column, table, key;
 * key > plain column; table > schema; view, sequence, statistics > relation, where circles are broken. */
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

/* The difference of a plain column of the table that is missing (or whose type changed). */
static size_t
column_cause(const struct fold *fold, const struct object *on, const char *name, bool missing)
{
	size_t item = expected_find(fold->compare->expected, KIND_column, on->schema, on->table,
	                            name);
	size_t cause = item == NONE ? NONE : fold->cause[item];
	const struct drift *drift;

	if (cause == NONE ||
	    fold->compare->expected->items[item].object.value[PROPERTY_column_generated] != NULL)
		return NONE;
	drift = &fold->compare->differences[cause].drift;
	return (drift->change == CHANGE_MISSING) == missing ? cause : NONE;
}

/* What the text mentions first of what is lost: a type, a missing column or, for text that is still
 * there in other words, a column whose type changed. */
static size_t
mention_cause(struct fold *fold, const struct object *on, const char *text, bool changed)
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
		else
			cause = column_cause(fold, on, mention.name, true);
		if (cause == NONE && changed && mention.schema == NULL)
			cause = column_cause(fold, on, mention.name, false);
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
	const char *generated = column->value[PROPERTY_column_generated];
	size_t own = fold->cause[difference->item];
	size_t cause;

	if (drift->change == CHANGE_MISSING ||
	    is_property(drift, KIND_column, PROPERTY_column_type)) {
		cause = type_cause(fold, column);
		return cause != NONE ? cause : mention_cause(fold, column, generated, false);
	}
	if (is_property(drift, KIND_column, PROPERTY_column_default)) {
		if (own != NONE)
			return own;
		cause = type_cause(fold, column);
		return cause != NONE ? cause
		                     : mention_cause(fold, column,
		                                     column->value[PROPERTY_column_default], false);
	}
	if (is_property(drift, KIND_column, PROPERTY_column_generated))
		return own != NONE ? own : mention_cause(fold, column, generated, true);
	if (is_property(drift, KIND_column, PROPERTY_column_collation))
		return own;
	return NONE;
}

/* The missing key of the table that is made of exactly these columns. */
static size_t
key_cause(struct fold *fold, const struct reference *reference)
{
	size_t table = expected_find(fold->compare->expected, KIND_table, reference->schema,
	                             reference->table, reference->table);
	struct column_list columns;

	if (table == NONE)
		return NONE;
	for (size_t key = fold->first_key[table]; key != NONE; key = fold->next_key[key]) {
		const struct difference *difference = &fold->compare->differences[key];

		if (reference_key(definition_of(object_of(fold, difference)), &fold->scratch,
		                  &columns) &&
		    reference_same(&columns, &reference->columns))
			return key;
	}
	return NONE;
}

static size_t
cause_of_foreign_key(struct fold *fold, const struct object *key)
{
	struct reference reference;
	size_t cause = NONE;

	if (!reference_read(key->value[PROPERTY_constraint_definition], &fold->scratch, &reference))
		return NONE;
	for (size_t i = 0; cause == NONE && i < reference.own.count; i++)
		cause = fold_lost(fold, KIND_column, key->schema, key->table,
		                  reference.own.names[i]);
	if (cause == NONE)
		cause = fold_lost(fold, KIND_table, reference.schema, reference.table,
		                  reference.table);
	for (size_t i = 0; cause == NONE && i < reference.columns.count; i++)
		cause = fold_lost(fold, KIND_column, reference.schema, reference.table,
		                  reference.columns.names[i]);
	return cause != NONE ? cause : key_cause(fold, &reference);
}

static size_t
cause_of_dependent(struct fold *fold, const struct difference *difference)
{
	const struct object *object = object_of(fold, difference);
	const char *definition = definition_of(object);
	bool changed = difference->drift.change == CHANGE_CHANGED;

	if (definition == NULL)
		return NONE;
	if (begins(definition, "FOREIGN KEY"))
		return changed ? NONE : cause_of_foreign_key(fold, object);
	/* No type rewrites the text of a key. */
	if (changed && (begins(definition, "PRIMARY KEY") || begins(definition, "UNIQUE")))
		return NONE;
	return mention_cause(fold, object, definition, changed);
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
	if (drift->change != CHANGE_MISSING && drift->change != CHANGE_CHANGED)
		return NONE;
	if (drift->kind == KIND_column)
		return cause_of_column(fold, difference);
	if (drift->kind == KIND_constraint || drift->kind == KIND_index)
		return cause_of_dependent(fold, difference);
	if (drift->kind == KIND_revision)
		return fold_lost(fold, KIND_table, drift->schema, drift->table, drift->table);
	if (kind_table[drift->kind].place == PLACE_MODULE && drift->change == CHANGE_MISSING)
		return fold_cause_of_relation(fold, difference);
	return NONE;
}

/* Makes the difference known as one that others may hang on. */
static void
enlist(struct fold *fold, size_t index)
{
	const struct difference *difference = &fold->compare->differences[index];
	const struct drift *drift = &difference->drift;
	const char *definition;

	if (difference->item == NONE)
		return;
	if (drift->change == CHANGE_MISSING || drift->change == CHANGE_WRONG_KIND ||
	    is_property(drift, KIND_column, PROPERTY_column_type) ||
	    is_property(drift, KIND_view, PROPERTY_view_definition) ||
	    is_property(drift, KIND_materialized_view, PROPERTY_materialized_view_definition))
		fold->cause[difference->item] = index;
	if (drift->change != CHANGE_MISSING ||
	    (drift->kind != KIND_constraint && drift->kind != KIND_index))
		return;
	definition = definition_of(object_of(fold, difference));
	if (definition == NULL ||
	    !(begins(definition, "PRIMARY KEY") || begins(definition, "UNIQUE") ||
	      begins(definition, "CREATE UNIQUE INDEX")))
		return;
	fold->next_key[index] = fold->first_key[difference->host];
	fold->first_key[difference->host] = index;
}

static size_t *
all_none(struct arena *arena, size_t count)
{
	size_t *list = arena_array(arena, count, sizeof *list);

	for (size_t i = 0; i < count; i++)
		list[i] = NONE;
	return list;
}

void
fold_causes(struct compare *compare)
{
	size_t items = compare->expected->item_count;
	size_t count = compare->difference_count;
	struct fold fold = { .compare = compare };

	if (count == 0)
		return;
	fold.cause = all_none(&compare->arena, items);
	fold.first_key = all_none(&compare->arena, items);
	fold.next_key = all_none(&compare->arena, count);
	/* Backwards, so that a table's keys are listed in the manifest's order. */
	for (size_t i = count; i > 0; i--)
		enlist(&fold, i - 1);
	fold_list_renames(&fold);
	for (size_t i = 0; i < count; i++) {
		compare->differences[i].cause = cause_of(&fold, &compare->differences[i]);
		arena_done(&fold.scratch);
	}
	fold_break_circles(compare);
}
