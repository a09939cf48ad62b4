/* Percent escapes of URLs (RFC 3986). Pure. */
#ifndef OUT_PERCENT_PRIV_H
#define OUT_PERCENT_PRIV_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/* Whether a percent sign is followed by two hexadecimal digits, and does not stand for NUL. */
bool percent_valid(const char *escape);

/* Decodes bytes all of whose escapes are valid; in a query a plus is a space. Caller owns. */
char *percent_decode(const char *bytes, size_t length, bool plus_is_space);

/* Adds `string` so that it can stand as one segment of a path: escaped but for what RFC 3986 calls
 * unreserved. */
void percent_encode(const char *string, struct text *out);

#endif
