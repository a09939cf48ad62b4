/* One check of each target, on the same loop and by the same watch as the daemon's. */
#include "base/clock.h"
#include "base/log.h"
#include "cli/verb_priv.h"
#include "daemon/loop.h"
#include "report/json.h"
#include "report/plain.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
static bool
check_all(struct config *config, const struct arguments *arguments, struct board *board,
          struct err *err)
{
	struct checking checking = {
		.base = loop_new(),
		.board = board,
		.timeout_ms = arguments->timeout_ms,
	};
	size_t concurrent = (size_t)config->settings.value[OPTION_max_concurrent_checks].number;
	struct watch *watch = watch_new(checking.base, board, concurrent, true);
	struct event *timeout = evtimer_new(checking.base, timeout_cb, &checking);
	struct timeval limit = loop_ms(arguments->timeout_ms);
	bool ok;

	board_observe(board, published_cb, &checking);
	ok = watch_set(watch, config->targets, config->target_count, concurrent, err);
	if (ok) {
		if (arguments->timeout_ms > 0)
			event_add(timeout, &limit);
		event_base_dispatch(checking.base);
	}
	watch_free(watch);
	event_free(timeout);
	event_base_free(checking.base);
	return ok;
}

static bool
wants_colour(const struct arguments *arguments)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	return (arguments->given & ARGUMENT_NO_COLOR) == 0 && isatty(STDOUT_FILENO) &&
	       (no_color == NULL || *no_color == '\0') &&
	       (term == NULL || strcmp(term, "dumb") != 0);
}

static int
write_reports(const struct board *board, const struct arguments *arguments, struct text *out)
{
	size_t count = board_count(board);
	const struct report **reports = mem_alloc((count + 1) * sizeof *reports);
	int verdict = EXIT_CODE_OK;

	for (size_t i = 0; i < count; i++) {
		reports[i] = board_at(board, i);
		verdict = report_worse(verdict, report_verdict(reports[i], arguments->minimum));
	}
	if (arguments->format == FORMAT_JSON)
		report_document(reports, count, NULL, out);
	else if (arguments->format == FORMAT_NAGIOS)
		report_nagios(reports, count, arguments->minimum, out);
	else
		report_text(reports, count, arguments->minimum, wants_colour(arguments), out);
	free(reports);
	return verdict;
}

static bool
check_arguments(const struct arguments *arguments, struct err *err)
{
	if (arguments->dsn == NULL)
		return true;
	if (arguments->manifest == NULL)
		return err_set(err, ERR_USAGE, "--dsn needs --manifest");
	if ((arguments->given & ARGUMENT_CONFIG) != 0)
		return err_set(err, ERR_USAGE, "--dsn and --config exclude each other");
	if ((arguments->given & ARGUMENT_TARGET) != 0)
		return err_set(err, ERR_USAGE, "--dsn and --target exclude each other");
	return true;
}

int
verb_check(const struct arguments *arguments, struct text *out)
{
	struct board *board = board_new();
	struct config *config = NULL;
	struct err err = { 0 };
	int code;

	log_open(LOG_LEVEL_WARNING);
	if (check_arguments(arguments, &err) && load_config(arguments, &config, &err) &&
	    check_all(config, arguments, board, &err))
		code = write_reports(board, arguments, out);
	else
		code = fail(arguments->verb, arguments->format == FORMAT_NAGIOS, &err, out);
	config_free(config);
	board_free(board);
	return code;
}
