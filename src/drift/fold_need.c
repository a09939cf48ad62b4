/* What is missing because something is that it cannot be there without. What an object needs need_walk()
 * knows, which the order of creation comes from too. */
#include "drift/fold_priv.h"

#include "model/token.h"

struct search {
	const struct fold *fold;
	size_t item;  /* which is missing, or lacks something */
	size_t cause; /* found */
	/* Of one name that several have: */
	size_t first; /* what is lost */
	bool there;   /* one of them is */
};

size_t
fold_lost_item(const struct fold *fold, size_t item)
{
	for (; item != NONE; item = fold->compare->expected->items[item].parent) {
		size_t cause = fold->cause[item];

		if (cause != NONE &&
		    fold->compare->differences[cause].drift.change != CHANGE_CHANGED)
			return cause;
	}
	return NONE;
}

/* Of what is there under another name only what lived in it is gone from its place. */
static bool
takes_along(const struct fold *fold, size_t cause, size_t item)
{
	const struct drift *drift = &fold->compare->differences[cause].drift;
	const struct object *object = &fold->compare->expected->items[item].object;

	return drift->change != CHANGE_RENAMED || object->kind == KIND_default_privilege ||
	       string_order(object->schema, drift->name) == 0;
}

/* Where it is not certain which of several is meant, all must be lost. */
static void
search_cb(void *arg, const struct need *need)
{
	struct search *search = arg;
	size_t cause;

	if (search->cause != NONE || need->loose || need->item == NONE)
		return;
	cause = fold_lost_item(search->fold, need->item);
	if (cause != NONE && !takes_along(search->fold, cause, search->item))
		cause = NONE;
	if (cause == NONE)
		search->there = true;
	else if (search->first == NONE)
		search->first = cause;
	if (need->others > 0)
		return;
	if (!search->there)
		search->cause = search->first;
	search->first = NONE;
	search->there = false;
}

size_t
fold_cause_in_text(const struct fold *fold, size_t item, const char *text)
{
	struct search search = { fold, item, NONE, NONE, false };

	need_walk_text(&fold->book, item, text, search_cb, &search);
	return search.cause;
}

/* The column or the table that a sequence goes with: `public.t.id`. */
static size_t
owner_cause(struct fold *fold, const struct object *sequence)
{
	const char *at = sequence->value[PROPERTY_sequence_owned_by];
	const char *parts[3];
	size_t count = 0;
	size_t cause;

	while (at != NULL && count < 3) {
		struct token token = token_next(&at);

		if (token.kind == TOKEN_DOT)
			continue;
		parts[count] = token_name(&token, &fold->scratch);
		if (parts[count++] == NULL)
			return NONE;
	}
	if (count < 3)
		return NONE;
	cause = fold_lost_item(fold,
	                       expected_relation(fold->compare->expected, parts[0], parts[1]));
	return cause != NONE ? cause : fold_lost(fold, KIND_column, parts[0], parts[1], parts[2]);
}

size_t
fold_cause_of_missing(struct fold *fold, const struct difference *difference)
{
	const struct object *object = &fold->compare->expected->items[difference->item].object;
	struct search search = { fold, difference->item, NONE, NONE, false };

	need_walk(&fold->book, difference->item, true, search_cb, &search);
	if (search.cause == NONE && object->kind == KIND_sequence)
		return owner_cause(fold, object);
	return search.cause;
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
