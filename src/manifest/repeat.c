#include "manifest/manifest_priv.h"

#include "base/hash.h"

#include <stdlib.h>
#include <string.h>

static bool
same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool
is_same(const struct named *a, const struct named *b)
{
	for (size_t part = 0; part < NAMED_PARTS; part++) {
		if (!same_text(a->parts[part], b->parts[part]))
			return false;
	}
	return true;
}

static uint64_t
hash_of(const struct named *named)
{
	uint64_t hash = HASH_SEED;

	for (size_t part = 0; part < NAMED_PARTS; part++)
		hash = hash_string(hash, named->parts[part]);
	return hash;
}

/* A place in an index of the list, open addressing. */
struct slot {
	uint64_t hash;
	size_t place; /* in the list, + 1; 0: none */
};

/* Where one that is the same stands, or where this one might. */
static struct slot *
find(struct slot *slots, size_t mask, const struct named *list, const struct named *named,
     uint64_t hash)
{
	size_t slot = (size_t)hash & mask;

	while (slots[slot].place != 0 &&
	       (slots[slot].hash != hash || !is_same(&list[slots[slot].place - 1], named)))
		slot = (slot + 1) & mask;
	return &slots[slot];
}

bool
repeat_find(const struct named *list, size_t count, size_t *ret_first, size_t *ret_second)
{
	struct slot *slots;
	size_t slot_count = 4; /* a power of two, at most half full */
	bool found = false;

	while (slot_count < 2 * count)
		slot_count *= 2;
	slots = mem_alloc(slot_count * sizeof *slots);
	for (size_t i = 0; i < count && !found; i++) {
		uint64_t hash = hash_of(&list[i]);
		struct slot *slot = find(slots, slot_count - 1, list, &list[i], hash);

		found = slot->place != 0;
		if (found) {
			*ret_first = list[slot->place - 1].index;
			*ret_second = list[i].index;
		}
		*slot = (struct slot){ hash, i + 1 };
	}
	free(slots);
	return found;
}
