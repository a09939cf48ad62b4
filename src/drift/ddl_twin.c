#include "drift/ddl_twin.h"

#include "base/text.h"
#include "drift/clause_priv.h"
#include "drift/ddl.h"
#include "model/ident.h"

#include <string.h>
#include <strings.h>

#define TWIN_NAME "pgdriftd_twin"

static const struct ddl_place temporary = { NULL, NULL, true };

static void
state(struct object *object, size_t property, const char *value)
{
	object->value[property] = value;
	object->stated |= UINT32_C(1) << property;
}

/* The table with its columns alone, and the one property that is tried. */
static bool
write_table(const struct doubt *doubt, const char *definition, const struct twin_column *columns,
            size_t count, struct arena *arena, struct text *out, struct err *err)
{
	struct object table = { .kind = KIND_table,
		                .schema = doubt->schema,
		                .table = doubt->table,
		                .name = doubt->table,
		                .value = object_values(arena, KIND_table) };
	struct object *objects = arena_array(arena, count, sizeof *objects);
	const struct object **list = arena_array(arena, count, sizeof *list);

	for (size_t i = 0; i < count; i++) {
		struct object *column = &objects[i];

		*column = (struct object){ .kind = KIND_column,
			                   .schema = doubt->schema,
			                   .table = doubt->table,
			                   .name = columns[i].name,
			                   .value = object_values(arena, KIND_column) };
		state(column, PROPERTY_column_type, columns[i].type);
		if (columns[i].collation != NULL)
			state(column, PROPERTY_column_collation, columns[i].collation);
		if (doubt->kind == KIND_column && !doubt->expression &&
		    strcmp(doubt->name, columns[i].name) == 0)
			state(column, doubt->property, definition);
		list[i] = column;
	}
	return ddl_write(&table, list, count, &temporary, out, err);
}

/* Only a view has a trigger in the place of what it is told. */
static bool
write_view(const struct doubt *doubt, const struct twin_column *columns, size_t count,
           struct text *out)
{
	text_add(out, "CREATE TEMPORARY VIEW ");
	ident_quote(out, doubt->table);
	text_add(out, " AS SELECT");
	for (size_t i = 0; i < count; i++) {
		text_addf(out, "%s NULL::%s AS ", i == 0 ? "" : ",", columns[i].type);
		ident_quote(out, columns[i].name);
	}
	return true;
}

/* Within CREATE TABLE a check is not evaluated, as there is nothing to check; ALTER TABLE would plan
 * it, and that may run functions. */
static bool
add_constraint(const struct doubt *doubt, const char *definition, struct arena *arena,
               struct text *out, struct err *err)
{
	struct object constraint = { .kind = KIND_constraint,
		                     .schema = doubt->schema,
		                     .table = doubt->table,
		                     .name = TWIN_NAME,
		                     .value = object_values(arena, KIND_constraint) };
	struct text whole = { 0 };
	bool ok;

	/* Whether it is one clause and nothing more. */
	state(&constraint, PROPERTY_constraint_definition, definition);
	ok = ddl_write(&constraint, NULL, 0, &temporary, &whole, err);
	text_done(&whole);
	if (!ok)
		return false;
	while (out->length > 0 && out->bytes[out->length - 1] != ')')
		out->length--;
	out->length--;
	text_addf(out, "%sCONSTRAINT " TWIN_NAME " %s)",
	          out->bytes[out->length - 1] == '(' ? "" : ", ", definition);
	return true;
}

static bool
is_evaluated(const struct doubt *doubt, const char *definition)
{
	if (doubt->kind == KIND_index)
		return doubt_has_expression(definition);
	return doubt->kind == KIND_constraint && strncasecmp(definition, "CHECK", 5) != 0 &&
	       doubt_has_expression(definition);
}

static const char *
keep(struct text *text, struct arena *arena)
{
	const char *kept = arena_strdup(arena, text_str(text));

	text_done(text);
	return kept;
}

/* The query of a view is no table's. One that is materialized is tried without its rows. */
static bool
make_view(const struct doubt *doubt, const char *definition, struct arena *arena,
          struct twin *ret_twin, struct err *err)
{
	const char *why = clause_unsound(definition);

	if (why != NULL)
		return err_set(err, ERR_MANIFEST, "the definition of view %s cannot be used: %s",
		               doubt->name, why);
	*ret_twin = (struct twin){ .what = "view", .relation = TWIN_NAME, .name = TWIN_NAME };
	ret_twin->statements[ret_twin->statement_count++] = arena_printf(
		arena, "CREATE TEMPORARY VIEW " TWIN_NAME " AS %s", definition);
	return true;
}

/* The one column of a domain is what it is made of. */
static bool
make_domain(const struct doubt *doubt, const char *definition, const struct twin_column *base,
            struct arena *arena, struct twin *ret_twin, struct err *err)
{
	struct object domain = { .kind = KIND_type,
		                 .schema = doubt->schema,
		                 .name = TWIN_NAME,
		                 .value = object_values(arena, KIND_type) };
	struct text sql = { 0 };
	bool ok;

	state(&domain, PROPERTY_type_base, base->type);
	state(&domain, doubt->property, definition);
	*ret_twin = (struct twin){
		.what = doubt->property == PROPERTY_type_checks ? "checks" : "domain default",
		.relation = TWIN_NAME,
		.name = TWIN_NAME,
	};
	ok = ddl_write(&domain, NULL, 0, &temporary, &sql, err);
	ret_twin->statements[ret_twin->statement_count++] = keep(&sql, arena);
	return ok;
}

/* The condition of a policy is what nothing evaluates when it is made, and may hold what any expression
 * may. */
static bool
add_expression(const struct doubt *doubt, const char *expression, struct arena *arena,
               struct twin *twin, struct err *err)
{
	struct text sql = { 0 };
	const char *why = clause_unsound(expression);

	if (why != NULL)
		return err_set(err, ERR_MANIFEST, "its expression cannot be used: %s", why);
	text_add(&sql, "CREATE POLICY " TWIN_NAME " ON ");
	ident_quote_qualified(&sql, "pg_temp", doubt->table);
	text_addf(&sql, " USING ((%s) IS NOT NULL)", expression);
	twin->statements[twin->statement_count++] = keep(&sql, arena);
	return true;
}

/* An index, a trigger or a rule: a statement of its own. */
static bool
add_statement(const struct doubt *doubt, const char *definition, struct arena *arena,
              struct twin *twin, struct err *err)
{
	struct object object = { .kind = doubt->kind,
		                 .schema = doubt->schema,
		                 .table = doubt->table,
		                 .name = doubt->name,
		                 .value = object_values(arena, doubt->kind) };
	struct text sql = { 0 };
	bool ok;

	state(&object, doubt->property, definition);
	ok = ddl_write(&object, NULL, 0, &temporary, &sql, err);
	twin->statements[twin->statement_count++] = keep(&sql, arena);
	return ok;
}

static bool
make_function(const struct doubt *doubt, const char *definition, struct arena *arena,
              struct twin *ret_twin, struct err *err)
{
	*ret_twin = (struct twin){
		.what = "function",
		.relation = "",
		.name = object_own_name(doubt->kind, doubt->name, arena),
	};
	return add_statement(doubt, definition, arena, ret_twin, err);
}

/* A partition of a table that has the columns, split by the same key. A function in a bound would run. */
static bool
make_bound(const struct doubt *doubt, const char *bound, const struct twin_column *columns,
           size_t column_count, struct arena *arena, struct twin *ret_twin, struct err *err)
{
	static const char *const shapes[] = { "FOR VALUES IN ()", "FOR VALUES FROM () TO ()",
		                              "FOR VALUES WITH ()", "DEFAULT" };
	const char *end = bound;
	struct twin twin = { .what = "bound", .relation = TWIN_NAME, .name = TWIN_NAME };
	struct text sql = { 0 };
	size_t shape = 0;

	while (shape < 4 && !(clause_take(&end, shapes[shape], arena, NULL) && clause_ends(end))) {
		end = bound;
		shape++;
	}
	if (column_count == 0 || columns[0].bound_by == NULL)
		return err_set(err, ERR_MANIFEST, "it is no partition any more");
	if (shape == 4 || clause_unsound(bound) != NULL)
		return err_set(err, ERR_MANIFEST, "it is no bound of a partition");
	for (const char *at = bound; (at = strchr(at, '(')) != NULL && !twin.evaluates; at++)
		twin.evaluates = strcspn(at + 1, "(") < strcspn(at + 1, ")");
	if (!write_table(doubt, NULL, columns, column_count, arena, &sql, err)) {
		text_done(&sql);
		return false;
	}
	text_addf(&sql, " PARTITION BY %s", columns[0].bound_by);
	twin.statements[twin.statement_count++] = keep(&sql, arena);
	text_add(&sql, "CREATE TEMPORARY TABLE " TWIN_NAME " PARTITION OF ");
	ident_quote_qualified(&sql, "pg_temp", doubt->table);
	text_addf(&sql, " %s", bound);
	twin.statements[twin.statement_count++] = keep(&sql, arena);
	*ret_twin = twin;
	return true;
}

static bool
make_on_table(const struct doubt *doubt, const char *definition, const struct twin_column *columns,
              size_t column_count, struct arena *arena, struct twin *ret_twin, struct err *err)
{
	const char *word = kind_table[doubt->kind].word;
	bool constraint = doubt->kind == KIND_constraint && !doubt->expression;
	bool column = doubt->kind == KIND_column && !doubt->expression;
	struct twin twin = {
		.what = doubt->expression ? "expression"
		        : column          ? "default"
		                          : word,
		.relation = doubt->table,
		.name = doubt->expression || constraint ? TWIN_NAME : doubt->name,
		.evaluates = !doubt->expression && is_evaluated(doubt, definition),
	};
	struct text sql = { 0 };
	bool ok;

	if (doubt->kind == KIND_trigger && strcasestr(definition, "INSTEAD OF") != NULL)
		ok = write_view(doubt, columns, column_count, &sql);
	else
		ok = write_table(doubt, definition, columns, column_count, arena, &sql, err);
	if (ok && constraint)
		ok = add_constraint(doubt, definition, arena, &sql, err);
	twin.statements[twin.statement_count++] = keep(&sql, arena);
	if (ok && doubt->expression)
		ok = add_expression(doubt, definition, arena, &twin, err);
	else if (ok && !constraint && !column)
		ok = add_statement(doubt, definition, arena, &twin, err);
	if (ok)
		*ret_twin = twin;
	return ok;
}

bool
ddl_twin(const struct doubt *doubt, const char *definition, const struct twin_column *columns,
         size_t column_count, struct arena *arena, struct twin *ret_twin, struct err *err)
{
	if (doubt->kind == KIND_view || doubt->kind == KIND_materialized_view)
		return make_view(doubt, definition, arena, ret_twin, err);
	if (doubt->kind == KIND_type && column_count != 1)
		return err_set(err, ERR_MANIFEST, "it is no domain any more");
	if (doubt->kind == KIND_function)
		return make_function(doubt, definition, arena, ret_twin, err);
	if (doubt->kind == KIND_type)
		return make_domain(doubt, definition, columns, arena, ret_twin, err);
	if (doubt->kind == KIND_table && doubt->property == PROPERTY_table_partition_of)
		return make_bound(doubt, definition, columns, column_count, arena, ret_twin, err);
	return make_on_table(doubt, definition, columns, column_count, arena, ret_twin, err);
}
