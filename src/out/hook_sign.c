/* Signatures of Standard Webhooks: HMAC-SHA256 over id, time and body, in base64. */
#include "hook_priv.h"

#include <inttypes.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PREFIX       "whsec_"
#define SECRET_LEAST 16
#define SECRET_MOST  1024
#define DIGEST_BYTES 32

/* The bytes that a secret stands for, at most SECRET_MOST; -1: it is no secret. */
static int
secret_bytes(const char *secret, unsigned char ret_bytes[SECRET_MOST + 1])
{
	size_t length = strlen(secret);
	int count;

	if (length > SECRET_MOST)
		return -1;
	if (strncmp(secret, PREFIX, strlen(PREFIX)) != 0) {
		memcpy(ret_bytes, secret, length + 1);
		return (int)length;
	}
	secret += strlen(PREFIX);
	length -= strlen(PREFIX);
	if (length == 0 || length % 4 != 0)
		return -1;
	count = EVP_DecodeBlock(ret_bytes, (const unsigned char *)secret, (int)length);
	/* It counts what the padding stands for. */
	for (size_t i = 1; count > 0 && i <= 2 && secret[length - i] == '='; i++)
		count--;
	return count;
}

bool
hook_secret_valid(const char *secret, struct err *err)
{
	unsigned char bytes[SECRET_MOST + 1];
	int count = secret_bytes(secret, bytes);

	explicit_bzero(bytes, sizeof bytes);
	if (count < 0)
		return err_set(err, ERR_CONFIG,
		               "the secret is neither \"" PREFIX "\" and base64 nor a text of at "
		               "most %d bytes",
		               SECRET_MOST);
	if (count < SECRET_LEAST)
		return err_set(err, ERR_CONFIG, "the secret has less than %d bytes", SECRET_LEAST);
	return true;
}

void
hook_sign(const char *secret, const char *id, int64_t timestamp_s, const char *body, size_t length,
          char ret_signature[HOOK_SIGNATURE_BYTES])
{
	unsigned char key[SECRET_MOST + 1];
	unsigned char digest[DIGEST_BYTES];
	unsigned char base64[HOOK_SIGNATURE_BYTES - 3];
	int key_length = secret_bytes(secret, key);
	struct text signed_text = { 0 };

	text_addf(&signed_text, "%s.%" PRId64 ".", id, timestamp_s);
	text_addn(&signed_text, body, length);
	if (HMAC(EVP_sha256(), key, key_length, (const unsigned char *)signed_text.bytes,
	         signed_text.length, digest, NULL) == NULL)
		abort();
	explicit_bzero(key, sizeof key);
	text_done(&signed_text);
	EVP_EncodeBlock(base64, digest, DIGEST_BYTES);
	snprintf(ret_signature, HOOK_SIGNATURE_BYTES, "v1,%s", (const char *)base64);
}
