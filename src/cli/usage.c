#include "cli/arguments.h"

#include <string.h>

#define COLUMN      29 /* where the help of an option begins */
#define COLUMNS_MAX 90
#define INDENT      "                " /* as wide as "Usage: pgdriftd " */

static void
pad(struct text *out, size_t begun, size_t column)
{
	do
		text_addc(out, ' ');
	while (out->length - begun < column);
}

/* "-c FILE", "--no-color" */
static void
write_short(const struct argument_info *info, struct text *out)
{
	if (info->letter != '\0')
		text_addf(out, "-%c", info->letter);
	else
		text_addf(out, "--%s", info->word);
	if (info->value != NULL)
		text_addf(out, " %s", info->value);
}

static void
write_argument(const struct argument_info *info, struct text *out)
{
	size_t begun = out->length;

	if (info->letter != '\0')
		text_addf(out, "  -%c, --%s", info->letter, info->word);
	else
		text_addf(out, "      --%s", info->word);
	if (info->value != NULL)
		text_addf(out, " %s", info->value);
	pad(out, begun, COLUMN);
	text_addf(out, "%s\n", info->help);
}

/* Goes on in the line, or in a new one where it would be too long. */
static void
write_word(const char *word, size_t *begun, struct text *out)
{
	if (out->length - *begun + strlen(word) >= COLUMNS_MAX) {
		text_add(out, "\n" INDENT);
		*begun = out->length - strlen(INDENT);
	} else {
		text_addc(out, ' ');
	}
	text_add(out, word);
}

static void
write_line(const struct verb *verb, struct text *out)
{
	size_t begun = out->length;

	text_addf(out, "Usage: pgdriftd %s", verb->word);
	for (const struct argument_info *info = argument_table; info->word != NULL; info++) {
		struct text word = { 0 };
		if ((verb->arguments & info->argument) == 0)
			continue;
		text_add(&word, "[");
		write_short(info, &word);
		text_add(&word, info->repeatable ? "]..." : "]");
		write_word(text_str(&word), &begun, out);
		text_done(&word);
	}
	if (*verb->operands != '\0')
		write_word(verb->operands, &begun, out);
	text_add(out, "\n");
}

static void
write_formats(const struct verb *verb, struct text *out)
{
	bool first = true;

	for (unsigned bit = FORMAT_TEXT; bit <= FORMAT_SQL; bit <<= 1) {
		if ((verb->formats & bit) == 0)
			continue;
		text_addf(out, "%s%s", first ? "\nFormats: " : ", ", format_word((enum format)bit));
		text_add(out, first ? " (the default)" : "");
		first = false;
	}
	if (!first)
		text_add(out, "\n");
}

static void
write_verb(const struct verb *verb, struct text *out)
{
	write_line(verb, out);
	text_addf(out, "\n%c%s.\n\nOptions:\n", verb->summary[0] - 'a' + 'A', verb->summary + 1);
	for (const struct argument_info *info = argument_table; info->word != NULL; info++) {
		if (((verb->arguments | ARGUMENT_HELP) & info->argument) != 0)
			write_argument(info, out);
	}
	write_formats(verb, out);
	text_addf(out,
	          "\nExit codes: %s,\n  64 wrong command line, 74 the result could not be written, "
	          "78 manifest or configuration\n",
	          verb->exits);
	if ((verb->formats & FORMAT_NAGIOS) != 0)
		text_add(out, "  (with --format nagios 64 and 78 become 3 and one UNKNOWN line)\n");
}

void
usage_write(const struct verb *verb, struct text *out)
{
	if (verb != NULL) {
		write_verb(verb, out);
		return;
	}
	text_add(out,
	         "Usage: pgdriftd [OPTION]... VERB [OPTION]... [OPERAND]\n\n"
	         "Knows what a PostgreSQL database should contain, reads what it does contain, and "
	         "tells\nthe difference.\n\nVerbs:\n");
	for (verb = verb_table; verb->word != NULL; verb++)
		text_addf(out, "  %-10s%s\n", verb->word, verb->summary);
	text_add(
		out,
		"\n\"pgdriftd help VERB\" explains a verb and its options, \"pgdriftd help options\" "
		"the\nconfiguration file. Results go to stdout, all else to stderr.\n");
}
