/* Input: an array literal. Besides not crashing: what was read is written so that it is read again
 * as the same. */
#include "model/array.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require_equal(const struct array *one, const struct array *two)
{
	if (one->count != two->count)
		abort();
	for (size_t i = 0; i < one->count; i++) {
		const char *a = one->elements[i];
		const char *b = two->elements[i];
		if (a == NULL || b == NULL ? a != b : strcmp(a, b) != 0)
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct text literal = { 0 }, written = { 0 };
	struct err err = { 0 };
	struct array array, again;

	text_addn(&literal, (const char *)data, size);
	if (array_read(text_str(&literal), &arena, &array, &err)) {
		array_write(&written, array.elements, array.count);
		if (!array_read(text_str(&written), &arena, &again, &err))
			abort();
		require_equal(&array, &again);
	} else if (err.code != ERR_PROTOCOL) {
		abort();
	}
	text_done(&literal);
	text_done(&written);
	arena_done(&arena);
	return 0;
}
