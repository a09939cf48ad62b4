/* If-None-Match (RFC 9110, 13.1.2): "*", or a list of entity tags, compared weakly. */
#include "out/http_priv.h"

#include <string.h>

bool
http_none_match(const char *list, const char *etag)
{
	size_t length = strlen(etag);
	const char *at = list;

	if (strcmp(list, "*") == 0)
		return true;
	for (;;) {
		const char *end;

		at += strspn(at, ", \t");
		if (strncmp(at, "W/", 2) == 0)
			at += 2;
		end = at[0] == '"' ? strchr(at + 1, '"') : NULL;
		if (end == NULL)
			return false; /* the end, or no entity tag: then all that follows is in
                       doubt */
		end++;
		if ((size_t)(end - at) == length && memcmp(at, etag, length) == 0)
			return true;
		at = end;
	}
}
