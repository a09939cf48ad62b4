#include "watch/check.h"

#include "base/clock.h"
#include "base/stamp.h"
#include "watch_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The way of one check. Each step begins one operation of the link and is answered by one call of
 * its callback, which goes on with step_next() or ends with check_fail(). */
static void step_begin(struct check *check);
static void step_whole(struct check *check);
static void step_relations(struct check *check);
static void step_savepoint(struct check *check);
static void step_identity(struct check *check);
static void step_end(struct check *check);

static void step_unchanged(struct check *check);

typedef void step_start(struct check *check);

/* First it is asked whether there is anything to be read. */
static step_start *const opening[] = { read_probe, step_begin, read_gate };

/* The savepoint is the way back for every reading after it: nothing is written, so one is enough. What
 * relations are read is found before it, as that is what the way back must not lose. */
static step_start *const whole[] = {
	step_whole,    step_relations, step_savepoint, step_identity,  read_moment,
	step_presence, read_epoch,     read_kinds,     read_revisions, read_prints,
	step_end,      look_again,     read_confirm,   check_succeed,
};

/* The catalogs are what they were: what they do not tell of. */
static step_start *const standing[] = {
	step_identity, read_moment, read_revisions, judge_standing, step_end, step_unchanged,
};

void
step_next(struct check *check)
{
	(*check->steps++)(check);
}

void
check_go(struct check *check, bool stands)
{
	check->standing = stands;
	check->steps = stands ? standing : whole;
	step_next(check);
}

void
step_done_cb(void *arg, const struct err *err, const char *tag)
{
	struct check *check = arg;

	(void)tag;
	if (err != NULL)
		check_fail(check, err);
	else if (check->row_error.code != ERR_NONE)
		check_fail(check, &check->row_error);
	else
		step_next(check);
}

/* Objects of modules that the target does not ask for are not even read. */
static bool *
mark_wanted(struct check *check)
{
	const struct expected *expected = check->config.expected;
	bool *wanted = arena_array(&check->scratch, expected->item_count + 1, sizeof *wanted);

	for (size_t i = 0; i < expected->item_count; i++) {
		size_t module = expected->items[i].module;

		wanted[i] = module == EXPECTED_NONE || check->config.selection->selected[module];
	}
	return wanted;
}

static void
step_begin(struct check *check)
{
	if (check->config.within)
		step_next(check);
	else
		session_begin(check->link, &check->config.limits, check->deadline_ms, step_done_cb,
		              check);
}

static void
step_whole(struct check *check)
{
	/* Not before: where nothing has changed, this is most of the work. */
	check->compare = compare_new(check->config.expected, check->config.selection);
	check->wanted = mark_wanted(check);
	step_next(check);
}

static void
absent_row_cb(void *arg, const struct link_row *row)
{
	struct check *check = arg;
	enum kind kind;

	if (row->count == 1 && row->values[0] != NULL && kind_from_word(row->values[0], &kind))
		check->absent[kind] = true;
}

static void
step_relations(struct check *check)
{
	const struct check_observer *observer = check->config.observer;
	const char *params[CATALOG_PARAMS];
	char *sql;

	if (check->config.narrow || !catalog_relations_params(check->config.expected, check->wanted,
	                                                      &check->scratch, params)) {
		step_next(check);
		return;
	}
	sql = catalog_relations_sql(params, observer != NULL && observer->partitions);
	link_query(check->link, sql, NULL, 0, check->deadline_ms, absent_row_cb, step_done_cb,
	           check);
	free(sql);
}

static void
step_savepoint(struct check *check)
{
	session_savepoint(check->link, check->deadline_ms, step_done_cb, check);
}

static void
identity_row_cb(void *arg, const struct link_row *row)
{
	struct check *check = arg;

	if (!catalog_identity(row, &check->arena, &check->identity, &check->row_error))
		return;
	if (!check->standing)
		compare_server(check->compare, check->identity.version);
	check->result.server.version = check->identity.version;
	check->result.server.system_identifier = check->identity.system_identifier;
	check->result.server.database = check->identity.database;
	check->result.server.database_oid = check->identity.database_oid;
	check->result.server.user = check->identity.user;
	check->result.server.superuser = check->identity.superuser;
	check->result.server.in_recovery = check->identity.in_recovery;
	check->result.server.started_at = check->identity.started_at;
	check->result.server.deployment = check->identity.deployment;
}

static void
step_identity(struct check *check)
{
	link_query(check->link, catalog_identity_sql(), NULL, 0, check->deadline_ms,
	           identity_row_cb, step_done_cb, check);
}

static void
step_end(struct check *check)
{
	if (check->config.within)
		session_release(check->link, check->deadline_ms, step_done_cb, check);
	else
		session_end(check->link, check->deadline_ms, step_done_cb, check);
}

void
check_cancel(struct check *check)
{
	if (check == NULL)
		return;
	confirm_free(check->confirm);
	compare_free(check->compare);
	texts_done(check);
	arena_done(&check->arena);
	arena_done(&check->scratch);
	free(check);
}

/* Hands the result over and forgets the check. The callback may start another one on the link. */
static void
check_hand_over(struct check *check)
{
	check->result.target = check->config.target;
	check->result.expected = check->config.expected;
	check->result.arena = &check->arena;
	check->result.checked_at = clock_wall_ms();
	check->result.duration_us = clock_us() - check->started_us;
	check->done(check->arg, &check->result);
	check_cancel(check);
}

void
check_today(char ret_day[VERDICT_DAY_BYTES])
{
	char now[CLOCK_STAMP_BYTES];

	clock_stamp(clock_wall_ms(), now);
	snprintf(ret_day, VERDICT_DAY_BYTES, "%.10s", now);
}

static void
remember_moment(struct check *check)
{
	struct verdicts *verdicts = check->config.verdicts;

	/* While somebody has a table to himself, each check looks whether he still has. */
	if (check->lasting && !check->result.server.deployment)
		memcpy(verdicts->moment, check->moment, sizeof verdicts->moment);
}

/* What the next check may go by. */
static void
remember(struct check *check, const char *day)
{
	struct verdicts *verdicts = check->config.verdicts;

	if (verdicts == NULL)
		return;
	verdicts_forget(verdicts);
	if (check->result.outcome->unknown_count == 0) {
		remember_moment(check);
		remember_gate(check);
	}
	memcpy(verdicts->day, day, VERDICT_DAY_BYTES);
	if (!check->texts.known)
		verdicts->full_ms = clock_ms();
	verdicts->texts = check->texts.made;
}

void
check_succeed(struct check *check)
{
	char day[VERDICT_DAY_BYTES];

	check_today(day);
	if (check->config.seen != NULL)
		seen_tell(check->config.seen, &check->result.server, check->compare);
	check->result.outcome = compare_finish(check->compare, check->config.target, day,
	                                       &check->arena);
	remember(check, day);
	check_hand_over(check);
}

void
check_unchanged(struct check *check)
{
	check->result.unchanged = true;
	check_hand_over(check);
}

static void
step_unchanged(struct check *check)
{
	remember_moment(check);
	check->config.verdicts->texts = 0;
	check_unchanged(check);
}

void
check_fail(struct check *check, const struct err *err)
{
	check->result.error = *err;
	check_hand_over(check);
}

struct check *
check_start(struct link *link, const struct check_config *config, check_done_cb *done, void *arg)
{
	struct check *check = mem_alloc(sizeof *check);

	check->link = link;
	check->config = *config;
	check->done = done;
	check->arg = arg;
	check->started_us = clock_us();
	check->deadline_ms = clock_ms() + config->timeout_ms;
	check->steps = opening;
	step_next(check);
	return check;
}
