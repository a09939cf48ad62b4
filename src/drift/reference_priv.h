/* What a definition, in the server's own spelling, refers to: the few shapes that folding asks for.
 * Whatever is of another shape is given up on. */
#ifndef DRIFT_REFERENCE_PRIV_H
#define DRIFT_REFERENCE_PRIV_H

#include "base/arena.h"

#include <stdbool.h>

#define REFERENCE_COLUMNS 32 /* PostgreSQL's INDEX_MAX_KEYS */

struct column_list {
	const char *names[REFERENCE_COLUMNS];
	size_t count;
};

/* FOREIGN KEY (own) REFERENCES schema.table(columns) ... */
struct reference {
	struct column_list own;
	const char *schema;
	const char *table;
	struct column_list columns;
};

/* Names live in the arena. False where the definition has another shape. */
bool reference_read(const char *definition, struct arena *arena, struct reference *ret_reference);

/* The columns that a primary key, a unique constraint, or a plain unique index is made of. */
bool reference_key(const char *definition, struct arena *arena, struct column_list *ret_columns);

/* Whether both hold the same names, in any order. */
bool reference_same(const struct column_list *a, const struct column_list *b);

/* `public.event_state`, `public."State"[]`: a type of a schema of its own. */
bool reference_type(const char *type, struct arena *arena, const char **ret_schema,
                    const char **ret_name);

/* A walk over what an expression or an index definition mentions. */
struct mentions {
	const char *at;
	bool dotted; /* the token before was a dot */
	bool typed;  /* ... a word of a type that something is cast to */
	int colons;  /* how many colons stood before */
};

/* A column of its table (schema is NULL), or a type that something is cast to. */
struct mention {
	const char *schema;
	const char *name;
};

/* `definition` of an index begins to count after USING. */
void mentions_start(struct mentions *mentions, const char *definition);
bool mentions_next(struct mentions *mentions, struct arena *arena, struct mention *ret_mention);

#endif
