/* Names in SQL text: quoted as PostgreSQL quotes them, checked, and found again in SQL text. */
#ifndef MODEL_IDENT_H
#define MODEL_IDENT_H

#include "base/err.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

#define IDENT_BYTES 63 /* NAMEDATALEN - 1: what PostgreSQL keeps of a name */

/* Appends the name as the server's quote_ident() writes it: bare where it is lower-case ASCII
 * letters, digits and underscores, does not begin with a digit and is no keyword (but an unreserved
 * one), else in double quotes. The keywords are those of PostgreSQL 18; quotes that an older server
 * would not have written mean the same there. */
void ident_quote(struct text *out, const char *name);

/* "schema.name", both quoted where needed. */
void ident_quote_qualified(struct text *out, const char *schema, const char *name);

/* Appends the string as quote_literal() writes it: E'' where a backslash is in it. */
void ident_literal(struct text *out, const char *string);

/* Whether `length` bytes can be a name: 1 to IDENT_BYTES bytes of UTF-8 without NUL. Nothing else
 * is asked of a name. Error: ERR_MANIFEST, what is wrong with it. */
bool ident_valid(const char *name, size_t length, struct err *err);

/* Whether SQL text, as the server writes it, mentions the name as a token of its own: in double
 * quotes, or bare and in the same letters. What stands in string literals ('', E'', $$), comments,
 * longer names or numbers does not count; a keyword in the text counts as little, as the server
 * writes keywords in capitals and quotes names that could be taken for one. Text that ends within
 * a literal is read as far as it goes. */
bool ident_mentions(const char *sql_text, const char *name);

/* The same for schema.name in sequence, with nothing qualifying it further: `public.t` is mentioned
 * in "REFERENCES public.t(id)" and in "public.t.id", not in "other.public.t" or "public.t2". */
bool ident_mentions_qualified(const char *sql_text, const char *schema, const char *name);

#endif
