/* The document of a plan: what `pgdriftd plan --format json` gives, and `apply --plan` takes. */
#include "report/plan.h"

#include "base/version.h"
#include "report/value.h"

/* An object's place, as in the findings of a report. */
static json_t *
item_value(const struct plan *plan, size_t item)
{
	const struct object *object = &plan->expected->items[item].object;
	json_t *value = value_object();

	value_put(value, "kind", value_text(kind_table[object->kind].word));
	value_put(value, "schema", value_text(object->schema));
	value_put(value, "table", value_text(object->table));
	value_put(value, "name", value_text(object->name));
	return value;
}

static json_t *
modules_value(const struct plan *plan, const size_t *modules, size_t count)
{
	json_t *value = value_array();

	for (size_t i = 0; i < count; i++)
		value_append(value, value_text(plan->expected->modules[modules[i]].name));
	return value;
}

static json_t *
locks_value(const struct plan_statement *statement)
{
	json_t *value = value_array();

	for (size_t i = 0; i < statement->lock_count; i++) {
		json_t *lock = value_object();

		value_put(lock, "schema", value_text(statement->locks[i].schema));
		value_put(lock, "table", value_text(statement->locks[i].table));
		value_put(lock, "mode", value_text(statement->locks[i].mode));
		value_append(value, lock);
	}
	return value;
}

static json_t *
transaction_value(const struct plan *plan, const struct plan_transaction *transaction)
{
	json_t *value = value_object();
	json_t *statements = value_array();

	for (size_t i = 0; i < transaction->statement_count; i++) {
		const struct plan_statement *statement = &transaction->statements[i];
		json_t *one = item_value(plan, statement->item);

		value_put(one, "stage", value_text(ddl_stage_word(statement->stage)));
		value_put(one, "sql", value_text(statement->sql));
		value_put(one, "locks", locks_value(statement));
		value_append(statements, one);
	}
	value_put(value, "modules",
	          modules_value(plan, transaction->modules, transaction->module_count));
	value_put(value, "statements", statements);
	return value;
}

/* What the same plan has to be made with. */
static json_t *
options_value(const struct plan *plan)
{
	json_t *value = value_object();
	json_t *include = value_array();
	json_t *modules = plan->modules == NULL ? json_null() : value_array();

	for (size_t i = 0; plan_include_words[i] != NULL; i++) {
		if (plan->include & (1u << i))
			value_append(include, value_text(plan_include_words[i]));
	}
	for (size_t i = MODULE_PREREQUISITES + 1;
	     plan->modules != NULL && i < plan->expected->module_count; i++) {
		if (plan->modules[i])
			value_append(modules, value_text(plan->expected->modules[i].name));
	}
	value_put(value, "modules", modules);
	value_put(value, "include", include);
	value_put(value, "tables_only", json_boolean(plan->tables_only));
	value_put(value, "single_transaction", json_boolean(plan->single));
	return value;
}

static json_t *
refusals_value(const struct plan *plan)
{
	json_t *value = value_array();

	for (size_t i = 0; i < plan->refusal_count; i++) {
		const struct plan_refusal *refusal = &plan->refusals[i];
		json_t *one = value_object();

		value_put(one, "reason", value_text(plan_reason_word(refusal->reason)));
		value_put(one, "text", value_text(refusal->text));
		value_put(one, "modules",
		          modules_value(plan, refusal->modules, refusal->module_count));
		value_append(value, one);
	}
	return value;
}

static json_t *
left_out_value(const struct plan *plan)
{
	json_t *value = value_array();

	for (size_t i = 0; i < plan->left_out_count; i++) {
		json_t *one = item_value(plan, plan->left_out[i].item);

		value_put(one, "why", value_text(plan->left_out[i].why));
		value_append(value, one);
	}
	return value;
}

void
report_plan_json(const struct plan *plan, const char *target, struct text *out)
{
	json_t *document = value_object();
	json_t *manifest = value_object();
	json_t *transactions = value_array();

	value_put(manifest, "name", value_text(plan->expected->name));
	value_put(manifest, "sha256", value_text(plan->expected->sha256));
	for (size_t i = 0; i < plan->transaction_count; i++)
		value_append(transactions, transaction_value(plan, &plan->transactions[i]));
	value_put(document, "plan", value_count(PLAN_FORMAT));
	value_put(document, "version", value_text(program_version()));
	value_put(document, "target", value_text(target));
	value_put(document, "manifest", manifest);
	value_put(document, "fingerprint", value_text(plan->fingerprint));
	value_put(document, "options", options_value(plan));
	value_put(document, "tables", value_count(plan->tables));
	value_put(document, "statements", value_count(plan->statement_count));
	value_put(document, "transactions", transactions);
	value_put(document, "refusals", refusals_value(plan));
	value_put(document, "left_out", left_out_value(plan));
	value_write(document, out);
}
