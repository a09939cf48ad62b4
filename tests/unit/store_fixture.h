/* A state directory for a test, and events to put into a store. */
#ifndef TESTS_STORE_FIXTURE_H
#define TESTS_STORE_FIXTURE_H

#include "out/store.h"

struct place {
	char directory[128];
	char path[160]; /* of the database in it, which is not there yet */
};

/* cmocka's: *state is the place; the directory goes with all that is in it. */
int place_setup(void **state);
int place_teardown(void **state);

/* How many files of the directory have that in their names; and away with them. */
unsigned place_count(const struct place *place, const char *part);
void place_remove(const struct place *place, const char *part);

/* Puts these bytes there. */
void place_write(const char *path, const void *bytes, size_t length);

extern const struct store_limits roomy; /* 1,000 events, 64 MB, 30 days */
extern const struct store_hook mail;    /* wants all */

/* A drift.detected of target main, told of as `summary`. */
struct event sample(const char *summary);

/* Appends one, with `memory` (may be NULL); returns its sequence. */
int64_t append(struct store *store, const char *summary, const char *memory);

/* The summaries of all events, "one two three", in a buffer that the next call uses again. */
const char *history(struct store *store);

/* Takes what is owed to the hook one after the other, and returns it like history(). */
const char *deliver_all(struct store *store, const char *hook);

void assert_memory(struct store *store, const char *json); /* of target main; NULL: none */

#endif
