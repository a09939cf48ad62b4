/* Strings: their end is looked for, and they are ended there; one with an escape is copied. */
#include "manifest/tree_priv.h"

#include "base/utf8.h"

#include <string.h>

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Over an escape, from its backslash; NULL: it is none. */
static char *
skip_escape(struct tree_parser *parser, char *at)
{
	at++;
	if (*at != 'u') {
		if (*at != '\0' && strchr("\"\\/bfnrt", *at) != NULL)
			return at + 1;
		tree_fail(parser, at, "no such escape in a string");
		return NULL;
	}
	for (int i = 0; i < 4; i++) {
		if (hex_digit(*++at) < 0) {
			tree_fail(parser, at, "\\u has four hexadecimal digits");
			return NULL;
		}
	}
	return at + 1;
}

static char *
fail_byte(struct tree_parser *parser, char *at)
{
	if (at == parser->end)
		tree_fail(parser, at, "the file ends within a string");
	else if (*at == '\n')
		tree_fail(parser, at - 1, "the line ends within a string");
	else if ((unsigned char)*at < 0x20)
		tree_fail(parser, at, "a control character, 0x%02x, in a string",
		          (unsigned)(unsigned char)*at);
	else
		tree_fail(parser, at - 1, "the byte 0x%02x is no UTF-8; save the file as UTF-8",
		          (unsigned)(unsigned char)*at);
	return NULL;
}

/* The quote that ends the string which begins there. Most bytes are plain. */
static char *
find_end(struct tree_parser *parser, char *at, bool *ret_escaped)
{
	for (;;) {
		unsigned char c = (unsigned char)*at;

		if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
			at++;
		} else if (c == '"') {
			return at;
		} else if (c == '\\') {
			*ret_escaped = true;
			at = skip_escape(parser, at);
			if (at == NULL)
				return NULL;
		} else {
			size_t length = c < 0x80 ? 0
			                         : utf8_sequence(at, (size_t)(parser->end - at));

			if (length == 0)
				return fail_byte(parser, at);
			at += length;
		}
	}
}

static unsigned
four_digits(const char *at)
{
	unsigned number = 0;

	for (int i = 0; i < 4; i++)
		number = number * 16 + (unsigned)hex_digit(at[i]);
	return number;
}

static char *
put_character(char *out, unsigned character)
{
	if (character < 0x80) {
		*out++ = (char)character;
	} else if (character < 0x800) {
		*out++ = (char)(0xc0 | character >> 6);
		*out++ = (char)(0x80 | (character & 0x3f));
	} else if (character < 0x10000) {
		*out++ = (char)(0xe0 | character >> 12);
		*out++ = (char)(0x80 | (character >> 6 & 0x3f));
		*out++ = (char)(0x80 | (character & 0x3f));
	} else {
		*out++ = (char)(0xf0 | character >> 18);
		*out++ = (char)(0x80 | (character >> 12 & 0x3f));
		*out++ = (char)(0x80 | (character >> 6 & 0x3f));
		*out++ = (char)(0x80 | (character & 0x3f));
	}
	return out;
}

/* A \u, or the two that make one character beyond U+FFFF. Returns where it goes on; 0 as the character
 * stands for half a pair. */
static const char *
read_unicode(const char *at, const char *end, unsigned *ret_character)
{
	unsigned first = four_digits(at + 2);
	unsigned second;

	*ret_character = first;
	at += 6;
	if (first < 0xd800 || first > 0xdfff)
		return at;
	*ret_character = 0xd800;
	if (first > 0xdbff || end - at < 6 || at[0] != '\\' || at[1] != 'u')
		return at;
	second = four_digits(at + 2);
	if (second >= 0xdc00 && second <= 0xdfff)
		*ret_character = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
	return at + 6;
}

/* The string as it is meant; its escapes have been seen to be escapes. */
static bool
unescape(struct tree_parser *parser, const char *at, const char *end, const char **ret_text,
         uint32_t *ret_count)
{
	static const char letters[] = "bfnrt";
	static const char meant[] = "\b\f\n\r\t";
	char *text = arena_words(parser->arena, (size_t)(end - at) + 1);
	char *out = text;
	const char *letter;
	unsigned character;

	while (at < end) {
		if (*at != '\\') {
			*out++ = *at++;
		} else if (at[1] != 'u') {
			letter = strchr(letters, at[1]);
			*out++ = letter == NULL ? at[1] : meant[letter - letters];
			at += 2;
		} else {
			at = read_unicode(at, end, &character);
			if (character == 0)
				return tree_fail(
					parser, end,
					"\\u0000 in a string; no text of PostgreSQL holds a NUL");
			if (character == 0xd800)
				return tree_fail(parser, end,
				                 "half of a surrogate pair in a string");
			out = put_character(out, character);
		}
	}
	*ret_text = text;
	*ret_count = (uint32_t)(out - text);
	return true;
}

bool
tree_scan_string(struct tree_parser *parser, const char **ret_text, uint32_t *ret_count)
{
	char *start = parser->at + 1;
	bool escaped = false;
	char *end = find_end(parser, start, &escaped);

	if (end == NULL)
		return false;
	parser->at = end + 1;
	if (escaped)
		return unescape(parser, start, end, ret_text, ret_count);
	*end = '\0';
	*ret_text = start;
	*ret_count = (uint32_t)(end - start);
	return true;
}
