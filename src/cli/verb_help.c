#include "base/nearest.h"
#include "cli/verb_priv.h"
#include "daemon/option.h"

#include <string.h>

#define WORDS_MAX 32

static const char *
default_word(const struct option_info *info)
{
	return info->standard != NULL ? info->standard : "none";
}

static void
add_option_text(enum option option, struct text *out)
{
	const struct option_info *info = &option_table[option];
	const char *unit = option_unit_word(option);

	text_addf(out, "%s\n    %s\n    in %s; ", info->word, info->help,
	          option_sections(info->sections));
	option_write_range(option, out);
	if (*unit != '\0')
		text_addf(out, ", without a unit in %s", unit);
	text_addf(out, "; default: %s%s\n", default_word(info),
	          info->reloadable ? "" : "; a change needs a restart");
}

/* A vertical bar would end a cell. */
static void
add_cell(const char *text, struct text *out)
{
	for (; *text != '\0'; text++) {
		if (*text == '|')
			text_addc(out, '\\');
		text_addc(out, *text);
	}
}

static void
add_option_markdown(enum option option, struct text *out)
{
	const struct option_info *info = &option_table[option];

	text_addf(out, "| `%s` | %s | ", info->word, option_sections(info->sections));
	option_write_range(option, out);
	text_addf(out, " | `%s` | %s | %s | ", default_word(info), option_unit_word(option),
	          info->reloadable ? "reload" : "restart");
	add_cell(info->help, out);
	text_add(out, " |\n");
}

static void
add_options(enum format format, struct text *out)
{
	if (format == FORMAT_MARKDOWN)
		text_add(out,
		         "| option | section | value | default | unit | takes effect | meaning |\n"
		         "| --- | --- | --- | --- | --- | --- | --- |\n");
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		if (format == FORMAT_MARKDOWN)
			add_option_markdown((enum option)i, out);
		else
			add_option_text((enum option)i, out);
	}
}

static int
fail_topic(const struct arguments *arguments, struct text *out)
{
	const char *words[WORDS_MAX];
	const char *meant;
	struct err err = { 0 };
	size_t count = 0;

	for (const struct verb *verb = verb_table; verb->word != NULL; verb++)
		words[count++] = verb->word;
	words[count++] = "options";
	words[count++] = "kinds";
	words[count++] = "metrics";
	meant = nearest_word(arguments->operands[0], words, count);
	if (meant != NULL)
		err_set(&err, ERR_USAGE, "there is no help for that; did you mean %s?", meant);
	else
		err_set(&err, ERR_USAGE, "there is no help for that");
	return fail(arguments->verb, false, &err, out);
}

int
verb_help(const struct arguments *arguments, struct text *out)
{
	const char *topic = arguments->operand_count > 0 ? arguments->operands[0] : NULL;

	if (topic != NULL && strcmp(topic, "options") == 0) {
		add_options(arguments->format, out);
		return EXIT_CODE_OK;
	}
	if (topic != NULL && strcmp(topic, "kinds") == 0) {
		help_kinds(arguments->format, out);
		return EXIT_CODE_OK;
	}
	if (topic != NULL && strcmp(topic, "metrics") == 0) {
		help_metrics(arguments->format, out);
		return EXIT_CODE_OK;
	}
	if (topic != NULL && verb_find(topic) == NULL)
		return fail_topic(arguments, out);
	usage_write(topic != NULL ? verb_find(topic) : NULL, out);
	return EXIT_CODE_OK;
}
