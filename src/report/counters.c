#include "report/counters.h"

#include <stdlib.h>
#include <string.h>

/* The errors that fail a check: they have samples from the start, as rates of them need. */
static const bool usual[ERR_CODES] = {
	[ERR_IO] = true,  [ERR_RESOLVE] = true, [ERR_CONNECT] = true, [ERR_AUTH] = true,
	[ERR_TLS] = true, [ERR_SERVER] = true,  [ERR_TIMEOUT] = true, [ERR_PROTOCOL] = true,
};

struct target_counters {
	char *target;
	uint64_t checks;
	uint64_t failures[ERR_CODES];
	struct histogram durations;
};

struct counters {
	struct target_counters *targets;
	size_t count;
	size_t room;
};

struct counters *
counters_new(void)
{
	return mem_alloc(sizeof(struct counters));
}

void
counters_free(struct counters *counters)
{
	if (counters == NULL)
		return;
	for (size_t i = 0; i < counters->count; i++)
		free(counters->targets[i].target);
	free(counters->targets);
	free(counters);
}

static struct target_counters *
find(const struct counters *counters, const char *target)
{
	for (size_t i = 0; i < counters->count; i++) {
		if (strcmp(counters->targets[i].target, target) == 0)
			return &counters->targets[i];
	}
	return NULL;
}

static struct target_counters *
find_or_add(struct counters *counters, const char *target)
{
	struct target_counters *found = find(counters, target);

	if (found != NULL)
		return found;
	if (counters->count == counters->room) {
		counters->room = counters->room == 0 ? 4 : counters->room * 2;
		counters->targets = mem_resize(counters->targets, counters->room,
		                               sizeof(struct target_counters));
	}
	found = &counters->targets[counters->count++];
	*found = (struct target_counters){ .target = mem_strdup(target) };
	return found;
}

void
counters_report(struct counters *counters, const struct report *report)
{
	struct target_counters *target;

	if (report->status == STATUS_PENDING || report->error.code == ERR_STALE)
		return;
	target = find_or_add(counters, report->target);
	target->checks++;
	if (!report_good(report))
		target->failures[report->error.code]++;
	histogram_observe(&target->durations, (double)report->duration_us / 1e6);
}

void
counters_keep(struct counters *counters, const struct board *board)
{
	size_t kept = 0;

	for (size_t i = 0; i < counters->count; i++) {
		if (board_find(board, counters->targets[i].target) == NULL)
			free(counters->targets[i].target);
		else
			counters->targets[kept++] = counters->targets[i];
	}
	counters->count = kept;
}

static void
add_failures(struct scrape *scrape, const char *name, const struct target_counters *target)
{
	for (size_t i = 0; i < ERR_CODES; i++) {
		if (usual[i] || target->failures[i] > 0)
			scrape_add(scrape, METRIC_pgdriftd_check_failures_total,
			           (double)target->failures[i],
			           LABELS(name, err_word((enum err_code)i)));
	}
}

void
counters_scrape(const struct counters *counters, const struct board *board, struct scrape *scrape)
{
	static const struct target_counters none;

	for (size_t i = 0; i < board_count(board); i++) {
		const char *name = board_at(board, i)->target;
		const struct target_counters *target = find(counters, name);

		if (target == NULL)
			target = &none;
		scrape_add(scrape, METRIC_pgdriftd_checks_total, (double)target->checks,
		           LABELS(name));
		add_failures(scrape, name, target);
		scrape_add_histogram(scrape, METRIC_pgdriftd_check_duration_seconds,
		                     &target->durations, LABELS(name));
	}
}
