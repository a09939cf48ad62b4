#include "daemon/control.h"

#include "daemon/config_priv.h"

#include <stdlib.h>
#include <string.h>

char *
control_path(const char *configured, const char *otherwise)
{
	const char *runtime = getenv("RUNTIME_DIRECTORY");
	struct text path = { 0 };

	if (configured != NULL)
		return mem_strdup(configured);
	if (runtime == NULL || *runtime == '\0')
		return otherwise == NULL ? NULL : mem_strdup(otherwise);
	/* systemd may name several; ours is the first. */
	text_addn(&path, runtime, strcspn(runtime, ":"));
	text_add(&path, "/control.sock");
	return text_take(&path);
}

bool
control_configured(const char *file, char **ret_path, struct err *err)
{
	struct config *config = mem_alloc(sizeof *config);
	struct config_drafts drafts = { .config = config };
	const char *given;
	bool ok;

	config->file = arena_strdup(&config->arena, file);
	ok = config_read(file, &drafts, err);
	given = config->settings.value[OPTION_control_socket].text;
	if (ok)
		*ret_path = given == NULL ? NULL : mem_strdup(config_path(config, given));
	free(drafts.drafts);
	free(drafts.hooks);
	config_free(config);
	return ok;
}
