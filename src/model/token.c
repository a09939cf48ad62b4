#include "model/token.h"

#include <string.h>

static bool
begins_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80) != 0;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
continues_name(char c)
{
	return begins_name(c) || is_digit(c) || c == '$';
}

static const char *
skip_name(const char *at)
{
	while (continues_name(*at))
		at++;
	return at;
}

/* From after the opening quote to the closing one or the end; doubled quotes are within. */
static const char *
find_quote(const char *at, char quote, bool backslashes)
{
	for (; *at != '\0'; at++) {
		if (backslashes && at[0] == '\\' && at[1] != '\0')
			at++;
		else if (at[0] == quote && at[1] == quote)
			at++;
		else if (at[0] == quote)
			break;
	}
	return at;
}

/* Over a literal or a name in quotes, from the opening one; notes where no other follows. */
static const char *
skip_quoted(const char *at, bool backslashes, bool *ret_unfinished)
{
	at = find_quote(at + 1, *at, backslashes);
	*ret_unfinished = *at == '\0';
	return *at == '\0' ? at : at + 1;
}

/* Comments nest in PostgreSQL. */
static const char *
skip_comment(const char *at)
{
	size_t depth = 0;

	while (*at != '\0') {
		if (at[0] == '/' && at[1] == '*') {
			depth++;
			at += 2;
		} else if (at[0] == '*' && at[1] == '/') {
			depth--;
			at += 2;
			if (depth == 0)
				break;
		} else {
			at++;
		}
	}
	return at;
}

/* From a dollar sign: over $tag$...$tag$, or over the sign alone where it opens nothing. */
static const char *
skip_dollars(const char *at, bool *ret_unfinished)
{
	const char *tag_end = at + 1;

	while (continues_name(*tag_end) && *tag_end != '$')
		tag_end++;
	if (is_digit(at[1]))
		return skip_name(at + 1); /* a parameter, $1 */
	if (*tag_end != '$')
		return at + 1;
	size_t length = (size_t)(tag_end + 1 - at);
	for (const char *end = tag_end + 1; (end = strchr(end, '$')) != NULL; end++)
		if (strncmp(end, at, length) == 0)
			return end + length;
	*ret_unfinished = true;
	return at + strlen(at);
}

static const char *
skip_blank(const char *at, bool *ret_commented)
{
	for (;;) {
		if (*at == ' ' || (*at >= '\t' && *at <= '\r')) {
			at++;
			continue;
		}
		if (at[0] == '-' && at[1] == '-')
			at += strcspn(at, "\n");
		else if (at[0] == '/' && at[1] == '*')
			at = skip_comment(at);
		else
			return at;
		*ret_commented = true;
	}
}

/* How many bytes of a literal's prefix stand here: E'', B'', X'', N'', U&'', U&"". */
static size_t
literal_prefix(const char *at)
{
	if (*at != '\0' && strchr("eEbBxXnN", *at) != NULL && at[1] == '\'')
		return 1;
	if ((*at == 'u' || *at == 'U') && at[1] == '&' && (at[2] == '\'' || at[2] == '"'))
		return 2;
	return 0;
}

struct token
token_next(const char **at)
{
	struct token token = { .kind = TOKEN_OTHER };
	const char *start = skip_blank(*at, &token.commented);
	size_t prefix = literal_prefix(start);
	bool backslashes = prefix == 1 && (*start == 'e' || *start == 'E');

	start += prefix;
	token.start = start;
	token.escaped = prefix == 2;
	if (*start == '\0') {
		token.kind = TOKEN_END;
		*at = start;
	} else if (*start == '\'') {
		*at = skip_quoted(start, backslashes, &token.unfinished);
	} else if (*start == '"') {
		*at = skip_quoted(start, false, &token.unfinished);
		token.kind = TOKEN_QUOTED;
		token.start++;
		token.length = (size_t)(*at - token.start) - (token.unfinished ? 0 : 1);
	} else if (*start == '$') {
		*at = skip_dollars(start, &token.unfinished);
	} else if (begins_name(*start)) {
		*at = skip_name(start);
		token.kind = TOKEN_BARE;
		token.length = (size_t)(*at - start);
	} else if (is_digit(*start)) {
		*at = skip_name(start); /* 1e5 and 0x1f mention neither e5 nor x1f */
	} else {
		token.kind = *start == '.' ? TOKEN_DOT : TOKEN_OTHER;
		*at = start + 1;
	}
	return token;
}

const char *
token_name(const struct token *token, struct arena *arena)
{
	char *name;
	size_t length = 0;

	if (token->kind != TOKEN_BARE && token->kind != TOKEN_QUOTED)
		return NULL;
	name = arena_strndup(arena, token->start, token->length);
	if (token->kind == TOKEN_BARE)
		return name;
	for (size_t i = 0; i < token->length; i++) {
		name[length++] = token->start[i];
		if (token->start[i] == '"')
			i++; /* written twice */
	}
	name[length] = '\0';
	return name;
}
