/* What the checks of one target remember, so that the next one asks the server for less: the moment of
 * the last whole one, what the catalogs said then, and of each object the fingerprint at which its text was
 * found as expected. */
#ifndef WATCH_VERDICT_H
#define WATCH_VERDICT_H

#include "pg/catalog.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VERDICT_DAY_BYTES 11 /* "2026-11-22" */

struct verdicts {
	/* The moment in which the newest report read all that there is; "" where there is none. It counts
	 * in the session that told it only: whoever connects anew forgets it. */
	char moment[CATALOG_MOMENT_BYTES];
	/* What the catalogs said then, whichever session asks; what revisions did. */
	char gate[CATALOG_GATE_BYTES];
	uint64_t revised;
	char day[VERDICT_DAY_BYTES]; /* of that report: rules of the manifest end with a day */
	int64_t full_ms;             /* when everything was read in full, clock_ms(); 0: never */

	/* Fingerprints, by expected item, and the epoch in which they say something. NULL: none. */
	uint64_t *prints;
	size_t count;
	char epoch[CATALOG_EPOCH_BYTES];

	struct digests *digests; /* rows that are as they were; NULL: none */

	size_t texts; /* how many texts the server made in the last check: its memory grows with them */
};

struct digests;
void digests_free(struct digests *digests); /* NULL is fine */

/* Fingerprints, and digests of texts, say nothing in another epoch. NULL is fine. */
void digests_forget_texts(struct digests *digests);

/* Caller owns; NULL is fine to free. */
struct verdicts *verdicts_new(void);
void verdicts_free(struct verdicts *verdicts);

/* The moment alone: another session is to come. NULL is fine. */
void verdicts_forget_moment(struct verdicts *verdicts);

/* Moment and gate, whenever what the newest report says is not what the check of them found, not the
 * present any more, or no whole one. NULL is fine. */
void verdicts_forget(struct verdicts *verdicts);

/* Whether the text of the item is as expected while its fingerprint is `hash`. */
bool verdicts_agree(const struct verdicts *verdicts, size_t item, uint64_t hash);

/* Whether those of another epoch were forgotten, or there are none. */
bool verdicts_begin(struct verdicts *verdicts, size_t count, const char *epoch);
void verdicts_keep(struct verdicts *verdicts, size_t item, uint64_t hash);

/* Whether everything is to be read in full, as it is `every_ms` since the last time (0: always). */
bool verdicts_full_is_due(const struct verdicts *verdicts, int64_t every_ms, int64_t now_ms);

#endif
