// link: hook_fixture.c
/* What the daemon's parts have counted, in one scrape. */
#include "daemon/meter_priv.h"

#include "hook_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define WAIT_MS 20000

static const struct store_limits limits = { .events = 100,
	                                    .bytes = 1 << 20,
	                                    .age_ms = INT64_C(86400000) };
static const struct http_limits http_limits = { .header_bytes = 8192,
	                                        .body_bytes = 8192,
	                                        .idle_ms = 1000,
	                                        .request_ms = 1000,
	                                        .connections = 8 };

struct scene {
	struct ground *ground;
	struct board *board;
	struct http *http;
	struct store *store;
	struct hooks *hooks;
	struct meter meter;
	const char *awaited;
};

static void
scene_open(struct scene *scene, struct ground *ground)
{
	*scene = (struct scene){ .ground = ground, .board = board_new() };
	scene->http = http_new(ground->base, &http_limits,
	                       &(struct http_services){ .board = scene->board });
	scene->store = store_open(NULL, &limits);
	scene->hooks = hooks_new(ground->base, scene->store, &hook_pace_standard);
	meter_init(&scene->meter, ground->base);
}

static void
scene_close(struct scene *scene)
{
	meter_done(&scene->meter);
	hooks_free(scene->hooks);
	store_close(scene->store);
	http_free(scene->http);
	board_free(scene->board);
}

/* Caller owns. */
static char *
scrape(const struct scene *scene, bool tells)
{
	const struct meter_sources sources = { .board = scene->board,
		                               .http = scene->http,
		                               .hooks = tells ? scene->hooks : NULL,
		                               .store = tells ? scene->store : NULL };
	struct text text = { 0 };

	meter_write(&scene->meter, &sources, &text);
	return text_take(&text);
}

static bool
says_cb(void *arg)
{
	const struct scene *scene = arg;
	char *text = scrape(scene, true);
	bool says = strstr(text, scene->awaited) != NULL;

	free(text);
	return says;
}

static void
until_it_says(struct scene *scene, const char *line)
{
	scene->awaited = line;
	ground_until(scene->ground, WAIT_MS, says_cb, scene);
}

static struct hook_config
hook_of(const struct scene *scene, const char *name, const char *script)
{
	char *path = ground_script(scene->ground, name, script);
	struct hook_config config = { .kind = HOOK_EXEC,
		                      .name = strdup(name),
		                      .events = UINT32_MAX,
		                      .timeout_ms = 10000,
		                      .arguments = ground_list(
					      (const char *const[]){ path, NULL }) };

	free(path);
	return config;
}

/* Port 1 of this machine: nobody listens there. */
static struct hook_config
webhook_that_is_away(void)
{
	return (struct hook_config){ .kind = HOOK_WEB,
		                     .name = strdup("away"),
		                     .events = UINT32_MAX,
		                     .timeout_ms = 10000,
		                     .url = strdup("http://127.0.0.1:1/") };
}

static void
deliveries_are_counted_by_hook_and_outcome(void **state)
{
	struct scene scene;
	struct event event = ground_event(EVENT_TYPE_DRIFT_DETECTED,
	                                  "00000000-0000-4000-8000-000000000001");

	scene_open(&scene, *state);
	struct hook_config configs[] = { hook_of(&scene, "good", "#!/bin/sh\nexit 0\n"),
		                         hook_of(&scene, "bad", "#!/bin/sh\nexit 1\n"),
		                         webhook_that_is_away() };
	hooks_set(scene.hooks, configs, 3);
	meter_event(&scene.meter, event.type);
	store_append(scene.store, &event, 1, "main", NULL);
	hooks_wake(scene.hooks);
	until_it_says(&scene,
	              "\npgdriftd_hook_deliveries_total{hook=\"good\",outcome=\"delivered\"} 1\n");
	until_it_says(&scene,
	              "\npgdriftd_hook_deliveries_total{hook=\"bad\",outcome=\"failed\"} 1\n");
	until_it_says(&scene, "\npgdriftd_webhook_retries_total{webhook=\"away\"} 1\n");
	until_it_says(&scene, "\npgdriftd_webhook_owed{webhook=\"away\"} 1\n");
	until_it_says(&scene, "\npgdriftd_webhook_gone{webhook=\"away\"} 0\n");
	until_it_says(&scene, "\npgdriftd_hook_owed{hook=\"good\"} 0\n");
	until_it_says(&scene, "\npgdriftd_events_total{type=\"drift.detected\"} 1\n");
	until_it_says(&scene, "\npgdriftd_events_total{type=\"drift.resolved\"} 0\n");
	event_done(&event);
	scene_close(&scene);
}

/* In memory for good: nothing reaches a disk, and nothing failed to. */
static void
the_store_says_how_it_is(void **state)
{
	struct scene scene;
	char *text;

	scene_open(&scene, *state);
	until_it_says(&scene, "\npgdriftd_store_on_disk 0\n");
	until_it_says(&scene, "\npgdriftd_store_write_failures_total 0\n");
	text = scrape(&scene, false);
	assert_null(strstr(text, "pgdriftd_store"));
	assert_null(strstr(text, "pgdriftd_events"));
	assert_null(strstr(text, "pgdriftd_hook"));
	free(text);
	scene_close(&scene);
}

/* Something that holds the loop for a while is seen as a delay of about as much. */
static void
a_loop_that_is_held_up_shows(void **state)
{
	const struct timespec nap = { .tv_nsec = 700 * 1000 * 1000 };
	struct scene scene;
	char *text;
	const char *late;

	scene_open(&scene, *state);
	nanosleep(&nap, NULL);
	until_it_says(&scene, "\npgdriftd_event_loop_delay_seconds_count 1\n");
	text = scrape(&scene, true);
	late = strstr(text, "\npgdriftd_event_loop_delay_seconds_sum ");
	assert_non_null(late);
	assert_true(strtod(strchr(late + 1, ' '), NULL) > 0.4);
	free(text);
	scene_close(&scene);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(deliveries_are_counted_by_hook_and_outcome,
		                                ground_setup, ground_teardown),
		cmocka_unit_test_setup_teardown(the_store_says_how_it_is, ground_setup,
		                                ground_teardown),
		cmocka_unit_test_setup_teardown(a_loop_that_is_held_up_shows, ground_setup,
		                                ground_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
