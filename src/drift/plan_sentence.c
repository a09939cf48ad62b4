/* Refusals in words that a person can act on. */
#include "drift/plan_priv.h"

#include "model/ident.h"

#include <string.h>

typedef void head_fn(const struct work *work, const struct blocker *blocker, struct text *out);

static void
add_detail(const struct work *work, const struct blocker *blocker, struct text *out)
{
	(void)work;
	text_add(out, blocker->detail);
}

static void
add_schema(const struct work *work, const struct blocker *blocker, struct text *out)
{
	(void)work;
	text_add(out, "schema ");
	ident_quote(out, blocker->detail);
	text_add(out, " is missing, and the manifest does not state it");
}

static void
add_refused(const struct work *work, const struct blocker *blocker, struct text *out)
{
	(void)work;
	if (*blocker->detail == '\0')
		text_add(out, "what stands at the manifest's top level is refused");
	else
		text_addf(out, "module %s is refused", blocker->detail);
}

static void
add_retyped(const struct work *work, const struct blocker *blocker, struct text *out)
{
	const struct gap *gap = plan_gap(work, blocker->cause);
	const struct object *column = &work->expected->items[blocker->cause].object;

	plan_name_item(work, blocker->cause, out);
	text_addf(out, " is %s, the manifest expects %s",
	          gap == NULL || gap->observed == NULL ? "of another type" : gap->observed,
	          column->value[PROPERTY_column_type]);
}

static void
add_wrong_kind(const struct work *work, const struct blocker *blocker, struct text *out)
{
	const struct gap *gap = plan_gap(work, blocker->cause);
	enum kind kind = work->expected->items[blocker->cause].object.kind;

	plan_name_item(work, blocker->cause, out);
	if (gap == NULL || gap->observed == NULL)
		text_add(out, " is something else");
	else
		text_addf(out, " is %s %s", strchr("aeiou", *gap->observed) != NULL ? "an" : "a",
		          gap->observed);
	text_addf(out, ", the manifest expects a %s", kind_table[kind].word);
}

static void
add_renamed(const struct work *work, const struct blocker *blocker, struct text *out)
{
	const struct gap *gap = plan_gap(work, blocker->cause);

	plan_describe(work, blocker->cause, out);
	text_add(out, " is there under another name");
	if (gap != NULL && gap->observed != NULL)
		text_addf(out, ", %s", gap->observed);
	text_add(out, " (rename it back, or state that name)");
}

/* The module of the cause is not among those that this target has. */
static void
add_not_selected(const struct work *work, const struct blocker *blocker, struct text *out)
{
	size_t module = work->expected->items[blocker->cause].module;
	const char *what = "optional and not there";

	if (work->expected->modules[module].requirement == REQUIREMENT_UNWANTED)
		what = "not wanted";
	else if (work->outcome->modules[module].status == MODULE_NOT_SELECTED)
		what = "not selected";
	plan_describe(work, blocker->cause, out);
	text_addf(out, " belongs to module %s, which is %s", work->expected->modules[module].name,
	          what);
}

static void
add_not_asked(const struct work *work, const struct blocker *blocker, struct text *out)
{
	size_t module = work->expected->items[blocker->cause].module;

	plan_describe(work, blocker->cause, out);
	text_add(out, " is missing");
	if (module != NONE)
		text_addf(out, ", and its module %s is not asked for",
		          work->expected->modules[module].name);
	else
		text_add(out, ", and not asked for");
}

static void
add_left_out(const struct work *work, const struct blocker *blocker, struct text *out)
{
	plan_describe(work, blocker->cause, out);
	text_addf(out, " is missing and left out (%s)", work->left[blocker->cause]);
}

/* What is in the way: the cause and these words, or what a function writes. */
static const struct {
	const char *word;
	const char *words;
	head_fn *write;
} heads[PLAN_REASONS] = {
	[PLAN_OBJECTION] = { "objection", NULL, add_detail },
	[PLAN_UNDERSTATED] = { "understated", NULL, add_detail },
	[PLAN_WRONG_KIND] = { "wrong_kind", NULL, add_wrong_kind },
	[PLAN_RENAMED] = { "renamed", NULL, add_renamed },
	[PLAN_NO_SCHEMA] = { "no_schema", NULL, add_schema },
	[PLAN_PREREQUISITE] = { "prerequisite",
	                        " is missing; it is a prerequisite, and never created", NULL },
	[PLAN_RETYPED] = { "retyped", NULL, add_retyped },
	[PLAN_NOT_SELECTED] = { "not_selected", NULL, add_not_selected },
	[PLAN_NOT_ASKED] = { "not_asked", NULL, add_not_asked },
	[PLAN_IGNORED] = { "ignored", " is missing, and an ignore rule leaves it out", NULL },
	[PLAN_UNREAD] = { "unread", " could not be read, so nobody knows whether it is there",
	                  NULL },
	[PLAN_LEFT_OUT] = { "left_out", NULL, add_left_out },
	[PLAN_REFUSED] = { "refused", NULL, add_refused },
};

const char *
plan_reason_word(enum plan_reason reason)
{
	return heads[reason].word;
}

/* --- how much hangs on it ----------------------------------------------------------------------- */

struct noun {
	const char *one;
	const char *many;
};

static struct noun
noun_of(const struct object *object)
{
	static const struct {
		enum kind kind;
		const char *subtype;
		struct noun noun;
	} nouns[] = {
		{ KIND_constraint, "primary_key", { "primary key", "primary keys" } },
		{ KIND_constraint, "unique", { "unique constraint", "unique constraints" } },
		{ KIND_constraint, "check", { "check constraint", "check constraints" } },
		{ KIND_constraint, "foreign_key", { "foreign key", "foreign keys" } },
	};
	const char *subtype = object_subtype(object);

	for (size_t i = 0; subtype != NULL && i < sizeof nouns / sizeof *nouns; i++) {
		if (nouns[i].kind == object->kind && strcmp(nouns[i].subtype, subtype) == 0)
			return nouns[i].noun;
	}
	return (struct noun){ kind_table[object->kind].word, kind_table[object->kind].plural };
}

/* Of how many items and modules blockers speak, and what to call the items. */
struct tally {
	size_t items;
	struct noun noun;
	size_t modules;
	size_t module; /* the last one */
};

/* Blockers are sorted: an item stands in a row, and so does a module. */
static struct tally
count_dependents(const struct work *work, const struct blocker *blockers, size_t count)
{
	struct tally tally = { .module = MODULE_PREREQUISITES };
	size_t before = NONE;

	for (size_t i = 0; i < count; i++) {
		struct noun noun;

		if (blockers[i].item == NONE || blockers[i].item == before)
			continue;
		before = blockers[i].item;
		noun = noun_of(&work->expected->items[before].object);
		if (tally.items++ == 0)
			tally.noun = noun;
		else if (strcmp(tally.noun.one, noun.one) != 0)
			tally.noun = (struct noun){ "object", "objects" };
		tally.modules += blockers[i].unit != tally.module;
		tally.module = blockers[i].unit;
	}
	return tally;
}

/* "8 foreign keys in 6 modules cannot be created"; nothing where nothing in particular hangs on it. */
static void
add_dependents(const struct work *work, const struct blocker *blockers, size_t count,
               struct text *out)
{
	struct tally tally = count_dependents(work, blockers, count);

	if (tally.items == 0)
		return;
	text_addf(out, ": %zu %s", tally.items,
	          tally.items == 1 ? tally.noun.one : tally.noun.many);
	if (tally.modules == 1)
		text_addf(out, " in module %s", work->expected->modules[tally.module].name);
	else if (tally.modules > 1)
		text_addf(out, " in %zu modules", tally.modules);
	text_add(out, " cannot be created");
}

void
plan_sentence(const struct work *work, const struct blocker *blockers, size_t count,
              struct text *out)
{
	if (heads[blockers->reason].write != NULL) {
		heads[blockers->reason].write(work, blockers, out);
	} else {
		plan_describe(work, blockers->cause, out);
		text_add(out, heads[blockers->reason].words);
	}
	add_dependents(work, blockers, count, out);
}
