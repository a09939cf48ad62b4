#include "out/percent_priv.h"

#include "base/arena.h"

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool
percent_valid(const char *escape)
{
	/* In this order, so that nothing behind the end is looked at. */
	return hex_digit(escape[1]) >= 0 && hex_digit(escape[2]) >= 0 &&
	       (escape[1] != '0' || escape[2] != '0');
}

char *
percent_decode(const char *bytes, size_t length, bool plus_is_space)
{
	char *decoded = mem_alloc(length + 1);
	size_t used = 0;

	for (size_t i = 0; i < length; i++) {
		char c = bytes[i];

		if (c == '%') {
			c = (char)(hex_digit(bytes[i + 1]) * 16 + hex_digit(bytes[i + 2]));
			i += 2;
		} else if (c == '+' && plus_is_space) {
			c = ' ';
		}
		decoded[used++] = c;
	}
	decoded[used] = '\0';
	return decoded;
}

static bool
is_unreserved(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '-' || c == '.' || c == '_' || c == '~';
}

void
percent_encode(const char *string, struct text *out)
{
	for (; *string != '\0'; string++) {
		if (is_unreserved(*string))
			text_addc(out, *string);
		else
			text_addf(out, "%%%02X", (unsigned)(unsigned char)*string);
	}
}
