#include "cli/verb_priv.h"
#include "daemon/daemon.h"

int
verb_run(const struct arguments *arguments, struct text *out)
{
	const struct config_choice all = { 0 };
	struct config *config = NULL;
	struct err err = { 0 };

	if (!config_load(arguments->config, &all, &config, &err))
		return fail(arguments->verb, false, &err, out);
	if (daemon_run(config, &err))
		return EXIT_CODE_OK;
	if (err.code != ERR_IO)
		return fail(arguments->verb, false, &err, out);
	complain("%s", err.message);
	return EXIT_CODE_UNAVAILABLE;
}
