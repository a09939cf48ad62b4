/* The Monitoring Plugins' output: one line of status and performance data, then long output. A pipe
 * begins performance data wherever it stands, so that text may hold none. */
#include "report/plain.h"

#include "report/phrase_priv.h"
#include "report/report_priv.h"

#include <string.h>

#define LONG_LINES_MOST 50 /* agents cut what they pass on, often at 4 or 8 kB */

/* Adds text that may hold pipes. */
static void
add_piped(struct text *out, const char *string)
{
	for (; *string != '\0'; string++)
		text_addc(out, *string == '|' ? '/' : *string);
}

static void
add_safe(struct text *out, const char *string)
{
	struct text safe = { 0 };

	phrase_message(&safe, string);
	add_piped(out, text_str(&safe));
	text_done(&safe);
}

/* Labels are in quotes that need doubling, and must not hold an equals sign. */
static void
add_label(struct text *out, const char *target, const char *metric)
{
	struct text safe = { 0 };

	text_addc(out, ' ');
	if (target == NULL) {
		text_add(out, metric);
		return;
	}
	add_safe(&safe, target);
	text_addc(out, '\'');
	for (const char *at = text_str(&safe); *at != '\0'; at++) {
		text_addc(out, *at == '=' ? '_' : *at);
		if (*at == '\'')
			text_addc(out, '\'');
	}
	text_addf(out, "::%s'", metric);
	text_done(&safe);
}

/* The numbers of this very check; where it failed, only how long it took. */
static void
add_performance(struct text *out, const struct report *report, const char *target,
                enum severity minimum)
{
	const struct outcome *outcome = report->outcome;

	if (outcome != NULL) {
		add_label(out, target, "tables_missing");
		text_addf(out, "=%zu;;;0;%zu", outcome->tables_missing, outcome->tables_expected);
		add_label(out, target, "tables_expected");
		text_addf(out, "=%zu;;;0", outcome->tables_expected);
		add_label(out, target, "findings_critical");
		text_addf(out, "=%zu;;0;0", outcome->by_severity[SEVERITY_CRITICAL]);
		add_label(out, target, "findings_warning");
		text_addf(out, "=%zu;%s;;0", outcome->by_severity[SEVERITY_WARNING],
		          minimum <= SEVERITY_WARNING ? "0" : "");
		add_label(out, target, "findings_info");
		text_addf(out, "=%zu;%s;;0", outcome->by_severity[SEVERITY_INFO],
		          minimum <= SEVERITY_INFO ? "0" : "");
	}
	if (report->check > 0) {
		add_label(out, target, "duration");
		text_addf(out, "=%.6fs;;;0", (double)report->duration_us / 1e6);
	}
}

static void
add_status(struct text *out, const struct report *report)
{
	struct text status = { 0 };

	phrase_status(&status, report);
	add_safe(out, report->target);
	text_add(out, ": ");
	add_piped(out, text_str(&status));
	text_done(&status);
}

/* The targets that are not well, each with its status; the others as a number. */
static void
add_statuses(struct text *out, const struct report *const *reports, size_t count,
             enum severity minimum)
{
	size_t well = 0, said = 0;

	for (size_t i = 0; i < count; i++) {
		if (count > 1 && report_verdict(reports[i], minimum) == 0) {
			well++;
			continue;
		}
		if (said++ > 0)
			text_add(out, "; ");
		add_status(out, reports[i]);
	}
	if (well == 0)
		return;
	if (said > 0)
		text_add(out, "; ");
	phrase_count(out, well, "target", "targets");
	text_add(out, " ok");
}

/* One line of long output, unless there have been too many already. */
static void
add_long_line(struct text *out, const char *target, const char *word, const char *what,
              size_t *lines)
{
	if (++*lines > LONG_LINES_MOST)
		return;
	if (target != NULL) {
		add_safe(out, target);
		text_add(out, ": ");
	}
	text_addf(out, "%s: ", word);
	add_safe(out, what);
	text_addc(out, '\n');
}

static void
add_long(struct text *out, const struct report *report, const char *target, enum severity minimum,
         size_t *lines)
{
	const struct outcome *outcome = report->outcome;
	struct text what = { 0 };

	for (size_t i = 0; outcome != NULL && i < outcome->drift_count; i++) {
		const struct drift *drift = &outcome->drifts[i];

		if (drift->severity >= minimum)
			add_long_line(out, target, severity_word(drift->severity), drift->summary,
			              lines);
	}
	for (size_t i = 0; outcome != NULL && i < outcome->unknown_count; i++) {
		text_clear(&what);
		phrase_unknown(&what, &outcome->unknowns[i]);
		add_long_line(out, target, "not read", text_str(&what), lines);
	}
	if (report->status == STATUS_UNKNOWN && report->last_good != NULL) {
		text_clear(&what);
		phrase_status(&what, report->last_good);
		add_long_line(out, target, "last known", text_str(&what), lines);
	}
	text_done(&what);
}

void
report_nagios(const struct report *const *reports, size_t count, enum severity minimum,
              struct text *out)
{
	static const char *const words[] = { "OK", "WARNING", "CRITICAL", "UNKNOWN" };
	struct text performance = { 0 };
	int worst = count == 0 ? 3 : 0;
	size_t lines = 0;

	for (size_t i = 0; i < count; i++)
		worst = report_worse(worst, report_verdict(reports[i], minimum));
	text_addf(out, "PGDRIFT %s - ", words[worst]);
	add_statuses(out, reports, count, minimum);
	for (size_t i = 0; i < count; i++)
		add_performance(&performance, reports[i], count > 1 ? reports[i]->target : NULL,
		                minimum);
	text_addf(out, performance.length > 0 ? " |%s\n" : "%s\n", text_str(&performance));
	text_done(&performance);
	for (size_t i = 0; i < count; i++)
		add_long(out, reports[i], count > 1 ? reports[i]->target : NULL, minimum, &lines);
	if (lines > LONG_LINES_MOST)
		text_addf(out, "and %zu more\n", lines - LONG_LINES_MOST);
}

void
report_nagios_failure(const char *message, struct text *out)
{
	text_add(out, "PGDRIFT UNKNOWN - ");
	add_safe(out, message);
	text_addc(out, '\n');
}
