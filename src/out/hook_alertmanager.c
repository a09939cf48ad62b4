/* An event as Alertmanager tells its webhook receivers (version 4), so that what understands those
 * understands us. One message is one event: a group of its own, whose alerts are the findings that
 * the event tells of; an event that tells of none is an alert itself. */
#include "hook_priv.h"

#include "base/hash.h"
#include "base/stamp.h"

#include <jansson.h>
#include <string.h>

/* What Alertmanager writes for "has not ended". */
#define NO_END "0001-01-01T00:00:00Z"

/* An alert and its end have the same labels; one recovery ends either outage. */
static const struct {
	const char *name;
	const char *severity; /* where no finding has one */
	bool resolved;
} alerts_of[EVENT_TYPE_COUNT] = {
	[EVENT_TYPE_DRIFT_DETECTED] = { "PgDrift", "critical", false },
	[EVENT_TYPE_DRIFT_CHANGED] = { "PgDrift", "critical", false },
	[EVENT_TYPE_DRIFT_RESOLVED] = { "PgDrift", "critical", true },
	[EVENT_TYPE_DRIFT_REMINDER] = { "PgDrift", "critical", false },
	[EVENT_TYPE_TARGET_UNREACHABLE] = { "PgDriftTargetUnreachable", "critical", false },
	[EVENT_TYPE_TARGET_RECOVERED] = { "PgDriftTargetUnreachable", "critical", true },
	[EVENT_TYPE_CHECK_STALE] = { "PgDriftTargetUnreachable", "critical", false },
	[EVENT_TYPE_CREATE_SUCCEEDED] = { "PgDriftCreateFailed", "warning", true },
	[EVENT_TYPE_CREATE_FAILED] = { "PgDriftCreateFailed", "warning", false },
	[EVENT_TYPE_TARGET_IDENTITY_CHANGED] = { "PgDriftIdentityChanged", "critical", false },
	[EVENT_TYPE_CONFIG_REJECTED] = { "PgDriftConfigRejected", "warning", false },
	[EVENT_TYPE_TEST] = { "PgDriftTest", "info", false },
};

struct message {
	const struct hook_config *config;
	const struct event *event;
	char time[CLOCK_STAMP_BYTES];
	char since[CLOCK_STAMP_BYTES];
	struct text url;
	json_t *alerts;
};

/* NULL is left out. */
static void
set(json_t *object, const char *key, const char *value)
{
	if (value != NULL)
		json_object_set_new(object, key, json_string(value));
}

static const char *
get(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static json_t *
base_labels(const struct message *message)
{
	json_t *labels = json_object();

	set(labels, "alertname", alerts_of[message->event->type].name);
	set(labels, "target", message->event->target);
	return labels;
}

/* `labels` and `annotations` are taken over. */
static void
add_alert(struct message *message, json_t *labels, json_t *annotations, const char *since,
          const char *fingerprint)
{
	bool resolved = alerts_of[message->event->type].resolved;
	json_t *alert = json_object();

	set(alert, "status", resolved ? "resolved" : "firing");
	json_object_set_new(alert, "labels", labels);
	json_object_set_new(alert, "annotations", annotations);
	set(alert, "startsAt", since);
	set(alert, "endsAt", resolved ? message->time : NO_END);
	set(alert, "generatorURL", text_str(&message->url));
	set(alert, "fingerprint", fingerprint);
	json_array_append_new(message->alerts, alert);
}

static void
add_finding(struct message *message, const json_t *finding)
{
	static const char *const words[] = { "severity", "change", "kind",    "module",
		                             "schema",   "table",  "property" };
	json_t *labels = base_labels(message);
	json_t *annotations = json_object();
	const char *since = get(finding, "first_seen");
	const char *id = get(finding, "id");

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		set(labels, words[i], get(finding, words[i]));
	set(labels, "object", get(finding, "name"));
	set(annotations, "summary", get(finding, "summary"));
	set(annotations, "expected", get(finding, "expected"));
	set(annotations, "observed", get(finding, "observed"));
	add_alert(message, labels, annotations, since != NULL ? since : message->since,
	          id != NULL ? id : "");
}

static void
add_event(struct message *message)
{
	const struct event *event = message->event;
	const char *const identity[] = { alerts_of[event->type].name, event->target };
	char fingerprint[HASH_HEX_BYTES];
	json_t *labels = base_labels(message);
	json_t *annotations = json_object();

	hash_strings(identity, 2, 16, fingerprint);
	set(labels, "severity",
	    event->severity != NULL ? event->severity : alerts_of[event->type].severity);
	set(annotations, "summary", event->summary);
	add_alert(message, labels, annotations, message->since, fingerprint);
}

/* What all alerts say alike under `key`. */
static json_t *
common(const json_t *alerts, const char *key)
{
	json_t *all = json_deep_copy(json_object_get(json_array_get(alerts, 0), key));
	const char *word;
	json_t *value;
	json_t *alert;
	size_t index;
	void *next;

	json_array_foreach(alerts, index, alert)
	{
		json_object_foreach_safe(all, next, word, value)
		{
			if (!json_equal(value, json_object_get(json_object_get(alert, key), word)))
				json_object_del(all, word);
		}
	}
	return all;
}

static char *
group_key(const json_t *labels)
{
	char *json = json_dumps(labels, JSON_COMPACT);
	struct text key = { 0 };

	text_addf(&key, "{}:%s", json != NULL ? json : "{}");
	free(json);
	return text_take(&key);
}

/* What the document could not hold of its findings. */
static size_t
cut_off(const struct event *event, size_t listed)
{
	return event->findings > listed ? event->findings - listed : 0;
}

static json_t *
whole_message(struct message *message)
{
	const struct event *event = message->event;
	json_t *whole = json_object();
	json_t *labels = base_labels(message);
	char *key = group_key(labels);

	set(whole, "version", "4");
	set(whole, "groupKey", key);
	free(key);
	json_object_set_new(
		whole, "truncatedAlerts",
		json_integer((json_int_t)cut_off(event, json_array_size(message->alerts))));
	set(whole, "status", alerts_of[event->type].resolved ? "resolved" : "firing");
	set(whole, "receiver", message->config->name);
	json_object_set_new(whole, "groupLabels", labels);
	json_object_set_new(whole, "commonLabels", common(message->alerts, "labels"));
	json_object_set_new(whole, "commonAnnotations", common(message->alerts, "annotations"));
	set(whole, "externalURL",
	    message->config->report_url != NULL ? message->config->report_url : "");
	json_object_set(whole, "alerts", message->alerts);
	return whole;
}

char *
hook_alertmanager(const struct hook_config *config, const struct event *event)
{
	struct message message = { .config = config, .event = event, .alerts = json_array() };
	json_t *document = event->data != NULL ? json_loads(event->data, 0, NULL) : NULL;
	const json_t *findings = json_object_get(json_object_get(document, "data"), "findings");
	json_t *finding;
	json_t *whole;
	size_t index;
	char *text;

	clock_stamp(event->time, message.time);
	clock_stamp(event->first_seen != 0 ? event->first_seen : event->time, message.since);
	hook_report_url(config, event, &message.url);
	json_array_foreach(findings, index, finding) add_finding(&message, finding);
	if (json_array_size(message.alerts) == 0)
		add_event(&message);
	whole = whole_message(&message);
	text = json_dumps(whole, JSON_COMPACT);
	if (text == NULL)
		abort();
	json_decref(whole);
	json_decref(message.alerts);
	json_decref(document);
	text_done(&message.url);
	return text;
}
