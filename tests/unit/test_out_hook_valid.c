// link: hook_fixture.c
#include "hook_fixture.h"

#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void
assert_refused(bool (*valid)(const char *, struct err *), const char *what, const char *why)
{
	struct err err = { 0 };

	if (valid(what, &err))
		fail_msg("\"%s\" is taken", what);
	assert_int_equal(err.code, ERR_CONFIG);
	if (strstr(err.message, why) == NULL)
		fail_msg("\"%s\": %s", what, err.message);
}

static void
assert_taken(bool (*valid)(const char *, struct err *), const char *what)
{
	struct err err = { 0 };

	if (!valid(what, &err))
		fail_msg("\"%s\": %s", what, err.message);
}

static void
paths_of_hooks(void **state)
{
	struct ground *ground = *state;
	char *hook = ground_script(ground, "hook", "#!/bin/sh\n");
	char *link = ground_path(ground, "link");
	char *directory = ground_path(ground, "open");
	char *within = ground_path(ground, "open/hook");
	char *escape = ground_path(ground, "escape");

	assert_taken(hook_exec_valid, hook);
	assert_taken(hook_exec_valid, "/bin/sh");
	assert_int_equal(symlink(hook, link), 0);
	assert_taken(hook_exec_valid, link);
	assert_refused(hook_exec_valid, "hook", "absolute path");
	assert_refused(hook_exec_valid, "./hook", "absolute path");
	assert_refused(hook_exec_valid, "", "absolute path");
	assert_refused(hook_exec_valid, "/nowhere/hook", "No such file or directory");
	assert_refused(hook_exec_valid, ground->directory, "not a regular file");
	assert_refused(hook_exec_valid, "/dev/null", "not a regular file");
	assert_refused(hook_exec_valid, "/etc/passwd", "not executable");

	for (unsigned i = 0; i < 2; i++) {
		chmod(hook, i == 0 ? 0720 : 0702);
		assert_refused(hook_exec_valid, hook, "may write to it");
		assert_refused(hook_exec_valid, link, "may write to it");
	}
	chmod(hook, 0755);
	assert_taken(hook_exec_valid, hook);

	/* A safe file that others could replace; also by way of a link, from either side. */
	assert_int_equal(mkdir(directory, 0700), 0);
	assert_int_equal(rename(hook, within), 0);
	assert_taken(hook_exec_valid, within);
	assert_int_equal(symlink(within, escape), 0);
	for (unsigned i = 0; i < 3; i++) {
		chmod(directory, i == 0 ? 0770 : i == 1 ? 0707 : 01777);
		assert_refused(hook_exec_valid, within, "could replace the hook");
		assert_refused(hook_exec_valid, escape, "could replace the hook");
	}
	chmod(directory, 0755);
	assert_taken(hook_exec_valid, escape);
	free(escape);
	free(within);
	free(directory);
	free(link);
	free(hook);
}

/* Root may execute only what somebody may; another user what is meant for him. */
static void
executable_by_this_user(void **state)
{
	struct ground *ground = *state;
	char *hook = ground_script(ground, "hook", "#!/bin/sh\n");
	const struct passwd *nobody = getpwnam("nobody");
	int status;
	pid_t pid;

	if (geteuid() != 0 || nobody == NULL) {
		free(hook);
		skip();
	}
	chmod(hook, 0700);
	chmod(ground->directory, 0755);
	pid = fork();
	if (pid == 0)
		_exit(setuid(nobody->pw_uid) != 0 || hook_exec_valid(hook, NULL));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	free(hook);
}

static void
urls(void **state)
{
	static const char *const taken[] = {
		"http://127.0.0.1:8080/x",
		"https://hooks.example.com/services/T000/B000?x=1&y=%20",
		"HTTPS://EXAMPLE.COM",
		"http://[::1]:80/",
		"https://a/@user:colon@path",
	};
	static const struct {
		const char *url, *why;
	} refused[] = {
		{ "", "begins neither" },
		{ "example.com/hook", "begins neither" },
		{ "file:///etc/passwd", "begins neither" },
		{ "ftp://example.com/", "begins neither" },
		{ "gopher://example.com/", "begins neither" },
		{ "httpx://example.com/", "begins neither" },
		{ "http:/example.com/", "begins neither" },
		{ "http:///example.com/", "begins neither" },
		{ "http:example.com", "begins neither" },
		{ "http://", "no host" },
		{ "https://:443/", "no host" },
		{ "https://?x", "no host" },
		{ "https://user@example.com/", "user information" },
		{ "https://user:geheim@example.com/", "user information" },
		{ "https://:geheim@example.com/", "user information" },
		{ "http://a:65536/", "wrong" },
		{ "http://a:http/", "wrong" },
		{ "http://a:0/", "port is 0" },
		{ "http://[::1/", "wrong" },
		{ "http://a b/", "blank" },
		{ " http://a/", "blank" },
		{ "http://a/\r\nX: y", "control character" },
		{ "http://a/\x7f", "control character" },
		{ "http://a\\@b/", "backslash" },
	};
	char *longest = mem_alloc(2050);
	struct err err = { 0 };
	(void)state;

	for (size_t i = 0; i < COUNT(taken); i++)
		assert_taken(hook_web_valid, taken[i]);
	for (size_t i = 0; i < COUNT(refused); i++)
		assert_refused(hook_web_valid, refused[i].url, refused[i].why);
	memset(longest, 'x', 2048);
	memcpy(longest, "http://a/", 9);
	assert_taken(hook_web_valid, longest);
	longest[2048] = 'x';
	assert_refused(hook_web_valid, longest, "2048 bytes");
	free(longest);

	/* No complaint shows what it complains of. */
	assert_false(hook_web_valid("https://user:geheim@example.com/", &err));
	assert_null(strstr(err.message, "geheim"));
	assert_null(strstr(err.message, "example"));
}

static void
headers(void **state)
{
	static const char *const taken[] = { "Authorization: Bearer abc", "X-Team:db",
		                             "x_y!: \"quoted\" (words)", "X-Tab: a\tb" };
	static const struct {
		const char *header, *why;
	} refused[] = {
		{ "", "\"Name: value\"" },
		{ "X-Team", "\"Name: value\"" },
		{ "X-Team;", "\"Name: value\"" },
		{ ": value", "\"Name: value\"" },
		{ "X Team: db", "\"Name: value\"" },
		{ "X-Team : db", "\"Name: value\"" },
		{ " X-Team: db", "\"Name: value\"" },
		{ "X\r\nY: db", "\"Name: value\"" },
		{ "X-Team:", "no value" },
		{ "X-Team: \t", "no value" },
		{ "X-Team: a\r\nX-Other: b", "visible ASCII" },
		{ "X-Team: a\nb", "visible ASCII" },
		{ "X-Team: a\x1b[0m", "visible ASCII" },
		{ "X-Team: a\x7f", "visible ASCII" },
		{ "X-Team: \xc3\xbc", "visible ASCII" },
		{ "Host: elsewhere", "not for the configuration" },
		{ "content-length: 5", "not for the configuration" },
		{ "Transfer-Encoding: chunked", "not for the configuration" },
		{ "Content-Type: text/plain", "not for the configuration" },
		{ "Webhook-Signature: v1,x", "not for the configuration" },
	};
	char *longest = mem_alloc(4098);
	struct err err = { 0 };
	(void)state;

	for (size_t i = 0; i < COUNT(taken); i++)
		assert_taken(hook_header_valid, taken[i]);
	for (size_t i = 0; i < COUNT(refused); i++)
		assert_refused(hook_header_valid, refused[i].header, refused[i].why);
	memset(longest, 'x', 4097);
	longest[1] = ':';
	assert_refused(hook_header_valid, longest, "4096 bytes");
	free(longest);
	assert_false(hook_header_valid("X-Token: geheim\n", &err));
	assert_null(strstr(err.message, "geheim"));
}

static void
secrets(void **state)
{
	static const char *const taken[] = {
		"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
		"whsec_AAAAAAAAAAAAAAAAAAAAAA==", /* 16 bytes */
		"sixteen bytes it",
	};
	static const struct {
		const char *secret, *why;
	} refused[] = {
		{ "", "less than 16" },
		{ "fifteen bytes i", "less than 16" },
		{ "whsec_", "base64" },
		{ "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS", "base64" },
		{ "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa%%", "base64" },
		{ "whsec_AAAAAAAAAAAAAAAAAAAA", "less than 16" },
	};
	char *longest = mem_alloc(1026);
	(void)state;

	for (size_t i = 0; i < COUNT(taken); i++)
		assert_taken(hook_secret_valid, taken[i]);
	for (size_t i = 0; i < COUNT(refused); i++)
		assert_refused(hook_secret_valid, refused[i].secret, refused[i].why);
	memset(longest, 'x', 1024);
	assert_taken(hook_secret_valid, longest);
	longest[1024] = 'x';
	assert_refused(hook_secret_valid, longest, "1024 bytes");
	free(longest);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, ground_setup, ground_teardown)
	const struct CMUnitTest tests[] = {
		TEST(paths_of_hooks),      TEST(executable_by_this_user), cmocka_unit_test(urls),
		cmocka_unit_test(headers), cmocka_unit_test(secrets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
