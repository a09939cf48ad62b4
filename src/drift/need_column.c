/* Which columns of its own table an item's texts mention: by their names alone, as in expressions; or as
 * columns of the rows that a trigger or a rule is given, where other names are those of other tables. */
#include "drift/need_priv.h"
#include "drift/reference_priv.h"
#include "model/token.h"

#include <string.h>

#define NONE EXPECTED_NONE

/* The table whose columns are meant. */
struct table {
	const char *schema;
	const char *name;
};

size_t
need_column(const struct need_walk *walk, const char *schema, const char *table, const char *name)
{
	return expected_find(walk->book->expected, KIND_column, schema, table, name);
}

const char *
need_definition(const struct object *object)
{
	if (object->kind == KIND_constraint)
		return object->value[PROPERTY_constraint_definition];
	return object->kind == KIND_index ? object->value[PROPERTY_index_definition] : NULL;
}

/* One generated column in another is nothing that PostgreSQL takes. */
static void
tell_column(struct need_walk *walk, const struct table *table, const char *name)
{
	size_t column = need_column(walk, table->schema, table->name, name);

	if (column == NONE ||
	    (walk->item->object.kind == KIND_column &&
	     walk->book->expected->items[column].object.value[PROPERTY_column_generated] != NULL))
		return;
	need_tell(walk, column, false);
}

static void
tell_mentioned(struct need_walk *walk, const struct table *table, const char *text)
{
	struct mentions mentions;
	struct mention mention;

	if (text == NULL)
		return;
	mentions_start(&mentions, text);
	while (mentions_next(&mentions, &walk->scratch, &mention)) {
		if (mention.schema == NULL)
			tell_column(walk, table, mention.name);
	}
}

static bool
is_word(const struct token *token, const char *word)
{
	return token->kind == TOKEN_BARE && token->length == strlen(word) &&
	       memcmp(token->start, word, token->length) == 0;
}

/* `UPDATE OF a, b`: the names behind OF, as far as commas go. */
static void
tell_list(struct need_walk *walk, const struct table *table, const char *at)
{
	struct token token;

	do {
		token = token_next(&at);
		if (token.kind != TOKEN_BARE && token.kind != TOKEN_QUOTED)
			return;
		tell_column(walk, table, token_name(&token, &walk->scratch));
		token = token_next(&at);
	} while (token.kind == TOKEN_OTHER && *token.start == ',');
}

/* `new.a`, `old.a` */
static void
tell_rows(struct need_walk *walk, const struct table *table, const char *text, bool lists)
{
	while (text != NULL && *text != '\0') {
		struct token token = token_next(&text);
		const char *ahead = text;
		struct token dot = token_next(&ahead);
		struct token name = token_next(&ahead);

		if ((is_word(&token, "new") || is_word(&token, "old")) && dot.kind == TOKEN_DOT &&
		    (name.kind == TOKEN_BARE || name.kind == TOKEN_QUOTED))
			tell_column(walk, table, token_name(&name, &walk->scratch));
		else if (lists && is_word(&token, "OF"))
			tell_list(walk, table, text);
	}
}

/* Statistics live in a schema: `CREATE STATISTICS s ON a, b FROM public.t`. */
static void
tell_statistics(struct need_walk *walk, const char *text)
{
	const char *from = NULL;
	struct table table;
	struct token token;

	for (const char *at = text; at != NULL && *at != '\0';) {
		token = token_next(&at);
		if (is_word(&token, "FROM"))
			from = at;
	}
	if (from == NULL)
		return;
	token = token_next(&from);
	table.schema = token_name(&token, &walk->scratch);
	token = token_next(&from);
	if (table.schema == NULL || token.kind != TOKEN_DOT)
		return;
	token = token_next(&from);
	table.name = token_name(&token, &walk->scratch);
	if (table.name != NULL)
		tell_mentioned(walk, &table, text);
}

void
need_tell_own_columns(struct need_walk *walk)
{
	const struct object *object = &walk->item->object;
	const struct table table = { object->schema, object->table };
	const char *const *value = object->value;

	switch ((int)object->kind) {
	case KIND_column:
		tell_mentioned(walk, &table, value[PROPERTY_column_generated]);
		break;
	case KIND_policy:
		tell_mentioned(walk, &table, value[PROPERTY_policy_using]);
		tell_mentioned(walk, &table, value[PROPERTY_policy_check]);
		break;
	case KIND_trigger:
		tell_rows(walk, &table, value[PROPERTY_trigger_definition], true);
		break;
	case KIND_rule:
		tell_rows(walk, &table, value[PROPERTY_rule_definition], false);
		break;
	case KIND_statistics:
		tell_statistics(walk, value[PROPERTY_statistics_definition]);
		break;
	default:
		tell_mentioned(walk, &table, need_definition(object));
	}
}
