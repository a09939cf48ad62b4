/* The command of a hook: its arguments and its environment, every string of it bounded. */
#include "hook_priv.h"

#include "base/stamp.h"
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

/* One string of 128 KiB makes execve() fail (E2BIG). Nothing that an event says is longer in earnest. */
#define VALUE_BYTES     8192
#define VARIABLES       24
#define ARGUMENTS_ADDED 3

struct variables {
	struct arena *arena;
	char **list; /* VARIABLES of them, and NULL */
	size_t count;
};

/* Where `value` is to end so that it has at most VALUE_BYTES. */
static size_t
bounded(const char *value)
{
	size_t length = strnlen(value, VALUE_BYTES + 1);

	return length <= VALUE_BYTES ? length : utf8_whole(value, VALUE_BYTES);
}

/* NULL is set too, and empty: a script may run with `set -u`. */
static void
set(struct variables *variables, const char *name, const char *value)
{
	if (value == NULL)
		value = "";
	if (variables->count == VARIABLES)
		return;
	variables->list[variables->count++] = arena_printf(variables->arena, "%s=%.*s", name,
	                                                   (int)bounded(value), value);
}

static void
set_number(struct variables *variables, const char *name, size_t number)
{
	char digits[32];

	snprintf(digits, sizeof digits, "%zu", number);
	set(variables, name, digits);
}

static void
set_time(struct variables *variables, const char *name, int64_t wall_ms)
{
	char stamp[CLOCK_STAMP_BYTES] = "";

	if (wall_ms != 0)
		clock_stamp(wall_ms, stamp);
	set(variables, name, stamp);
}

/* Nothing of our own environment: it may hold PGPASSWORD, NOTIFY_SOCKET, credentials. */
static void
set_all(struct variables *variables, const struct hook_config *config, const struct event *event,
        unsigned attempt)
{
	struct text url = { 0 };

	set(variables, "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
	set(variables, "LANG", "C.UTF-8");
	set(variables, "HOME", "/");
	set(variables, "PGDRIFTD_EVENT", event_type_name(event->type));
	set(variables, "PGDRIFTD_ID", event->id);
	set_time(variables, "PGDRIFTD_TIME", event->time);
	set(variables, "PGDRIFTD_TARGET", event->target);
	set(variables, "PGDRIFTD_STATUS", event->status);
	set(variables, "PGDRIFTD_PREVIOUS_STATUS", event->previous_status);
	set(variables, "PGDRIFTD_SEVERITY", event->severity);
	set_number(variables, "PGDRIFTD_FINDINGS", event->findings);
	set_number(variables, "PGDRIFTD_CRITICAL", event->critical);
	set_number(variables, "PGDRIFTD_WARNING", event->warning);
	set_number(variables, "PGDRIFTD_INFO", event->info);
	set(variables, "PGDRIFTD_SUMMARY", event->summary);
	set_time(variables, "PGDRIFTD_FIRST_SEEN", event->first_seen);
	set_number(variables, "PGDRIFTD_ATTEMPT", attempt);
	hook_report_url(config, event, &url);
	set(variables, "PGDRIFTD_REPORT_URL", text_str(&url));
	text_done(&url);
}

void
hook_command_init(struct hook_command *command, const struct hook_config *config,
                  const struct event *event, unsigned attempt)
{
	struct arena *arena = &command->arena;
	struct variables variables = { .arena = arena };
	const char *target = event->target != NULL ? event->target : "";
	size_t count = 0;

	memset(command, 0, sizeof *command);
	while (config->arguments[count] != NULL)
		count++;
	command->arguments = arena_array(arena, count + ARGUMENTS_ADDED + 1,
	                                 sizeof *command->arguments);
	for (size_t i = 0; i < count; i++)
		command->arguments[i] = arena_strdup(arena, config->arguments[i]);
	command->path = command->arguments[0];
	command->arguments[count++] = arena_strdup(arena, config->name);
	command->arguments[count++] = arena_strdup(arena, event_type_name(event->type));
	command->arguments[count] = arena_strndup(arena, target, bounded(target));
	variables.list = arena_array(arena, VARIABLES + 1, sizeof *variables.list);
	set_all(&variables, config, event, attempt);
	command->environment = variables.list;
}

void
hook_command_done(struct hook_command *command)
{
	arena_done(&command->arena);
}
