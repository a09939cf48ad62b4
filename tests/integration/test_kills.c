/* The real daemon, killed (SIGKILL) at any moment, over and over, while a table comes and goes and the
 * receiver of its webhook fails half of the time: every event of its history has been taken at the end,
 * in order, and what was decided is never decided twice. SOAK_SECONDS in the environment asks for 100
 * kills. How it bears 10,000 events is tested by tests/unit/test_out_hook_kills. */
#include "harness.h"
#include "harness_http.h"
#include "telling.h"

#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#define KILLS      16
#define KILLS_SOAK 100
#define LATEST_US  600000 /* after the daemon has begun to answer */

/* --- the receiver: a process of its own ---------------------------------------------------------- */

static bool
read_id(int fd, char *ret_id, size_t room)
{
	static char bytes[131072];
	size_t length = 0;
	const char *end, *header;

	for (;;) {
		ssize_t got = recv(fd, bytes + length, sizeof bytes - 1 - length, 0);

		if (got <= 0)
			return false;
		length += (size_t)got;
		bytes[length] = '\0';
		end = strstr(bytes, "\r\n\r\n");
		header = strcasestr(bytes, "\r\nContent-Length:");
		if (end != NULL && header != NULL &&
		    length >= (size_t)(end + 4 - bytes) + strtoul(header + 17, NULL, 10))
			break;
	}
	header = strcasestr(bytes, "\r\nwebhook-id: ");
	if (header == NULL)
		return false;
	snprintf(ret_id, room, "%.*s", (int)strcspn(header + 14, "\r"), header + 14);
	return true;
}

/* Notes "+ID" for what it takes, "-ID" for what it does not. */
static _Noreturn void
receive(int listener, const char *path)
{
	static const char good[] = "HTTP/1.1 204 OK\r\n\r\n";
	static const char bad[] = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n";
	FILE *file = fopen(path, "ae");

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		int fd = accept(listener, NULL, NULL);
		bool take = arc4random_uniform(2) == 0;
		char id[64];

		if (fd < 0 || file == NULL)
			_exit(1);
		if (read_id(fd, id, sizeof id)) {
			fprintf(file, "%c%s\n", take ? '+' : '-', id);
			fflush(file);
			send(fd, take ? good : bad, (take ? sizeof good : sizeof bad) - 1,
			     MSG_NOSIGNAL);
		}
		close(fd);
	}
}

static pid_t
start_receiver(const char *path, int *ret_port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		                       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof address;
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	pid_t pid;

	assert_int_equal(bind(listener, (const struct sockaddr *)&address, length), 0);
	assert_int_equal(listen(listener, 64), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &length), 0);
	*ret_port = ntohs(address.sin_port);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		receive(listener, path);
	close(listener);
	return pid;
}

/* --- the daemon ---------------------------------------------------------------------------------- */

static void
start(struct telling *telling, int port)
{
	char *options = harness_format("check_interval = 1h\nstate_dir = %s/state\nconfirm = 1\n"
	                               "flap_limit = 0\n",
	                               telling->place);
	char *sections = harness_format("[webhook chat]\nurl = http://127.0.0.1:%d/\n", port);

	telling_start(telling, options, sections);
	free(options);
	free(sections);
}

static void
kill_it(struct telling *telling)
{
	assert_int_equal(kill(telling->daemon->pid, SIGKILL), 0);
	assert_int_equal(harness_wait(telling->daemon->pid, TELLING_WAIT_MS), 128 + SIGKILL);
	telling->daemon->pid = 0;
}

static bool
nothing_is_owed_cb(void *arg)
{
	const struct telling *telling = arg;
	struct http_response *response = http_request(telling->daemon->address, "GET", "/metrics",
	                                              NULL, NULL);
	bool none = strstr(response->body, "\npgdriftd_webhook_owed{webhook=\"chat\"} 0\n") != NULL;

	http_free(response);
	return none;
}

/* --- what came of it ----------------------------------------------------------------------------- */

/* Events in their order, from the history. Told in turns: gone, there again, gone... */
static json_t *
history(const struct telling *telling)
{
	json_t *page = http_json(telling->daemon->address, "/v1/events?limit=1000", NULL), *item;
	json_t *list = json_incref(json_object_get(page, "events"));
	const char *last = "io.pgdriftd.drift.resolved";
	size_t i;

	assert_true(json_is_false(json_object_get(page, "more")));
	json_array_foreach(list, i, item)
	{
		const char *type = json_text_at(item, "/event/type");

		if (strcmp(type, last) == 0)
			fail_msg("event %zu is %s once more", i, type);
		last = strcmp(type, "io.pgdriftd.drift.resolved") == 0
		               ? "io.pgdriftd.drift.resolved"
		               : "io.pgdriftd.drift.detected";
	}
	json_decref(page);
	return list;
}

/* Each is the next one of the history, or again the one that was taken last: a kill may come between
 * taking and noting. */
static void
assert_all_taken(const json_t *events, const char *path, unsigned kills)
{
	char *text = harness_read_file(path);
	size_t next = 0, attempts = 0, repeated = 0;
	const char *taken = "";

	for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
		const json_t *event = json_array_get(events, next);
		const char *id = event == NULL ? NULL : json_text_at(event, "/event/id");

		attempts++;
		if (strcmp(line + 1, taken) == 0) {
			repeated += line[0] == '+';
			continue;
		}
		if (id == NULL || strcmp(line + 1, id) != 0)
			fail_msg("attempt %zu is of %s, not of event %zu", attempts, line + 1,
			         next);
		if (line[0] == '+') {
			taken = id;
			next++;
		}
	}
	print_message("%zu events, %zu attempts, %zu repeated, %u kills\n", next, attempts,
	              repeated, kills);
	assert_int_equal(next, json_array_size(events));
	assert_true(repeated <= kills);
	free(text);
}

static void
killed_at_any_moment_it_loses_nothing(void **state)
{
	struct telling *telling = *state;
	unsigned kills = getenv("SOAK_SECONDS") == NULL ? KILLS : KILLS_SOAK;
	char *path = harness_format("%s/taken", telling->place);
	json_t *events;
	bool there = true;
	int port;
	pid_t receiver = start_receiver(path, &port);

	for (unsigned i = 0; i < kills; i++) {
		/* What comes or goes is seen by the one that is killed in the middle of its first check,
		 * or else by the next, which is killed behind it. */
		telling->impatient = i % 2 == 0;
		if (telling->impatient && there)
			telling_drop(telling);
		else if (telling->impatient)
			telling_create(telling);
		there = there != telling->impatient;
		start(telling, port);
		usleep(arc4random_uniform(LATEST_US));
		kill_it(telling);
	}
	telling->impatient = false;
	start(telling, port);
	assert_true(wait_until(240000, nothing_is_owed_cb, telling));
	events = history(telling);
	assert_all_taken(events, path, kills);
	assert_int_equal(json_array_size(events), kills / 2);
	assert_int_equal(daemon_stop(telling->daemon), 0);
	kill(receiver, SIGKILL);
	harness_wait(receiver, TELLING_WAIT_MS);
	json_decref(events);
	free(path);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, telling_setup, telling_teardown)
	const struct CMUnitTest tests[] = {
		TEST(killed_at_any_moment_it_loses_nothing),
	};

	return cmocka_run_group_tests_name("kills", tests, NULL, NULL);
}
