/* What would be created: read and planned, in a transaction that only reads. */
#include "base/log.h"
#include "creating_priv.h"
#include "report/plan.h"

static void
write_plan(const struct creating *creating, const struct arguments *arguments, struct text *out)
{
	const struct plan *plan = creating->result.plan;
	const struct session_limits *own = &creating->target->create_limits;
	const struct ddl_limits limits = {
		.lock_timeout_ms = own->lock_timeout_ms,
		.statement_timeout_ms = own->statement_timeout_ms,
		.idle_in_transaction_session_timeout_ms =
			own->idle_in_transaction_session_timeout_ms,
	};

	if (arguments->format == FORMAT_JSON)
		report_plan_json(plan, creating->target->name, out);
	else if (arguments->format == FORMAT_SQL)
		report_plan_sql(plan, &limits, out);
	else
		report_plan_text(plan, wants_colour(arguments), out);
}

int
verb_plan(const struct arguments *arguments, struct text *out)
{
	struct creating creating = { 0 };
	struct err err = { 0 };
	int code;

	log_open(LOG_LEVEL_WARNING);
	if (!creating_open(&creating, arguments, NULL, &err)) {
		code = fail(arguments->verb, false, &err, out);
	} else if (!creating_run(&creating, true, &err)) {
		complain("target %s: %s", creating.target->name, err.message);
		code = EXIT_CODE_UNKNOWN;
	} else {
		write_plan(&creating, arguments, out);
		code = creating.result.plan->statement_count + creating.result.plan->refusal_count >
		                       0
		               ? EXIT_CODE_CRITICAL
		               : EXIT_CODE_OK;
	}
	creating_done(&creating);
	return code;
}
