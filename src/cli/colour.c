#include "cli/verb_priv.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool
wants_colour(const struct arguments *arguments)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	return (arguments->given & ARGUMENT_NO_COLOR) == 0 && isatty(STDOUT_FILENO) &&
	       (no_color == NULL || *no_color == '\0') &&
	       (term == NULL || strcmp(term, "dumb") != 0);
}
