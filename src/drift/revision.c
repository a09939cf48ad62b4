/* What a migration tool recorded as applied, against what should be recorded, and against the tables
 * that are there. */
#include "drift/drift_priv.h"

#include "model/array.h"
#include "model/ident.h"

#include <stdlib.h>

static int
order_cb(const void *a, const void *b)
{
	return string_order(*(const char *const *)a, *(const char *const *)b);
}

static bool
holds(const char *const *list, size_t count, const char *value)
{
	for (size_t i = 0; i < count; i++) {
		if (string_order(list[i], value) == 0)
			return true;
	}
	return false;
}

/* As sets: order and repetition say nothing. */
static bool
same_set(const char *const *a, size_t a_count, const char *const *b, size_t b_count)
{
	for (size_t i = 0; i < a_count; i++) {
		if (!holds(b, b_count, a[i]))
			return false;
	}
	for (size_t i = 0; i < b_count; i++) {
		if (!holds(a, a_count, b[i]))
			return false;
	}
	return true;
}

/* Array text, sorted: the server gives rows in any order. Lives in the comparison's arena. */
static const char *
sorted_text(struct compare *compare, const char *const *rows, size_t count)
{
	const char **sorted = arena_array(&compare->arena, count, sizeof *sorted);
	struct text text = { 0 };
	const char *kept;

	for (size_t i = 0; i < count; i++)
		sorted[i] = rows[i];
	if (count > 0)
		qsort(sorted, count, sizeof *sorted, order_cb);
	array_write(&text, sorted, count);
	kept = compare_keep(compare, text_str(&text));
	text_done(&text);
	return kept;
}

void
compare_revision(struct compare *compare, size_t revision, const char *const *rows, size_t count,
                 bool table_missing)
{
	const struct revision *expected = &compare->expected->revisions[revision];
	struct recorded *recorded = &compare->recorded[revision];

	if (table_missing) {
		recorded->state = RECORDED_NO_TABLE;
	} else if (same_set(rows, count, expected->expect, expected->expect_count)) {
		recorded->state = RECORDED_AS_EXPECTED;
	} else {
		recorded->state = RECORDED_OTHER;
		recorded->rows = sorted_text(compare, rows, count);
	}
}

/* "revision a of public.t", "revisions a, b of public.t". */
static void
add_revisions(struct text *out, const struct revision *revision)
{
	text_add(out, revision->expect_count == 1 ? "revision " : "revisions ");
	for (size_t i = 0; i < revision->expect_count; i++) {
		text_add(out, i > 0 ? ", " : "");
		summary_value(out, revision->expect[i]);
	}
	text_add(out, " of ");
	ident_quote_qualified(out, revision->schema, revision->table);
}

static void
add_drift(struct compare *compare, const struct revision *revision, enum change change,
          const char *property, const char *expected, const char *observed, struct text *summary)
{
	const char *what = property != NULL ? property : change_word(change);
	struct drift drift = { .change = change,
		               .kind = KIND_revision,
		               .schema = revision->schema,
		               .table = revision->table,
		               .name = revision->column,
		               .property = property,
		               .expected = expected,
		               .observed = observed,
		               .module = NONE };

	drift.severity = expected_severity(compare->expected, KIND_revision, NULL, what);
	drift.summary = compare_keep(compare, text_str(summary));
	difference_new(compare, &drift, NONE, NONE);
	text_done(summary);
}

static const char *
property_word(size_t property)
{
	return kind_table[KIND_revision].properties[property].word;
}

static void
add_other(struct compare *compare, const struct revision *revision, const char *rows)
{
	const char *expected = sorted_text(compare, revision->expect, revision->expect_count);
	struct text summary = { 0 };

	ident_quote_qualified(&summary, revision->schema, revision->table);
	text_add(&summary, " records ");
	summary_value(&summary, rows);
	text_add(&summary, " as applied, expected ");
	summary_value(&summary, expected);
	add_drift(compare, revision, CHANGE_CHANGED, property_word(PROPERTY_revision_expect),
	          expected, rows, &summary);
}

void
revision_walk(struct compare *compare)
{
	for (size_t i = 0; i < compare->expected->revision_count; i++) {
		const struct revision *revision = &compare->expected->revisions[i];
		struct text summary = { 0 };

		switch (compare->recorded[i].state) {
		case RECORDED_UNTOLD: /* unknown_prepare() has listed it */
		case RECORDED_AS_EXPECTED:
			break;
		case RECORDED_OTHER:
			add_other(compare, revision, compare->recorded[i].rows);
			break;
		case RECORDED_NO_TABLE:
			add_revisions(&summary, revision);
			text_add(&summary, " cannot be recorded: the table is missing");
			add_drift(compare, revision, CHANGE_MISSING, NULL, NULL, NULL, &summary);
			break;
		}
	}
}

void
revision_applied(struct compare *compare, size_t tables_missing)
{
	if (tables_missing == 0)
		return;
	for (size_t i = 0; i < compare->expected->revision_count; i++) {
		const struct revision *revision = &compare->expected->revisions[i];
		struct text summary = { 0 };
		const char *missing;

		/* Nothing recorded, as expected, claims nothing. */
		if (compare->recorded[i].state != RECORDED_AS_EXPECTED ||
		    revision->expect_count == 0)
			continue;
		missing = arena_printf(&compare->arena, "%zu %s missing", tables_missing,
		                       tables_missing == 1 ? "table is" : "tables are");
		add_revisions(&summary, revision);
		text_addf(&summary, " %s recorded as applied, but %s",
		          revision->expect_count == 1 ? "is" : "are", missing);
		add_drift(compare, revision, CHANGE_CHANGED,
		          property_word(PROPERTY_revision_applied), "all tables are there", missing,
		          &summary);
	}
}
