/* One target at work: its beginning and end, its timers, and the events of its state machine. */
#include "base/clock.h"
#include "base/log.h"
#include "creating_priv.h"
#include "watch/spelling.h"
#include "watch_priv.h"

#include <stdlib.h>
#include <string.h>

struct timeval
watched_in_ms(int64_t ms)
{
	return (struct timeval){ .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 };
}

static void
due_cb(evutil_socket_t socket, short what, void *arg)
{
	(void)socket;
	(void)what;
	watched_event(arg, EVENT_DUE);
}

/* No check says anything new, good or bad, for longer than the last good verdict stands. */
static void
staling_cb(evutil_socket_t socket, short what, void *arg)
{
	struct watched *watched = arg;
	const struct report *last = board_find(watched->watch->board, watched->config.name);
	char message[96];

	(void)socket;
	(void)what;
	if (last == NULL || !report_good(last))
		return;
	snprintf(message, sizeof message, "no good check for %.3g s",
	         (double)watched->config.unknown_after_ms / 1000);
	log_line(LOG_LEVEL_WARNING, watched->config.name, "%s", message);
	verdicts_forget(watched->verdicts);
	board_publish(watched->watch->board, report_stale(last, clock_wall_ms(), message));
}

static void
lost_cb(void *arg, const struct err *err, const char *tag)
{
	struct watched *watched = arg;

	(void)tag;
	watched->failure = *err;
	/* idle_session_timeout: a habit of the server, and no sign of trouble. */
	watched_event(watched, strcmp(err->sqlstate, "57P05") == 0 ? EVENT_IDLED_OUT : EVENT_LOST);
}

void
watched_event(struct watched *watched, enum target_event event)
{
	struct target_step step = target_step(watched->state, event);

	if (step.reason == NULL)
		return;
	log_line(LOG_LEVEL_DEBUG, watched->config.name, "%s: %s -> %s: %s",
	         target_event_word(event), target_state_word(watched->state),
	         target_state_word(step.next), step.reason);
	watched->state = step.next;
	watched_act(watched, step.action);
}

static struct seen *
open_seen(const struct watched *watched)
{
	const struct watch_keeping *keeping = &watched->watch->keeping;
	const struct watch_target *config = &watched->config;

	if (config->auto_create && keeping->state_dir == NULL && !watched->watch->once)
		log_line(LOG_LEVEL_WARNING, config->name,
		         "there is no state_dir: auto_create creates nothing");
	return seen_open(&(struct seen_options){
		.state_dir = keeping->state_dir,
		.target = config->name,
		.expected = config->expected,
		.met = keeping->met != NULL && keeping->met(keeping->arg, config->name),
		.durable = config->auto_create,
	});
}

struct watched *
watched_new(struct watch *watch, struct watch_target *config, struct err *err)
{
	struct watched *watched = mem_alloc(sizeof *watched);
	char application[96];

	watched->watch = watch;
	if (!select_modules(config->expected, (const char *const *)config->modules,
	                    config->module_count, &watched->arena, &watched->selection, err)) {
		err_prefix(err, "target %s", config->name);
		arena_done(&watched->arena);
		free(watched);
		return NULL;
	}
	watched->config = *config;
	*config = (struct watch_target){ 0 };
	watched->seen = open_seen(watched);
	snprintf(application, sizeof application, "pgdriftd/%s", watched->config.name);
	watched->link = link_new(watch->base, watched->config.conninfo, application, NULL);
	watched->verdicts = watch->once ? NULL : verdicts_new();
	link_on_lost(watched->link, lost_cb, watched);
	watched->spellings = spellings_new();
	watched->timer = evtimer_new(watch->base, due_cb, watched);
	watched->staling = evtimer_new(watch->base, staling_cb, watched);
	if (watched->config.auto_create && !watch->once)
		watched->creating = creating_new(watched);
	return watched;
}

void
watched_start(struct watched *watched)
{
	int64_t delay_ms = schedule_first(&watched->schedule, watched->config.check_interval_ms,
	                                  clock_ms(), arc4random());
	struct timeval delay = watched_in_ms(watched->watch->once ? 0 : delay_ms);

	event_add(watched->timer, &delay);
}

void
watched_free(struct watched *watched)
{
	if (watched == NULL)
		return;
	/* The second time nothing is waited for any more. */
	watched_event(watched, EVENT_STOP);
	watched_event(watched, EVENT_STOP);
	creating_free(watched->creating);
	seen_free(watched->seen);
	link_free(watched->link);
	verdicts_free(watched->verdicts);
	event_free(watched->timer);
	event_free(watched->staling);
	spellings_free(watched->spellings);
	watch_target_done(&watched->config);
	arena_done(&watched->arena);
	free(watched);
}
