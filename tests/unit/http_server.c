#include "http_server.h"

#include "base/arena.h"
#include "base/log.h"
#include "report_fixture.h"
#include "report_scenes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define WAIT_S 20

/* --- the child ------------------------------------------------------------------------------- */

struct child {
	struct event_base *base;
	struct http *http;
	struct board *board;
	struct store *store; /* NULL: none */
};

/* {"summary":"e1","pad":"   "} */
static void
append(struct child *child, const char *target, const char *summary, size_t bytes)
{
	struct event event = { .type = EVENT_TYPE_DRIFT_DETECTED, .time = NINE };
	struct text data = { 0 };

	if (child->store == NULL)
		return;
	strcpy(event.id, "00000000-0000-8000-8000-000000000000");
	event.target = target == NULL ? NULL : mem_strdup(target);
	event.summary = mem_strdup(summary);
	text_addf(&data, "{\"summary\":\"%s\"", summary);
	if (bytes > 0)
		text_addf(&data, ",\"pad\":\"%*s\"", (int)bytes, "");
	text_add(&data, "}");
	event.data = text_take(&data);
	store_append(child->store, &event, 1, target, NULL);
	event_done(&event);
	http_events_changed(child->http);
}

static void
mutes_changed(void *arg)
{
	append(arg, NULL, "mutes changed", 0);
}

static bool
check_now(void *arg, const char *target)
{
	struct child *child = arg;

	if (target != NULL && board_find(child->board, target) == NULL)
		return false;
	board_publish(child->board, scene_in_sync("main"));
	append(child, "main", "checked", 0);
	return true;
}

static bool
stands(void *arg, const char *target)
{
	(void)arg;
	(void)target;
	return true;
}

/* "/health 503 1" */
static void
count_cb(void *arg, const char *path, const char *status, uint64_t count)
{
	text_addf(arg, "%s %s %llu\n", path, status, (unsigned long long)count);
}

static void
metrics(void *arg, struct text *out)
{
	const struct child *child = arg;

	http_counts(child->http, count_cb, out);
}

static void
idle_cb(void *arg)
{
	struct child *child = arg;

	event_base_loopbreak(child->base);
}

static void
term_cb(evutil_socket_t number, short what, void *arg)
{
	struct child *child = arg;
	(void)number;
	(void)what;

	http_drain(child->http, idle_cb, child);
}

static struct report *
big_report(size_t findings)
{
	struct expected *expected = fixture_expected();
	struct fixture fixture;
	struct report *report;

	fixture_begin(&fixture, expected);
	fixture.outcome->drifts = arena_array(&fixture.arena, findings, sizeof(struct drift));
	for (size_t i = 0; i < findings; i++) {
		const char *name = arena_printf(&fixture.arena, "table_%zu", i);

		fixture.outcome->drifts[i] = (struct drift){
			.change = CHANGE_UNEXPECTED,
			.kind = KIND_table,
			.schema = "public",
			.table = name,
			.name = name,
			.module = EXPECTED_NONE,
			.severity = SEVERITY_INFO,
			.summary = "a table that nobody expects",
		};
	}
	fixture.outcome->drift_count = findings;
	fixture.outcome->by_severity[SEVERITY_INFO] = findings;
	report = fixture_report(&fixture, "big", NULL, NINE, 1);
	expected_unref(expected);
	return report;
}

static struct board *
make_board(const struct server_options *options)
{
	struct board *board = board_new();

	board_publish(board, scene_missing("main"));
	board_publish(board, scene_in_sync("calm"));
	board_publish(board, scene_in_sync(ODD_TARGET));
	if (options->findings > 0)
		board_publish(board, big_report(options->findings));
	if (options->pending)
		board_publish(board, scene_pending("new"));
	return board;
}

static struct event_base *
make_base(void)
{
	struct event_config *config = event_config_new();
	struct event_base *base;

	event_config_set_flag(config,
	                      EVENT_BASE_FLAG_EPOLL_USE_CHANGELIST | EVENT_BASE_FLAG_NOLOCK);
	base = event_base_new_with_config(config);
	event_config_free(config);
	return base;
}

static int
run_child(const struct server_options *options, int inet, int local, int control)
{
	static const struct store_limits limits = { 10000, (size_t)1 << 30, INT64_C(1) << 40 };
	struct child child = { .base = make_base(), .board = make_board(options) };
	struct store *store = options->history ? store_open(NULL, &limits) : NULL;
	const struct http_services services = {
		.board = child.board,
		.stands = stands,
		.check_now = check_now,
		.metrics = metrics,
		.mutes_changed = mutes_changed,
		.arg = &child,
		.admin_token = options->token,
	};
	struct event *term = evsignal_new(child.base, SIGTERM, term_cb, &child);
	struct err err = { 0 };

	log_open(LOG_LEVEL_DEBUG);
	child.http = http_new(child.base, &options->limits, &services);
	if (!http_accept(child.http, inet, "inet", &err) ||
	    !http_accept(child.http, local, "local", &err) ||
	    !http_accept_control(child.http, control, "control", &err))
		return 3;
	child.store = store;
	http_set_store(child.http, store);
	for (size_t i = 1; i <= options->events; i++) {
		char summary[32];

		snprintf(summary, sizeof summary, "e%zu", i);
		append(&child, "main", summary, options->event_bytes);
	}
	event_add(term, NULL);
	event_base_dispatch(child.base);
	event_free(term);
	http_free(child.http);
	event_base_free(child.base);
	board_free(child.board);
	store_close(store);
	libevent_global_shutdown();
	return 0;
}

/* --- starting and ending it ------------------------------------------------------------------ */

static void
default_limits(struct http_limits *limits)
{
	if (limits->header_bytes == 0)
		limits->header_bytes = 8192;
	if (limits->body_bytes == 0)
		limits->body_bytes = 65536;
	if (limits->idle_ms == 0)
		limits->idle_ms = 2000;
	if (limits->request_ms == 0)
		limits->request_ms = 2000;
	if (limits->connections == 0)
		limits->connections = 128;
}

/* As systemd would hand it over: on a port of the kernel's choice. */
static int
listen_inet(int *ret_port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		                       .sin_addr = { .s_addr = htonl(INADDR_LOOPBACK) } };
	socklen_t length = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	assert_int_equal(listen(fd, 4096), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &length), 0);
	*ret_port = ntohs(address.sin_port);
	return fd;
}

static int
listen_local(const struct http_server *server)
{
	char address[128];
	struct err err = { 0 };
	int fd;

	snprintf(address, sizeof address, "unix:%s/http.sock", server->directory);
	if (!http_listen(address, &fd, &err))
		fail_msg("%s", err.message);
	return fd;
}

static int
listen_control(const struct http_server *server)
{
	char path[128];
	struct err err = { 0 };
	int fd;

	snprintf(path, sizeof path, "%s/control.sock", server->directory);
	if (!http_listen_control(path, &fd, &err))
		fail_msg("%s", err.message);
	return fd;
}

void
server_start(struct http_server *server, const struct server_options *options)
{
	struct server_options own = *options;
	const char *tmp = getenv("TMPDIR");
	int inet, local, control;

	*server = (struct http_server){ 0 };
	default_limits(&own.limits);
	snprintf(server->directory, sizeof server->directory, "%s/http.XXXXXX",
	         tmp == NULL ? "/tmp" : tmp);
	assert_non_null(mkdtemp(server->directory));
	inet = listen_inet(&server->port);
	local = listen_local(server);
	control = listen_control(server);
	fflush(NULL);
	server->pid = fork();
	assert_true(server->pid >= 0);
	if (server->pid == 0) {
		struct rlimit limit = { own.descriptors, own.descriptors };
		char path[128];
		int log;

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		snprintf(path, sizeof path, "%s/log", server->directory);
		log = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
		dup2(log, STDERR_FILENO);
		close(log);
		if (own.descriptors > 0)
			setrlimit(RLIMIT_NOFILE, &limit);
		exit(run_child(&own, inet, local, control));
	}
	close(inet);
	close(local);
	close(control);
}

void
server_end(struct http_server *server)
{
	if (!server->ending)
		kill(server->pid, SIGTERM);
	server->ending = true;
}

void
server_stop(struct http_server *server)
{
	char path[128];
	char *log;
	int status;

	server_end(server);
	assert_int_equal(waitpid(server->pid, &status, 0), server->pid);
	log = server_log(server);
	snprintf(path, sizeof path, "%s/http.sock", server->directory);
	unlink(path);
	snprintf(path, sizeof path, "%s/control.sock", server->directory);
	unlink(path);
	snprintf(path, sizeof path, "%s/log", server->directory);
	unlink(path);
	rmdir(server->directory);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		fail_msg("the server ended with status %#x: %s", (unsigned)status, log);
	free(log);
}

long
server_cpu_ms(const struct http_server *server)
{
	unsigned long user, system;
	char path[64];
	FILE *file;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)server->pid);
	file = fopen(path, "re");
	assert_non_null(file);
	assert_int_equal(fscanf(file, "%*d %*s %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
	                        &user, &system),
	                 2);
	fclose(file);
	return (long)(user + system) * 1000 / sysconf(_SC_CLK_TCK);
}

char *
server_log(const struct http_server *server)
{
	char *log = calloc(1, 1 << 20);
	char path[128];
	FILE *file;

	snprintf(path, sizeof path, "%s/log", server->directory);
	file = fopen(path, "re");
	if (file != NULL) {
		(void)!fread(log, 1, (1 << 20) - 1, file);
		fclose(file);
	}
	return log;
}

/* --- the client ------------------------------------------------------------------------------ */

static int
connect_to(int family, const struct sockaddr *address, socklen_t length)
{
	const struct timeval wait = { .tv_sec = WAIT_S };
	int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
	if (connect(fd, address, length) == 0)
		return fd;
	close(fd);
	return -1;
}

int
server_connect(const struct http_server *server)
{
	const struct sockaddr_in address = { .sin_family = AF_INET,
		                             .sin_port = htons((in_port_t)server->port),
		                             .sin_addr = { .s_addr = htonl(INADDR_LOOPBACK) } };

	return connect_to(AF_INET, (const struct sockaddr *)&address, sizeof address);
}

static int
connect_unix(const struct http_server *server, const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	snprintf(address.sun_path, sizeof address.sun_path, "%s/%s", server->directory, name);
	return connect_to(AF_UNIX, (const struct sockaddr *)&address, sizeof address);
}

int
server_connect_unix(const struct http_server *server)
{
	return connect_unix(server, "http.sock");
}

int
server_connect_control(const struct http_server *server)
{
	return connect_unix(server, "control.sock");
}

void
send_bytes(int socket, const char *bytes, size_t length)
{
	size_t sent = 0;

	/* The other side may end before it has read everything: then its answer is what counts. */
	while (sent < length) {
		ssize_t now = send(socket, bytes + sent, length - sent, MSG_NOSIGNAL);

		if (now < 0)
			return;
		sent += (size_t)now;
	}
}

void
send_text(int socket, const char *text)
{
	send_bytes(socket, text, strlen(text));
}

/* 0: the end. */
static size_t
receive(int socket, char *bytes, size_t length)
{
	ssize_t got = recv(socket, bytes, length, 0);

	if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
		fail_msg("nothing came for %d s", WAIT_S);
	return got < 0 ? 0 : (size_t)got;
}

struct reply
reply_read(int socket, bool bare)
{
	struct reply reply = { .head = calloc(1, 16384) };
	size_t used = 0;
	const char *value;

	while (strstr(reply.head, "\r\n\r\n") == NULL) {
		if (used == 16383 || receive(socket, reply.head + used, 1) == 0)
			return reply;
		used++;
	}
	assert_int_equal(sscanf(reply.head, "HTTP/1.1 %3d ", &reply.status), 1);
	value = reply_header(&reply, "Content-Length");
	reply.length = bare || value == NULL ? 0 : strtoul(value, NULL, 10);
	reply.body = calloc(1, reply.length + 1);
	used = 0;
	while (used < reply.length) {
		size_t got = receive(socket, reply.body + used, reply.length - used);

		if (got == 0)
			fail_msg("the body ended after %zu of %zu bytes", used, reply.length);
		used += got;
	}
	return reply;
}

void
reply_done(struct reply *reply)
{
	free(reply->head);
	free(reply->body);
	*reply = (struct reply){ 0 };
}

const char *
reply_header(const struct reply *reply, const char *name)
{
	static char value[1024];
	const char *at = reply->head;

	while ((at = strstr(at, "\r\n")) != NULL) {
		at += 2;
		if (strncasecmp(at, name, strlen(name)) != 0 || at[strlen(name)] != ':')
			continue;
		at += strlen(name) + 1;
		at += strspn(at, " ");
		snprintf(value, sizeof value, "%.*s", (int)strcspn(at, "\r"), at);
		return value;
	}
	return NULL;
}

bool
is_closed(int socket)
{
	char byte;

	return receive(socket, &byte, 1) == 0;
}

struct reply
ask_bytes(const struct http_server *server, const char *bytes, size_t length, bool *ret_closed)
{
	int socket = server_connect(server);
	struct reply reply;
	const char *connection;

	assert_true(socket >= 0);
	send_bytes(socket, bytes, length);
	reply = reply_read(socket, strncmp(bytes, "HEAD ", 5) == 0);
	connection = reply_header(&reply, "Connection");
	if (ret_closed != NULL)
		*ret_closed = connection != NULL && strcmp(connection, "close") == 0 &&
		              is_closed(socket);
	close(socket);
	return reply;
}

struct reply
ask(const struct http_server *server, const char *text)
{
	return ask_bytes(server, text, strlen(text), NULL);
}

struct reply
ask_path(const struct http_server *server, const char *method, const char *path)
{
	char *text = NULL;
	struct reply reply;

	assert_true(asprintf(&text, "%s %s HTTP/1.1\r\nHost: localhost\r\n\r\n", method, path) > 0);
	reply = ask(server, text);
	free(text);
	return reply;
}
