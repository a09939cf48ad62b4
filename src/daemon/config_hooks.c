/* The hooks and webhooks of a configuration, made out of what their sections say. */
#include "base/nearest.h"
#include "daemon/config_priv.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#define BLANKS             " \t"
#define ARGUMENTS_MAX      64
#define EXEC_TIMEOUT_MS    30000
#define WEBHOOK_TIMEOUT_MS 10000

static bool
fail_event(const char *name, struct err *err)
{
	const char *words[EVENT_TYPE_COUNT];
	const char *meant;

	for (size_t i = 0; i < EVENT_TYPE_COUNT; i++)
		words[i] = event_type_name((enum event_type)i);
	meant = nearest_word(name, words, EVENT_TYPE_COUNT);
	if (meant != NULL)
		return err_set(err, ERR_CONFIG,
		               "events: there is none of that name; did you mean %s?", meant);
	return err_set(err, ERR_CONFIG, "events: there is no event that %s means", name);
}

/* A test is told to those that are tested, and to whoever names it. */
static bool
matches(const char *pattern, enum event_type type)
{
	if (type == EVENT_TYPE_TEST)
		return strcmp(pattern, event_type_name(type)) == 0;
	return fnmatch(pattern, event_type_name(type), 0) == 0;
}

bool
config_take_events(const struct option_value *given, uint32_t *ret_events, struct err *err)
{
	uint32_t all = (UINT32_C(1) << EVENT_TYPE_COUNT) - 1;
	uint32_t events = 0;

	for (size_t i = 0; i < given->count; i++) {
		bool away = given->list[i][0] == '!';
		const char *pattern = given->list[i] + (away ? 1 : 0);
		uint32_t found = 0;

		if (i == 0 && away)
			events = all & ~(UINT32_C(1) << EVENT_TYPE_TEST);
		for (size_t type = 0; type < EVENT_TYPE_COUNT; type++) {
			if (matches(pattern, (enum event_type)type))
				found |= UINT32_C(1) << type;
		}
		if (found == 0)
			return fail_event(pattern, err);
		events = away ? events & ~found : events | found;
	}
	*ret_events = events;
	return true;
}

/* One word of a command, its quotes taken off; false: a quote has no end. */
static bool
take_word(const char **at, struct text *word)
{
	while (**at != '\0' && strchr(BLANKS, **at) == NULL) {
		const char *end;

		if (**at != '\'' && **at != '"') {
			text_addc(word, *(*at)++);
			continue;
		}
		end = strchr(*at + 1, **at);
		if (end == NULL)
			return false;
		text_addn(word, *at + 1, (size_t)(end - *at - 1));
		*at = end + 1;
	}
	return true;
}

static bool
split_command(const char *command, struct hook_config *hook, struct err *err)
{
	const char *at = command;
	size_t count = 0;

	hook->arguments = mem_alloc((ARGUMENTS_MAX + 1) * sizeof *hook->arguments);
	for (at += strspn(at, BLANKS); *at != '\0'; at += strspn(at, BLANKS)) {
		struct text word = { 0 };

		if (count == ARGUMENTS_MAX)
			return err_set(err, ERR_CONFIG, "more than %d arguments", ARGUMENTS_MAX);
		if (!take_word(&at, &word)) {
			text_done(&word);
			return err_set(err, ERR_CONFIG, "a quote has no end");
		}
		hook->arguments[count++] = mem_strdup(text_str(&word));
		text_done(&word);
	}
	return true;
}

static bool
take_command(struct config *config, const struct config_draft *draft, struct hook_config *hook,
             struct err *err)
{
	const struct option_value *given = &draft->settings.value[OPTION_command];

	if (given->text == NULL) {
		err_set(err, ERR_CONFIG, "hook %s has no command", draft->name);
		return config_place(config, draft->line, err);
	}
	if (split_command(given->text, hook, err) && hook_exec_valid(hook->arguments[0], err))
		return true;
	err_prefix(err, "command");
	return config_place(config, given->line, err);
}

static bool
make_hook(struct config *config, const struct config_draft *draft, struct err *err)
{
	struct hook_config *hook = &config->hooks[config->hook_count++];
	const struct option_value *values = draft->settings.value;
	bool web = draft->section == SECTION_WEBHOOK;

	hook->kind = web ? HOOK_WEB : HOOK_EXEC;
	hook->name = mem_strdup(draft->name);
	hook->minimum = (enum severity)values[OPTION_min_severity].number;
	hook->timeout_ms = values[OPTION_timeout].number;
	if (hook->timeout_ms == 0)
		hook->timeout_ms = web ? WEBHOOK_TIMEOUT_MS : EXEC_TIMEOUT_MS;
	if (config->report_url != NULL)
		hook->report_url = mem_strdup(config->report_url);
	if (!config_take_events(&values[OPTION_events], &hook->events, err))
		return config_place(config, values[OPTION_events].line, err);
	return web ? config_take_web(config, draft, hook, err)
	           : take_command(config, draft, hook, err);
}

bool
config_make_hooks(struct config_drafts *drafts, struct err *err)
{
	struct config *config = drafts->config;

	config->hooks = mem_alloc((drafts->hook_count + 1) * sizeof *config->hooks);
	for (size_t i = 0; i < drafts->hook_count; i++) {
		if (!make_hook(config, &drafts->hooks[i], err))
			return false;
	}
	return true;
}
