/* What the actions of the state machine do. */
#include "base/clock.h"
#include "base/log.h"
#include "creating_priv.h"
#include "watch_priv.h"

#include <stdlib.h>
#include <string.h>

#define SWOLLEN_TEXTS 5000

static void
plan(struct watched *watched, int64_t delay_ms)
{
	struct timeval delay = watched_in_ms(watched->again ? 0 : delay_ms);

	if (watched->watch->once)
		return;
	watched->again = false;
	event_add(watched->timer, &delay);
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

/* What a check that could read calls for. */
static enum target_event
judge(struct watched *watched)
{
	const struct report_input *input = watched->result;

	if (!watched->confirming && !watched->watch->once &&
	    seen_vanished(watched->seen, input->outcome))
		return EVENT_VANISHED;
	watched->confirming = false;
	if (watched->watch->once)
		return EVENT_READ;
	seen_learn(watched->seen, &input->server, input->outcome);
	return !watched->created && creating_wanted(watched->creating, input) ? EVENT_LACKING
	                                                                      : EVENT_READ;
}

/* Class 40: what a standby replays was in the way (40001, 40P01), which says nothing of the database. */
static enum target_event
judge_failure(struct watched *watched)
{
	if (watched->retried || strncmp(watched->failure.sqlstate, "40", 2) != 0)
		return EVENT_READ_FAILED;
	watched->retried = true;
	return EVENT_CONFLICT;
}

static void
checked_cb(void *arg, struct report_input *input)
{
	struct watched *watched = arg;

	watched->check = NULL; /* frees itself after this call */
	if (input->unchanged) {
		const struct report *last = board_find(watched->watch->board, watched->config.name);

		input->outcome = last->outcome;
		input->server = last->server;
	}
	watched->result = input;
	watched->failure = input->error;
	watched_event(watched, input->outcome == NULL ? judge_failure(watched) : judge(watched));
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
	verdicts_forget_moment(watched->verdicts);
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
		.seen = watched->seen,
		.limits = watched->config.limits,
		.timeout_ms = watched->config.check_timeout_ms,
		.observer = watched->config.observer,
		.verdicts = watched->verdicts,
		.full_check_every_ms = watched->config.full_check_every_ms,
		.fingerprints_from = watched->config.fingerprints_from,

		.confirms = watched->config.confirm_definitions,
		.spellings = watched->watch->once ? NULL : watched->spellings,
	};

	watched->began_us = clock_us();
	watched->check = check_start(watched->link, &config, checked_cb, watched);
}

/* Somebody knows that it is gone: it may be absent from now on. */
static void
forget_modules(struct watched *watched, const struct report *report)
{
	const struct watch_keeping *keeping = &watched->watch->keeping;

	if (report->outcome == NULL || keeping->acknowledged == NULL)
		return;
	for (size_t i = 0; i < report->outcome->drift_count; i++) {
		const struct drift *drift = &report->outcome->drifts[i];

		if (drift->kind == KIND_module && drift->module != EXPECTED_NONE &&
		    keeping->acknowledged(keeping->arg, watched->config.name,
		                          report->findings[i].fingerprint) &&
		    seen_forget_module(watched->seen, drift->module)) {
			verdicts_forget(watched->verdicts);
			log_line(LOG_LEVEL_NOTICE, watched->config.name,
			         "module %s is gone for good: that was acknowledged", drift->name);
		}
	}
}

/* The board may tell somebody who ends the watch: nothing of it is touched afterwards but this. */
static void
publish(struct watched *watched, struct report_input *input)
{
	struct board *board = watched->watch->board;
	struct report *report;

	input->check = ++watched->checks;
	input->remembered = watched->watch->keeping.first_seen;
	input->remembered_arg = watched->watch->keeping.arg;
	report = report_new(input, board_find(board, watched->config.name));
	if (report_good(report)) {
		struct timeval stands = watched_in_ms(watched->config.unknown_after_ms);

		watched->good_ms = clock_ms();
		if (!watched->watch->once)
			event_add(watched->staling, &stands);
		forget_modules(watched, report);
	}
	board_publish(board, report);
}

static void
act_retry(struct watched *watched)
{
	link_close(watched->link);
	act_connect(watched);
}

static void
act_confirm(struct watched *watched)
{
	log_line(
		LOG_LEVEL_NOTICE, watched->config.name,
		"every table that was there is gone at once: looking again on a second connection");
	/* What that check found is not told. */
	verdicts_forget(watched->verdicts);
	watched->confirming = true;
	link_close(watched->link);
	act_connect(watched);
}

/* The report first: it is true, and creating may take its time. One connection at a time. */
static void
act_create(struct watched *watched)
{
	watched->created = true;
	link_close(watched->link);
	publish(watched, watched->result);
	creating_begin(watched->creating);
}

static void
act_withdraw(struct watched *watched)
{
	creating_withdraw(watched->creating);
}

/* The server's memory for this session has grown with the texts that it made, and stays so. */
static bool
is_swollen(const struct watched *watched)
{
	return watched->verdicts != NULL && watched->verdicts->texts > SWOLLEN_TEXTS;
}

static void
act_publish(struct watched *watched)
{
	struct watch *watch = watched->watch;

	if (watched->schedule.failures > 0)
		log_line(LOG_LEVEL_INFO, watched->config.name,
		         "read again after %u failed attempts", watched->schedule.failures);
	if (!watched->config.keep_connection || watch->once || is_swollen(watched))
		link_close(watched->link);
	watched->began_us = 0;
	watched->created = false;
	watched->retried = false;
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
	verdicts_forget(watched->verdicts);
	if (!watch->once)
		log_line(told ? LOG_LEVEL_DEBUG : LOG_LEVEL_WARNING, watched->config.name,
		         "not read: %s; next attempt in %.1f s", watched->failure.message,
		         (double)delay_ms / 1000);
	watched->told = watched->failure.code;
	watched->confirming = false;
	watched->created = false;
	watched->retried = false;
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
	creating_break(watched->creating);
	link_close(watched->link);
	watch_leave(watched->watch, watched);
	watch_consider_stopped(watched->watch);
}

void
watched_act(struct watched *watched, enum target_action action)
{
	static void (*const actions[TARGET_ACTIONS])(struct watched *) = {
		[ACTION_NONE] = act_none,         [ACTION_ENQUEUE] = act_enqueue,
		[ACTION_CONNECT] = act_connect,   [ACTION_READ] = act_read,
		[ACTION_PUBLISH] = act_publish,   [ACTION_FAIL] = act_fail,
		[ACTION_CEASE] = act_cease,       [ACTION_CONFIRM] = act_confirm,
		[ACTION_RETRY] = act_retry,       [ACTION_CREATE] = act_create,
		[ACTION_WITHDRAW] = act_withdraw,
	};

	actions[action](watched);
}
