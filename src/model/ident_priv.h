/* Between ident.c and ident_mentions.c: what the keyword table says. */
#ifndef MODEL_IDENT_PRIV_H
#define MODEL_IDENT_PRIV_H

#include <stdbool.h>

/* Whether every supported major quotes the name because it is a keyword. */
bool ident_keyword_everywhere(const char *name);

/* Whether the newest one does. */
bool ident_keyword(const char *name);

#endif
