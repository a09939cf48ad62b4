#include "base/hash.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#define SHA256_BYTES 32
#define FNV_PRIME    0x100000001b3u
#define LENGTH_BYTES 8

/* SHA-256 itself cannot fail; libcrypto can, without memory or without its default provider. There
 * is no working on without ids, and no way on from here. */
static void
must(int ok)
{
	if (ok != 1)
		abort();
}

static void
write_hex(const unsigned char *bytes, size_t digits, char *ret_hex)
{
	static const char hex[] = "0123456789abcdef";

	for (size_t i = 0; i < digits; i++)
		ret_hex[i] = hex[i % 2 == 0 ? bytes[i / 2] >> 4 : bytes[i / 2] & 0xf];
	ret_hex[digits] = '\0';
}

void
hash_sha256(const void *bytes, size_t length, char ret_hex[HASH_HEX_BYTES])
{
	unsigned char digest[SHA256_BYTES];

	must(EVP_Digest(bytes, length, digest, NULL, EVP_sha256(), NULL));
	write_hex(digest, sizeof digest * 2, ret_hex);
}

/* The length goes in first, big end first, so that ("ab", "c") and ("a", "bc") differ. NULL has a
 * length that no string can have. */
static void
add_string(EVP_MD_CTX *context, const char *string)
{
	uint64_t length = string == NULL ? UINT64_MAX : strlen(string);
	unsigned char prefix[LENGTH_BYTES];

	for (size_t i = 0; i < LENGTH_BYTES; i++)
		prefix[i] = (unsigned char)(length >> (8 * (LENGTH_BYTES - 1 - i)));
	must(EVP_DigestUpdate(context, prefix, sizeof prefix));
	if (string != NULL)
		must(EVP_DigestUpdate(context, string, (size_t)length));
}

void
hash_strings(const char *const *strings, size_t count, size_t digits, char *ret_hex)
{
	unsigned char digest[SHA256_BYTES];
	EVP_MD_CTX *context = EVP_MD_CTX_new();

	assert(digits <= sizeof digest * 2);
	must(context != NULL);
	must(EVP_DigestInit_ex(context, EVP_sha256(), NULL));
	for (size_t i = 0; i < count; i++)
		add_string(context, strings[i]);
	must(EVP_DigestFinal_ex(context, digest, NULL));
	EVP_MD_CTX_free(context);
	write_hex(digest, digits, ret_hex);
}

/* The NUL goes in too, so that a chain over several strings knows where one ends; for NULL a byte
 * that no UTF-8 text holds stands in. */
uint64_t
hash_string(uint64_t seed, const char *string)
{
	uint64_t hash = seed;

	if (string == NULL)
		return (hash ^ 0xff) * FNV_PRIME;
	for (const char *at = string;; at++) {
		hash = (hash ^ (unsigned char)*at) * FNV_PRIME;
		if (*at == '\0')
			return hash;
	}
}
