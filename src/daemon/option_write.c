/* Values of options as text, and what is said of their ranges. */
#include "daemon/option_priv.h"

#include <inttypes.h>
#include <string.h>

/* PostgreSQL's own words, in its case. */
static const struct option_unit_info durations[] = {
	{ "ms", 1 },      { "s", 1000 },     { "min", 60000 },
	{ "h", 3600000 }, { "d", 86400000 }, { NULL, 0 },
};
static const struct option_unit_info sizes[] = {
	{ "B", 1 }, { "kB", 1024 }, { "MB", 1048576 }, { "GB", 1073741824 }, { NULL, 0 },
};
static const struct option_unit_info plain[] = {
	{ "", 1 },
	{ NULL, 0 },
};

const struct option_unit_info *
option_units(enum option_type type)
{
	if (type == TYPE_DURATION)
		return durations;
	return type == TYPE_SIZE ? sizes : plain;
}

const char *
option_unit_word(enum option option)
{
	static const char *const words[] = { [UNIT_NONE] = "",
		                             [UNIT_MILLISECONDS] = "ms",
		                             [UNIT_SECONDS] = "s",
		                             [UNIT_BYTES] = "B" };

	return words[option_table[option].unit];
}

/* In the largest unit that leaves no rest. */
static void
write_number(const struct option_unit_info *units, int64_t number, struct text *out)
{
	size_t best = 0;

	for (size_t i = 1; number != 0 && units[i].word != NULL; i++) {
		if (number % units[i].factor == 0)
			best = i;
	}
	text_addf(out, "%" PRId64 "%s", number / units[best].factor,
	          number == 0 ? "" : units[best].word);
}

/* "error, warning, notice, info or debug" */
static void
write_words(const char *words, struct text *out)
{
	const char *at = words;

	while (*at != '\0') {
		size_t length = strcspn(at, " ");
		bool last = at[length] == '\0';
		if (at != words)
			text_add(out, last ? " or " : ", ");
		text_addn(out, at, length);
		at += length + (last ? 0 : 1);
	}
}

void
option_write_range(enum option option, struct text *out)
{
	const struct option_info *info = &option_table[option];

	switch (info->type) {
	case TYPE_BOOL:
		text_add(out, "on or off");
		break;
	case TYPE_INTEGER:
	case TYPE_DURATION:
	case TYPE_SIZE:
		write_number(option_units(info->type), info->minimum, out);
		text_add(out, " to ");
		write_number(option_units(info->type), info->maximum, out);
		break;
	case TYPE_WORD:
		write_words(info->words, out);
		break;
	case TYPE_TEXT:
	case TYPE_LINES:
		text_add(out, "text");
		break;
	case TYPE_PATH:
		text_add(out, "path");
		break;
	case TYPE_LIST:
		text_add(out, "list");
		break;
	}
}

void
option_write_demand(enum option option, struct text *out)
{
	static const char *const demands[] = {
		[TYPE_BOOL] = "be ",
		[TYPE_INTEGER] = "be a whole number from ",
		[TYPE_DURATION] = "be a duration from ",
		[TYPE_SIZE] = "be a size from ",
		[TYPE_WORD] = "be ",
		[TYPE_TEXT] = "not be an empty ",
		[TYPE_PATH] = "not be an empty ",
		[TYPE_LIST] = "not have an empty part in its ",
		[TYPE_LINES] = "not be an empty ",
	};
	const struct option_info *info = &option_table[option];

	text_add(out, demands[info->type]);
	option_write_range(option, out);
	if (info->type == TYPE_DURATION)
		text_addf(out, " (ms, s, min, h or d; without a unit: %s)",
		          option_unit_word(option));
	if (info->type == TYPE_SIZE)
		text_addf(out, " (B, kB, MB or GB; without a unit: %s)", option_unit_word(option));
	if (info->type == TYPE_WORD)
		text_addf(out, " (%s)", info->help);
}

void
option_write(enum option option, const struct option_value *value, struct text *out)
{
	const struct option_info *info = &option_table[option];

	switch (info->type) {
	case TYPE_BOOL:
		text_add(out, value->number != 0 ? "on" : "off");
		break;
	case TYPE_INTEGER:
	case TYPE_DURATION:
	case TYPE_SIZE:
		write_number(option_units(info->type), value->number, out);
		break;
	case TYPE_WORD:
	case TYPE_TEXT:
	case TYPE_PATH:
		text_add(out, value->text != NULL ? value->text : "");
		break;
	case TYPE_LIST:
	case TYPE_LINES:
		for (size_t i = 0; i < value->count; i++)
			text_addf(out, "%s%s", i > 0 ? ", " : "", value->list[i]);
		break;
	}
}
