/* Definitions taken apart: what is an expression in them, and what is not. */
#ifndef DOUBT_PRIV_H
#define DOUBT_PRIV_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

struct split {
	const char *rest; /* what is left without the expressions, its words in one spelling */
	const char **expressions;
	size_t count;
};

/* Of an index, an exclusion constraint, a partition key, extended statistics, or a table of a publication.
 * false: the text is not sound, or has too many expressions. All strings live in the arena. */
bool doubt_split(const char *definition, struct arena *arena, struct split *ret_split);

/* Of two texts "public.t FOR VALUES ...": the bounds alone, where both are of the same table. */
bool doubt_bounds(const char **expected, const char **observed, struct arena *arena);

/* A twin is made without rows, and always valid: it cannot tell. */
bool doubt_is_not_valid(const char *definition);

/* Whether the text is one of those of its kind that the server always writes alike. */
typedef bool doubt_certain_fn(const char *definition);
doubt_certain_fn doubt_is_plain;   /* keys and indexes of columns alone */
doubt_certain_fn doubt_is_spelled; /* of these all but the expressions */
doubt_certain_fn doubt_is_plain_trigger, doubt_is_plain_routine;

#endif
