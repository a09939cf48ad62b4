/* Between typename*.c: a spelling taken apart, and the table of short names. */
#ifndef MODEL_TYPENAME_PRIV_H
#define MODEL_TYPENAME_PRIV_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

#define TYPENAME_MODIFIERS 8

struct typename_part {
	const char *start; /* within the spelling */
	size_t length;
};

/* head ( modifiers ) tail [] */
struct typename_parts {
	struct text head; /* "character varying", "timestamp", "public.event_state" */
	struct text tail; /* "with time zone", mostly empty */
	bool has_modifiers;
	size_t modifier_count;
	struct typename_part modifiers[TYPENAME_MODIFIERS];
	bool is_array;
	bool is_plain; /* the head has no quotes and no schema */
};

/* False when the spelling has another shape. Owner of *ret_parts calls typename_parts_done() in both
 * cases. */
bool typename_scan(const char *spelling, struct typename_parts *ret_parts);
void typename_parts_done(struct typename_parts *parts);

enum typename_takes {
	TAKES_NOTHING,
	TAKES_LENGTH,
	TAKES_BITS,    /* a length in bits */
	TAKES_SECONDS, /* digits of a second's fraction */
	TAKES_DIGITS,  /* precision and scale */
	TAKES_FLOAT    /* a precision that chooses the type */
};

/* One of PostgreSQL's own words for its types. */
struct typename_alias {
	const char *spelling;
	const char *head;
	enum typename_takes takes;
	const char *tail;     /* after the modifiers */
	const char *unstated; /* modifiers where none are written */
};

/* NULL for a type that is not in the table. */
const struct typename_alias *typename_alias(const char *spelling);

#endif
