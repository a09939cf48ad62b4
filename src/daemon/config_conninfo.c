/* What a conninfo in the configuration must be, and what is said where it is not safe. */
#include "daemon/config_priv.h"

#include <libpq-fe.h>
#include <string.h>

#define RISK "sslmode=%s may go on without TLS: say sslmode=require or, better, verify-full"

/* Only what the string itself says counts: libpq's environment and files keep their own secrets. */
static bool
says_password(const char *conninfo)
{
	PQconninfoOption *options = PQconninfoParse(conninfo, NULL);
	bool found = false;

	for (PQconninfoOption *option = options; option != NULL && option->keyword != NULL;
	     option++) {
		if (option->val != NULL && strstr(option->keyword, "password") != NULL)
			found = true;
	}
	PQconninfoFree(options);
	return found;
}

static bool
check_tls(struct config *config, const struct config_draft *draft, enum option option,
          const struct conninfo *conninfo, struct err *err)
{
	unsigned line = draft->settings.value[option].line;
	const char *mode = conninfo_get(conninfo, "sslmode");

	if (!conninfo_plaintext_risk(conninfo))
		return true;
	if (mode == NULL)
		mode = "prefer";
	if (draft->settings.value[OPTION_require_tls].number != 0) {
		err_set(err, ERR_CONFIG, "target %s: require_tls is on, and " RISK, draft->name,
		        mode);
		return config_place(config, line, err);
	}
	config_warn(config, line, "target %s: its host is not this machine, and " RISK, draft->name,
	            mode);
	return true;
}

static bool
take(struct config *config, const struct config_draft *draft, enum option option,
     struct conninfo **ret_conninfo, struct err *err)
{
	const struct option_value *given = &draft->settings.value[option];

	if (!conninfo_parse(given->text, ret_conninfo, err)) {
		err_prefix(err, "target %s: %s", draft->name, option_table[option].word);
		return config_place(config, given->line, err);
	}
	return check_tls(config, draft, option, *ret_conninfo, err);
}

bool
config_take_conninfo(struct config *config, const struct config_draft *draft,
                     struct watch_target *target, struct err *err)
{
	const struct option_value *values = draft->settings.value;

	if (values[OPTION_conninfo].text == NULL) {
		err_set(err, ERR_CONFIG, "target %s has no conninfo", draft->name);
		return config_place(config, draft->line, err);
	}
	if (!take(config, draft, OPTION_conninfo, &target->conninfo, err))
		return false;
	if (values[OPTION_create_conninfo].text == NULL)
		return true;
	return take(config, draft, OPTION_create_conninfo, &target->create_conninfo, err);
}

void
config_warn_of_passwords(const struct config_drafts *drafts)
{
	struct config *config = drafts->config;

	if (config->file == NULL || !config_readable_by_all(config->file))
		return;
	for (size_t i = 0; i < drafts->count; i++) {
		const struct option_value *values = drafts->drafts[i].settings.value;
		const struct option_value *given = &values[OPTION_conninfo];

		if (given->text == NULL || !says_password(given->text))
			given = &values[OPTION_create_conninfo];
		if (given->text == NULL || !says_password(given->text))
			continue;
		config_warn(config, given->line,
		            "the file holds a password, and everybody on this machine may read it: "
		            "chmod o-r %s",
		            config->file);
		return;
	}
}
