#include "cli/arguments.h"

#include "cli/cli.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 24

/* A command line that may be written to, as argv is. */
struct line {
	char *argv[WORDS_MAX + 2];
	int argc;
};

/* Cut at blanks; '_' stands for a blank within a word. */
static struct line
line_of(const char *text)
{
	struct line line = { .argv = { strdup("pgdriftd") }, .argc = 1 };
	char *copy = strdup(text);

	for (char *word = strtok(copy, " "); word != NULL; word = strtok(NULL, " ")) {
		assert_true(line.argc <= WORDS_MAX);
		line.argv[line.argc] = strdup(word);
		for (char *at = line.argv[line.argc]; *at != '\0'; at++)
			*at = *at == '_' ? ' ' : *at;
		line.argc++;
	}
	free(copy);
	return line;
}

static void
line_done(struct line *line)
{
	for (int i = 0; i < line->argc; i++)
		free(line->argv[i]);
}

static void
assert_refused(const char *text, const char *message)
{
	struct line line = line_of(text);
	struct arguments arguments;
	struct err err = { 0 };

	if (arguments_read(line.argc, line.argv, &arguments, &err))
		fail_msg("taken: %s", text);
	assert_int_equal(err.code, ERR_USAGE);
	assert_string_equal(err.message, message);
	arguments_done(&arguments);
	line_done(&line);
}

static struct arguments
read_line(struct line *line)
{
	struct arguments arguments;
	struct err err = { 0 };

	if (!arguments_read(line->argc, line->argv, &arguments, &err))
		fail_msg("%s", err.message);
	return arguments;
}

static void
options_stand_before_and_after_the_verb(void **unused)
{
	static const char *const texts[] = {
		"-c x.ini check --format json --target a --target b",
		"check --format=json --target=a --target=b --config=x.ini",
		"--target a --config x.ini --target=b check --format json",
		"-cx.ini check --target a --target b --format json",
	};

	(void)unused;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct line line = line_of(texts[i]);
		struct arguments arguments = read_line(&line);
		assert_string_equal(arguments.verb->word, "check");
		assert_string_equal(arguments.config, "x.ini");
		assert_int_equal(arguments.format, FORMAT_JSON);
		assert_int_equal(arguments.target_count, 2);
		assert_string_equal(arguments.targets[0], "a");
		assert_string_equal(arguments.targets[1], "b");
		arguments_done(&arguments);
		line_done(&line);
	}
}

static void
what_is_not_given_has_its_default(void **unused)
{
	struct line line = line_of("check");
	struct arguments arguments = read_line(&line);

	(void)unused;
	assert_string_equal(arguments.config, "/etc/pgdriftd/pgdriftd.ini");
	assert_null(arguments.dsn);
	assert_null(arguments.manifest);
	assert_int_equal(arguments.format, FORMAT_TEXT);
	assert_int_equal(arguments.minimum, SEVERITY_INFO);
	assert_int_equal(arguments.timeout_ms, 0);
	assert_int_equal(arguments.target_count, 0);
	arguments_done(&arguments);
	line_done(&line);
}

static void
all_options_of_check_are_read(void **unused)
{
	struct line line = line_of(
		"check --manifest m.json --module !blog --module * --min-severity critical "
		"-t10 --no-color");
	struct arguments arguments = read_line(&line);

	(void)unused;
	assert_string_equal(arguments.manifest, "m.json");
	assert_int_equal(arguments.module_count, 2);
	assert_string_equal(arguments.modules[0], "!blog");
	assert_string_equal(arguments.modules[1], "*");
	assert_int_equal(arguments.minimum, SEVERITY_CRITICAL);
	assert_int_equal(arguments.timeout_ms, 10000);
	assert_true((arguments.given & ARGUMENT_NO_COLOR) != 0);
	arguments_done(&arguments);
	line_done(&line);
}

static void
a_dsn_is_overwritten_where_it_stood(void **unused)
{
	static const char *const texts[] = {
		"check --dsn host=db_password=geheim --manifest m.json",
		"check --dsn=host=db_password=geheim --manifest m.json",
	};

	(void)unused;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct line line = line_of(texts[i]);
		struct arguments arguments = read_line(&line);
		assert_string_equal(arguments.dsn, "host=db password=geheim");
		assert_string_equal(arguments.manifest, "m.json");
		for (int j = 0; j < line.argc; j++) {
			assert_null(strstr(line.argv[j], "geheim"));
			assert_null(strstr(line.argv[j], "host"));
		}
		arguments_done(&arguments);
		line_done(&line);
	}
}

static void
what_is_wrong_is_said(void **unused)
{
	(void)unused;
	assert_refused("", "a verb is needed");
	assert_refused("-c x.ini", "a verb is needed");
	assert_refused("chekc", "unknown verb chekc; did you mean check?");
	assert_refused("frobnicate", "unknown verb frobnicate");
	assert_refused("check --fromat json", "unknown option --fromat; did you mean --format?");
	assert_refused("check --frobnicate", "unknown option --frobnicate");
	assert_refused("check --forma json", "unknown option --forma; did you mean --format?");
	assert_refused("check -x", "unknown option -x");
	assert_refused("check --target", "--target needs a value: --target NAME");
	assert_refused("check --target=", "--target needs a value: --target NAME");
	assert_refused("check --dsn --manifest m.json", "--dsn needs a value: --dsn CONNINFO");
	assert_refused("check -c", "--config needs a value: --config FILE");
	assert_refused("check --no-color=yes", "--no-color takes no value");
	assert_refused("check --manifest a --manifest b", "--manifest is given twice");
	assert_refused("check extra", "check takes no operand");
	assert_refused("schema", "schema needs an operand: manifest|report");
	assert_refused("schema manifest report", "too many operands of schema");
	assert_refused("run --format json", "run takes no --format");
	assert_refused("version --dsn x", "version takes no --dsn");
	assert_refused("check --format xml",
	               "--format: must be text, json, sql, nagios or markdown");
	assert_refused("check --format markdown", "check has no format markdown");
	assert_refused("check --min-severity bad",
	               "--min-severity: must be info, warning or critical");
	assert_refused("check --timeout 0",
	               "--timeout: must be a number of seconds from 1 to 86400");
	assert_refused("check -t 10s", "--timeout: must be a number of seconds from 1 to 86400");
	assert_refused("check -t -5", "--timeout: must be a number of seconds from 1 to 86400");
	assert_refused("check -t 86401", "--timeout: must be a number of seconds from 1 to 86400");
}

static void
what_may_be_a_secret_is_not_repeated(void **unused)
{
	static const char *const texts[] = {
		"postgresql://app:geheim@db/app",
		"host=db_password=geheim",
		"check --dns=host=db_password=geheim",
		"check --host=db_password=geheim",
		"check password=geheim",
		"check --password:geheim",
		"check --format password=geheim",
		"check --timeout password=geheim",
		"check --dsn password=geheim --dsn password=geheim",
		"check --no-color=password=geheim",
	};

	(void)unused;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct line line = line_of(texts[i]);
		struct arguments arguments;
		struct err err = { 0 };
		assert_false(arguments_read(line.argc, line.argv, &arguments, &err));
		assert_null(strstr(err.message, "geheim"));
		arguments_done(&arguments);
		line_done(&line);
	}
}

static void
help_and_version_need_no_verb(void **unused)
{
	static const char *const texts[] = { "--help", "-h",           "--version",
		                             "-V",     "check --help", "schema -h" };

	(void)unused;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct line line = line_of(texts[i]);
		struct arguments arguments = read_line(&line);
		assert_true((arguments.given & (ARGUMENT_HELP | ARGUMENT_VERSION)) != 0);
		arguments_done(&arguments);
		line_done(&line);
	}
}

static void
after_two_dashes_all_are_operands(void **unused)
{
	struct line line = line_of("schema -- manifest");
	struct arguments arguments = read_line(&line);

	(void)unused;
	assert_string_equal(arguments.operands[0], "manifest");
	arguments_done(&arguments);
	line_done(&line);
	assert_refused("schema -- --help --x", "too many operands of schema");
}

static void
a_failed_reading_knows_its_verb(void **unused)
{
	struct line line = line_of("check --frobnicate");
	struct arguments arguments;

	(void)unused;
	assert_false(arguments_read(line.argc, line.argv, &arguments, NULL));
	assert_string_equal(arguments.verb->word, "check");
	arguments_done(&arguments);
	line_done(&line);
}

static void
the_usage_of_a_verb_names_all_that_it_takes(void **unused)
{
	(void)unused;
	for (const struct verb *verb = verb_table; verb->word != NULL; verb++) {
		struct text usage = { 0 };
		usage_write(verb, &usage);
		assert_non_null(strstr(text_str(&usage), verb->word));
		assert_non_null(strstr(text_str(&usage), verb->operands));
		assert_non_null(strstr(text_str(&usage), "64 wrong command line"));
		for (const struct argument_info *info = argument_table; info->word != NULL;
		     info++) {
			char word[40];
			snprintf(word, sizeof word, "--%s", info->word);
			if ((verb->arguments & info->argument) != 0)
				assert_non_null(strstr(text_str(&usage), word));
		}
		text_done(&usage);
	}
}

static void
the_overview_names_every_verb(void **unused)
{
	struct text usage = { 0 };

	(void)unused;
	usage_write(NULL, &usage);
	for (const struct verb *verb = verb_table; verb->word != NULL; verb++) {
		assert_non_null(strstr(text_str(&usage), verb->summary));
		assert_ptr_equal(verb_find(verb->word), verb);
	}
	text_done(&usage);
	assert_null(verb_find("Check"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_stand_before_and_after_the_verb),
		cmocka_unit_test(what_is_not_given_has_its_default),
		cmocka_unit_test(all_options_of_check_are_read),
		cmocka_unit_test(a_dsn_is_overwritten_where_it_stood),
		cmocka_unit_test(what_is_wrong_is_said),
		cmocka_unit_test(what_may_be_a_secret_is_not_repeated),
		cmocka_unit_test(help_and_version_need_no_verb),
		cmocka_unit_test(after_two_dashes_all_are_operands),
		cmocka_unit_test(a_failed_reading_knows_its_verb),
		cmocka_unit_test(the_usage_of_a_verb_names_all_that_it_takes),
		cmocka_unit_test(the_overview_names_every_verb),
	};

	return cmocka_run_group_tests_name("cli_arguments", tests, NULL, NULL);
}
