/* The real pgdriftd, started as a user would, in a directory of its own. */
#ifndef TESTS_HARNESS_DAEMON_H
#define TESTS_HARNESS_DAEMON_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* In ini and manifest, @dir@ stands for the daemon's own directory, @port@ for a free port of
 * 127.0.0.1, and @manifest@ for the file that `manifest` was written to. */
struct daemon_options {
	const char *ini;      /* the configuration file's text */
	const char *manifest; /* JSON, written to @dir@/manifest.json; NULL: none is written */
	const char *const *environment; /* as in struct harness_spawn */
	const int *listen_fds;          /* handed over as by systemd */
	size_t listen_fd_count;
	bool do_not_wait; /* return without waiting for the first answer */
};

struct daemon {
	char *dir;
	char *ini_path;
	char *log_path;
	char *address; /* what daemon_start() waits on, for http_request(): 127.0.0.1:@port@ where the
	                  ini has @port@, else unix:@dir@/http.sock */
	int port;
	pid_t pid; /* 0 once it has ended */
};

/* Starts `pgdriftd -c INI run` and waits until GET /livez answers 200. Where it ends instead, the
 * test fails with its log: use run_pgdriftd() for what must not start. Free with daemon_free(). */
struct daemon *daemon_start(const struct daemon_options *options);

/* Kills it if it still runs, and removes its directory. NULL is fine. */
void daemon_free(struct daemon *daemon);

/* SIGTERM; its exit code (128 + signal where one ended it). Not ending within 20 s fails. */
int daemon_stop(struct daemon *daemon);

/* Writes a new configuration (NULL: leaves the old one) and sends SIGHUP. Returns at once. */
void daemon_reload(struct daemon *daemon, const char *ini);

/* What it wrote to stderr until now. Caller owns. */
char *daemon_log(const struct daemon *daemon);
bool daemon_log_contains(const struct daemon *daemon, const char *text);

/* Waits until the log has the text; the test fails with the log after timeout_ms. */
void daemon_wait_log(struct daemon *daemon, const char *text, int timeout_ms);

/* Waits until GET path answers with this status. */
void daemon_wait_status(struct daemon *daemon, const char *path, int status, int timeout_ms);

/* Waits until the JSON of GET path has this text at the pointer. */
void daemon_wait_json(struct daemon *daemon, const char *path, const char *pointer,
                      const char *text, int timeout_ms);

#endif
