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
	/* It comes first where both are created, and yet what needs it can be there without it: a
	 * column without its default, a list without one of its elements. */
	bool loose;
	size_t others; /* how many more follow that have the name too: one of them is meant */
};

typedef void need_fn(void *arg, const struct need *need);

/* The name by which something is mentioned that has more to its whole name. */
struct need_name {
	const char *schema;
	const char *name;
	size_t item;
};

/* An index over the manifest. */
struct need_book {
	const struct expected *expected;
	size_t *first_child; /* per item, of a table: what lives on it, in the manifest's order */
	size_t *next_child;  /* per item */
	/* Per item, of a table: whether a key may be missing there though it is not. Only then are
	 * foreign keys asked which key they need. All false at first. */
	bool *lacks_key;
	struct need_name *names; /* sorted */
	size_t name_count;
	size_t *extensions; /* items */
	size_t extension_count;
	struct arena arena;
};

void need_book_init(struct need_book *book, const struct expected *expected);
void need_book_done(struct need_book *book);

/* Tells each thing that the item needs, some more than once: its schema and table, what its texts
 * name, and of a foreign key the columns and the key that it refers to. The columns of its own table
 * are told where `own_columns`: a table that is created has them all. */
void need_walk(const struct need_book *book, size_t item, bool own_columns, need_fn *need_cb,
               void *arg);

/* A walk under way; the scratch dies with it. */
struct need_walk {
	const struct need_book *book;
	size_t self;
	const struct expected_item *item;
	need_fn *need_cb;
	void *arg;
	bool loose; /* of the text that is read */
	bool named; /* a routine's own name has been read */
	struct arena scratch;
};

/* need_mention.c: tells an item, if there is one and it is another; all that the texts name; what one
 * text names with its schema. */
void need_tell(struct need_walk *walk, size_t item, bool typed);
void need_tell_texts(struct need_walk *walk);
void need_tell_mentions(struct need_walk *walk, const char *text);

/* need_column.c: the item of a column; of a constraint or an index its definition; all columns of its own
 * table that the texts mention. */
size_t need_column(const struct need_walk *walk, const char *schema, const char *table,
                   const char *name);
const char *need_definition(const struct object *object);
void need_tell_own_columns(struct need_walk *walk);

/* need_plain.c */
void need_tell_plain(struct need_walk *walk);

/* Tells what one text names, as of any item: of what is no text of its own. */
void need_walk_text(const struct need_book *book, size_t item, const char *text, need_fn *need_cb,
                    void *arg);

/* need_names.c: the first of those with that name, and how many follow each other. */
void need_names_init(struct need_book *book);
const struct need_name *need_names_find(const struct need_book *book, const char *schema,
                                        const char *name, size_t *ret_count);
/* The extension that such a name can only come from, as the manifest states nothing that has it; or
 * EXPECTED_NONE. `schema` NULL: of a language, say. */
size_t need_names_extension(const struct need_book *book, const char *schema, const char *name);

#endif
