#include "drift/clause_priv.h"

#include "model/token.h"

#include <string.h>
#include <strings.h>

#define DEPTH_MOST 1000 /* of parentheses; the server's own limit is its stack */

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

static bool
is_quoted(const struct token *token)
{
	return token->kind == TOKEN_QUOTED || is_char(token, '\'');
}

/* What is wrong with a token, which ends at `end`, wherever it stands. */
static const char *
token_unsound(const struct token *token, const char *end)
{
	bool is_number = token->kind == TOKEN_OTHER && is_digit(*token->start);

	if (token->commented)
		return "it holds a comment";
	if (token->unfinished)
		return "a quote is not closed";
	if (token->escaped)
		return "it is written with U&";
	if (is_char(token, ';'))
		return "a semicolon stands outside quotes";
	if (is_char(token, '\\'))
		return "a backslash stands outside quotes";
	if (is_char(token, '$') && is_digit(token->start[1]))
		return "it holds a parameter";
	if ((is_char(token, '$') && end == token->start + 1) ||
	    (is_number && memchr(token->start, '$', (size_t)(end - token->start)) != NULL))
		return "a dollar sign stands outside quotes";
	return NULL;
}

/* What servers of different majors divide in different ways: 1e'...' is a number and E'...' to one
 * of 13. The token before ends at `end`. */
static const char *
glued(const struct token *before, const struct token *token, const char *end)
{
	const char *quote = token->kind == TOKEN_QUOTED ? token->start - 1 : token->start;
	bool is_word = before->kind == TOKEN_BARE ||
	               (before->kind == TOKEN_OTHER && is_digit(*before->start));

	if (!is_quoted(token))
		return NULL;
	if (is_word && quote == end)
		return "a quote stands right behind a word";
	if (is_char(token, '\'') && is_char(before, '\''))
		return "two literals stand side by side";
	return NULL;
}

/* Brackets that are open, the innermost last. */
struct nesting {
	char closing[DEPTH_MOST];
	size_t depth;
};

static const char *
nest(struct nesting *nesting, const struct token *token)
{
	char c = token->kind == TOKEN_OTHER ? *token->start : '\0';

	if (c == '(' || c == '[') {
		if (nesting->depth == DEPTH_MOST)
			return "its parentheses are nested too deeply";
		nesting->closing[nesting->depth++] = c == '(' ? ')' : ']';
	} else if (c == ')' || c == ']') {
		if (nesting->depth == 0 || nesting->closing[--nesting->depth] != c)
			return "its parentheses are not balanced";
	}
	return NULL;
}

const char *
clause_unsound(const char *text)
{
	struct nesting nesting = { .depth = 0 };
	struct token before = { .kind = TOKEN_DOT };
	const char *why = NULL;
	size_t count = 0;

	for (; why == NULL; count++) {
		const char *end = text;
		struct token token = token_next(&text);

		why = token_unsound(&token, text);
		if (why == NULL)
			why = glued(&before, &token, end);
		if (why == NULL)
			why = nest(&nesting, &token);
		if (token.kind == TOKEN_END)
			break;
		before = token;
	}
	if (why == NULL && count == 0)
		why = "it is empty";
	if (why == NULL && nesting.depth > 0)
		why = "its parentheses are not balanced";
	return why;
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
