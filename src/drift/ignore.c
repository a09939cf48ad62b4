/* Ignore rules. A rule that matches an object leaves out all that is said of it and of what it
 * contains; a rule that states a property or a change matches single differences only. A cause that
 * is left out takes with it what is folded in and weighs no more: the rest stands for itself. */
#include "drift/drift_priv.h"

#include <fnmatch.h>
#include <string.h>

/* What a rule is held against: a difference, or an object that contains it (change -1). */
struct subject {
	enum kind kind;
	const char *schema;
	const char *table;
	const char *name;
	const char *property;
	int change;
	const char *module;
};

/* Dates as "2027-01-31" have the order of their text. */
static bool
expired(const struct ignore_rule *rule, const char *today)
{
	return rule->until != NULL && strcmp(rule->until, today) < 0;
}

static bool
fits(const char *pattern, const char *text)
{
	return pattern == NULL || (text != NULL && fnmatch(pattern, text, 0) == 0);
}

/* What has another name now is missing under its own. */
static bool
fits_change(int change, int found)
{
	return change == -1 || change == found ||
	       (change == CHANGE_MISSING && found == CHANGE_RENAMED);
}

static bool
matches(const struct ignore_rule *rule, const struct subject *subject)
{
	return (rule->kind == -1 || rule->kind == (int)subject->kind) &&
	       fits_change(rule->change, subject->change) && fits(rule->schema, subject->schema) &&
	       fits(rule->table, subject->table) && fits(rule->name, subject->name) &&
	       fits(rule->property, subject->property) && fits(rule->module, subject->module);
}

/* What it lives on, and so on up: an expected item. */
static bool
matches_host(const struct expected *expected, const struct ignore_rule *rule, size_t host)
{
	for (; host != NONE; host = expected->items[host].parent) {
		const struct expected_item *item = &expected->items[host];
		struct subject subject = {
			.kind = item->object.kind,
			.schema = item->object.schema,
			.table = item->object.table,
			.name = item->object.name,
			.change = -1,
			.module = item->module == NONE ? NULL
			                               : expected->modules[item->module].name,
		};

		if (subject.kind == KIND_schema)
			subject.schema = subject.name;
		if (matches(rule, &subject))
			return true;
	}
	return false;
}

static bool
matches_difference(const struct expected *expected, const struct ignore_rule *rule,
                   const struct difference *difference, const char *module)
{
	const struct drift *drift = &difference->drift;
	struct subject itself = {
		.kind = drift->kind,
		.schema = drift->kind == KIND_schema ? drift->name : drift->schema,
		.table = drift->table,
		.name = drift->name,
		.property = drift->property,
		.change = (int)drift->change,
		.module = module,
	};
	struct subject schema = {
		.kind = KIND_schema,
		.schema = drift->schema,
		.name = drift->schema,
		.change = -1,
	};

	if (matches(rule, &itself) || matches_host(expected, rule, difference->host))
		return true;
	return drift->schema != NULL && kind_table[drift->kind].place != PLACE_NONE &&
	       matches(rule, &schema);
}

static bool
is_ignored(const struct expected *expected, const struct difference *difference, const char *target,
           const char *today)
{
	size_t of = difference->drift.module;
	const char *module = of == NONE ? NULL : expected->modules[of].name;

	for (size_t i = 0; i < expected->ignore_count; i++) {
		const struct ignore_rule *rule = &expected->ignores[i];

		if (!expired(rule, today) && fits(rule->target, target) &&
		    matches_difference(expected, rule, difference, module))
			return true;
	}
	return false;
}

/* Whoever accepts that something is missing accepts what follows, but nothing heavier. */
static bool
takes_along(const struct difference *cause, const struct difference *folded)
{
	return cause->ignored && cause->drift.severity >= folded->drift.severity &&
	       (cause->drift.security || !folded->drift.security);
}

void
ignore_apply(struct compare *compare, size_t from, const char *target, const char *today)
{
	struct difference *all = compare->differences;

	if (compare->expected->ignore_count == 0)
		return;
	for (size_t i = from; i < compare->difference_count; i++)
		all[i].ignored = is_ignored(compare->expected, &all[i], target, today);
	for (size_t i = from; i < compare->difference_count; i++) {
		for (size_t cause = all[i].cause; cause != NONE; cause = all[cause].cause)
			all[i].ignored |= takes_along(&all[cause], &all[i]);
	}
	for (size_t i = from; i < compare->difference_count; i++) {
		if (all[i].cause != NONE && all[all[i].cause].ignored && !all[i].ignored)
			all[i].cause = NONE;
	}
}

void
ignore_expired(struct compare *compare, const char *target, const char *today)
{
	const struct expected *expected = compare->expected;
	const char *until = kind_table[KIND_ignore].properties[PROPERTY_ignore_until].word;

	for (size_t i = 0; i < expected->ignore_count; i++) {
		const struct ignore_rule *rule = &expected->ignores[i];
		struct drift drift = { .change = CHANGE_CHANGED,
			               .kind = KIND_ignore,
			               .property = until,
			               .expected = rule->until,
			               .module = NONE };

		if (!expired(rule, today) || !fits(rule->target, target))
			continue;
		drift.severity = expected_severity(expected, KIND_ignore, NULL, until);
		drift.name = arena_printf(&compare->arena, "/ignore/%zu", i);
		drift.summary = arena_printf(
			&compare->arena, "ignore rule %s (%s) ended on %s", drift.name,
			rule->reason != NULL ? rule->reason : "no reason given", rule->until);
		difference_new(compare, &drift, NONE, NONE);
	}
}
