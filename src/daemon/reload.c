#include "base/log.h"
#include "daemon/daemon_priv.h"

#include <string.h>

void
daemon_apply(struct daemon *daemon)
{
	struct config *config = daemon->config;

	log_set_level(LOG_LEVEL_ERROR +
	              (enum log_level)config->settings.value[OPTION_log_level].number);
	http_set_admin_token(daemon->http, config->admin_token);
	teller_apply(&daemon->teller, config);
	for (size_t i = 0; i < config->warning_count; i++)
		log_line(LOG_LEVEL_WARNING, NULL, "%s", config->warnings[i]);
}

/* What cannot change while we run is said, and stays as it was at the start. */
static void
name_unchanged(const struct settings *started, const struct settings *asked)
{
	struct text names = { 0 };

	for (size_t i = 0; i < OPTION_COUNT; i++) {
		if (option_table[i].reloadable ||
		    (option_table[i].sections & SECTION_DAEMON) == 0 ||
		    option_same((enum option)i, &started->value[i], &asked->value[i]))
			continue;
		text_addf(&names, "%s%s", names.length > 0 ? ", " : "", option_table[i].word);
	}
	if (names.length > 0)
		log_line(LOG_LEVEL_WARNING, NULL,
		         "changed in the file, but in force after a restart only: %s",
		         text_str(&names));
	text_done(&names);
}

static bool
reload(struct daemon *daemon, struct err *err)
{
	const struct config_choice all = { 0 };
	struct config *config = NULL;
	size_t count;

	if (!config_load(daemon->config->file, &all, &config, err))
		return false;
	count = config->target_count;
	if (!watch_set(daemon->watch, config->targets, count,
	               (size_t)config->settings.value[OPTION_max_concurrent_checks].number, err)) {
		config_free(config);
		return false;
	}
	name_unchanged(&daemon->started->settings, &config->settings);
	if (daemon->config != daemon->started)
		config_free(daemon->config);
	daemon->config = config;
	daemon_apply(daemon);
	log_line(LOG_LEVEL_INFO, NULL, "reloaded %s: %zu target%s", config->file, count,
	         count == 1 ? "" : "s");
	return true;
}

/* A file that cannot be used changes nothing: what was running goes on. */
void
daemon_reload_cb(void *arg)
{
	struct daemon *daemon = arg;
	struct err err = { 0 };
	bool reloaded;

	if (daemon->stopping)
		return;
	notify_reloading(&daemon->notify);
	text_clear(&daemon->complaint);
	reloaded = reload(daemon, &err);
	meter_reloaded(&daemon->meter, daemon->board, reloaded);
	if (!reloaded) {
		log_line(LOG_LEVEL_ERROR, NULL, "not reloaded, the running configuration stays: %s",
		         err.message);
		text_addf(&daemon->complaint, "not reloaded: %s; ", err.message);
		teller_rejected(&daemon->teller, err.message);
	}
	daemon_update_status(daemon);
	notify_ready(&daemon->notify, text_str(&daemon->status));
}
