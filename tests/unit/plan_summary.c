#include "plan_summary.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
add_item(const struct plan *plan, size_t item, struct text *out)
{
	const struct object *object = &plan->expected->items[item].object;

	object_describe(object->kind, object->schema, object->table, object->name, out);
}

static void
add_modules(const struct plan *plan, const size_t *modules, size_t count, struct text *out)
{
	for (size_t i = 0; i < count; i++)
		text_addf(out, "%s%s", i == 0 ? "" : " ", plan->expected->modules[modules[i]].name);
}

static void
add_transaction(const struct plan *plan, const struct plan_transaction *transaction,
                struct text *out)
{
	text_add(out, "\n[");
	add_modules(plan, transaction->modules, transaction->module_count, out);
	text_addc(out, ']');
	for (size_t i = 0; i < transaction->statement_count; i++) {
		const struct plan_statement *statement = &transaction->statements[i];

		text_addc(out, '\n');
		add_item(plan, statement->item, out);
		for (size_t j = 0; j < statement->lock_count; j++)
			text_addf(out, "%s%s %s", j == 0 ? " locks " : ", ",
			          statement->locks[j].table, statement->locks[j].mode);
	}
}

const char *
plan_summary(const struct plan *plan, struct arena *arena)
{
	struct text text = { 0 };
	const char *summary;

	for (size_t i = 0; i < plan->transaction_count; i++)
		add_transaction(plan, &plan->transactions[i], &text);
	for (size_t i = 0; i < plan->refusal_count; i++) {
		text_add(&text, "\nrefused ");
		add_modules(plan, plan->refusals[i].modules, plan->refusals[i].module_count, &text);
		text_addf(&text, ": %s", plan->refusals[i].text);
	}
	for (size_t i = 0; i < plan->left_out_count; i++) {
		text_add(&text, "\nleft ");
		add_item(plan, plan->left_out[i].item, &text);
		text_addf(&text, ": %s", plan->left_out[i].why);
	}
	summary = arena_strdup(arena, text.length == 0 ? "" : text.bytes + 1);
	text_done(&text);
	return summary;
}

void
plan_expect(struct world *world, const char *modules, const struct plan_options *options, ...)
{
	const struct outcome *outcome = world_compare(world, modules, 0);
	struct arena arena = { 0 };
	struct plan_options none = { 0 };
	struct plan *plan = plan_make(outcome, options == NULL ? &none : options, &arena);
	struct text wanted = { 0 };
	const char *line;
	va_list list;

	va_start(list, options);
	while ((line = va_arg(list, const char *)) != NULL)
		text_addf(&wanted, "%s%s", wanted.length == 0 ? "" : "\n", line);
	va_end(list);
	assert_string_equal(plan_summary(plan, &arena), text_str(&wanted));
	text_done(&wanted);
	arena_done(&arena);
}
