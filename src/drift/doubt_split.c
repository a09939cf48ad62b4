#include "doubt_priv.h"

#include "base/text.h"
#include "drift/clause_priv.h"
#include "model/ident.h"
#include "model/token.h"

#include <string.h>
#include <strings.h>

#define EXPRESSIONS_MAX ((size_t)64) /* the server has 32 in a list, and one behind WHERE */

struct walk {
	const char *at;
	struct arena *arena;
	struct text rest;
	const char **expressions;
	size_t count;
};

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

static struct token
peek(const struct walk *walk)
{
	const char *at = walk->at;

	return token_next(&at);
}

/* --- what is left ------------------------------------------------------------------------------- */

/* Takes one token, in the server's spelling: small letters, quotes only where they are needed. */
static void
keep_token(struct walk *walk)
{
	struct token token = token_next(&walk->at);

	if (token.kind == TOKEN_QUOTED) {
		ident_quote(&walk->rest, token_name(&token, walk->arena));
	} else if (token.kind == TOKEN_BARE) {
		for (size_t i = 0; i < token.length; i++) {
			char c = token.start[i];

			text_addc(&walk->rest, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
		}
	} else {
		text_addn(&walk->rest, token.start, (size_t)(walk->at - token.start));
	}
	text_addc(&walk->rest, ' ');
}

/* --- expressions -------------------------------------------------------------------------------- */

/* From `start` to where the walk is. */
static bool
add_expression(struct walk *walk, const char *start)
{
	if (walk->count == EXPRESSIONS_MAX)
		return false;
	walk->expressions[walk->count++] = arena_strndup(walk->arena, start,
	                                                 (size_t)(walk->at - start));
	text_add(&walk->rest, "() ");
	return true;
}

/* "(a || b)" or "lower(a)", if the walk is at one. */
static bool
take_expression(struct walk *walk, bool *ret_taken)
{
	static const char *const shapes[] = { "()", "@ ()" };
	const char *start = walk->at + strspn(walk->at, " \t\n\v\f\r");
	struct clause_name name;

	*ret_taken = true;
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		if (clause_take(&walk->at, shapes[i], walk->arena, &name))
			return add_expression(walk, start);
	}
	*ret_taken = false;
	return true;
}

/* Elements with commas between, up to the end of the list: the parenthesis that closes it, or the word. */
static bool
take_list(struct walk *walk, const char *word)
{
	bool begins = true;
	size_t depth = 0;

	for (;;) {
		struct token token = peek(walk);
		bool taken = false;

		if (token.kind == TOKEN_END ||
		    (depth == 0 && (word != NULL ? is_word(&token, word) : is_char(&token, ')'))))
			return true;
		if (begins && !take_expression(walk, &taken))
			return false;
		begins = depth == 0 && !taken && is_char(&token, ',');
		if (taken)
			continue;
		depth += is_char(&token, '(');
		depth -= depth > 0 && is_char(&token, ')');
		keep_token(walk);
	}
}

/* What follows WHERE: of an exclusion constraint in parentheses, of an index all that is left. */
static bool
take_predicate(struct walk *walk, bool exclusion)
{
	const char *start;

	keep_token(walk);
	start = walk->at + strspn(walk->at, " \t\n\v\f\r");
	if (exclusion)
		return clause_take(&walk->at, "()", walk->arena, NULL) &&
		       add_expression(walk, start);
	walk->at += strlen(walk->at);
	return add_expression(walk, start);
}

/* --- all of it ---------------------------------------------------------------------------------- */

static bool
take_all(struct walk *walk)
{
	const char *at = walk->at;
	struct token first = token_next(&at);
	struct token second = token_next(&at);
	bool statistics = is_word(&second, "STATISTICS");
	bool exclusion = is_word(&first, "EXCLUDE");
	bool needs_method = exclusion || (!statistics && is_word(&first, "CREATE"));
	bool listed = false;
	size_t depth = 0;

	for (;;) {
		struct token token = peek(walk);
		bool opens = is_char(&token, '(');
		bool begins = depth == 0 && !listed && (statistics ? is_word(&token, "ON") : opens);

		if (token.kind == TOKEN_END)
			return true;
		if (depth == 0 && is_word(&token, "WHERE")) {
			if (!take_predicate(walk, exclusion))
				return false;
			continue;
		}
		if (begins && needs_method)
			text_add(&walk->rest, "using btree ");
		needs_method = needs_method && !is_word(&token, "USING");
		keep_token(walk);
		depth += opens;
		depth -= depth > 0 && is_char(&token, ')');
		if (begins && !take_list(walk, statistics ? "FROM" : NULL))
			return false;
		listed = listed || begins;
	}
}

bool
doubt_split(const char *definition, struct arena *arena, struct split *ret_split)
{
	struct walk walk = { .at = definition, .arena = arena };
	bool ok;

	if (clause_unsound(definition) != NULL)
		return false;
	walk.expressions = arena_array(arena, EXPRESSIONS_MAX, sizeof *walk.expressions);
	ok = take_all(&walk);
	if (ok)
		*ret_split = (struct split){ arena_strdup(arena, text_str(&walk.rest)),
			                     walk.expressions, walk.count };
	text_done(&walk.rest);
	return ok;
}

bool
doubt_bounds(const char **expected, const char **observed, struct arena *arena)
{
	struct clause_name wanted;
	struct clause_name found;
	const char *of_wanted = *expected;
	const char *of_found = *observed;

	if (clause_unsound(of_wanted) != NULL || clause_unsound(of_found) != NULL ||
	    !clause_take(&of_wanted, "@", arena, &wanted) ||
	    !clause_take(&of_found, "@", arena, &found) || wanted.schema == NULL ||
	    found.schema == NULL || strcmp(wanted.schema, found.schema) != 0 ||
	    strcmp(wanted.name, found.name) != 0)
		return false;
	*expected = of_wanted;
	*observed = of_found;
	return true;
}
