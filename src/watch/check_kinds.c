/* The step of a check that reads the structure, kind by kind. What cannot be read is unknown, with
 * the reason; the rest of the check goes on from the savepoint. */
#include "digest_priv.h"
#include "watch_priv.h"

#include <stdlib.h>
#include <string.h>

/* With a lock_timeout of 100 ms and six kinds, all waiting stays under 2 s. */
#define ATTEMPTS 3

static void kind_read(struct check *check);
static void kind_over(struct check *check);

const char *
read_failure(const struct err *err, bool *ret_again)
{
	static const struct {
		const char *sqlstate;
		const char *reason;
		bool again; /* the next look leaves out what is locked, or sees what has moved */
	} failures[] = {
		{ "55P03", "locked", true },  /* lock_not_available: the lock came after the look */
		{ "XX000", "moving", true },  /* a relation vanished under a deparsing function */
		{ "42P01", "moving", true },  /* undefined_table, the same */
		{ "40P01", "locked", true },  /* deadlock_detected */
		{ "42501", "denied", false }, /* insufficient_privilege */
		{ "57014", "timeout", false }, /* query_canceled: statement_timeout */
	};

	if (err->code != ERR_SERVER)
		return NULL;
	for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
		if (strcmp(failures[i].sqlstate, err->sqlstate) == 0) {
			*ret_again = failures[i].again;
			return failures[i].reason;
		}
	}
	return NULL;
}

void
tell_unread(struct check *check, const struct unknown *unknown)
{
	const struct check_observer *observer = check->config.observer;

	if (observer != NULL)
		observer->unread(observer->arg, unknown);
	else
		compare_unknown(check->compare, unknown);
}

bool
tell_observed(struct check *check, const struct object *object)
{
	const struct check_observer *observer = check->config.observer;

	if (observer == NULL)
		return compare_observed(check->compare, object);
	observer->observed(observer->arg, object);
	return false;
}

static void
object_row_cb(void *arg, const struct link_row *row)
{
	struct check *check = arg;
	struct object object;
	const char *unreadable;
	size_t property;
	bool agrees = false;

	if (check->row_error.code != ERR_NONE ||
	    !catalog_row(&check->reader, row, &object, &unreadable, &check->row_error))
		return;
	if (unreadable != NULL)
		tell_unread(check, &(struct unknown){
					   .kind = object.kind,
					   .schema = object.schema,
					   .table = object.table,
					   .name = object.name,
					   .reason = unreadable,
				   });
	else if (check->config.within || check->config.observer != NULL ||
	         !catalog_prints(object.kind, &property))
		agrees = tell_observed(check, &object);
	else
		agrees = texts_observed(check, row, &object);
	digests_row(check, row, &object, agrees);
}

static void
rolled_back_cb(void *arg, const struct err *err, const char *tag)
{
	struct check *check = arg;

	(void)tag;
	if (err != NULL) {
		check_fail(check, err);
		return;
	}
	/* No attempt counted: the kind was given up, on to the next one. */
	if (check->attempts == 0)
		kind_over(check);
	else
		kind_read(check);
}

/* Whether there is more to be read of the kind. */
static bool
reads_on(struct check *check)
{
	if (digests_asked(check))
		return true;
	digests_keep(check);
	if (!check->texts.blind || check->texts.unsure.count == 0)
		return false;
	check->texts.blind = false;
	return true;
}

static void
kind_done_cb(void *arg, const struct err *err, const char *tag)
{
	struct check *check = arg;
	const char *reason;
	bool again = false;

	(void)tag;
	if (check->row_error.code != ERR_NONE) {
		check_fail(check, &check->row_error);
		return;
	}
	if (err == NULL) {
		check->attempts = 0;
		if (reads_on(check)) {
			kind_read(check);
			return;
		}
		compare_kind_done(check->compare, (enum kind)check->kind);
		kind_over(check);
		return;
	}
	reason = read_failure(err, &again);
	if (reason == NULL) {
		check_fail(check, err);
		return;
	}
	if (!again || ++check->attempts == ATTEMPTS) {
		check->attempts = 0;
		tell_unread(check, &(struct unknown){
					   .kind = (enum kind)check->kind,
					   .reason = reason,
					   .sqlstate = err->sqlstate,
				   });
	}
	session_rollback_to(check->link, check->deadline_ms, rolled_back_cb, check);
}

/* Whether the kind that is next is to be read; one of which nothing is asked is done at once. */
static bool
asks(struct check *check)
{
	enum kind kind = (enum kind)check->kind;

	if (catalog_sql(kind) == NULL)
		return false;
	if (catalog_params(check->config.expected, check->wanted, kind,
	                   check->config.narrow ? CATALOG_NAMED : CATALOG_SCOPE, &check->scratch,
	                   check->params) &&
	    (!check->absent[kind] || strcmp(check->params[2], "{}") != 0))
		return true;
	compare_kind_done(check->compare, kind);
	return false;
}

/* Reads the kind: all that is wanted, or less of it where digests stand for the rest; or, where a reading
 * without texts went before, with its texts what no verdict stands for. */
static void
kind_read(struct check *check)
{
	struct check_texts *texts = &check->texts;
	struct catalog_depth depth = { .texts = !texts->blind, .prints = texts->prints };
	const char *params[CATALOG_PARAMS];
	char *sql;

	catalog_reader_init(&check->reader, (enum kind)check->kind);
	digests_depth(check, &depth);
	if (texts->unsure.count > 0 && !texts->blind)
		catalog_names_params(&texts->unsure, &check->scratch, params);
	else
		memcpy(params, check->params, sizeof params);
	sql = catalog_copy_sql((enum kind)check->kind, params, depth);
	link_copy(check->link, sql, check->deadline_ms,
	          depth.digests ? digest_row_cb : object_row_cb, kind_done_cb, check);
	free(sql);
}

static void
kind_next(struct check *check)
{
	while (check->kind < KIND_COUNT && !asks(check))
		check->kind++;
	if (check->kind == KIND_COUNT) {
		digests_tell(check);
		step_next(check);
		return;
	}
	texts_begin(check);
	digests_begin(check);
	kind_read(check);
}

static void
kind_over(struct check *check)
{
	catalog_names_done(&check->texts.unsure);
	check->kind++;
	kind_next(check);
}

void
read_kinds(struct check *check)
{
	kind_next(check);
}
