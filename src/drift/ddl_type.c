/* Types: enums, composite types, ranges, domains and base types. */
#include "drift/clause_priv.h"
#include "drift/ddl_priv.h"
#include "model/array.h"
#include "model/ident.h"
#include "model/token.h"

#include <string.h>
#include <strings.h>

/* A list of what is stated, of which nothing is null; false where it is refused. */
static bool
read_list(const struct object *type, size_t property, struct arena *arena, struct array *ret_list,
          struct err *err)
{
	const char *stated = ddl_stated(type, property, err);
	struct err unread = { 0 };

	if (stated == NULL)
		return false;
	if (!array_read(stated, arena, ret_list, &unread))
		return ddl_refuse_text(type, property, unread.message, err);
	for (size_t i = 0; i < ret_list->count; i++) {
		if (ret_list->elements[i] == NULL)
			return ddl_refuse_text(type, property, "one is null", err);
	}
	return true;
}

static void
add_head(const struct ddl_source *source, const char *head, struct text *out)
{
	text_add(out, head);
	ident_quote_qualified(out, ddl_schema(source), source->object->name);
}

bool
ddl_write_enum(const struct ddl_source *source, struct text *out, struct err *err)
{
	struct arena arena = { 0 };
	struct array labels;
	bool ok = read_list(source->object, PROPERTY_type_labels, &arena, &labels, err);

	add_head(source, "CREATE TYPE ", out);
	text_add(out, " AS ENUM (");
	for (size_t i = 0; ok && i < labels.count; i++) {
		text_add(out, i == 0 ? "" : ", ");
		ident_literal(out, labels.elements[i]);
	}
	text_addc(out, ')');
	arena_done(&arena);
	return ok;
}

static bool
write_defined(const struct ddl_source *source, const char *shape, struct text *out, struct err *err)
{
	const char *definition = ddl_clause(source->object, PROPERTY_type_definition, err);
	const char *at = definition;

	if (definition == NULL)
		return false;
	if (!clause_take(&at, shape, NULL, NULL) || !clause_ends(at))
		return ddl_refuse_text(source->object, PROPERTY_type_definition,
		                       "something follows its parentheses", err);
	add_head(source, "CREATE TYPE ", out);
	text_addf(out, " %s", definition);
	return true;
}

bool
ddl_write_range(const struct ddl_source *source, struct text *out, struct err *err)
{
	return write_defined(source, "AS RANGE ()", out, err);
}

bool
ddl_write_base(const struct ddl_source *source, struct text *out, struct err *err)
{
	return write_defined(source, "()", out, err);
}

bool
ddl_write_shell(const struct object *object, struct text *out)
{
	if (ddl_stage(object) != STAGE_BASE_TYPE)
		return false;
	text_add(out, "CREATE TYPE ");
	ident_quote_qualified(out, object->schema, object->name);
	return true;
}

/* --- composite types ---------------------------------------------------------------------------- */

/* Where COLLATE stands outside parentheses, or the end. */
static const char *
find_collate(const char *at)
{
	for (;;) {
		const char *here = at;
		struct token token = token_next(&at);

		if (token.kind == TOKEN_END)
			return here;
		if (token.kind == TOKEN_BARE && token.length == strlen("collate") &&
		    strncasecmp(token.start, "collate", token.length) == 0)
			return token.start;
	}
}

/* "name type" or "name type COLLATE name", and nothing else. */
static const char *
attribute_unsound(const char *attribute, struct arena *arena)
{
	const char *why = clause_unsound(attribute);
	struct clause_name name;
	const char *collate;
	const char *at = attribute;

	if (why != NULL)
		return why;
	if (!clause_take(&at, "@", arena, &name) || name.schema != NULL)
		return "an attribute is a name and a type";
	collate = find_collate(at);
	why = clause_untype(arena_strndup(arena, at, (size_t)(collate - at)));
	if (why != NULL || *collate == '\0')
		return why;
	return clause_take(&collate, "COLLATE @", arena, &name) && clause_ends(collate)
	               ? NULL
	               : "the collation is no name";
}

bool
ddl_write_composite(const struct ddl_source *source, struct text *out, struct err *err)
{
	const struct object *type = source->object;
	struct arena arena = { 0 };
	struct array list;
	bool ok = read_list(type, PROPERTY_type_attributes, &arena, &list, err);

	add_head(source, "CREATE TYPE ", out);
	text_add(out, " AS (");
	for (size_t i = 0; ok && i < list.count; i++) {
		const char *why = attribute_unsound(list.elements[i], &arena);

		text_addf(out, "%s%s", i == 0 ? "" : ", ", list.elements[i]);
		ok = why == NULL || ddl_refuse_text(type, PROPERTY_type_attributes, why, err);
	}
	text_addc(out, ')');
	arena_done(&arena);
	return ok;
}

/* --- domains ------------------------------------------------------------------------------------ */

static bool
add_checks(const struct object *domain, struct arena *arena, struct text *out, struct err *err)
{
	struct array list;

	if (domain->value[PROPERTY_type_checks] == NULL)
		return true;
	if (!read_list(domain, PROPERTY_type_checks, arena, &list, err))
		return false;
	for (size_t i = 0; i < list.count; i++) {
		const char *why = clause_unsound(list.elements[i]);
		const char *at = list.elements[i];
		struct clause_name name;

		if (why == NULL && (!clause_take(&at, "@ CHECK ()", arena, &name) ||
		                    name.schema != NULL || !clause_ends(at)))
			why = "one is not a name and CHECK (...)";
		if (why != NULL)
			return ddl_refuse_text(domain, PROPERTY_type_checks, why, err);
		text_addf(out, " CONSTRAINT %s", list.elements[i]);
	}
	return true;
}

static bool
add_domain(const struct ddl_source *source, struct arena *arena, struct text *out, struct err *err)
{
	const struct object *domain = source->object;
	const char *not_null = domain->value[PROPERTY_type_not_null];

	if (!ddl_add_type(domain, PROPERTY_type_base, out, err) ||
	    !ddl_add_named(domain, PROPERTY_type_collation, " COLLATE ", out, err) ||
	    (domain->value[PROPERTY_type_default] != NULL &&
	     !ddl_add_expression(domain, PROPERTY_type_default, "DEFAULT", "", out, err)))
		return false;
	if (not_null != NULL && strcmp(not_null, "true") == 0)
		text_add(out, " NOT NULL");
	return add_checks(domain, arena, out, err);
}

bool
ddl_write_domain(const struct ddl_source *source, struct text *out, struct err *err)
{
	struct arena arena = { 0 };
	bool ok;

	add_head(source, "CREATE DOMAIN ", out);
	text_add(out, " AS");
	ok = add_domain(source, &arena, out, err);
	arena_done(&arena);
	return ok;
}
