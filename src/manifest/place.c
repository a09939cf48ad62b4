#include "manifest/manifest_priv.h"

#include "base/nearest.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHOWN_BYTES_MAX 120 /* of a key or word in a message */

/* Control characters as JSON writes them: a message is one line. */
static void
add_plain(struct text *out, const char *string, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char byte = (unsigned char)string[i];

		if (byte < 0x20 || byte == 0x7f)
			text_addf(out, "\\u%04x", (unsigned)byte);
		else
			text_addc(out, string[i]);
	}
}

/* A key or word of the file, bounded. */
static void
add_shown(struct text *out, const char *string)
{
	size_t length = strnlen(string, SHOWN_BYTES_MAX + 1);

	if (length <= SHOWN_BYTES_MAX) {
		add_plain(out, string, length);
		return;
	}
	add_plain(out, string, utf8_whole(string, SHOWN_BYTES_MAX));
	text_add(out, "...");
}

/* RFC 6901: "~" is "~0" and "/" is "~1". */
static void
add_pointer(struct text *out, const struct place *at)
{
	struct text key = { 0 };

	if (at == NULL)
		return;
	add_pointer(out, at->up);
	if (at->key == NULL) {
		text_addf(out, "/%zu", at->index);
		return;
	}
	for (const char *c = at->key; *c != '\0'; c++) {
		if (*c == '~' || *c == '/')
			text_add(&key, *c == '~' ? "~0" : "~1");
		else
			text_addc(&key, *c);
	}
	text_addc(out, '/');
	add_shown(out, text_str(&key));
	text_done(&key);
}

void
place_pointer(const struct place *at, struct text *out)
{
	if (at == NULL)
		text_add(out, "(document)");
	else
		add_pointer(out, at);
}

bool
place_fail(const struct reading *reading, const struct place *at, const char *format, ...)
{
	struct text said = { 0 };
	char message[ERR_MESSAGE_BYTES];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	place_pointer(at, &said);
	text_add(&said, ": ");
	add_plain(&said, message, strlen(message));
	err_set(reading->err, ERR_MANIFEST, "%s: %s", reading->expected->file, text_str(&said));
	text_done(&said);
	return false;
}

bool
place_unlike(const struct reading *reading, const struct place *at, const char *what,
             const struct tree *json)
{
	static const char *const words[] = {
		[TREE_OBJECT] = "an object", [TREE_ARRAY] = "an array",
		[TREE_STRING] = "a string",  [TREE_INTEGER] = "an integer",
		[TREE_REAL] = "a number",    [TREE_TRUE] = "a boolean",
		[TREE_FALSE] = "a boolean",  [TREE_NULL] = "null",
	};
	struct text said = { 0 };

	if (json->type == TREE_REAL)
		add_shown(&said, json->text);
	else
		text_add(&said, words[json->type]);
	place_fail(reading, at, "expected %s, not %s", what, text_str(&said));
	text_done(&said);
	return false;
}

/* "a, b, c" */
static void
add_words(struct text *out, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		text_addf(out, "%s%s", i > 0 ? ", " : "", words[i]);
}

bool
place_unknown_word(const struct reading *reading, const struct place *at, const char *word,
                   const char *const *words)
{
	struct text said = { 0 };
	const char *near;
	size_t count = 0;

	while (words[count] != NULL)
		count++;
	near = nearest_word(word, words, count);
	text_addc(&said, '"');
	add_shown(&said, word);
	text_add(&said, "\" is not one of ");
	add_words(&said, words, count);
	if (near != NULL)
		text_addf(&said, "; did you mean \"%s\"?", near);
	place_fail(reading, at, "%s", text_str(&said));
	text_done(&said);
	return false;
}

bool
place_unknown_key(const struct reading *reading, const struct place *at, const char *key,
                  const struct keys *keys)
{
	const char *near = nearest_word(key, keys->words, keys->count);
	struct place place = { at, key, 0 };
	struct text said = { 0 };

	text_add(&said, "unknown key \"");
	add_shown(&said, key);
	if (near != NULL) {
		text_addf(&said, "\"; did you mean \"%s\"?", near);
	} else {
		text_add(&said, "\"; known here are ");
		add_words(&said, keys->words, keys->count);
	}
	place_fail(reading, &place, "%s", text_str(&said));
	text_done(&said);
	return false;
}
