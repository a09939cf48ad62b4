/* What a routine's definition says of its safety: with whose rights it runs, and where it looks for
 * names. Options stand in any order, before or behind the body; a body in quotes is one token, and one
 * that is SQL of its own ends the options. */
#include "drift/drift_priv.h"

#include "model/token.h"

#include <string.h>
#include <strings.h>

struct safety {
	bool definer;
	const char *path; /* the values of SET search_path, or NULL */
	size_t path_bytes;
};

static bool
is_word(const struct token *token, const char *word)
{
	return token->kind == TOKEN_BARE && token->length == strlen(word) &&
	       strncasecmp(token->start, word, token->length) == 0;
}

static bool
is_char(const struct token *token, char c)
{
	return token->kind == TOKEN_OTHER && *token->start == c;
}

/* Behind SET search_path: TO or =, and values with commas between. */
static void
read_path(const char **at, struct safety *safety)
{
	const char *here = *at;
	struct token token = token_next(&here);

	if (!is_word(&token, "to") && !is_char(&token, '='))
		return;
	here += strspn(here, " \t\n\v\f\r");
	safety->path = here;
	do {
		token_next(&here);
		safety->path_bytes = (size_t)(here - safety->path);
		*at = here;
		token = token_next(&here);
	} while (is_char(&token, ','));
}

static void
read_safety(const char *definition, struct safety *safety)
{
	struct token before = { .kind = TOKEN_DOT };
	size_t depth = 0;

	*safety = (struct safety){ 0 };
	for (;;) {
		struct token token = token_next(&definition);

		if (token.kind == TOKEN_END)
			return;
		depth += is_char(&token, '(');
		depth -= is_char(&token, ')') && depth > 0;
		if (depth > 0)
			continue;
		if (is_word(&token, "return") || is_word(&token, "begin"))
			return;
		if (is_word(&before, "security") && is_word(&token, "definer"))
			safety->definer = true;
		if (is_word(&before, "set") && is_word(&token, "search_path"))
			read_path(&definition, safety);
		before = token;
	}
}

const char *
routine_what(const char *expected, const char *observed)
{
	struct safety left;
	struct safety right;

	read_safety(expected, &left);
	read_safety(observed, &right);
	if (left.definer != right.definer)
		return "security_definer";
	if (left.path_bytes != right.path_bytes ||
	    (left.path_bytes > 0 && memcmp(left.path, right.path, left.path_bytes) != 0))
		return "search_path";
	return "definition";
}
