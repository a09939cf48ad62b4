/* The step of a check in which texts that differ are given to the server, in a temporary twin: what it
 * makes of both is compared. A transaction of its own, always rolled back; only for what is not known
 * yet. */
#include "base/clock.h"
#include "confirm_priv.h"

#include <stdlib.h>
#include <string.h>

#define BUDGET_MS 5000 /* the rest waits for the next check, if there is one */
#define SPARE_MS  1000 /* for what comes after it */
#define STEPS     3 /* from what people write to what the server writes, and that after a restore */

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
end_trial(struct confirm *confirm)
{
	struct check *check = confirm->check;

	trial_end(&confirm->trial, check->link, check->config.within, check->deadline_ms, ended_cb,
	          confirm);
}

static void
released_cb(void *arg, const struct err *err, const char *tag)
{
	struct confirm *confirm = arg;

	(void)tag;
	if (err != NULL)
		check_fail(confirm->check, err);
	else
		end_trial(confirm);
}

static void
undone_cb(void *arg, const struct err *err, const char *tag)
{
	struct confirm *confirm = arg;

	(void)tag;
	if (err != NULL)
		check_fail(confirm->check, err);
	else
		session_release(confirm->check->link, confirm->check->deadline_ms, released_cb,
		                confirm);
}

/* Within a transaction of somebody else our own savepoint goes first: the trial has one of that name. */
static void
end(struct confirm *confirm)
{
	struct check *check = confirm->check;

	if (!link_is_open(check->link) || !(confirm->open || link_in_transaction(check->link)))
		finish(confirm);
	else if (confirm->saved && check->config.within)
		session_rollback_to(check->link, check->deadline_ms, undone_cb, confirm);
	else
		end_trial(confirm);
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

/* A text, what the server makes of it, what it makes of that. */
struct chain {
	const char *texts[STEPS + 1];
	size_t count;
	bool ends; /* it stays as it is, or is followed no further */
};

static bool
meet(const struct chain *a, const struct chain *b)
{
	for (size_t i = 0; i < a->count; i++) {
		for (size_t j = 0; j < b->count; j++) {
			if (strcmp(a->texts[i], b->texts[j]) == 0)
				return true;
		}
	}
	return false;
}

/* One step further, by what is known; false: that is not known. */
static bool
follow(const struct confirm *confirm, struct chain *chain, const char **ret_why)
{
	const char *last = chain->texts[chain->count - 1];
	const struct spelling *next;

	if (chain->count == STEPS + 1) {
		chain->ends = true;
		return true;
	}
	next = spellings_find(confirm->spellings, &confirm->doubts[confirm->now], last,
	                      confirm->check->identity.version);
	if (next == NULL)
		return false;
	*ret_why = next->why;
	if (next->why != NULL || strcmp(next->text, last) == 0)
		chain->ends = true;
	else
		chain->texts[chain->count++] = next->text;
	return true;
}

/* Whether what is known settles the doubt: the two texts mean the same once they become the same. Else
 * *ret_text is to be tried. */
static bool
settle(struct confirm *confirm, const char **ret_text)
{
	const struct doubt *doubt = &confirm->doubts[confirm->now];
	struct chain expected = { .texts = { doubt->expected }, .count = 1 };
	struct chain observed = { .texts = { doubt->observed }, .count = 1 };
	enum doubt_verdict verdict = DOUBT_DIFFERENT;
	const char *why = NULL;

	while (why == NULL && !(expected.ends && observed.ends)) {
		bool first = !expected.ends && (observed.ends || expected.count <= observed.count);
		struct chain *chain = first ? &expected : &observed;

		*ret_text = chain->texts[chain->count - 1];
		if (!follow(confirm, chain, &why))
			return false;
		if (!meet(&expected, &observed))
			continue;
		verdict = DOUBT_SAME;
		break;
	}
	doubt_settle(confirm->check->compare, doubt, why != NULL ? DOUBT_OPEN : verdict, why);
	confirm->now++;
	return true;
}

static void
saved_cb(void *arg, const struct err *err, const char *tag)
{
	struct confirm *confirm = arg;

	(void)tag;
	confirm->saved = err == NULL;
	if (err != NULL)
		confirm_give_up(confirm, err->message);
	else
		confirm_next(confirm);
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
		session_savepoint(confirm->check->link, confirm->check->deadline_ms, saved_cb,
		                  confirm);
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
confirm_remember(struct confirm *confirm, const char *text, const char *why)
{
	const struct spelling spelling = { text, why };

	spellings_put(confirm->spellings, &confirm->doubts[confirm->now], confirm->text,
	              confirm->check->identity.version, &spelling);
}

void
confirm_next(struct confirm *confirm)
{
	for (;;) {
		const char *text = NULL;

		while (confirm->now < confirm->count && settle(confirm, &text))
			;
		if (confirm->now == confirm->count) {
			end(confirm);
			return;
		}
		if (clock_ms() >= confirm->until_ms) {
			confirm_give_up(confirm, "no time was left in this check");
			return;
		}
		if (!confirm->open) {
			begin(confirm);
			return;
		}
		confirm->text = arena_strdup(&confirm->arena, text);
		if (confirm_try(confirm))
			return;
	}
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
	confirm->owned = check->config.spellings == NULL;
	confirm->until_ms = clock_ms() + BUDGET_MS;
	if (confirm->owned || confirm->until_ms > check->deadline_ms - SPARE_MS)
		confirm->until_ms = check->deadline_ms - SPARE_MS;
	confirm->spellings = confirm->owned ? spellings_new() : check->config.spellings;
	if (!check->config.confirms)
		confirm_give_up(confirm, "confirm_definitions is off");
	else if (check->identity.in_recovery)
		confirm_give_up(confirm, "a standby cannot try it");
	else
		confirm_next(confirm);
}
