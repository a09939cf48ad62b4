/* What an item names that has no schema: languages, wrappers, access methods; and the name of an item that
 * is words of SQL. */
#include "drift/need_priv.h"
#include "model/token.h"

#include <string.h>
#include <strings.h>

#define NONE EXPECTED_NONE

static bool
is_char(const struct token *token, char c)
{
	return token->kind == TOKEN_OTHER && *token->start == c;
}

static bool
is_word(const struct token *token, const char *word)
{
	return token->kind == TOKEN_BARE && token->length == strlen(word) &&
	       strncasecmp(token->start, word, token->length) == 0;
}

/* What has no schema: it, or the extension that brings one of that name. */
static void
tell_plain(struct need_walk *walk, enum kind kind, const char *name)
{
	size_t item = expected_find(walk->book->expected, kind, NULL, NULL, name);

	if (item == NONE && kind != KIND_schema)
		item = need_names_extension(walk->book, NULL, name);
	need_tell(walk, item, false);
}

/* What stands behind the word, which is one of SQL's own: `LANGUAGE x`, ` USING x`. */
static void
tell_behind(struct need_walk *walk, const char *text, const char *word, enum kind kind)
{
	size_t depth = 0;

	for (;;) {
		struct token token = token_next(&text);
		const char *ahead = text;

		if (token.kind == TOKEN_END)
			return;
		depth += is_char(&token, '(');
		depth -= is_char(&token, ')') && depth > 0;
		if (depth > 0 || !is_word(&token, word))
			continue;
		token = token_next(&ahead);
		if (token.kind == TOKEN_BARE || token.kind == TOKEN_QUOTED)
			tell_plain(walk, kind, token_name(&token, &walk->scratch));
	}
}

/* What has no schema is mentioned by its name alone: the value, or behind a word in it. */
void
need_tell_plain(struct need_walk *walk)
{
	static const struct {
		enum kind kind;
		size_t property;
		enum kind named;
		const char *word;
	} rows[] = {
		{ KIND_extension, PROPERTY_extension_schema, KIND_schema, NULL },
		{ KIND_server, PROPERTY_server_wrapper, KIND_foreign_data_wrapper, NULL },
		{ KIND_table, PROPERTY_table_access_method, KIND_access_method, NULL },
		{ KIND_materialized_view, PROPERTY_materialized_view_access_method,
		  KIND_access_method, NULL },
		{ KIND_function, PROPERTY_function_definition, KIND_language, "language" },
		{ KIND_index, PROPERTY_index_definition, KIND_access_method, "using" },
		{ KIND_constraint, PROPERTY_constraint_definition, KIND_access_method, "using" },
	};
	const struct object *object = &walk->item->object;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *value = rows[i].kind == object->kind ? object->value[rows[i].property]
		                                                 : NULL;

		if (value != NULL && rows[i].word == NULL)
			tell_plain(walk, rows[i].named, value);
		else if (value != NULL)
			tell_behind(walk, value, rows[i].word, rows[i].named);
	}
	if (object->kind == KIND_default_privilege)
		tell_behind(walk, object->name, "in", KIND_schema);
	if (kind_table[object->kind].shape != SHAPE_PHRASE)
		return;
	need_tell_mentions(walk, object->name);
	tell_behind(walk, object->name, "language", KIND_language);
	tell_behind(walk, object->name, "using", KIND_access_method);
}
