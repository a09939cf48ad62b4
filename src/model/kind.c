#include "model/kind.h"

#include <assert.h>
#include <string.h>

/* The words of the unstated and subtype columns of kinds.def. */
#define ANY   NULL
#define NEVER kind_never

const char kind_never[] = "";

#define WORDS(kind, property, ...) \
	static const char *const kind##_##property##_words[] = { __VA_ARGS__, NULL };
#include "model/kinds.def"

#define WORDS_OF(kind, word, form) WORDS_##form(kind, word)
#define WORDS_TEXT(kind, word)     NULL
#define WORDS_BOOL(kind, word)     NULL
#define WORDS_INTEGER(kind, word)  NULL
#define WORDS_WORD(kind, word)     kind##_##word##_words
#define WORDS_LIST(kind, word)     NULL
#define WORDS_NAMES(kind, word)    NULL
#define WORDS_ORDER(kind, word)    NULL

/* clang-format off */
#define KIND(word, plural, place, shape, doc) \
	static const struct property_info word##_properties[] = {
#define PROPERTY(kind, word, form, unstated, severity, doc) \
	{ #word, FORM_##form, unstated, SEVERITY_##severity, doc, WORDS_OF(kind, word, form) },
#define KIND_END(word) { NULL, FORM_TEXT, NULL, SEVERITY_INFO, NULL, NULL } };
#include "model/kinds.def"

#define KIND(word, plural, place, shape, doc) static const enum kind word##_guests[] = {
#define GUEST(kind, guest) KIND_##guest,
#define KIND_END(word) KIND_COUNT };
#include "model/kinds.def"

const struct kind_info kind_table[KIND_COUNT] = {
#define KIND(word, plural, place, shape, doc) \
	[KIND_##word] = { #word, plural, PLACE_##place, SHAPE_##shape, doc, \
		          word##_properties, PROPERTIES_##word, \
		          word##_guests, sizeof word##_guests / sizeof *word##_guests - 1 },
#include "model/kinds.def"
};
/* clang-format on */

#define KIND_END(word) \
	static_assert((int)PROPERTIES_##word <= PROPERTY_MAX, "a bit for each property");
#include "model/kinds.def"

#define PROPERTY_OR_NAME(kind, property) (size_t) PROPERTY_##kind##_##property
#define PROPERTY_privilege_NAME          SUBTYPE_NAME
#define PROPERTY_setting_NAME            SUBTYPE_NAME

const struct subtype_info kind_subtypes[] = {
#define SUBTYPE(kind, word, property, prefix) \
	{ KIND_##kind, #word, PROPERTY_OR_NAME(kind, property), prefix },
#include "model/kinds.def"
	{ KIND_COUNT, NULL, 0, NULL },
};

/* clang-format off */
static const char *const change_words[CHANGE_COUNT] = {
	[CHANGE_MISSING] = "missing",       [CHANGE_UNEXPECTED] = "unexpected",
	[CHANGE_CHANGED] = "changed",       [CHANGE_FORBIDDEN] = "forbidden",
	[CHANGE_WRONG_KIND] = "wrong_kind", [CHANGE_RENAMED] = "renamed",
};
/* clang-format on */

static const char *const severity_words[SEVERITY_COUNT] = {
	[SEVERITY_INFO] = "info",
	[SEVERITY_WARNING] = "warning",
	[SEVERITY_CRITICAL] = "critical",
};

/* The place of the word in the list, or `count`. */
static size_t
word_index(const char *const *words, size_t count, const char *word)
{
	size_t index = 0;

	while (index < count && strcmp(words[index], word) != 0)
		index++;
	return index;
}

bool
kind_from_word(const char *word, enum kind *ret_kind)
{
	for (size_t kind = 0; kind < KIND_COUNT; kind++) {
		if (strcmp(kind_table[kind].word, word) == 0) {
			*ret_kind = (enum kind)kind;
			return true;
		}
	}
	return false;
}

bool
kind_from_plural(const char *plural, enum kind *ret_kind)
{
	for (size_t kind = 0; kind < KIND_COUNT; kind++) {
		if (strcmp(kind_table[kind].plural, plural) == 0) {
			*ret_kind = (enum kind)kind;
			return true;
		}
	}
	return false;
}

bool
kind_is_guest(enum kind kind, enum kind host)
{
	const struct kind_info *info = &kind_table[host];

	for (size_t i = 0; i < info->guest_count; i++) {
		if (info->guests[i] == kind)
			return true;
	}
	return false;
}

bool
kind_form_is_list(enum property_form form)
{
	return form == FORM_LIST || form == FORM_NAMES || form == FORM_ORDER;
}

bool
kind_property(enum kind kind, const char *word, size_t *ret_property)
{
	const struct kind_info *info = &kind_table[kind];

	for (size_t property = 0; property < info->property_count; property++) {
		if (strcmp(info->properties[property].word, word) == 0) {
			*ret_property = property;
			return true;
		}
	}
	return false;
}

bool
change_from_word(const char *word, enum change *ret_change)
{
	size_t index = word_index(change_words, CHANGE_COUNT, word);

	if (index == CHANGE_COUNT)
		return false;
	*ret_change = (enum change)index;
	return true;
}

bool
severity_from_word(const char *word, enum severity *ret_severity)
{
	size_t index = word_index(severity_words, SEVERITY_COUNT, word);

	if (index == SEVERITY_COUNT)
		return false;
	*ret_severity = (enum severity)index;
	return true;
}

const char *
change_word(enum change change)
{
	return change_words[change];
}

const char *
severity_word(enum severity severity)
{
	return severity_words[severity];
}
