/* Hashes: SHA-256 for what the outside sees (ids, fingerprints), FNV-1a for tables in memory. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#define HASH_HEX_BYTES 65 /* 64 lower-case hexadecimal digits and the terminator */

/* SHA-256 (FIPS 180-4, by libcrypto) of the bytes, as hexadecimal text. */
void hash_sha256(const void *bytes, size_t length, char ret_hex[HASH_HEX_BYTES]);

/* SHA-256 over a list of strings, NULL-safe and unambiguous (each goes in with its length), cut to
 * the first `digits` hexadecimal digits (at most 64) and terminated. */
void hash_strings(const char *const *strings, size_t count, size_t digits, char *ret_hex);

/* FNV-1a, 64 bits, continued from `seed` (start with HASH_SEED). NULL counts as its own value. */
#define HASH_SEED 0xcbf29ce484222325u
uint64_t hash_string(uint64_t seed, const char *string);

#endif
