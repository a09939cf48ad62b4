// link: hook_fixture.c
// link: hook_receiver.c
#include "hook_receiver.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "out/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ALL_EVENTS   (~UINT32_C(0))
#define LATE_MS      800

static const struct store_limits limits = { .events = 10000,
	                                    .bytes = 64u << 20,
	                                    .age_ms = INT64_C(1000) * 86400 * 1000 };
static const struct hook_pace quick = { .first_ms = 20, .most_ms = 80, .give_up_ms = 60000 };

/* A store, hooks, and the file that the scripts write to. */
struct scene {
	struct ground *ground;
	struct store *store;
	struct hooks *hooks;
	char *out;
};

static struct scene
scene_new(struct ground *ground, const char *store_path, const struct hook_pace *pace)
{
	struct scene scene = { .ground = ground };

	scene.store = store_open(store_path, &limits);
	scene.hooks = hooks_new(ground->base, scene.store, pace);
	scene.out = ground_path(ground, "out");
	return scene;
}

static void
scene_done(struct scene *scene)
{
	hooks_free(scene->hooks);
	store_close(scene->store);
	free(scene->out);
}

/* A hook whose script has the scene's file as $1, its name as $2, event and target as $3 and $4. */
static struct hook_config
script_of(struct scene *scene, const char *name, const char *script)
{
	char *path = ground_script(scene->ground, name, script);
	struct hook_config config = {
		.kind = HOOK_EXEC,
		.name = mem_strdup(name),
		.events = ALL_EVENTS,
		.timeout_ms = 30000,
		.arguments = ground_list((const char *const[]){ path, scene->out, NULL }),
	};

	free(path);
	return config;
}

static void
tell_severity(struct scene *scene, const char *id, enum event_type type, const char *severity)
{
	struct event event = ground_event(type, id);

	free(event.severity);
	event.severity = severity != NULL ? mem_strdup(severity) : NULL;
	store_append(scene->store, &event, 1, "main", NULL);
	event_done(&event);
	hooks_wake(scene->hooks);
}

static void
tell(struct scene *scene, const char *id)
{
	tell_severity(scene, id, EVENT_TYPE_DRIFT_DETECTED, "critical");
}

struct waiting {
	const struct scene *scene;
	const char *text;
	size_t index;
};

static bool
has_written(void *arg)
{
	const struct waiting *waiting = arg;
	char *text = ground_read(waiting->scene->out);
	bool has = strstr(text, waiting->text) != NULL;

	free(text);
	return has;
}

static void
until_written(const struct scene *scene, const char *text)
{
	struct waiting waiting = { .scene = scene, .text = text };

	ground_until(scene->ground, 30000, has_written, &waiting);
}

static bool
has_none_owed(void *arg)
{
	const struct waiting *waiting = arg;
	struct hook_counters counters;

	return hooks_counters(waiting->scene->hooks, waiting->index, &counters) &&
	       counters.owed == 0;
}

static void
until_none_owed(const struct scene *scene, size_t index)
{
	struct waiting waiting = { .scene = scene, .index = index };

	ground_until(scene->ground, 30000, has_none_owed, &waiting);
}

static struct hook_counters
counters_of(const struct scene *scene, size_t index)
{
	struct hook_counters counters;

	assert_true(hooks_counters(scene->hooks, index, &counters));
	return counters;
}

static void
assert_file(const char *path, const char *wanted)
{
	char *got = ground_read(path);

	assert_string_equal(got, wanted);
	free(got);
}

/* Each holds a lock that another one at the same time could not take. */
static void
in_order_and_one_at_a_time(void **state)
{
	static const char script[] =
		"#!/bin/sh\nmkdir \"$1.$2.lock\" || echo overlap >>\"$1.$2\"\n"
		"echo \"$PGDRIFTD_ID\" >>\"$1.$2\"\nsleep 0.02\nrmdir \"$1.$2.lock\"\n";
	struct scene scene = scene_new(*state, NULL, &quick);
	struct hook_config configs[] = { script_of(&scene, "one", script),
		                         script_of(&scene, "two", script) };
	struct text wanted = { 0 };
	struct text path = { 0 };

	hooks_set(scene.hooks, configs, COUNT(configs));
	assert_null(configs[0].name);
	for (int i = 0; i < 10; i++) {
		char id[37];

		snprintf(id, sizeof id, "event-%d", i);
		tell(&scene, id);
		text_addf(&wanted, "%s\n", id);
	}
	for (size_t i = 0; i < 2; i++) {
		until_none_owed(&scene, i);
		text_clear(&path);
		text_addf(&path, "%s.%s", scene.out, i == 0 ? "one" : "two");
		assert_file(text_str(&path), text_str(&wanted));
		assert_int_equal(counters_of(&scene, i).delivered, 10);
		assert_int_equal(counters_of(&scene, i).retried, 0);
		assert_string_equal(counters_of(&scene, i).name, i == 0 ? "one" : "two");
	}
	assert_true(scene.ground->late_ms < LATE_MS);
	text_done(&wanted);
	text_done(&path);
	scene_done(&scene);
}

static void
what_it_does_not_want_is_not_owed(void **state)
{
	struct scene scene = scene_new(*state, NULL, &quick);
	struct hook_config config = script_of(&scene, "one",
	                                      "#!/bin/sh\necho \"$PGDRIFTD_ID\" >>\"$1\"\n");

	config.events = 1u << EVENT_TYPE_DRIFT_DETECTED | 1u << EVENT_TYPE_TARGET_UNREACHABLE;
	config.minimum = SEVERITY_WARNING;
	hooks_set(scene.hooks, &config, 1);
	tell_severity(&scene, "too-low", EVENT_TYPE_DRIFT_DETECTED, "info");
	tell_severity(&scene, "other-type", EVENT_TYPE_DRIFT_CHANGED, "critical");
	tell_severity(&scene, "enough", EVENT_TYPE_DRIFT_DETECTED, "warning");
	tell_severity(&scene, "no-severity", EVENT_TYPE_TARGET_UNREACHABLE, NULL);
	until_none_owed(&scene, 0);
	assert_file(scene.out, "enough\nno-severity\n");
	scene_done(&scene);
}

static void
tried_again_until_it_works(void **state)
{
	/* The first event is taken at the third attempt. */
	static const char script[] = "#!/bin/sh\necho \"$PGDRIFTD_ID $PGDRIFTD_ATTEMPT\" >>\"$1\"\n"
				     "test $(grep -c first \"$1\") -ge 3 || exit 75\n";
	struct scene scene = scene_new(*state, NULL, &quick);
	struct hook_config config = script_of(&scene, "one", script);
	struct hook_counters counters;
	char *logged;

	hooks_set(scene.hooks, &config, 1);
	tell(&scene, "first");
	tell(&scene, "second");
	until_none_owed(&scene, 0);
	assert_file(scene.out, "first 1\nfirst 2\nfirst 3\nsecond 1\n");
	counters = counters_of(&scene, 0);
	assert_int_equal(counters.delivered, 2);
	assert_int_equal(counters.retried, 2);
	assert_int_equal(counters.failed, 0);
	assert_int_equal(counters.dropped, 0);
	logged = ground_logged(scene.ground);
	assert_non_null(strstr(logged, "target=main hook one: drift.detected first not delivered, "
	                               "will retry in 0.0 s: exit status 75"));
	free(logged);
	scene_done(&scene);
}

static void
what_fails_is_given_up(void **state)
{
	static const char script[] = "#!/bin/sh\necho \"$PGDRIFTD_ID\" >>\"$1\"\n"
				     "test \"$PGDRIFTD_ID\" = good\n";
	struct scene scene = scene_new(*state, NULL, &quick);
	struct hook_config config = script_of(&scene, "one", script);
	char *logged;

	hooks_set(scene.hooks, &config, 1);
	tell(&scene, "bad");
	tell(&scene, "good");
	until_none_owed(&scene, 0);
	assert_file(scene.out, "bad\ngood\n");
	assert_int_equal(counters_of(&scene, 0).failed, 1);
	assert_int_equal(counters_of(&scene, 0).delivered, 1);
	logged = ground_logged(scene.ground);
	assert_non_null(strstr(logged, "hook one: drift.detected bad given up: exit status 1"));
	free(logged);
	scene_done(&scene);
}

/* Attempts until the time is over, the waits doubling up to their limit. */
static void
given_up_after_its_time(void **state)
{
	static const struct hook_pace pace = { .first_ms = 40, .most_ms = 160, .give_up_ms = 900 };
	static const char script[] = "#!/bin/sh\necho \"$PGDRIFTD_ID $(date +%s%N)\" >>\"$1\"\n"
				     "test \"$PGDRIFTD_ID\" = next || exit 75\n";
	struct scene scene = scene_new(*state, NULL, &pace);
	struct hook_config config = script_of(&scene, "one", script);
	int64_t begun_ms = clock_ms();
	long long times[64];
	size_t count = 0;
	char *logged, *got, *line, *rest;

	hooks_set(scene.hooks, &config, 1);
	tell(&scene, "stuck");
	tell(&scene, "next");
	until_none_owed(&scene, 0);
	assert_true(clock_ms() - begun_ms >= pace.give_up_ms - 10); /* the clock has a grain */
	assert_int_equal(counters_of(&scene, 0).dropped, 1);
	assert_int_equal(counters_of(&scene, 0).delivered, 1);
	logged = ground_logged(scene.ground);
	assert_non_null(strstr(logged, "stuck given up, tried for too long: exit status 75"));
	free(logged);

	got = ground_read(scene.out);
	for (line = strtok_r(got, "\n", &rest); line != NULL && count < COUNT(times);
	     line = strtok_r(NULL, "\n", &rest)) {
		if (strncmp(line, "stuck ", 6) == 0)
			times[count++] = strtoll(line + 6, NULL, 10) / 1000000;
	}
	free(got);
	assert_true(count >= 4 && count < 25);
	for (size_t i = 1; i + 1 < count; i++) {
		int64_t ceiling = i == 1 ? 40 : i == 2 ? 80 : 160;

		assert_true(times[i] - times[i - 1] >= ceiling / 2 - 1);
	}
	scene_done(&scene);
}

static struct hook_config
web_of(const struct receiver *receiver)
{
	char *url;

	if (asprintf(&url, "http://127.0.0.1:%d/", receiver->port) < 0)
		abort();
	return (struct hook_config){
		.kind = HOOK_WEB,
		.name = mem_strdup("web"),
		.events = ALL_EVENTS,
		.timeout_ms = 10000,
		.url = url,
	};
}

#define ANSWER(status, header) "HTTP/1.1 " status "\r\n" header "Content-Length: 0\r\n\r\n"

static void
retry_after_is_honoured(void **state)
{
	static const struct receiver_step steps[] = {
		{ RECEIVER_ANSWERS, ANSWER("503 Busy", "Retry-After: 1\r\n") },
		{ RECEIVER_ANSWERS, ANSWER("200 OK", "") },
	};
	struct scene scene = scene_new(*state, NULL, &quick);
	struct receiver receiver = receiver_start(scene.ground, steps, COUNT(steps), NULL);
	struct hook_config config = web_of(&receiver);
	int64_t begun_ms = clock_ms();

	hooks_set(scene.hooks, &config, 1);
	tell(&scene, "event");
	until_none_owed(&scene, 0);
	assert_in_range(clock_ms() - begun_ms, 990, 20000);
	assert_int_equal(counters_of(&scene, 0).retried, 1);
	assert_int_equal(counters_of(&scene, 0).delivered, 1);
	receiver_stop(&receiver);
	scene_done(&scene);
}

static bool
is_gone(void *arg)
{
	return counters_of(arg, 0).gone;
}

static void
gone_until_the_next_configuration(void **state)
{
	static const struct receiver_step steps[] = {
		{ RECEIVER_ANSWERS, ANSWER("410 Gone", "") },
		{ RECEIVER_ANSWERS, ANSWER("200 OK", "") },
	};
	struct scene scene = scene_new(*state, NULL, &quick);
	struct receiver receiver = receiver_start(scene.ground, steps, COUNT(steps), NULL);
	struct hook_config config = web_of(&receiver);
	char *request, *logged;

	hooks_set(scene.hooks, &config, 1);
	tell(&scene, "first");
	ground_until(scene.ground, 20000, is_gone, &scene);
	tell(&scene, "second");
	ground_for(scene.ground, 200);
	request = receiver_request(&receiver, 1);
	assert_string_equal(request, "");
	free(request);
	assert_int_equal(counters_of(&scene, 0).owed, 2);
	assert_int_equal(counters_of(&scene, 0).failed, 0);
	logged = ground_logged(scene.ground);
	assert_non_null(strstr(logged, "until the configuration is loaded anew: HTTP 410"));
	free(logged);

	config = web_of(&receiver);
	hooks_set(scene.hooks, &config, 1);
	until_none_owed(&scene, 0);
	assert_int_equal(counters_of(&scene, 0).delivered, 2);
	assert_false(counters_of(&scene, 0).gone);
	receiver_stop(&receiver);
	scene_done(&scene);
}

#define PATIENT_SCRIPT                                                            \
	"#!/bin/bash\ntrap 'echo \"$PGDRIFTD_ID ended\" >>\"$1\"; exit 1' TERM\n" \
	"echo \"$PGDRIFTD_ID began\" >>\"$1\"\n"                                  \
	"while ! test -e \"$1.go\"; do sleep 0.01; done\necho \"$PGDRIFTD_ID done\" >>\"$1\"\n"

/* What hangs is its own matter. */
static void
one_hook_does_not_wait_for_another(void **state)
{
	struct scene scene = scene_new(*state, NULL, &quick);
	struct hook_config configs[] = {
		script_of(&scene, "hangs", PATIENT_SCRIPT),
		script_of(&scene, "works", "#!/bin/sh\nexit 0\n"),
	};

	hooks_set(scene.hooks, configs, COUNT(configs));
	for (int i = 0; i < 5; i++)
		tell(&scene, "event");
	until_none_owed(&scene, 1);
	until_written(&scene, "began");
	assert_true(counters_of(&scene, 0).running);
	assert_int_equal(counters_of(&scene, 0).owed, 5);
	assert_false(counters_of(&scene, 1).running);
	assert_true(scene.ground->late_ms < LATE_MS);
	scene_done(&scene);
}

static void
a_reload_leaves_what_stays(void **state)
{
	struct scene scene = scene_new(*state, NULL, &quick);
	struct hook_config config = script_of(&scene, "stays", PATIENT_SCRIPT);
	char *go;

	hooks_set(scene.hooks, &config, 1);
	tell(&scene, "first");
	tell(&scene, "second");
	until_written(&scene, "first began");
	config = script_of(&scene, "stays", "#!/bin/sh\necho \"$PGDRIFTD_ID anew\" >>\"$1\"\n");
	hooks_set(scene.hooks, &config, 1);
	ground_for(scene.ground, 100);
	assert_file(scene.out, "first began\n");
	assert_true(counters_of(&scene, 0).running);
	go = ground_script(scene.ground, "out.go", "");
	until_none_owed(&scene, 0);
	assert_file(scene.out, "first began\nfirst done\nsecond anew\n");
	assert_int_equal(counters_of(&scene, 0).delivered, 2);
	free(go);
	scene_done(&scene);
}

/* A wait goes on over a reload. */
static void
a_reload_does_not_hurry(void **state)
{
	static const struct hook_pace slow = { .first_ms = 2000,
		                               .most_ms = 2000,
		                               .give_up_ms = 60000 };
	static const char script[] = "#!/bin/sh\necho tried >>\"$1\"\nexit 75\n";
	struct scene scene = scene_new(*state, NULL, &slow);
	struct hook_config config = script_of(&scene, "one", script);

	hooks_set(scene.hooks, &config, 1);
	tell(&scene, "event");
	until_written(&scene, "tried");
	ground_for(scene.ground, 100);
	config = script_of(&scene, "one", script);
	hooks_set(scene.hooks, &config, 1);
	tell(&scene, "other");
	ground_for(scene.ground, 300);
	assert_file(scene.out, "tried\n");
	assert_int_equal(counters_of(&scene, 0).owed, 2);
	scene_done(&scene);
}

static void
a_reload_ends_what_goes(void **state)
{
	struct scene scene = scene_new(*state, NULL, &quick);
	struct hook_config config = script_of(&scene, "goes", PATIENT_SCRIPT);
	struct hook_counters counters;

	hooks_set(scene.hooks, &config, 1);
	tell(&scene, "first");
	tell(&scene, "second");
	until_written(&scene, "first began");
	hooks_set(scene.hooks, NULL, 0);
	assert_false(hooks_counters(scene.hooks, 0, &counters));
	until_written(&scene, "first ended");
	ground_for(scene.ground, 100);
	assert_file(scene.out, "first began\nfirst ended\n");
	assert_int_equal(store_backlog(scene.store, "goes"), 0);

	/* Back again, and at once gone and back while its child is still ending. */
	config = script_of(&scene, "goes", PATIENT_SCRIPT);
	hooks_set(scene.hooks, &config, 1);
	tell(&scene, "third");
	until_written(&scene, "third began");
	hooks_set(scene.hooks, NULL, 0);
	config = script_of(&scene, "goes", "#!/bin/sh\necho \"$PGDRIFTD_ID anew\" >>\"$1\"\n");
	hooks_set(scene.hooks, &config, 1);
	tell(&scene, "fourth");
	until_none_owed(&scene, 0);
	assert_file(scene.out, "first began\nfirst ended\nthird began\nthird ended\nfourth anew\n");
	scene_done(&scene);
}

static void
stopped_cb(void *arg)
{
	*(bool *)arg = true;
}

static bool
is_true(void *arg)
{
	return *(const bool *)arg;
}

static void
stopping_ends_the_children(void **state)
{
	struct ground *ground = *state;
	char *path = ground_path(ground, "store.db");
	struct scene scene = scene_new(ground, path, &quick);
	struct hook_config config = script_of(&scene, "one", PATIENT_SCRIPT);
	struct hook_config same;
	bool stopped = false;

	hooks_set(scene.hooks, &config, 1);
	tell(&scene, "first");
	until_written(&scene, "first began");
	hooks_stop(scene.hooks, stopped_cb, &stopped);
	assert_false(stopped);
	ground_until(ground, 10000, is_true, &stopped);
	assert_file(scene.out, "first began\nfirst ended\n");
	tell(&scene, "second");
	ground_for(ground, 100);
	assert_file(scene.out, "first began\nfirst ended\n");
	scene_done(&scene);

	/* The attempt that was ended does not count: the next one is the first again. */
	scene = scene_new(ground, path, &quick);
	same = script_of(&scene, "one",
	                 "#!/bin/sh\necho \"$PGDRIFTD_ID $PGDRIFTD_ATTEMPT\" >>\"$1\"\n");
	hooks_set(scene.hooks, &same, 1);
	until_none_owed(&scene, 0);
	assert_file(scene.out, "first began\nfirst ended\nfirst 1\nsecond 1\n");
	stopped = false;
	hooks_stop(scene.hooks, stopped_cb, &stopped);
	assert_false(stopped); /* from the loop only */
	ground_until(ground, 1000, is_true, &stopped);
	scene_done(&scene);
	free(path);
}

/* Attempts, their time and the wait are remembered. */
static void
a_restart_goes_on(void **state)
{
	static const struct hook_pace pace = { .first_ms = 1000,
		                               .most_ms = 1000,
		                               .give_up_ms = 1300 };
	static const char script[] =
		"#!/bin/sh\necho \"$PGDRIFTD_ID $PGDRIFTD_ATTEMPT\" >>\"$1\"\nexit 75\n";
	struct ground *ground = *state;
	char *path = ground_path(ground, "store.db");
	struct scene scene = scene_new(ground, path, &pace);
	struct hook_config config = script_of(&scene, "one", script);

	hooks_set(scene.hooks, &config, 1);
	tell(&scene, "event");
	until_written(&scene, "event 1");
	while (counters_of(&scene, 0).retried == 0)
		ground_for(ground, 10);
	scene_done(&scene);

	scene = scene_new(ground, path, &pace);
	config = script_of(&scene, "one", script);
	hooks_set(scene.hooks, &config, 1);
	ground_for(ground, 100);
	assert_file(scene.out, "event 1\n");
	until_none_owed(&scene, 0);
	assert_int_equal(counters_of(&scene, 0).dropped, 1);
	until_written(&scene, "event 2");
	scene_done(&scene);
	free(path);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, ground_setup, ground_teardown)
	const struct CMUnitTest tests[] = {
		TEST(in_order_and_one_at_a_time),
		TEST(what_it_does_not_want_is_not_owed),
		TEST(tried_again_until_it_works),
		TEST(what_fails_is_given_up),
		TEST(given_up_after_its_time),
		TEST(retry_after_is_honoured),
		TEST(gone_until_the_next_configuration),
		TEST(one_hook_does_not_wait_for_another),
		TEST(a_reload_leaves_what_stays),
		TEST(a_reload_does_not_hurry),
		TEST(a_reload_ends_what_goes),
		TEST(stopping_ends_the_children),
		TEST(a_restart_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
