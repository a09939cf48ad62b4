/* The steps of a check that ask whether the catalogs are what they were when everything was read. Then only
 * what they do not tell of is looked at: who answers, and the rows of revisions. */
#include "base/clock.h"
#include "base/hash.h"
#include "watch_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* So many bytes of columns, of whatever is in the database, may be looked at for an expected object: beyond,
 * reading what is expected costs less. */
#define GATE_ITEM_BYTES 1500
#define GATE_BYTES      (1024 * 1024)

static void
go_on(struct check *check)
{
	const struct verdicts *verdicts = check->config.verdicts;
	char day[VERDICT_DAY_BYTES];

	check_today(day);
	check_go(check, check->gate[0] != '\0' && strcmp(check->gate, verdicts->gate) == 0 &&
	                        strcmp(verdicts->day, day) == 0 &&
	                        !verdicts_full_is_due(verdicts, check->config.full_check_every_ms,
	                                              clock_ms()));
}

static void
rolled_back_cb(void *arg, const struct err *err, const char *tag)
{
	struct check *check = arg;

	(void)tag;
	if (err != NULL)
		check_fail(check, err);
	else
		check_go(check, false);
}

/* A server that does not answer this answers what a check asks of it, or says what it does not. */
static void
gate_cb(void *arg, const struct err *err, const char *tag)
{
	struct check *check = arg;

	(void)tag;
	if (err != NULL && err->code == ERR_SERVER) {
		session_rollback_to(check->link, check->deadline_ms, rolled_back_cb, check);
	} else if (err != NULL) {
		check_fail(check, err);
	} else {
		if (strlen(check->answer) < sizeof check->gate)
			memcpy(check->gate, check->answer, sizeof check->gate);
		go_on(check);
	}
}

static void
begun_cb(void *arg, const struct err *err, const char *tag)
{
	struct check *check = arg;
	char most[24];
	const char *params[] = { most };

	(void)tag;
	if (err != NULL) {
		check_fail(check, err);
		return;
	}
	snprintf(most, sizeof most, "%zu",
	         GATE_BYTES + check->config.expected->item_count * GATE_ITEM_BYTES);
	check->answer[0] = '\0';
	link_query(check->link, catalog_gate_sql(), params, 1, check->deadline_ms, answer_row_cb,
	           gate_cb, check);
}

void
read_gate(struct check *check)
{
	if (check->config.verdicts == NULL || check->config.observer != NULL ||
	    check->config.within || check->config.full_check_every_ms == 0)
		check_go(check, false);
	else
		session_savepoint(check->link, check->deadline_ms, begun_cb, check);
}

void
judge_standing(struct check *check)
{
	const struct verdicts *verdicts = check->config.verdicts;

	if (check->revised == verdicts->revised && !check->result.server.deployment)
		step_next(check);
	else
		check_go(check, false);
}

/* Of a check with nothing unknown in it. */
void
remember_gate(struct check *check)
{
	struct verdicts *verdicts = check->config.verdicts;

	if (check->result.server.deployment)
		return;
	memcpy(verdicts->gate, check->gate, sizeof verdicts->gate);
	verdicts->revised = check->revised;
}
