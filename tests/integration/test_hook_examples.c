/* The examples in config/hooks, each against a small server of this test: what they send, and what
 * their exit status makes of the answer. */
#include "harness.h"
#include "receiver.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <jansson.h>
#include <openssl/evp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define WAIT_MS     20000
#define ID          "6f0f9a4e-0000-4000-8000-000000000001"
#define SUMMARY     "2 tables are missing: \"a\\b\" <!channel> & $(touch x) `id` \xc3\xa9\n'; end"
#define OWN_MAX     4
#define ADDED_COUNT 3

/* --- the hook -------------------------------------------------------------------------------- */

struct hook {
	const char *script;
	const char *own[OWN_MAX]; /* its own arguments; NULL ends them */
	const char *event;
	const char *severity;
	pid_t pid;
};

/* As pgdriftd starts it: its arguments, then hook, event, target. */
static void
hook_start(struct hook *hook)
{
	const char *argv[1 + OWN_MAX + ADDED_COUNT + 1] = { hook->script };
	char *event = harness_format("PGDRIFTD_EVENT=%s", hook->event);
	char *severity = harness_format("PGDRIFTD_SEVERITY=%s", hook->severity);
	const char *const environment[] = {
		event,
		severity,
		"PGDRIFTD_ID=" ID,
		"PGDRIFTD_TIME=2026-11-22T09:00:00.000Z",
		"PGDRIFTD_TARGET=main",
		"PGDRIFTD_STATUS=drift",
		"PGDRIFTD_PREVIOUS_STATUS=in_sync",
		"PGDRIFTD_FINDINGS=3",
		"PGDRIFTD_CRITICAL=2",
		"PGDRIFTD_WARNING=1",
		"PGDRIFTD_INFO=0",
		"PGDRIFTD_SUMMARY=" SUMMARY,
		"PGDRIFTD_FIRST_SEEN=2026-11-22T08:59:00.000Z",
		"PGDRIFTD_ATTEMPT=1",
		"PGDRIFTD_REPORT_URL=http://db1:8432/v1/targets/main",
		"http_proxy",
		"all_proxy",
		NULL,
	};
	size_t count = 1;

	for (size_t i = 0; i < OWN_MAX && hook->own[i] != NULL; i++)
		argv[count++] = hook->own[i];
	argv[count++] = "told";
	argv[count++] = hook->event;
	argv[count++] = "main";
	hook->pid = harness_spawn(
		&(struct harness_spawn){ .argv = argv, .environment = environment });
	free(event);
	free(severity);
}

static int
hook_end(const struct hook *hook)
{
	return harness_wait(hook->pid, WAIT_MS);
}

/* A port that nobody listens on: the receiver is away. */
static int
closed_port(void)
{
	struct receiver server;

	receiver_open(&server);
	receiver_close(&server);
	return server.port;
}

/* --- mail ------------------------------------------------------------------------------------ */

/* Plays the dialogue and answers RCPT with `recipient`. Keeps the message, if one comes, at `heard +
 * *ret_message`, without its final dot; 0: none came. */
static void
play_smtp(struct receiver *server, const char *recipient, size_t *ret_message)
{
	const char *line;

	*ret_message = 0;
	receiver_accept(server, WAIT_MS);
	receiver_say(server, "220 fake ESMTP\r\n");
	while ((line = receiver_line(server)) != NULL) {
		if (strncmp(line, "EHLO ", 5) == 0 || strncmp(line, "HELO ", 5) == 0) {
			receiver_say(server, "250 fake\r\n");
		} else if (strcmp(line, "MAIL FROM:<pgdriftd@a.example>") == 0) {
			receiver_say(server, "250 ok\r\n");
		} else if (strcmp(line, "RCPT TO:<dba@b.example>") == 0) {
			receiver_say(server, recipient);
		} else if (strcmp(line, "DATA") == 0) {
			receiver_say(server, "354 go on\r\n");
			*ret_message = server->taken;
			while ((line = receiver_line(server)) != NULL && strcmp(line, ".") != 0) {
			}
			receiver_say(server, "250 taken\r\n");
		} else if (strcmp(line, "QUIT") == 0) {
			receiver_say(server, "221 bye\r\n");
		} else {
			fail_msg("unexpected: %s", line);
		}
	}
}

static int
mail(const char *recipient, struct receiver *server, size_t *ret_message)
{
	struct hook hook = { .script = "config/hooks/mail.sh",
		             .event = "drift.detected",
		             .severity = "critical" };
	char *url;
	int code;

	receiver_open(server);
	url = harness_format("smtp://127.0.0.1:%d", server->port);
	hook.own[0] = url;
	hook.own[1] = "pgdriftd@a.example";
	hook.own[2] = "dba@b.example";
	hook_start(&hook);
	play_smtp(server, recipient, ret_message);
	code = hook_end(&hook);
	receiver_close(server);
	free(url);
	return code;
}

/* The value of a header; receiver_line() has made each line a string of its own. */
static const char *
mail_header(const struct receiver *server, size_t message, const char *name)
{
	const char *line = server->heard + message;

	for (; *line != '\0'; line += strlen(line) + 2) {
		if (strncasecmp(line, name, strlen(name)) == 0 && line[strlen(name)] == ':')
			return line + strlen(name) + 2;
	}
	return "(none)";
}

static void
read_mail_body(const struct receiver *server, size_t message, char ret_body[RECEIVER_BYTES])
{
	const char *line = server->heard + message;
	size_t length = 0;

	while (*line != '\0')
		line += strlen(line) + 2;
	ret_body[0] = '\0';
	for (line += 2; strcmp(line, ".") != 0; line += strlen(line) + 2) {
		int bytes;

		assert_true(strlen(line) <= 76 && length + 80 < RECEIVER_BYTES);
		bytes = EVP_DecodeBlock((unsigned char *)ret_body + length,
		                        (const unsigned char *)line, (int)strlen(line));
		assert_true(bytes > 0);
		length += (size_t)bytes;
	}
	ret_body[length] = '\0';
}

static void
mail_says_what_happened(void **state)
{
	static char body[RECEIVER_BYTES];
	struct receiver server;
	size_t message;

	(void)state;
	assert_int_equal(mail("250 ok\r\n", &server, &message), 0);
	assert_int_not_equal(message, 0);
	assert_string_equal(mail_header(&server, message, "Subject"),
	                    "[pgdriftd] drift.detected main (critical)");
	assert_string_equal(mail_header(&server, message, "From"), "pgdriftd <pgdriftd@a.example>");
	assert_string_equal(mail_header(&server, message, "To"), "<dba@b.example>");
	assert_string_equal(mail_header(&server, message, "Message-ID"), "<" ID "@pgdriftd>");
	read_mail_body(&server, message, body);
	assert_non_null(strstr(body, SUMMARY "\n\nevent:      drift.detected\n"));
	assert_non_null(strstr(body, "\nstatus:     drift (before: in_sync)\n"));
	assert_non_null(strstr(body, "\nfindings:   3 (2 critical, 1 warning, 0 info)\n"));
	assert_non_null(strstr(body, "\nreport:     http://db1:8432/v1/targets/main\n"));
}

static void
mail_tells_later_from_never(void **state)
{
	struct hook away = { .script = "config/hooks/mail.sh", .event = "test", .severity = "" };
	struct receiver server;
	size_t message;
	char *url = harness_format("smtp://127.0.0.1:%d", closed_port());

	(void)state;
	assert_int_equal(mail("451 grey listed\r\n", &server, &message), 75);
	assert_int_equal(message, 0);
	assert_int_equal(mail("550 no such user\r\n", &server, &message), 1);
	assert_int_equal(message, 0);
	away.own[0] = url;
	away.own[1] = "a@a.example";
	away.own[2] = "b@b.example";
	hook_start(&away);
	assert_int_equal(hook_end(&away), 75);
	free(url);
}

/* --- chat ------------------------------------------------------------------------------------ */

static int
chat(const char *event, const char *severity, const char *answer, struct receiver *server,
     size_t *ret_body)
{
	struct hook hook = { .script = "config/hooks/slack.sh",
		             .event = event,
		             .severity = severity };
	char *path = harness_path("slack");
	char *text;
	int code;

	receiver_open(server);
	text = harness_format("url = \"http://127.0.0.1:%d/services/geheim\"\n", server->port);
	harness_write_file(path, text);
	hook.own[0] = path;
	hook_start(&hook);
	*ret_body = receiver_take(server, WAIT_MS, answer);
	code = hook_end(&hook);
	receiver_close(server);
	unlink(path);
	free(path);
	free(text);
	return code;
}

#define ANSWER(status) "HTTP/1.1 " status "\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"

static void
chat_gets_json_whatever_the_summary_holds(void **state)
{
	static const struct {
		const char *event;
		const char *severity;
		const char *colour;
	} cases[] = {
		{ "drift.detected", "critical", "danger" },
		{ "drift.changed", "warning", "warning" },
		{ "drift.resolved", "critical", "good" },
		{ "target.unreachable", "", "danger" },
		{ "test", "", "#439fe0" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct receiver server;
		size_t at;
		json_t *body;
		const json_t *attachment;

		assert_int_equal(
			chat(cases[i].event, cases[i].severity, ANSWER("200 OK"), &server, &at), 0);
		assert_memory_equal(server.heard, "POST /services/geheim HTTP/1.1\r\n", 32);
		body = json_loads(server.heard + at, JSON_REJECT_DUPLICATES, NULL);
		if (body == NULL)
			fail_msg("no JSON: %s", server.heard + at);
		attachment = json_array_get(json_object_get(body, "attachments"), 0);
		assert_string_equal(json_string_value(json_object_get(attachment, "color")),
		                    cases[i].colour);
		assert_string_equal(json_string_value(json_object_get(attachment, "text")),
		                    "2 tables are missing: \"a\\b\" &lt;!channel&gt; &amp; "
		                    "$(touch x) `id` \xc3\xa9 '; end");
		json_decref(body);
	}
}

static void
chat_tells_later_from_never(void **state)
{
	static const struct {
		const char *answer;
		int code;
	} cases[] = {
		{ ANSWER("503 Service Unavailable"), 75 },
		{ ANSWER("429 Too Many Requests"), 75 },
		{ ANSWER("404 Not Found"), 1 },
		{ ANSWER("302 Found"), 1 },
	};
	struct hook hook = { .script = "config/hooks/slack.sh", .event = "test", .severity = "" };
	char *path = harness_path("slack");
	char *text = harness_format("url = \"http://127.0.0.1:%d/\"\n", closed_port());

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct receiver server;
		size_t at;

		assert_int_equal(chat("test", "", cases[i].answer, &server, &at), cases[i].code);
	}
	hook.own[0] = path;
	hook_start(&hook); /* the file is not there yet */
	assert_int_equal(hook_end(&hook), 66);
	harness_write_file(path, text);
	hook_start(&hook);
	assert_int_equal(hook_end(&hook), 75);
	unlink(path);
	free(path);
	free(text);
}

/* --- syslog ---------------------------------------------------------------------------------- */

/* daemon is facility 3: <27> err, <28> warning, <29> notice. */
static void
syslog_gets_one_line_with_its_level(void **state)
{
	static const struct {
		const char *event;
		const char *severity;
		const char *priority;
	} cases[] = {
		{ "drift.detected", "critical", "<27>" },
		{ "drift.detected", "warning", "<28>" },
		{ "drift.resolved", "critical", "<29>" },
		{ "create.failed", "", "<27>" },
	};
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	char *path = harness_path("log");
	int socket_fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct hook hook = { .script = "config/hooks/logger.sh" };

	(void)state;
	snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	assert_int_equal(bind(socket_fd, (struct sockaddr *)&address, sizeof address), 0);
	hook.own[0] = "--socket";
	hook.own[1] = path;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char line[RECEIVER_BYTES];
		ssize_t length;

		hook.event = cases[i].event;
		hook.severity = cases[i].severity;
		hook_start(&hook);
		receiver_await(socket_fd, WAIT_MS);
		length = recv(socket_fd, line, sizeof line - 1, 0);
		assert_true(length > 0);
		line[length] = '\0';
		assert_int_equal(hook_end(&hook), 0);
		assert_memory_equal(line, cases[i].priority, 4);
		assert_non_null(strstr(line, " pgdriftd: "));
		assert_non_null(
			strstr(line, " target=main id=" ID ": 2 tables are missing: \"a\\b\""));
	}
	close(socket_fd);
	unlink(path);
	hook_start(&hook); /* nobody takes it */
	assert_int_equal(hook_end(&hook), 75);
	free(path);
}

static void
wrong_arguments_are_said_to_be_wrong(void **state)
{
	static const char *const scripts[] = { "config/hooks/mail.sh", "config/hooks/slack.sh" };

	(void)state;
	for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
		struct hook hook = { .script = scripts[i], .event = "test", .severity = "" };

		hook_start(&hook);
		assert_int_equal(hook_end(&hook), 64);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mail_says_what_happened),
		cmocka_unit_test(mail_tells_later_from_never),
		cmocka_unit_test(chat_gets_json_whatever_the_summary_holds),
		cmocka_unit_test(chat_tells_later_from_never),
		cmocka_unit_test(syslog_gets_one_line_with_its_level),
		cmocka_unit_test(wrong_arguments_are_said_to_be_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
