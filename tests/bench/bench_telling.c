/* From the moment at which a table is gone to the start of the hook that says so: with a check that is
 * asked for, and with regular checks, where the interval is most of it. The hook notes the time
 * first of all: its shell and date are in the figures. Ends with 1 where a figure exceeds its limit. */
#include "../integration/harness.h"
#include "../integration/harness_http.h"
#include "../integration/telling.h"
#include "lab.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define INTERVAL_MS  1000
#define MOST_ASKED   50
#define MOST_REGULAR (INTERVAL_MS + 20)

static double
wall_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (double)now.tv_sec * 1000 + (double)now.tv_nsec / 1e6;
}

struct notes {
	char *path;
	size_t count; /* that are awaited */
	double last;
};

static bool
has_noted_cb(void *arg)
{
	struct notes *notes = arg;
	char *text = harness_read_file(notes->path);
	size_t count = 0;

	for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
		notes->last = strtod(line, NULL) / 1e6;
		count++;
	}
	free(text);
	return count >= notes->count;
}

static void
start(struct telling *telling, const struct notes *notes, const char *options)
{
	char *all = harness_format("%s\nconfirm = 1\nflap_limit = 0\nstate_dir = %s/state\n",
	                           options, telling->place);
	char *sections = harness_format("[hook note]\ncommand = %s\nevents = drift.detected\n",
	                                telling->hook);
	char *script = harness_format("#!/bin/sh\ndate +%%s%%N >>%s\n", notes->path);

	harness_write_file(telling->hook, script);

	telling_start(telling, all, sections);
	free(all);
	free(sections);
	free(script);
}

/* Out of step with the checks. */
static void
wait_a_little(long most_ms)
{
	usleep((useconds_t)arc4random_uniform((uint32_t)most_ms * 1000));
}

static void
ask_for_a_check(const struct telling *telling)
{
	struct http_response *response = http_request(telling->daemon->address, "POST", "/v1/check",
	                                              TELLING_BEARER, NULL);

	assert_int_equal(response->status, 202);
	http_free(response);
}

/* Drops the table, and waits for the hook: how long it took. Then all is well again. */
static double
once(struct telling *telling, struct notes *notes, bool ask)
{
	double dropped;

	notes->count++;
	wait_a_little(ask ? 20 : INTERVAL_MS);
	telling_drop(telling);
	dropped = wall_ms();
	if (ask)
		ask_for_a_check(telling);
	assert_true(wait_until(20000, has_noted_cb, notes));
	telling_create(telling);
	if (ask)
		telling_check(telling, 1);
	else
		daemon_wait_json(telling->daemon, "/v1/report", "/status", "in_sync", 20000);
	return notes->last - dropped;
}

static void
measure(const char *words, const char *options, bool ask, int runs, double most)
{
	struct telling *telling;
	void *state;
	struct notes notes = { 0 };
	double values[LAB_RUNS_MAX];
	char *worst = harness_format("%s, the longest of %d", words, runs);

	telling_setup(&state);
	telling = state;
	notes.path = harness_format("%s/noted", telling->place);
	start(telling, &notes, options);
	for (int i = 0; i < runs; i++)
		values[i] = once(telling, &notes, ask);
	lab_figure(words, lab_median(values, (size_t)runs), "ms", most);
	lab_figure(worst, lab_quantile(values, (size_t)runs, 1), "ms", most);
	telling_teardown(&state);
	free(notes.path);
	free(worst);
}

int
main(void)
{
	int runs = (int)lab_size("BENCH_RUNS", 51);

	measure("a dropped table to the start of the hook, POST /v1/check", "check_interval = 1h",
	        true, runs, MOST_ASKED);
	measure("a dropped table to the start of the hook, an interval of 1 s",
	        "check_interval = 1s", false, runs / 2 + 1, MOST_REGULAR);
	return lab_exceeded() == 0 ? 0 : 1;
}
