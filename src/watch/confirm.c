/* The step of a check in which texts that differ are given to the server, in a temporary twin: what it
 * makes of both is compared. A transaction of its own, always rolled back; only for what is not known
 * yet. */
#include "base/clock.h"
#include "confirm_priv.h"

#include <stdlib.h>
#include <string.h>

#define BUDGET_MS 5000 /* the rest waits for the next check */

const char *
confirm_definition(const struct confirm *confirm)
{
	const struct doubt *doubt = &confirm->doubts[confirm->now];

	return confirm->observed ? doubt->observed : doubt->expected;
}

static const struct spelling *
known(const struct confirm *confirm, const struct doubt *doubt, const char *definition)
{
	return spellings_find(confirm->spellings, doubt, definition,
	                      confirm->check->identity.version);
}

/* --- the end ------------------------------------------------------------------------------------ */

static void
finish(struct confirm *confirm)
{
	struct check *check = confirm->check;

	if (confirm->owned)
		spellings_free(confirm->spellings);
	arena_done(&confirm->arena);
	free(confirm);
	check->confirm = NULL;
	step_next(check);
}

void
confirm_free(struct confirm *confirm)
{
	if (confirm == NULL)
		return;
	if (confirm->owned)
		spellings_free(confirm->spellings);
	arena_done(&confirm->arena);
	free(confirm);
}

static void
ended_cb(void *arg, const struct err *err, const char *tag)
{
	struct confirm *confirm = arg;

	(void)tag;
	/* Within a transaction of somebody else it must not go on with what was tried. */
	if (err != NULL && confirm->check->config.within)
		check_fail(confirm->check, err);
	else
		finish(confirm);
}

static void
end(struct confirm *confirm)
{
	struct check *check = confirm->check;

	if (link_is_open(check->link) && (confirm->open || link_in_transaction(check->link)))
		trial_end(&confirm->trial, check->link, check->config.within, check->deadline_ms,
		          ended_cb, confirm);
	else
		finish(confirm);
}

void
confirm_give_up(struct confirm *confirm, const char *why)
{
	for (; confirm->now < confirm->count; confirm->now++)
		doubt_settle(confirm->check->compare, &confirm->doubts[confirm->now], DOUBT_OPEN,
		             why);
	end(confirm);
}

/* --- one after another -------------------------------------------------------------------------- */

/* Both texts are known: the doubt is settled. */
static void
settle(struct confirm *confirm, const struct spelling *expected, const struct spelling *observed)
{
	const struct doubt *doubt = &confirm->doubts[confirm->now++];
	struct compare *compare = confirm->check->compare;
	const char *why = expected->why != NULL ? expected->why : observed->why;

	confirm->observed = false;
	if (why != NULL)
		doubt_settle(compare, doubt, DOUBT_OPEN, why);
	else if (strcmp(expected->text, observed->text) == 0)
		doubt_settle(compare, doubt, DOUBT_SAME, NULL);
	else
		doubt_settle(compare, doubt, DOUBT_DIFFERENT, NULL);
}

static void
begun_cb(void *arg, const struct err *err, const struct trial_facts *facts)
{
	struct confirm *confirm = arg;

	if (err != NULL) {
		confirm_give_up(confirm, err->message);
		return;
	}
	confirm->open = true;
	confirm->reads_by_function = facts->reading_function[0] != '\0';
	if (facts->event_trigger[0] != '\0')
		confirm_give_up(confirm, "an event trigger would fire");
	else if (!facts->temporary)
		confirm_give_up(confirm, "this role may not create temporary tables");
	else
		confirm_next(confirm);
}

static void
begin(struct confirm *confirm)
{
	/* A language's validator has no say in what is tried. */
	static const struct session_setting settings[] = { { "check_function_bodies", "off" },
		                                           { NULL, NULL } };
	struct check *check = confirm->check;

	trial_begin(&confirm->trial, check->link,
	            check->config.within ? TRIAL_WITHIN : &check->config.limits, settings,
	            check->deadline_ms, begun_cb, confirm);
}

void
confirm_spell(struct confirm *confirm, const char *text, const char *why)
{
	const struct spelling spelling = { text, why };

	spellings_put(confirm->spellings, &confirm->doubts[confirm->now],
	              confirm_definition(confirm), confirm->check->identity.version, &spelling);
	confirm_next(confirm);
}

void
confirm_next(struct confirm *confirm)
{
	while (confirm->now < confirm->count) {
		const struct doubt *doubt = &confirm->doubts[confirm->now];
		const struct spelling *expected = known(confirm, doubt, doubt->expected);
		const struct spelling *observed = known(confirm, doubt, doubt->observed);

		if (expected != NULL && observed != NULL) {
			settle(confirm, expected, observed);
			continue;
		}
		if (clock_ms() >= confirm->until_ms) {
			confirm_give_up(confirm, "no time was left in this check");
			return;
		}
		confirm->observed = expected != NULL;
		if (confirm->open)
			confirm_try(confirm);
		else
			begin(confirm);
		return;
	}
	end(confirm);
}

void
read_confirm(struct check *check)
{
	struct confirm *confirm;
	struct doubt *doubts;
	size_t count;

	if (check->config.observer != NULL) {
		step_next(check);
		return;
	}
	count = doubt_list(check->compare, &check->scratch, &doubts);
	if (count == 0) {
		step_next(check);
		return;
	}
	confirm = mem_alloc(sizeof *confirm);
	check->confirm = confirm;
	confirm->check = check;
	confirm->doubts = doubts;
	confirm->count = count;
	confirm->until_ms = clock_ms() + BUDGET_MS;
	if (confirm->until_ms > check->deadline_ms - BUDGET_MS / 5)
		confirm->until_ms = check->deadline_ms - BUDGET_MS / 5;
	confirm->owned = check->config.spellings == NULL;
	confirm->spellings = confirm->owned ? spellings_new() : check->config.spellings;
	if (!check->config.confirms)
		confirm_give_up(confirm, "confirm_definitions is off");
	else if (check->identity.in_recovery)
		confirm_give_up(confirm, "a standby cannot try it");
	else
		confirm_next(confirm);
}
