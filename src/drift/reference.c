#include "drift/reference_priv.h"

#include "model/token.h"

#include <string.h>

static bool
is_word(const struct token *token, const char *word)
{
	return token->kind == TOKEN_BARE && token->length == strlen(word) &&
	       memcmp(token->start, word, token->length) == 0;
}

static bool
is_char(const struct token *token, char c)
{
	return token->kind == TOKEN_OTHER && *token->start == c;
}

/* The words stand here, one after another. */
static bool
take_words(const char **at, const char *const *words)
{
	for (; *words != NULL; words++) {
		struct token token = token_next(at);

		if (!is_word(&token, *words))
			return false;
	}
	return true;
}

/* (a, "B", c) */
static bool
take_columns(const char **at, struct arena *arena, struct column_list *ret_columns)
{
	struct token token = token_next(at);

	if (!is_char(&token, '('))
		return false;
	ret_columns->count = 0;
	do {
		token = token_next(at);
		if (ret_columns->count == REFERENCE_COLUMNS)
			return false;
		ret_columns->names[ret_columns->count] = token_name(&token, arena);
		if (ret_columns->names[ret_columns->count++] == NULL)
			return false;
		token = token_next(at);
	} while (is_char(&token, ','));
	return is_char(&token, ')');
}

/* schema.name */
static bool
take_qualified(const char **at, struct arena *arena, const char **ret_schema, const char **ret_name)
{
	struct token schema = token_next(at);
	struct token dot = token_next(at);
	struct token name = token_next(at);

	*ret_schema = token_name(&schema, arena);
	*ret_name = token_name(&name, arena);
	return *ret_schema != NULL && dot.kind == TOKEN_DOT && *ret_name != NULL;
}

bool
reference_read(const char *definition, struct arena *arena, struct reference *ret_reference)
{
	static const char *const begin[] = { "FOREIGN", "KEY", NULL };
	static const char *const middle[] = { "REFERENCES", NULL };

	return take_words(&definition, begin) &&
	       take_columns(&definition, arena, &ret_reference->own) &&
	       take_words(&definition, middle) &&
	       take_qualified(&definition, arena, &ret_reference->schema, &ret_reference->table) &&
	       take_columns(&definition, arena, &ret_reference->columns);
}

/* Moves behind USING and the access method; false where there is no USING. */
static bool
skip_using(const char **at)
{
	struct token token;

	do {
		token = token_next(at);
		if (token.kind == TOKEN_END)
			return false;
	} while (!is_word(&token, "USING"));
	token = token_next(at);
	return true;
}

bool
reference_key(const char *definition, struct arena *arena, struct column_list *ret_columns)
{
	static const char *const index[] = { "CREATE", "UNIQUE", "INDEX", NULL };
	static const char *const primary[] = { "PRIMARY", "KEY", NULL };
	static const char *const nulls[] = { "UNIQUE", "NULLS", "NOT", "DISTINCT", NULL };
	static const char *const unique[] = { "UNIQUE", NULL };
	static const char *const *const begins[] = { primary, nulls, unique };
	const char *at = definition;
	struct token end;

	if (take_words(&at, index)) {
		if (!skip_using(&at) || !take_columns(&at, arena, ret_columns))
			return false;
		/* WHERE, INCLUDE: not of a kind that a foreign key asks for. */
		end = token_next(&at);
		return end.kind == TOKEN_END;
	}
	for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
		at = definition;
		if (take_words(&at, begins[i]))
			return take_columns(&at, arena, ret_columns);
	}
	return false;
}

static bool
holds(const struct column_list *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++) {
		if (strcmp(list->names[i], name) == 0)
			return true;
	}
	return false;
}

bool
reference_same(const struct column_list *a, const struct column_list *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		if (!holds(b, a->names[i]))
			return false;
	}
	return true;
}

bool
reference_type(const char *type, struct arena *arena, const char **ret_schema,
               const char **ret_name)
{
	struct token end;

	if (!take_qualified(&type, arena, ret_schema, ret_name))
		return false;
	end = token_next(&type);
	return end.kind == TOKEN_END || is_char(&end, '[');
}

void
mentions_start(struct mentions *mentions, const char *definition)
{
	static const char *const index[] = { "CREATE", NULL };
	const char *at = definition;

	*mentions = (struct mentions){ .at = definition };
	if (take_words(&at, index) && skip_using(&at))
		mentions->at = at;
}

/* The server writes keywords in capitals, and quotes names that hold one. */
static bool
is_keyword(const struct token *token)
{
	if (token->kind != TOKEN_BARE)
		return false;
	for (size_t i = 0; i < token->length; i++) {
		if (token->start[i] >= 'A' && token->start[i] <= 'Z')
			return true;
	}
	return false;
}

/* Whether the name, which stands before `next`, is mentioned as a column or as a type. */
static bool
is_mention(const struct mentions *mentions, const struct token *name, const struct token *next)
{
	if (mentions->colons == 2)
		return next->kind == TOKEN_DOT;
	/* "character varying": the second word is part of the type. */
	if (mentions->typed && name->kind == TOKEN_BARE)
		return false;
	return !mentions->dotted && !is_keyword(name) && next->kind != TOKEN_DOT &&
	       !is_char(next, '('); /* a function */
}

bool
mentions_next(struct mentions *mentions, struct arena *arena, struct mention *ret_mention)
{
	for (;;) {
		struct token token = token_next(&mentions->at);
		const char *ahead = mentions->at;
		struct token next = token_next(&ahead);
		bool is_name = token.kind == TOKEN_BARE || token.kind == TOKEN_QUOTED;
		bool found = is_name && is_mention(mentions, &token, &next);
		bool is_type = mentions->colons == 2;

		if (token.kind == TOKEN_END)
			return false;
		mentions->typed = is_type || (mentions->typed && token.kind == TOKEN_BARE);
		mentions->dotted = token.kind == TOKEN_DOT;
		mentions->colons = is_char(&token, ':') ? mentions->colons + 1 : 0;
		if (!found)
			continue;
		ret_mention->schema = is_type ? token_name(&token, arena) : NULL;
		if (is_type) {
			next = token_next(&ahead);
			token = next;
			mentions->at = ahead;
		}
		ret_mention->name = token_name(&token, arena);
		if (ret_mention->name != NULL)
			return true;
	}
}
