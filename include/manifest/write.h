/* The way back: expected objects to the JSON of a manifest. */
#ifndef MANIFEST_WRITE_H
#define MANIFEST_WRITE_H

#include "base/text.h"
#include "model/expected.h"

/* Pretty, stable (the same objects always give the same bytes), ends with a newline; what
 * manifest_parse() reads back is the same. */
void manifest_write(const struct expected *expected, struct text *out);

#endif
