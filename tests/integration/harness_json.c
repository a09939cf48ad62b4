#include "harness_http.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* One step of a JSON Pointer (RFC 6901): ~1 is a slash, ~0 a tilde. */
static json_t *
step(const json_t *parent, const char *token, size_t length)
{
	char key[256];
	size_t used = 0;

	if (json_is_array(parent))
		return json_array_get(parent, strtoul(token, NULL, 10));
	for (size_t i = 0; i < length && used < sizeof(key) - 1; i++) {
		bool escaped = token[i] == '~' && i + 1 < length;
		key[used++] = escaped ? (token[++i] == '1' ? '/' : '~') : token[i];
	}
	key[used] = '\0';
	return json_object_get(parent, key);
}

json_t *
json_at(const json_t *root, const char *pointer)
{
	const json_t *at = root;

	while (at && *pointer == '/') {
		size_t length = strcspn(++pointer, "/");
		at = step(at, pointer, length);
		pointer += length;
	}
	/* As in json_object_get(), const is about the container. */
	return (json_t *)(uintptr_t)at;
}

const char *
json_text_at(const json_t *root, const char *pointer)
{
	return json_string_value(json_at(root, pointer));
}
