/* Tokens of SQL text as the server writes it: where each begins and ends, and no grammar. */
#ifndef MODEL_TOKEN_H
#define MODEL_TOKEN_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

enum token_kind {
	TOKEN_END,
	TOKEN_BARE,   /* a name or a keyword */
	TOKEN_QUOTED, /* a name in double quotes */
	TOKEN_DOT,
	TOKEN_OTHER, /* a literal, a number, a parameter, or one character of anything else */
};

struct token {
	enum token_kind kind;
	const char *start; /* of a quoted name: after the quote */
	size_t length;     /* of a quoted name: without the quotes; of other kinds but names: 0 */
	bool commented;    /* a comment was passed over to reach it */
	bool unfinished;   /* the text ends within it */
	bool escaped;      /* U&"" or U&'': its name is not what token_name() gives */
};

/* Reads the token at *at and moves *at behind it. Blanks and comments are passed over; text that
 * ends within a literal is read as far as it goes. */
struct token token_next(const char **at);

/* The name that a bare or quoted token stands for, from the arena; NULL for other kinds. */
const char *token_name(const struct token *token, struct arena *arena);

#endif
