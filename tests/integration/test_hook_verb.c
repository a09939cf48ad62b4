/* `pgdriftd hook test NAME`: what a hook's author sees. */
#include "harness.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

struct ground {
	char *directory;
	char *ini;
};

/* A hook of that script, and a webhook that nobody answers. */
static void
configure(struct ground *ground, const char *script)
{
	char *manifest = harness_format("%s/manifest.json", ground->directory);
	char *hook = harness_format("%s/hook", ground->directory);
	char *ini = harness_format("[target main]\nconninfo = dbname=nowhere\nmanifest = %s\n"
	                           "[hook mail]\ncommand = %s to@example.com\ntimeout = 1s\n"
	                           "[webhook chat]\nurl = http://127.0.0.1:%d/\n",
	                           manifest, hook, harness_free_port());

	harness_write_file(manifest, "{\"manifest\": 1, \"name\": \"m\", \"modules\": "
	                             "[{\"name\": \"a\", \"tables\": [\"t\"]}]}");
	harness_write_file(hook, script);
	assert_int_equal(chmod(hook, 0755), 0);
	harness_write_file(ground->ini, ini);
	free(manifest);
	free(hook);
	free(ini);
}

static int
setup(void **state)
{
	struct ground *ground = calloc(1, sizeof *ground);

	ground->directory = harness_path("hooks");
	ground->ini = harness_format("%s/x.ini", ground->directory);
	*state = ground;
	return mkdir(ground->directory, 0755);
}

static int
teardown(void **state)
{
	struct ground *ground = *state;
	const char *argv[] = { "rm", "-rf", ground->directory, NULL };

	run_program(argv, NULL, NULL);
	free(ground->directory);
	free(ground->ini);
	free(ground);
	return 0;
}

static void
assert_tried(struct ground *ground, const char *name, int code, const char *output,
             const char *errors)
{
	char *out, *err;
	int ended = run_pgdriftd(&out, &err, "-c", ground->ini, "hook", "test", name, NULL);

	if (ended != code || strstr(out, output) == NULL || strstr(err, errors) == NULL)
		fail_msg("exit %d\n%s%s", ended, out, err);
	free(out);
	free(err);
}

static void
the_hook_gets_a_test_event_and_its_output_is_shown(void **state)
{
	configure(*state, "#!/bin/sh\necho \"$@ $PGDRIFTD_EVENT $PGDRIFTD_TARGET.\"\n"
	                  "grep -o io.pgdriftd.test >&2\n");
	assert_tried(*state, "mail", 0, "hook mail: done: exit status 0\n",
	             "hook mail: stdout: to@example.com mail test  test .");
	assert_tried(*state, "mail", 0, "hook mail: done", "hook mail: stderr: io.pgdriftd.test");
}

static void
its_exit_status_says_what_comes_of_it(void **state)
{
	configure(*state, "#!/bin/sh\nexit 75\n");
	assert_tried(*state, "mail", 75, "hook mail: to be tried again: exit status 75\n", "");
	configure(*state, "#!/bin/sh\nexit 3\n");
	assert_tried(*state, "mail", 1, "hook mail: failed: exit status 3\n", "");
	configure(*state, "#!/bin/sh\nsleep 30\n");
	assert_tried(*state, "mail", 1, "hook mail: failed: not ready after 1000 ms", "");
}

static void
a_webhook_that_cannot_be_reached_would_be_tried_again(void **state)
{
	configure(*state, "#!/bin/sh\n");
	assert_tried(*state, "chat", 75, "webhook chat: to be tried again: ", "");
}

static void
what_is_not_there_is_a_usage_error(void **state)
{
	char *err;
	struct ground *ground = *state;

	configure(ground, "#!/bin/sh\n");
	assert_tried(ground, "mial", 64, "", "there is no hook mial; did you mean mail?");
	assert_int_equal(run_pgdriftd(NULL, &err, "-c", ground->ini, "hook", "try", "mail", NULL),
	                 64);
	assert_non_null(strstr(err, "test NAME"));
	free(err);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(the_hook_gets_a_test_event_and_its_output_is_shown),
		TEST(its_exit_status_says_what_comes_of_it),
		TEST(a_webhook_that_cannot_be_reached_would_be_tried_again),
		TEST(what_is_not_there_is_a_usage_error),
	};

	return cmocka_run_group_tests_name("hook_verb", tests, NULL, NULL);
}
