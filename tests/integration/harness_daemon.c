#include "harness_daemon.h"

#include "harness.h"
#include "harness_http.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define START_LIMIT_MS 20000
#define STOP_LIMIT_MS  20000

/* What the wait helpers wait for. */
struct awaited {
	struct daemon *daemon;
	const char *path;
	const char *pointer;
	const char *text;
	int status;
};

static char *
replace(char *text, const char *word, const char *value)
{
	char *at;

	while ((at = strstr(text, word)) != NULL) {
		char *longer = harness_format("%.*s%s%s", (int)(at - text), text, value,
		                              at + strlen(word));
		free(text);
		text = longer;
	}
	return text;
}

static void
write_expanded(const struct daemon *daemon, const char *path, const char *text)
{
	char port[16];
	char *manifest = harness_format("%s/manifest.json", daemon->dir);
	char *expanded = harness_format("%s", text);

	snprintf(port, sizeof(port), "%d", daemon->port);
	expanded = replace(expanded, "@dir@", daemon->dir);
	expanded = replace(expanded, "@manifest@", manifest);
	expanded = replace(expanded, "@port@", port);
	harness_write_file(path, expanded);
	free(expanded);
	free(manifest);
}

static bool
has_ended(struct daemon *daemon)
{
	if (daemon->pid != 0 && harness_wait(daemon->pid, 0) >= 0)
		daemon->pid = 0;
	return daemon->pid == 0;
}

static bool
answers_or_ended_cb(void *arg)
{
	struct daemon *daemon = arg;

	return has_ended(daemon) || http_status(daemon->address, "/livez") == 200;
}

static void
fail_with_log(struct daemon *daemon, const char *what)
{
	char *log = daemon_log(daemon);

	/* The test ends here, and with it the program or its group: the texts are left to that. */
	fail_msg("%s; the daemon's log:\n%s", what, log);
}

static void
launch(struct daemon *daemon, const struct daemon_options *options)
{
	const char *const argv[] = { harness_pgdriftd(), "-c", daemon->ini_path, "run", NULL };
	struct harness_spawn spawn = {
		.argv = argv,
		.out_path = daemon->log_path,
		.err_path = daemon->log_path,
		.environment = options->environment,
		.listen_fds = options->listen_fds,
		.listen_fd_count = options->listen_fd_count,
	};

	daemon->pid = harness_spawn(&spawn);
}

struct daemon *
daemon_start(const struct daemon_options *options)
{
	struct daemon *daemon = calloc(1, sizeof(*daemon));

	daemon->dir = harness_path("daemon");
	assert_int_equal(mkdir(daemon->dir, 0755), 0);
	daemon->ini_path = harness_format("%s/pgdriftd.ini", daemon->dir);
	daemon->log_path = harness_format("%s/log", daemon->dir);
	daemon->port = harness_free_port();
	daemon->address = strstr(options->ini, "@port@")
	                          ? harness_format("127.0.0.1:%d", daemon->port)
	                          : harness_format("unix:%s/http.sock", daemon->dir);
	write_expanded(daemon, daemon->ini_path, options->ini);
	if (options->manifest) {
		char *path = harness_format("%s/manifest.json", daemon->dir);
		write_expanded(daemon, path, options->manifest);
		free(path);
	}
	launch(daemon, options);
	if (options->do_not_wait)
		return daemon;
	if (!wait_until(START_LIMIT_MS, answers_or_ended_cb, daemon))
		fail_with_log(daemon, "the daemon does not answer");
	if (daemon->pid == 0)
		fail_with_log(daemon, "the daemon ended");
	return daemon;
}

int
daemon_stop(struct daemon *daemon)
{
	assert_int_not_equal(daemon->pid, 0);
	kill(daemon->pid, SIGTERM);
	int code = harness_wait(daemon->pid, STOP_LIMIT_MS);
	if (code < 0)
		fail_with_log(daemon, "the daemon did not stop");
	daemon->pid = 0;
	return code;
}

void
daemon_free(struct daemon *daemon)
{
	if (!daemon)
		return;
	if (daemon->pid != 0) {
		kill(daemon->pid, SIGKILL);
		harness_wait(daemon->pid, STOP_LIMIT_MS);
	}
	const char *const clear[] = { "rm", "-rf", daemon->dir, NULL };
	run_program(clear, NULL, NULL);
	free(daemon->address);
	free(daemon->log_path);
	free(daemon->ini_path);
	free(daemon->dir);
	free(daemon);
}

void
daemon_reload(struct daemon *daemon, const char *ini)
{
	if (ini)
		write_expanded(daemon, daemon->ini_path, ini);
	kill(daemon->pid, SIGHUP);
}

char *
daemon_log(const struct daemon *daemon)
{
	return harness_read_file(daemon->log_path);
}

bool
daemon_log_contains(const struct daemon *daemon, const char *text)
{
	char *log = daemon_log(daemon);
	bool found = strstr(log, text) != NULL;

	free(log);
	return found;
}

static bool
log_contains_cb(void *arg)
{
	const struct awaited *awaited = arg;

	return daemon_log_contains(awaited->daemon, awaited->text);
}

static bool
status_is_cb(void *arg)
{
	const struct awaited *awaited = arg;

	return http_status(awaited->daemon->address, awaited->path) == awaited->status;
}

static bool
json_is_cb(void *arg)
{
	const struct awaited *awaited = arg;
	json_t *root = http_json(awaited->daemon->address, awaited->path, NULL);
	const char *text = json_text_at(root, awaited->pointer);
	bool same = text && strcmp(text, awaited->text) == 0;

	json_decref(root);
	return same;
}

void
daemon_wait_log(struct daemon *daemon, const char *text, int timeout_ms)
{
	struct awaited awaited = { .daemon = daemon, .text = text };

	if (!wait_until(timeout_ms, log_contains_cb, &awaited))
		fail_with_log(daemon, harness_format("no \"%s\" within %d ms", text, timeout_ms));
}

void
daemon_wait_status(struct daemon *daemon, const char *path, int status, int timeout_ms)
{
	struct awaited awaited = { .daemon = daemon, .path = path, .status = status };

	if (!wait_until(timeout_ms, status_is_cb, &awaited))
		fail_with_log(daemon, harness_format("GET %s was not %d within %d ms", path, status,
		                                     timeout_ms));
}

void
daemon_wait_json(struct daemon *daemon, const char *path, const char *pointer, const char *text,
                 int timeout_ms)
{
	struct awaited awaited = {
		.daemon = daemon, .path = path, .pointer = pointer, .text = text
	};

	if (!wait_until(timeout_ms, json_is_cb, &awaited)) {
		struct http_response *response = http_request(daemon->address, "GET", path, NULL,
		                                              NULL);
		fail_with_log(daemon,
		              harness_format("GET %s: no \"%s\" at %s within %d ms, but %s", path,
		                             text, pointer, timeout_ms, response->body));
	}
}
