#include "drift/need_priv.h"

#include "drift/clause_priv.h"
#include "drift/ddl.h"
#include "drift/ddl_priv.h"
#include "drift/reference_priv.h"
#include "model/token.h"

#include <string.h>

#define NONE EXPECTED_NONE

void
need_book_init(struct need_book *book, const struct expected *expected)
{
	size_t count = expected->item_count;

	*book = (struct need_book){ .expected = expected };
	book->first_child = arena_array(&book->arena, count, sizeof *book->first_child);
	book->next_child = arena_array(&book->arena, count, sizeof *book->next_child);
	book->lacks_key = arena_array(&book->arena, count, sizeof *book->lacks_key);
	for (size_t i = 0; i < count; i++)
		book->first_child[i] = book->next_child[i] = NONE;
	for (size_t i = count; i > 0; i--) {
		size_t parent = expected->items[i - 1].parent;

		if (parent == NONE)
			continue;
		book->next_child[i - 1] = book->first_child[parent];
		book->first_child[parent] = i - 1;
	}
	need_names_init(book);
}

void
need_book_done(struct need_book *book)
{
	arena_done(&book->arena);
}

/* It is told even where the manifest does not know it. */
static void
tell_named(struct need_walk *walk, enum kind kind, const char *schema, const char *name)
{
	const char *table = kind == KIND_table ? name : NULL;
	struct need need = { .kind = kind, .schema = schema, .name = name };

	need.item = expected_find(walk->book->expected, kind, schema, table, name);
	if (need.item != walk->self)
		walk->need_cb(walk->arg, &need);
}

/* --- columns and keys --------------------------------------------------------------------------- */

static void
tell_key(struct need_walk *walk, size_t table, const struct column_list *columns)
{
	const struct need_book *book = walk->book;

	if (table == NONE || !book->lacks_key[table])
		return;
	for (size_t i = book->first_child[table]; i != NONE; i = book->next_child[i]) {
		const char *definition = need_definition(&book->expected->items[i].object);
		struct column_list key;

		if (definition != NULL && reference_key(definition, &walk->scratch, &key) &&
		    reference_same(&key, columns))
			need_tell(walk, i, false);
	}
}

/* The types of a foreign key's columns must fit those that it refers to. */
static void
tell_reference(struct need_walk *walk, bool own_columns)
{
	const struct object *object = &walk->item->object;
	struct reference reference;
	struct clause_name table;

	if (!ddl_referenced(object, &walk->scratch, &table) || table.schema == NULL)
		return;
	tell_named(walk, KIND_table, table.schema, table.name);
	if (!reference_read(object->value[PROPERTY_constraint_definition], &walk->scratch,
	                    &reference))
		return;
	for (size_t i = 0; own_columns && i < reference.own.count; i++)
		need_tell(walk,
		          need_column(walk, object->schema, object->table, reference.own.names[i]),
		          true);
	for (size_t i = 0; i < reference.columns.count; i++)
		need_tell(walk,
		          need_column(walk, reference.schema, reference.table,
		                      reference.columns.names[i]),
		          true);
	tell_key(walk,
	         expected_find(walk->book->expected, KIND_table, reference.schema, reference.table,
	                       reference.table),
	         &reference.columns);
}

void
need_walk_text(const struct need_book *book, size_t item, const char *text, need_fn *need_cb,
               void *arg)
{
	struct need_walk walk = { .book = book,
		                  .self = item,
		                  .item = &book->expected->items[item],
		                  .need_cb = need_cb,
		                  .arg = arg };

	need_tell_mentions(&walk, text);
	arena_done(&walk.scratch);
}

void
need_walk(const struct need_book *book, size_t item, bool own_columns, need_fn *need_cb, void *arg)
{
	struct need_walk walk = { .book = book,
		                  .self = item,
		                  .item = &book->expected->items[item],
		                  .need_cb = need_cb,
		                  .arg = arg };
	const struct object *object = &walk.item->object;
	bool foreign = object->kind == KIND_constraint && ddl_stage(object) == STAGE_FOREIGN_KEY;

	if (kind_table[object->kind].place == PLACE_MODULE && object->schema != NULL)
		tell_named(&walk, KIND_schema, NULL, object->schema);
	need_tell(&walk, walk.item->parent, false);
	need_tell_texts(&walk);
	if (foreign)
		tell_reference(&walk, own_columns);
	else if (own_columns)
		need_tell_own_columns(&walk);
	arena_done(&walk.scratch);
}
