/* Schemas, tables and their columns. */
#include "drift/clause_priv.h"
#include "drift/ddl_priv.h"
#include "model/ident.h"

#include <string.h>

const char *
ddl_schema(const struct ddl_source *source)
{
	if (source->place->temporary)
		return "pg_temp";
	return source->place->schema != NULL ? source->place->schema : source->object->schema;
}

static const char *
table_of(const struct ddl_source *source)
{
	return source->place->table != NULL ? source->place->table : source->object->table;
}

void
ddl_add_table(const struct ddl_source *source, struct text *out)
{
	ident_quote_qualified(out, ddl_schema(source), table_of(source));
}

bool
ddl_write_schema(const struct ddl_source *source, struct text *out, struct err *err)
{
	(void)err; /* a name is all that it is made of */
	text_add(out, "CREATE SCHEMA ");
	ident_quote(out, source->object->name);
	return true;
}

/* --- columns ------------------------------------------------------------------------------------ */

bool
ddl_add_type(const struct object *object, size_t property, struct text *out, struct err *err)
{
	const char *type = ddl_clause(object, property, err);
	const char *why;

	if (type == NULL)
		return false;
	why = clause_untype(type);
	if (why != NULL)
		return ddl_refuse_text(object, property, why, err);
	text_addf(out, " %s", type);
	return true;
}

bool
ddl_add_named(const struct object *object, size_t property, const char *before, struct text *out,
              struct err *err)
{
	const char *text = object->value[property];
	struct arena arena = { 0 };
	struct clause_name name;
	bool ok;

	if (text == NULL)
		return true;
	text = ddl_clause(object, property, err);
	if (text == NULL)
		return false;
	ok = clause_take(&text, "@", &arena, &name) && clause_ends(text);
	if (ok) {
		text_add(out, before);
		if (name.schema != NULL)
			ident_quote_qualified(out, name.schema, name.name);
		else
			ident_quote(out, name.name);
	}
	arena_done(&arena);
	return ok || ddl_refuse_text(object, property, "it is no name", err);
}

bool
ddl_add_expression(const struct object *object, size_t property, const char *before,
                   const char *after, struct text *out, struct err *err)
{
	const char *expression = ddl_clause(object, property, err);

	if (expression == NULL)
		return false;
	text_addf(out, " %s (%s)%s", before, expression, after);
	return true;
}

/* Default, identity or generated: a column has one of them at most. */
static bool
add_value(const struct object *column, struct text *out, struct err *err)
{
	const char *identity = column->value[PROPERTY_column_identity];
	bool defaults = column->value[PROPERTY_column_default] != NULL;
	bool generated = column->value[PROPERTY_column_generated] != NULL;

	if (defaults + generated + (identity != NULL) > 1)
		return ddl_refuse(column, err,
		                  "of default, identity and generated it can have only one");
	if (defaults)
		return ddl_add_expression(column, PROPERTY_column_default, "DEFAULT", "", out, err);
	if (generated)
		return ddl_add_expression(column, PROPERTY_column_generated, "GENERATED ALWAYS AS",
		                          " STORED", out, err);
	if (identity == NULL)
		return true;
	text_addf(out, " GENERATED %s AS IDENTITY",
	          strcmp(identity, "always") == 0 ? "ALWAYS" : "BY DEFAULT");
	return true;
}

static bool
add_column(const struct object *column, struct text *out, struct err *err)
{
	const char *not_null = column->value[PROPERTY_column_not_null];

	ident_quote(out, column->name);
	if (!ddl_writable(column, err) || !ddl_add_type(column, PROPERTY_column_type, out, err) ||
	    !ddl_add_named(column, PROPERTY_column_collation, " COLLATE ", out, err) ||
	    !add_value(column, out, err))
		return false;
	if (not_null != NULL && strcmp(not_null, "true") == 0)
		text_add(out, " NOT NULL");
	return true;
}

bool
ddl_write_column(const struct ddl_source *source, struct text *out, struct err *err)
{
	text_add(out, "ALTER TABLE ");
	ddl_add_table(source, out);
	text_add(out, " ADD COLUMN ");
	return add_column(source->object, out, err);
}

/* What follows the columns. */
static bool
add_storage(const struct object *table, struct text *out, struct err *err)
{
	const char *key = table->value[PROPERTY_table_partition_key];
	const char *at = key;

	if (key != NULL) {
		if (ddl_clause(table, PROPERTY_table_partition_key, err) == NULL)
			return false;
		if (!clause_take(&at, "RANGE ()", NULL, NULL) &&
		    !clause_take(&at, "LIST ()", NULL, NULL) &&
		    !clause_take(&at, "HASH ()", NULL, NULL))
			at = "?";
		if (!clause_ends(at))
			return ddl_refuse_text(table, PROPERTY_table_partition_key,
			                       "it is not RANGE, LIST or HASH (...)", err);
		text_addf(out, " PARTITION BY %s", key);
	}
	return ddl_add_named(table, PROPERTY_table_access_method, " USING ", out, err) &&
	       ddl_add_options(table, PROPERTY_table_options, out, err) &&
	       ddl_add_named(table, PROPERTY_table_tablespace, " TABLESPACE ", out, err);
}

bool
ddl_is_plain_table(const struct object *table)
{
	const char *kind = table->value[PROPERTY_table_kind];
	bool parted = table->value[PROPERTY_table_partition_key] != NULL;

	return kind == NULL || strcmp(kind, parted ? "partitioned table" : "table") == 0;
}

/* Without IF NOT EXISTS: any table of that name would satisfy it. */
bool
ddl_write_table(const struct ddl_source *source, struct text *out, struct err *err)
{
	const struct object *table = source->object;
	const char *persistence = table->value[PROPERTY_table_persistence];

	if (!ddl_is_plain_table(table))
		return ddl_refuse(table, err, "the manifest does not say enough to create a %s",
		                  table->value[PROPERTY_table_kind]);
	if (source->place->temporary)
		text_add(out, "CREATE TEMPORARY TABLE ");
	else if (persistence != NULL && strcmp(persistence, "unlogged") == 0)
		text_add(out, "CREATE UNLOGGED TABLE ");
	else
		text_add(out, "CREATE TABLE ");
	if (source->place->temporary)
		ident_quote(out, table_of(source));
	else
		ddl_add_table(source, out);
	text_add(out, " (");
	for (size_t i = 0; i < source->column_count; i++) {
		text_add(out, i == 0 ? "\n    " : ",\n    ");
		if (!add_column(source->columns[i], out, err))
			return false;
	}
	text_add(out, source->column_count == 0 ? ")" : "\n)");
	return add_storage(table, out, err);
}
