/* Whether SQL text can stand within a statement, by its tokens alone. */
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
	if (is_char(token, '\\'))
		return "a backslash stands outside quotes";
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

static bool
is_parameter(const struct token *token)
{
	return is_char(token, '$') && is_digit(token->start[1]);
}

/* The body of a routine that is SQL of its own: how many BEGIN and CASE are open in it. */
struct body {
	bool allowed; /* it is a routine */
	size_t depth;
	bool ended;
};

static bool
is_word(const struct token *token, const char *word)
{
	return token->kind == TOKEN_BARE && token->length == strlen(word) &&
	       strncasecmp(token->start, word, token->length) == 0;
}

/* What the server quotes where it is a name: END and CASE are always themselves. */
static const char *
follow_body(struct body *body, const struct token *before, const struct token *token)
{
	if (body->ended && token->kind != TOKEN_END)
		return "something follows its body";
	/* An argument without a name. */
	if (is_parameter(token) && !body->allowed)
		return "it holds a parameter";
	if (is_char(token, ';'))
		return body->depth > 0 ? NULL : "a semicolon stands outside quotes";
	if (body->depth == 0) {
		if (body->allowed && is_word(before, "begin") && is_word(token, "atomic"))
			body->depth = 1;
		return NULL;
	}
	if (is_word(token, "case") || (is_word(before, "begin") && is_word(token, "atomic")))
		body->depth++;
	else if (is_word(token, "end"))
		body->ended = --body->depth == 0;
	return NULL;
}

static const char *
unsound(const char *text, bool routine)
{
	struct nesting nesting = { .depth = 0 };
	struct token before = { .kind = TOKEN_DOT };
	struct body body = { .allowed = routine };
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
		if (why == NULL)
			why = follow_body(&body, &before, &token);
		if (token.kind == TOKEN_END)
			break;
		before = token;
	}
	if (why == NULL && count == 0)
		why = "it is empty";
	if (why == NULL && nesting.depth > 0)
		why = "its parentheses are not balanced";
	return why == NULL && body.depth > 0 ? "its body does not end" : why;
}

const char *
clause_unsound(const char *text)
{
	return unsound(text, false);
}

const char *
clause_unsound_routine(const char *text)
{
	return unsound(text, true);
}
