/* What the board says, as samples. */
#include "report/metrics.h"

#include "base/version.h"
#include "report/report_priv.h"

#include <stdlib.h>
#include <string.h>

static double
seconds(int64_t wall_ms)
{
	return (double)wall_ms / 1000;
}

static void
add_module(struct scrape *scrape, const struct report *report, size_t module)
{
	const struct module_state *state = &report->outcome->modules[module];
	const char *name = report_module_name(report->outcome->expected, module);

	for (size_t i = 0; i < MODULE_STATUS_COUNT; i++)
		scrape_add(scrape, METRIC_pgdriftd_module_state, i == state->status,
		           LABELS(report->target, name, module_status_word((enum module_status)i)));
	if (state->status == MODULE_NOT_SELECTED)
		return;
	scrape_add(scrape, METRIC_pgdriftd_tables_expected, (double)state->tables_expected,
	           LABELS(report->target, name));
	scrape_add(scrape, METRIC_pgdriftd_tables_missing, (double)state->tables_missing,
	           LABELS(report->target, name));
}

/* How many findings of a module there are of each severity and change. */
typedef size_t finding_counts[SEVERITY_COUNT][CHANGE_COUNT];

static void
add_counts(struct scrape *scrape, const struct report *report, size_t module, finding_counts counts)
{
	const char *name = report_module_name(report->outcome->expected, module);

	for (size_t severity = 0; severity < SEVERITY_COUNT; severity++) {
		for (size_t change = 0; change < CHANGE_COUNT; change++) {
			if (counts[severity][change] == 0)
				continue;
			scrape_add(scrape, METRIC_pgdriftd_findings,
			           (double)counts[severity][change],
			           LABELS(report->target, name == NULL ? "" : name,
			                  severity_word((enum severity)severity),
			                  change_word((enum change)change)));
		}
	}
}

/* All three severities times six changes for each module would be mostly zeros: what is not there is
 * absent, and Prometheus sees at once that it went. */
static void
add_findings(struct scrape *scrape, const struct report *report)
{
	const struct outcome *outcome = report->outcome;
	size_t modules = outcome->expected->module_count;
	/* The last is of findings that belong to no module. */
	finding_counts *counts = mem_resize(NULL, modules + 1, sizeof *counts);
	int64_t oldest = 0;

	for (size_t i = 0; i <= modules; i++)
		memset(counts[i], 0, sizeof counts[i]);
	for (size_t i = 0; i < outcome->drift_count; i++) {
		const struct drift *drift = &outcome->drifts[i];
		size_t module = drift->module == EXPECTED_NONE ? modules : drift->module;
		int64_t first_seen = report->findings[i].first_seen;

		counts[module][drift->severity][drift->change]++;
		if (oldest == 0 || first_seen < oldest)
			oldest = first_seen;
	}
	for (size_t i = 0; i <= modules; i++)
		add_counts(scrape, report, i == modules ? EXPECTED_NONE : i, counts[i]);
	free(counts);
	if (oldest != 0)
		scrape_add(scrape, METRIC_pgdriftd_drift_since_timestamp_seconds, seconds(oldest),
		           LABELS(report->target));
}

/* Zeros too, so that a rule can take them from the findings. */
static void
add_acknowledged(struct scrape *scrape, const struct report *report, const struct mutes *mutes)
{
	const struct outcome *outcome = report->outcome;
	size_t counts[SEVERITY_COUNT] = { 0 };

	for (size_t i = 0; i < outcome->drift_count && mutes->count > 0; i++) {
		if (mutes_ack(mutes, report->target, report->findings[i].fingerprint, 0) != NULL)
			counts[outcome->drifts[i].severity]++;
	}
	for (size_t i = 0; i < SEVERITY_COUNT; i++)
		scrape_add(scrape, METRIC_pgdriftd_findings_acknowledged, (double)counts[i],
		           LABELS(report->target, severity_word((enum severity)i)));
}

static void
add_target(struct scrape *scrape, const struct report *report, const struct mutes *mutes)
{
	const struct report *standing = report_standing(report);

	scrape_add(scrape, METRIC_pgdriftd_target_up, report_good(report), LABELS(report->target));
	scrape_add(scrape, METRIC_pgdriftd_last_success_timestamp_seconds, seconds(report->good_at),
	           LABELS(report->target));
	scrape_add(scrape, METRIC_pgdriftd_target_silenced,
	           mutes_silence(mutes, report->target, 0) != NULL, LABELS(report->target));
	if (standing == NULL)
		return;
	scrape_add(scrape, METRIC_pgdriftd_objects_unread, (double)standing->outcome->unknown_count,
	           LABELS(report->target));
	for (size_t i = 0; i < standing->outcome->expected->module_count; i++)
		add_module(scrape, standing, i);
	add_findings(scrape, standing);
	add_acknowledged(scrape, standing, mutes);
}

void
scrape_board(struct scrape *scrape, const struct board *board)
{
	scrape_add(scrape, METRIC_pgdriftd_build_info, 1, LABELS(program_version()));
	for (size_t i = 0; i < board_count(board); i++)
		add_target(scrape, board_at(board, i), board_mutes(board));
}
