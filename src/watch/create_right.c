/* What only the server can object to a plan: no privilege, nothing may be written, a name that is
 * taken. Asked before the first statement, in one query. */
#include "create_priv.h"

#include "model/array.h"
#include "model/ident.h"
#include "pg/rights.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

const char *
create_owner(const struct create *create, size_t item)
{
	const struct expected_item *items = create->config.expected->items;
	size_t property;

	for (; item != EXPECTED_NONE; item = items[item].parent) {
		if (kind_property(items[item].object.kind, "owner", &property) &&
		    items[item].object.value[property] != NULL)
			return items[item].object.value[property];
	}
	return NULL;
}

/* --- what is asked ------------------------------------------------------------------------------ */

struct asking {
	struct create *create;
	struct right *rights;
	size_t count;
	size_t room;
};

static void
ask(struct asking *asking, const char *what, size_t item, const char *schema, const char *name)
{
	const struct create *create = asking->create;
	bool named = item != EXPECTED_NONE;
	size_t module = named ? create->config.expected->items[item].module : EXPECTED_NONE;

	if (asking->count == asking->room) {
		asking->room = asking->room == 0 ? 64 : 2 * asking->room;
		asking->rights = mem_resize(asking->rights, asking->room, sizeof *asking->rights);
	}
	asking->rights[asking->count++] = (struct right){
		.what = what,
		.schema = schema,
		.name = name,
		.role = named ? create_owner(create, item) : NULL,
		.item = item,
		.module = named && module == EXPECTED_NONE ? MODULE_PREREQUISITES : module,
	};
}

static void
ask_for_statement(struct asking *asking, const struct plan_statement *statement)
{
	const struct object *object = &asking->create->config.expected->items[statement->item]
	                                       .object;

	if (create_owner(asking->create, statement->item) != NULL)
		ask(asking, "become", statement->item, NULL, NULL);
	if (ddl_grantee(object, &asking->create->round) != NULL) {
		ask(asking, "grantee", statement->item, NULL, NULL);
		asking->rights[asking->count - 1].role = ddl_grantee(object,
		                                                     &asking->create->round);
	}
	if (object->kind == KIND_schema)
		ask(asking, "database", statement->item, NULL, NULL);
	else if (object->kind == KIND_index || kind_table[object->kind].place == PLACE_MODULE)
		ask(asking, "create", statement->item, object->schema, NULL);
	for (size_t i = 0; i < statement->lock_count; i++) {
		const struct ddl_lock *lock = &statement->locks[i];
		bool own = object->table != NULL && strcmp(lock->table, object->table) == 0 &&
		           strcmp(lock->schema, object->schema) == 0;

		ask(asking, own ? "owner" : "references", statement->item, lock->schema,
		    lock->table);
	}
}

/* The name of a relation the reading has looked up. */
static void
ask_for_name(struct asking *asking, const struct plan_name *name)
{
	enum kind kind = asking->create->config.expected->items[name->item].object.kind;
	bool looked_up = kind_table[kind].shape == SHAPE_RELATION;

	ask(asking, looked_up || name->is_type ? "type" : "relation", name->item, name->schema,
	    name->name);
}

static int
text_order(const char *a, const char *b)
{
	return strcmp(a == NULL ? "" : a, b == NULL ? "" : b);
}

/* By everything but the item. */
static int
right_order_cb(const void *left, const void *right)
{
	const struct right *a = left;
	const struct right *b = right;
	int order = strcmp(a->what, b->what);

	if (order == 0)
		order = text_order(a->schema, b->schema);
	if (order == 0)
		order = text_order(a->name, b->name);
	if (order == 0)
		order = text_order(a->role, b->role);
	return order != 0 ? order : (a->module > b->module) - (a->module < b->module);
}

static void
collect(struct asking *asking, const struct plan *plan)
{
	struct create *create = asking->create;
	const char *const *schemas;
	size_t schema_count = plan_schemas(create->config.expected, &create->round, &schemas);

	ask(asking, "writable", EXPECTED_NONE, NULL, NULL);
	for (size_t i = 0; i < schema_count; i++)
		ask(asking, "schema", EXPECTED_NONE, schemas[i], NULL);
	for (size_t i = 0; i < plan->transaction_count; i++) {
		for (size_t j = 0; j < plan->transactions[i].statement_count; j++)
			ask_for_statement(asking, &plan->transactions[i].statements[j]);
	}
	for (size_t i = 0; i < plan->name_count; i++)
		ask_for_name(asking, &plan->names[i]);
	qsort(asking->rights, asking->count, sizeof *asking->rights, right_order_cb);
	create->rights = arena_array(&create->round, asking->count, sizeof *create->rights);
	create->right_count = 0;
	for (size_t i = 0; i < asking->count; i++) {
		if (i == 0 || right_order_cb(&asking->rights[i - 1], &asking->rights[i]) != 0)
			create->rights[create->right_count++] = asking->rights[i];
	}
}

/* --- the answers -------------------------------------------------------------------------------- */

/* What has come by that name since the reading is what was to be made: somebody else was faster, and
 * the statement will tell. */
static bool
is_the_same(const struct create *create, const struct right *right, const char *detail)
{
	const struct object *object = &create->config.expected->items[right->item].object;
	struct text own = { 0 };
	bool same;

	if (strcmp(right->what, "type") == 0)
		return strcmp(detail, object->kind == KIND_type ? "enum type" : "row type") == 0;
	text_add(&own, "index of ");
	ident_quote_qualified(&own, object->schema, object->table);
	same = strcmp(detail, text_str(&own)) == 0;
	text_done(&own);
	return same;
}

static void
note_no(struct create *create, const struct right *right, const char *detail, const char *role)
{
	bool name = strcmp(right->what, "type") == 0 || strcmp(right->what, "relation") == 0;
	struct text reason = { 0 };

	if (strcmp(right->what, "schema") == 0) {
		create->missing_schemas[create->missing_schema_count++] = right->schema;
		return;
	}
	if (name && is_the_same(create, right, detail))
		return;
	create_say(right, detail, role, &reason);
	objections_add(&create->found, right->module,
	               arena_strdup(&create->round, text_str(&reason)));
	text_done(&reason);
}

static void
no_row_cb(void *arg, const struct link_row *row)
{
	struct create *create = arg;
	unsigned long ordinal;

	if (row->count != 3 || row->values[0] == NULL || row->values[1] == NULL)
		return;
	ordinal = strtoul(row->values[0], NULL, 10);
	if (ordinal >= 1 && ordinal <= create->right_count)
		note_no(create, &create->rights[ordinal - 1], row->values[1],
		        row->values[2] == NULL ? "" : row->values[2]);
}

static void
ask_server(struct create *create, link_done_cb *done)
{
	const char *params[RIGHTS_PARAMS];
	struct text arrays[RIGHTS_PARAMS] = { 0 };

	for (size_t i = 0; i < RIGHTS_PARAMS; i++)
		text_addc(&arrays[i], '{');
	for (size_t i = 0; i < create->right_count; i++) {
		const struct right *right = &create->rights[i];
		const char *elements[] = { right->what, right->schema, right->name, right->role };

		for (size_t j = 0; j < RIGHTS_PARAMS; j++)
			array_add(&arrays[j], i == 0, elements[j]);
	}
	for (size_t i = 0; i < RIGHTS_PARAMS; i++) {
		text_addc(&arrays[i], '}');
		params[i] = text_str(&arrays[i]);
	}
	link_query(create->link, rights_sql(), params, RIGHTS_PARAMS, create->deadline_ms,
	           no_row_cb, done, create);
	for (size_t i = 0; i < RIGHTS_PARAMS; i++)
		text_done(&arrays[i]);
}

void
create_ask(struct create *create, const struct plan *plan, link_done_cb *done)
{
	struct asking asking = { .create = create };

	create->found.count = 0;
	for (size_t i = 0; i < create->failed.count; i++)
		objections_add(&create->found, create->failed.list[i].module,
		               create->failed.list[i].reason);
	if (plan->statement_count == 0) {
		done(create, NULL, "");
		return;
	}
	collect(&asking, plan);
	free(asking.rights);
	create->missing_schemas = arena_array(&create->round, create->right_count,
	                                      sizeof *create->missing_schemas);
	ask_server(create, done);
}
