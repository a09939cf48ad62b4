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
#define HOOKS_MAX      100

static const struct section {
	const char *word;
	enum option_section section;
} sections[] = {
	{ "pgdriftd", SECTION_DAEMON },
	{ "target", SECTION_TARGET },
	{ "hook", SECTION_HOOK },
	{ "webhook", SECTION_WEBHOOK },
};
#define SECTIONS (sizeof sections / sizeof *sections)

struct reading {
	struct config_drafts *drafts;
	unsigned daemon_line; /* where [pgdriftd] stands; 0: not yet */
	enum option_section section;
	struct settings *settings; /* of the section that is being read */
};

static const struct section *
section_of(enum option_section section)
{
	size_t i = 0;

	while (sections[i].section != section)
		i++;
	return &sections[i];
}

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

/* A new one of the list, unless there is one of that name. */
static bool
add_draft(struct reading *reading, const struct config_draft *new, struct config_draft **drafts,
          size_t *count, size_t most, struct err *err)
{
	const char *noun = section_of(new->section)->word;
	struct config_draft *draft;

	if (!is_name(new->name))
		return err_set(err, ERR_CONFIG,
		               "the name of a %s is 1 to %d of A-Z a-z 0-9 _ . and -", noun,
		               NAME_BYTES_MAX);
	for (size_t i = 0; i < *count; i++) {
		draft = &(*drafts)[i];
		if (strcmp(draft->name, new->name) != 0)
			continue;
		if (draft->section != new->section)
			return err_set(err, ERR_CONFIG, "[%s %s]: a hook has that name (line %u)",
			               noun, new->name, draft->line);
		return err_set(err, ERR_CONFIG, "[%s %s] stands twice (first in line %u)", noun,
		               new->name, draft->line);
	}
	if (*count == most)
		return err_set(err, ERR_CONFIG, "more than %zu %ss", most, noun);
	*drafts = mem_resize(*drafts, *count + 1, sizeof **drafts);
	draft = &(*drafts)[(*count)++];
	*draft = *new;
	draft->name = arena_strdup(&reading->drafts->config->arena, new->name);
	settings_standard(&draft->settings, &reading->drafts->config->arena);
	reading->section = new->section;
	reading->settings = &draft->settings;
	return true;
}

static bool
fail_section(const char *word, struct err *err)
{
	const char *words[SECTIONS];
	const char *meant;

	for (size_t i = 0; i < SECTIONS; i++)
		words[i] = sections[i].word;
	meant = nearest_word(word, words, SECTIONS);
	for (size_t i = 0; i < SECTIONS; i++) {
		if (meant == sections[i].word)
			return err_set(err, ERR_CONFIG, "unknown section; did you mean %s?",
			               option_sections(sections[i].section));
	}
	return err_set(err, ERR_CONFIG,
	               "unknown section: there are [pgdriftd], [target NAME], [hook NAME] and "
	               "[webhook NAME]");
}

static bool
section_cb(void *arg, unsigned line, const char *name, struct err *err)
{
	struct reading *reading = arg;
	struct config_drafts *drafts = reading->drafts;
	struct config_draft draft = { .line = line };
	char word[NAME_BYTES_MAX + 1];
	size_t length = strcspn(name, BLANKS), i = 0;

	snprintf(word, sizeof word, "%.*s", (int)(length < sizeof word ? length : sizeof word - 1),
	         name);
	draft.name = name + length + strspn(name + length, BLANKS);
	while (i < SECTIONS && strcmp(sections[i].word, word) != 0)
		i++;
	if (i == SECTIONS || (sections[i].section == SECTION_DAEMON && *draft.name != '\0'))
		return fail_section(word, err);
	draft.section = sections[i].section;
	if (draft.section == SECTION_DAEMON)
		return begin_daemon(reading, line, err);
	if (draft.section == SECTION_TARGET)
		return add_draft(reading, &draft, &drafts->drafts, &drafts->count, TARGETS_MAX,
		                 err);
	return add_draft(reading, &draft, &drafts->hooks, &drafts->hook_count, HOOKS_MAX, err);
}

static bool
fail_unknown(const struct reading *reading, const char *key, struct err *err)
{
	const char *section = option_sections(reading->section);
	const char *meant = option_nearest(reading->section, key);
	enum option option;

	if (option_find((enum option_section) ~0u, key, &option))
		return err_set(err, ERR_CONFIG, "%s belongs in %s, not in %s", key,
		               option_sections(option_table[option].sections), section);
	if (meant != NULL)
		return err_set(err, ERR_CONFIG, "unknown key %s in %s; did you mean %s?", key,
		               section, meant);
	return err_set(err, ERR_CONFIG, "unknown key %s in %s", key, section);
}

/* What can be told of a value by itself is told with its line, wherever it stands in the file. */
static bool
check_value(enum option option, const char *value, struct err *err)
{
	bool ok = true;

	if (option == OPTION_listen)
		ok = http_address_valid(value, err);
	else if (option == OPTION_url || option == OPTION_report_url)
		ok = hook_web_valid(value, err);
	else if (option == OPTION_header)
		ok = hook_header_valid(value, err);
	return ok || err_prefix(err, "%s", option_table[option].word);
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
	return check_value(option, value, err);
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
