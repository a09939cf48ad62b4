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
meter_write(const struct meter *meter, const struct board *board, const struct http *http,
            struct text *out)
{
	struct scrape scrape = { 0 };

	scrape_board(&scrape, board);
	counters_scrape(meter->counters, board, &scrape);
	http_counts(http, add_http_cb, &scrape);
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
