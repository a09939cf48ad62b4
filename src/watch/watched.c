/* One target at work: what the actions of the state machine do. */
#include "base/clock.h"
#include "base/log.h"
#include "watch_priv.h"

#include <stdlib.h>
#include <string.h>

static struct timeval
in_ms(int64_t ms)
{
	return (struct timeval){ .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 };
}

static void
plan(struct watched *watched, int64_t delay_ms)
{
	struct timeval delay = in_ms(watched->again ? 0 : delay_ms);

	if (watched->watch->once)
		return;
	watched->again = false;
	event_add(watched->timer, &delay);
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
	board_publish(watched->watch->board, report_stale(last, clock_wall_ms(), message));
}

static void
connected_cb(void *arg, const struct err *err, const char *tag)
{
	struct watched *watched = arg;

	(void)tag;
	if (err != NULL)
		watched->failure = *err;
	watched_event(watched, err == NULL ? EVENT_CONNECTED : EVENT_CONNECT_FAILED);
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

static void
checked_cb(void *arg, struct report_input *input)
{
	struct watched *watched = arg;

	watched->check = NULL; /* frees itself after this call */
	watched->result = input;
	watched->failure = input->error;
	watched_event(watched, input->outcome != NULL ? EVENT_READ : EVENT_READ_FAILED);
	watched->result = NULL;
}

static void
act_none(struct watched *watched)
{
	(void)watched;
}

static void
act_enqueue(struct watched *watched)
{
	event_del(watched->timer);
	watch_enqueue(watched->watch, watched);
}

static void
act_connect(struct watched *watched)
{
	watched->began_us = clock_us();
	link_connect(watched->link, clock_ms() + watched->config.connect_timeout_ms, connected_cb,
	             watched);
}

static void
act_read(struct watched *watched)
{
	struct check_config config = {
		.target = watched->config.name,
		.expected = watched->config.expected,
		.selection = &watched->selection,
		.limits = watched->config.limits,
		.timeout_ms = watched->config.check_timeout_ms,
		.observer = watched->config.observer,
	};

	watched->began_us = clock_us();
	watched->check = check_start(watched->link, &config, checked_cb, watched);
}

/* The board may tell somebody who ends the watch: nothing of it is touched afterwards but this. */
static void
publish(struct watched *watched, struct report_input *input)
{
	struct board *board = watched->watch->board;
	struct report *report;

	input->check = ++watched->checks;
	report = report_new(input, board_find(board, watched->config.name));
	if (report_good(report)) {
		struct timeval stands = in_ms(watched->config.unknown_after_ms);

		watched->good_ms = clock_ms();
		if (!watched->watch->once)
			event_add(watched->staling, &stands);
	}
	board_publish(board, report);
}

static void
act_publish(struct watched *watched)
{
	struct watch *watch = watched->watch;

	if (watched->schedule.failures > 0)
		log_line(LOG_LEVEL_INFO, watched->config.name,
		         "read again after %u failed attempts", watched->schedule.failures);
	if (!watched->config.keep_connection || watch->once)
		link_close(watched->link);
	watched->began_us = 0;
	plan(watched, schedule_next(&watched->schedule, clock_ms(), arc4random()));
	publish(watched, watched->result);
	watch_leave(watch, watched);
}

static void
act_fail(struct watched *watched)
{
	struct watch *watch = watched->watch;
	struct arena empty = { 0 };
	struct report_input input = {
		.target = watched->config.name,
		.expected = watched->config.expected,
		.arena = &empty,
		.error = watched->failure,
		.checked_at = clock_wall_ms(),
		.duration_us = watched->began_us == 0 ? 0 : clock_us() - watched->began_us,
	};
	bool refused = strncmp(watched->failure.sqlstate, "28", 2) == 0;
	bool told = watched->schedule.failures > 0 && watched->told == watched->failure.code;
	int64_t delay_ms = schedule_back_off(&watched->schedule, refused, arc4random());

	link_close(watched->link);
	if (!watch->once)
		log_line(told ? LOG_LEVEL_DEBUG : LOG_LEVEL_WARNING, watched->config.name,
		         "not read: %s; next attempt in %.1f s", watched->failure.message,
		         (double)delay_ms / 1000);
	watched->told = watched->failure.code;
	plan(watched, delay_ms);
	publish(watched, watched->result != NULL ? watched->result : &input);
	watch_leave(watch, watched);
}

static void
act_cease(struct watched *watched)
{
	event_del(watched->timer);
	event_del(watched->staling);
	check_cancel(watched->check);
	watched->check = NULL;
	link_close(watched->link);
	watch_leave(watched->watch, watched);
}

void
watched_event(struct watched *watched, enum target_event event)
{
	static void (*const actions[TARGET_ACTIONS])(struct watched *) = {
		[ACTION_NONE] = act_none,       [ACTION_ENQUEUE] = act_enqueue,
		[ACTION_CONNECT] = act_connect, [ACTION_READ] = act_read,
		[ACTION_PUBLISH] = act_publish, [ACTION_FAIL] = act_fail,
		[ACTION_CEASE] = act_cease,
	};
	struct target_step step = target_step(watched->state, event);

	if (step.reason == NULL)
		return;
	log_line(LOG_LEVEL_DEBUG, watched->config.name, "%s: %s -> %s: %s",
	         target_event_word(event), target_state_word(watched->state),
	         target_state_word(step.next), step.reason);
	watched->state = step.next;
	actions[step.action](watched);
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
	snprintf(application, sizeof application, "pgdriftd/%s", watched->config.name);
	watched->link = link_new(watch->base, watched->config.conninfo, application, NULL);
	link_on_lost(watched->link, lost_cb, watched);
	watched->timer = evtimer_new(watch->base, due_cb, watched);
	watched->staling = evtimer_new(watch->base, staling_cb, watched);
	return watched;
}

void
watched_start(struct watched *watched)
{
	int64_t delay_ms = schedule_first(&watched->schedule, watched->config.check_interval_ms,
	                                  clock_ms(), arc4random());
	struct timeval delay = in_ms(watched->watch->once ? 0 : delay_ms);

	event_add(watched->timer, &delay);
}

void
watched_free(struct watched *watched)
{
	if (watched == NULL)
		return;
	watched_event(watched, EVENT_STOP);
	link_free(watched->link);
	event_free(watched->timer);
	event_free(watched->staling);
	watch_target_done(&watched->config);
	arena_done(&watched->arena);
	free(watched);
}
