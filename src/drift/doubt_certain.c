/* Definitions that the server always writes alike, and those that it does not read without more ado. */
#include "doubt_priv.h"

#include "drift/doubt.h"
#include "model/token.h"

#include <string.h>
#include <strings.h>

bool
doubt_has_expression(const char *definition)
{
	const char *open = strchr(definition, '(');

	return open == NULL || strchr(open + 1, '(') != NULL ||
	       strcasestr(definition, "WHERE") != NULL;
}

static bool
begins(const char *definition, const char *word)
{
	return strncmp(definition, word, strlen(word)) == 0;
}

static bool
ends(const char *definition, const char *word)
{
	size_t length = strlen(definition);
	size_t tail = strlen(word);

	return length >= tail && strcmp(definition + length - tail, word) == 0;
}

bool
doubt_is_spelled(const char *definition)
{
	static const char *const keys[] = { "PRIMARY KEY (", "UNIQUE (",
		                            "UNIQUE NULLS NOT DISTINCT (", "EXCLUDE USING " };

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		if (begins(definition, keys[i]))
			return true;
	}
	return begins(definition, "CREATE ") && strstr(definition, " USING ") != NULL;
}

/* Plain columns in the server's own spelling, which is always the same. */
bool
doubt_is_plain(const char *definition)
{
	return !doubt_has_expression(definition) && doubt_is_spelled(definition);
}

/* In the server's own spelling, without a condition. */
bool
doubt_is_plain_trigger(const char *definition)
{
	return begins(definition, "CREATE ") && strstr(definition, " FOR EACH ") != NULL &&
	       strstr(definition, " EXECUTE FUNCTION ") != NULL &&
	       strcasestr(definition, "WHEN") == NULL;
}

/* Other languages would have a say, were a function of theirs tried. */
static bool
is_tried(const char *definition)
{
	bool follows = false;

	for (;;) {
		struct token token = token_next(&definition);

		if (token.kind == TOKEN_END)
			return false;
		if (follows && token.kind == TOKEN_BARE &&
		    ((token.length == 3 && strncasecmp(token.start, "sql", 3) == 0) ||
		     (token.length == 7 && strncasecmp(token.start, "plpgsql", 7) == 0)))
			return true;
		follows = token.kind == TOKEN_BARE && token.length == 8 &&
		          strncasecmp(token.start, "language", 8) == 0;
	}
}

/* In the server's own spelling, the body a string, and no default of an argument before it. */
bool
doubt_is_plain_routine(const char *definition)
{
	const char *body = strstr(definition, "\nAS $");
	const char *value = strstr(definition, " DEFAULT ");

	return !is_tried(definition) ||
	       (begins(definition, "CREATE OR REPLACE ") && ends(definition, "$\n") &&
	        body != NULL && (value == NULL || value > body));
}

/* What is written as `::public.t` calls its input function; of the server's own types there is no
 * schema. */
bool
doubt_has_own_literal(const char *definition)
{
	struct token before[3] = { { .kind = TOKEN_DOT } };
	struct token token = token_next(&definition);

	for (; token.kind != TOKEN_END; token = token_next(&definition)) {
		if (token.kind == TOKEN_DOT && before[0].kind == TOKEN_OTHER &&
		    *before[0].start == ':' && before[1].kind == TOKEN_OTHER &&
		    *before[1].start == ':')
			return true;
		before[0] = before[1];
		before[1] = before[2];
		before[2] = token;
	}
	return false;
}

bool
doubt_is_not_valid(const char *definition)
{
	static const char end[] = " NOT VALID";
	size_t length = strlen(definition);

	return length >= sizeof end && strcasecmp(definition + length - strlen(end), end) == 0;
}
