/* Statements are tried one by one, each with a way back, as long as another round gets further: so the
 * order in which they need each other is found out, and all that is wrong is told at once. */
#include "normalize_priv.h"

#include <string.h>

static void try_next(struct normalize *normalize);

static void
settled_cb(void *arg, const struct err *err, const char *tag)
{
	struct normalize *normalize = arg;

	(void)tag;
	if (err != NULL) {
		normalize_fail(normalize, err);
		return;
	}
	normalize->next++;
	try_next(normalize);
}

static void
rolled_back_cb(void *arg, const struct err *err, const char *tag)
{
	struct normalize *normalize = arg;

	(void)tag;
	if (err != NULL)
		normalize_fail(normalize, err);
	else
		session_release(normalize->link, normalize->deadline_ms, settled_cb, normalize);
}

/* Nothing that is wrong with the statement: each one after it would fail of the same. */
static bool
is_of_no_statement(const struct normalize *normalize, const struct err *err)
{
	return err->code != ERR_SERVER || !link_is_open(normalize->link) ||
	       strcmp(err->sqlstate, "53200") == 0;
}

/* A column that is tried by itself leaves nothing for the next one. */
static void
tried_cb(void *arg, const struct err *err, const char *tag)
{
	struct normalize *normalize = arg;
	struct attempt *attempt = &normalize->now->list[normalize->next];
	bool alone = normalize->now == &normalize->columns;

	(void)tag;
	if (err != NULL && is_of_no_statement(normalize, err)) {
		normalize_fail(normalize, err);
		return;
	}
	attempt->done = err == NULL;
	attempt->err = (struct err){ 0 };
	if (err != NULL)
		attempt->err = *err;
	if (err == NULL && !alone)
		normalize->progress = true;
	if (err == NULL && !alone)
		session_release(normalize->link, normalize->deadline_ms, settled_cb, normalize);
	else
		session_rollback_to(normalize->link, normalize->deadline_ms, rolled_back_cb,
		                    normalize);
}

static void
saved_cb(void *arg, const struct err *err, const char *tag)
{
	struct normalize *normalize = arg;

	(void)tag;
	if (err != NULL)
		normalize_fail(normalize, err);
	else
		link_query(normalize->link, normalize->now->list[normalize->next].sql, NULL, 0,
		           normalize->deadline_ms, NULL, tried_cb, normalize);
}

static bool
is_unfinished(const struct attempts *attempts)
{
	for (size_t i = 0; i < attempts->count; i++) {
		if (!attempts->list[i].done)
			return true;
	}
	return false;
}

static void
try_next(struct normalize *normalize)
{
	struct attempts *now = normalize->now;

	while (normalize->next < now->count && now->list[normalize->next].done)
		normalize->next++;
	if (normalize->next == now->count && normalize->progress && is_unfinished(now)) {
		normalize_try(normalize);
		return;
	}
	if (normalize->next == now->count)
		normalize_tried(normalize);
	else
		session_savepoint(normalize->link, normalize->deadline_ms, saved_cb, normalize);
}

void
normalize_try(struct normalize *normalize)
{
	normalize->next = 0;
	normalize->progress = false;
	try_next(normalize);
}
