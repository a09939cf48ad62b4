#include "drift/clause_priv.h"

#include "model/token.h"

#include <string.h>
#include <strings.h>

static bool
is_char(const struct token *token, char c)
{
	return token->kind == TOKEN_OTHER && *token->start == c;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* --- shapes ------------------------------------------------------------------------------------- */

static bool
is_word(const struct token *token, const char *word, size_t length)
{
	return token->kind == TOKEN_BARE && token->length == length &&
	       strncasecmp(token->start, word, length) == 0;
}

/* Over "(...)"; the text is balanced. */
static bool
take_group(const char **at)
{
	size_t depth = 0;

	do {
		struct token token = token_next(at);

		if (is_char(&token, '('))
			depth++;
		else if (is_char(&token, ')'))
			depth--;
		if (token.kind == TOKEN_END)
			return false;
	} while (depth > 0);
	return true;
}

static const char *
name_of(const struct token *token, struct arena *arena)
{
	char *name;

	if (token->kind != TOKEN_BARE)
		return token_name(token, arena);
	name = arena_strndup(arena, token->start, token->length);
	for (char *c = name; *c != '\0'; c++)
		*c = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
	return name;
}

static bool
take_name(const char **at, struct arena *arena, struct clause_name *ret_name)
{
	struct token first = token_next(at);
	const char *ahead = *at;
	struct token next = token_next(&ahead);

	ret_name->schema = NULL;
	ret_name->name = name_of(&first, arena);
	if (ret_name->name == NULL || next.kind != TOKEN_DOT)
		return ret_name->name != NULL;
	next = token_next(&ahead);
	*at = ahead;
	ret_name->schema = ret_name->name;
	ret_name->name = name_of(&next, arena);
	return ret_name->name != NULL;
}

/* One word of a pattern. */
static bool
take_word(const char **at, const char *word, size_t length, struct arena *arena,
          struct clause_name **names)
{
	const char *ahead = *at;
	struct token token = token_next(&ahead);

	switch (*word) {
	case '(':
		return is_char(&token, '(') && take_group(at);
	case '\'':
		*at = ahead;
		return is_char(&token, '\'');
	case '@':
		return take_name(at, arena, (*names)++);
	case '*':
		*at += strlen(*at);
		return token.kind != TOKEN_END;
	default:
		*at = ahead;
		return is_word(&token, word, length);
	}
}

bool
clause_take(const char **at, const char *pattern, struct arena *arena,
            struct clause_name *ret_names)
{
	const char *here = *at;

	while (*pattern != '\0') {
		size_t length = strcspn(pattern, " ");

		if (!take_word(&here, pattern, length, arena, &ret_names))
			return false;
		pattern += length;
		pattern += strspn(pattern, " ");
	}
	*at = here;
	return true;
}

bool
clause_ends(const char *at)
{
	return token_next(&at).kind == TOKEN_END;
}

/* --- types -------------------------------------------------------------------------------------- */

/* The words of types that have more than one. */
static bool
is_type_word(const struct token *token)
{
	static const char *const words[] = {
		"bit",    "character", "day",       "double",  "hour", "interval",
		"minute", "month",     "precision", "second",  "time", "timestamp",
		"to",     "varying",   "with",      "without", "year", "zone",
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (is_word(token, words[i], strlen(words[i])))
			return true;
	}
	return false;
}

/* "[]" and "[3]" to the end. */
static bool
brackets_end(const char *at)
{
	struct token token = token_next(&at);

	while (is_char(&token, '[')) {
		token = token_next(&at);
		if (token.kind == TOKEN_OTHER && is_digit(*token.start))
			token = token_next(&at);
		if (!is_char(&token, ']'))
			return false;
		token = token_next(&at);
	}
	return token.kind == TOKEN_END;
}

const char *
clause_untype(const char *text)
{
	static const char unlike[] = "it is not the name of a type";
	const char *why = clause_unsound(text);
	const char *after_first = text;
	struct token first = token_next(&after_first);
	struct arena arena = { 0 };
	struct clause_name name;
	bool grouped = false;
	bool worded;
	bool named;

	if (why != NULL)
		return why;
	named = take_name(&text, &arena, &name);
	worded = named && name.schema == NULL && is_type_word(&first);
	arena_done(&arena);
	if (!named)
		return unlike;
	for (;;) {
		const char *ahead = text;
		struct token token = token_next(&ahead);

		if (is_char(&token, '(') && !grouped)
			grouped = take_group(&text);
		else if (worded && is_type_word(&token))
			text = ahead;
		else
			return brackets_end(text) ? NULL : unlike;
	}
}
