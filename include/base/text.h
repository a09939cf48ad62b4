/* A growing string: always terminated, may hold NUL bytes, grows by doubling. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stddef.h>

/* Zero-initialised is valid and empty; then `bytes` is NULL, and text_str() gives "". */
struct text {
	char *bytes;
	size_t length;
	size_t room;
};

void text_done(struct text *text);  /* frees and empties */
void text_clear(struct text *text); /* empties, keeps the memory */
void text_add(struct text *text, const char *string);
void text_addn(struct text *text, const char *bytes, size_t length);
void text_addc(struct text *text, char c);
void text_addf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *text_str(const struct text *text); /* borrowed until the next change */
char *text_take(struct text *text);            /* caller owns (free); text is empty again */

#endif
