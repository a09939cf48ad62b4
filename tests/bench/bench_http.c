/* What a GET /health costs the daemon: CPU (utime + stime) per request of a kept connection, beside
 * nginx with one worker and a body of the same size. In each round every server gets the same number
 * of requests, one after another, from the same client; the figures are medians over the rounds.
 * nginx is measured twice: `return 200` out of its memory, its cheapest answer and the one that
 * counts, and a file. Ends with 1 where the daemon takes more than 1.3 times the former. */
#include "../integration/harness.h"
#include "../integration/harness_daemon.h"
#include "../integration/harness_http.h"
#include "../integration/harness_pg.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define ROUNDS      5
#define REQUESTS    50000
#define WARM_UP     2000
#define MOST        1.3
#define SKIPPED     77
#define NGINX_DEATH SIGTERM /* the master then ends its worker */

struct subject {
	const char *name;
	char *address;
	pid_t pid;
	double us[ROUNDS]; /* per request */
};

static double
cpu_seconds(pid_t pid)
{
	char *path = harness_format("/proc/%d/stat", (int)pid);
	char *stat = harness_read_file(path);
	const char *after = strrchr(stat, ')');
	unsigned long user = 0, system = 0;

	if (!after || sscanf(after + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
	                     &user, &system) != 2)
		fail_msg("%s: %s", path, stat);
	free(stat);
	free(path);
	return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

/* Sends one request and reads its answer, which has as many bytes each time; 0: not known yet. */
static size_t
exchange(int fd, size_t expected)
{
	static const char request[] = "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n"
				      "User-Agent: bench\r\nAccept: */*\r\n\r\n";
	static char answer[65536];
	size_t got = 0;

	if (send(fd, request, sizeof(request) - 1, MSG_NOSIGNAL) != sizeof(request) - 1)
		fail_msg("a request was not taken");
	do {
		ssize_t more = recv(fd, answer + got, sizeof(answer) - 1 - got, 0);
		if (more <= 0)
			fail_msg("the connection ended in the middle of an answer");
		got += (size_t)more;
		answer[got] = '\0';
		const char *length = strcasestr(answer, "\r\nContent-Length:");
		const char *body = strstr(answer, "\r\n\r\n");
		if (expected == 0 && length && body)
			expected = (size_t)(body + 4 - answer) + strtoul(length + 17, NULL, 10);
	} while (expected == 0 || got < expected);
	return expected;
}

static void
measure(struct subject *subject, int round)
{
	int fd = http_connect(subject->address);
	size_t length;
	double before;

	if (fd < 0)
		fail_msg("%s does not listen on %s", subject->name, subject->address);
	/* The Date and a body made anew each second are always of the same length. */
	length = exchange(fd, 0);
	for (int i = 0; i < WARM_UP; i++)
		exchange(fd, length);
	before = cpu_seconds(subject->pid);
	for (int i = 0; i < REQUESTS; i++)
		exchange(fd, length);
	subject->us[round] = (cpu_seconds(subject->pid) - before) * 1e6 / REQUESTS;
	close(fd);
}

static int
compare(const void *a, const void *b)
{
	const double *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

static double
median(const struct subject *subject)
{
	double us[ROUNDS];

	memcpy(us, subject->us, sizeof(us));
	qsort(us, ROUNDS, sizeof(us[0]), compare);
	return us[ROUNDS / 2];
}

/* A daemon that watches a whole reference database, and has checked it. */
static struct daemon *
start_daemon(struct pg_server *server, struct pg_database **ret_database)
{
	struct pg_database *database = pg_database(server);
	char *path = harness_path("ddl");
	char *command = harness_format("tests/reference/ddl.sh >%s", path);
	const char *argv[] = { "sh", "-c", command, NULL };
	char *ini = harness_format("[pgdriftd]\nlisten = 127.0.0.1:@port@\n"
	                           "manifest = @manifest@\ncheck_interval = 1h\n"
	                           "[target main]\nconninfo = %s\n",
	                           database->conninfo);
	struct daemon *daemon;
	char *manifest;

	if (run_program(argv, NULL, NULL) != 0)
		fail_msg("%s failed", command);
	pg_load_file(database, "tests/reference/core.sql");
	pg_load_file(database, path);
	manifest = harness_read_file("config/manifest.json");
	daemon = daemon_start(&(struct daemon_options){ .ini = ini, .manifest = manifest });
	daemon_wait_status(daemon, "/health", 200, 20000);
	free(manifest);
	free(ini);
	free(command);
	free(path);
	*ret_database = database;
	return daemon;
}

static char *
nginx_configuration(const char *dir, int return_port, int file_port, const char *body)
{
	return harness_format(
		"daemon off; worker_processes 1; pid %s/pid; error_log %s/error.log; %s\n"
		"events { worker_connections 256; }\n"
		"http {\n"
		"access_log off; keepalive_requests 10000000; sendfile on; tcp_nodelay on;\n"
		"default_type application/health+json; add_header Cache-Control no-store;\n"
		"client_body_temp_path %s/1; proxy_temp_path %s/2; fastcgi_temp_path %s/3;\n"
		"uwsgi_temp_path %s/4; scgi_temp_path %s/5;\n"
		"server { listen 127.0.0.1:%d; location = /health { return 200 '%s'; } }\n"
		"server { listen 127.0.0.1:%d; root %s; }\n"
		"}\n",
		dir, dir, geteuid() == 0 ? "user root;" : "", dir, dir, dir, dir, dir, return_port,
		body, file_port, dir);
}

static const char *
find_nginx(void)
{
	static const char *const paths[] = { "/usr/sbin/nginx", "/usr/local/sbin/nginx",
		                             "/usr/bin/nginx" };

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		if (access(paths[i], X_OK) == 0)
			return paths[i];
	}
	return NULL;
}

/* The body is of letters: of the daemon's there is only the length. */
static pid_t
start_nginx(const char *program, int return_port, int file_port, size_t body_length)
{
	char *dir = harness_path("nginx");
	char *file = harness_format("%s/health", dir);
	char *conf = harness_format("%s/nginx.conf", dir);
	char *body = calloc(1, body_length + 1);
	const char *argv[] = { program, "-e", "/dev/null", "-c", conf, NULL };
	char *text;
	pid_t pid;

	memset(body, 'x', body_length);
	mkdir(dir, 0755);
	harness_write_file(file, body);
	text = nginx_configuration(dir, return_port, file_port, body);
	harness_write_file(conf, text);
	pid = harness_spawn(&(struct harness_spawn){ .argv = argv, .death_signal = NGINX_DEATH });
	free(text);
	free(body);
	free(conf);
	free(file);
	free(dir);
	return pid;
}

static bool
has_worker_cb(void *arg)
{
	char *path = harness_format("/proc/%d/task/%d/children", *(pid_t *)arg, *(pid_t *)arg);
	char *children = harness_read_file(path);
	bool has = strtol(children, NULL, 10) > 0;

	free(children);
	free(path);
	return has;
}

static pid_t
worker_of(pid_t master)
{
	char *path = harness_format("/proc/%d/task/%d/children", (int)master, (int)master);
	char *children;
	pid_t worker;

	if (!wait_until(10000, has_worker_cb, &master))
		fail_msg("nginx has not started a worker");
	children = harness_read_file(path);
	worker = (pid_t)strtol(children, NULL, 10);
	free(children);
	free(path);
	return worker;
}

static int
print_figures(const struct subject *subjects, size_t count, size_t body_length)
{
	double own = median(&subjects[0]);

	printf("GET /health, kept connection, body of %zu bytes, CPU per request,\n"
	       "median of %d rounds of %d requests:\n",
	       body_length, ROUNDS, REQUESTS);
	for (size_t i = 0; i < count; i++) {
		double us = median(&subjects[i]);

		printf("  %-22s %6.2f us", subjects[i].name, us);
		if (i > 0)
			printf("   pgdriftd takes %.2f times that", own / us);
		printf("\n");
	}
	return own <= MOST * median(&subjects[1]) ? 0 : 1;
}

int
main(void)
{
	const char *program = find_nginx();
	struct subject subjects[] = { { .name = "pgdriftd" },
		                      { .name = "nginx, return 200" },
		                      { .name = "nginx, file" } };
	size_t count = sizeof(subjects) / sizeof(subjects[0]);
	int ports[] = { 0, harness_free_port(), harness_free_port() };
	struct http_response *health;
	struct pg_database *database;
	int code;

	if (!program) {
		printf("no nginx here: not measured\n");
		return SKIPPED;
	}
	struct pg_server *server = pg_start(NULL);
	struct daemon *daemon = start_daemon(server, &database);
	health = http_request(daemon->address, "GET", "/health", NULL, NULL);
	pid_t master = start_nginx(program, ports[1], ports[2], health->body_length);

	subjects[0].pid = daemon->pid;
	subjects[0].address = harness_format("%s", daemon->address);
	for (size_t i = 1; i < count; i++) {
		subjects[i].pid = worker_of(master);
		subjects[i].address = harness_format("127.0.0.1:%d", ports[i]);
	}
	for (int round = 0; round < ROUNDS; round++) {
		for (size_t i = 0; i < count; i++)
			measure(&subjects[i], round);
	}
	code = print_figures(subjects, count, health->body_length);

	for (size_t i = 0; i < count; i++)
		free(subjects[i].address);
	kill(master, NGINX_DEATH);
	harness_wait(master, 10000);
	http_free(health);
	daemon_free(daemon);
	pg_drop(database);
	pg_free(server);
	return code;
}
