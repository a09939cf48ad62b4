/* "Did you mean ...?": the known word that is nearest to one that is not known. */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include <stddef.h>

/* The word of the list that takes the fewest edits (a character inserted, left out, replaced, or
 * swapped with its neighbour; case does not count), the first of equals; NULL where none is near: at
 * most a third of the longer one's characters may differ. Borrowed from the list. */
const char *nearest_word(const char *word, const char *const *words, size_t count);

#endif
