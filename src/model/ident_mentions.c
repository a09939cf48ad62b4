#include "model/ident.h"

#include "model/ident_priv.h"
#include "model/token.h"

#include <string.h>

static bool
quoted_is(const struct token *token, const char *name)
{
	size_t i = 0;

	for (; i < token->length && *name != '\0'; i++, name++) {
		if (token->start[i] != *name)
			return false;
		if (*name == '"')
			i++; /* written twice */
	}
	return i == token->length && *name == '\0';
}

static bool
token_is(const struct token *token, const char *name, bool bare_counts)
{
	if (token->kind == TOKEN_QUOTED)
		return quoted_is(token, name);
	return token->kind == TOKEN_BARE && bare_counts && strlen(name) == token->length &&
	       memcmp(token->start, name, token->length) == 0;
}

bool
ident_mentions(const char *sql_text, const char *name)
{
	bool bare_counts = !ident_keyword_everywhere(name);
	const char *at = sql_text;

	for (;;) {
		struct token token = token_next(&at);
		if (token.kind == TOKEN_END)
			return false;
		if (token_is(&token, name, bare_counts))
			return true;
	}
}

bool
ident_mentions_qualified(const char *sql_text, const char *schema, const char *name)
{
	bool bare_schema_counts = !ident_keyword_everywhere(schema);
	bool qualified = false; /* a dot stands before the token */
	const char *at = sql_text;

	for (;;) {
		struct token first = token_next(&at);
		if (first.kind == TOKEN_END)
			return false;
		if (!qualified && token_is(&first, schema, bare_schema_counts)) {
			const char *ahead = at;
			struct token dot = token_next(&ahead);
			struct token second = token_next(&ahead);
			/* After a dot any word is a name, keyword or not. */
			if (dot.kind == TOKEN_DOT && token_is(&second, name, true))
				return true;
		}
		qualified = first.kind == TOKEN_DOT;
	}
}
