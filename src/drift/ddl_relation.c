/* What is, or lives on, a relation: views, sequences, triggers, policies, extended statistics. Their
 * definitions are taken only where they are of the object and of nothing else. */
#include "drift/clause_priv.h"
#include "drift/ddl_priv.h"
#include "model/array.h"
#include "model/ident.h"
#include "model/token.h"

#include <string.h>
#include <strings.h>

/* --- options ------------------------------------------------------------------------------------ */

/* "toast.fillfactor=70": a word, and a value that goes as a literal. */
static bool
add_option(const char *option, struct text *out)
{
	const char *equals = strchr(option, '=');
	size_t length = equals == NULL ? 0 : (size_t)(equals - option);

	if (length == 0 || strspn(option, "abcdefghijklmnopqrstuvwxyz0123456789_.") != length)
		return false;
	text_addn(out, option, length);
	text_add(out, " = ");
	ident_literal(out, equals + 1);
	return true;
}

bool
ddl_add_options(const struct object *object, size_t property, struct text *out, struct err *err)
{
	struct arena arena = { 0 };
	struct err unread = { 0 };
	struct array list = { 0 };
	bool ok = object->value[property] == NULL ||
	          array_read(object->value[property], &arena, &list, &unread);

	for (size_t i = 0; ok && i < list.count; i++) {
		text_add(out, i == 0 ? " WITH (" : ", ");
		ok = list.elements[i] != NULL && add_option(list.elements[i], out);
	}
	if (ok && list.count > 0)
		text_addc(out, ')');
	arena_done(&arena);
	return ok || ddl_refuse_text(object, property, "one is not NAME=VALUE", err);
}

/* --- views -------------------------------------------------------------------------------------- */

static bool
is_query(const char *definition)
{
	static const char *const begins[] = { "SELECT *", "WITH *", "VALUES *",
		                              "TABLE *",  "() *",   "()" };

	for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
		const char *at = definition;

		if (clause_take(&at, begins[i], NULL, NULL))
			return true;
	}
	return false;
}

static bool
add_query(const struct object *object, size_t property, struct text *out, struct err *err)
{
	const char *definition = ddl_clause(object, property, err);

	if (definition == NULL)
		return false;
	if (!is_query(definition))
		return ddl_refuse_text(object, property, "it is no query", err);
	text_addf(out, " AS %s", definition);
	return true;
}

bool
ddl_write_view(const struct ddl_source *source, struct text *out, struct err *err)
{
	text_add(out, "CREATE VIEW ");
	ddl_add_table(source, out);
	return ddl_add_options(source->object, PROPERTY_view_options, out, err) &&
	       add_query(source->object, PROPERTY_view_definition, out, err);
}

bool
ddl_write_materialized_view(const struct ddl_source *source, struct text *out, struct err *err)
{
	const struct object *object = source->object;

	text_add(out, "CREATE MATERIALIZED VIEW ");
	ddl_add_table(source, out);
	if (!ddl_add_named(object, PROPERTY_materialized_view_access_method, " USING ", out, err) ||
	    !ddl_add_options(object, PROPERTY_materialized_view_options, out, err) ||
	    !ddl_add_named(object, PROPERTY_materialized_view_tablespace, " TABLESPACE ", out,
	                   err) ||
	    !add_query(object, PROPERTY_materialized_view_definition, out, err))
		return false;
	if (object->value[PROPERTY_materialized_view_populated] != NULL &&
	    !ddl_is_true(object, PROPERTY_materialized_view_populated))
		text_add(out, " WITH NO DATA");
	return true;
}

/* --- sequences ---------------------------------------------------------------------------------- */

static bool
add_number(const struct object *object, size_t property, const char *before, struct text *out,
           struct err *err)
{
	const char *number = object->value[property];
	const char *digits = number;

	if (number == NULL)
		return true;
	digits += *digits == '-';
	if (*digits == '\0' || digits[strspn(digits, "0123456789")] != '\0')
		return ddl_refuse_text(object, property, "it is no number", err);
	text_addf(out, "%s%s", before, number);
	return true;
}

bool
ddl_write_sequence(const struct ddl_source *source, struct text *out, struct err *err)
{
	const struct object *object = source->object;

	text_add(out, "CREATE SEQUENCE ");
	ddl_add_table(source, out);
	if (object->value[PROPERTY_sequence_type] != NULL) {
		text_add(out, " AS");
		if (!ddl_add_type(object, PROPERTY_sequence_type, out, err))
			return false;
	}
	if (!add_number(object, PROPERTY_sequence_increment, " INCREMENT BY ", out, err) ||
	    !add_number(object, PROPERTY_sequence_minimum, " MINVALUE ", out, err) ||
	    !add_number(object, PROPERTY_sequence_maximum, " MAXVALUE ", out, err) ||
	    !add_number(object, PROPERTY_sequence_start, " START WITH ", out, err) ||
	    !add_number(object, PROPERTY_sequence_cache, " CACHE ", out, err))
		return false;
	if (ddl_is_true(object, PROPERTY_sequence_cycle))
		text_add(out, " CYCLE");
	return true;
}

/* --- triggers, rules and statistics: whole statements ------------------------------------------- */

/* Moves *at behind the word, outside of parentheses, and the relation that the object lives on, which
 * follows it. */
static bool
take_host(const char **at, const char *word, const struct object *object, struct arena *arena,
          const char **ret_name)
{
	int depth = 0;

	for (;;) {
		struct token token = token_next(at);
		struct clause_name name;

		if (token.kind == TOKEN_END)
			return false;
		if (token.kind == TOKEN_OTHER && *token.start == '(')
			depth++;
		if (token.kind == TOKEN_OTHER && *token.start == ')')
			depth--;
		if (depth != 0 || token.kind != TOKEN_BARE || token.length != strlen(word) ||
		    strncasecmp(token.start, word, token.length) != 0)
			continue;
		*ret_name = *at;
		return clause_take(at, "@", arena, &name) &&
		       (name.schema == NULL || strcmp(name.schema, object->schema) == 0) &&
		       strcmp(name.name, object->table) == 0;
	}
}

/* A statement that begins so, with the object's own name, and is about its host, where `word` says: the
 * host is written anew. Without a word it is the name. */
static bool
add_statement(const struct ddl_source *source, size_t property, const char *const *begins,
              const char *word, struct text *out, struct err *err)
{
	const struct object *object = source->object;
	const char *definition = ddl_clause(object, property, err);
	struct arena arena = { 0 };
	struct clause_name name = { NULL, NULL };
	const char *at = definition;
	const char *host = NULL;
	bool ok = false;

	if (definition == NULL)
		return false;
	for (; !ok && *begins != NULL; begins += !ok)
		ok = clause_take(&at, *begins, &arena, &name);
	ok = ok && strcmp(name.name, object->name) == 0 &&
	     (word != NULL ? take_host(&at, word, object, &arena, &host)
	                   : name.schema == NULL || strcmp(name.schema, object->schema) == 0);
	arena_done(&arena);
	if (!ok)
		return ddl_refuse_text(object, property, "it is that of another one", err);
	if (word != NULL) {
		text_addn(out, definition, (size_t)(host - definition));
		text_addc(out, ' ');
		ddl_add_table(source, out);
	} else {
		text_addn(out, *begins, strlen(*begins) - 1);
		ident_quote_qualified(out, ddl_schema(source), object->name);
	}
	text_add(out, at);
	return true;
}

bool
ddl_write_trigger(const struct ddl_source *source, struct text *out, struct err *err)
{
	static const char *const begins[] = { "CREATE TRIGGER @", "CREATE CONSTRAINT TRIGGER @",
		                              NULL };

	return add_statement(source, PROPERTY_trigger_definition, begins, "ON", out, err);
}

bool
ddl_write_rule(const struct ddl_source *source, struct text *out, struct err *err)
{
	static const char *const begins[] = { "CREATE RULE @", NULL };

	return add_statement(source, PROPERTY_rule_definition, begins, "TO", out, err);
}

bool
ddl_write_statistics(const struct ddl_source *source, struct text *out, struct err *err)
{
	static const char *const begins[] = { "CREATE STATISTICS @", NULL };

	return add_statement(source, PROPERTY_statistics_definition, begins, NULL, out, err);
}

/* --- policies ----------------------------------------------------------------------------------- */

static bool
add_roles(const struct object *object, struct text *out, struct err *err)
{
	const char *roles = object->value[PROPERTY_policy_roles];
	struct arena arena = { 0 };
	struct err unread = { 0 };
	struct array list = { 0 };
	bool ok = roles == NULL || array_read(roles, &arena, &list, &unread);

	for (size_t i = 0; ok && i < list.count; i++) {
		const char *role = list.elements[i];

		text_add(out, i == 0 ? " TO " : ", ");
		ok = role != NULL;
		if (ok && strcmp(role, "public") == 0)
			text_add(out, "PUBLIC");
		else if (ok)
			ident_quote(out, role);
	}
	arena_done(&arena);
	return ok || ddl_refuse_text(object, PROPERTY_policy_roles, "one is no role", err);
}

bool
ddl_write_policy(const struct ddl_source *source, struct text *out, struct err *err)
{
	const struct object *object = source->object;
	const char *command = object->value[PROPERTY_policy_command];
	const char *permissive = object->value[PROPERTY_policy_permissive];

	text_add(out, "CREATE POLICY ");
	ident_quote(out, object->name);
	text_add(out, " ON ");
	ddl_add_table(source, out);
	if (permissive != NULL && strcmp(permissive, "true") != 0)
		text_add(out, " AS RESTRICTIVE");
	if (command != NULL)
		text_addf(out, " FOR %s", command); /* one of the kind's words */
	return add_roles(object, out, err) &&
	       (object->value[PROPERTY_policy_using] == NULL ||
	        ddl_add_expression(object, PROPERTY_policy_using, "USING", "", out, err)) &&
	       (object->value[PROPERTY_policy_check] == NULL ||
	        ddl_add_expression(object, PROPERTY_policy_check, "WITH CHECK", "", out, err));
}
