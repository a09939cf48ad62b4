/* What the server made of definitions that it was given: remembered for a while, so that nothing is tried
 * twice. */
#ifndef WATCH_SPELLING_H
#define WATCH_SPELLING_H

#include "drift/doubt.h"

struct spelling {
	const char *text; /* what it became, or NULL */
	const char *why;  /* why it could not be tried, or NULL */
};

struct spellings;

struct spellings *spellings_new(void);
void spellings_free(struct spellings *spellings); /* NULL is fine */

/* Of one of the two texts of a doubt, on a server of that version. Borrowed until the next
 * spellings_put(); NULL: not known, or too long ago. */
const struct spelling *spellings_find(const struct spellings *spellings, const struct doubt *doubt,
                                      const char *definition, int server_version);
void spellings_put(struct spellings *spellings, const struct doubt *doubt, const char *definition,
                   int server_version, const struct spelling *spelling);

#endif
