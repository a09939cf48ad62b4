/* How statements name what they make, and what they say more of. */
#include "drift/clause_priv.h"
#include "drift/ddl_priv.h"
#include "model/ident.h"

#include <string.h>

enum naming {
	NAMING_PLAIN,
	NAMING_ROUTINE, /* with its types */
	NAMING_METHOD,  /* with its access method */
	NAMING_WITHIN,  /* (integer AS text) */
	NAMING_FOR,     /* FOR text LANGUAGE plperl */
	NAMING_ON,      /* ON its table */
	NAMING_COLUMN,  /* of its table */
};

static const struct address {
	enum kind kind;
	const char *words;
	enum naming naming;
} addresses[] = {
	{ KIND_schema, "SCHEMA", NAMING_PLAIN },
	{ KIND_extension, "EXTENSION", NAMING_PLAIN },
	{ KIND_type, "TYPE", NAMING_PLAIN },
	{ KIND_table, "TABLE", NAMING_PLAIN },
	{ KIND_view, "VIEW", NAMING_PLAIN },
	{ KIND_materialized_view, "MATERIALIZED VIEW", NAMING_PLAIN },
	{ KIND_sequence, "SEQUENCE", NAMING_PLAIN },
	{ KIND_statistics, "STATISTICS", NAMING_PLAIN },
	{ KIND_index, "INDEX", NAMING_PLAIN },
	{ KIND_column, "COLUMN", NAMING_COLUMN },
	{ KIND_constraint, "CONSTRAINT", NAMING_ON },
	{ KIND_trigger, "TRIGGER", NAMING_ON },
	{ KIND_rule, "RULE", NAMING_ON },
	{ KIND_policy, "POLICY", NAMING_ON },
	{ KIND_function, "ROUTINE", NAMING_ROUTINE },
	{ KIND_collation, "COLLATION", NAMING_PLAIN },
	{ KIND_conversion, "CONVERSION", NAMING_PLAIN },
	{ KIND_operator, "OPERATOR", NAMING_ROUTINE },
	{ KIND_operator_family, "OPERATOR FAMILY", NAMING_METHOD },
	{ KIND_operator_class, "OPERATOR CLASS", NAMING_METHOD },
	{ KIND_text_search_parser, "TEXT SEARCH PARSER", NAMING_PLAIN },
	{ KIND_text_search_template, "TEXT SEARCH TEMPLATE", NAMING_PLAIN },
	{ KIND_text_search_dictionary, "TEXT SEARCH DICTIONARY", NAMING_PLAIN },
	{ KIND_text_search_configuration, "TEXT SEARCH CONFIGURATION", NAMING_PLAIN },
	{ KIND_language, "LANGUAGE", NAMING_PLAIN },
	{ KIND_access_method, "ACCESS METHOD", NAMING_PLAIN },
	{ KIND_cast, "CAST", NAMING_WITHIN },
	{ KIND_transform, "TRANSFORM", NAMING_FOR },
	{ KIND_foreign_data_wrapper, "FOREIGN DATA WRAPPER", NAMING_PLAIN },
	{ KIND_server, "SERVER", NAMING_PLAIN },
	{ KIND_publication, "PUBLICATION", NAMING_PLAIN },
	{ KIND_event_trigger, "EVENT TRIGGER", NAMING_PLAIN },
};

static const struct address *
address_of(enum kind kind)
{
	for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
		if (addresses[i].kind == kind)
			return &addresses[i];
	}
	return NULL;
}

const char *
ddl_words(enum kind kind)
{
	const struct address *address = address_of(kind);

	return address == NULL ? NULL : address->words;
}

/* The characters of operators; two of them together begin a comment. */
static bool
is_operator(const char *name)
{
	return *name != '\0' && name[strspn(name, "+-*/<>=~!@#%^&|`?")] == '\0' &&
	       strstr(name, "--") == NULL && strstr(name, "/*") == NULL;
}

static bool
add_operator(const struct ddl_source *source, const char *name, struct text *out, struct err *err)
{
	if (!is_operator(name))
		return ddl_refuse(source->object, err, "its name is not that of an operator");
	ident_quote(out, ddl_schema(source));
	text_addf(out, ".%s", name);
	return true;
}

static bool
add_own_name(const struct ddl_source *source, const char *name, struct text *out, struct err *err)
{
	if (source->object->kind == KIND_operator)
		return add_operator(source, name, out, err);
	if (source->object->schema != NULL)
		ident_quote_qualified(out, ddl_schema(source), name);
	else
		ident_quote(out, name);
	return true;
}

/* What is no name, as the server writes it. */
static bool
add_phrase(const struct object *object, const char *before, const char *after, struct text *out,
           struct err *err)
{
	const char *why = clause_unsound(object->name);

	if (why != NULL)
		return ddl_refuse(object, err, "its name cannot be used: %s", why);
	text_addf(out, "%s%s%s", before, object->name, after);
	return true;
}

/* What follows the name: types in parentheses, as the server writes them. */
static bool
add_types(const struct object *object, const char *types, struct text *out, struct err *err)
{
	const char *why = clause_unsound(types);

	if (why != NULL)
		return ddl_refuse(object, err, "its types cannot be used: %s", why);
	text_add(out, types);
	return true;
}

/* " USING btree" */
static bool
add_method(const struct object *object, const char *rest, struct text *out, struct err *err)
{
	if (*rest == '\0')
		return ddl_refuse(object, err, "its name says no access method");
	text_add(out, " USING ");
	ident_quote(out, rest + strlen(" USING "));
	return true;
}

static bool
add_guest(const struct ddl_source *source, enum naming naming, struct text *out)
{
	if (naming == NAMING_ON) {
		ident_quote(out, source->object->name);
		text_add(out, " ON ");
	}
	ddl_add_table(source, out);
	if (naming == NAMING_COLUMN) {
		text_addc(out, '.');
		ident_quote(out, source->object->name);
	}
	return true;
}

static bool
add_name(const struct ddl_source *source, enum naming naming, bool whole, struct text *out,
         struct err *err)
{
	const struct object *object = source->object;
	struct arena arena = { 0 };
	const char *own = object_own_name(object->kind, object->name, &arena);
	const char *rest = object->name + strlen(own);
	bool ok;

	if (naming == NAMING_WITHIN)
		ok = add_phrase(object, "(", ")", out, err);
	else if (naming == NAMING_ON || naming == NAMING_COLUMN)
		ok = add_guest(source, naming, out);
	else if (naming == NAMING_FOR)
		ok = add_phrase(object, "FOR ", "", out, err);
	else
		ok = add_own_name(source, own, out, err);
	if (ok && whole && naming == NAMING_ROUTINE)
		ok = add_types(object, rest, out, err);
	if (ok && whole && naming == NAMING_METHOD)
		ok = add_method(object, rest, out, err);
	arena_done(&arena);
	return ok;
}

bool
ddl_add_name(const struct ddl_source *source, struct text *out, struct err *err)
{
	const struct address *address = address_of(source->object->kind);

	return address != NULL && add_name(source, address->naming, false, out, err);
}

bool
ddl_add_address(const struct ddl_source *source, struct text *out, struct err *err)
{
	const struct address *address = address_of(source->object->kind);

	if (address == NULL)
		return ddl_refuse(source->object, err, "no statement can name it");
	text_addf(out, "%s ", address->words);
	return add_name(source, address->naming, true, out, err);
}
