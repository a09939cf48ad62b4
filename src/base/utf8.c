#include "base/utf8.h"

static bool
continues(unsigned char byte)
{
	return (byte & 0xc0) == 0x80;
}

static size_t
bytes_needed(unsigned char first)
{
	return first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
}

/* The first byte says how long the character is; the second one's range is narrower for some first
 * bytes, which is what keeps out overlong forms, surrogates and values above U+10FFFF. */
size_t
utf8_sequence(const char *bytes, size_t length)
{
	if (length == 0)
		return 0;
	unsigned char first = (unsigned char)bytes[0];
	if (first < 0x80)
		return 1;
	size_t need = bytes_needed(first);
	if (first < 0xc2 || first > 0xf4 || length < need)
		return 0;
	unsigned char second = (unsigned char)bytes[1];
	unsigned char lowest = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
	unsigned char highest = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
	if (second < lowest || second > highest)
		return 0;
	for (size_t i = 2; i < need; i++)
		if (!continues((unsigned char)bytes[i]))
			return 0;
	return need;
}

bool
utf8_valid(const char *bytes, size_t length)
{
	size_t at = 0;

	while (at < length) {
		size_t step = utf8_sequence(bytes + at, length - at);
		if (step == 0)
			return false;
		at += step;
	}
	return true;
}

size_t
utf8_whole(const char *bytes, size_t length)
{
	/* The character that is cut short starts at most three bytes before the end. */
	for (size_t back = 1; back <= 3 && back <= length; back++) {
		unsigned char byte = (unsigned char)bytes[length - back];
		if (!continues(byte))
			return bytes_needed(byte) > back ? length - back : length;
	}
	return length;
}
