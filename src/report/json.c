/* The document of /v1/report. Its shape is config/report.schema.json; the golden files show it.
 *
 * What a script may rely on, whatever the state of a target: all members are always there but
 * `last_known` and a `hint`. Of a target that could not be checked (status `unknown` with an error
 * other than `partial`, or `pending`) `summary` is null, `modules`, `missing_tables` and `findings`
 * are empty, `coverage` has read nothing: nothing is known now. What was known before stands under
 * `last_known`, so that no old finding can be taken for a new one. */
#include "report/json.h"

#include "base/version.h"
#include "report/report_priv.h"
#include "report/result_priv.h"
#include "report/value.h"

#include <stdlib.h>
#include <string.h>

#define REPORT_FORMAT 1

static const struct report_filter no_filter = { NULL, NULL, -1, -1, NULL };

static json_t *
manifest_value(const struct expected *expected)
{
	json_t *value;

	if (expected == NULL)
		return json_null();
	value = value_object();
	value_put(value, "name", value_text(expected->name));
	value_put(value, "sha256", value_text(expected->sha256));
	return value;
}

static json_t *
server_value(const struct server *server)
{
	json_t *value;

	if (server->version == 0 && server->system_identifier == NULL && server->database == NULL)
		return json_null();
	value = value_object();
	value_put(value, "version",
	          server->version == 0 ? json_null() : value_count((size_t)server->version));
	value_put(value, "system_identifier", value_text(server->system_identifier));
	value_put(value, "database", value_text(server->database));
	value_put(value, "in_recovery", json_boolean(server->in_recovery));
	value_put(value, "started_at", value_stamp(server->started_at));
	return value;
}

static json_t *
error_value(const struct report *report)
{
	const struct err *err = &report->error;
	json_t *value;

	if (err->code == ERR_NONE)
		return json_null();
	value = value_object();
	value_put(value, "code", value_text(err_word(err->code)));
	value_put(value, "sqlstate", value_text(err->sqlstate[0] == '\0' ? NULL : err->sqlstate));
	value_put(value, "message", value_text(err->message));
	value_put(value, "since", value_stamp(report->error_since));
	return value;
}

static json_t *
known_value(const struct report *report, const struct report_filter *filter)
{
	json_t *value = value_object();

	value_put(value, "status", value_text(status_word(report->status)));
	value_put(value, "checked_at", value_stamp(report->checked_at));
	value_put(value, "check", value_count(report->check));
	value_put(value, "server", server_value(&report->server));
	result_put(value, report, filter);
	return value;
}

static json_t *
target_value(const struct report *report, const struct report_filter *filter)
{
	json_t *value = value_object();

	value_put(value, "target", value_text(report->target));
	value_put(value, "status", value_text(status_word(report->status)));
	value_put(value, "manifest", manifest_value(report->expected));
	value_put(value, "server", server_value(&report->server));
	value_put(value, "checked_at", value_stamp(report->checked_at));
	value_put(value, "duration_ms",
	          report->check == 0 ? json_null() : json_real(report_duration_ms(report)));
	value_put(value, "check", value_count(report->check));
	result_put(value, report, filter);
	value_put(value, "stale_since", value_stamp(report->stale_since));
	value_put(value, "error", error_value(report));
	value_put(value, "silenced", value_mute(mutes_silence(filter->mutes, report->target, 0)));
	if (report->status == STATUS_UNKNOWN && report->last_good != NULL)
		value_put(value, "last_known", known_value(report->last_good, filter));
	return value;
}

/* Critical drift is worst, then unknown, other drift, in sync. */
static int
rank(const struct report *report)
{
	switch (report->status) {
	case STATUS_IN_SYNC:
		return 0;
	case STATUS_DRIFT:
		return report->outcome->by_severity[SEVERITY_CRITICAL] > 0 ? 3 : 1;
	case STATUS_PENDING:
	case STATUS_UNKNOWN:
	case STATUS_COUNT:
		break;
	}
	return 2;
}

/* Where nothing has been checked yet the whole is pending; beside others, pending is unknown. */
static enum status
worst_status(const struct report *const *reports, size_t count)
{
	static const enum status statuses[] = { STATUS_IN_SYNC, STATUS_DRIFT, STATUS_UNKNOWN,
		                                STATUS_DRIFT };
	size_t pending = 0;
	int worst = count == 0 ? 2 : 0;

	for (size_t i = 0; i < count; i++) {
		pending += reports[i]->status == STATUS_PENDING;
		if (rank(reports[i]) > worst)
			worst = rank(reports[i]);
	}
	return count > 0 && pending == count ? STATUS_PENDING : statuses[worst];
}

void
report_document(const struct report *const *reports, size_t count,
                const struct report_filter *filter, struct text *out)
{
	const struct report **chosen = mem_resize(NULL, count, sizeof *chosen);
	json_t *document = value_object();
	json_t *targets = value_array();
	int64_t newest = 0;
	size_t chosen_count = 0;

	if (filter == NULL)
		filter = &no_filter;
	for (size_t i = 0; i < count; i++) {
		if (filter->target != NULL && strcmp(filter->target, reports[i]->target) != 0)
			continue;
		chosen[chosen_count++] = reports[i];
		value_append(targets, target_value(reports[i], filter));
		if (reports[i]->checked_at > newest)
			newest = reports[i]->checked_at;
	}
	value_put(document, "report", value_count(REPORT_FORMAT));
	value_put(document, "generated_at", value_stamp(newest));
	value_put(document, "version", value_text(program_version()));
	value_put(document, "status", value_text(status_word(worst_status(chosen, chosen_count))));
	value_put(document, "targets", targets);
	value_write(document, out);
	free(chosen);
}

void
report_target(const struct report *report, const struct report_filter *filter, struct text *out)
{
	value_write(target_value(report, filter == NULL ? &no_filter : filter), out);
}
