/* The shape is that of draft-inadarei-api-health-check: one check "TARGET:drift" per target, with
 * members of our own beside the draft's. Only an answer of 400 or more is called "fail", as the
 * draft asks: with ?drift=200 critical drift is a "warn". */
#include "report/health.h"

#include "base/stamp.h"
#include "base/version.h"
#include "report/phrase_priv.h"
#include "report/report_priv.h"
#include "report/value.h"

#include <string.h>

#define NO_MODULE EXPECTED_NONE

enum verdict { VERDICT_IN_SYNC, VERDICT_DRIFT, VERDICT_PARTIAL, VERDICT_CRITICAL, VERDICT_UNKNOWN };

static const char *const verdict_words[] = { "in_sync", "drift", "partial", "critical", "unknown" };

/* What is asked for of one target, and what is known of it. */
struct state {
	const struct report *report;
	const struct report *standing; /* whose verdict it is; NULL: there is none */
	size_t module;                 /* of standing's manifest; NO_MODULE: the whole target */
	enum verdict verdict;
	bool unread; /* something of it could not be read */
	size_t tables_expected;
	size_t tables_missing;
	size_t by_severity[SEVERITY_COUNT];
};

/* Counts over the answer. */
struct tally {
	size_t critical;
	size_t unknown;
	size_t warn;
	struct text output;
};

static size_t
find_module(const struct expected *expected, const char *name)
{
	for (size_t i = 0; expected != NULL && i < expected->module_count; i++) {
		if (strcmp(report_module_name(expected, i), name) == 0)
			return i;
	}
	return NO_MODULE;
}

static void
count_target(struct state *state, const struct outcome *outcome)
{
	state->unread = outcome->unknown_count > 0;
	state->tables_expected = outcome->tables_expected;
	state->tables_missing = outcome->tables_missing;
	memcpy(state->by_severity, outcome->by_severity, sizeof state->by_severity);
}

static void
count_module(struct state *state, const struct outcome *outcome)
{
	const struct module_state *module = &outcome->modules[state->module];

	state->unread = module->status == MODULE_UNKNOWN;
	state->tables_expected = module->tables_expected;
	state->tables_missing = module->tables_missing;
	for (size_t i = 0; i < outcome->drift_count; i++) {
		if (outcome->drifts[i].module == state->module)
			state->by_severity[outcome->drifts[i].severity]++;
	}
}

static enum verdict
verdict(const struct state *state)
{
	if (state->by_severity[SEVERITY_CRITICAL] > 0)
		return VERDICT_CRITICAL;
	if (state->unread)
		return VERDICT_PARTIAL;
	if (state->by_severity[SEVERITY_WARNING] + state->by_severity[SEVERITY_INFO] > 0)
		return VERDICT_DRIFT;
	return VERDICT_IN_SYNC;
}

/* Returns false if the target has no such module. */
static bool
judge(const struct report *report, const char *module, bool stands, struct state *ret_state)
{
	struct state state = { .report = report, .module = NO_MODULE };

	state.standing = stands ? report_standing(report) : NULL;
	if (module != NULL) {
		if (find_module(report->expected, module) == NO_MODULE)
			return false;
		if (state.standing != NULL)
			state.module = find_module(state.standing->outcome->expected, module);
		/* The manifest is newer than the last good check. */
		if (state.module == NO_MODULE)
			state.standing = NULL;
	}
	if (state.standing != NULL && state.module != NO_MODULE)
		count_module(&state, state.standing->outcome);
	else if (state.standing != NULL)
		count_target(&state, state.standing->outcome);
	state.verdict = state.standing == NULL ? VERDICT_UNKNOWN : verdict(&state);
	*ret_state = state;
	return true;
}

static int
code_of(const struct state *state, const struct health_query *query)
{
	if (state->verdict == VERDICT_CRITICAL)
		return query->drift_code;
	return state->verdict == VERDICT_UNKNOWN ? query->unknown_code : 200;
}

static const char *
status_of(const struct state *state, int code)
{
	if (code >= 400)
		return "fail";
	if (state->verdict == VERDICT_IN_SYNC || state->verdict == VERDICT_DRIFT) {
		if (report_good(state->report) && state->by_severity[SEVERITY_WARNING] == 0)
			return "pass";
	}
	return "warn";
}

static void
describe_last_good(const struct report *report, struct text *out)
{
	char stamp[CLOCK_STAMP_BYTES];

	if (!report_good(report))
		phrase_status(out, report);
	if (report->good_at == 0)
		return;
	clock_stamp(report->good_at, stamp);
	text_addf(out, "%sthe last good check is from %s", out->length > 0 ? "; " : "", stamp);
}

static void
describe(const struct state *state, struct text *out)
{
	if (state->standing != state->report)
		describe_last_good(state->report, out);
	if (state->standing == NULL)
		return;
	text_addf(out, "%s%zu of %zu tables missing, findings: %zu critical, %zu warning, %zu info",
	          out->length > 0 ? ": " : "", state->tables_missing, state->tables_expected,
	          state->by_severity[SEVERITY_CRITICAL], state->by_severity[SEVERITY_WARNING],
	          state->by_severity[SEVERITY_INFO]);
	if (state->unread)
		text_add(out, "; not everything could be read");
}

static void
put_counts(json_t *check, const struct state *state)
{
	if (state->standing == NULL)
		return;
	value_put(check, "tables_expected", value_count(state->tables_expected));
	value_put(check, "tables_missing", value_count(state->tables_missing));
	for (int severity = SEVERITY_CRITICAL; severity >= SEVERITY_INFO; severity--)
		value_put(check, severity_word((enum severity)severity),
		          value_count(state->by_severity[severity]));
}

static json_t *
check_value(const struct state *state, const char *status, const char *output)
{
	const struct report *known = state->standing == NULL ? state->report : state->standing;
	json_t *check = value_object();

	value_put(check, "componentId", value_text(state->report->target));
	value_put(check, "componentType", value_text("datastore"));
	value_put(check, "status", value_text(status));
	if (known->checked_at != 0)
		value_put(check, "time", value_stamp(known->checked_at));
	if (output != NULL)
		value_put(check, "output", value_text(output));
	value_put(check, "verdict", value_text(verdict_words[state->verdict]));
	value_put(check, "stale_since", value_stamp(state->report->stale_since));
	if (state->module != NO_MODULE && state->standing != NULL) {
		const struct outcome *outcome = known->outcome;
		enum module_status word = outcome->modules[state->module].status;

		value_put(check, "module",
		          value_text(report_module_name(outcome->expected, state->module)));
		value_put(check, "module_status", value_text(module_status_word(word)));
	}
	put_counts(check, state);
	return check;
}

static void
add_check(json_t *checks, const struct state *state, int code, struct tally *tally)
{
	const char *status = status_of(state, code);
	struct text output = { 0 };
	struct text key = { 0 };
	json_t *list = value_array();

	tally->critical += state->verdict == VERDICT_CRITICAL;
	tally->unknown += state->verdict == VERDICT_UNKNOWN;
	phrase_safe(&key, state->report->target);
	if (strcmp(status, "pass") != 0) {
		tally->warn++;
		describe(state, &output);
		text_addf(&tally->output, "%s%s: %s", tally->output.length > 0 ? "; " : "",
		          text_str(&key), text_str(&output));
	}
	text_add(&key, ":drift");
	value_append(list, check_value(state, status, output.bytes));
	value_put(checks, text_str(&key), list);
	text_done(&key);
	text_done(&output);
}

/* The worst verdict decides, unless the caller has said that it does not count (200). */
static int
code_of_all(const struct tally *tally, const struct health_query *query)
{
	if (tally->critical > 0 && query->drift_code != 200)
		return query->drift_code;
	return tally->unknown > 0 ? query->unknown_code : 200;
}

int
health_render(const struct board *board, const struct health_query *query, health_stands *stands,
              void *arg, struct text *out)
{
	json_t *document = value_object();
	json_t *checks = value_object();
	struct tally tally = { 0 };
	size_t answered = 0;
	int code;

	for (size_t i = 0; i < board_count(board); i++) {
		const struct report *report = board_at(board, i);
		struct state state;

		if (query->target != NULL && strcmp(query->target, report->target) != 0)
			continue;
		if (!judge(report, query->module, stands(arg, report->target), &state))
			continue;
		answered++;
		add_check(checks, &state, code_of(&state, query), &tally);
	}
	if (answered == 0) {
		json_decref(checks);
		json_decref(document);
		return 0;
	}
	code = code_of_all(&tally, query);
	value_put(document, "status",
	          value_text(code >= 400      ? "fail"
	                     : tally.warn > 0 ? "warn"
	                                      : "pass"));
	value_put(document, "version", value_text(program_version()));
	value_put(document, "description",
	          value_text("whether each database has what its manifest says"));
	if (tally.output.length > 0)
		value_put(document, "output", value_text(tally.output.bytes));
	value_put(document, "checks", checks);
	value_write(document, out);
	text_done(&tally.output);
	return code;
}
