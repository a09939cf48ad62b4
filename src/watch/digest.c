/* Rows that need not be sent. The server divides the rows of a kind into buckets; what those of one come
 * to is remembered once all of them were read and left nothing to be said. While they come to the same,
 * each of them is what it was: then what is expected of them is marked as seen, and only the rows of the
 * other buckets are read. Rows with texts and rows with fingerprints in their place have memories of their
 * own. */
#include "digest_priv.h"

#include "model/array.h"

#include <assert.h>
#include <stdlib.h>

static_assert((KIND_COUNT + 1) * CATALOG_BUCKETS_MAX < UINT16_MAX, "lots have 16 bits");

/* So many expected objects are worth a bucket. */
#define BUCKET_OBJECTS 256

struct digests *
digests_new(size_t item_count)
{
	struct digests *digests = mem_alloc(sizeof *digests);

	digests->buckets = 1;
	while (digests->buckets < CATALOG_BUCKETS_MAX &&
	       digests->buckets * BUCKET_OBJECTS < item_count)
		digests->buckets *= 2;
	digests->item_count = item_count;
	digests->met = mem_alloc((item_count + 1) * sizeof *digests->met);
	return digests;
}

void
digests_free(struct digests *digests)
{
	if (digests == NULL)
		return;
	for (size_t depth = 0; depth < DIGEST_DEPTHS; depth++) {
		for (size_t kind = 0; kind < KIND_COUNT; kind++)
			free(digests->kinds[depth][kind]);
	}
	free(digests->met);
	free(digests);
}

static void
forget_kind(struct digests *digests, size_t kind)
{
	for (size_t depth = 0; depth < DIGEST_DEPTHS; depth++) {
		free(digests->kinds[depth][kind]);
		digests->kinds[depth][kind] = NULL;
	}
	for (size_t i = 0; i < digests->item_count; i++) {
		if (digests->met[i].lot != 0 &&
		    (digests->met[i].lot - 1u) / digests->buckets == kind)
			digests->met[i].lot = 0;
	}
}

void
digests_forget_texts(struct digests *digests)
{
	size_t property;

	for (size_t kind = 0; digests != NULL && kind < KIND_COUNT; kind++) {
		if (catalog_prints((enum kind)kind, &property))
			forget_kind(digests, kind);
	}
}

void
digests_forget(struct digests *digests, size_t lot)
{
	for (size_t depth = 0; depth < DIGEST_DEPTHS; depth++) {
		struct remembered *known = digests->kinds[depth][lot / digests->buckets];

		if (known != NULL)
			known[lot % digests->buckets] = (struct remembered){ 0 };
	}
}
