/* What becomes of the event that is owed first: tried, tried again, given up. What is owed is in the
 * store; here is only what a restart may forget. All waiting is by the monotonic clock: a jump of the
 * other one neither hurries nor delays. */
#include "hook_queue_priv.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"

#include <stdlib.h>
#include <string.h>

static void
set_timer(struct event *timer, int64_t ms)
{
	struct timeval delay = { .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 };

	evtimer_add(timer, &delay);
}

static void
wait_for(struct hook *hook, int64_t ms)
{
	hook->wait_until_ms = clock_ms() + ms;
	set_timer(hook->timer, ms);
}

static int64_t
between(int64_t least, int64_t value, int64_t most)
{
	return value < least ? least : value > most ? most : value;
}

/* Doubling, and somewhere in the upper half, so that hooks of one cause do not return together. */
static int64_t
back_off(const struct hook_pace *pace, unsigned attempts)
{
	int64_t ceiling = pace->first_ms;

	while (--attempts > 0 && ceiling < pace->most_ms)
		ceiling *= 2;
	ceiling = between(0, ceiling, pace->most_ms);
	return ceiling - (int64_t)arc4random_uniform((uint32_t)(ceiling / 2 + 1));
}

static void
say(const struct hook *hook, enum log_level level, const char *what, const char *message)
{
	log_line(level, hook->target, "hook %s: %s %s %s: %s", hook->config.name,
	         event_type_name(hook->type), hook->id, what, message);
}

/* What it has waited for before we were started is bounded: the wall clock may have been wrong. */
static void
begin_event(struct hook *hook, const struct store_owed *owed)
{
	const struct hook_pace *pace = &hook->hooks->pace;
	int64_t wall_ms = clock_wall_ms();
	int64_t age_ms = owed->first_at != 0 ? wall_ms - owed->first_at : 0;
	int64_t wait_ms = owed->next_at != 0 ? wall_ms - owed->next_at : 0;

	hook->sequence = owed->event.sequence;
	hook->type = owed->event.type;
	memcpy(hook->id, owed->event.id, sizeof hook->id);
	free(hook->target);
	hook->target = owed->event.target != NULL ? mem_strdup(owed->event.target) : NULL;
	hook->attempts = owed->attempts;
	hook->first_ms = clock_ms() - between(0, age_ms, pace->give_up_ms);
	if (wait_ms < 0)
		wait_for(hook, between(0, -wait_ms, pace->most_ms));
}

static void
owed_no_more(struct hook *hook)
{
	store_delivered(hook->hooks->store, hook->config.name, hook->sequence);
	hook->ended = hook->sequence;
	hook->sequence = 0;
}

/* Keeps it for later, or gives it up: after a last attempt when its time is over. */
static void
try_again(struct hook *hook, const struct hook_result *result)
{
	const struct hook_pace *pace = &hook->hooks->pace;
	int64_t left_ms = hook->first_ms + pace->give_up_ms - clock_ms();
	int64_t wait_ms = result->retry_after_ms > 0 ? result->retry_after_ms
	                                             : back_off(pace, hook->attempts);
	char when[64];

	if (left_ms <= 0) {
		hook->counters.dropped++;
		say(hook, LOG_LEVEL_ERROR, "given up, tried for too long", result->message);
		owed_no_more(hook);
		return;
	}
	wait_ms = between(0, wait_ms, left_ms);
	hook->counters.retried++;
	snprintf(when, sizeof when, "not delivered, will retry in %lld.%lld s",
	         (long long)wait_ms / 1000, (long long)wait_ms % 1000 / 100);
	say(hook, LOG_LEVEL_WARNING, when, result->message);
	store_retry(hook->hooks->store, hook->config.name, hook->sequence,
	            clock_wall_ms() + wait_ms);
	wait_for(hook, wait_ms);
}

static void
take(struct hook *hook, const struct hook_result *result)
{
	if (result->outcome != HOOK_STOPPED)
		hook->attempts++;
	switch (result->outcome) {
	case HOOK_DONE:
		hook->counters.delivered++;
		say(hook, LOG_LEVEL_DEBUG, "delivered", result->message);
		owed_no_more(hook);
		break;
	case HOOK_FAILED:
		hook->counters.failed++;
		say(hook, LOG_LEVEL_ERROR, "given up", result->message);
		owed_no_more(hook);
		break;
	case HOOK_RETRY:
		try_again(hook, result);
		break;
	case HOOK_GONE:
		hook->gone = true;
		say(hook, LOG_LEVEL_ERROR,
		    "not delivered, nor anything else until the configuration is loaded anew",
		    result->message);
		break;
	case HOOK_STOPPED:
		break;
	}
}

static void
result_cb(void *arg, const struct hook_result *result)
{
	struct hook *hook = arg;
	struct hooks *hooks = hook->hooks;

	hook->attempt = NULL;
	if (hook->leaving)
		hooks_forget(hooks, hook);
	else
		take(hook, result);
	hooks_wake(hooks);
}

/* An event that comes again right after it was said to be delivered is not sent again and again: the
 * store has failed to note it. */
static bool
is_new(struct hook *hook, int64_t sequence)
{
	if (sequence != hook->ended)
		return true;
	log_line(LOG_LEVEL_ERROR, NULL, "hook %s: what was delivered could not be noted",
	         hook->config.name);
	store_delivered(hook->hooks->store, hook->config.name, sequence);
	wait_for(hook, hook->hooks->pace.most_ms);
	return false;
}

static bool
waits(struct hook *hook)
{
	int64_t left_ms = hook->wait_until_ms - clock_ms();

	/* The loop's clock is a little coarser than ours. */
	if (left_ms > 0 && !evtimer_pending(hook->timer, NULL))
		set_timer(hook->timer, left_ms);
	return left_ms > 0;
}

bool
hook_look(struct hook *hook)
{
	struct hooks *hooks = hook->hooks;
	struct store_owed owed;

	if (hook->attempt != NULL || hook->gone || hook->leaving || hooks->stopping ||
	    waits(hook) || !store_owed(hooks->store, hook->config.name, &owed))
		return false;
	if (owed.event.sequence != hook->sequence && is_new(hook, owed.event.sequence))
		begin_event(hook, &owed);
	if (!waits(hook))
		hook->attempt = hook_start(hooks->base, &hook->config, &owed.event,
		                           hook->attempts + 1, result_cb, hook);
	event_done(&owed.event);
	return hook->attempt != NULL;
}

static void
timer_cb(evutil_socket_t fd, short what, void *arg)
{
	const struct hook *hook = arg;
	(void)fd;
	(void)what;

	hooks_wake(hook->hooks);
}

struct hook *
hook_new(struct hooks *hooks)
{
	struct hook *hook = mem_alloc(sizeof *hook);

	hook->hooks = hooks;
	hook->timer = evtimer_new(hooks->base, timer_cb, hook);
	if (hook->timer == NULL)
		abort();
	return hook;
}

void
hook_free(struct hook *hook)
{
	hook_cancel(hook->attempt);
	event_free(hook->timer);
	hook_config_done(&hook->config);
	free(hook->target);
	free(hook);
}
