/* All hooks: configured, woken, stopped, counted. */
#include "hook_queue_priv.h"

#include "base/arena.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* In one turn of the loop; each is a fork, or a connection. */
#define STARTS_AT_ONCE 4

const struct hook_pace hook_pace_standard = {
	.first_ms = 1000,
	.most_ms = INT64_C(600) * 1000,
	.give_up_ms = INT64_C(24) * 3600 * 1000,
};

static bool
any_running(const struct hooks *hooks)
{
	for (size_t i = 0; i < hooks->count; i++) {
		if (hooks->list[i]->attempt != NULL)
			return true;
	}
	return false;
}

static void
wake_cb(evutil_socket_t fd, short what, void *arg)
{
	struct hooks *hooks = arg;
	void (*stopped)(void *arg) = hooks->stopped;
	unsigned started = 0;
	(void)fd;
	(void)what;

	if (hooks->stopping) {
		if (stopped == NULL || any_running(hooks))
			return;
		hooks->stopped = NULL;
		stopped(hooks->stopped_arg);
		return;
	}
	for (size_t i = 0; i < hooks->count; i++) {
		if (hook_look(hooks->list[i]) && ++started == STARTS_AT_ONCE) {
			hooks_wake(hooks);
			return;
		}
	}
}

struct hooks *
hooks_new(struct event_base *base, struct store *store, const struct hook_pace *pace)
{
	struct hooks *hooks = mem_alloc(sizeof *hooks);

	hooks->base = base;
	hooks->store = store;
	hooks->pace = *pace;
	hooks->wake = evtimer_new(base, wake_cb, hooks);
	if (hooks->wake == NULL)
		abort();
	/* Whoever started us may have ignored it: then nobody could say how a child ended. */
	signal(SIGCHLD, SIG_DFL);
	return hooks;
}

void
hooks_free(struct hooks *hooks)
{
	if (hooks == NULL)
		return;
	for (size_t i = 0; i < hooks->count; i++)
		hook_free(hooks->list[i]);
	free(hooks->list);
	event_free(hooks->wake);
	free(hooks);
}

void
hooks_forget(struct hooks *hooks, struct hook *hook)
{
	size_t i = 0;

	while (hooks->list[i] != hook)
		i++;
	hooks->count--;
	memmove(&hooks->list[i], &hooks->list[i + 1], (hooks->count - i) * sizeof hooks->list[0]);
	hook_free(hook);
}

static struct hook *
find(const struct hooks *hooks, const char *name)
{
	for (size_t i = 0; i < hooks->count; i++) {
		if (strcmp(hooks->list[i]->config.name, name) == 0)
			return hooks->list[i];
	}
	return NULL;
}

static void
set_one(struct hooks *hooks, struct hook_config *config)
{
	struct hook *hook = find(hooks, config->name);

	if (hook == NULL) {
		hook = hook_new(hooks);
		hooks->list = mem_resize(hooks->list, hooks->count + 1, sizeof(struct hook *));
		hooks->list[hooks->count++] = hook;
	}
	hook_config_done(&hook->config);
	hook->config = *config;
	memset(config, 0, sizeof *config);
	hook->leaving = false;
	hook->gone = false;
}

static void
tell_store(const struct hooks *hooks)
{
	struct store_hook *subscribers = mem_alloc((hooks->count + 1) * sizeof *subscribers);
	size_t count = 0;

	for (size_t i = 0; i < hooks->count; i++) {
		const struct hook_config *config = &hooks->list[i]->config;

		if (!hooks->list[i]->leaving)
			subscribers[count++] = (struct store_hook){
				.name = config->name,
				.events = config->events,
				.minimum = config->minimum,
			};
	}
	store_subscribe(hooks->store, subscribers, count);
	free(subscribers);
}

void
hooks_set(struct hooks *hooks, struct hook_config *configs, size_t count)
{
	for (size_t i = 0; i < hooks->count; i++)
		hooks->list[i]->leaving = true;
	for (size_t i = 0; i < count; i++)
		set_one(hooks, &configs[i]);
	for (size_t i = hooks->count; i-- > 0;) {
		struct hook *hook = hooks->list[i];

		if (!hook->leaving)
			continue;
		if (hook->attempt != NULL)
			hook_stop(hook->attempt);
		else
			hooks_forget(hooks, hook);
	}
	tell_store(hooks);
	hooks_wake(hooks);
}

void
hooks_wake(struct hooks *hooks)
{
	static const struct timeval at_once = { 0 };

	if (!evtimer_pending(hooks->wake, NULL))
		evtimer_add(hooks->wake, &at_once);
}

void
hooks_stop(struct hooks *hooks, void (*stopped)(void *arg), void *arg)
{
	hooks->stopping = true;
	hooks->stopped = stopped;
	hooks->stopped_arg = arg;
	for (size_t i = 0; i < hooks->count; i++) {
		if (hooks->list[i]->attempt != NULL)
			hook_stop(hooks->list[i]->attempt);
	}
	hooks_wake(hooks);
}

bool
hooks_counters(const struct hooks *hooks, size_t index, struct hook_counters *ret_counters)
{
	for (size_t i = 0; i < hooks->count; i++) {
		const struct hook *hook = hooks->list[i];

		if (hook->leaving || index-- > 0)
			continue;
		*ret_counters = hook->counters;
		ret_counters->name = hook->config.name;
		ret_counters->kind = hook->config.kind;
		ret_counters->owed = store_backlog(hooks->store, hook->config.name);
		ret_counters->running = hook->attempt != NULL;
		ret_counters->gone = hook->gone;
		return true;
	}
	return false;
}
