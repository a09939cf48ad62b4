/* The options of the configuration file as a table, and their values read by type. Pure. */
#ifndef DAEMON_OPTION_H
#define DAEMON_OPTION_H

#include "base/arena.h"
#include "base/err.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum option {
#define OPTION(word, sections, type, minimum, maximum, unit, standard, reload, words, help) \
	OPTION_##word,
#include "daemon/option.def"
#undef OPTION
	OPTION_COUNT
};

/* Sections, as bits. */
enum option_section {
	SECTION_DAEMON = 1,
	SECTION_TARGET = 2,
	SECTION_BOTH = SECTION_DAEMON | SECTION_TARGET,
	SECTION_HOOK = 4,
	SECTION_WEBHOOK = 8,
	SECTION_HOOKS = SECTION_HOOK | SECTION_WEBHOOK
};

enum option_type {
	TYPE_BOOL, /* on off true false yes no 1 0, as PostgreSQL takes them */
	TYPE_INTEGER,
	TYPE_DURATION, /* number in ms; units ms s min h d */
	TYPE_SIZE,     /* number in bytes; units B kB MB GB */
	TYPE_WORD,     /* one of a few; number is its place in the list, text the word */
	TYPE_TEXT,
	TYPE_PATH, /* text as it stands: whoever loads the file makes it absolute */
	TYPE_LIST, /* texts between commas, blanks around them dropped */
	TYPE_LINES /* a text for each time it was given */
};

enum option_unit { UNIT_NONE, UNIT_MILLISECONDS, UNIT_SECONDS, UNIT_BYTES };

struct option_info {
	const char *word;
	unsigned sections;
	enum option_type type;
	int64_t minimum; /* of a number, inclusive; in ms or bytes */
	int64_t maximum;
	enum option_unit unit; /* of a number that stands without one */
	const char *standard;  /* the default as it would stand in the file; NULL: none */
	bool reloadable;
	const char *words; /* of TYPE_WORD, between blanks */
	const char *help;
};

extern const struct option_info option_table[OPTION_COUNT];

struct option_value {
	unsigned line; /* where it was given; 0: it has its default */
	int64_t number;
	const char *text; /* NULL: nothing is given, and there is no default */
	const char *const *list;
	size_t count;
};

/* The values of a section. Strings live in the arena that they were read with. */
struct settings {
	struct option_value value[OPTION_COUNT];
};

/* "[pgdriftd]", "[hook NAME], [webhook NAME]": the sections of that mask, for people. Static. */
const char *option_sections(unsigned sections);

/* The option of that name; false if no option of the section has it. */
bool option_find(enum option_section section, const char *word, enum option *ret_option);

/* The name of the section's options that was probably meant, or NULL. */
const char *option_nearest(enum option_section section, const char *word);

/* Reads one value. TYPE_LINES adds to what *ret_value holds, all others replace it; `line` is left
 * alone. Errors: ERR_CONFIG, "check_interval: 0s is outside 1s to 7d". Never repeats a text. */
bool option_read(enum option option, const char *text, struct arena *arena,
                 struct option_value *ret_value, struct err *err);

/* Every option with its default, or without a value. */
void settings_standard(struct settings *settings, struct arena *arena);

/* Whether two values are the same, wherever they were given. */
bool option_same(enum option option, const struct option_value *a, const struct option_value *b);

/* For people: "on", "60s", "8kB", "a, b". A value without text is "". */
void option_write(enum option option, const struct option_value *value, struct text *out);

/* "1s to 7d", "on or off", "error, warning, notice, info or debug", "text", "path", ... */
void option_write_range(enum option option, struct text *out);

/* "s", "ms", "B": the unit of a bare number; "" where there is none. */
const char *option_unit_word(enum option option);

#endif
