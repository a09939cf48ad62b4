/* UTF-8: where a character ends, and whether text is well-formed (RFC 3629). */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* How many bytes the character at the start of `bytes` takes (1 to 4), or 0 where there is none:
 * nothing left, an overlong form, a surrogate, a value above U+10FFFF, a sequence cut short. */
size_t utf8_sequence(const char *bytes, size_t length);

bool utf8_valid(const char *bytes, size_t length);

/* `length` without a character that is cut short at the end: where text that was truncated at
 * `length` bytes is to end. Malformed text may end anywhere. */
size_t utf8_whole(const char *bytes, size_t length);

#endif
