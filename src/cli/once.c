/* One check of each target, on the same loop and by the same watch as the daemon's. */
#include "base/clock.h"
#include "cli/verb_priv.h"
#include "daemon/loop.h"

struct checking {
	struct event_base *base;
	struct board *board;
	int64_t timeout_ms;
};

static bool
all_checked(const struct board *board)
{
	for (size_t i = 0; i < board_count(board); i++) {
		if (board_at(board, i)->status == STATUS_PENDING)
			return false;
	}
	return true;
}

static void
published_cb(void *arg, const struct report *old, const struct report *new)
{
	const struct checking *checking = arg;

	(void)old;
	if (new->status != STATUS_PENDING && all_checked(checking->board))
		event_base_loopbreak(checking->base);
}

/* What --timeout leaves without a verdict is unknown. */
static void
timeout_cb(evutil_socket_t socket, short what, void *arg)
{
	const struct checking *checking = arg;

	(void)socket;
	(void)what;
	for (size_t i = 0; i < board_count(checking->board); i++) {
		const struct report *pending = board_at(checking->board, i);
		struct arena empty = { 0 };
		struct report_input input = {
			.target = pending->target,
			.expected = pending->expected,
			.arena = &empty,
			.checked_at = clock_wall_ms(),
			.duration_us = checking->timeout_ms * 1000,
			.check = 1,
		};
		if (pending->status != STATUS_PENDING)
			continue;
		err_set(&input.error, ERR_TIMEOUT, "no verdict within %lld s (--timeout)",
		        (long long)checking->timeout_ms / 1000);
		board_publish(checking->board, report_new(&input, pending));
	}
}

/* The board's observer stays, and is not called any more when the watch is gone. */
bool
check_once(struct config *config, int64_t timeout_ms, struct board *board, struct err *err)
{
	struct checking checking = {
		.base = loop_new(),
		.board = board,
		.timeout_ms = timeout_ms,
	};
	size_t concurrent = (size_t)config->settings.value[OPTION_max_concurrent_checks].number;
	struct watch *watch = watch_new(checking.base, board, concurrent, true);
	struct event *timeout = evtimer_new(checking.base, timeout_cb, &checking);
	struct timeval limit = loop_ms(timeout_ms);
	bool ok;

	board_observe(board, published_cb, &checking);
	ok = watch_set(watch, config->targets, config->target_count, concurrent, err);
	if (ok) {
		if (timeout_ms > 0)
			event_add(timeout, &limit);
		event_base_dispatch(checking.base);
	}
	watch_free(watch);
	event_free(timeout);
	event_base_free(checking.base);
	return ok;
}
