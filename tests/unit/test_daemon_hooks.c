/* [hook NAME] and [webhook NAME] in a configuration file: what is taken, and what is refused. */
#include "daemon/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MANIFEST \
	"{\"manifest\": 1, \"name\": \"m\", \"modules\": [{\"name\": \"a\", \"tables\": [\"t\"]}]}"
#define TARGET    "[target main]\nconninfo = dbname=app\nmanifest = m.json\n"
#define BIT(type) (UINT32_C(1) << EVENT_TYPE_##type)

/* A directory that nobody else may write to; @ in an INI text stands for it. */
struct place {
	char directory[64];
	char text[1024];
};

static void
write_file(const struct place *place, const char *name, const char *text, mode_t mode)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", place->directory, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(path, mode), 0);
}

static int
setup(void **state)
{
	struct place *place = calloc(1, sizeof *place);

	strcpy(place->directory, "/tmp/pgdriftd-hooks-XXXXXX");
	if (mkdtemp(place->directory) == NULL)
		return -1;
	write_file(place, "m.json", MANIFEST, 0644);
	write_file(place, "hook", "#!/bin/sh\n", 0755);
	*state = place;
	return 0;
}

static int
teardown(void **state)
{
	static const char *const names[] = { "x.ini", "m.json", "hook", "secret", "headers", "ca" };
	struct place *place = *state;
	char path[128];
	int failed;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(path, sizeof path, "%s/%s", place->directory, names[i]);
		unlink(path);
	}
	failed = rmdir(place->directory);
	free(place);
	return failed;
}

static bool
try_load(struct place *place, const char *ini, struct config **ret_config, struct err *err)
{
	char file[96];
	size_t used = 0;

	for (const char *at = ini; *at != '\0'; at++)
		used += (size_t)snprintf(place->text + used, sizeof place->text - used, "%.*s",
		                         *at == '@' ? 64 : 1, *at == '@' ? place->directory : at);
	write_file(place, "x.ini", place->text, 0640);
	snprintf(file, sizeof file, "%s/x.ini", place->directory);
	return config_load(file, &(struct config_choice){ 0 }, ret_config, err);
}

static struct config *
load(struct place *place, const char *ini)
{
	struct config *config = NULL;
	struct err err = { 0 };

	if (!try_load(place, ini, &config, &err))
		fail_msg("%s", err.message);
	return config;
}

/* The message of what must be refused, "x.ini:3: ...", the directory taken out. */
static const char *
refusal(struct place *place, const char *ini)
{
	struct config *config = NULL;
	struct err err = { 0 };
	size_t length = strlen(place->directory) + 1;
	char *at;

	if (try_load(place, ini, &config, &err))
		fail_msg("taken: %s", ini);
	assert_null(config);
	snprintf(place->text, sizeof place->text, "%.1000s", err.message);
	while ((at = strstr(place->text, place->directory)) != NULL)
		memmove(at, at + length, strlen(at + length) + 1);
	return place->text;
}

static void
assert_refused(struct place *place, const char *ini, const char *message)
{
	const char *said = refusal(place, ini);

	if (strstr(said, message) != said)
		fail_msg("%s\nis refused with: %s\ninstead of:      %s", ini, said, message);
}

static void
a_hook_has_what_its_section_says(void **state)
{
	struct config *config = load(*state, "[pgdriftd]\nreport_url = https://db1:8432/\n" TARGET
	                                     "[hook mail]\n"
	                                     "command = @/hook 'two words' --x=\"a 'b'\" plain\n"
	                                     "events = drift.*, !drift.reminder\n"
	                                     "min_severity = warning\ntimeout = 5s\n");
	const struct hook_config *hook = &config->hooks[0];

	assert_int_equal(config->hook_count, 1);
	assert_int_equal(hook->kind, HOOK_EXEC);
	assert_string_equal(hook->name, "mail");
	assert_int_equal(hook->events,
	                 BIT(DRIFT_DETECTED) | BIT(DRIFT_CHANGED) | BIT(DRIFT_RESOLVED));
	assert_int_equal(hook->minimum, SEVERITY_WARNING);
	assert_int_equal(hook->timeout_ms, 5000);
	assert_string_equal(hook->report_url, "https://db1:8432");
	assert_string_equal(hook->arguments[1], "two words");
	assert_string_equal(hook->arguments[2], "--x=a 'b'");
	assert_string_equal(hook->arguments[3], "plain");
	assert_null(hook->arguments[4]);
	config_free(config);
}

static void
a_hook_that_says_little_is_told_all_but_tests(void **state)
{
	struct config *config = load(*state,
	                             TARGET "[hook a]\ncommand = @/hook\n"
	                                    "[webhook b]\nurl = http://127.0.0.1:1/x\n"
	                                    "[hook c]\ncommand = @/hook\nevents = test\n"
	                                    "[hook d]\ncommand = @/hook\nevents = !drift.*\n");
	uint32_t all = (UINT32_C(1) << EVENT_TYPE_COUNT) - 1;
	uint32_t drift = BIT(DRIFT_DETECTED) | BIT(DRIFT_CHANGED) | BIT(DRIFT_RESOLVED) |
	                 BIT(DRIFT_REMINDER);

	assert_int_equal(config->hook_count, 4);
	assert_int_equal(config->hooks[0].events, all & ~BIT(TEST));
	assert_int_equal(config->hooks[0].minimum, SEVERITY_INFO);
	assert_int_equal(config->hooks[0].timeout_ms, 30000);
	assert_null(config->hooks[0].report_url);
	assert_int_equal(config->hooks[1].kind, HOOK_WEB);
	assert_int_equal(config->hooks[1].timeout_ms, 10000);
	assert_null(config->hooks[1].secret);
	assert_false(config->hooks[1].alertmanager);
	assert_int_equal(config->hooks[2].events, BIT(TEST));
	assert_int_equal(config->hooks[3].events, all & ~BIT(TEST) & ~drift);
	config_free(config);
}

static void
a_webhook_reads_its_secrets_from_files(void **state)
{
	struct place *place = *state;
	struct config *config;
	const struct hook_config *hook;

	write_file(place, "secret", "  0123456789abcdef\n", 0600);
	write_file(place, "headers", "Authorization: Bearer geheim\r\n\nX-B: 2\n", 0604);
	write_file(place, "ca", "", 0644);
	config = load(place, TARGET "[webhook chat]\nurl = https://chat.example.com/x\n"
	                            "format = alertmanager\nsecret_file = secret\n"
	                            "header = X-A: 1\nheaders_file = headers\nca_file = ca\n");
	hook = &config->hooks[0];
	assert_string_equal(hook->url, "https://chat.example.com/x");
	assert_true(hook->alertmanager);
	assert_string_equal(hook->secret, "0123456789abcdef");
	assert_string_equal(hook->headers[0], "X-A: 1");
	assert_string_equal(hook->headers[1], "Authorization: Bearer geheim");
	assert_string_equal(hook->headers[2], "X-B: 2");
	assert_null(hook->headers[3]);
	assert_string_equal(strrchr(hook->ca_file, '/'), "/ca");
	assert_int_equal(config->warning_count, 1);
	assert_non_null(strstr(config->warnings[0], "x.ini:9: headers_file: everybody"));
	config_free(config);
}

static void
commands_that_are_not_safe_to_run_are_refused(void **state)
{
	struct place *place = *state;

	assert_refused(place, TARGET "[hook a]\n", "x.ini:4: hook a has no command");
	assert_refused(place, TARGET "[hook a]\ncommand = hook\n",
	               "x.ini:5: command: hook: a hook is an absolute path");
	assert_refused(place, TARGET "[hook a]\ncommand = @/none\n",
	               "x.ini:5: command: none: No such file or directory");
	assert_refused(place, TARGET "[hook a]\ncommand = @/m.json\n",
	               "x.ini:5: command: m.json: not executable by this user");
	assert_refused(place, TARGET "[hook a]\ncommand = @/hook 'x\n",
	               "x.ini:5: command: a quote has no end");
	assert_refused(place, TARGET "[hook a]\ncommand = ''\n", "x.ini:5: command: : a hook is");
	write_file(place, "hook", "#!/bin/sh\n", 0757);
	assert_refused(place, TARGET "[hook a]\ncommand = @/hook\n",
	               "x.ini:5: command: hook: its group or others may write to it");
}

static void
urls_that_do_more_than_http_are_refused(void **state)
{
	static const char *const urls[] = { "file:///etc/passwd",    "ftp://a/b",
		                            "https://me:geheim@a/b", "http://",
		                            "http://a b/",           "a.example.com/x" };
	struct place *place = *state;

	assert_refused(place, TARGET "[webhook a]\n", "x.ini:4: webhook a has no url");
	for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
		char ini[256];
		snprintf(ini, sizeof ini, TARGET "[webhook a]\nurl = %s\n", urls[i]);
		assert_refused(place, ini, "x.ini:5: url: the URL ");
		assert_null(strstr(place->text, "geheim"));
		snprintf(ini, sizeof ini, "[pgdriftd]\nreport_url = %s\n" TARGET, urls[i]);
		assert_refused(place, ini, "x.ini:2: report_url: the URL ");
	}
}

static void
headers_with_line_ends_are_refused(void **state)
{
#define WEB TARGET "[webhook a]\nurl = http://a/b\n"
	struct place *place = *state;

	assert_refused(place, WEB "header = X-A: 1\nheader = X-B: 2\rEvil: 3\n",
	               "x.ini:7: header: the header X-B holds something else");
	assert_refused(place, WEB "header = X-A\n", "x.ini:6: header: a header is \"Name: value\"");
	assert_refused(place, WEB "header = Content-Length: 5\n",
	               "x.ini:6: header: the header Content-Length is not for the configuration");
	write_file(place, "headers", "X-A: 1\nX-B: geheim\rEvil: 3\n", 0600);
	assert_refused(place, WEB "headers_file = headers\n",
	               "x.ini:6: headers_file: headers:2: the header X-B holds something else");
	assert_refused(place, WEB "headers_file = none\n", "x.ini:6: headers_file: none: ");
	write_file(place, "secret", "short\n", 0600);
	assert_refused(place, WEB "secret_file = secret\n", "x.ini:6: secret_file: secret: ");
	assert_null(strstr(place->text, "short"));
}

static void
names_and_events_must_make_sense(void **state)
{
	struct place *place = *state;

	assert_refused(place, TARGET "[hook a]\ncommand = @/hook\n[hook a]\ncommand = @/hook\n",
	               "x.ini:6: [hook a] stands twice (first in line 4)");
	assert_refused(place, TARGET "[hook a]\ncommand = @/hook\n[webhook a]\nurl = http://a/\n",
	               "x.ini:6: [webhook a]: a hook has that name (line 4)");
	assert_refused(place, TARGET "[hook a b]\n", "x.ini:4: the name of a hook is 1 to 63 of");
	assert_refused(place, TARGET "[hok a]\n",
	               "x.ini:4: unknown section; did you mean [hook NAME]?");
	assert_refused(place, TARGET "[hook a]\ncommand = @/hook\nevents = *, drift.resovled\n",
	               "x.ini:6: events: there is none of that name; did you mean drift.resolved?");
	assert_refused(place, TARGET "[hook a]\ncommand = @/hook\nevents = frobnication\n",
	               "x.ini:6: events: there is no event that frobnication means");
	assert_refused(place, TARGET "[hook a]\nurl = http://a/\n",
	               "x.ini:5: url belongs in [webhook NAME], not in [hook NAME]");
	assert_refused(place, TARGET "[hook a]\ncheck_interval = 5s\n",
	               "x.ini:5: check_interval belongs in [pgdriftd], [target NAME], not in");
	assert_refused(place, TARGET "[hook a]\ncommnd = x\n",
	               "x.ini:5: unknown key commnd in [hook NAME]; did you mean command?");
	assert_refused(place, TARGET "[hook a]\nmin_severity = fatal\n",
	               "x.ini:5: min_severity: must be info, warning or critical");
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_hook_has_what_its_section_says),
		TEST(a_hook_that_says_little_is_told_all_but_tests),
		TEST(a_webhook_reads_its_secrets_from_files),
		TEST(commands_that_are_not_safe_to_run_are_refused),
		TEST(urls_that_do_more_than_http_are_refused),
		TEST(headers_with_line_ends_are_refused),
		TEST(names_and_events_must_make_sense),
	};

	return cmocka_run_group_tests_name("daemon_hooks", tests, NULL, NULL);
}
