#include "out/hook_priv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DOCUMENT(findings) "{\"specversion\":\"1.0\",\"data\":{\"findings\":[" findings "]}}"
#define FINDING_1                                                                            \
	"{\"id\":\"0123456789abcdef\",\"change\":\"missing\",\"kind\":\"table\","            \
	"\"schema\":\"public\",\"table\":\"a\",\"name\":\"a\",\"property\":null,"            \
	"\"expected\":null,\"observed\":null,\"module\":\"core\",\"severity\":\"critical\"," \
	"\"first_seen\":\"2026-11-22T08:59:00Z\",\"summary\":\"table public.a is missing\"}"
#define FINDING_2                                                                     \
	"{\"id\":\"fedcba9876543210\",\"change\":\"changed\",\"kind\":\"column\","    \
	"\"schema\":\"public\",\"table\":\"b\",\"name\":\"c\",\"property\":\"type\"," \
	"\"expected\":\"text\",\"observed\":\"integer\",\"module\":\"core\","         \
	"\"severity\":\"critical\",\"first_seen\":\"2026-11-22T08:58:00Z\",\"summary\":\"s\"}"

static char name[] = "pager", report_url[] = "http://watch.example:8432";
static char target[] = "main \"x\"", summary[] = "2 findings", drift[] = "drift";

static const struct hook_config config = { .name = name, .report_url = report_url };

static struct event
event_of(enum event_type type, char *data)
{
	return (struct event){
		.id = "id",
		.type = type,
		.time = INT64_C(1795338000123),
		.target = target,
		.status = drift,
		.findings = 5,
		.first_seen = INT64_C(1795337940000),
		.summary = summary,
		.data = data,
	};
}

/* Compared as JSON, whatever the order of keys. */
static void
assert_message(const struct event *event, const char *wanted)
{
	char *got = hook_alertmanager(&config, event);
	json_t *got_json = json_loads(got, 0, NULL);
	json_t *wanted_json = json_loads(wanted, JSON_REJECT_DUPLICATES, NULL);

	assert_non_null(got_json);
	assert_non_null(wanted_json);
	if (!json_equal(got_json, wanted_json)) {
		char *text = json_dumps(got_json, JSON_INDENT(2));

		fail_msg("%s", text);
	}
	json_decref(got_json);
	json_decref(wanted_json);
	free(got);
}

static void
findings_are_alerts(void **unused)
{
	static char data[] = DOCUMENT(FINDING_1 "," FINDING_2);
	struct event event = event_of(EVENT_TYPE_DRIFT_DETECTED, data);
	(void)unused;

	assert_message(
		&event,
		"{\"version\":\"4\",\"truncatedAlerts\":3,\"status\":\"firing\",\"receiver\":\"pager\","
		"\"groupKey\":\"{}:{\\\"alertname\\\":\\\"PgDrift\\\",\\\"target\\\":\\\"main "
		"\\\\\\\"x\\\\\\\"\\\"}\","
		"\"groupLabels\":{\"alertname\":\"PgDrift\",\"target\":\"main \\\"x\\\"\"},"
		"\"commonLabels\":{\"alertname\":\"PgDrift\",\"target\":\"main \\\"x\\\"\","
		"\"severity\":\"critical\",\"module\":\"core\",\"schema\":\"public\"},"
		"\"commonAnnotations\":{},\"externalURL\":\"http://watch.example:8432\",\"alerts\":["
		"{\"status\":\"firing\",\"labels\":{\"alertname\":\"PgDrift\","
		"\"target\":\"main \\\"x\\\"\",\"severity\":\"critical\",\"change\":\"missing\","
		"\"kind\":\"table\",\"module\":\"core\",\"schema\":\"public\",\"table\":\"a\","
		"\"object\":\"a\"},\"annotations\":{\"summary\":\"table public.a is missing\"},"
		"\"startsAt\":\"2026-11-22T08:59:00Z\",\"endsAt\":\"0001-01-01T00:00:00Z\","
		"\"generatorURL\":\"http://watch.example:8432/v1/targets/main%20%22x%22\","
		"\"fingerprint\":\"0123456789abcdef\"},"
		"{\"status\":\"firing\",\"labels\":{\"alertname\":\"PgDrift\","
		"\"target\":\"main \\\"x\\\"\",\"severity\":\"critical\",\"change\":\"changed\","
		"\"kind\":\"column\",\"module\":\"core\",\"schema\":\"public\",\"table\":\"b\","
		"\"property\":\"type\",\"object\":\"c\"},\"annotations\":{\"summary\":\"s\","
		"\"expected\":\"text\",\"observed\":\"integer\"},"
		"\"startsAt\":\"2026-11-22T08:58:00Z\",\"endsAt\":\"0001-01-01T00:00:00Z\","
		"\"generatorURL\":\"http://watch.example:8432/v1/targets/main%20%22x%22\","
		"\"fingerprint\":\"fedcba9876543210\"}]}");
}

static void
resolved_findings_have_an_end(void **unused)
{
	static char data[] = DOCUMENT(FINDING_1);
	struct event event = event_of(EVENT_TYPE_DRIFT_RESOLVED, data);
	char *got = hook_alertmanager(&config, &event);
	json_t *message = json_loads(got, 0, NULL);
	const json_t *alert = json_array_get(json_object_get(message, "alerts"), 0);
	(void)unused;

	assert_string_equal(json_string_value(json_object_get(message, "status")), "resolved");
	assert_string_equal(json_string_value(json_object_get(alert, "status")), "resolved");
	assert_string_equal(json_string_value(json_object_get(alert, "endsAt")),
	                    "2026-11-22T09:00:00.123Z");
	assert_string_equal(json_string_value(json_object_get(alert, "fingerprint")),
	                    "0123456789abcdef");
	json_decref(message);
	free(got);
}

/* An alert and its end are told apart by nothing but their status and end. */
static void
an_event_without_findings_is_an_alert(void **unused)
{
	static const struct {
		enum event_type begin, end;
		const char *name;
	} pairs[] = {
		{ EVENT_TYPE_TARGET_UNREACHABLE, EVENT_TYPE_TARGET_RECOVERED,
		  "PgDriftTargetUnreachable" },
		{ EVENT_TYPE_CHECK_STALE, EVENT_TYPE_TARGET_RECOVERED, "PgDriftTargetUnreachable" },
		{ EVENT_TYPE_CREATE_FAILED, EVENT_TYPE_CREATE_SUCCEEDED, "PgDriftCreateFailed" },
	};
	(void)unused;

	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
		struct event begin = event_of(pairs[i].begin, NULL);
		struct event end = event_of(pairs[i].end, NULL);
		char *begin_text = hook_alertmanager(&config, &begin);
		char *end_text = hook_alertmanager(&config, &end);
		json_t *begin_json = json_loads(begin_text, 0, NULL);
		json_t *end_json = json_loads(end_text, 0, NULL);
		const json_t *firing = json_array_get(json_object_get(begin_json, "alerts"), 0);
		const json_t *resolved = json_array_get(json_object_get(end_json, "alerts"), 0);

		assert_string_equal(json_string_value(json_object_get(firing, "status")), "firing");
		assert_string_equal(json_string_value(json_object_get(resolved, "status")),
		                    "resolved");
		assert_string_equal(json_string_value(json_object_get(
					    json_object_get(firing, "labels"), "alertname")),
		                    pairs[i].name);
		assert_true(json_equal(json_object_get(firing, "labels"),
		                       json_object_get(resolved, "labels")));
		assert_true(json_equal(json_object_get(firing, "fingerprint"),
		                       json_object_get(resolved, "fingerprint")));
		assert_true(json_equal(json_object_get(begin_json, "groupKey"),
		                       json_object_get(end_json, "groupKey")));
		json_decref(begin_json);
		json_decref(end_json);
		free(begin_text);
		free(end_text);
	}
}

/* The documents as they are really written: what is told in one is resolved in the other. */
static void
real_documents(void **unused)
{
	static const struct {
		enum event_type type;
		const char *path, *status;
	} documents[] = {
		{ EVENT_TYPE_DRIFT_DETECTED, "tests/golden/event-detected.json", "firing" },
		{ EVENT_TYPE_DRIFT_RESOLVED, "tests/golden/event-resolved.json", "resolved" },
	};
	json_t *fired = json_object();
	(void)unused;

	for (size_t i = 0; i < 2; i++) {
		json_t *document = json_load_file(documents[i].path, 0, NULL);
		const json_t *findings = json_object_get(json_object_get(document, "data"),
		                                         "findings");
		struct event event = event_of(documents[i].type, json_dumps(document, 0));
		json_t *message, *alert;
		size_t index;
		char *got;

		event.findings = json_array_size(findings);
		assert_true(event.findings > 0);
		got = hook_alertmanager(&config, &event);
		message = json_loads(got, 0, NULL);
		assert_int_equal(json_integer_value(json_object_get(message, "truncatedAlerts")),
		                 0);
		assert_int_equal(json_array_size(json_object_get(message, "alerts")),
		                 event.findings);
		json_array_foreach(json_object_get(message, "alerts"), index, alert)
		{
			const json_t *finding = json_array_get(findings, index);
			json_t *labels = json_object_get(alert, "labels");
			const json_t *fingerprint = json_object_get(alert, "fingerprint");

			assert_string_equal(json_string_value(json_object_get(alert, "status")),
			                    documents[i].status);
			assert_true(json_equal(fingerprint, json_object_get(finding, "id")));
			assert_true(json_equal(json_object_get(labels, "object"),
			                       json_object_get(finding, "name")));
			assert_true(json_equal(json_object_get(alert, "startsAt"),
			                       json_object_get(finding, "first_seen")));
			if (i == 0)
				json_object_set(fired, json_string_value(fingerprint), labels);
			else
				assert_true(json_equal(
					labels,
					json_object_get(fired, json_string_value(fingerprint))));
		}
		json_decref(message);
		json_decref(document);
		free(event.data);
		free(got);
	}
	json_decref(fired);
}

/* Whatever the type and however little is known: a whole message, all labels text. */
static void
every_type(void **unused)
{
	static const char *const keys[] = { "version",        "groupKey",          "status",
		                            "receiver",       "groupLabels",       "commonLabels",
		                            "externalURL",    "commonAnnotations", "alerts",
		                            "truncatedAlerts" };
	static char not_json[] = "not json";
	(void)unused;

	for (int type = 0; type < EVENT_TYPE_COUNT; type++) {
		struct event event = { .type = (enum event_type)type, .data = not_json };
		const struct hook_config bare = { .name = name };
		char *got = hook_alertmanager(&bare, &event);
		json_t *message = json_loads(got, 0, NULL);
		const json_t *alert = json_array_get(json_object_get(message, "alerts"), 0);
		const char *key;
		json_t *value;

		for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
			assert_non_null(json_object_get(message, keys[i]));
		json_object_foreach(json_object_get(alert, "labels"), key, value)
			assert_true(json_is_string(value));
		assert_int_equal(strlen(json_string_value(json_object_get(alert, "fingerprint"))),
		                 16);
		json_decref(message);
		free(got);
	}
}

/* The example that the libraries of Standard Webhooks are tested with, and what openssl dgst says. */
static void
signatures(void **unused)
{
	static const char body[] = "{\"test\": 2432232314}";
	char signature[HOOK_SIGNATURE_BYTES];
	(void)unused;

	hook_sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek",
	          1614265330, body, strlen(body), signature);
	assert_string_equal(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
	hook_sign("sixteen bytes it", "id", 1, "", 0, signature);
	assert_string_equal(signature, "v1,3qmXAsyyAWdmX8UlXSsm2TnsZQve7FTlZt7qN8jDbEc=");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(findings_are_alerts),
		cmocka_unit_test(resolved_findings_have_an_end),
		cmocka_unit_test(an_event_without_findings_is_an_alert),
		cmocka_unit_test(real_documents),
		cmocka_unit_test(every_type),
		cmocka_unit_test(signatures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
