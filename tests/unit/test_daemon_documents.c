/* The sample file and the man page say of every option what the table says. Run from the top. */
#include "cli/arguments.h"
#include "daemon/config.h"
#include "daemon/ini.h"

#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SAMPLE   "config/pgdriftd.ini"
#define MAN_PAGE "config/pgdriftd.8"

static char *
text_of(const char *path)
{
	char *bytes = NULL;
	size_t length = 0;
	struct err err = { 0 };

	if (!file_read(path, INI_BYTES_MAX, &bytes, &length, &err))
		fail_msg("%s", err.message);
	return bytes;
}

/* Counts, for each option, its lines in the sample: ";key = value" or "key = value". */
struct sample {
	enum option_section section;
	size_t seen[OPTION_COUNT];
};

static bool
section_cb(void *arg, unsigned line, const char *name, struct err *err)
{
	struct sample *sample = arg;

	(void)line;
	(void)err;
	if (strcmp(name, "pgdriftd") == 0)
		sample->section = SECTION_DAEMON;
	else if (strncmp(name, "hook ", 5) == 0)
		sample->section = SECTION_HOOK;
	else if (strncmp(name, "webhook ", 8) == 0)
		sample->section = SECTION_WEBHOOK;
	else
		sample->section = SECTION_TARGET;
	return true;
}

static bool
value_cb(void *arg, unsigned line, const char *key, const char *text, struct err *err)
{
	struct sample *sample = arg;
	struct arena arena = { 0 };
	struct option_value value = { 0 }, standard = { 0 };
	enum option option;

	(void)line;
	if (!option_find(sample->section, key, &option))
		return err_set(err, ERR_CONFIG, "%s is no option of this section", key);
	sample->seen[option]++;
	assert_true(option_read(option, text, &arena, &value, err));
	if (option_table[option].standard != NULL) {
		assert_true(
			option_read(option, option_table[option].standard, &arena, &standard, err));
		if (!option_same(option, &value, &standard))
			fail_msg("the sample says %s = %s, the default is %s", key, text,
			         option_table[option].standard);
	}
	arena_done(&arena);
	return true;
}

/* ";key = value" becomes "key = value", ";[section]" "[section]"; prose begins with '#'. */
static void
uncomment(char *text)
{
	for (char *at = text; at != NULL && *at != '\0'; at = strchr(at, '\n')) {
		if (*at == '\n')
			at++;
		if (at[0] == ';' && (islower((unsigned char)at[1]) || at[1] == '['))
			*at = ' ';
	}
}

static void
the_sample_has_every_option_with_its_default(void **unused)
{
	char *text = text_of(SAMPLE);
	struct sample sample = { 0 };
	struct err err = { 0 };

	(void)unused;
	uncomment(text);
	if (!ini_parse(text, strlen(text), SAMPLE, section_cb, value_cb, &sample, &err))
		fail_msg("%s", err.message);
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		if (sample.seen[i] != 1)
			fail_msg("%s stands %zu times in the sample", option_table[i].word,
			         sample.seen[i]);
	}
	free(text);
}

/* The comment right above a line of the sample, its lines joined. */
static void
comment_above(const char *text, const char *word, struct text *out)
{
	char line[96];
	const char *at, *begin;

	snprintf(line, sizeof line, "\n;%s = ", word);
	at = strstr(text, line);
	if (at == NULL) {
		snprintf(line, sizeof line, "\n%s = ", word);
		at = strstr(text, line);
	}
	assert_non_null(at);
	for (begin = at; begin > text && strncmp(begin - 1, "\n\n", 2) != 0;)
		begin--;
	for (; begin < at; begin++) {
		if (*begin == '#' && (begin[-1] == '\n'))
			begin++;
		else
			text_addc(out, *begin == '\n' ? ' ' : *begin);
	}
}

/* What must be said of an option wherever it is described. */
static void
assert_described(const char *where, enum option option, const char *description)
{
	const struct option_info *info = &option_table[option];
	const char *unit = option_unit_word(option);
	struct text range = { 0 }, unit_text = { 0 };

	if (info->type == TYPE_INTEGER || info->type == TYPE_DURATION || info->type == TYPE_SIZE ||
	    info->type == TYPE_WORD || info->type == TYPE_BOOL) {
		option_write_range(option, &range);
		if (strstr(description, text_str(&range)) == NULL)
			fail_msg("%s does not say of %s: %s", where, info->word, text_str(&range));
	}
	text_addf(&unit_text, "without a unit in %s", unit);
	if (*unit != '\0' && strstr(description, text_str(&unit_text)) == NULL)
		fail_msg("%s does not say of %s: %s", where, info->word, text_str(&unit_text));
	if ((strcasestr(description, "restart") != NULL) == info->reloadable)
		fail_msg("%s is wrong about whether %s needs a restart", where, info->word);
	text_done(&range);
	text_done(&unit_text);
}

static void
the_sample_says_range_unit_and_restart(void **unused)
{
	char *text = text_of(SAMPLE);

	(void)unused;
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		struct text comment = { 0 };
		comment_above(text, option_table[i].word, &comment);
		assert_described(SAMPLE, (enum option)i, text_str(&comment));
		text_done(&comment);
	}
	free(text);
}

static void
the_sample_names_what_a_target_may_have_of_its_own(void **unused)
{
	char *text = text_of(SAMPLE);
	const char *target = strstr(text, "\n[target main]");

	(void)unused;
	assert_non_null(target);
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		if ((option_table[i].sections & SECTION_TARGET) != 0 &&
		    strstr(target, option_table[i].word) == NULL)
			fail_msg("the target of the sample does not name %s", option_table[i].word);
	}
	free(text);
}

static void
the_sample_loads(void **unused)
{
	const struct config_choice all = { 0 };
	struct config *config = NULL;
	struct err err = { 0 };

	(void)unused;
	if (!config_load(SAMPLE, &all, &config, &err))
		fail_msg("%s", err.message);
	assert_int_equal(config->warning_count, 0);
	assert_string_equal(config->targets[0].name, "main");
	config_free(config);
}

/* The entry of an option: from its ".It Ic word" to the next. */
static char *
entry_of(const char *page, const char *word)
{
	char item[96];
	const char *at;
	const char *end;

	snprintf(item, sizeof item, "\n.It Ic %s\n", word);
	at = strstr(page, item);
	if (at == NULL)
		fail_msg("the man page does not have %s", word);
	at += strlen(item);
	if (strstr(at, item) != NULL)
		fail_msg("the man page has %s twice", word);
	end = strstr(at, "\n.It");
	if (end == NULL || (strstr(at, "\n.El") != NULL && strstr(at, "\n.El") < end))
		end = strstr(at, "\n.El");
	assert_non_null(end);
	return strndup(at, (size_t)(end - at));
}

static void
the_man_page_has_every_option(void **unused)
{
	char *page = text_of(MAN_PAGE);

	(void)unused;
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		const struct option_info *info = &option_table[i];
		char *entry = entry_of(page, info->word);
		char standard[96];
		snprintf(standard, sizeof standard, "default %s", info->standard);
		assert_described(MAN_PAGE, (enum option)i, entry);
		if (info->standard != NULL && strstr(entry, standard) == NULL)
			fail_msg("the man page does not say of %s: %s", info->word, standard);
		free(entry);
	}
	free(page);
}

static void
the_man_page_has_every_verb_and_argument(void **unused)
{
	char *page = text_of(MAN_PAGE);

	(void)unused;
	for (const struct verb *verb = verb_table; verb->word != NULL; verb++) {
		char item[64];
		snprintf(item, sizeof item, "\n.It Cm %s\n", verb->word);
		if (strstr(page, item) == NULL)
			fail_msg("the man page does not have the verb %s", verb->word);
	}
	for (const struct argument_info *info = argument_table; info->word != NULL; info++) {
		char item[64];
		snprintf(item, sizeof item, "Fl -%s", info->word);
		if (strstr(page, item) == NULL)
			fail_msg("the man page does not have --%s", info->word);
	}
	free(page);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_sample_has_every_option_with_its_default),
		cmocka_unit_test(the_sample_says_range_unit_and_restart),
		cmocka_unit_test(the_sample_names_what_a_target_may_have_of_its_own),
		cmocka_unit_test(the_sample_loads),
		cmocka_unit_test(the_man_page_has_every_option),
		cmocka_unit_test(the_man_page_has_every_verb_and_argument),
	};

	return cmocka_run_group_tests_name("daemon_documents", tests, NULL, NULL);
}
