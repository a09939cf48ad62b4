#include "drift/ddl_support.h"

#include "base/text.h"
#include "model/ident.h"
#include "model/token.h"

#include <string.h>
#include <strings.h>

#define COLUMNS_MAX 32

struct names {
	const char *list[COLUMNS_MAX];
	size_t count;
};

struct referring {
	struct names own;
	const char *schema;
	const char *table;
	struct names columns; /* none: the primary key's */
};

struct support {
	const struct expected *expected;
	const struct object *key;
	struct arena *arena;
	const char **sql;
	size_t count;
};

/* --- the foreign key ---------------------------------------------------------------------------- */

static bool
take_word(const char **at, const char *word)
{
	const char *next = *at;
	struct token token = token_next(&next);

	if (token.kind != TOKEN_BARE || token.length != strlen(word) ||
	    strncasecmp(token.start, word, token.length) != 0)
		return false;
	*at = next;
	return true;
}

static bool
take_sign(const char **at, char sign)
{
	const char *next = *at;
	struct token token = token_next(&next);

	if ((token.kind != TOKEN_OTHER && token.kind != TOKEN_DOT) || *token.start != sign)
		return false;
	*at = next;
	return true;
}

static const char *
take_name(const char **at, struct arena *arena)
{
	struct token token = token_next(at);

	return token_name(&token, arena);
}

static bool
take_names(const char **at, struct arena *arena, struct names *ret_names)
{
	if (!take_sign(at, '('))
		return false;
	do {
		const char *name = take_name(at, arena);

		if (name == NULL || ret_names->count == COLUMNS_MAX)
			return false;
		ret_names->list[ret_names->count++] = name;
	} while (take_sign(at, ','));
	return take_sign(at, ')');
}

static bool
take_reference(const char *at, struct arena *arena, struct referring *ret)
{
	if (at == NULL || !take_word(&at, "FOREIGN") || !take_word(&at, "KEY") ||
	    !take_names(&at, arena, &ret->own) || !take_word(&at, "REFERENCES"))
		return false;
	ret->table = take_name(&at, arena);
	if (ret->table != NULL && take_sign(&at, '.')) {
		ret->schema = ret->table;
		ret->table = take_name(&at, arena);
	}
	take_names(&at, arena, &ret->columns);
	return ret->table != NULL;
}

/* --- statements --------------------------------------------------------------------------------- */

const char *
ddl_support_role(const char *role, struct arena *arena)
{
	struct text sql = { 0 };
	const char *kept;

	text_add(&sql, "CREATE ROLE ");
	ident_quote(&sql, role);
	kept = arena_strdup(arena, text_str(&sql));
	text_done(&sql);
	return kept;
}

const char *
ddl_support_schema(const char *schema, struct arena *arena)
{
	struct text sql = { 0 };
	const char *kept;

	text_add(&sql, "CREATE SCHEMA ");
	ident_quote(&sql, schema);
	kept = arena_strdup(arena, text_str(&sql));
	text_done(&sql);
	return kept;
}

const char *
ddl_support_table(const char *schema, const char *table, struct arena *arena)
{
	struct text sql = { 0 };
	const char *kept;

	text_add(&sql, "CREATE TABLE ");
	ident_quote_qualified(&sql, schema, table);
	text_add(&sql, " ()");
	kept = arena_strdup(arena, text_str(&sql));
	text_done(&sql);
	return kept;
}

static void
alter(const struct referring *referring, const char *what, struct text *out)
{
	text_add(out, "ALTER TABLE ");
	ident_quote_qualified(out, referring->schema, referring->table);
	text_addf(out, " ADD %s", what);
}

static void
keep(struct support *support, struct text *sql)
{
	support->sql[support->count++] = arena_strdup(support->arena, text_str(sql));
	text_done(sql);
}

/* The stated type of a column, or NULL. */
static const char *
type_of(const struct support *support, const char *schema, const char *table, const char *column)
{
	size_t item = expected_find(support->expected, KIND_column, schema, table, column);

	return item == EXPECTED_NONE
	               ? NULL
	               : support->expected->items[item].object.value[PROPERTY_column_type];
}

/* A referred column that has no type of its own has that of the one which refers to it. */
static void
add_column(struct support *support, const struct referring *referring, size_t i)
{
	const char *type = type_of(support, support->key->schema, support->key->table,
	                           referring->own.list[i]);
	struct text sql = { 0 };

	if (type == NULL || type_of(support, referring->schema, referring->table,
	                            referring->columns.list[i]) != NULL)
		return;
	alter(referring, "COLUMN ", &sql);
	ident_quote(&sql, referring->columns.list[i]);
	text_addf(&sql, " %s", type);
	keep(support, &sql);
}

static void
add_key(struct support *support, const struct referring *referring)
{
	struct text sql = { 0 };

	alter(referring, "UNIQUE (", &sql);
	for (size_t i = 0; i < referring->columns.count; i++) {
		text_add(&sql, i == 0 ? "" : ", ");
		ident_quote(&sql, referring->columns.list[i]);
	}
	text_addc(&sql, ')');
	keep(support, &sql);
}

size_t
ddl_support(const struct expected *expected, size_t item, const char *schema, struct arena *arena,
            const char *ret_sql[DDL_SUPPORT_MAX])
{
	const struct object *key = &expected->items[item].object;
	struct support support = { expected, key, arena, ret_sql, 0 };
	struct referring referring = { .schema = schema };

	if (key->kind != KIND_constraint ||
	    !take_reference(key->value[PROPERTY_constraint_definition], arena, &referring))
		return 0;
	if (expected_find(expected, KIND_table, referring.schema, referring.table,
	                  referring.table) == EXPECTED_NONE)
		support.sql[support.count++] = ddl_support_table(referring.schema, referring.table,
		                                                 arena);
	for (size_t i = 0; i < referring.columns.count && i < referring.own.count; i++)
		add_column(&support, &referring, i);
	if (referring.columns.count > 0)
		add_key(&support, &referring);
	return support.count;
}
