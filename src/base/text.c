/* Invariant: `bytes` is NULL and `length` 0, or bytes[length] is a NUL and length < room. */
#include "base/text.h"

#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOM_LEAST ((size_t)64)

/* Makes room for `more` bytes and the NUL after them. */
static void
reserve(struct text *text, size_t more)
{
	size_t room = text->room < ROOM_LEAST ? ROOM_LEAST : text->room;
	size_t need;

	/* A text of SIZE_MAX bytes is out of memory; mem_resize() says so. */
	if (__builtin_add_overflow(text->length, more, &need) || need == SIZE_MAX)
		need = SIZE_MAX - 1;
	need++;
	if (need <= text->room)
		return;
	while (room < need)
		room = room > SIZE_MAX / 2 ? SIZE_MAX : room * 2;
	text->bytes = mem_resize(text->bytes, room, 1);
	text->room = room;
}

void
text_done(struct text *text)
{
	free(text->bytes);
	*text = (struct text){ 0 };
}

void
text_clear(struct text *text)
{
	text->length = 0;
	if (text->bytes != NULL)
		text->bytes[0] = '\0';
}

void
text_addn(struct text *text, const char *bytes, size_t length)
{
	reserve(text, length);
	if (length > 0)
		memcpy(text->bytes + text->length, bytes, length);
	text->length += length;
	text->bytes[text->length] = '\0';
}

void
text_add(struct text *text, const char *string)
{
	text_addn(text, string, strlen(string));
}

void
text_addc(struct text *text, char c)
{
	text_addn(text, &c, 1);
}

void
text_addf(struct text *text, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0)
		abort(); /* a format that cannot be: an error of ours */
	reserve(text, (size_t)length);
	va_start(arguments, format);
	vsnprintf(text->bytes + text->length, (size_t)length + 1, format, arguments);
	va_end(arguments);
	text->length += (size_t)length;
}

const char *
text_str(const struct text *text)
{
	return text->bytes == NULL ? "" : text->bytes;
}

char *
text_take(struct text *text)
{
	char *bytes;

	reserve(text, 0);
	bytes = text->bytes;
	bytes[text->length] = '\0';
	*text = (struct text){ 0 };
	return bytes;
}
