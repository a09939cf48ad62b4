/* Folding under way, for the files that look for causes. */
#ifndef FOLD_PRIV_H
#define FOLD_PRIV_H

#include "drift/drift_priv.h"
#include "drift/need_priv.h"

/* What was renamed, in the words that texts name it by. */
struct fold_rename {
	size_t difference;
	const char *schema; /* NULL: of a schema itself, or what lives in none */
	const char *name;
	const char *to_schema;
	const char *to_name;
};

struct fold {
	struct compare *compare;
	struct arena scratch; /* names read from one definition */
	size_t *cause;        /* per item: the difference that others may hang on, or NONE */
	struct need_book book;
	struct fold_rename *renames;
	size_t rename_count;
};

/* The difference of that identity that is missing, or there as something else. */
size_t fold_lost(const struct fold *fold, enum kind kind, const char *schema, const char *table,
                 const char *name);

/* fold_need.c: the difference of the item, or of what it lives on; the first of those whom the text
 * names; the cause of something missing. And an end to circles, which definitions that nobody ever ran
 * may have. */
size_t fold_lost_item(const struct fold *fold, size_t item);
size_t fold_cause_in_text(const struct fold *fold, size_t item, const char *text);
size_t fold_cause_of_missing(struct fold *fold, const struct difference *difference);
void fold_break_circles(struct compare *compare);

/* fold_loss.c: the cause of a property that is there without what it was made of. */
size_t fold_cause_of_loss(struct fold *fold, const struct difference *difference);

/* fold_rename.c: the rename that, alone or with others, is all that two texts differ in. */
void fold_list_renames(struct fold *fold);
size_t fold_cause_of_text(struct fold *fold, const struct difference *difference);
/* The table that a sequence was moved with. */
size_t fold_cause_of_rename(const struct fold *fold, const struct difference *difference);

#endif
