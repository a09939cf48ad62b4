/* Functions, procedures and aggregates: their definitions are statements already. The head is written
 * anew, so that it can only make this routine, and replaces none. */
#include "drift/clause_priv.h"
#include "drift/ddl_priv.h"
#include "model/ident.h"

#include <string.h>

static const char *const heads[][2] = {
	{ "CREATE OR REPLACE FUNCTION @", "CREATE FUNCTION " },
	{ "CREATE FUNCTION @", "CREATE FUNCTION " },
	{ "CREATE OR REPLACE PROCEDURE @", "CREATE PROCEDURE " },
	{ "CREATE PROCEDURE @", "CREATE PROCEDURE " },
	{ "CREATE OR REPLACE AGGREGATE @", "CREATE AGGREGATE " },
	{ "CREATE AGGREGATE @", "CREATE AGGREGATE " },
};

/* Moves *at behind the name; NULL where it is no head. */
static const char *
take_head(const char **at, struct arena *arena, struct clause_name *ret_name)
{
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
		if (clause_take(at, heads[i][0], arena, ret_name))
			return heads[i][1];
	}
	return NULL;
}

static bool
write_routine(const struct ddl_source *source, const char *definition, struct arena *arena,
              struct text *out, struct err *err)
{
	const struct object *routine = source->object;
	const char *name = object_own_name(routine->kind, routine->name, arena);
	const char *rest = definition;
	struct clause_name named;
	const char *head = take_head(&rest, arena, &named);
	const char *ahead = rest;

	if (head == NULL || !clause_take(&ahead, "()", arena, NULL))
		return ddl_refuse_text(routine, PROPERTY_function_definition,
		                       "it is not CREATE FUNCTION, PROCEDURE or AGGREGATE", err);
	if (strcmp(named.name, name) != 0 ||
	    (named.schema != NULL && strcmp(named.schema, routine->schema) != 0))
		return ddl_refuse_text(routine, PROPERTY_function_definition,
		                       "it gives the routine another name", err);
	text_add(out, head);
	ident_quote_qualified(out, ddl_schema(source), name);
	text_add(out, rest);
	return true;
}

bool
ddl_write_routine(const struct ddl_source *source, struct text *out, struct err *err)
{
	const char *definition = ddl_stated(source->object, PROPERTY_function_definition, err);
	struct arena arena = { 0 };
	const char *why;
	bool ok;

	if (definition == NULL)
		return false;
	why = clause_unsound_routine(definition);
	if (why != NULL)
		return ddl_refuse_text(source->object, PROPERTY_function_definition, why, err);
	ok = write_routine(source, definition, &arena, out, err);
	arena_done(&arena);
	return ok;
}
