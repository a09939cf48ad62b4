#include "drift/plan.h"

#include "drift/plan_priv.h"
#include "model/ident.h"

#include <stdlib.h>
#include <string.h>

const char *const plan_include_words[] = { "columns", "constraints", "indexes", NULL };

size_t
plan_unit(const struct work *work, size_t item)
{
	size_t module = work->expected->items[item].module;

	return module == NONE ? MODULE_PREREQUISITES : module;
}

bool
plan_asked(const struct work *work, size_t unit)
{
	return unit == MODULE_PREREQUISITES || work->options->modules == NULL ||
	       work->options->modules[unit];
}

bool
plan_on_table(const struct work *work, size_t item)
{
	size_t parent = work->expected->items[item].parent;

	return parent != NONE && work->standing[parent] == STANDING_THERE;
}

/* --- names for people --------------------------------------------------------------------------- */

/* The schema that goes without saying is that in which a manifest means its tables to be. */
static void
add_schema(const struct work *work, const char *schema, struct text *out)
{
	const struct expected *expected = work->expected;
	const char *usual = expected->scope_count > 0 ? expected->scope[0] : "public";

	if (schema == NULL || strcmp(schema, usual) == 0)
		return;
	ident_quote(out, schema);
	text_addc(out, '.');
}

void
plan_name_item(const struct work *work, size_t item, struct text *out)
{
	const struct object *object = &work->expected->items[item].object;

	add_schema(work, object->schema, out);
	if (object->kind == KIND_column) {
		ident_quote(out, object->table);
		text_addc(out, '.');
	}
	ident_quote(out, object->name);
}

void
plan_describe(const struct work *work, size_t item, struct text *out)
{
	const struct object *object = &work->expected->items[item].object;

	text_addf(out, "%s ", kind_table[object->kind].word);
	if (kind_table[object->kind].place != PLACE_GUEST || object->kind == KIND_column) {
		plan_name_item(work, item, out);
		return;
	}
	ident_quote(out, object->name);
	text_add(out, " of ");
	add_schema(work, object->schema, out);
	ident_quote(out, object->table);
}

/* --- the making --------------------------------------------------------------------------------- */

static void
work_init(struct work *work)
{
	size_t count = work->expected->item_count;
	struct arena *scratch = &work->scratch;

	work->standing = arena_array(scratch, count, sizeof *work->standing);
	work->fate = arena_array(scratch, count, sizeof *work->fate);
	work->left = arena_array(scratch, count, sizeof *work->left);
	work->node_of = arena_array(scratch, count, sizeof *work->node_of);
	work->refused = arena_array(scratch, work->expected->module_count, sizeof *work->refused);
	need_book_init(&work->book, work->expected);
}

static void
work_done(struct work *work)
{
	need_book_done(&work->book);
	free(work->edges);
	free(work->blockers);
	free(work->reliances);
	arena_done(&work->scratch);
}

static const bool *
copy_modules(const struct expected *expected, const bool *modules, struct arena *arena)
{
	bool *copy;

	if (modules == NULL)
		return NULL;
	copy = arena_array(arena, expected->module_count, sizeof *copy);
	memcpy(copy, modules, expected->module_count * sizeof *copy);
	return copy;
}

struct plan *
plan_make(const struct outcome *outcome, const struct plan_options *options, struct arena *arena)
{
	struct plan *plan = arena_alloc(arena, sizeof *plan);
	struct work work = { .outcome = outcome,
		             .expected = outcome->expected,
		             .options = options,
		             .arena = arena };

	plan->expected = outcome->expected;
	plan->modules = copy_modules(outcome->expected, options->modules, arena);
	plan->include = options->include;
	plan->tables_only = options->tables_only;
	plan->single = options->single;
	work_init(&work);
	plan_stand(&work);
	plan_choose(&work);
	plan_write(&work);
	plan_connect(&work);
	plan_refuse(&work, plan);
	plan_emit(&work, plan);
	plan_list_names(&work, plan);
	plan_list_left_out(&work, plan);
	plan_print(&work, plan);
	work_done(&work);
	return plan;
}

const char *
plan_identity(const char *system_identifier, const char *database_oid, struct arena *arena)
{
	return arena_printf(arena, "%s/%s", system_identifier == NULL ? "" : system_identifier,
	                    database_oid == NULL ? "" : database_oid);
}

/* --- schemas ------------------------------------------------------------------------------------ */

static int
name_cb(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

size_t
plan_schemas(const struct expected *expected, struct arena *arena, const char *const **ret_schemas)
{
	const char **schemas = arena_array(arena, expected->item_count, sizeof *schemas);
	size_t all = 0;
	size_t count = 0;

	for (size_t i = 0; i < expected->item_count; i++) {
		const struct object *object = &expected->items[i].object;

		if (kind_table[object->kind].place == PLACE_MODULE && object->schema != NULL &&
		    expected_find(expected, KIND_schema, NULL, NULL, object->schema) ==
		            EXPECTED_NONE)
			schemas[all++] = object->schema;
	}
	if (all > 0)
		qsort(schemas, all, sizeof *schemas, name_cb);
	for (size_t i = 0; i < all; i++) {
		if (count == 0 || strcmp(schemas[count - 1], schemas[i]) != 0)
			schemas[count++] = schemas[i];
	}
	*ret_schemas = schemas;
	return count;
}
