/* What the server writes anew by itself because a name changed: a text that is as expected but for names
 * that are the renamed ones, word by word. Anything else in it is a difference of its own. */
#include "drift/fold_priv.h"

#include "model/token.h"

#include <stdlib.h>
#include <string.h>

/* One of the two texts, read word by word. */
struct reader {
	const char *at;
	struct token token;
	const char *name;   /* of this token, or NULL */
	const char *before; /* the name before the dot before it, or NULL */
};

static const struct drift *
drift_of(const struct fold *fold, size_t rename)
{
	return &fold->compare->differences[fold->renames[rename]].drift;
}

void
fold_list_renames(struct fold *fold)
{
	const struct compare *compare = fold->compare;

	fold->renames = arena_array(&fold->compare->arena, compare->difference_count,
	                            sizeof *fold->renames);
	for (size_t i = 0; i < compare->difference_count; i++) {
		if (compare->differences[i].drift.change == CHANGE_RENAMED)
			fold->renames[fold->rename_count++] = i;
	}
}

static void
reader_next(struct reader *reader, struct arena *arena)
{
	const char *last = reader->name;
	bool dot = reader->token.kind == TOKEN_DOT;

	if (!dot)
		reader->before = NULL;
	reader->token = token_next(&reader->at);
	reader->name = token_name(&reader->token, arena);
	if (reader->token.kind == TOKEN_DOT)
		reader->before = last;
}

static bool
same_token(const struct reader *a, const struct reader *b)
{
	size_t length = (size_t)(a->at - a->token.start);

	if (a->name != NULL || b->name != NULL)
		return a->name != NULL && b->name != NULL && strcmp(a->name, b->name) == 0;
	if (a->token.kind != b->token.kind)
		return false;
	return a->token.kind != TOKEN_OTHER ||
	       (length == (size_t)(b->at - b->token.start) &&
	        memcmp(a->token.start, b->token.start, length) == 0);
}

static bool
mentions(const char *text, const char *name)
{
	struct arena scratch = { 0 };
	struct token token;
	bool found = false;

	do {
		const char *word;

		token = token_next(&text);
		word = token_name(&token, &scratch);
		found = word != NULL && strcmp(word, name) == 0;
	} while (!found && token.kind != TOKEN_END);
	arena_done(&scratch);
	return found;
}

/* Whether the name in the text can be the renamed one: of a column, where the text is its table's or
 * names that; of what lives in a schema, behind the schema, or before a column. */
static bool
is_meant(const struct fold *fold, const struct difference *difference, size_t rename,
         const struct reader *expected)
{
	const struct difference *renamed = &fold->compare->differences[fold->renames[rename]];
	const struct drift *drift = &renamed->drift;

	if (drift->kind == KIND_column)
		return (difference->host != NONE && difference->host == renamed->host) ||
		       mentions(difference->drift.expected, drift->table);
	if (kind_table[drift->kind].place == PLACE_GUEST)
		return difference->item != NONE && difference->item == renamed->host;
	return expected->before != NULL ? strcmp(expected->before, drift->schema) == 0
	                                : *expected->at == '.';
}

/* The rename that makes one name of the other, or NONE. */
static size_t
rename_between(const struct fold *fold, const struct difference *difference,
               const struct reader *expected, const struct reader *observed)
{
	if (expected->name == NULL || observed->name == NULL)
		return NONE;
	for (size_t i = 0; i < fold->rename_count; i++) {
		const struct drift *drift = drift_of(fold, i);

		if (strcmp(drift->name, expected->name) == 0 &&
		    strcmp(drift->observed, observed->name) == 0 &&
		    is_meant(fold, difference, i, expected))
			return fold->renames[i];
	}
	return NONE;
}

/* A view gives a column that was renamed its old name back. */
static void
pass_alias(struct reader *observed, const char *name, struct arena *arena)
{
	struct reader ahead = *observed;

	reader_next(&ahead, arena);
	if (ahead.name == NULL || ahead.token.kind != TOKEN_BARE ||
	    strncmp(ahead.token.start, "AS", ahead.token.length) != 0)
		return;
	reader_next(&ahead, arena);
	if (ahead.name != NULL && strcmp(ahead.name, name) == 0)
		*observed = ahead;
}

size_t
fold_cause_of_text(struct fold *fold, const struct difference *difference)
{
	const struct drift *drift = &difference->drift;
	struct reader expected = { .at = drift->expected };
	struct reader observed = { .at = drift->observed };
	size_t cause = NONE;

	if (drift->change != CHANGE_CHANGED || fold->rename_count == 0 || drift->expected == NULL ||
	    drift->observed == NULL)
		return NONE;
	do {
		size_t rename;

		reader_next(&expected, &fold->scratch);
		reader_next(&observed, &fold->scratch);
		if (same_token(&expected, &observed))
			continue;
		rename = rename_between(fold, difference, &expected, &observed);
		if (rename == NONE)
			return NONE;
		if (cause == NONE)
			cause = rename;
		if (drift->kind == KIND_view || drift->kind == KIND_materialized_view)
			pass_alias(&observed, expected.name, &fold->scratch);
	} while (expected.token.kind != TOKEN_END);
	return cause;
}
