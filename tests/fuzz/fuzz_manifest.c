/* Any bytes are refused with a message that says where, or become objects that survive being written
 * and read again. */
#include "manifest/manifest.h"
#include "manifest/write.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

/* Writes the objects; the result must be taken. */
static struct expected *
write_and_read(const struct expected *expected, struct text *out)
{
	struct expected *read = NULL;
	struct err err = { 0 };

	manifest_write(expected, out);
	must(manifest_parse(text_str(out), out->length, "written", &read, &err));
	return read;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct expected *expected = NULL;
	struct expected *again;
	struct text first = { 0 };
	struct text second = { 0 };
	struct err err = { 0 };

	if (!manifest_parse((const char *)bytes, length, "fuzz", &expected, &err)) {
		must(expected == NULL && err.code == ERR_MANIFEST);
		must(strncmp(err.message, "fuzz:", strlen("fuzz:")) == 0);
		must(strpbrk(err.message + strlen("fuzz:"), ": ") != NULL);
		return 0;
	}
	again = write_and_read(expected, &first);
	must(again->item_count == expected->item_count);
	manifest_write(again, &second);
	must(strcmp(text_str(&first), text_str(&second)) == 0);
	expected_unref(again);
	expected_unref(expected);
	text_done(&first);
	text_done(&second);
	return 0;
}
