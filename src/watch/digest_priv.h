/* The buckets of rows that are as they were: of one target, kept between its checks (see digest.c). */
#ifndef DIGEST_PRIV_H
#define DIGEST_PRIV_H

#include "watch_priv.h"

#define DIGEST_DEPTHS 2 /* with the texts, and with fingerprints in their place */

/* What the rows of a bucket came to when they were read. */
struct remembered {
	uint64_t sum;
	size_t count;
	size_t passed_over; /* of them nothing is expected */
	bool agreed;        /* nothing was to be said of any */
};

/* Where an expected object was met: in which bucket of its kind, from 1 (0: nowhere); its ordinal. */
struct met {
	uint16_t lot;
	uint16_t ordinal;
};

/* A lot is a bucket of a kind: the kind's number times `buckets`, and its own. Invariant: the items that were
 * met in one are those that were among the rows of which a memory of it speaks, at either depth. Whoever
 * changes the one forgets the other. */
struct digests {
	size_t buckets; /* of a kind: a power of two */
	struct met *met;
	size_t item_count;
	struct remembered *kinds[DIGEST_DEPTHS][KIND_COUNT]; /* NULL: not read yet */
};

struct digests *digests_new(size_t item_count);
void digests_forget(struct digests *digests, size_t lot); /* at both depths */

/* A kind begins: what is asked of it first. */
void digests_begin(struct check *check);

/* How the next reading of it is to be, and what is done with its rows: digest_row_cb() where it is one of
 * digests, else digests_row() for each. `agrees`: there is nothing to be said of it. */
void digests_depth(struct check *check, struct catalog_depth *depth);
void digest_row_cb(void *arg, const struct link_row *row);
void digests_row(struct check *check, const struct link_row *row, const struct object *object,
                 bool agrees);

/* The reading has come to its end. Whether it was of digests and there are rows to be read; and, after
 * rows, what is remembered. */
bool digests_asked(struct check *check);
void digests_keep(struct check *check);

/* All kinds were read: what is as it was counts as seen. */
void digests_tell(struct check *check);

#endif
