/* Ours instead of getopt_long(): that takes beginnings of names for names, prints what it does not
 * understand (which may be a conninfo with a password), and keeps its state between calls. */
#include "cli/arguments.h"

#include "base/arena.h"
#include "base/nearest.h"
#include "cli/arguments_priv.h"

#include <stdlib.h>
#include <string.h>

#define WORDS_MAX      32
#define WORD_BYTES_MAX 24

struct reading {
	struct arguments *arguments;
	char **next; /* what is read next; NULL ends it */
};

/* A word that was mistyped may be shown; anything else may be a secret in the wrong place. */
static bool
may_be_shown(const char *word, size_t length)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";

	return length > 0 && length <= WORD_BYTES_MAX && strspn(word, allowed) >= length;
}

static const char *
nearest_argument(const char *word, size_t length)
{
	const char *words[WORDS_MAX];
	char typed[WORD_BYTES_MAX + 1] = "";
	size_t count = 0;

	memcpy(typed, word, length);
	for (const struct argument_info *info = argument_table; info->word != NULL; info++)
		words[count++] = info->word;
	return nearest_word(typed, words, count);
}

static bool
fail_unknown_argument(const char *word, size_t length, struct err *err)
{
	const char *meant;

	if (!may_be_shown(word, length))
		return err_set(err, ERR_USAGE, "an option that is not known");
	meant = nearest_argument(word, length);
	if (meant != NULL)
		return err_set(err, ERR_USAGE, "unknown option --%.*s; did you mean --%s?",
		               (int)length, word, meant);
	return err_set(err, ERR_USAGE, "unknown option --%.*s", (int)length, word);
}

static bool
fail_unknown_verb(const char *word, struct err *err)
{
	const char *words[WORDS_MAX];
	const char *meant;
	size_t count = 0;

	if (!may_be_shown(word, strlen(word)))
		return err_set(err, ERR_USAGE, "what stands in the place of the verb is none");
	for (const struct verb *verb = verb_table; verb->word != NULL; verb++)
		words[count++] = verb->word;
	meant = nearest_word(word, words, count);
	if (meant != NULL)
		return err_set(err, ERR_USAGE, "unknown verb %s; did you mean %s?", word, meant);
	return err_set(err, ERR_USAGE, "unknown verb %s", word);
}

/* One option; `attached` is the value that came with it, or NULL. */
static bool
take_argument(struct reading *reading, const struct argument_info *info, char *attached,
              struct err *err)
{
	struct arguments *arguments = reading->arguments;
	char *value = attached;

	if (info->value == NULL && attached != NULL)
		return err_set(err, ERR_USAGE, "--%s takes no value", info->word);
	/* "--dsn --manifest x" is a value forgotten, and no conninfo of that name. */
	if (info->value != NULL && value == NULL && *reading->next != NULL &&
	    strncmp(*reading->next, "--", 2) != 0)
		value = *reading->next++;
	if (info->value != NULL && (value == NULL || *value == '\0'))
		return err_set(err, ERR_USAGE, "--%s needs a value: --%s %s", info->word,
		               info->word, info->value);
	if ((arguments->given & info->argument) != 0 && !info->repeatable && value != NULL) {
		if (info->argument == ARGUMENT_DSN)
			arguments_take_dsn(arguments, value);
		return err_set(err, ERR_USAGE, "--%s is given twice", info->word);
	}
	arguments->given |= info->argument;
	return arguments_take(arguments, info->argument, value, err);
}

static bool
take_long(struct reading *reading, char *word, struct err *err)
{
	size_t length = strcspn(word, "=");

	for (const struct argument_info *info = argument_table; info->word != NULL; info++) {
		if (strlen(info->word) == length && memcmp(info->word, word, length) == 0)
			return take_argument(reading, info,
			                     word[length] == '=' ? word + length + 1 : NULL, err);
	}
	return fail_unknown_argument(word, length, err);
}

/* Letters may be joined, and a value may be joined to the last: -t10. */
static bool
take_letters(struct reading *reading, char *letters, struct err *err)
{
	for (; *letters != '\0'; letters++) {
		const struct argument_info *info = argument_table;
		while (info->word != NULL && info->letter != *letters)
			info++;
		if (info->word == NULL && may_be_shown(letters, 1))
			return err_set(err, ERR_USAGE, "unknown option -%c", *letters);
		if (info->word == NULL)
			return err_set(err, ERR_USAGE, "an option that is not known");
		if (info->value != NULL)
			return take_argument(reading, info, letters[1] != '\0' ? letters + 1 : NULL,
			                     err);
		if (!take_argument(reading, info, NULL, err))
			return false;
	}
	return true;
}

static bool
take_operand(struct arguments *arguments, const char *operand, struct err *err)
{
	if (arguments->verb != NULL) {
		arguments->operands[arguments->operand_count++] = operand;
		return true;
	}
	arguments->verb = verb_find(operand);
	return arguments->verb != NULL || fail_unknown_verb(operand, err);
}

static bool
take_all(struct reading *reading, struct err *err)
{
	bool operands_only = false;
	bool ok = true;

	while (ok && *reading->next != NULL) {
		char *word = *reading->next++;
		if (operands_only || word[0] != '-' || word[1] == '\0')
			ok = take_operand(reading->arguments, word, err);
		else if (strcmp(word, "--") == 0)
			operands_only = true;
		else if (word[1] == '-')
			ok = take_long(reading, word + 2, err);
		else
			ok = take_letters(reading, word + 1, err);
	}
	return ok;
}

/* What was given must be what the verb takes. */
static bool
check_verb(struct arguments *arguments, struct err *err)
{
	const struct verb *verb = arguments->verb;

	for (const struct argument_info *info = argument_table; info->word != NULL; info++) {
		unsigned taken = verb->arguments | ARGUMENT_HELP | ARGUMENT_VERSION;
		if ((arguments->given & info->argument & ~taken) != 0)
			return err_set(err, ERR_USAGE, "%s takes no --%s", verb->word, info->word);
	}
	if ((arguments->given & ARGUMENT_FORMAT) != 0 && (verb->formats & arguments->format) == 0)
		return err_set(err, ERR_USAGE, "%s has no format %s", verb->word,
		               format_word(arguments->format));
	if (arguments->operand_count > verb->operands_max)
		return err_set(err, ERR_USAGE,
		               verb->operands_max == 0 ? "%s takes no operand"
		                                       : "too many operands of %s",
		               verb->word);
	if (arguments->operand_count < verb->operands_min)
		return err_set(err, ERR_USAGE, "%s needs an operand: %s", verb->word,
		               verb->operands);
	return true;
}

bool
arguments_read(int argc, char **argv, struct arguments *ret_arguments, struct err *err)
{
	struct arguments *arguments = ret_arguments;
	struct reading reading = { .arguments = arguments, .next = argc > 0 ? argv + 1 : argv };
	size_t room = (size_t)argc + 1;

	memset(arguments, 0, sizeof *arguments);
	arguments->config = DEFAULT_CONFIG;
	arguments->format = FORMAT_TEXT;
	arguments->minimum = SEVERITY_INFO;
	arguments->targets = mem_alloc(room * sizeof *arguments->targets);
	arguments->modules = mem_alloc(room * sizeof *arguments->modules);
	arguments->schemas = mem_alloc(room * sizeof *arguments->schemas);
	arguments->omits = mem_alloc(room * sizeof *arguments->omits);
	arguments->includes = mem_alloc(room * sizeof *arguments->includes);
	arguments->operands = mem_alloc(room * sizeof *arguments->operands);
	if (!take_all(&reading, err))
		return false;
	if ((arguments->given & (ARGUMENT_HELP | ARGUMENT_VERSION)) != 0)
		return true;
	if (arguments->verb == NULL)
		return err_set(err, ERR_USAGE, "a verb is needed");
	return check_verb(arguments, err);
}

void
arguments_done(struct arguments *arguments)
{
	if (arguments->dsn != NULL)
		explicit_bzero(arguments->dsn, strlen(arguments->dsn));
	free(arguments->dsn);
	free(arguments->targets);
	free(arguments->modules);
	free(arguments->schemas);
	free(arguments->omits);
	free(arguments->includes);
	free(arguments->operands);
	memset(arguments, 0, sizeof *arguments);
}
