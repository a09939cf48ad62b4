#include "drift/ddl_twin.h"

#include "base/text.h"
#include "drift/clause_priv.h"
#include "drift/ddl.h"
#include "model/token.h"

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
		if (doubt->kind == KIND_column && strcmp(doubt->name, columns[i].name) == 0)
			state(column, doubt->property, definition);
		list[i] = column;
	}
	return ddl_write(&table, list, count, &temporary, out, err);
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

/* Where the predicate of an index begins, behind WHERE; NULL: it has none. */
static const char *
predicate_of(const char *definition)
{
	const char *at = definition;
	size_t depth = 0;

	for (;;) {
		struct token token = token_next(&at);

		if (token.kind == TOKEN_END)
			return NULL;
		if (token.kind == TOKEN_OTHER && *token.start == '(')
			depth++;
		if (token.kind == TOKEN_OTHER && *token.start == ')' && depth > 0)
			depth--;
		if (depth == 0 && token.kind == TOKEN_BARE && token.length == 5 &&
		    strncasecmp(token.start, "WHERE", 5) == 0)
			return at;
	}
}

/* Whether two indexes differ in their predicates alone: those are tried as checks, which nothing
 * evaluates. */
static bool
differs_by_predicate(const struct doubt *doubt)
{
	const char *expected = predicate_of(doubt->expected);
	const char *observed = predicate_of(doubt->observed);
	size_t length = expected == NULL ? 0 : (size_t)(expected - doubt->expected);

	return expected != NULL && observed != NULL &&
	       length == (size_t)(observed - doubt->observed) &&
	       strncmp(doubt->expected, doubt->observed, length) == 0;
}

static const char *
keep(struct text *text, struct arena *arena)
{
	const char *kept = arena_strdup(arena, text_str(text));

	text_done(text);
	return kept;
}

static bool
add_index(const struct doubt *doubt, const char *definition, struct arena *arena, struct twin *twin,
          struct err *err)
{
	struct object index = { .kind = KIND_index,
		                .schema = doubt->schema,
		                .table = doubt->table,
		                .name = doubt->name,
		                .value = object_values(arena, KIND_index) };
	struct text sql = { 0 };
	bool ok;

	state(&index, PROPERTY_index_definition, definition);
	ok = ddl_write(&index, NULL, 0, &temporary, &sql, err);
	twin->statements[twin->statement_count++] = keep(&sql, arena);
	return ok;
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

static bool
make_on_table(const struct doubt *doubt, const char *definition, const struct twin_column *columns,
              size_t column_count, struct arena *arena, struct twin *ret_twin, struct err *err)
{
	bool predicate = doubt->kind == KIND_index && differs_by_predicate(doubt);
	bool index = doubt->kind == KIND_index && !predicate;
	bool constraint = doubt->kind == KIND_constraint || predicate;
	struct twin twin = {
		.what = constraint ? "constraint"
		        : index    ? "index"
		                   : "default",
		.relation = doubt->table,
		.name = constraint ? TWIN_NAME : doubt->name,
		.evaluates = !predicate && is_evaluated(doubt, definition),
	};
	struct text sql = { 0 };
	bool ok = write_table(doubt, definition, columns, column_count, arena, &sql, err);

	/* What was read back of it is a check already. */
	if (predicate && predicate_of(definition) != NULL)
		definition = arena_printf(arena, "CHECK (%s)", predicate_of(definition));
	if (ok && constraint)
		ok = add_constraint(doubt, definition, arena, &sql, err);
	twin.statements[twin.statement_count++] = keep(&sql, arena);
	if (ok && index)
		ok = add_index(doubt, definition, arena, &twin, err);
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
	if (doubt->kind == KIND_type)
		return make_domain(doubt, definition, columns, arena, ret_twin, err);
	return make_on_table(doubt, definition, columns, column_count, arena, ret_twin, err);
}
