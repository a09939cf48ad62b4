/* Folding under way, for the files that look for causes. */
#ifndef FOLD_PRIV_H
#define FOLD_PRIV_H

#include "drift/drift_priv.h"

struct fold {
	struct compare *compare;
	struct arena scratch; /* names read from one definition */
	size_t *cause;        /* per item: the difference that others may hang on, or NONE */
	size_t *first_key;    /* per item, of tables: a missing key, or NONE */
	size_t *next_key;     /* per difference: the next missing key of its table, or NONE */
	size_t *renames;      /* differences, by the names that were expected */
	size_t rename_count;
};

/* The difference of that identity that is missing, or there as something else. */
size_t fold_lost(const struct fold *fold, enum kind kind, const char *schema, const char *table,
                 const char *name);

/* fold_relation.c: the cause of something missing that lives in a schema: the schema, or what its text
 * names; and an end to circles, which definitions that nobody ever ran may have. */
size_t fold_cause_of_relation(struct fold *fold, const struct difference *difference);
void fold_break_circles(struct compare *compare);

/* fold_rename.c: the rename that, alone or with others, is all that two texts differ in. */
void fold_list_renames(struct fold *fold);
size_t fold_cause_of_text(struct fold *fold, const struct difference *difference);

#endif
