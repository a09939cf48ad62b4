/* Input: a type's spelling. Besides not crashing: what is canonical stays so. */
#include "model/typename.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text spelling = { 0 }, once = { 0 }, twice = { 0 };
	struct err err = { 0 };

	text_addn(&spelling, (const char *)data, size);
	if (typename_canonical(text_str(&spelling), &once, &err)) {
		if (!typename_canonical(text_str(&once), &twice, &err))
			abort();
		if (strcmp(text_str(&once), text_str(&twice)) != 0)
			abort();
	} else if (err.code != ERR_MANIFEST || once.length != 0) {
		abort();
	}
	text_done(&spelling);
	text_done(&once);
	text_done(&twice);
	return 0;
}
