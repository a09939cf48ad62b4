// link: hook_fixture.c
// link: hook_receiver.c
#include "hook_receiver.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "base/version.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ID           "6f1c7c3e-0000-4000-8000-000000000002"
#define SECRET       "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define OK           "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
#define LATE_MS      800

/* A resolver that says nothing while it is held. */
static atomic_bool resolver_held;

int
getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
            struct addrinfo **result)
{
	int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);

	while (node != NULL && strcmp(node, "silent.example") == 0 && resolver_held)
		usleep(5000);
	if (node != NULL && strcmp(node, "silent.example") == 0)
		return EAI_NONAME;
	*(void **)&real = dlsym(RTLD_NEXT, "getaddrinfo");
	return real(node, service, hints, result);
}

static struct hook_config
config_of(const char *url, int64_t timeout_ms)
{
	return (struct hook_config){
		.kind = HOOK_WEB,
		.name = mem_strdup("chat"),
		.timeout_ms = timeout_ms,
		.report_url = mem_strdup("http://watch.example:8432"),
		.url = mem_strdup(url),
	};
}

static char *
url_of(const struct receiver *receiver, const char *scheme)
{
	char *url;

	if (asprintf(&url, "%s://127.0.0.1:%d/services/T0123456789?x=1", scheme, receiver->port) <
	    0)
		abort();
	return url;
}

/* One delivery; takes over the configuration. */
static struct ending
deliver(struct ground *ground, struct hook_config *config)
{
	struct event event = ground_event(EVENT_TYPE_DRIFT_DETECTED, ID);
	struct ending ending = { .started_ms = clock_ms() };

	hook_start(ground->base, config, &event, 1, ending_cb, &ending);
	hook_config_done(config);
	event_done(&event);
	ground_until(ground, 30000, ending_came, &ending);
	return ending;
}

/* One delivery to a receiver that does one thing. */
static struct ending
deliver_to(struct ground *ground, enum receiver_way way, const char *text, int64_t timeout_ms)
{
	struct receiver_step step = { way, text };
	struct receiver receiver = receiver_start(ground, &step, 1, NULL);
	char *url = url_of(&receiver, "http");
	struct hook_config config = config_of(url, timeout_ms);
	struct ending ending = deliver(ground, &config);

	receiver_stop(&receiver);
	free(url);
	return ending;
}

static void
assert_has(const char *text, const char *piece)
{
	if (strstr(text, piece) == NULL)
		fail_msg("\"%s\" is not in:\n%s", piece, text);
}

static void
assert_lacks(const char *text, const char *piece)
{
	if (strstr(text, piece) != NULL)
		fail_msg("\"%s\" is in:\n%s", piece, text);
}

static char *
header_of(const char *request, const char *name)
{
	char start[64];
	const char *at;

	snprintf(start, sizeof start, "\r\n%s: ", name);
	at = strstr(request, start);
	if (at == NULL)
		return NULL;
	at += strlen(start);
	return strndup(at, strcspn(at, "\r"));
}

/* Not by the code under test: another interface of libcrypto, and the key as bytes. */
static char *
expected_signature(const char *signed_text)
{
	static const unsigned char key[] = { 0x31, 0xf2, 0x90, 0xf6, 0xbf, 0x06, 0x29, 0x8a,
		                             0xab, 0x4f, 0x08, 0xd4, 0x3c, 0x3f, 0x08, 0x2c,
		                             0xf6, 0x48, 0xa3, 0x62, 0xda, 0x2d, 0xa4, 0xb0 };
	char digest_name[] = "SHA256";
	OSSL_PARAM parameters[] = { OSSL_PARAM_construct_utf8_string("digest", digest_name, 0),
		                    OSSL_PARAM_construct_end() };
	EVP_MAC *algorithm = EVP_MAC_fetch(NULL, "HMAC", NULL);
	EVP_MAC_CTX *context = EVP_MAC_CTX_new(algorithm);
	unsigned char digest[32];
	size_t length;
	char *signature = mem_alloc(64);

	assert_int_equal(EVP_MAC_init(context, key, sizeof key, parameters), 1);
	assert_int_equal(
		EVP_MAC_update(context, (const unsigned char *)signed_text, strlen(signed_text)),
		1);
	assert_int_equal(EVP_MAC_final(context, digest, &length, sizeof digest), 1);
	memcpy(signature, "v1,", 3);
	EVP_EncodeBlock((unsigned char *)signature + 3, digest, (int)length);
	EVP_MAC_CTX_free(context);
	EVP_MAC_free(algorithm);
	return signature;
}

static void
the_request_is_the_contract(void **state)
{
	static const char *const configured[] = { "Authorization: Bearer abcdefgh", "X-Team: db",
		                                  NULL };
	static const struct receiver_step step = { RECEIVER_ANSWERS, OK };
	struct ground *ground = *state;
	struct receiver receiver = receiver_start(ground, &step, 1, NULL);
	char *url = url_of(&receiver, "http");
	struct hook_config config = config_of(url, 10000);
	struct text text = { 0 };
	char *request, *timestamp, *signature, *wanted;

	config.secret = mem_strdup(SECRET);
	config.headers = ground_list(configured);
	struct ending ending = deliver(ground, &config);
	assert_int_equal(ending.result.outcome, HOOK_DONE);
	assert_string_equal(ending.result.message, "HTTP 200");

	request = receiver_request(&receiver, 0);
	assert_int_equal(strncmp(request, "POST /services/T0123456789?x=1 HTTP/1.1\r\n", 41), 0);
	assert_has(request, "\r\nContent-Type: application/cloudevents+json; charset=utf-8\r\n");
	assert_has(request, "\r\nAuthorization: Bearer abcdefgh\r\n");
	assert_has(request, "\r\nX-Team: db\r\n");
	assert_has(request, "\r\nwebhook-id: " ID "\r\n");
	assert_has(request, "\r\n\r\n{\"specversion\":\"1.0\",\"data\":{\"findings\":[]}}");
	text_addf(&text, "\r\nUser-Agent: pgdriftd/%s\r\n", program_version());
	assert_has(request, text_str(&text));
	assert_lacks(request, "Expect");

	timestamp = header_of(request, "webhook-timestamp");
	signature = header_of(request, "webhook-signature");
	assert_non_null(timestamp);
	assert_non_null(signature);
	/* time() may be a tick behind the clock that was looked at. */
	assert_in_range(strtol(timestamp, NULL, 10), time(NULL) - 30, time(NULL) + 1);
	text_clear(&text);
	text_addf(&text, ID ".%s.%s", timestamp, strstr(request, "\r\n\r\n") + 4);
	wanted = expected_signature(text_str(&text));
	assert_string_equal(signature, wanted);

	free(wanted);
	free(signature);
	free(timestamp);
	free(request);
	text_done(&text);
	free(url);
	receiver_stop(&receiver);
}

static void
unsigned_without_a_secret(void **state)
{
	static const struct receiver_step step = { RECEIVER_ANSWERS, OK };
	struct ground *ground = *state;
	struct receiver receiver = receiver_start(ground, &step, 1, NULL);
	char *url = url_of(&receiver, "http");
	struct hook_config config = config_of(url, 10000);
	char *request;

	config.alertmanager = true;
	assert_int_equal(deliver(ground, &config).result.outcome, HOOK_DONE);
	request = receiver_request(&receiver, 0);
	assert_lacks(request, "webhook-signature");
	assert_has(request, "\r\nContent-Type: application/json\r\n");
	assert_has(request, "\r\n\r\n{\"version\":\"4\",");
	free(request);
	free(url);
	receiver_stop(&receiver);
}

static void
statuses(void **state)
{
	static const struct {
		int status;
		enum hook_outcome outcome;
	} cases[] = {
		{ 200, HOOK_DONE },   { 201, HOOK_DONE },   { 202, HOOK_DONE },
		{ 204, HOOK_DONE },   { 299, HOOK_DONE },   { 300, HOOK_RETRY },
		{ 301, HOOK_RETRY },  { 302, HOOK_RETRY },  { 307, HOOK_RETRY },
		{ 308, HOOK_RETRY },  { 400, HOOK_FAILED }, { 401, HOOK_FAILED },
		{ 403, HOOK_FAILED }, { 404, HOOK_FAILED }, { 408, HOOK_RETRY },
		{ 410, HOOK_GONE },   { 413, HOOK_FAILED }, { 429, HOOK_RETRY },
		{ 500, HOOK_RETRY },  { 502, HOOK_RETRY },  { 503, HOOK_RETRY },
		{ 504, HOOK_RETRY },  { 599, HOOK_RETRY },
	};
	struct ground *ground = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		char answer[128], message[32];
		struct ending ending;

		snprintf(answer, sizeof answer, "HTTP/1.1 %d Text\r\nContent-Length: 0\r\n\r\n",
		         cases[i].status);
		ending = deliver_to(ground, RECEIVER_ANSWERS, answer, 10000);
		snprintf(message, sizeof message, "HTTP %d", cases[i].status);
		assert_int_equal(strncmp(ending.result.message, message, strlen(message)), 0);
		if (ending.result.outcome != cases[i].outcome)
			fail_msg("%d: outcome %d", cases[i].status, (int)ending.result.outcome);
		assert_int_equal(ending.result.retry_after_ms, 0);
	}
}

static void
a_redirect_is_not_followed(void **state)
{
	struct ground *ground = *state;
	struct receiver_step steps[2] = { { RECEIVER_ANSWERS, NULL }, { RECEIVER_ANSWERS, OK } };
	struct receiver other = receiver_start(ground, &steps[1], 1, NULL);
	struct receiver receiver;
	struct hook_config config;
	char answer[256], *url, *request;

	snprintf(answer, sizeof answer,
	         "HTTP/1.1 307 Elsewhere\r\nLocation: http://127.0.0.1:%d/\r\n"
	         "Content-Length: 0\r\n\r\n",
	         other.port);
	steps[0].text = answer;
	receiver = receiver_start(ground, steps, 1, NULL);
	url = url_of(&receiver, "http");
	config = config_of(url, 10000);
	struct ending ending = deliver(ground, &config);
	assert_int_equal(ending.result.outcome, HOOK_RETRY);
	assert_string_equal(ending.result.message, "HTTP 307, a redirect, which is not followed");
	request = receiver_request(&receiver, 0); /* both write there: it is the first one's */
	assert_has(request, "POST /services/");
	free(request);
	request = receiver_request(&receiver, 1);
	assert_string_equal(request, "");
	free(request);
	free(url);
	receiver_stop(&receiver);
	receiver_stop(&other);
}

static void
retry_after(void **state)
{
	struct ground *ground = *state;
	struct {
		char value[64];
		int64_t least_ms, most_ms;
	} cases[] = {
		{ "7", 7000, 7000 },
		{ "0", 0, 0 },
		{ "-5", 0, 0 },
		{ "soon", 0, 0 },
		{ "999999", 86400000, 86400000 },
		{ "", 80000, 90000 },
		{ "Sun, 06 Nov 1994 08:49:37 GMT", 0, 0 },
	};
	time_t then = time(NULL) + 90;
	struct tm parts;

	gmtime_r(&then, &parts);
	strftime(cases[5].value, sizeof cases[5].value, "%a, %d %b %Y %H:%M:%S GMT", &parts);
	for (size_t i = 0; i < COUNT(cases); i++) {
		char answer[1024];
		struct ending ending;

		snprintf(answer, sizeof answer,
		         "HTTP/1.1 %d X\r\nRetry-After: %s\r\nContent-Length: 0\r\n\r\n",
		         i % 2 == 0 ? 429 : 503, cases[i].value);
		ending = deliver_to(ground, RECEIVER_ANSWERS, answer, 10000);
		assert_int_equal(ending.result.outcome, HOOK_RETRY);
		if (ending.result.retry_after_ms < cases[i].least_ms ||
		    ending.result.retry_after_ms > cases[i].most_ms)
			fail_msg("\"%s\": %lld ms", cases[i].value,
			         (long long)ending.result.retry_after_ms);
	}
}

static void
bad_receivers_are_tried_again(void **state)
{
	static const struct {
		enum receiver_way way;
		const char *text;
		const char *message;
	} cases[] = {
		{ RECEIVER_SILENT, NULL, "timed out" },
		{ RECEIVER_DRIPS, "HT", "HTTP/0.9" },
		{ RECEIVER_DRIPS, "HTTP/1.1 200 OK\r\nX: y", "timed out" },
		{ RECEIVER_DRIPS, "HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n", "timed out" },
		{ RECEIVER_DRIPS, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "" },
		{ RECEIVER_FLOODS_HEADER, NULL, "the answer's header is too long" },
		{ RECEIVER_HANGS_UP, NULL, "" },
		{ RECEIVER_ANSWERS, "", "Empty reply" },
		{ RECEIVER_ANSWERS, "SSH-2.0-OpenSSH_9.2\r\n", "" },
		{ RECEIVER_ANSWERS, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", "" },
		{ RECEIVER_ANSWERS, "HTTP/1.1 100 Continue\r\n\r\n", "" },
	};
	struct ground *ground = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ending ending = deliver_to(ground, cases[i].way, cases[i].text, 300);

		if (ending.result.outcome != HOOK_RETRY ||
		    strstr(ending.result.message, cases[i].message) == NULL ||
		    ending.result.message[0] == '\0' || ending.took_ms > 3000)
			fail_msg("case %zu: outcome %d, \"%s\" after %lld ms", i,
			         (int)ending.result.outcome, ending.result.message,
			         (long long)ending.took_ms);
	}
	assert_true(ground->late_ms < LATE_MS);
}

/* It said 200: what comes after 64 kB of answer does not matter. */
static void
an_endless_answer_is_left(void **state)
{
	struct ground *ground = *state;
	struct rusage before, after;
	struct ending ending;

	getrusage(RUSAGE_SELF, &before);
	ending = deliver_to(ground, RECEIVER_FLOODS, "HTTP/1.1 200 OK\r\n\r\n", 20000);
	getrusage(RUSAGE_SELF, &after);
	assert_int_equal(ending.result.outcome, HOOK_DONE);
	assert_true(ending.took_ms < 10000);
	ending = deliver_to(ground, RECEIVER_FLOODS, "HTTP/1.1 503 Busy\r\n\r\n", 20000);
	assert_int_equal(ending.result.outcome, HOOK_RETRY);
	assert_string_equal(ending.result.message, "HTTP 503");
	assert_true(after.ru_maxrss - before.ru_maxrss < 8192); /* kB */
}

static void
nobody_listens(void **state)
{
	struct ground *ground = *state;
	static const struct receiver_step step = { RECEIVER_ANSWERS, OK };
	struct receiver receiver = receiver_start(ground, &step, 1, NULL);
	char *url = url_of(&receiver, "http");
	struct hook_config config = config_of(url, 10000);
	struct ending ending;

	receiver_stop(&receiver);
	ending = deliver(ground, &config);
	assert_int_equal(ending.result.outcome, HOOK_RETRY);
	assert_has(ending.result.message, "connect to");
	assert_lacks(ending.result.message, "services");
	free(url);
}

static void
tls_is_verified(void **state)
{
	static const struct receiver_step step = { RECEIVER_ANSWERS, OK };
	struct ground *ground = *state;
	char *good = receiver_certificate(ground, "IP:127.0.0.1");
	char *other = receiver_certificate(ground, "DNS:elsewhere.example");
	const struct {
		const char *certificate, *ca_file;
		enum hook_outcome outcome;
		const char *message;
	} cases[] = {
		{ good, good, HOOK_DONE, "HTTP 200" },
		{ good, NULL, HOOK_RETRY, "certificate" },
		{ good, other, HOOK_RETRY, "certificate" },
		{ other, other, HOOK_RETRY, "127.0.0.1" }, /* not its name */
		{ good, "/nowhere.pem", HOOK_RETRY, "/nowhere.pem" },
		{ NULL, good, HOOK_RETRY, "" }, /* does not speak TLS at all */
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct receiver receiver = receiver_start(ground, &step, 1, cases[i].certificate);
		char *url = url_of(&receiver, "https");
		struct hook_config config = config_of(url, 3000);

		if (cases[i].ca_file != NULL)
			config.ca_file = mem_strdup(cases[i].ca_file);
		struct ending ending = deliver(ground, &config);
		if (ending.result.outcome != cases[i].outcome ||
		    strstr(ending.result.message, cases[i].message) == NULL)
			fail_msg("case %zu: outcome %d, %s", i, (int)ending.result.outcome,
			         ending.result.message);
		receiver_stop(&receiver);
		free(url);
	}
	assert_true(ground->late_ms < LATE_MS);
	free(good);
	free(other);
}

static void
no_proxy_from_the_environment(void **state)
{
	static const char *const names[] = { "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY" };
	struct ground *ground = *state;
	struct ending ending;

	for (size_t i = 0; i < COUNT(names); i++)
		setenv(names[i], "http://127.0.0.1:1/", 1);
	ending = deliver_to(ground, RECEIVER_ANSWERS, OK, 10000);
	for (size_t i = 0; i < COUNT(names); i++)
		unsetenv(names[i]);
	assert_int_equal(ending.result.outcome, HOOK_DONE);
}

/* The configuration does not let it come so far; this is the second lock. */
static void
other_protocols_are_refused(void **state)
{
	static const char *const urls[] = { "file:///etc/passwd", "ftp://127.0.0.1:1/",
		                            "gopher://127.0.0.1:1/" };
	struct ground *ground = *state;

	for (size_t i = 0; i < COUNT(urls); i++) {
		struct hook_config config = config_of(urls[i], 3000);
		struct ending ending = deliver(ground, &config);

		assert_int_equal(ending.result.outcome, HOOK_RETRY);
		assert_has(ending.result.message, "not supported");
	}
}

static int
open_descriptors(void)
{
	DIR *directory = opendir("/proc/self/fd");
	int count = 0;

	assert_non_null(directory);
	while (readdir(directory) != NULL)
		count++;
	closedir(directory);
	return count;
}

static bool
descriptors_are_back(void *arg)
{
	return open_descriptors() == ((const struct ground *)arg)->descriptors;
}

static void
a_silent_resolver_holds_up_nobody(void **state)
{
	struct ground *ground = *state;
	struct hook_config config = config_of("http://silent.example/", 300);
	struct event event = ground_event(EVENT_TYPE_DRIFT_DETECTED, ID);
	struct hook_attempt *attempt;
	struct ending ending;

	resolver_held = true;
	ending = deliver(ground, &config);
	assert_int_equal(ending.result.outcome, HOOK_RETRY);
	assert_true(ending.took_ms < 2000);

	config = config_of("http://silent.example/", 30000);
	attempt = hook_start(ground->base, &config, &event, 1, ending_cb, &ending);
	ground_for(ground, 50);
	hook_cancel(attempt);
	hook_config_done(&config);
	event_done(&event);
	assert_true(ground->late_ms < LATE_MS);

	resolver_held = false;
	ground_until(ground, 10000, descriptors_are_back, ground);
}

static bool
request_came(void *arg)
{
	char *request = receiver_request(arg, 0);
	bool came = request[0] != '\0';

	free(request);
	return came;
}

static void
stopping_and_cancelling(void **state)
{
	static const struct receiver_step silent = { RECEIVER_SILENT, NULL };
	struct ground *ground = *state;
	struct receiver receiver = receiver_start(ground, &silent, 1, NULL);
	struct event event = ground_event(EVENT_TYPE_DRIFT_DETECTED, ID);
	char *url = url_of(&receiver, "http");
	struct hook_config config = config_of(url, 30000);
	struct ending ending = { .started_ms = clock_ms() };
	struct hook_attempt *attempt;

	attempt = hook_start(ground->base, &config, &event, 1, ending_cb, &ending);
	ground_until(ground, 10000, request_came, &receiver);
	hook_stop(attempt);
	hook_stop(attempt);
	ground_until(ground, 10000, ending_came, &ending);
	assert_int_equal(ending.result.outcome, HOOK_STOPPED);
	assert_in_range(ending.took_ms, 1990, 8000); /* the clock has a grain */

	ending = (struct ending){ .started_ms = clock_ms() };
	attempt = hook_start(ground->base, &config, &event, 1, ending_cb, &ending);
	hook_stop(attempt);
	hook_cancel(attempt);
	ground_for(ground, 50);
	assert_false(ending.ended);
	receiver_stop(&receiver);

	/* An answer that comes after all counts. */
	receiver = receiver_start(ground, &(struct receiver_step){ RECEIVER_ANSWERS, OK }, 1, NULL);
	free(config.url);
	free(url);
	url = url_of(&receiver, "http");
	config.url = mem_strdup(url);
	attempt = hook_start(ground->base, &config, &event, 1, ending_cb, &ending);
	hook_stop(attempt);
	ground_until(ground, 10000, ending_came, &ending);
	assert_int_equal(ending.result.outcome, HOOK_DONE);
	receiver_stop(&receiver);
	hook_config_done(&config);
	event_done(&event);
	free(url);
}

/* Whoever is started meanwhile does not get the connection. */
static void
sockets_are_closed_on_exec(void **state)
{
	static const struct receiver_step silent = { RECEIVER_SILENT, NULL };
	struct ground *ground = *state;
	struct receiver receiver = receiver_start(ground, &silent, 1, NULL);
	struct event event = ground_event(EVENT_TYPE_DRIFT_DETECTED, ID);
	char *url = url_of(&receiver, "http");
	struct hook_config config = config_of(url, 30000);
	struct ending ending = { 0 };
	struct hook_attempt *attempt;
	int seen = 0;

	attempt = hook_start(ground->base, &config, &event, 1, ending_cb, &ending);
	ground_until(ground, 10000, request_came, &receiver);
	for (int fd = 3; fd < 256; fd++) {
		struct sockaddr_storage address;
		socklen_t length = sizeof address;

		if (getsockname(fd, (struct sockaddr *)&address, &length) != 0 ||
		    address.ss_family != AF_INET)
			continue;
		seen++;
		assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
	}
	assert_int_equal(seen, 1);
	hook_cancel(attempt);
	hook_config_done(&config);
	event_done(&event);
	receiver_stop(&receiver);
	free(url);
}

static void
answers_are_logged_without_secrets(void **state)
{
	static const char *const configured[] = { "Authorization: Bearer abcdefgh", NULL };
	static const struct receiver_step echo = { RECEIVER_ECHOES, NULL };
	struct ground *ground = *state;
	struct receiver receiver;
	struct hook_config config;
	char *logged, *url;

	deliver_to(ground, RECEIVER_ANSWERS,
	           "HTTP/1.1 400 No\r\nContent-Length: 14\r\n\r\ninvalid\ntoken\n", 10000);
	logged = ground_logged(ground);
	assert_has(logged, "target=main hook chat: answer of 14 bytes: invalid token");
	free(logged);

	receiver = receiver_start(ground, &echo, 1, NULL);
	url = url_of(&receiver, "http");
	config = config_of(url, 10000);
	config.headers = ground_list(configured);
	assert_int_equal(deliver(ground, &config).result.outcome, HOOK_FAILED);
	logged = ground_logged(ground);
	assert_has(logged, "not shown: it repeats the request");
	assert_lacks(logged, "abcdefgh");
	assert_lacks(logged, "T0123456789");
	free(logged);
	free(url);
	receiver_stop(&receiver);

	log_set_level(LOG_LEVEL_INFO);
	deliver_to(ground, RECEIVER_ANSWERS, OK, 10000);
	log_set_level(LOG_LEVEL_DEBUG);
	logged = ground_logged(ground);
	assert_string_equal(logged, "");
	free(logged);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, ground_setup, ground_teardown)
	const struct CMUnitTest tests[] = {
		TEST(the_request_is_the_contract),
		TEST(unsigned_without_a_secret),
		TEST(statuses),
		TEST(a_redirect_is_not_followed),
		TEST(retry_after),
		TEST(bad_receivers_are_tried_again),
		TEST(an_endless_answer_is_left),
		TEST(nobody_listens),
		TEST(tls_is_verified),
		TEST(no_proxy_from_the_environment),
		TEST(other_protocols_are_refused),
		TEST(a_silent_resolver_holds_up_nobody),
		TEST(stopping_and_cancelling),
		TEST(sockets_are_closed_on_exec),
		TEST(answers_are_logged_without_secrets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
