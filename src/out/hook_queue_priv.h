/* The queue of one hook: what it is owed first, an attempt under way or the time until the next. */
#ifndef OUT_HOOK_QUEUE_PRIV_H
#define OUT_HOOK_QUEUE_PRIV_H

#include "out/hook.h"
#include "out/store.h"

#include <event2/event.h>

struct hook {
	struct hooks *hooks;
	struct hook_config config;
	struct event *timer;           /* until wait_until_ms */
	struct hook_attempt *attempt;  /* NULL: none is under way */
	int64_t wait_until_ms;         /* clock_ms() */
	struct hook_counters counters; /* only the numbers */
	bool gone;
	bool leaving;  /* not configured any more; freed when its attempt has ended */
	int64_t ended; /* sequence of the event that was owed before this one */
	/* The event that is owed first, since it was looked at. */
	int64_t sequence; /* 0: none was */
	enum event_type type;
	char id[37];
	char *target;
	unsigned attempts; /* made */
	int64_t first_ms;  /* clock_ms() of the first of them, or of now */
};

struct hooks {
	struct event_base *base;
	struct store *store;
	struct hook_pace pace;
	struct hook **list;
	size_t count;
	struct event *wake;
	bool stopping;
	void (*stopped)(void *arg);
	void *stopped_arg;
};

struct hook *hook_new(struct hooks *hooks);
void hook_free(struct hook *hook);

/* Begins the next attempt if it is time for it; whether it did. */
bool hook_look(struct hook *hook);

/* One that is leaving has no attempt any more (hook.c). */
void hooks_forget(struct hooks *hooks, struct hook *hook);

#endif
