/* Numbers and words; and how an error is said. */
#include "manifest/tree_priv.h"

#include "base/utf8.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHOWN_BYTES ((size_t)40) /* of the text in a message */

/* --- errors ------------------------------------------------------------------------------------- */

/* Characters are counted, not bytes. What comes after the last line counts as behind its end. */
static size_t
column_of(const struct tree_parser *parser, const char *at)
{
	size_t column = 0;

	for (const char *c = parser->line_start; c <= at && c < parser->end; c++)
		column += ((unsigned char)*c & 0xc0) != 0x80;
	return column == 0 ? 1 : column;
}

bool
tree_fail(struct tree_parser *parser, const char *at, const char *format, ...)
{
	char message[ERR_MESSAGE_BYTES];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	return err_set(parser->err, ERR_MANIFEST, "%s:%zu:%zu: %s", parser->file, parser->line,
	               column_of(parser, at), message);
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Behind the letters and digits that begin there, and what else numbers are written with. */
static char *
skip_word(char *at)
{
	while (is_letter(*at) || is_digit(*at) || (*at != '\0' && strchr("+-.", *at) != NULL))
		at++;
	return at;
}

/* What to do about it, where that is not plain. */
static const char *
advice(const struct tree_parser *parser)
{
	char c = *parser->at;

	if (c == '/' || c == '#')
		return "; JSON has no comments";
	if ((c == '}' || c == ']') && parser->at == parser->after_comma)
		return "; no comma stands after the last one";
	return "";
}

bool
tree_unlike(struct tree_parser *parser, const char *what)
{
	char *end = skip_word(parser->at);
	size_t length = end > parser->at
	                        ? (size_t)(end - parser->at)
	                        : utf8_sequence(parser->at, (size_t)(parser->end - parser->at));
	char c = *parser->at;

	if (parser->at == parser->end)
		return tree_fail(parser, parser->at, "expected %s, not the end of the file", what);
	if (c == '"')
		return tree_fail(parser, parser->at, "expected %s, not a string", what);
	if (length == 0 || (unsigned char)c < 0x20 || c == 0x7f)
		return tree_fail(parser, parser->at, "expected %s, not the byte 0x%02x", what,
		                 (unsigned)(unsigned char)c);
	return tree_fail(parser, parser->at + length - 1, "expected %s, not \"%.*s\"%s", what,
	                 (int)(length < SHOWN_BYTES ? length : SHOWN_BYTES), parser->at,
	                 advice(parser));
}

/* --- numbers and words -------------------------------------------------------------------------- */

/* Behind the digits, of which there must be one; NULL where there is none. */
static char *
skip_digits(char *at)
{
	if (at == NULL || !is_digit(*at))
		return NULL;
	while (is_digit(*at))
		at++;
	return at;
}

/* Behind the number that begins there, or NULL. */
static char *
skip_number(char *at, bool *ret_real)
{
	at += *at == '-';
	at = *at == '0' ? at + 1 : skip_digits(at);
	if (at != NULL && *at == '.') {
		*ret_real = true;
		at = skip_digits(at + 1);
	}
	if (at != NULL && (*at == 'e' || *at == 'E')) {
		*ret_real = true;
		at++;
		at = skip_digits(at + (*at == '+' || *at == '-'));
	}
	return at;
}

bool
tree_scan_number(struct tree_parser *parser, struct tree *ret_tree)
{
	bool real = false;
	char *start = parser->at;
	char *end = skip_number(start, &real);
	char *text;

	if (end == NULL || end != skip_word(start))
		return tree_unlike(parser, "a number");
	text = arena_strndup(parser->arena, start, (size_t)(end - start));
	errno = 0;
	if (real && fabs(strtod(text, NULL)) == HUGE_VAL)
		return tree_fail(parser, end - 1, "the number is too large");
	if (!real && (strtoll(text, NULL, 10), errno == ERANGE))
		return tree_fail(parser, end - 1, "the integer is too large for 64 bits");
	*ret_tree = (struct tree){ .text = text,
		                   .count = (uint32_t)(end - start),
		                   .type = real ? TREE_REAL : TREE_INTEGER };
	parser->at = end;
	return true;
}

bool
tree_scan_word(struct tree_parser *parser, struct tree *ret_tree)
{
	static const struct {
		const char *word;
		enum tree_type type;
	} words[] = { { "null", TREE_NULL }, { "false", TREE_FALSE }, { "true", TREE_TRUE } };
	size_t length = (size_t)(skip_word(parser->at) - parser->at);

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (length != strlen(words[i].word) ||
		    memcmp(parser->at, words[i].word, length) != 0)
			continue;
		*ret_tree = (struct tree){ .type = words[i].type };
		parser->at += length;
		return true;
	}
	return tree_unlike(parser, "a value");
}
