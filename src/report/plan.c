/* Both forms are the same SQL with the same comments. The one for a terminal shows no control bytes,
 * and nothing that only psql asks for. */
#include "report/plan.h"

#include "model/ident.h"
#include "model/token.h"
#include "report/page_priv.h"
#include "report/phrase_priv.h"

#include <string.h>

struct script {
	struct page page;
	const struct plan *plan;
	const struct ddl_limits *limits; /* NULL: not to be run */
	struct text line;                /* of a comment, before it is safe */
};

/* --- comments ----------------------------------------------------------------------------------- */

/* The comment made in `line`: one line, whatever is in it. */
static void
add_comment(struct script *script, enum paint paint)
{
	struct text comment = { 0 };

	text_add(&comment, "-- ");
	phrase_message(&comment, text_str(&script->line));
	page_paint(&script->page, paint, text_str(&comment));
	text_addc(script->page.out, '\n');
	text_clear(&script->line);
	text_done(&comment);
}

static void
add_modules(struct script *script, const size_t *modules, size_t count)
{
	for (size_t i = 0; i < count; i++)
		text_addf(&script->line, "%s%s", i == 0 ? "" : ", ",
		          script->plan->expected->modules[modules[i]].name);
}

static void
add_headline(struct script *script)
{
	const struct plan *plan = script->plan;

	text_addf(&script->line, "%s: ", plan->expected->name);
	if (plan->statement_count == 0) {
		text_add(&script->line, "nothing to create");
	} else {
		phrase_count(&script->line, plan->tables, "table", "tables");
		text_add(&script->line, ", ");
		phrase_count(&script->line, plan->statement_count, "statement", "statements");
		text_add(&script->line, " in ");
		phrase_count(&script->line, plan->transaction_count, "transaction", "transactions");
	}
	add_comment(script, PAINT_BOLD);
	text_addf(&script->line, "fingerprint %s", plan->fingerprint);
	add_comment(script, PAINT_CYAN);
}

static void
add_refusals(struct script *script)
{
	const struct plan *plan = script->plan;

	if (plan->refusal_count > 0)
		text_addc(script->page.out, '\n');
	for (size_t i = 0; i < plan->refusal_count; i++) {
		const struct plan_refusal *refusal = &plan->refusals[i];

		text_addf(&script->line, "REFUSED: %s", refusal->text);
		add_comment(script, PAINT_RED);
		if (refusal->module_count == 0)
			continue;
		text_add(&script->line, "leaves out: ");
		add_modules(script, refusal->modules, refusal->module_count);
		add_comment(script, PAINT_CYAN);
	}
}

static void
add_left_out(struct script *script)
{
	const struct plan *plan = script->plan;

	if (plan->left_out_count > 0)
		text_addc(script->page.out, '\n');
	for (size_t i = 0; i < plan->left_out_count; i++) {
		const struct plan_leftover *left = &plan->left_out[i];
		const struct object *object = &plan->expected->items[left->item].object;

		text_add(&script->line, "left out: ");
		object_describe(object->kind, object->schema, object->table, object->name,
		                &script->line);
		text_addf(&script->line, ": %s", left->why);
		add_comment(script, PAINT_YELLOW);
	}
}

/* --- statements --------------------------------------------------------------------------------- */

/* psql takes :name for a variable of its own. Outside quotes a blank behind a single colon means
 * nothing to the server. */
static void
add_for_psql(struct text *out, const char *sql)
{
	const char *at = sql;

	for (;;) {
		const char *start = at;
		struct token token = token_next(&at);

		text_addn(out, start, (size_t)(at - start));
		if (token.kind == TOKEN_END)
			return;
		if (token.kind == TOKEN_OTHER && *token.start == ':' && *at != ':' && *at != '=' &&
		    (token.start == sql || token.start[-1] != ':'))
			text_addc(out, ' ');
	}
}

/* Line by line, so that what is laid out stays so. */
static void
add_safe_lines(struct text *out, const char *sql)
{
	struct text line = { 0 };

	for (;;) {
		size_t length = strcspn(sql, "\n");

		text_clear(&line);
		text_addn(&line, sql, length);
		phrase_safe(out, text_str(&line));
		if (sql[length] == '\0')
			break;
		text_addc(out, '\n');
		sql += length + 1;
	}
	text_done(&line);
}

static void
add_statement(struct script *script, const struct plan_statement *statement)
{
	struct text *out = script->page.out;

	for (size_t i = 0; i < statement->lock_count; i++) {
		const struct ddl_lock *lock = &statement->locks[i];

		text_add(&script->line, i == 0 ? "locks " : ", ");
		ident_quote_qualified(&script->line, lock->schema, lock->table);
		text_addf(&script->line, " %s", lock->mode);
	}
	if (statement->lock_count > 0)
		add_comment(script, PAINT_YELLOW);
	if (script->limits != NULL)
		add_for_psql(out, statement->sql);
	else
		add_safe_lines(out, statement->sql);
	text_add(out, ";\n");
}

static void
add_description(struct script *script, const struct plan_transaction *transaction)
{
	const struct module *module;

	text_add(&script->line, transaction->module_count > 1 ? "modules " : "module ");
	if (transaction->module_count == 0) {
		text_clear(&script->line);
		text_add(&script->line, "what the manifest states at its top level");
		return;
	}
	add_modules(script, transaction->modules, transaction->module_count);
	module = &script->plan->expected->modules[transaction->modules[0]];
	if (transaction->module_count == 1 && module->description != NULL)
		text_addf(&script->line, ": %s", module->description);
}

static void
add_transaction(struct script *script, const struct plan_transaction *transaction)
{
	struct text *out = script->page.out;
	enum ddl_stage stage = STAGE_NONE;

	text_addc(out, '\n');
	add_description(script, transaction);
	add_comment(script, PAINT_BOLD);
	if (script->limits != NULL)
		ddl_open(script->limits, out);
	else
		text_add(out, "BEGIN;\n");
	for (size_t i = 0; i < transaction->statement_count; i++) {
		if (transaction->statements[i].stage != stage) {
			stage = transaction->statements[i].stage;
			text_addc(out, '\n');
			text_add(&script->line, ddl_stage_word(stage));
			add_comment(script, PAINT_CYAN);
		}
		add_statement(script, &transaction->statements[i]);
	}
	text_addc(out, '\n');
	ddl_close(out);
}

static void
add_script(struct script *script)
{
	add_headline(script);
	for (size_t i = 0; i < script->plan->transaction_count; i++)
		add_transaction(script, &script->plan->transactions[i]);
	add_refusals(script);
	add_left_out(script);
	text_done(&script->line);
}

void
report_plan_text(const struct plan *plan, bool colour, struct text *out)
{
	add_script(&(struct script){ .page = { .out = out, .colour = colour }, .plan = plan });
}

void
report_plan_sql(const struct plan *plan, const struct ddl_limits *limits, struct text *out)
{
	add_script(&(struct script){ .page = { .out = out }, .plan = plan, .limits = limits });
}
