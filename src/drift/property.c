/* The properties of one object, expected against observed. */
#include "drift/drift_priv.h"

#include "model/array.h"

#include <string.h>

/* Whether silence means the unstated value of kinds.def here. */
static bool
silence_counts(const struct expected *expected, const struct expected_item *item)
{
	return expected->complete && !item->bare &&
	       (item->object.schema == NULL || expected_in_scope(expected, item->object.schema));
}

/* Whether all of `few` stand in `many`, in the same order. */
static bool
is_subsequence(const struct array *few, const struct array *many)
{
	size_t found = 0;

	for (size_t i = 0; i < many->count && found < few->count; i++)
		found += string_order(few->elements[found], many->elements[i]) == 0;
	return found == few->count;
}

static bool
same_list(const struct array *a, const struct array *b)
{
	return a->count == b->count && is_subsequence(a, b);
}

/* Whether the values differ; *ret_what is then the word that has a severity. */
static bool
differ(const struct property_info *info, const char *expected, const char *observed,
       const char **ret_what)
{
	struct arena arena = { 0 };
	struct array left;
	struct array right;
	bool different = true;

	if (string_order(expected, observed) == 0)
		return false;
	*ret_what = info->word;
	if (expected == NULL || observed == NULL)
		return true;
	if (info == &kind_table[KIND_function].properties[PROPERTY_function_definition])
		*ret_what = routine_what(expected, observed);
	if (!kind_form_is_list(info->form))
		return true;
	if (array_read(expected, &arena, &left, NULL) &&
	    array_read(observed, &arena, &right, NULL)) {
		different = !same_list(&left, &right);
		if (info == &kind_table[KIND_type].properties[PROPERTY_type_labels] &&
		    is_subsequence(&left, &right))
			*ret_what = "labels_added";
	}
	arena_done(&arena);
	return different;
}

/* Whether the manifest says anything of the property: *ret_expected. */
static bool
has_a_say(const struct compare *compare, const struct expected_item *item, size_t property,
          bool silence, const char **ret_expected)
{
	const struct property_info *info = &kind_table[item->object.kind].properties[property];

	*ret_expected = info->unstated;
	if (item->object.stated & (1u << property))
		*ret_expected = item->object.value[property];
	else if (!silence || info->unstated == kind_never ||
	         expected_omits(compare->expected, info->word))
		return false;
	return true;
}

bool
compare_looks(const struct compare *compare, const struct object *observed, size_t index,
              size_t property)
{
	const struct expected_item *item = &compare->expected->items[index];
	const char *expected;

	if (index == NONE)
		return unexpected_possible(compare, observed);
	return compare_judged(compare, index) &&
	       has_a_say(compare, item, property, silence_counts(compare->expected, item),
	                 &expected);
}

bool
compare_agrees(const struct compare *compare, size_t index, size_t property, const char *value)
{
	const struct expected_item *item = &compare->expected->items[index];
	const char *expected;
	const char *what;

	return !has_a_say(compare, item, property, silence_counts(compare->expected, item),
	                  &expected) ||
	       !differ(&kind_table[item->object.kind].properties[property], expected, value, &what);
}

/* The version of an extension is the server's choice, where another major has another one. */
static bool
is_of_major(const struct compare *compare, enum kind kind, size_t property)
{
	int expected = compare->expected->server_version / 10000;
	int observed = compare->server_version / 10000;

	return kind == KIND_extension && property == PROPERTY_extension_version && expected != 0 &&
	       observed != 0 && expected != observed;
}

void
property_compare(struct compare *compare, size_t index, const struct object *observed)
{
	const struct expected_item *item = &compare->expected->items[index];
	const struct kind_info *kind = &kind_table[item->object.kind];
	bool silence = silence_counts(compare->expected, item);

	for (size_t property = 0; property < kind->property_count; property++) {
		const struct property_info *info = &kind->properties[property];
		const char *expected;
		struct difference *difference;
		const char *what;

		if (!has_a_say(compare, item, property, silence, &expected))
			continue;
		/* A table of another kind is no table with a changed property: compare_table_kind(). */
		if (item->object.kind == KIND_table && property == PROPERTY_table_kind)
			continue;
		/* A database states all; another manifest may not. */
		if ((observed->stated & (1u << property)) == 0)
			continue;
		if (!differ(info, expected, observed->value[property], &what))
			continue;
		if (is_of_major(compare, item->object.kind, property))
			what = "version_of_major";
		difference = difference_of_item(compare, CHANGE_CHANGED, index);
		difference->drift.property = info->word;
		difference->drift.expected = expected;
		difference->drift.observed = compare_keep(compare, observed->value[property]);
		difference_weigh(compare, difference, &item->object, what);
	}
}
