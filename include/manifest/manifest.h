/* The manifest: JSON to the expected objects. Every error says file and place. */
#ifndef MANIFEST_MANIFEST_H
#define MANIFEST_MANIFEST_H

#include "base/err.h"
#include "model/expected.h"

#define MANIFEST_BYTES_MAX ((size_t)64 * 1024 * 1024)

/* Reads and validates a file. Caller owns a reference (expected_unref). Errors: ERR_MANIFEST with
 * `file:line:column: ...` for syntax and duplicate keys, `file: /json/pointer: ...` for the rest. */
bool manifest_load(const char *path, struct expected **ret_expected, struct err *err);

/* The same from memory; `file` is the name in messages. */
bool manifest_parse(const char *bytes, size_t length, const char *file,
                    struct expected **ret_expected, struct err *err);

/* Appends the JSON Schema of a manifest: config/manifest.schema.json is what this writes. */
void manifest_schema(struct text *out);

#endif
