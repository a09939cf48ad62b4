/* The statements of one transaction, each alone; what they made, read back; COMMIT. */
#include "base/clock.h"
#include "create_priv.h"

#include <stdlib.h>
#include <string.h>

static void next_statement(struct create *create);
static void failed(struct create *create, const struct err *err);

/* --- the end of a transaction ------------------------------------------------------------------- */

static void
reconnected_cb(void *arg, const struct err *err, const char *tag)
{
	(void)tag;
	if (err != NULL)
		create_end(arg, err);
	else
		create_round(arg);
}

/* Whether it is committed is looked up on a new connection, under the lock: who was there before us
 * has ended when we have it. */
static void
doubt(struct create *create, const struct err *err)
{
	create->part.err = *err;
	create->doubted = true;
	create_note(create, CREATE_IN_DOUBT, err);
	link_connect(create->link, clock_ms() + create->config.connect_timeout_ms, reconnected_cb,
	             create);
}

static void
committed_cb(void *arg, const struct err *err, const char *tag)
{
	struct create *create = arg;

	(void)tag;
	if (err != NULL && !link_is_open(create->link)) {
		doubt(create, err);
		return;
	}
	create->committing = false;
	if (err != NULL) {
		failed(create, err);
		return;
	}
	create->overtaken = 0;
	create_note(create, CREATE_COMMITTED, NULL);
	create_part_end(create, CREATE_DONE, NULL);
	create_round(create);
}

/* --- failure ------------------------------------------------------------------------------------ */

/* Unique violation in a catalog, and what is there already by that name. */
static bool
is_overtaken(const struct err *err)
{
	static const char *const states[] = {
		"23505", "42P07", "42710", "42P06", "42701", "42723"
	};

	for (size_t i = 0; err->code == ERR_SERVER && i < sizeof states / sizeof *states; i++) {
		if (strcmp(states[i], err->sqlstate) == 0)
			return true;
	}
	return false;
}

/* lock_not_available, deadlock_detected. */
static bool
is_busy(const struct err *err)
{
	return err->code == ERR_SERVER &&
	       (strcmp(err->sqlstate, "55P03") == 0 || strcmp(err->sqlstate, "40P01") == 0);
}

static const struct plan_statement *
statement_now(const struct create *create)
{
	const struct plan_transaction *transaction = create->transaction;

	return create->statement < transaction->statement_count
	               ? &transaction->statements[create->statement]
	               : NULL;
}

static void
keep_busy(struct create *create, const struct plan_statement *statement)
{
	for (size_t i = 0; i < statement->lock_count; i++) {
		struct ddl_lock lock = statement->locks[i];

		lock.schema = arena_strdup(&create->arena, lock.schema);
		lock.table = arena_strdup(&create->arena, lock.table);
		create->busy = mem_resize(create->busy, create->busy_count + 1,
		                          sizeof *create->busy);
		create->busy[create->busy_count++] = lock;
	}
}

/* After the second look. */
static void
blamed_cb(void *arg, const struct err *err, const char *tag)
{
	struct create *create = arg;
	struct err busy = { 0 };

	(void)tag;
	if (err != NULL && !link_is_open(create->link)) {
		create_part_end(create, CREATE_BUSY, &create->failure);
		create_end(create, err);
		return;
	}
	err_set_sqlstate(&busy, create->failure.code, create->failure.sqlstate, "%s%s%s",
	                 create->failure.message, create->holders.length == 0 ? "" : ": ",
	                 text_str(&create->holders));
	create_note(create, CREATE_ROLLED_BACK, &busy);
	keep_busy(create, create->waiting);
	create_part_end(create, CREATE_BUSY, &busy);
	create_part_object(create, "its transaction had to wait for a lock");
	create_round(create);
}

static void
give_up(struct create *create)
{
	struct text reason = { 0 };

	create_note(create, CREATE_ROLLED_BACK, &create->failure);
	create_part_end(create, CREATE_FAILED, &create->failure);
	text_addf(&reason, "its transaction failed: %s", create->failure.message);
	create_part_object(create, text_str(&reason));
	text_done(&reason);
	create_round(create);
}

static void
rolled_back_cb(void *arg, const struct err *err, const char *tag)
{
	struct create *create = arg;
	const struct plan_statement *statement = statement_now(create);

	(void)tag;
	if (err != NULL) {
		create_note(create, CREATE_ROLLED_BACK, &create->failure);
		create_part_end(create, CREATE_FAILED, &create->failure);
		create_end(create, err);
	} else if (is_overtaken(&create->failure) && create->overtaken++ < CREATE_OVERTAKEN_MAX) {
		create_note(create, CREATE_OVERTAKEN, &create->failure);
		create->working = false;
		create_round(create);
	} else if (is_busy(&create->failure) && statement != NULL && statement->lock_count > 0) {
		create_ask_holders(create, statement, blamed_cb);
	} else {
		give_up(create);
	}
}

/* Nothing of the transaction stays. What the server has rolled back itself, as the session is lost,
 * ends the run. */
static void
failed(struct create *create, const struct err *err)
{
	const struct plan_statement *statement = statement_now(create);

	create->failure = *err;
	if (statement != NULL)
		create->part.sql = arena_strdup(&create->arena, statement->sql);
	if (!link_is_open(create->link)) {
		create_note(create, CREATE_ROLLED_BACK, err);
		create_part_end(create, CREATE_FAILED, err);
		create_end(create, &create->failure);
	} else if (link_in_transaction(create->link)) {
		session_abort(create->link, create->deadline_ms, rolled_back_cb, create);
	} else {
		rolled_back_cb(create, NULL, "");
	}
}

/* --- reading back ------------------------------------------------------------------------------- */

static void
read_back_cb(void *arg, struct report_input *input)
{
	struct create *create = arg;
	struct err err = input->error;
	bool same = input->outcome != NULL && create_same(create, input->outcome, &err);

	create->check = NULL; /* frees itself after this call */
	create_note(create, CREATE_READ_BACK, same ? NULL : &err);
	if (!same) {
		failed(create, &err);
		return;
	}
	create->committing = true;
	session_end(create->link, create->deadline_ms, committed_cb, create);
}

/* The modules of this transaction alone: what else there is was read before, and by now others wait for
 * the locks that it holds. */
static void
read_back(struct create *create)
{
	const struct selection *all = create->config.selection;
	struct selection *own = arena_alloc(&create->round, sizeof *own);

	*own = *all;
	own->selected = arena_array(&create->round, create->config.expected->module_count,
	                            sizeof *own->selected);
	own->selected[MODULE_PREREQUISITES] = true;
	for (size_t i = 0; i < create->part.module_count; i++)
		own->selected[create->part.modules[i]] = true;
	create_read(create, own, true, read_back_cb);
}

/* --- statements --------------------------------------------------------------------------------- */

static void
statement_cb(void *arg, const struct err *err, const char *tag)
{
	struct create *create = arg;

	(void)tag;
	create_note(create, CREATE_STATEMENT, err);
	if (err != NULL) {
		failed(create, err);
		return;
	}
	create->statement++;
	next_statement(create);
}

static void
role_cb(void *arg, const struct err *err, const char *tag)
{
	struct create *create = arg;

	(void)tag;
	if (err != NULL)
		failed(create, err);
	else
		next_statement(create);
}

static bool
same_role(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* The role first where the statement needs another one than is set. */
static void
next_statement(struct create *create)
{
	const struct plan_statement *statement = statement_now(create);
	const char *role = statement == NULL ? NULL : create_owner(create, statement->item);

	if (!same_role(create->role, role)) {
		create->role = role;
		session_role(create->link, role, create->deadline_ms, role_cb, create);
	} else if (statement != NULL) {
		link_query(create->link, statement->sql, NULL, 0, create->deadline_ms, NULL,
		           statement_cb, create);
	} else {
		read_back(create);
	}
}

void
create_run(struct create *create)
{
	create->statement = 0;
	next_statement(create);
}
