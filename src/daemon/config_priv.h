/* What the files of the configuration share: the text as it was read, before anything is made of it. */
#ifndef DAEMON_CONFIG_PRIV_H
#define DAEMON_CONFIG_PRIV_H

#include "daemon/config.h"

/* One [target NAME], [hook NAME] or [webhook NAME]. */
struct config_draft {
	enum option_section section;
	const char *name;
	unsigned line; /* of its section; 0: from the command line */
	struct settings settings;
};

struct config_drafts {
	struct config *config; /* its settings are filled in, and its arena holds all strings */
	struct config_draft *drafts; /* of targets; on the heap */
	size_t count;
	struct config_draft *hooks; /* on the heap */
	size_t hook_count;
	unsigned last_line;
};

/* Sections, keys and values of a file; nothing is opened but the file itself. */
bool config_read(const char *file, struct config_drafts *drafts, struct err *err);

/* Makes the targets out of the drafts: values of [pgdriftd] where they have none of their own,
 * manifests, conninfo, modules. */
bool config_make_targets(struct config_drafts *drafts, const struct config_choice *choice,
                         struct err *err);

/* Makes the hooks and webhooks, and reads the files that they name. */
bool config_make_hooks(struct config_drafts *drafts, struct err *err);

/* The events that a list of names and patterns means, as bits. */
bool config_take_events(const struct option_value *given, uint32_t *ret_events, struct err *err);

/* The URL, the secret and the headers of one webhook. */
bool config_take_web(struct config *config, const struct config_draft *draft,
                     struct hook_config *hook, struct err *err);

/* The first line of a file with a secret, without the blanks around it: caller owns, and wipes it. */
bool config_read_secret(const char *path, char **ret_secret, struct err *err);

/* The conninfo of one target, and whether TLS is safe. */
bool config_take_conninfo(struct config *config, const struct config_draft *draft,
                          struct watch_target *target, struct err *err);

/* Warns once of a password in a file that everybody may read. */
void config_warn_of_passwords(const struct config_drafts *drafts);

/* The token, if a file for it is configured. */
bool config_read_token(struct config *config, struct err *err);

/* Whether everybody on this machine may read the file. */
bool config_readable_by_all(const char *file);

/* "file:line: ", or nothing where there is no file, in front of the message of an error. */
bool config_place(const struct config *config, unsigned line, struct err *err);

void config_warn(struct config *config, unsigned line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* A path of the file, relative to the directory of the file. Lives in the arena. */
const char *config_path(struct config *config, const char *path);

#endif
