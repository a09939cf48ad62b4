/* Text arrays of one dimension, as PostgreSQL's array_out writes and array_in reads them. */
#ifndef MODEL_ARRAY_H
#define MODEL_ARRAY_H

#include "base/arena.h"
#include "base/err.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/* Elements in order; NULL is SQL's null. */
struct array {
	size_t count;
	const char **elements;
};

/* Appends one element (NULL: SQL's null), after a comma unless it is the first: for callers who
 * write the braces themselves. */
void array_add(struct text *out, bool first, const char *element);

/* Appends the whole array: {a,"b c","NULL","",NULL}. */
void array_write(struct text *out, const char *const *elements, size_t count);

/* Reads what array_in would read, into the arena. Errors (ERR_PROTOCOL, *ret_array untouched): what
 * is malformed to PostgreSQL too, more than one dimension, bounds as in "[0:1]={a,b}". */
bool array_read(const char *literal, struct arena *arena, struct array *ret_array, struct err *err);

#endif
