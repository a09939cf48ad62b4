#include "base/nearest.h"

#include <stdint.h>
#include <string.h>

#define LENGTH_MAX 64 /* longer ones are nobody's slip of the pen */

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Optimal string alignment, with the three rows that it needs. Both are at most LENGTH_MAX long. */
static size_t
distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
	size_t rows[3][LENGTH_MAX + 1];
	size_t *before = rows[0];
	size_t *above = rows[1];
	size_t *row = rows[2];

	for (size_t j = 0; j <= b_length; j++)
		above[j] = j;
	for (size_t i = 1; i <= a_length; i++) {
		size_t *spare = before;

		row[0] = i;
		for (size_t j = 1; j <= b_length; j++) {
			size_t cost = lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1;

			row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + cost);
			if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
			    lower(a[i - 2]) == lower(b[j - 1]))
				row[j] = least(row[j], before[j - 2] + 1);
		}
		before = above;
		above = row;
		row = spare;
	}
	return above[b_length];
}

const char *
nearest_word(const char *word, const char *const *words, size_t count)
{
	size_t length = strnlen(word, LENGTH_MAX + 1);
	const char *nearest = NULL;
	size_t fewest = SIZE_MAX;

	if (length > LENGTH_MAX)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		size_t other = strnlen(words[i], LENGTH_MAX + 1);
		size_t longer = other > length ? other : length;
		size_t edits;

		if (other > LENGTH_MAX)
			continue;
		edits = distance(word, length, words[i], other);
		if (edits <= longer / 3 && edits < fewest) {
			nearest = words[i];
			fewest = edits;
		}
	}
	return nearest;
}
