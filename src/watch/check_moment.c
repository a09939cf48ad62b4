/* The steps of a check that ask which moment it is. */
#include "base/clock.h"
#include "base/stamp.h"
#include "watch_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
answer_row_cb(void *arg, const struct link_row *row)
{
	struct check *check = arg;

	if (row->count != 1 || row->values[0] == NULL)
		return;
	/* What does not fit is no answer: half a moment may be the same as another's. */
	if (strlen(row->values[0]) < sizeof check->answer)
		snprintf(check->answer, sizeof check->answer, "%s", row->values[0]);
}

void
read_answer(struct check *check, const char *sql, link_done_cb *done)
{
	check->answer[0] = '\0';
	link_query(check->link, sql, NULL, 0, check->deadline_ms, answer_row_cb, done, check);
}

static void
probed_cb(void *arg, const struct err *err, const char *tag)
{
	struct check *check = arg;

	(void)tag;
	if (err != NULL) {
		check_fail(check, err);
		return;
	}
	if (strcmp(check->answer, check->config.verdicts->moment) == 0)
		check_unchanged(check);
	else
		step_next(check);
}

void
read_probe(struct check *check)
{
	const struct verdicts *verdicts = check->config.verdicts;
	char day[VERDICT_DAY_BYTES];

	check_today(day);
	if (verdicts == NULL || verdicts->moment[0] == '\0' || strcmp(verdicts->day, day) != 0 ||
	    verdicts_full_is_due(verdicts, check->config.full_check_every_ms, clock_ms()))
		step_next(check);
	else
		read_answer(check, catalog_moment_sql(), probed_cb);
}

static void
steady_cb(void *arg, const struct err *err, const char *tag)
{
	struct check *check = arg;

	check->lasting = strtoull(check->answer, NULL, 10) ==
	                 check->config.expected->revision_count;
	step_done_cb(check, err, tag);
}

static void
read_steady(struct check *check)
{
	const struct expected *expected = check->config.expected;
	struct catalog_names names = { 0 };
	const char *params[CATALOG_PARAMS];

	for (size_t i = 0; i < expected->revision_count; i++)
		catalog_names_add(&names, expected->revisions[i].schema,
		                  expected->revisions[i].table);
	catalog_names_params(&names, &check->scratch, params);
	catalog_names_done(&names);
	check->answer[0] = '\0';
	link_query(check->link, catalog_steady_sql(), &params[2], 2, check->deadline_ms,
	           answer_row_cb, steady_cb, check);
}

static void
moment_cb(void *arg, const struct err *err, const char *tag)
{
	struct check *check = arg;

	memcpy(check->moment, check->answer, sizeof check->moment);
	check->lasting = check->config.expected->revision_count == 0;
	if (err == NULL && !check->lasting && check->config.verdicts != NULL)
		read_steady(check);
	else
		step_done_cb(check, err, tag);
}

void
read_moment(struct check *check)
{
	read_answer(check, catalog_moment_sql(), moment_cb);
}

/* How many texts the manifest states of kinds that have fingerprints. */
static size_t
count_texts(const struct expected *expected)
{
	size_t count = 0;
	size_t property;

	for (size_t i = 0; i < expected->item_count; i++)
		count += catalog_prints(expected->items[i].object.kind, &property);
	return count;
}

static void
epoch_cb(void *arg, const struct err *err, const char *tag)
{
	struct check *check = arg;
	struct verdicts *verdicts = check->config.verdicts;

	if (err == NULL && strlen(check->answer) < sizeof check->epoch) {
		memcpy(check->epoch, check->answer, sizeof check->epoch);
		check->texts.prints = true;
		/* Verdicts of another epoch say nothing: then everything is read, and once. */
		check->texts.known = !verdicts_begin(verdicts, check->config.expected->item_count,
		                                     check->epoch) &&
		                     !verdicts_full_is_due(verdicts,
		                                           check->config.full_check_every_ms,
		                                           clock_ms());
	}
	step_done_cb(check, err, tag);
}

void
read_epoch(struct check *check)
{
	if (check->config.verdicts == NULL || check->config.full_check_every_ms == 0 ||
	    count_texts(check->config.expected) < check->config.fingerprints_from)
		step_next(check);
	else
		read_answer(check, catalog_epoch_sql(), epoch_cb);
}
