/* The way to the next transaction: begin, the lock of those who create, the database as it stands
 * under it, the plan that follows from that. */
#include "base/clock.h"
#include "create_priv.h"

#include <inttypes.h>
#include <string.h>

static void
waited_cb(void *arg, const struct err *err, const char *tag)
{
	struct create *create = arg;
	struct err busy = { 0 };

	(void)tag;
	if (err != NULL && !link_is_open(create->link)) {
		create_end(create, err);
		return;
	}
	err_set_sqlstate(&busy, ERR_SERVER, "55P03",
	                 "somebody else creates in this database%s%s; try again later",
	                 create->holders.length == 0 ? "" : ": ", text_str(&create->holders));
	create_note(create, CREATE_WAITING, &busy);
	if (clock_ms() < create->patience_until_ms)
		create_round(create);
	else
		create_end(create, &busy);
}

static void
lock_missed_cb(void *arg, const struct err *err, const char *tag)
{
	struct create *create = arg;

	if (err != NULL)
		waited_cb(arg, err, tag);
	else
		create_ask_holders(create, NULL, waited_cb);
}

/* --- the plan ----------------------------------------------------------------------------------- */

static const struct plan *
make_plan(struct create *create, const struct objections *objections, struct arena *arena)
{
	struct plan_options options = create->config.options;
	const struct server *server = &create->server;

	if (options.identity == NULL)
		options.identity = plan_identity(server->system_identifier, server->database_oid,
		                                 &create->round);
	options.objections = objections->list;
	options.objection_count = objections->count;
	options.missing_schemas = create->missing_schemas;
	options.missing_schema_count = create->missing_schema_count;
	return plan_make(create->outcome, &options, arena);
}

static void
ended_cb(void *arg, const struct err *err, const char *tag)
{
	(void)tag;
	create_end(arg, err);
}

/* Nothing is left to do, or what is left has to wait for others. */
static void
leave(struct create *create)
{
	create->result.rest = create->plan;
	if (create->plan != create->result.plan)
		create->result.rest = make_plan(create, &create->found, &create->arena);
	if (!create->config.dry)
		create_parts_busy(create);
	session_end(create->link, create->deadline_ms, ended_cb, create);
}

static const struct plan_transaction *
choose(const struct create *create)
{
	for (size_t i = 0; !create->config.dry && i < create->plan->transaction_count; i++) {
		if (!create_is_busy(create, &create->plan->transactions[i]))
			return &create->plan->transactions[i];
	}
	return NULL;
}

/* Nobody goes round for ever, whatever others do to the database meanwhile. */
static bool
is_admitted(struct create *create, struct err *err)
{
	const struct create_request request = {
		.server = &create->server,
		.outcome = create->outcome,
		.plan = create->plan,
		.transaction = create->transaction,
	};

	if (create->rounds++ > 3 * create->config.expected->module_count + CREATE_OVERTAKEN_MAX)
		return err_set(err, ERR_SERVER,
		               "what is created does not stay: somebody else takes it away");
	return create->config.admit == NULL || create->config.admit(create->arg, &request, err);
}

static void
asked_cb(void *arg, const struct err *err, const char *tag)
{
	struct create *create = arg;
	bool first = create->result.plan == NULL;
	struct err refused = { 0 };

	(void)tag;
	if (err != NULL) {
		create_abort(create, err);
		return;
	}
	create->plan = make_plan(create, &create->found, first ? &create->arena : &create->round);
	if (first)
		create->result.plan = create->plan;
	create_note(create, CREATE_PLANNED, NULL);
	create->transaction = choose(create);
	if (create->transaction == NULL) {
		leave(create);
	} else if (!is_admitted(create, &refused)) {
		create_abort(create, &refused);
	} else {
		create_part_begin(create);
		create_run(create);
	}
}

/* --- the reading -------------------------------------------------------------------------------- */

/* The answer to a COMMIT that was never answered: the lock was free, so that transaction has ended. */
static void
resolve_doubt(struct create *create)
{
	const struct err *told = &create->part.err;
	struct err lost = { 0 };
	struct err different = { 0 };

	err_set_sqlstate(
		&lost, told->code, told->sqlstate,
		"the connection was lost at COMMIT, and it is not there as it is stated: %s",
		told->message);

	create->doubted = false;
	create->committing = false;
	if (create_same(create, create->outcome, &different)) {
		create_note(create, CREATE_COMMITTED, NULL);
		create_part_end(create, CREATE_DONE, NULL);
		return;
	}
	create->part.different_count = 0;
	create_note(create, CREATE_ROLLED_BACK, &lost);
	create_part_end(create, CREATE_FAILED, &lost);
	create_part_object(
		create, "the connection was lost at COMMIT, and it is not there as it is stated");
}

static void
read_cb(void *arg, struct report_input *input)
{
	struct create *create = arg;
	bool first = create->result.outcome == NULL;

	create->check = NULL; /* frees itself after this call */
	if (input->outcome == NULL) {
		create_abort(create, &input->error);
		return;
	}
	*(first ? &create->arena : &create->reading) = *input->arena;
	*input->arena = (struct arena){ 0 };
	create->outcome = input->outcome;
	create->server = input->server;
	if (first) {
		create->result.outcome = input->outcome;
		create->result.server = input->server;
	}
	if (create->doubted)
		resolve_doubt(create);
	if (create->stopping) {
		session_end(create->link, create->deadline_ms, ended_cb, create);
		return;
	}
	create->plan = make_plan(create, &create->failed, &create->round);
	create_ask(create, create->plan, asked_cb);
}

void
create_read(struct create *create, const struct selection *selection, bool narrow,
            check_done_cb *done)
{
	int64_t left_ms = create->deadline_ms - clock_ms();
	const struct check_config config = {
		.target = create->config.target,
		.expected = create->config.expected,
		.selection = selection,
		.limits = create->config.limits,
		.timeout_ms = left_ms > 0 ? left_ms : 0,
		.within = true,
		.narrow = narrow,
		.confirms = !create->config.dry,
	};

	create->check = check_start(create->link, &config, done, create);
}

static void
locked_cb(void *arg, const struct err *err, const char *tag)
{
	struct create *create = arg;

	(void)tag;
	if (err == NULL)
		create_read(create, create->config.selection, false, read_cb);
	else if (err->code == ERR_SERVER && strcmp(err->sqlstate, "55P03") == 0)
		session_abort(create->link, create->deadline_ms, lock_missed_cb, create);
	else
		create_abort(create, err);
}

/* --- the beginning ------------------------------------------------------------------------------ */

static void
begun_cb(void *arg, const struct err *err, const char *tag)
{
	struct create *create = arg;

	(void)tag;
	if (err != NULL)
		create_abort(create, err);
	else if (create->config.dry)
		create_read(create, create->config.selection, false, read_cb);
	else
		link_query(create->link, ddl_advisory_lock, NULL, 0, create->deadline_ms, NULL,
		           locked_cb, create);
}

void
create_round(struct create *create)
{
	create->plan = NULL;
	create->transaction = NULL;
	create->role = NULL;
	create->missing_schemas = NULL;
	create->missing_schema_count = 0;
	create->rights = NULL;
	create->right_count = 0;
	arena_done(&create->round);
	arena_done(&create->reading);
	create->deadline_ms = clock_ms() + create->config.timeout_ms;
	create->step_us = clock_us();
	create->round_us = create->step_us;
	if (create->stopping && !create->doubted)
		create_end(create, NULL);
	else if (create->config.dry)
		session_begin(create->link, &create->config.limits, create->deadline_ms, begun_cb,
		              create);
	else
		session_begin_writing(create->link, &create->config.limits, create->settings,
		                      create->deadline_ms, begun_cb, create);
}
