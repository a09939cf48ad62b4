/* The document of an event: CloudEvents 1.0, structured mode, JSON.
 *
 * data: target, status, previous_status, severity, first_seen, counts (of what it tells of), findings
 * (members as in the report; first_seen and last_seen as they are remembered, and flapping), cut off
 * at 64 KiB with findings_omitted counted, standing (counts of all that stands now; null where nothing
 * is known), server, error, summary, report (its address, or null). All members are always there. */
#include "event_priv.h"

#include "report/value.h"

#include <jansson.h>
#include <string.h>

/* What stands around the findings is smaller: the longest is an error of 1 kB, each byte escaped. */
#define FINDINGS_BYTES_MAX (EVENT_DATA_MAX - 12000)
#define URL_BYTES_MAX      1000

static json_t *
counts_value(size_t findings, size_t critical, size_t warning, size_t info)
{
	json_t *value = value_object();

	value_put(value, "findings", value_count(findings));
	value_put(value, "critical", value_count(critical));
	value_put(value, "warning", value_count(warning));
	value_put(value, "info", value_count(info));
	return value;
}

static json_t *
standing_value(const struct report *report)
{
	const struct outcome *outcome = report == NULL ? NULL : report->outcome;

	if (outcome == NULL)
		return json_null();
	return counts_value(outcome->drift_count, outcome->by_severity[SEVERITY_CRITICAL],
	                    outcome->by_severity[SEVERITY_WARNING],
	                    outcome->by_severity[SEVERITY_INFO]);
}

static json_t *
server_value(const struct report *report)
{
	json_t *value;

	if (report == NULL || report->server.database == NULL)
		return json_null();
	value = value_object();
	value_put(value, "system_identifier", value_text(report->server.system_identifier));
	value_put(value, "database", value_text(report->server.database));
	return value;
}

static json_t *
error_value(const struct report *report)
{
	json_t *value;

	if (report == NULL || report->error.code == ERR_NONE)
		return json_null();
	value = value_object();
	value_put(value, "code", value_text(err_word(report->error.code)));
	value_put(value, "sqlstate",
	          value_text(report->error.sqlstate[0] == '\0' ? NULL : report->error.sqlstate));
	value_put(value, "message", value_text(report->error.message));
	return value;
}

static json_t *
report_value(const struct event *event, const char *url)
{
	struct text text = { 0 };
	json_t *value;

	if (url == NULL || event->target == NULL)
		return json_null();
	text_addf(&text, "%.*s/v1/targets/%s", URL_BYTES_MAX, url, event->target);
	value = value_text(text_str(&text));
	text_done(&text);
	return value;
}

static json_t *
finding_value(const struct known *known)
{
	json_t *value = json_loads(known->text, 0, NULL);

	if (value == NULL) /* it came from a file */
		value = value_object();
	value_put(value, "first_seen", value_stamp(known->first_seen));
	value_put(value, "last_seen", value_stamp(known->last_seen));
	value_put(value, "flapping", json_boolean(known->edge.flapping));
	return value;
}

/* As many as there is room for; returns how many were left out. */
static size_t
put_findings(json_t *data, const struct telling *telling)
{
	json_t *array = value_array();
	size_t bytes = 0, count = telling == NULL ? 0 : telling->count, i;

	for (i = 0; i < count; i++) {
		json_t *value = finding_value(telling->findings[i]);
		struct text text = { 0 };

		json_incref(value);
		value_write_compact(value, &text);
		bytes += text.length + 1;
		text_done(&text);
		if (bytes > FINDINGS_BYTES_MAX) {
			json_decref(value);
			break;
		}
		value_append(array, value);
	}
	value_put(data, "findings", array);
	return count - i;
}

static json_t *
data_value(const struct event *event, const struct telling *telling, const struct report *report,
           const char *url)
{
	json_t *data = value_object();

	value_put(data, "target", value_text(event->target));
	value_put(data, "status", value_text(event->status));
	value_put(data, "previous_status", value_text(event->previous_status));
	value_put(data, "severity", value_text(event->severity));
	value_put(data, "first_seen", value_stamp(event->first_seen));
	value_put(data, "counts",
	          counts_value(event->findings, event->critical, event->warning, event->info));
	value_put(data, "findings_omitted", value_count(put_findings(data, telling)));
	value_put(data, "standing", standing_value(report));
	value_put(data, "server", server_value(report));
	value_put(data, "error", error_value(report));
	value_put(data, "summary", value_text(event->summary));
	value_put(data, "report", report_value(event, url));
	return data;
}

void
event_write_document(struct event *event, const struct telling *telling,
                     const struct report *report, const char *url)
{
	json_t *root = value_object();
	struct text text = { 0 };

	value_put(root, "specversion", value_text("1.0"));
	value_put(root, "id", value_text(event->id));
	text_add(&text, "pgdriftd");
	if (event->target != NULL)
		text_addf(&text, "/%s", event->target);
	value_put(root, "source", value_text(text_str(&text)));
	text_clear(&text);
	text_addf(&text, "io.pgdriftd.%s", event_type_name(event->type));
	value_put(root, "type", value_text(text_str(&text)));
	text_clear(&text);
	value_put(root, "time", value_stamp(event->time));
	if (event->target != NULL)
		value_put(root, "subject", value_text(event->target));
	value_put(root, "datacontenttype", value_text("application/json"));
	value_put(root, "data", data_value(event, telling, report, url));
	value_write_compact(root, &text);
	event->data = text_take(&text);
}
