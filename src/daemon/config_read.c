/* The text of a configuration file: sections and keys, each once, each value by its type. */
#include "base/file.h"
#include "base/nearest.h"
#include "daemon/config_priv.h"
#include "daemon/ini.h"
#include "out/http.h"

#include <stdlib.h>
#include <string.h>

#define BLANKS         " \t"
#define NAME_BYTES_MAX 63
#define TARGETS_MAX    10000

struct reading {
	struct config_drafts *drafts;
	unsigned daemon_line; /* where [pgdriftd] stands; 0: not yet */
	enum option_section section;
	struct settings *settings; /* of the section that is being read */
};

static bool
is_name(const char *name)
{
	static const char allowed[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";
	size_t length = strlen(name);

	return length > 0 && length <= NAME_BYTES_MAX && strspn(name, allowed) == length;
}

static bool
begin_daemon(struct reading *reading, unsigned line, struct err *err)
{
	if (reading->daemon_line != 0)
		return err_set(err, ERR_CONFIG, "[pgdriftd] stands twice (first in line %u)",
		               reading->daemon_line);
	reading->daemon_line = line;
	reading->section = SECTION_DAEMON;
	reading->settings = &reading->drafts->config->settings;
	return true;
}

static bool
begin_target(struct reading *reading, unsigned line, const char *name, struct err *err)
{
	struct config_drafts *drafts = reading->drafts;
	struct config_draft *draft;

	if (!is_name(name))
		return err_set(err, ERR_CONFIG,
		               "the name of a target is 1 to %d of A-Z a-z 0-9 _ . and -",
		               NAME_BYTES_MAX);
	for (size_t i = 0; i < drafts->count; i++) {
		if (strcmp(drafts->drafts[i].name, name) == 0)
			return err_set(err, ERR_CONFIG,
			               "[target %s] stands twice (first in line %u)", name,
			               drafts->drafts[i].line);
	}
	if (drafts->count == TARGETS_MAX)
		return err_set(err, ERR_CONFIG, "more than %d targets", TARGETS_MAX);
	drafts->drafts = mem_resize(drafts->drafts, drafts->count + 1, sizeof *drafts->drafts);
	draft = &drafts->drafts[drafts->count++];
	*draft = (struct config_draft){ .line = line };
	draft->name = arena_strdup(&drafts->config->arena, name);
	settings_standard(&draft->settings, &drafts->config->arena);
	reading->section = SECTION_TARGET;
	reading->settings = &draft->settings;
	return true;
}

static bool
section_cb(void *arg, unsigned line, const char *name, struct err *err)
{
	static const char *const words[] = { "pgdriftd", "target" };
	char word[NAME_BYTES_MAX + 1];
	size_t length = strcspn(name, BLANKS);
	const char *rest = name + length + strspn(name + length, BLANKS);
	const char *meant;

	snprintf(word, sizeof word, "%.*s", (int)(length < sizeof word ? length : sizeof word - 1),
	         name);
	if (strcmp(word, "pgdriftd") == 0 && *rest == '\0')
		return begin_daemon(arg, line, err);
	if (strcmp(word, "target") == 0)
		return begin_target(arg, line, rest, err);
	meant = nearest_word(word, words, 2);
	if (meant != NULL && strcmp(meant, "target") == 0)
		return err_set(err, ERR_CONFIG, "unknown section; did you mean [target NAME]?");
	if (meant != NULL)
		return err_set(err, ERR_CONFIG, "unknown section; did you mean [pgdriftd]?");
	return err_set(err, ERR_CONFIG, "unknown section: there are [pgdriftd] and [target NAME]");
}

static bool
fail_unknown(const struct reading *reading, const char *key, struct err *err)
{
	bool in_target = reading->section == SECTION_TARGET;
	const char *section = in_target ? "[target NAME]" : "[pgdriftd]";
	const char *meant = option_nearest(reading->section, key);
	enum option option;

	if (option_find(in_target ? SECTION_DAEMON : SECTION_TARGET, key, &option))
		return err_set(err, ERR_CONFIG, "%s belongs in %s, not in %s", key,
		               in_target ? "[pgdriftd]" : "[target NAME]", section);
	if (meant != NULL)
		return err_set(err, ERR_CONFIG, "unknown key %s in %s; did you mean %s?", key,
		               section, meant);
	return err_set(err, ERR_CONFIG, "unknown key %s in %s", key, section);
}

static bool
value_cb(void *arg, unsigned line, const char *key, const char *value, struct err *err)
{
	struct reading *reading = arg;
	enum option option;
	struct option_value *slot;

	if (!option_find(reading->section, key, &option))
		return fail_unknown(reading, key, err);
	slot = &reading->settings->value[option];
	if (slot->line != 0 && option_table[option].type != TYPE_LINES)
		return err_set(err, ERR_CONFIG, "%s stands twice (first in line %u)", key,
		               slot->line);
	if (slot->line == 0)
		*slot = (struct option_value){ 0 };
	if (!option_read(option, value, &reading->drafts->config->arena, slot, err))
		return false;
	if (slot->line == 0)
		slot->line = line;
	if (option == OPTION_listen && !http_address_valid(value, err))
		return err_prefix(err, "listen");
	return true;
}

/* Problems of the file as a whole are said of its last line. */
static unsigned
count_lines(const char *bytes, size_t length)
{
	unsigned lines = 1;

	for (size_t i = 0; i + 1 < length; i++)
		lines += bytes[i] == '\n' ? 1 : 0;
	return lines;
}

bool
config_read(const char *file, struct config_drafts *drafts, struct err *err)
{
	struct reading reading = { .drafts = drafts };
	char *bytes = NULL;
	size_t length = 0;
	bool ok;

	settings_standard(&drafts->config->settings, &drafts->config->arena);
	if (!file_read(file, INI_BYTES_MAX, &bytes, &length, err))
		return false;
	ok = ini_parse(bytes, length, file, section_cb, value_cb, &reading, err);
	drafts->last_line = count_lines(bytes, length);
	explicit_bzero(bytes, length);
	free(bytes);
	return ok;
}
