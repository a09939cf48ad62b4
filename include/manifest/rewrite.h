/* A manifest's own text with other values in it: everything else stays as it stands. */
#ifndef MANIFEST_REWRITE_H
#define MANIFEST_REWRITE_H

#include "base/err.h"
#include "base/text.h"
#include "model/expected.h"

/* `bytes` is what `expected` was parsed from; where a stated property has another value by now, that is
 * put in its place. Laid out as manifest_write() does, with the keys in the order in which they stand. */
bool manifest_rewrite(const char *bytes, size_t length, const struct expected *expected,
                      struct text *out, struct err *err);

/* Appends the JSON Pointer of each item, in order, to its own text. `ret_pointers` has room for all;
 * they live in the arena. */
void manifest_pointers(const struct expected *expected, struct arena *arena,
                       const char **ret_pointers);

#endif
