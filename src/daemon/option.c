#include "daemon/option.h"

#include "base/nearest.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define DAY ((int64_t)86400000)

const struct option_info option_table[OPTION_COUNT] = {
#define OPTION(word_, sections_, type_, minimum_, maximum_, unit_, standard_, reload_, words_, \
               help_)                                                                          \
	[OPTION_##word_] = { .word = #word_,                                                   \
		             .sections = SECTION_##sections_,                                  \
		             .type = TYPE_##type_,                                             \
		             .minimum = minimum_,                                              \
		             .maximum = maximum_,                                              \
		             .unit = UNIT_##unit_,                                             \
		             .standard = standard_,                                            \
		             .reloadable = RELOADABLE_##reload_,                               \
		             .words = words_,                                                  \
		             .help = help_ },
#define RELOADABLE_RELOAD  true
#define RELOADABLE_RESTART false
#include "daemon/option.def"
#undef OPTION
};

const char *
option_sections(unsigned sections)
{
	static const char *const words[] = {
		[SECTION_DAEMON] = "[pgdriftd]",
		[SECTION_TARGET] = "[target NAME]",
		[SECTION_BOTH] = "[pgdriftd], [target NAME]",
		[SECTION_HOOK] = "[hook NAME]",
		[SECTION_WEBHOOK] = "[webhook NAME]",
		[SECTION_HOOKS] = "[hook NAME], [webhook NAME]",
	};

	return words[sections];
}

bool
option_find(enum option_section section, const char *word, enum option *ret_option)
{
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		if ((option_table[i].sections & section) != 0 &&
		    strcmp(option_table[i].word, word) == 0) {
			*ret_option = (enum option)i;
			return true;
		}
	}
	return false;
}

const char *
option_nearest(enum option_section section, const char *word)
{
	const char *words[OPTION_COUNT];
	size_t count = 0;

	for (size_t i = 0; i < OPTION_COUNT; i++) {
		if ((option_table[i].sections & section) != 0)
			words[count++] = option_table[i].word;
	}
	return nearest_word(word, words, count);
}

void
settings_standard(struct settings *settings, struct arena *arena)
{
	memset(settings, 0, sizeof *settings);
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		struct err err = { 0 };
		if (option_table[i].standard == NULL)
			continue;
		/* The table is ours, and a test reads every default. */
		if (!option_read((enum option)i, option_table[i].standard, arena,
		                 &settings->value[i], &err))
			abort();
	}
}

static bool
same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

bool
option_same(enum option option, const struct option_value *a, const struct option_value *b)
{
	(void)option;
	if (a->number != b->number || a->count != b->count || !same_text(a->text, b->text))
		return false;
	for (size_t i = 0; i < a->count; i++) {
		if (!same_text(a->list[i], b->list[i]))
			return false;
	}
	return true;
}
