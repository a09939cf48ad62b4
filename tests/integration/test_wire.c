/* Servers that break the protocol, flood, or fall silent, and TLS that is refused or garbled (faults 8
 * and 13): each is unknown with a reason, within its deadline; the daemon answers all the while, keeps
 * its memory and its CPU, and says nothing in plain text where TLS was asked for. */
#include "fake_server.h"
#include "harness.h"
#include "harness_daemon.h"
#include "harness_http.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define WAIT_MS  30000
#define CHUNK    65536
#define PEAK_KB  (64 * 1024)
#define PASSWORD "swordfish"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED true
#else
#define SANITIZED false
#endif

static const char manifest[] = "{ \"manifest\": 1, \"name\": \"wire\", \"modules\": [ { \"name\": "
			       "\"core\", \"tables\": [ \"events\" ] } ] }";

/* --- servers ------------------------------------------------------------------------------------ */

/* The beginning of an answer with one column. */
static void
send_columns(int fd)
{
	static const char column[] = "\0\1c\0\0\0\0\0\0\0\0\0\0\x19\xff\xff\xff\xff\xff\xff\0";

	fake_send(fd, '1', "", 0);
	fake_send(fd, '2', "", 0);
	fake_send(fd, 'T', column, sizeof column);
}

/* The same message, many a time at once and without end. */
static void
flood(int fd, char type, const void *bytes, size_t length)
{
	size_t one = 1 + 4 + length;
	size_t count = one < CHUNK ? CHUNK / one : 1;
	char *chunk = malloc(count * one);

	for (size_t i = 0; i < count; i++) {
		unsigned char *at = (unsigned char *)chunk + i * one;
		uint32_t said = (uint32_t)length + 4;

		at[0] = (unsigned char)type;
		at[1] = (unsigned char)(said >> 24);
		at[2] = (unsigned char)(said >> 16);
		at[3] = (unsigned char)(said >> 8);
		at[4] = (unsigned char)said;
		memcpy(at + 5, bytes, length);
	}
	for (;;)
		fake_send_raw(fd, chunk, count * one);
}

static void
rows_without_end(int fd, struct fake_seen *seen)
{
	fake_login(fd, seen);
	fake_request(fd, seen);
	send_columns(fd);
	flood(fd, 'D', "\0\1\0\0\0\1x", 7);
}

static void
notices_without_end(int fd, struct fake_seen *seen)
{
	static const char notice[] = "SNOTICE\0C00000\0Mhello\0";

	fake_login(fd, seen);
	fake_request(fd, seen);
	flood(fd, 'N', notice, sizeof notice);
}

static void
notifications_without_end(int fd, struct fake_seen *seen)
{
	fake_login(fd, seen);
	fake_request(fd, seen);
	flood(fd, 'A', "\0\0\0\1channel\0payload\0", 20);
}

static void
results_without_end(int fd, struct fake_seen *seen)
{
	fake_login(fd, seen);
	fake_request(fd, seen);
	send_columns(fd);
	flood(fd, 'C', "SELECT 0\0", 9);
}

static void
parameters_without_end_at_login(int fd, struct fake_seen *seen)
{
	fake_startup(fd, seen, 'N');
	fake_send(fd, 'R', "\0\0\0\0", 4);
	flood(fd, 'S', "search_path\0public\0", 19);
}

/* An error of `length` bytes of text, and a session that goes on. */
static void
send_error(int fd, size_t length)
{
	static const char head[] = "SERROR\0VERROR\0CXX000\0M";
	char *bytes = malloc(sizeof head + length + 1);

	memcpy(bytes, head, sizeof head - 1);
	memset(bytes + sizeof head - 1, 'e', length);
	memset(bytes + sizeof head - 1 + length, 0, 2);
	fake_send(fd, 'E', bytes, sizeof head - 1 + length + 2);
	fake_send(fd, 'Z', "I", 1);
	free(bytes);
}

static void
a_long_error(int fd, struct fake_seen *seen)
{
	fake_login(fd, seen);
	fake_request(fd, seen);
	send_error(fd, (size_t)1 << 20);
	fake_hang(fd);
}

static void
a_huge_error(int fd, struct fake_seen *seen)
{
	fake_login(fd, seen);
	fake_request(fd, seen);
	send_error(fd, (size_t)64 << 20);
	fake_hang(fd);
}

/* A message that says it has a gigabyte, and begins to have it. */
static void
a_gigabyte(int fd, struct fake_seen *seen)
{
	char *zeros = calloc(1, CHUNK);

	fake_login(fd, seen);
	fake_request(fd, seen);
	send_columns(fd);
	fake_send_raw(fd, "D\x3f\xff\xff\xff\0\1\x3f\xff\xff\xf5", 11);
	for (;;)
		fake_send_raw(fd, zeros, CHUNK);
}

static void
half_a_message(int fd, struct fake_seen *seen)
{
	fake_login(fd, seen);
	fake_request(fd, seen);
	fake_send_raw(fd, "D\0\x0f\xff\xff\0\1", 7);
	fake_hang(fd);
}

static void
garbage(int fd)
{
	unsigned char bytes[512];
	uint32_t seed = 2463534242u;

	for (size_t i = 0; i < sizeof bytes; i++) {
		seed ^= seed << 13;
		seed ^= seed >> 17;
		seed ^= seed << 5;
		bytes[i] = (unsigned char)seed;
	}
	fake_send_raw(fd, bytes, sizeof bytes);
	fake_hang(fd);
}

static void
garbage_for_an_answer(int fd, struct fake_seen *seen)
{
	fake_login(fd, seen);
	fake_request(fd, seen);
	garbage(fd);
}

static void
garbage_at_login(int fd, struct fake_seen *seen)
{
	fake_startup(fd, seen, 'N');
	garbage(fd);
}

static void
another_protocol(int fd, struct fake_seen *seen)
{
	static const char answer[] = "HTTP/1.1 400 Bad Request\r\n\r\n";

	fake_startup(fd, seen, 'N');
	fake_send_raw(fd, answer, sizeof answer - 1);
}

static void
copy_out(int fd, struct fake_seen *seen)
{
	fake_login(fd, seen);
	fake_request(fd, seen);
	fake_send(fd, '1', "", 0);
	fake_send(fd, '2', "", 0);
	fake_send(fd, 'H', "\0\0\1\0\0", 5);
	flood(fd, 'd', "1\n", 2);
}

static void
copy_in(int fd, struct fake_seen *seen)
{
	fake_login(fd, seen);
	fake_request(fd, seen);
	fake_send(fd, '1', "", 0);
	fake_send(fd, '2', "", 0);
	fake_send(fd, 'G', "\0\0\1\0\0", 5);
	fake_hang(fd);
}

static void
no_answer(int fd, struct fake_seen *seen)
{
	fake_login(fd, seen);
	for (;;) {
		fake_request(fd, seen);
		fake_send(fd, 'Z', "I", 1);
	}
}

static void
silence(int fd, struct fake_seen *seen)
{
	fake_login(fd, seen);
	fake_hang(fd);
}

static void
silence_at_login(int fd, struct fake_seen *seen)
{
	fake_startup(fd, seen, 'N');
	fake_hang(fd);
}

static void
silence_in_the_password_exchange(int fd, struct fake_seen *seen)
{
	fake_startup(fd, seen, 'N');
	fake_send(fd, 'R', "\0\0\0\x0aSCRAM-SHA-256\0\0", 19);
	fake_message(fd, seen);
	fake_hang(fd);
}

static void
gone_after_the_request(int fd, struct fake_seen *seen)
{
	fake_login(fd, seen);
	fake_request(fd, seen);
}

/* --- what becomes of them ------------------------------------------------------------------------ */

struct fault {
	const char *name;
	fake_serve *serve;
	const char *codes; /* error.code is one of these */
	bool floods;       /* reading it takes CPU, until the deadline at the latest */
};

#define FAULT(serve, codes, floods)          \
	{                                    \
#serve, serve, codes, floods \
	}

static struct daemon *
watch(int port, const char *sslmode)
{
	char *ini = harness_format(
		"[pgdriftd]\nlisten = 127.0.0.1:@port@\nmanifest = @manifest@\n"
		"check_interval = 1s\nconnect_timeout = 2s\ncheck_timeout = 2s\n"
		"unknown_after = 1min\nlog_level = debug\n"
		"[target main]\nconninfo = host=127.0.0.1 port=%d dbname=app user=watch "
		"password=" PASSWORD " sslmode=%s gssencmode=disable\n",
		port, sslmode);
	struct daemon *daemon = daemon_start(
		&(struct daemon_options){ .ini = ini, .manifest = manifest });

	free(ini);
	return daemon;
}

static long
cpu_ms(pid_t pid)
{
	char *path = harness_format("/proc/%d/stat", (int)pid);
	char *stat = harness_read_file(path);
	const char *after = strrchr(stat, ')');
	unsigned long user = 0, system = 0;

	assert_non_null(after);
	assert_int_equal(sscanf(after + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
	                        &user, &system),
	                 2);
	free(stat);
	free(path);
	return (long)(user + system) * 1000 / sysconf(_SC_CLK_TCK);
}

static long
peak_kb(pid_t pid)
{
	char *path = harness_format("/proc/%d/status", (int)pid);
	char *text = harness_read_file(path);
	const char *line = strstr(text, "VmHWM:");
	long kb = line == NULL ? -1 : strtol(line + strlen("VmHWM:"), NULL, 10);

	free(text);
	free(path);
	return kb;
}

static bool
is_one_of(const char *word, const char *words)
{
	char *list = harness_format(" %s ", words);
	char *one = harness_format(" %s ", word);
	bool found = strstr(list, one) != NULL;

	free(one);
	free(list);
	return found;
}

/* Unknown for one of the reasons, and nothing but unknown. */
static void
expect_unknown(const struct fault *fault, const struct daemon *daemon)
{
	json_t *report = http_json(daemon->address, "/v1/report", NULL);
	const char *code = json_text_at(report, "/targets/0/error/code");
	const char *message = json_text_at(report, "/targets/0/error/message");

	assert_non_null(message);
	if (!is_one_of(code, fault->codes))
		fail_msg("%s: %s, not %s: %.100s", fault->name, code, fault->codes, message);
	assert_in_range(strlen(message), 1, 8192);
	assert_int_equal(json_array_size(json_at(report, "/targets/0/findings")), 0);
	json_decref(report);
}

static void
try_fault(const struct fault *fault, const char *sslmode)
{
	struct fake_server server = { 0 };
	struct daemon *daemon;
	char *log;
	long before;

	print_message("  %s\n", fault->name);
	fake_start(&server, fault->serve);
	daemon = watch(server.port, sslmode);
	daemon_wait_json(daemon, "/v1/report", "/targets/0/status", "unknown", WAIT_MS);
	expect_unknown(fault, daemon);
	before = cpu_ms(daemon->pid);
	nanosleep(&(struct timespec){ .tv_nsec = 500000000 }, NULL);
	assert_int_equal(http_status(daemon->address, "/livez"), 200);
	if (!fault->floods)
		assert_in_range(cpu_ms(daemon->pid) - before, 0, 250);
	if (!SANITIZED)
		assert_in_range(peak_kb(daemon->pid), 1, PEAK_KB);
	log = daemon_log(daemon);
	assert_null(strstr(log, PASSWORD));
	assert_null(strstr(log, "missing"));
	if (strcmp(sslmode, "disable") != 0) {
		assert_int_equal(server.seen->startups, 0);
		assert_int_equal(server.seen->passwords, 0);
	}
	free(log);
	daemon_free(daemon);
	fake_stop(&server);
}

static void
what_breaks_the_protocol_is_bounded_13(void **state)
{
	static const struct fault faults[] = {
		FAULT(rows_without_end, "protocol timeout", true),
		FAULT(notices_without_end, "protocol", true),
		FAULT(notifications_without_end, "protocol", true),
		FAULT(results_without_end, "protocol", true),
		FAULT(parameters_without_end_at_login, "protocol", true),
		FAULT(a_long_error, "server", false),
		FAULT(a_huge_error, SANITIZED ? "protocol server timeout" : "protocol", true),
		FAULT(a_gigabyte, SANITIZED ? "protocol timeout" : "protocol", true),
		FAULT(half_a_message, "timeout", false),
		FAULT(garbage_for_an_answer, "protocol connect timeout", false),
		FAULT(garbage_at_login, "protocol connect timeout", false),
		FAULT(another_protocol, "protocol connect", false),
		FAULT(copy_out, "protocol", true),
		FAULT(copy_in, "protocol", false),
		FAULT(no_answer, "protocol", false),
		FAULT(silence, "timeout", false),
		FAULT(gone_after_the_request, "connect", false),
	};

	(void)state;
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
		try_fault(&faults[i], "disable");
}

/* --- TLS ----------------------------------------------------------------------------------------- */

static void
tls_refused(int fd, struct fake_seen *seen)
{
	fake_startup(fd, seen, 'N');
	fake_hang(fd);
}

static void
tls_garbled(int fd, struct fake_seen *seen)
{
	fake_startup(fd, seen, 'S');
	garbage(fd);
}

static void
tls_half_open(int fd, struct fake_seen *seen)
{
	fake_startup(fd, seen, 'S');
	fake_hang(fd);
}

static void
tls_closed(int fd, struct fake_seen *seen)
{
	fake_startup(fd, seen, 'S');
}

/* Something in between that puts its own bytes in front of the TLS session. */
static void
tls_with_plain_bytes(int fd, struct fake_seen *seen)
{
	fake_startup(fd, seen, 'S');
	fake_login(fd, seen);
	fake_hang(fd);
}

static void
tls_answered_with_an_error(int fd, struct fake_seen *seen)
{
	fake_startup(fd, seen, 'E');
	fake_hang(fd);
}

static void
where_tls_was_asked_for_nothing_is_plain_8(void **state)
{
	static const struct fault faults[] = {
		FAULT(tls_refused, "tls connect", false),
		FAULT(tls_garbled, "tls connect timeout", false),
		FAULT(tls_half_open, "timeout", false),
		FAULT(tls_closed, "tls connect", false),
		FAULT(tls_with_plain_bytes, "tls connect timeout", false),
		FAULT(tls_answered_with_an_error, "tls connect timeout", false),
	};

	(void)state;
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
		try_fault(&faults[i], "require");
}

static void
a_login_that_hangs_meets_the_deadline_8(void **state)
{
	static const struct fault faults[] = {
		FAULT(silence_at_login, "timeout", false),
		FAULT(silence_in_the_password_exchange, "timeout", false),
	};

	(void)state;
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
		try_fault(&faults[i], "disable");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_breaks_the_protocol_is_bounded_13),
		cmocka_unit_test(where_tls_was_asked_for_nothing_is_plain_8),
		cmocka_unit_test(a_login_that_hangs_meets_the_deadline_8),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
