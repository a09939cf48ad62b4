#include "daemon/meter_priv.h"

#include "base/clock.h"
#include "daemon/loop.h"

#include <stdlib.h>

#define TICK_MS 250 /* a stop of the loop that lasts a tenth of it is seen by every tenth tick */

static void
plan_tick(struct meter *meter)
{
	const struct timeval interval = loop_ms(TICK_MS);

	meter->tick_due_us = clock_us() + (int64_t)TICK_MS * 1000;
	event_add(meter->tick, &interval);
}

/* libevent reads a coarse clock once a turn, so that a timer may also come early. */
static void
tick_cb(evutil_socket_t socket, short what, void *arg)
{
	struct meter *meter = arg;
	int64_t late_us = clock_us() - meter->tick_due_us;

	(void)socket;
	(void)what;
	histogram_observe(&meter->delays, late_us > 0 ? (double)late_us / 1e6 : 0);
	plan_tick(meter);
}

void
meter_init(struct meter *meter, struct event_base *base)
{
	*meter = (struct meter){
		.counters = counters_new(),
		.tick = evtimer_new(base, tick_cb, meter),
		.config_read = true,
		.config_read_at = clock_wall_ms(),
	};
	if (meter->tick == NULL)
		abort(); /* out of memory */
	plan_tick(meter);
}

void
meter_done(struct meter *meter)
{
	event_free(meter->tick);
	counters_free(meter->counters);
}

void
meter_reloaded(struct meter *meter, const struct board *board, bool ok)
{
	meter->config_read = ok;
	if (!ok)
		return;
	meter->config_read_at = clock_wall_ms();
	counters_keep(meter->counters, board);
}

static void
add_http_cb(void *arg, const char *path, const char *status, uint64_t count)
{
	scrape_add(arg, METRIC_pgdriftd_http_requests_total, (double)count, LABELS(path, status));
}

void
meter_event(struct meter *meter, enum event_type type)
{
	meter->events[type]++;
}

static void
add_hook(struct scrape *scrape, const struct hook_counters *hook)
{
	static const struct {
		enum metric deliveries;
		enum metric retries;
		enum metric owed;
	} names[] = {
		[HOOK_EXEC] = { METRIC_pgdriftd_hook_deliveries_total,
		                METRIC_pgdriftd_hook_retries_total, METRIC_pgdriftd_hook_owed },
		[HOOK_WEB] = { METRIC_pgdriftd_webhook_deliveries_total,
		               METRIC_pgdriftd_webhook_retries_total,
		               METRIC_pgdriftd_webhook_owed },
	};
	enum metric deliveries = names[hook->kind].deliveries;

	scrape_add(scrape, deliveries, (double)hook->delivered, LABELS(hook->name, "delivered"));
	scrape_add(scrape, deliveries, (double)hook->failed, LABELS(hook->name, "failed"));
	scrape_add(scrape, deliveries, (double)hook->dropped, LABELS(hook->name, "expired"));
	scrape_add(scrape, names[hook->kind].retries, (double)hook->retried, LABELS(hook->name));
	scrape_add(scrape, names[hook->kind].owed, (double)hook->owed, LABELS(hook->name));
	if (hook->kind == HOOK_WEB)
		scrape_add(scrape, METRIC_pgdriftd_webhook_gone, hook->gone, LABELS(hook->name));
}

static void
add_hooks(struct scrape *scrape, const struct hooks *hooks)
{
	struct hook_counters hook;

	for (size_t i = 0; hooks != NULL && hooks_counters(hooks, i, &hook); i++)
		add_hook(scrape, &hook);
}

static void
add_store(struct scrape *scrape, const struct meter *meter, const struct store *store)
{
	if (store == NULL)
		return;
	for (size_t i = 0; i < EVENT_TYPE_COUNT; i++)
		scrape_add(scrape, METRIC_pgdriftd_events_total, (double)meter->events[i],
		           LABELS(event_type_name((enum event_type)i)));
	scrape_add(scrape, METRIC_pgdriftd_store_write_failures_total,
	           (double)store_failures(store), NO_LABELS);
	scrape_add(scrape, METRIC_pgdriftd_store_dropped_total, (double)store_dropped(store),
	           NO_LABELS);
	scrape_add(scrape, METRIC_pgdriftd_store_on_disk, store_on_disk(store), NO_LABELS);
}

static void
add_creating(struct scrape *scrape, const struct watch *watch)
{
	struct watch_counts counts;
	const char *target;

	for (size_t i = 0; watch != NULL && watch_counts(watch, i, &target, &counts); i++) {
		scrape_add(scrape, METRIC_pgdriftd_seen_broken_total, (double)counts.broken,
		           LABELS(target));
		if (!counts.creates)
			continue;
		for (size_t j = 0; j < WATCH_RESULTS; j++)
			scrape_add(scrape, METRIC_pgdriftd_create_attempts_total,
			           (double)counts.attempts[j],
			           LABELS(target, watch_result_word((enum watch_result)j)));
		scrape_add(scrape, METRIC_pgdriftd_create_tables_total, (double)counts.tables,
		           LABELS(target));
	}
}

void
meter_write(const struct meter *meter, const struct meter_sources *sources, struct text *out)
{
	struct scrape scrape = { 0 };

	scrape_board(&scrape, sources->board);
	counters_scrape(meter->counters, sources->board, &scrape);
	add_creating(&scrape, sources->watch);
	add_store(&scrape, meter, sources->store);
	add_hooks(&scrape, sources->hooks);
	http_counts(sources->http, add_http_cb, &scrape);
	scrape_add_histogram(&scrape, METRIC_pgdriftd_event_loop_delay_seconds, &meter->delays,
	                     NO_LABELS);
	scrape_add(&scrape, METRIC_pgdriftd_config_last_reload_successful, meter->config_read,
	           NO_LABELS);
	scrape_add(&scrape, METRIC_pgdriftd_config_last_reload_success_timestamp_seconds,
	           (double)meter->config_read_at / 1000, NO_LABELS);
	process_scrape(&scrape);
	scrape_write(&scrape, out);
	scrape_done(&scrape);
}
