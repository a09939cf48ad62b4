/* What an expected item needs to be there before it can be created. */
#ifndef DRIFT_NEED_PRIV_H
#define DRIFT_NEED_PRIV_H

#include "base/arena.h"
#include "model/expected.h"

struct need {
	size_t item;        /* what is needed; EXPECTED_NONE: it is not in the manifest */
	enum kind kind;     /* of that: a schema or a table */
	const char *schema; /* of that, valid during the call */
	const char *name;
	bool typed; /* a column that must also be of the type that is expected */
};

typedef void need_fn(void *arg, const struct need *need);

/* An index over the manifest. */
struct need_book {
	const struct expected *expected;
	size_t *first_child; /* per item, of a table: what lives on it, in the manifest's order */
	size_t *next_child;  /* per item */
	/* Per item, of a table: whether a key may be missing there though it is not. Only then are
	 * foreign keys asked which key they need. All false at first. */
	bool *lacks_key;
	struct arena arena;
};

void need_book_init(struct need_book *book, const struct expected *expected);
void need_book_done(struct need_book *book);

/* Tells each thing that the item needs, some more than once: its schema and table, what its texts
 * name, and of a foreign key the columns and the key that it refers to. The columns of its own table
 * are told where `own_columns`: a table that is created has them all. */
void need_walk(const struct need_book *book, size_t item, bool own_columns, need_fn *need_cb,
               void *arg);

#endif
