/* Differences of text that may be none of meaning: the server does not always write a definition as it
 * read it. What both texts become when the server has read them once more decides. */
#ifndef DRIFT_DOUBT_H
#define DRIFT_DOUBT_H

#include "drift/compare.h"

struct doubt {
	size_t difference; /* for doubt_settle() */
	enum kind kind;
	const char *
		schema; /* identity as in struct object; of an expression the table that it is over */
	const char *table;
	const char *name;
	size_t property;
	bool expression; /* the texts are expressions, which are all that differs */
	const char *expected;
	const char *observed;
};

/* Once everything was told to the comparison, and before compare_finish(): what is in doubt, sorted by
 * schema and table; returns how many. What differs in the writing of words alone is settled at once. They
 * live in the arena, their strings there and in the comparison. */
size_t doubt_list(struct compare *compare, struct arena *arena, struct doubt **ret_doubts);

/* Whether the definition of a key or an index has more to it than plain columns. */
bool doubt_has_expression(const char *definition);

enum doubt_verdict {
	DOUBT_SAME,      /* there is no difference */
	DOUBT_DIFFERENT, /* there is */
	DOUBT_OPEN,      /* nobody knows: a warning at most, and the finding says why */
};

/* Whether reading the definition may call the input function of a type that is not the server's own. */
bool doubt_has_own_literal(const char *definition);

/* Each doubt once; a difference is none when all of its doubts are. `why` counts for DOUBT_OPEN, and is
 * copied. */
void doubt_settle(struct compare *compare, const struct doubt *doubt, enum doubt_verdict verdict,
                  const char *why);

#endif
