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

void
fold_list_renames(struct fold *fold)
{
	struct compare *compare = fold->compare;

	fold->renames = arena_array(&compare->arena, compare->difference_count,
	                            sizeof *fold->renames);
	for (size_t i = 0; i < compare->difference_count; i++) {
		const struct difference *difference = &compare->differences[i];
		const struct drift *drift = &difference->drift;

		if (drift->change != CHANGE_RENAMED)
			continue;
		fold->renames[fold->rename_count++] = (struct fold_rename){
			.difference = i,
			.schema = drift->schema,
			.name = object_own_name(drift->kind, drift->name, &compare->arena),
			.to_schema = difference->to_schema,
			.to_name = object_own_name(drift->kind, difference->to_name,
			                           &compare->arena),
		};
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
is_meant(const struct fold *fold, const struct difference *difference,
         const struct fold_rename *rename, const struct reader *expected)
{
	const struct difference *renamed = &fold->compare->differences[rename->difference];
	const struct drift *drift = &renamed->drift;

	if (drift->kind == KIND_column)
		return (difference->host != NONE && difference->host == renamed->host) ||
		       mentions(difference->drift.expected, drift->table);
	if (kind_table[drift->kind].place == PLACE_GUEST)
		return difference->item != NONE && difference->item == renamed->host;
	if (expected->before == NULL)
		return *expected->at == '.';
	return rename->schema != NULL && strcmp(expected->before, rename->schema) == 0;
}

/* Whether the value is the name of a schema, or a list of such. */
static bool
names_schemas(const struct drift *drift)
{
	return (drift->kind == KIND_extension || drift->kind == KIND_publication) &&
	       strncmp(drift->property, "schema", strlen("schema")) == 0;
}

/* What stands behind the dot behind the name of a schema. */
static bool
stands_behind(const struct reader *schema, const char *name, struct arena *arena)
{
	const char *at = schema->at;
	struct token dot = token_next(&at);
	struct token token = token_next(&at);
	const char *word = token_name(&token, arena);

	return dot.kind == TOKEN_DOT && word != NULL && strcmp(word, name) == 0;
}

/* Whether the rename makes one name of the other. */
static bool
explains(struct fold *fold, const struct difference *difference, const struct fold_rename *rename,
         const struct reader *expected, const struct reader *observed)
{
	const struct drift *drift = &fold->compare->differences[rename->difference].drift;

	if (rename->schema != NULL && string_order(rename->schema, rename->to_schema) != 0)
		return strcmp(rename->schema, expected->name) == 0 &&
		       strcmp(rename->to_schema, observed->name) == 0 &&
		       stands_behind(expected, rename->name, &fold->scratch);
	if (strcmp(rename->name, expected->name) != 0 ||
	    strcmp(rename->to_name, observed->name) != 0)
		return false;
	if (drift->kind == KIND_schema)
		return *expected->at == '.' || names_schemas(&difference->drift);
	return is_meant(fold, difference, rename, expected);
}

/* The rename that makes one name of the other, or NONE. */
static size_t
rename_between(struct fold *fold, const struct difference *difference,
               const struct reader *expected, const struct reader *observed)
{
	if (expected->name == NULL || observed->name == NULL)
		return NONE;
	for (size_t i = 0; i < fold->rename_count; i++) {
		if (explains(fold, difference, &fold->renames[i], expected, observed))
			return fold->renames[i].difference;
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

/* The text of a literal, or NULL: 'public.s', before ::regclass. */
static const char *
literal_of(const struct reader *reader, struct arena *arena)
{
	size_t length = (size_t)(reader->at - reader->token.start);

	if (reader->token.kind != TOKEN_OTHER || *reader->token.start != '\'' || length < 2)
		return NULL;
	return arena_strndup(arena, reader->token.start + 1, length - 2);
}

static size_t
cause_of_texts(struct fold *fold, const struct difference *difference, const char *expected_text,
               const char *observed_text, bool literals)
{
	const struct drift *drift = &difference->drift;
	struct reader expected = { .at = expected_text };
	struct reader observed = { .at = observed_text };
	size_t cause = NONE;

	do {
		size_t rename;
		const char *literal;

		reader_next(&expected, &fold->scratch);
		reader_next(&observed, &fold->scratch);
		if (same_token(&expected, &observed))
			continue;
		literal = literals ? literal_of(&expected, &fold->scratch) : NULL;
		if (literal != NULL && literal_of(&observed, &fold->scratch) != NULL)
			rename = cause_of_texts(fold, difference, literal,
			                        literal_of(&observed, &fold->scratch), false);
		else
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

size_t
fold_cause_of_text(struct fold *fold, const struct difference *difference)
{
	const struct drift *drift = &difference->drift;

	if (drift->change != CHANGE_CHANGED || fold->rename_count == 0 || drift->expected == NULL ||
	    drift->observed == NULL)
		return NONE;
	return cause_of_texts(fold, difference, drift->expected, drift->observed, true);
}

size_t
fold_cause_of_rename(const struct fold *fold, const struct difference *difference)
{
	const struct drift *drift = &difference->drift;
	const char *owned;

	if (drift->change != CHANGE_RENAMED || drift->kind != KIND_sequence ||
	    string_order(drift->schema, difference->to_schema) == 0)
		return NONE;
	owned = fold->compare->expected->items[difference->item]
	                .object.value[PROPERTY_sequence_owned_by];
	for (size_t i = 0; owned != NULL && i < fold->rename_count; i++) {
		const struct fold_rename *rename = &fold->renames[i];
		const struct drift *other = &fold->compare->differences[rename->difference].drift;

		if (other->kind == KIND_table && mentions(owned, rename->name) &&
		    string_order(rename->schema, drift->schema) == 0 &&
		    string_order(rename->to_schema, difference->to_schema) == 0)
			return rename->difference;
	}
	return NONE;
}
