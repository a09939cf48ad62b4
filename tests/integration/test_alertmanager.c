/* Webhooks with `format = alertmanager`, read by a receiver that is written from Alertmanager's
 * documentation of webhook_config: each member that stands there, of its type, and no other; what is
 * common is what is common; and whoever resolves names the alert that fired. */
#include "base/stamp.h"
#include "harness.h"
#include "harness_http.h"
#include "receiver.h"
#include "telling.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct member {
	const char *key;
	json_type type;
};

static const struct member message_members[] = {
	{ "version", JSON_STRING },
	{ "groupKey", JSON_STRING },
	{ "truncatedAlerts", JSON_INTEGER },
	{ "status", JSON_STRING },
	{ "receiver", JSON_STRING },
	{ "groupLabels", JSON_OBJECT },
	{ "commonLabels", JSON_OBJECT },
	{ "commonAnnotations", JSON_OBJECT },
	{ "externalURL", JSON_STRING },
	{ "alerts", JSON_ARRAY },
	{ NULL, JSON_NULL },
};

static const struct member alert_members[] = {
	{ "status", JSON_STRING },      { "labels", JSON_OBJECT }, { "annotations", JSON_OBJECT },
	{ "startsAt", JSON_STRING },    { "endsAt", JSON_STRING }, { "generatorURL", JSON_STRING },
	{ "fingerprint", JSON_STRING }, { NULL, JSON_NULL },
};

static void
assert_members(const json_t *object, const struct member *members)
{
	size_t count = 0;

	for (; members->key != NULL; members++, count++) {
		const json_t *value = json_object_get(object, members->key);

		if (value == NULL || json_typeof(value) != members->type)
			fail_msg("%s is missing, or of another type", members->key);
	}
	assert_int_equal(json_object_size(object), count);
}

/* Labels and annotations are texts. */
static void
assert_texts(const json_t *object)
{
	json_t *each = json_deep_copy(object), *value;
	const char *key;

	json_object_foreach(each, key, value)
	{
		if (!json_is_string(value))
			fail_msg("%s is no text", key);
	}
	json_decref(each);
}

/* What all alerts have, and nothing else. */
static void
assert_common(const json_t *common, const json_t *alerts, const char *of)
{
	json_t *wanted = json_deep_copy(json_object_get(json_array_get(alerts, 0), of));
	json_t *alert, *value;
	const char *key;
	void *next;
	size_t i;

	json_array_foreach(alerts, i, alert)
	{
		const json_t *labels = json_object_get(alert, of);

		json_object_foreach_safe(wanted, next, key, value)
		{
			if (!json_equal(value, json_object_get(labels, key)))
				json_object_del(wanted, key);
		}
	}
	assert_true(json_equal(wanted, common));
	json_decref(wanted);
}

static void
assert_alert(const json_t *alert)
{
	const char *status = json_text_at(alert, "/status");
	int64_t starts, ends;

	assert_members(alert, alert_members);
	assert_texts(json_object_get(alert, "labels"));
	assert_texts(json_object_get(alert, "annotations"));
	assert_true(clock_stamp_read(json_text_at(alert, "/startsAt"), &starts));
	if (strcmp(status, "firing") == 0) {
		telling_assert_text(alert, "/endsAt", "0001-01-01T00:00:00Z");
	} else {
		assert_string_equal(status, "resolved");
		assert_true(clock_stamp_read(json_text_at(alert, "/endsAt"), &ends));
		assert_true(ends >= starts);
	}
	assert_non_null(json_text_at(alert, "/labels/alertname"));
}

static void
assert_message(const json_t *message)
{
	const json_t *alerts = json_object_get(message, "alerts");
	const json_t *common = json_object_get(message, "commonLabels");
	json_t *group = json_object_get(message, "groupLabels"), *alert, *value;
	const char *status = json_text_at(message, "/status"), *key;
	bool firing = false;
	size_t i;

	assert_members(message, message_members);
	telling_assert_text(message, "/version", "4");
	assert_int_equal(json_integer_value(json_object_get(message, "truncatedAlerts")), 0);
	assert_true(json_array_size(alerts) > 0);
	json_array_foreach(alerts, i, alert)
	{
		assert_alert(alert);
		firing = firing || strcmp(json_text_at(alert, "/status"), "firing") == 0;
	}
	assert_string_equal(status, firing ? "firing" : "resolved");
	assert_common(common, alerts, "labels");
	assert_common(json_object_get(message, "commonAnnotations"), alerts, "annotations");
	json_object_foreach(group, key, value)
	{
		assert_true(json_equal(value, json_object_get(common, key)));
	}
}

/* The next message, accepted. Caller owns. */
static json_t *
take(struct receiver *receiver)
{
	size_t at = receiver_take(receiver, TELLING_WAIT_MS, "HTTP/1.1 200 OK\r\n\r\n");
	json_t *message = json_loads(receiver->heard + at, JSON_REJECT_DUPLICATES, NULL);

	assert_memory_equal(receiver->heard, "POST /alerts HTTP/1.1\r\n", 23);
	assert_non_null(strstr(receiver->heard, "\r\nContent-Type: application/json\r\n"));
	assert_non_null(message);
	assert_message(message);
	return message;
}

static void
start(struct telling *telling, const struct receiver *receiver)
{
	char *options = harness_format("check_interval = 1h\nstate_dir = %s/state\n",
	                               telling->place);
	char *sections = harness_format(TELLING_HOOK "[webhook alerts]\nformat = alertmanager\n"
	                                             "url = http://127.0.0.1:%d/alerts\n",
	                                telling->hook, receiver->port);

	telling_start(telling, options, sections);
	free(options);
	free(sections);
}

static void
assert_same(const json_t *fired, const json_t *resolved, const char *pointer)
{
	telling_assert_text(resolved, pointer, json_text_at(fired, pointer));
}

/* Each alert that fired is resolved under its own name; the messages are of one group. */
static void
a_drop_fires_and_the_re_create_resolves_the_same_alerts(void **state)
{
	struct telling *telling = *state;
	struct receiver receiver;
	json_t *fired, *resolved;

	receiver_open(&receiver);
	start(telling, &receiver);
	telling_check(telling, 1);
	pg_exec(telling->database, "DROP TABLE tickets, events");
	telling_check(telling, 2);
	fired = take(&receiver);
	telling_assert_text(fired, "/status", "firing");
	telling_assert_text(fired, "/receiver", "alerts");
	telling_assert_text(fired, "/externalURL", "https://db1.example.com");
	telling_assert_text(fired, "/commonLabels/alertname", "PgDrift");
	telling_assert_text(fired, "/commonLabels/target", "main");
	telling_assert_text(fired, "/commonLabels/severity", "critical");
	telling_assert_text(fired, "/alerts/0/labels/table", "events");
	telling_assert_text(fired, "/alerts/1/labels/table", "tickets");
	telling_assert_text(fired, "/alerts/1/annotations/summary",
	                    "table public.tickets is missing");
	pg_exec(telling->database, "CREATE TABLE tickets (); CREATE TABLE events ()");
	telling_check(telling, 2);
	resolved = take(&receiver);
	telling_assert_text(resolved, "/status", "resolved");
	assert_int_equal(json_array_size(json_object_get(resolved, "alerts")), 2);
	assert_same(fired, resolved, "/groupKey");
	assert_same(fired, resolved, "/alerts/0/fingerprint");
	assert_same(fired, resolved, "/alerts/0/startsAt");
	assert_same(fired, resolved, "/alerts/1/fingerprint");
	assert_true(json_equal(json_at(fired, "/alerts/1/labels"),
	                       json_at(resolved, "/alerts/1/labels")));
	json_decref(fired);
	json_decref(resolved);
	receiver_close(&receiver);
}

static void
what_is_no_finding_is_an_alert_too(void **state)
{
	struct telling *telling = *state;
	struct receiver receiver;
	json_t *message;

	receiver_open(&receiver);
	start(telling, &receiver);
	daemon_reload(telling->daemon, "[pgdriftd]\nfrobnicate = 1\n");
	message = take(&receiver);
	telling_assert_text(message, "/commonLabels/alertname", "PgDriftConfigRejected");
	json_decref(message);
	receiver_close(&receiver);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, telling_setup, telling_teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_drop_fires_and_the_re_create_resolves_the_same_alerts),
		TEST(what_is_no_finding_is_an_alert_too),
	};

	return cmocka_run_group_tests_name("alertmanager", tests, NULL, NULL);
}
