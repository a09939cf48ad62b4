/* What would be created, by the report that there is: nothing is asked of the database, and nothing
 * runs. What only the server could object to, a privilege say, is not known here. */
#include "out/http_priv.h"

#include "report/plan.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

void
http_plan_done(struct http_plan *plan)
{
	report_unref(plan->report);
	text_done(&plan->json);
	text_done(&plan->sql);
	plan->report = NULL;
}

/* As `pgdriftd plan` makes it, so that both have one fingerprint. */
static void
make(struct http_plan *kept, bool sql)
{
	const struct report *report = kept->report;
	struct arena arena = { 0 };
	const struct plan_options options = {
		.identity = plan_identity(report->server.system_identifier,
		                          report->server.database_oid, &arena),
	};
	const struct plan *plan = plan_make(report->outcome, &options, &arena);

	if (sql)
		report_plan_sql(plan, &ddl_limits_standard, &kept->sql);
	else
		report_plan_json(plan, report->target, &kept->json);
	arena_done(&arena);
}

/* Whether SQL is asked for by name: who takes anything gets JSON. */
static bool
wants_sql(const struct http_request *request)
{
	static const char type[] = "application/sql";
	const char *accept = http_text(request, request->head->accept);

	for (; accept != NULL && *accept != '\0'; accept++) {
		if (strncasecmp(accept, type, sizeof type - 1) == 0)
			return true;
	}
	return false;
}

/* Of a check that failed nothing is known, and of one before it nothing that still holds. */
static void
send_unknown(const struct http_request *request, const struct report *report)
{
	struct text detail = { 0 };

	text_addf(&detail, "target %s has not been read%s%s", report->target,
	          report->error.code == ERR_NONE ? "" : ": ", report->error.message);
	http_problem(request->client, 503, text_str(&detail));
	text_done(&detail);
}

void
http_answer_plan(const struct http_request *request)
{
	struct http *http = request->client->http;
	const char *name = text_str(&request->match->name);
	const struct report *report = board_find(http->services.board, name);
	bool sql = wants_sql(request);
	const struct text *body = sql ? &http->plan.sql : &http->plan.json;

	if (report == NULL) {
		http_send_not_found(request, "target", name);
	} else if (report->outcome == NULL) {
		send_unknown(request, report);
	} else {
		if (http->plan.report != report) {
			http_plan_done(&http->plan);
			http->plan.report = report_ref(report);
		}
		if (body->length == 0)
			make(&http->plan, sql);
		http_send_data(request, sql ? "application/sql" : "application/json", "Accept",
		               body);
	}
}
