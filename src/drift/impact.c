/* What folds into a finding, by name. A finding weighs what the heaviest of it weighs. */
#include "drift/drift_priv.h"

#include <stdlib.h>
#include <string.h>

struct folded {
	size_t root;
	const struct drift *drift;
	const char *text;
};

static size_t
root_of(const struct compare *compare, size_t difference)
{
	while (compare->differences[difference].cause != NONE)
		difference = compare->differences[difference].cause;
	return difference;
}

static int
order_cb(const void *a, const void *b)
{
	const struct folded *left = a;
	const struct folded *right = b;

	if (left->root != right->root)
		return left->root < right->root ? -1 : 1;
	return strcmp(left->text, right->text);
}

/* Lists what is folded in and not ignored; returns how many. */
static size_t
list_folded(struct compare *compare, struct arena *arena, struct folded *folded)
{
	struct text text = { 0 };
	size_t count = 0;

	for (size_t i = 0; i < compare->difference_count; i++) {
		const struct difference *difference = &compare->differences[i];

		if (difference->cause == NONE || difference->ignored)
			continue;
		text_clear(&text);
		summary_impact(difference, &text);
		folded[count++] = (struct folded){
			.root = root_of(compare, i),
			.drift = &difference->drift,
			.text = arena_strndup(arena, text_str(&text), text.length),
		};
	}
	text_done(&text);
	return count;
}

/* Nobody is told less because a lighter thing is the cause. */
static void
weigh(struct drift *root, const struct drift *folded)
{
	if (folded->severity > root->severity)
		root->severity = folded->severity;
	root->security |= folded->security;
}

void
impact_list(struct compare *compare, struct arena *arena)
{
	struct folded *folded = arena_array(&compare->arena, compare->difference_count,
	                                    sizeof *folded);
	size_t count = list_folded(compare, arena, folded);
	const char **impact;

	if (count == 0)
		return;
	qsort(folded, count, sizeof *folded, order_cb);
	impact = arena_array(arena, count, sizeof *impact);
	for (size_t i = 0; i < count; i++) {
		struct drift *drift = &compare->differences[folded[i].root].drift;

		impact[i] = folded[i].text;
		weigh(drift, folded[i].drift);
		if (drift->impact == NULL)
			drift->impact = &impact[i];
		drift->impact_count++;
	}
}
