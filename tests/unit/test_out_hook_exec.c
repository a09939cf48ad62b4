// link: hook_fixture.c
#include "hook_fixture.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ID           "6f1c7c3e-0000-4000-8000-000000000001"

/* What a loop that waits for a child would show is seconds; what a busy machine shows is less. */
#define LATE_MS 800

static struct hook_config
config_of(const char *path, int64_t timeout_ms)
{
	return (struct hook_config){
		.kind = HOOK_EXEC,
		.name = mem_strdup("pager"),
		.timeout_ms = timeout_ms,
		.report_url = mem_strdup("http://watch.example:8432"),
		.arguments = ground_list(
			(const char *const[]){ path, "--first", "two words", NULL }),
	};
}

/* Runs a path with an event, to its end. */
static struct ending
run_event(struct ground *ground, const char *path, const struct event *event, int64_t timeout_ms,
          int64_t patience_ms)
{
	struct hook_config config = config_of(path, timeout_ms);
	struct ending ending = { .started_ms = clock_ms() };

	hook_start(ground->base, &config, event, 3, ending_cb, &ending);
	hook_config_done(&config);
	ground_until(ground, patience_ms, ending_came, &ending);
	return ending;
}

static struct ending
run_script(struct ground *ground, const char *text, int64_t timeout_ms)
{
	char *path = ground_script(ground, "hook", text);
	struct event event = ground_event(EVENT_TYPE_DRIFT_DETECTED, ID);
	struct ending ending = run_event(ground, path, &event, timeout_ms, 20000);

	event_done(&event);
	free(path);
	return ending;
}

static void
assert_has(const char *text, const char *piece)
{
	if (strstr(text, piece) == NULL)
		fail_msg("\"%s\" is not in:\n%s", piece, text);
}

/* The loop's clock has a grain of a few ms: a timer may be that much too early. By how much the loop
 * itself was late is no fault of the hook's. */
static void
assert_took(const struct ground *ground, const struct ending *ending, int64_t least, int64_t most)
{
	assert_in_range(ending->took_ms, least - 10, most + ground->late_ms);
}

static void
environment_and_arguments_are_the_contract(void **state)
{
	static const char wanted[] =
		"argument=--first\nargument=two words\nargument=pager\nargument=drift.detected\n"
		"argument=main\n"
		"HOME=/\nLANG=C.UTF-8\n"
		"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n"
		"PGDRIFTD_ATTEMPT=3\nPGDRIFTD_CRITICAL=1\nPGDRIFTD_EVENT=drift.detected\n"
		"PGDRIFTD_FINDINGS=3\nPGDRIFTD_FIRST_SEEN=2026-11-22T08:59:00.000Z\n"
		"PGDRIFTD_ID=" ID "\nPGDRIFTD_INFO=0\nPGDRIFTD_PREVIOUS_STATUS=in_sync\n"
		"PGDRIFTD_REPORT_URL=http://watch.example:8432/v1/targets/main\n"
		"PGDRIFTD_SEVERITY=critical\nPGDRIFTD_STATUS=drift\n"
		"PGDRIFTD_SUMMARY=3 findings: table public.event_tickets is missing, ...\n"
		"PGDRIFTD_TARGET=main\nPGDRIFTD_TIME=2026-11-22T09:00:00.123Z\nPGDRIFTD_WARNING=2\n"
		"stdin={\"specversion\":\"1.0\",\"data\":{\"findings\":[]}}\n"
		"cwd=/\numask=0077\n";
	struct ground *ground = *state;
	char *out = ground_path(ground, "out");
	char *script, *got;

	/* The shell itself sets PWD, OLDPWD, SHLVL and _. */
	if (asprintf(
		    &script,
		    "#!/bin/bash\nexec >%s\nprintf 'argument=%%s\\n' \"$@\"\n"
		    "tr '\\0' '\\n' </proc/$$/environ | sort\n"
		    "printf 'stdin=%%s\\ncwd=%%s\\numask=%%s\\n' \"$(cat)\" \"$(pwd)\" \"$(umask)\"\n",
		    out) < 0)
		abort();
	setenv("PGPASSWORD", "geheim", 1);
	setenv("NOTIFY_SOCKET", "/run/notify", 1);
	setenv("CREDENTIALS_DIRECTORY", "/run/credentials", 1);
	struct ending ending = run_script(ground, script, 10000);
	assert_int_equal(ending.result.outcome, HOOK_DONE);
	got = ground_read(out);
	assert_string_equal(got, wanted);
	free(got);
	free(script);
	free(out);
}

static void
what_is_not_known_is_empty(void **state)
{
	struct ground *ground = *state;
	char *out = ground_path(ground, "out");
	struct event event = { .type = EVENT_TYPE_CONFIG_REJECTED };
	char *script, *path, *got;

	if (asprintf(
		    &script,
		    "#!/bin/bash\nset -u\nexec >%s\necho \"$#:$5:$PGDRIFTD_TARGET:$PGDRIFTD_STATUS:"
		    "$PGDRIFTD_PREVIOUS_STATUS:$PGDRIFTD_SEVERITY:$PGDRIFTD_FIRST_SEEN:"
		    "$PGDRIFTD_SUMMARY:$PGDRIFTD_REPORT_URL:$(cat)\"\n",
		    out) < 0)
		abort();
	path = ground_script(ground, "hook", script);
	struct ending ending = run_event(ground, path, &event, 10000, 20000);
	assert_int_equal(ending.result.outcome, HOOK_DONE);
	got = ground_read(out);
	assert_string_equal(got, "5::::::::http://watch.example:8432/v1/report:\n");
	free(got);
	free(path);
	free(script);
	free(out);
}

/* Its group, its descriptors, its signals: whatever ours are like. */
static void
it_starts_clean(void **state)
{
	struct ground *ground = *state;
	char *out = ground_path(ground, "out");
	struct rlimit before, high;
	sigset_t blocked, old;
	char *script, *got, wanted[256];
	int leaky = open("/dev/null",
	                 O_RDONLY); /* NOLINT: without O_CLOEXEC, as some library would */

	assert_true(leaky >= 0);
	getrlimit(RLIMIT_NOFILE, &before);
	high = before;
	high.rlim_cur = before.rlim_max > 2048 ? 2048 : before.rlim_max;
	setrlimit(RLIMIT_NOFILE, &high);
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGUSR1);
	sigprocmask(SIG_BLOCK, &blocked, &old);
	if (asprintf(
		    &script,
		    "#!/bin/sh\n"
		    "set -- $(cat /proc/$$/stat); fds=$(echo /proc/$$/fd/*); status=$(cat /proc/$$/status)\n"
		    "exec >%s\n"
		    "test \"$1\" = \"$5\" && echo leader\n"
		    "echo \"$fds\" | tr ' ' '\\n' | sed 's,.*/,,' | sort -n | head -n 3\n"
		    "echo \"$fds\" | grep -c '/%d\\b'\n"
		    /* 32 and 33 are the C library's own: nobody can set them. */
		    "echo \"$status\" | grep -E '^Sig(Blk|Ign)' | tr -d '\\t' |\n"
		    "    sed 's/^SigIgn:0000000[0-9]80000000/SigIgn:0000000000000000/'\n"
		    "ulimit -n\n",
		    out, leaky) < 0)
		abort();
	struct ending ending = run_script(ground, script, 10000);
	sigprocmask(SIG_SETMASK, &old, NULL);
	setrlimit(RLIMIT_NOFILE, &before);
	close(leaky);
	assert_int_equal(ending.result.outcome, HOOK_DONE);
	got = ground_read(out);
	snprintf(wanted, sizeof wanted,
	         "leader\n0\n1\n2\n0\nSigBlk:0000000000000000\nSigIgn:0000000000000000\n%d\n",
	         high.rlim_cur < 1024 ? (int)high.rlim_cur : 1024);
	assert_string_equal(got, wanted);
	free(got);
	free(script);
	free(out);
}

static void
exit_codes(void **state)
{
	static const struct {
		const char *script;
		enum hook_outcome outcome;
		const char *message;
	} cases[] = {
		{ "#!/bin/sh\nexit 0\n", HOOK_DONE, "exit status 0" },
		{ "#!/bin/sh\nexit 75\n", HOOK_RETRY, "exit status 75" },
		{ "#!/bin/sh\nexit 1\n", HOOK_FAILED, "exit status 1" },
		{ "#!/bin/sh\nexit 126\n", HOOK_FAILED, "exit status 126" },
		{ "#!/bin/sh\nexit 127\n", HOOK_FAILED, "exit status 127" },
		{ "#!/bin/sh\nkill -SEGV $$\n", HOOK_FAILED, "killed by SIGSEGV" },
		{ "#!/nowhere/sh\n", HOOK_RETRY, "cannot be executed: No such file or directory" },
		{ "neither script nor program\n", HOOK_RETRY,
		  "cannot be executed: Exec format error" },
	};
	struct ground *ground = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ending ending = run_script(ground, cases[i].script, 10000);

		assert_string_equal(ending.result.message, cases[i].message);
		assert_int_equal(ending.result.outcome, cases[i].outcome);
		assert_int_equal(ending.result.retry_after_ms, 0);
	}
}

static void
what_cannot_be_executed_is_tried_again(void **state)
{
	struct ground *ground = *state;
	struct event event = ground_event(EVENT_TYPE_TEST, ID);
	char *path = ground_script(ground, "hook", "#!/bin/sh\n");
	struct hook_config config;
	struct ending ending;
	char *huge = mem_alloc(200001);

	ending = run_event(ground, "/nowhere/hook", &event, 10000, 20000);
	assert_int_equal(ending.result.outcome, HOOK_RETRY);
	assert_string_equal(ending.result.message, "cannot be executed: No such file or directory");

	ending = run_event(ground, ground->directory, &event, 10000, 20000);
	assert_int_equal(ending.result.outcome, HOOK_RETRY);
	assert_string_equal(ending.result.message, "cannot be executed: Permission denied");

	/* An argument of the configuration that no kernel takes. */
	memset(huge, 'x', 200000);
	config = config_of(path, 10000);
	free(config.arguments[1]);
	config.arguments[1] = huge;
	ending = (struct ending){ .started_ms = clock_ms() };
	hook_start(ground->base, &config, &event, 1, ending_cb, &ending);
	ground_until(ground, 20000, ending_came, &ending);
	assert_int_equal(ending.result.outcome, HOOK_RETRY);
	assert_string_equal(ending.result.message, "cannot be executed: Argument list too long");
	hook_config_done(&config);
	event_done(&event);
	free(path);
}

/* E2BIG, were it not cut: at a whole character. */
static void
long_values_are_cut(void **state)
{
	struct ground *ground = *state;
	struct event event = ground_event(EVENT_TYPE_DRIFT_DETECTED, ID);
	char *out = ground_path(ground, "out");
	char *script, *path, *got;
	struct text text = { 0 };

	text_addc(&text, '-');
	while (text.length < 200000)
		text_add(&text, "\xe2\x82\xac");
	free(event.summary);
	free(event.target);
	event.target = mem_strdup(text_str(&text));
	event.summary = text_take(&text);
	if (asprintf(
		    &script,
		    "#!/bin/bash\nLANG=C\necho ${#PGDRIFTD_SUMMARY} ${#PGDRIFTD_TARGET} ${#5} >%s\n"
		    "printf %%s \"$PGDRIFTD_SUMMARY\" | iconv -f UTF-8 -t UTF-16 >/dev/null\n",
		    out) < 0)
		abort();
	path = ground_script(ground, "hook", script);
	struct ending ending = run_event(ground, path, &event, 10000, 20000);
	assert_int_equal(ending.result.outcome, HOOK_DONE);
	got = ground_read(out);
	assert_string_equal(got, "8191 8191 8191\n");
	free(got);
	free(path);
	free(script);
	free(out);
	event_done(&event);
}

static void
a_hook_that_hangs_is_ended(void **state)
{
	struct ground *ground = *state;
	struct ending ending = run_script(ground, "#!/bin/sh\necho waiting\nsleep 1000\n", 150);
	char *logged = ground_logged(ground);

	assert_int_equal(ending.result.outcome, HOOK_FAILED);
	assert_string_equal(ending.result.message, "not ready after 150 ms, and ended");
	assert_took(ground, &ending, 150, 1900); /* TERM was enough */
	assert_has(logged, "target=main hook pager: stdout: waiting");
	assert_true(ground->late_ms < LATE_MS);
	free(logged);
}

static void
a_hook_that_ignores_term_is_killed(void **state)
{
	struct ground *ground = *state;
	struct ending ending = run_script(
		ground, "#!/bin/sh\ntrap '' TERM\nwhile :; do sleep 1000; done\n", 100);

	assert_int_equal(ending.result.outcome, HOOK_FAILED);
	assert_string_equal(ending.result.message, "not ready after 100 ms, and ended");
	assert_took(ground, &ending, 2100, 6000);
	assert_true(ground->late_ms < LATE_MS);
}

static void
a_hook_that_stopped_itself_is_ended(void **state)
{
	struct ground *ground = *state;
	struct ending ending = run_script(ground, "#!/bin/sh\nkill -STOP $$\n", 100);

	assert_int_equal(ending.result.outcome, HOOK_FAILED);
	assert_took(ground, &ending, 100, 1900);
}

/* What it says when it is told to end counts. */
static void
a_hook_may_answer_to_term(void **state)
{
	struct ground *ground = *state;
	struct ending ending;

	ending = run_script(ground, "#!/bin/bash\ntrap 'exit 75' TERM\nsleep 1000 & wait\n", 300);
	assert_int_equal(ending.result.outcome, HOOK_RETRY);
	assert_string_equal(ending.result.message, "exit status 75, after it had been told to end");
}

static void
a_flood_is_dropped(void **state)
{
	struct ground *ground = *state;
	struct rusage before, after;
	struct ending ending;
	char *logged;

	getrusage(RUSAGE_SELF, &before);
	ending = run_script(ground,
	                    "#!/bin/sh\nprintf 'first\\nline\\t\\033[31mred\\n'\n"
	                    "yes out & yes err >&2\n",
	                    500);
	getrusage(RUSAGE_SELF, &after);
	logged = ground_logged(ground);
	assert_int_equal(ending.result.outcome, HOOK_FAILED);
	assert_took(ground, &ending, 500, 2400);
	assert_has(logged, "hook pager: stdout: (and ");
	assert_has(logged, "bytes more) first line  [31mred out out");
	assert_has(logged, "hook pager: stderr: (and ");
	assert_true(strlen(logged) < 10000);
	assert_true(after.ru_maxrss - before.ru_maxrss < 4096); /* kB */
	assert_true(ground->late_ms < LATE_MS);
	free(logged);
}

static bool
is_running(void *arg)
{
	char *text = ground_read(arg);
	bool running = text[0] != '\0' && kill((pid_t)strtol(text, NULL, 10), 0) == 0;

	free(text);
	return running;
}

static bool
is_gone(void *arg)
{
	return !is_running(arg);
}

/* A daemon of its own that keeps our pipes: it costs a moment, and lives on. */
static void
who_escapes_holds_nobody(void **state)
{
	struct ground *ground = *state;
	char *pid_path = ground_path(ground, "pid");
	char *script, *text;
	struct ending ending;

	if (asprintf(
		    &script,
		    "#!/bin/sh\nsetsid sh -c 'echo $$ >%s; trap \"\" TERM PIPE; exec sleep 1000' &\n"
		    "while ! test -s %s; do sleep 0.01; done\necho started\n",
		    pid_path, pid_path) < 0)
		abort();
	ending = run_script(ground, script, 20000);
	assert_int_equal(ending.result.outcome, HOOK_DONE);
	assert_true(ending.took_ms < 10000);
	assert_true(is_running(pid_path));
	text = ground_read(pid_path);
	kill((pid_t)strtol(text, NULL, 10), SIGKILL);
	ground_until(ground, 5000, is_gone, pid_path);
	free(text);
	free(script);
	free(pid_path);
}

static void
what_is_left_of_its_group_is_killed(void **state)
{
	struct ground *ground = *state;
	char *pid_path = ground_path(ground, "pid");
	char *script;
	struct ending ending;

	if (asprintf(&script,
	             "#!/bin/sh\nsh -c 'trap \"\" TERM; echo $$ >%s; exec sleep 1000' "
	             "<&- >/dev/null 2>&1 &\n"
	             "while ! test -s %s; do sleep 0.01; done\n",
	             pid_path, pid_path) < 0)
		abort();
	ending = run_script(ground, script, 20000);
	assert_int_equal(ending.result.outcome, HOOK_DONE);
	ground_until(ground, 5000, is_gone, pid_path);
	free(script);
	free(pid_path);
}

/* It goes over to our own group, where a signal to its old one does not find it. */
static void
who_changes_its_group_is_found(void **state)
{
	struct ground *ground = *state;
	struct ending ending;

	if (access("/usr/bin/perl", X_OK) != 0)
		skip();
	ending = run_script(ground,
	                    "#!/usr/bin/perl\nsetpgrp(0, getpgrp(getppid())) or die;\n"
	                    "$SIG{TERM} = 'IGNORE'; sleep 1000;\n",
	                    500);
	assert_int_equal(ending.result.outcome, HOOK_FAILED);
	assert_string_equal(ending.result.message, "not ready after 500 ms, and ended");
	assert_took(ground, &ending, 2500, 6000);
}

/* More than a pipe holds: to a hook that never reads, that closes, that reads late. */
static void
stdin_need_not_be_read(void **state)
{
	struct ground *ground = *state;
	struct event event = ground_event(EVENT_TYPE_DRIFT_DETECTED, ID);
	char *out = ground_path(ground, "out");
	char *path, *script, *got;
	struct ending ending;

	free(event.data);
	event.data = mem_alloc(400001);
	memset(event.data, 'j', 400000);
	path = ground_script(ground, "hook", "#!/bin/sh\nsleep 0.1\n");
	ending = run_event(ground, path, &event, 10000, 20000);
	assert_int_equal(ending.result.outcome, HOOK_DONE);
	free(path);

	path = ground_script(ground, "hook", "#!/bin/sh\nexec <&-\nsleep 0.1\n");
	ending = run_event(ground, path, &event, 10000, 20000);
	assert_int_equal(ending.result.outcome, HOOK_DONE);
	free(path);

	if (asprintf(&script, "#!/bin/sh\nsleep 0.1\nwc -c >%s\n", out) < 0)
		abort();
	path = ground_script(ground, "hook", script);
	ending = run_event(ground, path, &event, 10000, 20000);
	assert_int_equal(ending.result.outcome, HOOK_DONE);
	got = ground_read(out);
	assert_string_equal(got, "400000\n");
	free(got);
	free(script);
	free(path);
	free(out);
	event_done(&event);
}

static bool
is_written(void *arg)
{
	char *text = ground_read(arg);
	bool written = text[0] != '\0';

	free(text);
	return written;
}

/* Starts a script that says when it is ready, and waits for that. */
static struct hook_attempt *
start_script(struct ground *ground, const char *rest, struct ending *ending)
{
	struct event event = ground_event(EVENT_TYPE_DRIFT_DETECTED, ID);
	char *ready = ground_path(ground, "ready");
	struct hook_attempt *attempt;
	struct hook_config config;
	char *script, *path;

	if (asprintf(&script,
	             "#!/bin/bash\ntrap 'exit 0' TERM\n%s\necho $$ >%s\nsleep 1000 & wait\n", rest,
	             ready) < 0)
		abort();
	path = ground_script(ground, "hook", script);
	config = config_of(path, 30000);
	unlink(ready);
	*ending = (struct ending){ .started_ms = clock_ms() };
	attempt = hook_start(ground->base, &config, &event, 1, ending_cb, ending);
	ground_until(ground, 20000, is_written, ready);
	hook_config_done(&config);
	event_done(&event);
	free(path);
	free(script);
	free(ready);
	return attempt;
}

static void
stopping(void **state)
{
	struct ground *ground = *state;
	struct hook_attempt *attempt;
	struct ending ending;

	attempt = start_script(ground, "trap - TERM", &ending);
	hook_stop(attempt);
	ground_until(ground, 1900, ending_came, &ending);
	assert_int_equal(ending.result.outcome, HOOK_STOPPED);

	/* It was just ready. */
	attempt = start_script(ground, "", &ending);
	hook_stop(attempt);
	ground_until(ground, 1900, ending_came, &ending);
	assert_int_equal(ending.result.outcome, HOOK_DONE);

	attempt = start_script(ground, "trap 'exit 3' TERM", &ending);
	hook_stop(attempt);
	ground_until(ground, 1900, ending_came, &ending);
	assert_int_equal(ending.result.outcome, HOOK_STOPPED);

	attempt = start_script(ground, "trap '' TERM", &ending);
	ending.started_ms = clock_ms();
	hook_stop(attempt);
	hook_stop(attempt); /* asking twice is no matter */
	ground_until(ground, 10000, ending_came, &ending);
	assert_int_equal(ending.result.outcome, HOOK_STOPPED);
	assert_took(ground, &ending, 2000, 6000);
}

static void
cancelling(void **state)
{
	struct ground *ground = *state;
	char *ready = ground_path(ground, "ready");
	struct hook_attempt *attempt;
	struct ending ending;

	attempt = start_script(ground, "trap '' TERM", &ending);
	assert_true(is_running(ready));
	hook_cancel(attempt);
	assert_false(is_running(ready));
	ground_for(ground, 50);
	assert_false(ending.ended);
	hook_cancel(NULL);
	free(ready);
}

static void
without_descriptors_it_is_tried_again(void **state)
{
	struct ground *ground = *state;
	struct event event = ground_event(EVENT_TYPE_TEST, ID);
	char *path = ground_script(ground, "hook", "#!/bin/sh\ntouch ran\n");
	int used = dup(0); /* the lowest number that is free */
	struct rlimit before, low;

	close(used);
	getrlimit(RLIMIT_NOFILE, &before);
	low = before;
	/* Every number of descriptors that is too small: 8 are needed and the pidfd. */
	for (int spare = 0; spare < 9; spare++) {
		struct hook_config config = config_of(path, 10000);
		struct ending ending = { .started_ms = clock_ms() };

		low.rlim_cur = (rlim_t)(used + spare);
		setrlimit(RLIMIT_NOFILE, &low);
		hook_start(ground->base, &config, &event, 1, ending_cb, &ending);
		setrlimit(RLIMIT_NOFILE, &before);
		ground_until(ground, 20000, ending_came, &ending);
		assert_int_equal(ending.result.outcome, HOOK_RETRY);
		assert_string_equal(ending.result.message,
		                    "cannot be started: Too many open files");
		hook_config_done(&config);
	}
	event_done(&event);
	free(path);
}

/* One after another and several at once: nothing is left (see the teardown). */
static void
many_runs(void **state)
{
	struct ground *ground = *state;
	struct event event = ground_event(EVENT_TYPE_DRIFT_DETECTED, ID);
	char *path = ground_script(ground, "hook", "#!/bin/sh\ncat\n");
	struct ending endings[8];

	for (int round = 0; round < 10; round++) {
		memset(endings, 0, sizeof endings);
		for (size_t i = 0; i < COUNT(endings); i++) {
			struct hook_config config = config_of(path, 20000);

			hook_start(ground->base, &config, &event, 1, ending_cb, &endings[i]);
			hook_config_done(&config);
		}
		for (size_t i = 0; i < COUNT(endings); i++) {
			ground_until(ground, 20000, ending_came, &endings[i]);
			assert_int_equal(endings[i].result.outcome, HOOK_DONE);
		}
	}
	assert_true(ground->late_ms < LATE_MS);
	event_done(&event);
	free(path);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, ground_setup, ground_teardown)
	const struct CMUnitTest tests[] = {
		TEST(environment_and_arguments_are_the_contract),
		TEST(what_is_not_known_is_empty),
		TEST(it_starts_clean),
		TEST(exit_codes),
		TEST(what_cannot_be_executed_is_tried_again),
		TEST(long_values_are_cut),
		TEST(a_hook_that_hangs_is_ended),
		TEST(a_hook_that_ignores_term_is_killed),
		TEST(a_hook_that_stopped_itself_is_ended),
		TEST(a_hook_may_answer_to_term),
		TEST(a_flood_is_dropped),
		TEST(who_escapes_holds_nobody),
		TEST(what_is_left_of_its_group_is_killed),
		TEST(who_changes_its_group_is_found),
		TEST(stdin_need_not_be_read),
		TEST(stopping),
		TEST(cancelling),
		TEST(without_descriptors_it_is_tried_again),
		TEST(many_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
