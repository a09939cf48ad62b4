#include "daemon/daemon.h"

#include "base/log.h"
#include "base/version.h"
#include "daemon/daemon_priv.h"
#include "daemon/loop.h"
#include "daemon/news.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define STOP_MS             10000 /* systemd and the contract give us 15 s */
#define WATCHDOG_MS_MIN     10
#define DESCRIPTORS_OTHER   64 /* listeners, epoll, log, files while they are read */
#define DESCRIPTORS_PER_END 3  /* a connection, and what its name look-up needs for a while */

static int64_t
number_of(const struct daemon *daemon, enum option option)
{
	return daemon->config->settings.value[option].number;
}

bool
daemon_update_status(struct daemon *daemon)
{
	struct text status = { 0 };
	bool changed;

	text_add(&status, text_str(&daemon->complaint));
	news_status(daemon->board, &status);
	changed = strcmp(text_str(&status), text_str(&daemon->status)) != 0;
	text_done(&daemon->status);
	daemon->status = status;
	return changed;
}

static void
published_cb(void *arg, const struct report *old, const struct report *new)
{
	struct daemon *daemon = arg;
	struct text line = { 0 };
	enum log_level level;

	counters_report(daemon->meter.counters, new);
	if (news_line(old, new, &line, &level))
		log_line(level, new->target, "%s", text_str(&line));
	text_done(&line);
	teller_report(&daemon->teller, old, new);
	if (!daemon->stopping && daemon_update_status(daemon))
		notify_status(&daemon->notify, text_str(&daemon->status));
}

static bool
stands_cb(void *arg, const char *target)
{
	const struct daemon *daemon = arg;

	return watch_stands(daemon->watch, target);
}

static bool
check_now_cb(void *arg, const char *target)
{
	const struct daemon *daemon = arg;

	return watch_check_now(daemon->watch, target);
}

static void
metrics_cb(void *arg, struct text *out)
{
	const struct daemon *daemon = arg;
	const struct meter_sources sources = {
		.board = daemon->board,
		.http = daemon->http,
		.hooks = daemon->teller.hooks,
		.store = daemon->teller.store,
		.watch = daemon->watch,
	};

	meter_write(&daemon->meter, &sources, out);
}

static void
appended_cb(void *arg, const struct event *events, size_t count)
{
	struct daemon *daemon = arg;

	for (size_t i = 0; i < count; i++)
		meter_event(&daemon->meter, events[i].type);
	http_events_changed(daemon->http);
}

static void
mutes_changed_cb(void *arg)
{
	struct daemon *daemon = arg;

	teller_mutes_changed(&daemon->teller);
}

static void
watchdog_cb(evutil_socket_t socket, short what, void *arg)
{
	const struct daemon *daemon = arg;

	(void)socket;
	(void)what;
	notify_watchdog(&daemon->notify);
}

static void
start_watchdog(struct daemon *daemon)
{
	int64_t half_ms = daemon->notify.watchdog_us / 2000;
	struct timeval interval = loop_ms(half_ms > WATCHDOG_MS_MIN ? half_ms : WATCHDOG_MS_MIN);

	if (daemon->notify.watchdog_us == 0)
		return;
	daemon->watchdog = event_new(daemon->base, -1, EV_PERSIST, watchdog_cb, daemon);
	event_add(daemon->watchdog, &interval);
	notify_watchdog(&daemon->notify);
}

static void
part_stopped_cb(void *arg)
{
	struct daemon *daemon = arg;

	if (--daemon->stopping_parts == 0)
		event_base_loopbreak(daemon->base);
}

static void
deadline_cb(evutil_socket_t socket, short what, void *arg)
{
	struct daemon *daemon = arg;

	(void)socket;
	(void)what;
	log_line(LOG_LEVEL_WARNING, NULL, "still busy after %d s: stopping all the same",
	         STOP_MS / 1000);
	event_base_loopbreak(daemon->base);
}

/* The first signal lets what is under way end; the second does not. */
static void
stop_cb(void *arg)
{
	struct daemon *daemon = arg;
	struct timeval limit = loop_ms(STOP_MS);

	if (daemon->stopping) {
		event_base_loopbreak(daemon->base);
		return;
	}
	daemon->stopping = true;
	daemon->stopping_parts = 3;
	notify_stopping(&daemon->notify);
	event_add(daemon->deadline, &limit);
	http_drain(daemon->http, part_stopped_cb, daemon);
	watch_stop(daemon->watch, part_stopped_cb, daemon);
	teller_stop(&daemon->teller, part_stopped_cb, daemon);
}

/* A shell's soft limit of 1,024 is small for many targets; the hard one is the administrator's. */
static void
raise_descriptors(const struct daemon *daemon)
{
	rlim_t clients = (rlim_t)number_of(daemon, OPTION_http_max_connections);
	rlim_t wanted = DESCRIPTORS_OTHER + daemon->listener_count * clients +
	                daemon->config->target_count * DESCRIPTORS_PER_END;
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
		return;
	limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
	setrlimit(RLIMIT_NOFILE, &limit);
	if (limit.rlim_cur < wanted)
		log_line(LOG_LEVEL_WARNING, NULL,
		         "%llu file descriptors are allowed, %llu may be needed: raise LimitNOFILE",
		         (unsigned long long)limit.rlim_cur, (unsigned long long)wanted);
}

static void
make_parts(struct daemon *daemon)
{
	const struct http_limits limits = {
		.header_bytes = (size_t)number_of(daemon, OPTION_http_header_limit),
		.body_bytes = (size_t)number_of(daemon, OPTION_http_body_limit),
		.idle_ms = number_of(daemon, OPTION_http_idle_timeout),
		.request_ms = number_of(daemon, OPTION_http_request_timeout),
		.connections = (size_t)number_of(daemon, OPTION_http_max_connections),
	};
	size_t concurrent = (size_t)number_of(daemon, OPTION_max_concurrent_checks);

	daemon->base = loop_new();
	daemon->board = board_new();
	daemon->watch = watch_new(daemon->base, daemon->board, concurrent, false);
	daemon->http = http_new(daemon->base, &limits,
	                        &(struct http_services){ .board = daemon->board,
	                                                 .stands = stands_cb,
	                                                 .check_now = check_now_cb,
	                                                 .metrics = metrics_cb,
	                                                 .mutes_changed = mutes_changed_cb,
	                                                 .arg = daemon });
	meter_init(&daemon->meter, daemon->base);
	daemon->deadline = evtimer_new(daemon->base, deadline_cb, daemon);
	signals_init(&daemon->signals, daemon->base, daemon_reload_cb, stop_cb, daemon);
}

/* From the outside in: whoever asks goes first, what is asked goes last. */
static void
free_parts(struct daemon *daemon)
{
	signals_done(&daemon->signals);
	http_free(daemon->http);
	daemon_unlisten(daemon);
	watch_free(daemon->watch);
	teller_done(&daemon->teller);
	board_free(daemon->board);
	meter_done(&daemon->meter);
	event_free(daemon->deadline);
	if (daemon->watchdog != NULL)
		event_free(daemon->watchdog);
	event_base_free(daemon->base);
	notify_close(&daemon->notify);
	text_done(&daemon->status);
	text_done(&daemon->complaint);
	if (daemon->config != daemon->started)
		config_free(daemon->config);
	config_free(daemon->started);
}

static bool
start(struct daemon *daemon, struct err *err)
{
	size_t count = daemon->config->target_count;

	if (!daemon_listen(daemon, err))
		return false;
	raise_descriptors(daemon);
	/* Not before we know that we are the one: two cannot have the same store. */
	teller_init(&daemon->teller, daemon->base, daemon->board, daemon->config);
	daemon->teller.appended = appended_cb;
	daemon->teller.appended_arg = daemon;
	http_set_store(daemon->http, daemon->teller.store);
	board_observe(daemon->board, published_cb, daemon);
	daemon_keep(daemon);
	if (!watch_set(daemon->watch, daemon->config->targets, count,
	               (size_t)number_of(daemon, OPTION_max_concurrent_checks), err))
		return false;
	daemon_apply(daemon);
	start_watchdog(daemon);
	log_line(LOG_LEVEL_INFO, NULL, "pgdriftd %s started: %zu target%s, listening on %s",
	         program_version(), count, count == 1 ? "" : "s", text_str(&daemon->addresses));
	daemon_update_status(daemon);
	notify_ready(&daemon->notify, text_str(&daemon->status));
	return true;
}

bool
daemon_run(struct config *config, struct err *err)
{
	struct daemon daemon = { .config = config, .started = config };
	bool ok;

	log_open(LOG_LEVEL_INFO);
	notify_open(&daemon.notify);
	make_parts(&daemon);
	ok = start(&daemon, err);
	if (ok) {
		event_base_dispatch(daemon.base);
		log_line(LOG_LEVEL_INFO, NULL, "stopped");
	}
	free_parts(&daemon);
	return ok;
}
