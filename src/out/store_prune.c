/* The limits of the history. Each call removes a little, so that no turn of the loop is long: more
 * than what one append adds, so that the limits hold. */
#include "store_priv.h"

#define AGED_AT_ONCE  64
#define BYTES_AT_ONCE 16 /* events */

/* Deletes by that statement, whose last parameter is how many. *ret_gone: how many it were. */
static bool
prune(struct store *store, enum statement statement, const int64_t *before, size_t most,
      size_t *ret_gone)
{
	bool good = before == NULL
	                    ? statement_run(store, statement, NULL, "i", (int64_t)most)
	                    : statement_run(store, statement, NULL, "ii", *before, (int64_t)most);

	if (!good)
		return false;
	*ret_gone = (size_t)sqlite3_changes(store->db);
	store->count -= *ret_gone;
	return true;
}

/* The oldest that were delivered, and where these are too few, the oldest. */
static bool
prune_oldest(struct store *store, size_t most)
{
	size_t gone;

	if (!prune(store, STATEMENT_PRUNE_DELIVERED, NULL, most, &gone))
		return false;
	if (gone == most)
		return true;
	if (!prune(store, STATEMENT_PRUNE_ANY, NULL, most - gone, &gone))
		return false;
	store->dropped += gone;
	return true;
}

static size_t
most_events(const struct store *store)
{
	bool fewer = store->on_disk || store->limits.events < STORE_HELD_MAX;

	return fewer ? store->limits.events : STORE_HELD_MAX;
}

bool
store_prune(struct store *store, int64_t now)
{
	int64_t before = now - store->limits.age_ms, bytes = 0;
	size_t gone;

	if (!prune(store, STATEMENT_PRUNE_AGED, &before, AGED_AT_ONCE, &gone))
		return false;
	if (store->count > most_events(store) &&
	    !prune_oldest(store, store->count - most_events(store)))
		return false;
	if (!statement_run(store, STATEMENT_PAGES, &bytes, ""))
		return false;
	return bytes <= (int64_t)store->limits.bytes || prune_oldest(store, BYTES_AT_ONCE);
}
