/* The configuration: an INI file, or a command line, made into what the program runs on. Constant
 * once it is loaded. */
#ifndef DAEMON_CONFIG_H
#define DAEMON_CONFIG_H

#include "daemon/option.h"
#include "out/event_decide.h"
#include "out/hook.h"
#include "watch/watch.h"

/* When and how people are told of one target. `instance` is left out. */
struct config_events {
	const char *target;
	struct event_config config;
};

struct config {
	struct arena arena;           /* owns all strings but those of the targets */
	const char *file;             /* as it was given; NULL: from the command line */
	struct settings settings;     /* of [pgdriftd] */
	struct watch_target *targets; /* to be moved out by watch_set() */
	size_t target_count;
	struct config_events *events; /* one of each target */
	size_t event_count;
	struct hook_config *hooks; /* and webhooks; to be moved out by hooks_set() */
	size_t hook_count;
	const char *state_dir;      /* NULL: none is configured */
	const char *control_socket; /* NULL: none is configured */
	const char *report_url;     /* without a slash at its end; NULL: none */
	const char *admin_token;    /* NULL: none */
	const char **warnings;      /* what is wrong but no error: for the log, or for stderr */
	size_t warning_count;
};

/* What a command line takes out of a file, and what it puts in its place. Zero-initialised: nothing. */
struct config_choice {
	const char *const *targets; /* these alone; count 0: all */
	size_t target_count;
	const char *const *modules; /* instead of the targets' own; count 0: those */
	size_t module_count;
	struct expected *expected; /* instead of any manifest, with all its modules; borrowed */
	const char
		*manifest; /* instead of the targets' own, relative to where we are; NULL: those */
};

/* Reads the file, its manifests (each once), the token and what webhooks keep in files, and checks all
 * that can be checked without a database. Caller owns *ret_config. Errors: ERR_CONFIG and ERR_MANIFEST,
 * "file:line: ..." or the manifest's own; ERR_USAGE where the choice does not fit. No message holds a
 * password. */
bool config_load(const char *file, const struct config_choice *choice, struct config **ret_config,
                 struct err *err);

/* The configuration of one target, "default", from a conninfo and choice->manifest, with the
 * defaults for all else. */
bool config_single(const char *conninfo, const struct config_choice *choice,
                   struct config **ret_config, struct err *err);

/* The one that is configured, else that of systemd ($STATE_DIRECTORY). Caller owns; NULL: none. */
char *config_state_dir(const struct config *config);

void config_free(struct config *config); /* NULL is fine */

#endif
