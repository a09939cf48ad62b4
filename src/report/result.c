#include "report/result_priv.h"

#include "model/ident.h"
#include "report/report_priv.h"

#include <string.h>

static bool
module_passes(const struct report_filter *filter, const struct expected *expected, size_t module)
{
	const char *name = report_module_name(expected, module);

	return filter->module == NULL || (name != NULL && strcmp(name, filter->module) == 0);
}

static bool
finding_passes(const struct report_filter *filter, const struct expected *expected,
               const struct drift *drift)
{
	return module_passes(filter, expected, drift->module) &&
	       (filter->kind < 0 || drift->kind == (enum kind)filter->kind) &&
	       (filter->severity < 0 || drift->severity >= (enum severity)filter->severity);
}

static json_t *
summary_value(const struct outcome *outcome)
{
	json_t *value = value_object();

	value_put(value, "tables_expected", value_count(outcome->tables_expected));
	value_put(value, "tables_missing", value_count(outcome->tables_missing));
	value_put(value, "findings", value_count(outcome->drift_count));
	for (int severity = SEVERITY_CRITICAL; severity >= SEVERITY_INFO; severity--)
		value_put(value, severity_word((enum severity)severity),
		          value_count(outcome->by_severity[severity]));
	value_put(value, "ignored", value_count(outcome->ignored));
	return value;
}

static json_t *
modules_value(const struct outcome *outcome, const struct report_filter *filter)
{
	json_t *modules = value_array();

	for (size_t i = MODULE_PREREQUISITES + 1; i < outcome->expected->module_count; i++) {
		const struct module_state *state = &outcome->modules[i];
		json_t *value;

		if (!module_passes(filter, outcome->expected, i))
			continue;
		value = value_object();
		value_put(value, "module", value_text(outcome->expected->modules[i].name));
		value_put(value, "status", value_text(module_status_word(state->status)));
		value_put(value, "tables_expected", value_count(state->tables_expected));
		value_put(value, "tables_missing", value_count(state->tables_missing));
		value_append(modules, value);
	}
	return modules;
}

static json_t *
missing_value(const struct outcome *outcome, const struct report_filter *filter)
{
	json_t *tables = value_array();
	struct text name = { 0 };

	for (size_t i = 0; i < outcome->tables_missing; i++) {
		const struct expected_item *item = &outcome->expected
		                                            ->items[outcome->missing_tables[i]];

		if (!module_passes(filter, outcome->expected, item->module))
			continue;
		text_clear(&name);
		ident_quote_qualified(&name, item->object.schema, item->object.name);
		value_append(tables, value_text(text_str(&name)));
	}
	text_done(&name);
	return tables;
}

static json_t *
strings_value(const char *const *strings, size_t count)
{
	json_t *array = value_array();

	for (size_t i = 0; i < count; i++)
		value_append(array, value_text(strings[i]));
	return array;
}

json_t *
value_finding(const struct report *report, const struct finding *finding, const struct mutes *mutes)
{
	const struct drift *drift = finding->drift;
	const char *module = report_module_name(report->outcome->expected, drift->module);
	json_t *value = value_object();

	value_put(value, "id", value_text(finding->id));
	value_put(value, "fingerprint", value_text(finding->fingerprint));
	value_put(value, "change", value_text(change_word(drift->change)));
	value_put(value, "kind", value_text(kind_table[drift->kind].word));
	value_put(value, "schema", value_text(drift->schema));
	value_put(value, "table", value_text(drift->table));
	value_put(value, "name", value_text(drift->name));
	value_put(value, "property", value_text(drift->property));
	value_put(value, "expected", value_text(drift->expected));
	value_put(value, "observed", value_text(drift->observed));
	value_put(value, "module", value_text(module));
	value_put(value, "severity", value_text(severity_word(drift->severity)));
	value_put(value, "first_seen", value_stamp(finding->first_seen));
	value_put(value, "last_seen", value_stamp(report->checked_at));
	value_put(value, "class", value_text(drift->security ? "security" : "schema"));
	value_put(value, "impact", strings_value(drift->impact, drift->impact_count));
	value_put(value, "unconfirmed", value_text(drift->unconfirmed));
	value_put(value, "acknowledged",
	          value_mute(mutes_ack(mutes, report->target, finding->fingerprint, 0)));
	value_put(value, "creatable", json_boolean(drift->creatable));
	value_put(value, "summary", value_text(drift->summary));
	return value;
}

static json_t *
findings_value(const struct report *report, const struct report_filter *filter)
{
	const struct outcome *outcome = report->outcome;
	json_t *findings = value_array();

	for (size_t i = 0; i < outcome->drift_count; i++) {
		if (finding_passes(filter, outcome->expected, &outcome->drifts[i]))
			value_append(findings,
			             value_finding(report, &report->findings[i], filter->mutes));
	}
	return findings;
}

static json_t *
unknown_value(const struct unknown *unknown)
{
	json_t *value = value_object();
	struct text object = { 0 };

	if (unknown->table != NULL || unknown->name != NULL)
		unknown_describe(unknown, &object);
	value_put(value, "kind", value_text(kind_table[unknown->kind].word));
	value_put(value, "object", value_text(object.bytes));
	value_put(value, "reason", value_text(unknown->reason));
	value_put(value, "sqlstate", value_text(unknown->sqlstate));
	if (unknown->hint != NULL)
		value_put(value, "hint", value_text(unknown->hint));
	text_done(&object);
	return value;
}

static json_t *
coverage_value(const struct outcome *outcome)
{
	json_t *coverage = value_object();
	json_t *unknown = value_array();

	for (size_t i = 0; outcome != NULL && i < outcome->unknown_count; i++)
		value_append(unknown, unknown_value(&outcome->unknowns[i]));
	value_put(coverage, "read", value_count(outcome == NULL ? 0 : outcome->objects_read));
	value_put(coverage, "unknown", unknown);
	return coverage;
}

void
result_put(json_t *value, const struct report *report, const struct report_filter *filter)
{
	const struct outcome *outcome = report->outcome;
	bool known = outcome != NULL;

	value_put(value, "summary", known ? summary_value(outcome) : json_null());
	value_put(value, "modules", known ? modules_value(outcome, filter) : value_array());
	value_put(value, "missing_tables", known ? missing_value(outcome, filter) : value_array());
	value_put(value, "findings", known ? findings_value(report, filter) : value_array());
	value_put(value, "coverage", coverage_value(outcome));
}
