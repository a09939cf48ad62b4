#include "base/clock.h"
#include "base/log.h"
#include "teller_priv.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define STORE_FILE "pgdriftd.db"

struct told_target {
	char *name;
	struct event_memory *memory;
};

static int64_t
number_of(const struct config *config, enum option option)
{
	return config->settings.value[option].number;
}

static struct store *
open_store(const struct config *config)
{
	const struct store_limits limits = {
		.events = (size_t)number_of(config, OPTION_history_events),
		.bytes = (size_t)number_of(config, OPTION_history_bytes),
		.age_ms = number_of(config, OPTION_history_age),
	};
	char *directory = config_state_dir(config);
	struct text path = { 0 };
	struct store *store;

	if (directory == NULL) {
		log_line(LOG_LEVEL_WARNING, NULL,
		         "no state_dir: history, deliveries that are owed, acknowledgements and "
		         "silences end with this process");
		return store_open(NULL, &limits);
	}
	/* Whether it is there and can be written, the store finds out. */
	mkdir(directory, 0700);
	text_addf(&path, "%s/" STORE_FILE, directory);
	store = store_open(text_str(&path), &limits);
	text_done(&path);
	free(directory);
	return store;
}

void
teller_init(struct teller *teller, struct event_base *base, struct board *board,
            const struct config *config)
{
	*teller = (struct teller){ .config = config, .board = board, .store = open_store(config) };
	teller->hooks = hooks_new(base, teller->store, &hook_pace_standard);
	teller_mutes_init(teller, base);
}

static void
forget_all(struct teller *teller)
{
	for (size_t i = 0; i < teller->target_count; i++) {
		event_memory_free(teller->targets[i].memory);
		free(teller->targets[i].name);
	}
	free(teller->targets);
	teller->targets = NULL;
	teller->target_count = 0;
}

void
teller_done(struct teller *teller)
{
	hooks_free(teller->hooks);
	if (teller->mute_end != NULL)
		event_free(teller->mute_end);
	forget_all(teller);
	store_close(teller->store);
}

static const struct event_config *
config_of(const struct teller *teller, const char *target)
{
	for (size_t i = 0; i < teller->config->event_count; i++) {
		if (strcmp(teller->config->events[i].target, target) == 0)
			return &teller->config->events[i].config;
	}
	return NULL;
}

void
teller_apply(struct teller *teller, struct config *config)
{
	size_t kept = 0;

	teller->config = config;
	hooks_set(teller->hooks, config->hooks, config->hook_count);
	for (size_t i = 0; i < teller->target_count; i++) {
		struct told_target *target = &teller->targets[i];

		if (config_of(teller, target->name) != NULL) {
			teller->targets[kept++] = *target;
			continue;
		}
		event_memory_free(target->memory);
		free(target->name);
	}
	teller->target_count = kept;
}

/* What was kept of a target, or nothing: it is then told of as a new one. */
static struct event_memory *
read_memory(struct teller *teller, const char *target)
{
	char *text = store_memory(teller->store, target);
	struct event_memory *memory;
	struct err err = { 0 };

	memory = event_memory_read(text, &err);
	if (text != NULL && err.code != ERR_NONE)
		log_line(LOG_LEVEL_ERROR, target,
		         "what was told before is forgotten, and may be told again: %s",
		         err.message);
	free(text);
	return memory;
}

static struct event_memory *
memory_of(struct teller *teller, const char *target)
{
	struct told_target *told;

	for (size_t i = 0; i < teller->target_count; i++) {
		if (strcmp(teller->targets[i].name, target) == 0)
			return teller->targets[i].memory;
	}
	teller->targets = mem_resize(teller->targets, teller->target_count + 1,
	                             sizeof *teller->targets);
	told = &teller->targets[teller->target_count++];
	told->name = mem_strdup(target);
	told->memory = read_memory(teller, target);
	return told->memory;
}

/* "main: table public.t is missing": the line says which target it is about already. */
static const char *
without_target(const struct event *event)
{
	size_t length = event->target == NULL ? 0 : strlen(event->target);

	if (length == 0 || strncmp(event->summary, event->target, length) != 0 ||
	    strncmp(event->summary + length, ": ", 2) != 0)
		return event->summary;
	return event->summary + length + 2;
}

/* One transaction: either nobody was told and nothing is remembered, or both. */
static void
append(struct teller *teller, struct event *events, size_t count, const char *target,
       const char *memory)
{
	store_append(teller->store, events, count, target, memory);
	for (size_t i = 0; i < count; i++)
		log_line(LOG_LEVEL_NOTICE, events[i].target, "%s: %s",
		         event_type_name(events[i].type), without_target(&events[i]));
	if (count == 0)
		return;
	hooks_wake(teller->hooks);
	if (teller->appended != NULL)
		teller->appended(teller->appended_arg, events, count);
}

static void
keep(struct teller *teller, const char *target, const struct event_memory *memory,
     const struct event_decision *decision)
{
	char *text;

	if (!decision->keep)
		return;
	text = event_memory_write(memory);
	append(teller, decision->events, decision->count, target, text);
	free(text);
}

static void
take_back(struct teller *teller, const char *target, const struct event_decision *decision)
{
	for (size_t i = 0; i < decision->lapsed_count; i++) {
		if (store_unmute(teller->store, decision->lapsed[i]))
			log_line(LOG_LEVEL_NOTICE, target,
			         "acknowledgement %lld is over: its finding is gone or another one",
			         (long long)decision->lapsed[i]);
	}
	if (decision->lapsed_count > 0)
		teller_mutes_changed(teller);
}

static void
decide(struct teller *teller, const struct event_config *config, struct event_input *input)
{
	const char *target = input->report->target;
	struct event_memory *memory = memory_of(teller, target);
	struct event_config complete = *config;
	struct event_decision decision;

	complete.instance = store_instance(teller->store);
	event_decide(memory, input, &complete, &decision);
	keep(teller, target, memory, &decision);
	if (decision.held)
		log_line(LOG_LEVEL_INFO, target,
		         "a deployment seems to be under way: nothing is told of drift until it "
		         "ends, for at most %lld s",
		         (long long)config->hold_max_ms / 1000);
	take_back(teller, target, &decision);
	event_decision_done(&decision);
}

void
teller_report(struct teller *teller, const struct report *old, const struct report *new)
{
	const struct event_config *config = config_of(teller, new->target);
	struct event_input input = {
		.report = new,
		.mutes = board_mutes(teller->board),
		.deployment = event_deployment(old, new),
		.now = clock_wall_ms(),
	};

	/* A target that a reload brings is published as pending before its configuration is in force. */
	if (config == NULL || new->status == STATUS_PENDING)
		return;
	decide(teller, config, &input);
}

void
teller_created(struct teller *teller, const char *target, bool succeeded, const char *summary)
{
	const struct event_config *config = config_of(teller, target);
	const struct report *report = board_find(teller->board, target);
	struct event_memory *memory = memory_of(teller, target);
	struct event_config complete = { 0 };
	struct event_creation creation = {
		.target = target,
		.status = report == NULL ? NULL : status_word(report->status),
		.succeeded = succeeded,
		.summary = summary,
		.mutes = board_mutes(teller->board),
		.now = clock_wall_ms(),
	};
	struct event_decision decision;

	if (config != NULL)
		complete = *config;
	complete.instance = store_instance(teller->store);
	event_decide_created(memory, &creation, &complete, &decision);
	keep(teller, target, memory, &decision);
	event_decision_done(&decision);
}

int64_t
teller_first_seen(struct teller *teller, const char *target, const char *id)
{
	return event_first_seen(memory_of(teller, target), id);
}

void
teller_rejected(struct teller *teller, const char *message)
{
	struct event event;
	struct text summary = { 0 };

	text_addf(&summary, "not reloaded, the running configuration stays: %s", message);
	event_make(&event, EVENT_TYPE_CONFIG_REJECTED, NULL, NULL, clock_wall_ms(),
	           text_str(&summary), store_instance(teller->store), message);
	append(teller, &event, 1, NULL, NULL);
	event_done(&event);
	text_done(&summary);
}

void
teller_stop(struct teller *teller, void (*stopped)(void *arg), void *arg)
{
	hooks_stop(teller->hooks, stopped, arg);
}
