/* What is missing with the relation that it is made of: views over it, its sequences, its statistics. */
#include "drift/fold_priv.h"

#include "model/token.h"

#define PARTS 3 /* schema, relation, column */

/* The next name in the text that has dots in it, in its parts; how many of them, 0 at the end. */
static size_t
next_name(const char **at, struct arena *arena, const char *ret_parts[PARTS])
{
	size_t count = 0;
	bool dotted = false;

	for (;;) {
		const char *before = *at;
		struct token token = token_next(at);
		const char *name = token_name(&token, arena);

		if (name != NULL && (dotted || count == 0)) {
			ret_parts[count++ % PARTS] = name;
			dotted = false;
		} else if (token.kind == TOKEN_DOT && count > 0 && !dotted) {
			dotted = true;
		} else if (count > 1) {
			*at = before;
			return count > PARTS ? PARTS : count;
		} else if (token.kind == TOKEN_END) {
			return 0;
		} else {
			count = name != NULL;
			ret_parts[0] = name;
			dotted = false;
		}
	}
}

/* The lost relation or column that the parts name. */
static size_t
named_cause(const struct fold *fold, const char *const parts[PARTS], size_t count)
{
	size_t cause = NONE;

	for (size_t kind = 0; kind < KIND_COUNT && cause == NONE; kind++) {
		if (kind_table[kind].shape == SHAPE_RELATION)
			cause = fold_lost(fold, (enum kind)kind, parts[0], parts[1], parts[1]);
	}
	if (cause == NONE && count == PARTS)
		cause = fold_lost(fold, KIND_column, parts[0], parts[1], parts[2]);
	return cause;
}

static const char *
text_of(const struct object *object)
{
	static const struct {
		enum kind kind;
		size_t property;
	} texts[] = {
		{ KIND_view, PROPERTY_view_definition },
		{ KIND_materialized_view, PROPERTY_materialized_view_definition },
		{ KIND_sequence, PROPERTY_sequence_owned_by },
		{ KIND_statistics, PROPERTY_statistics_definition },
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		if (texts[i].kind == object->kind)
			return object->value[texts[i].property];
	}
	return NULL;
}

size_t
fold_cause_of_relation(struct fold *fold, const struct difference *difference)
{
	const struct object *object = &fold->compare->expected->items[difference->item].object;
	const char *at = text_of(object);
	const char *parts[PARTS];
	size_t cause = fold_lost(fold, KIND_schema, NULL, NULL, object->schema);
	size_t count;

	while (cause == NONE && at != NULL && (count = next_name(&at, &fold->scratch, parts)) > 0) {
		cause = named_cause(fold, parts, count);
		if (cause != NONE && fold->compare->differences[cause].item == difference->item)
			cause = NONE;
	}
	return cause;
}

void
fold_break_circles(struct compare *compare)
{
	size_t *round = arena_array(&compare->arena, compare->difference_count, sizeof *round);

	for (size_t i = 0; i < compare->difference_count; i++) {
		for (size_t at = i; at != NONE && round[at] == 0;) {
			size_t *cause = &compare->differences[at].cause;

			round[at] = i + 1;
			if (*cause != NONE && round[*cause] == i + 1)
				*cause = NONE;
			at = *cause;
		}
	}
}
