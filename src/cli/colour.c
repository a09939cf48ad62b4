#include "cli/verb_priv.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool
is_dumb(void)
{
	const char *term = getenv("TERM");

	return term != NULL && strcmp(term, "dumb") == 0;
}

bool
shows_progress(void)
{
	return isatty(STDERR_FILENO) && !is_dumb();
}

bool
wants_colour(const struct arguments *arguments)
{
	const char *no_color = getenv("NO_COLOR");

	return (arguments->given & ARGUMENT_NO_COLOR) == 0 && isatty(STDOUT_FILENO) &&
	       (no_color == NULL || *no_color == '\0') && !is_dumb();
}
