#include "manifest/manifest_priv.h"

#include <fnmatch.h>
#include <string.h>

/* --- revisions ---------------------------------------------------------------------------------- */

static bool
read_revision(const struct reading *reading, const struct place *at, const struct tree *json,
              struct revision *ret_revision)
{
	struct place place = { at, NULL, 0 };
	const struct tree *schema;
	struct keys keys;

	keys_of(SECTION_REVISION, KIND_revision, &keys);
	if (!reading_object(reading, at, json, &keys))
		return false;
	place.key = "schema";
	schema = tree_get(json, "schema");
	ret_revision->schema = reading_default_schema(reading->expected);
	if (schema != NULL && !reading_schema(reading, &place, schema, &ret_revision->schema))
		return false;
	place.key = "table";
	if (!reading_name(reading, &place, tree_get(json, "table"), &ret_revision->table))
		return false;
	place.key = "column";
	if (!reading_name(reading, &place, tree_get(json, "column"), &ret_revision->column))
		return false;
	place.key = "expect";
	if (!reading_list(reading, &place, tree_get(json, "expect"), reading_text,
	                  &ret_revision->expect, &ret_revision->expect_count))
		return false;
	if (ret_revision->expect_count == 0 || ret_revision->expect_count > REVISION_ROWS_MAX)
		return place_fail(reading, &place, "has %zu entries; 1 to %d are expected",
		                  ret_revision->expect_count, REVISION_ROWS_MAX);
	return true;
}

static bool
read_revisions(const struct reading *reading, const struct place *at, const struct tree *json)
{
	struct expected *expected = reading->expected;
	struct place one = { at, NULL, 0 };

	if (!reading_array(reading, at, json))
		return false;
	expected->revision_count = tree_length(json);
	expected->revisions = arena_array(&expected->arena, expected->revision_count,
	                                  sizeof *expected->revisions);
	for (; one.index < expected->revision_count; one.index++) {
		if (!read_revision(reading, &one, tree_at(json, one.index),
		                   &expected->revisions[one.index]))
			return false;
	}
	return true;
}

/* --- ignore rules ------------------------------------------------------------------------------- */

/* "2027-01-31": a day that there is. */
static bool
is_date(const char *text)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int number[3] = { 0 };
	bool leap;

	if (strlen(text) != strlen("YYYY-MM-DD"))
		return false;
	for (size_t i = 0, part = 0; text[i] != '\0'; i++) {
		if (i == 4 || i == 7) {
			if (text[i] != '-')
				return false;
			part++;
		} else if (text[i] >= '0' && text[i] <= '9') {
			number[part] = number[part] * 10 + (text[i] - '0');
		} else {
			return false;
		}
	}
	leap = (number[0] % 4 == 0 && number[0] % 100 != 0) || number[0] % 400 == 0;
	return number[1] >= 1 && number[1] <= 12 && number[2] >= 1 &&
	       number[2] <= days[number[1] - 1] + (leap && number[1] == 2 ? 1 : 0);
}

/* Whether the pattern may ever match a property of that kind (-1: of any). */
static bool
is_property(int kind, const char *pattern)
{
	for (int candidate = 0; candidate < KIND_COUNT; candidate++) {
		if (kind >= 0 && kind != candidate)
			continue;
		for (size_t i = 0; i < kind_table[candidate].property_count; i++) {
			if (fnmatch(pattern, kind_table[candidate].properties[i].word, 0) == 0)
				return true;
		}
	}
	return false;
}

static bool
read_ignore_words(const struct reading *reading, const struct place *at, const struct tree *json,
                  struct ignore_rule *rule)
{
	const char *kinds[KIND_COUNT + 1] = { NULL };
	const char *changes[CHANGE_COUNT + 1] = { NULL };
	const struct tree *kind = tree_get(json, "kind");
	const struct tree *change = tree_get(json, "change");
	struct place place = { at, "kind", 0 };
	size_t index;

	for (size_t i = 0; i < KIND_COUNT; i++)
		kinds[i] = kind_table[i].word;
	for (size_t i = 0; i < CHANGE_COUNT; i++)
		changes[i] = change_word((enum change)i);
	if (kind != NULL) {
		if (!reading_word(reading, &place, kind, kinds, &index))
			return false;
		rule->kind = (int)index;
	}
	place.key = "change";
	if (change != NULL) {
		if (!reading_word(reading, &place, change, changes, &index))
			return false;
		rule->change = (int)index;
	}
	return true;
}

static bool
read_ignore_texts(const struct reading *reading, const struct place *at, const struct tree *json,
                  struct ignore_rule *rule)
{
	const struct {
		const char *key;
		const char **value;
	} texts[] = {
		{ "schema", &rule->schema }, { "table", &rule->table },
		{ "name", &rule->name },     { "property", &rule->property },
		{ "module", &rule->module }, { "target", &rule->target },
		{ "reason", &rule->reason }, { "until", &rule->until },
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		const struct tree *value = tree_get(json, texts[i].key);
		struct place place = { at, texts[i].key, 0 };

		if (value != NULL && !reading_text(reading, &place, value, texts[i].value))
			return false;
	}
	return true;
}

static bool
read_ignore(const struct reading *reading, const struct place *at, const struct tree *json,
            struct ignore_rule *rule)
{
	struct place property_place = { at, "property", 0 };
	struct place until_place = { at, "until", 0 };
	struct keys keys;

	keys_of(SECTION_IGNORE, KIND_ignore, &keys);
	*rule = (struct ignore_rule){ .kind = -1, .change = -1 };
	if (!reading_object(reading, at, json, &keys) ||
	    !read_ignore_words(reading, at, json, rule) ||
	    !read_ignore_texts(reading, at, json, rule))
		return false;
	if (rule->kind < 0 && rule->change < 0 && rule->schema == NULL && rule->table == NULL &&
	    rule->name == NULL && rule->property == NULL && rule->module == NULL &&
	    rule->target == NULL)
		return place_fail(reading, at, "would ignore everything; state what it is about");
	if (rule->property != NULL && !is_property(rule->kind, rule->property))
		return place_fail(reading, &property_place, "no %s has a property \"%s\"",
		                  rule->kind >= 0 ? kind_table[rule->kind].word : "kind",
		                  rule->property);
	if (rule->until != NULL && !is_date(rule->until))
		return place_fail(reading, &until_place,
		                  "expected a day as in \"2027-01-31\", not \"%s\"", rule->until);
	return true;
}

static bool
read_ignores(const struct reading *reading, const struct place *at, const struct tree *json)
{
	struct expected *expected = reading->expected;
	struct place one = { at, NULL, 0 };

	if (!reading_array(reading, at, json))
		return false;
	expected->ignore_count = tree_length(json);
	expected->ignores = arena_array(&expected->arena, expected->ignore_count,
	                                sizeof *expected->ignores);
	for (; one.index < expected->ignore_count; one.index++) {
		if (!read_ignore(reading, &one, tree_at(json, one.index),
		                 &expected->ignores[one.index]))
			return false;
	}
	return true;
}

/* --- severities --------------------------------------------------------------------------------- */

static bool
read_severity(const struct reading *reading, const struct place *at, const struct tree *json,
              struct severity_row *row)
{
	const char *words[SEVERITY_COUNT + 1] = { NULL };
	size_t index;

	for (size_t i = 0; i < SEVERITY_COUNT; i++)
		words[i] = severity_word((enum severity)i);
	if (!kind_severity_key(at->key, &row->kind, &row->subtype, &row->what))
		return place_fail(reading, at,
		                  "names no difference; expected \"kind.what\" or "
		                  "\"kind/subtype.what\", as in \"constraint/check.missing\"");
	if (!reading_word(reading, at, json, words, &index))
		return false;
	row->severity = (enum severity)index;
	return true;
}

static bool
read_severities(const struct reading *reading, const struct place *at, const struct tree *json)
{
	struct expected *expected = reading->expected;
	struct place one = { at, NULL, 0 };

	if (json->type != TREE_OBJECT)
		return place_unlike(reading, at, "an object", json);
	expected->severities = arena_array(&expected->arena, json->count,
	                                   sizeof *expected->severities);
	for (size_t i = 0; i < json->count; i++) {
		one.key = json->members[i].key;
		if (!read_severity(reading, &one, &json->members[i].value,
		                   &expected->severities[expected->severity_count]))
			return false;
		expected->severity_count++;
	}
	return true;
}

bool
rules_read(const struct reading *reading, const struct tree *document)
{
	const struct tree *revisions = tree_get(document, "revisions");
	const struct tree *ignore = tree_get(document, "ignore");
	const struct tree *severity = tree_get(document, "severity");
	struct place place = { NULL, "revisions", 0 };

	if (revisions != NULL && !read_revisions(reading, &place, revisions))
		return false;
	place.key = "ignore";
	if (ignore != NULL && !read_ignores(reading, &place, ignore))
		return false;
	place.key = "severity";
	return severity == NULL || read_severities(reading, &place, severity);
}
