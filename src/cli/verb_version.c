#include "base/version.h"
#include "cli/verb_priv.h"

#include <event2/event.h>
#include <libpq-fe.h>

int
verb_version(const struct arguments *arguments, struct text *out)
{
	int libpq = PQlibVersion();

	(void)arguments;
	text_addf(out, "pgdriftd %s (libpq %d.%d, libevent %s)\n", program_version(), libpq / 10000,
	          libpq % 10000, event_get_version());
	return EXIT_CODE_OK;
}
