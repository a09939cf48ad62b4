#include "watch/watch.h"

#include "base/clock.h"
#include "watch_priv.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static void
stopping_cb(evutil_socket_t socket, short what, void *arg)
{
	struct watch *watch = arg;

	(void)socket;
	(void)what;
	watch->stopped(watch->stopped_arg);
}

struct watch *
watch_new(struct event_base *base, struct board *board, size_t concurrent, bool once)
{
	struct watch *watch = mem_alloc(sizeof *watch);

	watch->base = base;
	watch->board = board;
	watch->concurrent = concurrent;
	watch->once = once;
	watch->stopping = evtimer_new(base, stopping_cb, watch);
	return watch;
}

void
watch_keep(struct watch *watch, const struct watch_keeping *keeping)
{
	free(watch->state_dir);
	watch->state_dir = keeping->state_dir == NULL ? NULL : mem_strdup(keeping->state_dir);
	watch->keeping = *keeping;
	watch->keeping.state_dir = watch->state_dir;
}

static void
free_list(struct watched *list)
{
	while (list != NULL) {
		struct watched *next = list->next;

		watched_free(list);
		list = next;
	}
}

void
watch_free(struct watch *watch)
{
	if (watch == NULL)
		return;
	watch->concurrent = 0; /* nobody moves up while the others go */
	free_list(watch->targets);
	event_free(watch->stopping);
	free(watch->state_dir);
	free(watch);
}

void
watch_target_done(struct watch_target *target)
{
	free(target->name);
	conninfo_free(target->conninfo);
	conninfo_free(target->create_conninfo);
	expected_unref(target->expected);
	for (size_t i = 0; i < target->module_count; i++)
		free(target->modules[i]);
	free(target->modules);
	free(target->identity);
	*target = (struct watch_target){ 0 };
}

static void
admit(struct watch *watch)
{
	while (watch->queue != NULL && watch->running < watch->concurrent) {
		struct watched *watched = watch->queue;

		watch->queue = watched->queue_next;
		watched->queue_next = NULL;
		watched->holds_place = true;
		watch->running++;
		watched_event(watched,
		              link_is_open(watched->link) ? EVENT_ADMITTED_OPEN : EVENT_ADMITTED);
	}
}

void
watch_enqueue(struct watch *watch, struct watched *watched)
{
	struct watched **end = &watch->queue;

	while (*end != NULL)
		end = &(*end)->queue_next;
	*end = watched;
	admit(watch);
}

void
watch_leave(struct watch *watch, struct watched *watched)
{
	for (struct watched **place = &watch->queue; *place != NULL;
	     place = &(*place)->queue_next) {
		if (*place == watched) {
			*place = watched->queue_next;
			watched->queue_next = NULL;
			break;
		}
	}
	if (watched->holds_place) {
		watched->holds_place = false;
		watch->running--;
	}
	admit(watch);
}

static struct watched *
find(struct watched *list, const char *name)
{
	while (list != NULL && strcmp(list->config.name, name) != 0)
		list = list->next;
	return list;
}

/* Takes the target of that name out of the list, if its identity is the same too. */
static struct watched *
take_same(struct watched **list, const struct watch_target *config)
{
	for (struct watched **place = list; *place != NULL; place = &(*place)->next) {
		struct watched *watched = *place;

		if (strcmp(watched->config.name, config->name) == 0 &&
		    strcmp(watched->config.identity, config->identity) == 0) {
			*place = watched->next;
			watched->next = NULL;
			return watched;
		}
	}
	return NULL;
}

/* Takes every target that has gone off the board; one that comes back changed keeps its history. */
static void
retire(struct watch *watch, struct watched *old)
{
	for (struct watched *watched = old; watched != NULL; watched = watched->next) {
		if (find(watch->targets, watched->config.name) == NULL)
			board_remove(watch->board, watched->config.name);
	}
	free_list(old);
}

/* What is counted since the start goes on. */
static void
keep_counts(struct watched *watched, const struct watched *before)
{
	uint64_t broken = seen_broken(watched->seen);

	if (before != NULL)
		watched->counts = before->counts;
	watched->counts.broken += broken;
	watched->counts.creates = watched->creating != NULL;
}

bool
watch_set(struct watch *watch, struct watch_target *targets, size_t count, size_t concurrent,
          struct err *err)
{
	struct watched **made = mem_alloc((count + 1) * sizeof *made);
	struct watched *old = watch->targets;
	struct watched **end = &watch->targets;

	/* First all that can fail, with nothing changed. */
	for (size_t i = 0; i < count; i++) {
		struct watched *same = find(old, targets[i].name);

		if (same != NULL && strcmp(same->config.identity, targets[i].identity) == 0)
			continue;
		made[i] = watched_new(watch, &targets[i], err);
		if (made[i] == NULL) {
			for (size_t j = 0; j < i; j++)
				watched_free(made[j]);
			free(made);
			return false;
		}
	}
	watch->concurrent = concurrent;
	watch->targets = NULL;
	for (size_t i = 0; i < count; i++) {
		struct watched *watched = made[i] != NULL ? made[i] : take_same(&old, &targets[i]);

		assert(watched != NULL);
		if (made[i] != NULL)
			keep_counts(watched, find(old, watched->config.name));
		*end = watched;
		end = &watched->next;
	}
	retire(watch, old);
	for (size_t i = 0; i < count; i++) {
		if (made[i] == NULL) {
			watch_target_done(&targets[i]);
			continue;
		}
		if (board_find(watch->board, made[i]->config.name) == NULL)
			board_publish(watch->board, report_pending(made[i]->config.name,
			                                           made[i]->config.expected));
		watched_start(made[i]);
	}
	free(made);
	return true;
}

bool
watch_check_now(struct watch *watch, const char *target)
{
	bool found = false;

	for (struct watched *watched = watch->targets; watched != NULL; watched = watched->next) {
		if (target != NULL && strcmp(watched->config.name, target) != 0)
			continue;
		found = true;
		if (watched->state == TARGET_CONNECTING || watched->state == TARGET_READING ||
		    watched->state == TARGET_CREATING)
			watched->again = true;
		else
			watched_event(watched, EVENT_DUE);
	}
	return found || target == NULL;
}

bool
watch_stands(void *arg, const char *target)
{
	struct watch *watch = arg;
	const struct watched *watched = find(watch->targets, target);

	return watched != NULL && watched->good_ms != 0 &&
	       clock_ms() - watched->good_ms < watched->config.unknown_after_ms;
}

void
watch_stop(struct watch *watch, void (*stopped)(void *arg), void *arg)
{
	watch->stopped = stopped;
	watch->stopped_arg = arg;
	watch->concurrent = 0;
	for (struct watched *watched = watch->targets; watched != NULL; watched = watched->next)
		watched_event(watched, EVENT_STOP);
	watch->ending = true;
	watch_consider_stopped(watch);
}

void
watch_consider_stopped(struct watch *watch)
{
	const struct timeval at_once = { 0 };

	if (!watch->ending)
		return;
	for (struct watched *watched = watch->targets; watched != NULL; watched = watched->next) {
		if (watched->state != TARGET_STOPPED)
			return;
	}
	watch->ending = false; /* once is enough */
	event_add(watch->stopping, &at_once);
}

bool
watch_counts(const struct watch *watch, size_t index, const char **ret_target,
             struct watch_counts *ret_counts)
{
	const struct watched *watched = watch->targets;

	while (watched != NULL && index-- > 0)
		watched = watched->next;
	if (watched == NULL)
		return false;
	*ret_target = watched->config.name;
	*ret_counts = watched->counts;
	return true;
}
